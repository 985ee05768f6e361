"""A page for each kind of error, at the address that problem details give as their type. Source: RFC 9457, section 4."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response

from ..errors import PsinError, UnknownName
from .language import _
from .pages.rendering import render
from .site import site
from .titles import title_words

blueprint = Blueprint("problem_pages", __name__)
#: Statuses that answers of the framework and of the server have.
_SENT = frozenset((400, 403, 404, 405, 406, 410, 413, 415, 416, 422, 429, 431, 500, 501, 503))


def _kinds(kind: type[PsinError] = PsinError) -> dict[str, type[PsinError]]:
    found = {kind.code: kind}
    for narrower in kind.__subclasses__():
        found = _kinds(narrower) | found
    return found


def meanings() -> dict[str, tuple[str, str]]:
    """Code of an error to what it means and what helps, in the language of the request."""
    return {
        "error": (
            _("Something went wrong that has no kind of its own."),
            _("Read the detail of the answer: it says what and where."),
        ),
        "input": (
            _("Something in the request cannot be used: a parameter, its value, or the body."),
            _("The detail names it and says how to write it."),
        ),
        "unreadable-file": (
            _("A text that was sent is too large, is not UTF-8, or cannot be opened."),
            _("Save it as UTF-8 without compression, or send it in parts."),
        ),
        "syntax": (
            _("A text does not follow the grammar of its format."),
            _("The answer tells line and column; the validator shows every such place at once."),
        ),
        "unknown-name": (
            _("An address or a name is asked for that nothing here answers to."),
            _("Look at the list that the detail points to, or search."),
        ),
        "query": (_("A query gets no answer."), _("Read the detail: it says why and what to change.")),
        "query-syntax": (
            _("The query does not follow the grammar of SPARQL 1.1."),
            _(
                "The answer tells line and column of the place where it can no longer be understood; the mistake stands there or just before."
            ),
        ),
        "query-refused": (
            _(
                "The query asks for something that is switched off here: an update, another service, a graph that is not of this catalogue."
            ),
            _("Ask without it. To join services, use a federating client such as Comunica on your side."),
        ),
        "format-unfit": (
            _("The query has an answer, but the format that was asked for cannot hold it."),
            _("Ask for another format: JSON holds every table, N-Triples every graph."),
        ),
        "budget-exceeded": (
            _(
                "The query needs more time, memory, rows or bytes than one query may have, so it was ended. "
                "Nothing of its answer is left out silently: there is none."
            ),
            _(
                "Ask for less: fewer rows with LIMIT, fewer patterns without a shared variable, a narrower start. For everything, take the dump."
            ),
        ),
        "shapes": (_("Shapes that were given cannot be used."), _("The detail names the shape and the term.")),
        "engine-unavailable": (
            _("All workers are busy, or the one that was answering was lost."),
            _("Ask again after the seconds that the Retry-After header gives."),
        ),
        "catalogue": (
            _("The documents of the catalogue cannot be served as they are."),
            _("The operator has to mend them; an older state may be served."),
        ),
        "store": (
            _("The store on disk cannot be used; what it held before is still there."),
            _("The operator has to look at it."),
        ),
        "withdrawn": (
            _("The document that is asked for was here once and was withdrawn."),
            _("What it said at each time is in its time map."),
        ),
        "publishing": (_("An engine elsewhere does not take the documents."), _("The detail says what it answered.")),
    }


def address(code: str) -> str:
    """Where a kind of error is explained; empty if it is nowhere."""
    known = code in _kinds() or code in meanings() or _sent(code) is not None
    return f"/problem/{code}" if known else ""


def _sent(code: str) -> HTTPStatus | None:
    number = code.removeprefix("http-")
    return (
        _status(int(number))
        if code.startswith("http-") and number.isascii() and number.isdigit() and len(number) < 4
        else None
    )


@blueprint.get("/problem/<code>")
def problem(code: str) -> Response:
    """What a kind of error means and what to do about it."""
    known = meanings()
    kinds = _kinds()
    if code in kinds or code in known:
        title = title_words(kinds[code].title if code in kinds else code.capitalize())
        meaning, help_ = known.get(code) or known["error"]
    elif status := _sent(code):
        title = title_words(status.phrase)
        meaning, help_ = _("HTTP status {status}: {words}.", status=status.value, words=title), known["error"][1]
    else:
        raise UnknownName(f"There is no kind of error '{code[:60]}'.", f"Kinds are: {', '.join(sorted(known))}.")
    text = render("problem.html", site(), title=title, code=code, meaning=meaning, help=help_)
    response = Response(text, mimetype="text/html")
    response.add_etag()
    return response


def _status(number: int) -> HTTPStatus | None:
    try:
        found = HTTPStatus(number)
    except ValueError:
        return None
    return found if number in _SENT else None
