"""Templates, with everything escaped by default."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import has_request_context, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from ...documents import Document
from .. import address, language
from ..said import shown
from ..titles import title_words
from . import countries, kinds, structured
from .figures import number
from .typography import changed_words, kept_together
from .words import Text, date_words, plural

if TYPE_CHECKING:
    from ..site import Site

_WEB = Path(__file__).resolve().parents[1]


def menu() -> tuple[tuple[str, str, str], ...]:
    """The main menu: (address, words, name of the section)."""
    _ = language._
    return (
        ("/networks", _("Networks"), "networks"),
        ("/organisations", _("Organisations"), "organisations"),
        ("/convenings", _("Convenings"), "convenings"),
        ("/ecosystem", _("Ecosystem"), "ecosystem"),
        ("/lessons", _("Lessons"), "lessons"),
        ("/trade-offs", _("Trade-offs"), "trade-offs"),
        ("/queries", _("Questions"), "queries"),
        ("/about", _("About"), "about"),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "date_words": date_words,
        "number": number,
        "capital": capital,
        "changed_words": changed_words,
        "kept": kept_together,
    }
    environment.globals |= {
        "menu": menu,
        "stylesheet": asset("psin.css"),
        "asset": asset,
        "plural": plural,
        "counted": kinds.counted,
        "language_of": countries.language_of,
        "_": language._,
        "_m": language._m,
        "_n": language._n,
        "here": language.here,
        "language": language.language,
        "title_words": title_words,
        "said": shown,
    }
    return environment


def capital(text: object) -> str:
    """The text with a capital first letter, the rest untouched; what is escaped already stays so.

    Names that are written small, such as ``iN Forum`` and our own, stay as they are.
    """
    value = str(text)
    if value[1:2].isupper() or value.split(",", 1)[0].split(" ", 1)[0] == "psin":
        return text if isinstance(text, Markup) else value
    raised = value[:1].upper() + value[1:]
    return Markup(raised) if isinstance(text, Markup) else raised  # noqa: S704


@cache
def asset(name: str) -> str:
    """The address of a file of ``static/``, which changes with its contents."""
    digest = hashlib.sha256((_WEB / "static" / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:8]}"


def draw(name: str, picture: object, title: str) -> str:
    """A picture as an SVG document. ``name`` is that of its macro, ``title`` says what it is a picture of."""
    macros = _environment().get_template("pictures.html").module
    drawn = {"timeline": "lifelines"}.get(name, name)
    return str(getattr(macros, drawn)(picture, title, standalone=True))


@dataclass(frozen=True)
class Edition:
    """The page in one language: ``name`` is what the language calls itself."""

    tag: str
    name: str
    address: str
    current: bool


def editions() -> list[Edition]:
    """The current page in every language of the interface."""
    # One slash at the front and nothing unquoted: what a stranger asks for must not become a link to another host.
    path = "/" + quote(request.path.lstrip("/"), safe="/:@!$&'()*+,;=~") if has_request_context() else "/"
    asked = request.query_string.decode("ascii", "replace") if has_request_context() else ""
    ending = f"?{asked}" if asked else ""
    return [
        Edition(tag, name, language.here(path, tag) + ending, tag == language.language())
        for tag, name in language.LANGUAGES.items()
    ]


def template(name: str) -> Template:
    """A template that is no page of the site, with the same functions in it."""
    return _environment().get_template(name)


def _summary(context: Mapping[str, object]) -> str:
    """What a page is about, for search engines and previews: its description in the language of the page, else in any."""
    texts = context.get("descriptions") or context.get("definitions")
    found = [text for text in texts if isinstance(text, Text)] if isinstance(texts, Sequence) else []
    chosen = min(found, key=lambda text: text.foreign, default=None)
    return textwrap.shorten(chosen.value, 200, placeholder=" …") if chosen else ""


def render(template: str, site: Site, *, title: str | Text, section: str = "", **context: object) -> str:
    """The page as HTML. ``title`` stands in the head and ``section`` is the entry of the menu that is current."""
    document = context.get("document")
    if isinstance(document, Document):
        described = structured.of_document(site, document)
    else:
        described = structured.of_catalogue(site) if template == "start.html" else ""
    defaults = {
        "document": None,
        "crumbs": [],
        "description": _summary(context),
        "structured": described,
        "public": address.root(site),
    }
    return (
        _environment()
        .get_template(template)
        .render(
            title=str(title),
            spoken_title=title if isinstance(title, Text) else Text(title),
            section=section,
            version=site.catalogue.version[:8],
            editions=editions(),
            **defaults | context,
        )
    )


def fragment(template: str, macro: str, **context: object) -> Markup:
    """What a macro of a template makes of its arguments."""
    return Markup(getattr(_environment().get_template(template).module, macro)(**context))  # noqa: S704
