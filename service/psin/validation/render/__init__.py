"""Reports in the formats that people and programs read; each format has a file and is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType

from ...light import Record
from ..findings import Report
from .style import PLAIN, Style

__all__ = ["FORMATS", "PLAIN", "Format", "Style", "json", "text", "write"]

_MODULES = frozenset({"github", "html", "junit", "objects", "sarif", "shacl", "terminal"})


class Format(Record):
    """How a report is asked for on the command line, where it is written, and what it is on the web."""

    name: str
    module: str
    media_type: str


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("text", "terminal", "text/plain"),
        Format("json", "objects", "application/json"),
        Format("sarif", "sarif", "application/sarif+json"),
        Format("github", "github", "text/plain"),
        Format("junit", "junit", "application/xml"),
        Format("html", "html", "text/html"),
        Format("shacl", "shacl", "text/turtle"),
    )
}


def text(report: Report, language: str = "en", style: Style = PLAIN) -> str:
    """The report for people; ``language`` is "en" or "fr". See ``terminal.text``."""
    from . import terminal

    return terminal.text(report, language, style)


def json(report: Report, language: str = "en") -> str:
    """The report as one JSON object. See ``objects.json``."""
    from . import objects

    return objects.json(report, language)


def write(
    name: str, report: Report, language: str = "en", *, style: Style = PLAIN, texts: Mapping[str, str] | None = None
) -> str:
    """The report in the format of a name in FORMATS. ``texts`` are the contents of the files, for the HTML page."""
    if name == "text":
        return text(report, language, style)
    if name == "html":
        from . import html

        return html.page(report, texts or {}, language)
    function: Callable[[Report, str], str] = import_module(f".{FORMATS[name].module}", __name__).write
    return function(report, language)


def __getattr__(name: str) -> ModuleType:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(name)
