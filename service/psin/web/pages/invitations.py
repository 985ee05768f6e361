"""The invitation list for the next convening of conveners, answered by the query of that name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ...documents import document
from ..language import _
from .graph import key
from .names import names
from .rendering import render
from .words import Link

if TYPE_CHECKING:
    from ..site import Site

QUERY = "invitation-list"


@dataclass(frozen=True)
class Invitation:
    """A network to invite. Without convener or contact there is something left to find out."""

    network: Link
    conveners: list[Link]
    contact: Link | None
    came_before: bool
    status: Link | None


@dataclass(frozen=True)
class Choice:
    slug: str
    name: Link
    chosen: bool


def page(site: Site, arguments: Mapping[str, str]) -> str:
    """The list for ``catalogue``, the slug of a catalogue; for all of them if it is left out. Raises UnknownName."""
    slug = arguments.get("catalogue", "").strip()
    given = {"catalogue": document("catalogue", slug).thing} if slug else {}
    query = site.library.query(QUERY)
    known = names(site)
    found: dict[str, Invitation] = {}
    for row in site.engine.select(query.bind(given)):
        network = key(row["network"])
        contact = row.get("contact")
        entry = found.setdefault(
            network,
            Invitation(
                known.link(network),
                [],
                known.link(contact) if contact is not None else None,
                key(row["cameBefore"]) == "true",
                known.link(row["status"]) if "status" in row else None,
            ),
        )
        if "convener" in row:
            entry.conveners.append(known.link(row["convener"]))
        elif "convenerName" in row:
            entry.conveners.append(Link(known.literal(row["convenerName"])))
    catalogues = [item.document for item in site.catalogue.documents if item.document.kind_name == "catalogue"]
    invited = sorted(found.values(), key=lambda item: (item.came_before, str(item.network).casefold()))
    return render(
        "invitations.html",
        site,
        title=_("Invitations to the next convening of conveners"),
        section="convenings",
        crumbs=[("/convenings", _("Convenings"))],
        invited=invited,
        missing=[item for item in invited if not item.conveners or item.contact is None],
        choices=[Choice(one.slug, known.link(one.thing), one.slug == slug) for one in catalogues],
        parameters=f"?{urlencode(given)}" if given else "",
        query=QUERY,
    )
