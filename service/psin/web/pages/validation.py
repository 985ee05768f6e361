"""The page to check a document on, and the report about it: the file with its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from ...documents import BASE
from ...errors import PsinError
from ..address import root
from ..language import _, here
from ..submission import ENDINGS
from .rendering import render

if TYPE_CHECKING:
    from ..site import Site
    from ..submission import Submission

#: Characters of a pasted text that are shown again to be mended.
_SHOWN = 200_000


def page(
    site: Site,
    *,
    report: str = "",
    given: Submission | None = None,
    conforms: bool = False,
    problem: PsinError | None = None,
) -> str:
    """The form, with the report about the document ``given`` before it. ``report`` is HTML that is escaped already."""
    # links to the pages of rules and lessons stay on this site
    local = Markup(report.replace(f'<a href="{BASE}', f'<a href="{here("/")}'))  # noqa: S704
    text = given.raw.decode("utf-8", "replace") if given is not None and given.pasted else ""
    return render(
        "validate.html",
        site,
        title=_("Check a file"),
        crumbs=[("/about", _("About"))],
        report=local,
        heading=_("The file keeps all the rules") if conforms else _("The file breaks rules"),
        problem=problem,
        text=text if len(text) <= _SHOWN else "",
        name=given.name if given is not None and given.pasted else "",
        endings=ENDINGS,
        address=root(site),
        seconds=site.settings.validate_seconds,
        bytes=site.settings.document_bytes,
    )
