"""Templates, with everything escaped by default."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .. import language
from . import countries
from .words import date_words, number, plural

if TYPE_CHECKING:
    from ..site import Site

_WEB = Path(__file__).resolve().parents[1]

#: The main menu: (address, words, name of the section).
MENU = (
    ("/networks", "Networks", "networks"),
    ("/organisations", "Organisations", "organisations"),
    ("/convenings", "Convenings", "convenings"),
    ("/lessons", "Lessons", "lessons"),
    ("/trade-offs", "Trade-offs", "trade-offs"),
    ("/queries", "Questions", "queries"),
    ("/about", "About", "about"),
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
    environment.filters |= {"date_words": date_words, "number": number, "capital": capital}
    environment.globals |= {
        "menu": MENU,
        "stylesheet": _stylesheet(),
        "plural": plural,
        "language_of": countries.language_of,
        "_": language._,
        "_m": language._m,
        "_n": language._n,
        "here": language.here,
        "language": language.language,
    }
    return environment


def capital(text: object) -> str:
    """The text with a capital first letter, the rest untouched."""
    value = str(text)
    return value[:1].upper() + value[1:]


@cache
def _stylesheet() -> str:
    digest = hashlib.sha256((_WEB / "static" / "psin.css").read_bytes()).hexdigest()
    return f"/static/psin.css?v={digest[:8]}"


def render(template: str, site: Site, *, title: str, section: str = "", **context: object) -> str:
    """The page as HTML. ``title`` stands in the head and ``section`` is the entry of the menu that is current."""
    defaults = {"document": None, "crumbs": [], "description": ""}
    return (
        _environment()
        .get_template(template)
        .render(title=title, section=section, version=site.catalogue.version[:8], **defaults | context)
    )
