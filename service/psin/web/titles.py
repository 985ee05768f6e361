"""Titles of errors in the language of the page."""

from __future__ import annotations

from collections.abc import Callable

from .language import _

#: Title in English → the same in the current language. Titles of the framework's errors are those of RFC 9110.
_TITLES: dict[str, Callable[[], str]] = {
    "Something went wrong": lambda: _("Something went wrong"),
    "The input cannot be used": lambda: _("The input cannot be used"),
    "The file cannot be read": lambda: _("The file cannot be read"),
    "The text does not follow its grammar": lambda: _("The text does not follow its grammar"),
    "Nothing answers to this name": lambda: _("Nothing answers to this name"),
    "The query gets no answer": lambda: _("The query gets no answer"),
    "The query does not follow the SPARQL grammar": lambda: _("The query does not follow the SPARQL grammar"),
    "The query asks for something that is switched off here": lambda: _(
        "The query asks for something that is switched off here"
    ),
    "The format cannot hold the answer": lambda: _("The format cannot hold the answer"),
    "The query needs more than its budget": lambda: _("The query needs more than its budget"),
    "The shapes cannot be used": lambda: _("The shapes cannot be used"),
    "No worker is free to answer": lambda: _("No worker is free to answer"),
    "The catalogue cannot be served": lambda: _("The catalogue cannot be served"),
    "The store on disk cannot be used": lambda: _("The store on disk cannot be used"),
    "The catalogue cannot be published": lambda: _("The catalogue cannot be published"),
    "The partner cannot be fetched from": lambda: _("The partner cannot be fetched from"),
    "The partner is being harvested already": lambda: _("The partner is being harvested already"),
    "The harvest took too long": lambda: _("The harvest took too long"),
    "The partner sent no data": lambda: _("The partner sent no data"),
    "The catalogue does not keep still": lambda: _("The catalogue does not keep still"),
    "The batch is too large": lambda: _("The batch is too large"),
    "The document needs more than its budget": lambda: _("The document needs more than its budget"),
    "Withdrawn": lambda: _("Withdrawn"),
    "Bad Request": lambda: _("Bad request"),
    "Forbidden": lambda: _("Forbidden"),
    "Not Found": lambda: _("Not found"),
    "Method Not Allowed": lambda: _("Method not allowed"),
    "Not Acceptable": lambda: _("Not acceptable"),
    "Not acceptable": lambda: _("Not acceptable"),
    "Request Entity Too Large": lambda: _("Too large"),
    "Content Too Large": lambda: _("Too large"),
    "Gone": lambda: _("Gone for good"),
    "Range Not Satisfiable": lambda: _("No such part"),
    "Requested Range Not Satisfiable": lambda: _("No such part"),
    "Request Header Fields Too Large": lambda: _("Headers too large"),
    "Unprocessable Entity": lambda: _("Cannot be done with this"),
    "Unprocessable Content": lambda: _("Cannot be done with this"),
    "Not Implemented": lambda: _("Not offered here"),
    "Unsupported Media Type": lambda: _("Type of content not known here"),
    "Too Many Requests": lambda: _("Too many requests"),
    "Internal Server Error": lambda: _("Mistake of the service"),
    "Service Unavailable": lambda: _("Not available at the moment"),
}


def title_words(title: str) -> str:
    """The title of an error for a reader; one without a translation as it is."""
    return _TITLES[title]() if title in _TITLES else title
