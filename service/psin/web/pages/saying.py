"""The part of a page that tells what partners say about its subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from ...documents import Document
from ...federation import registry
from ...federation.identity import decisions, described, matching
from ...federation.identity.saying import ADDS, AGREES, DIFFERS, Said, said_of
from ...vocabulary.namespaces import DCTERMS, FOAF, PSIN, SCHEMA, SKOS
from ..language import _, each_language, language
from .cache import per_version
from .names import Names, names
from .words import Link, Text

if TYPE_CHECKING:
    from ..site import Site

#: Texts longer than this are cut in a list of what is said.
_LONGEST = 300


@dataclass(frozen=True)
class Row:
    """One value that a partner gives; ``verdict`` is agrees, differs or adds."""

    who: Link
    property: str
    value: Link
    verdict: str
    words: str
    ours: list[Link]
    record: Link | None
    basis: str


def partners_say(site: Site, document: Document) -> list[Row]:
    """What partners say about the thing of a document, differences first; empty where nothing was harvested."""
    partners = registry.of_catalogue(site.catalogue)
    if not any(
        partner.records in site.catalogue.by_graph or partner.claims in site.catalogue.by_graph
        for partner in partners.values()
    ):
        return []
    found = per_version(site, "identities", lambda: identities(site), words=False)
    said, known = said_of(document.thing, site.catalogue, partners, found), names(site)
    rank = {DIFFERS: 0, ADDS: 1, AGREES: 2}
    return [_row(one, known) for one in sorted(said, key=lambda one: (rank[one.verdict], one.property, str(one.value)))]


def identities(site: Site) -> matching.Identities:
    """What is linked, proposed and in conflict among all records that are loaded."""
    things = described.of_catalogue(site.catalogue, registry.of_catalogue(site.catalogue))
    return matching.identities(things, decisions.of_catalogue(site.catalogue))


@each_language
def properties() -> dict[str, str]:
    """What is compared, in the words of the page."""
    return {
        f"{SKOS}prefLabel": _("Name"),
        f"{FOAF}homepage": _("Web site"),
        f"{DCTERMS}spatial": _("Where"),
        f"{SCHEMA}foundingDate": _("Since"),
        f"{SCHEMA}dissolutionDate": _("Until"),
        f"{PSIN}networkKind": _("What it is"),
        f"{PSIN}governmentLevel": _("Level of government"),
        f"{DCTERMS}description": _("In words"),
    }


def _row(said: Said, known: Names) -> Row:
    words = {AGREES: _("agrees"), DIFFERS: _("differs"), ADDS: _("adds")}
    value = said.value
    if isinstance(value, Literal) and len(value.value) > _LONGEST:
        value = (
            Literal(f"{value.value[:_LONGEST]}…", language=value.language)
            if value.language
            else Literal(value.value[:_LONGEST])
        )
    return Row(
        Link(Text(said.partner.label(language())), f"/partners/{said.partner.slug}"),
        properties().get(said.property) or str(known.link(said.property)),
        known.link(value),
        said.verdict,
        words[said.verdict],
        [known.link(one) for one in said.ours],
        (
            Link(Text(_("their record")), said.record, external=True)
            if said.record.startswith(("http://", "https://"))
            else None
        ),
        said.basis,
    )
