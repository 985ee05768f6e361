"""The page to check a document on, and the report about it: the file with its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from markupsafe import Markup

from ...documents import BASE
from ...errors import PsinError
from ..submission import ENDINGS
from .rendering import render

if TYPE_CHECKING:
    from ..site import Site
    from ..submission import Submission

#: Characters of a pasted text that are shown again to be mended.
_SHOWN = 200_000
_WORDS = {
    "en": {
        "title": "Check a file",
        "lead": "What is wrong with a file about a network, in which line, and how to mend it. Nothing of it is kept.",
        "good": "The file keeps all the rules",
        "bad": "The file breaks rules",
        "file": "File",
        "file_help": "From your machine. It goes before a text in the field below.",
        "text": "Or its text",
        "syntax": "Syntax",
        "by_name": "By the name of the file, else Turtle",
        "lang": "Language of the report",
        "name": "Name of the file (optional)",
        "name_help": "As it will lie in the repository, for example networks/harbour-circle.ttl.",
        "go": "Check",
        "again": "Check again",
        "other": "or check and get",
        "programs": "For programs",
        "rules": "All rules",
    },
    "fr": {
        "title": "Vérifier un fichier",
        "lead": "Ce qui ne va pas dans un fichier sur un réseau, à quelle ligne, et comment y remédier. Rien n’en est gardé.",
        "good": "Le fichier respecte toutes les règles",
        "bad": "Le fichier enfreint des règles",
        "file": "Fichier",
        "file_help": "De votre machine. Il passe avant un texte dans le champ ci-dessous.",
        "text": "Ou son texte",
        "syntax": "Syntaxe",
        "by_name": "Selon le nom du fichier, sinon Turtle",
        "lang": "Langue du rapport",
        "name": "Nom du fichier (facultatif)",
        "name_help": "Tel qu’il sera dans le dépôt, par exemple networks/harbour-circle.ttl.",
        "go": "Vérifier",
        "again": "Vérifier de nouveau",
        "other": "ou vérifier et obtenir",
        "programs": "Pour les programmes",
        "rules": "Toutes les règles",
    },
}


def page(
    site: Site,
    language: str,
    *,
    report: str = "",
    given: Submission | None = None,
    conforms: bool = False,
    problem: PsinError | None = None,
) -> str:
    """The form, with the report about the document ``given`` before it. ``report`` is HTML that is escaped already."""
    words = _WORDS[language]
    # links to the pages of rules and lessons stay on this site
    local = Markup(report.replace(f'<a href="{BASE}', '<a href="/'))  # noqa: S704
    text = given.raw.decode("utf-8", "replace") if given is not None and given.pasted else ""
    return render(
        "validate.html",
        site,
        title=words["title"],
        crumbs=[("/about", "About")],
        words=words,
        language=language,
        report=local,
        heading=words["good"] if conforms else words["bad"],
        problem=problem,
        text=text if len(text) <= _SHOWN else "",
        name=given.name if given is not None and given.pasted else "",
        endings=ENDINGS,
        address=str(site.settings.public_url or request.url_root).rstrip("/"),
        seconds=site.settings.validate_seconds,
        bytes=site.settings.document_bytes,
    )
