"""The questions of the library: each a page, a table in every format, a notebook, a picture, and its own text."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from urllib.parse import urlencode

import pyoxigraph as ox
from flask import Blueprint, Response, request

from ..engine import FORMATS
from ..errors import InputError, UnknownName
from ..queries.library import LibraryQuery
from . import address, fair, snippets, spreadsheet, versions
from .language import language
from .pages import charts, questions
from .requests import KEY
from .site import Site, site

blueprint = Blueprint("library", __name__)

#: What an answer can be had as, by extension: media type and words.
TABLES = {"csv": "CSV", "json": "JSON", "tsv": "TSV", "xml": "XML"}
OTHERS = {
    "excel.csv": spreadsheet.MEDIA_TYPE,
    "ipynb": "application/x-ipynb+json",
    "rq": "application/sparql-query; charset=utf-8",
    "svg": "image/svg+xml",
}


@blueprint.get("/queries/<name>")
def question(name: str) -> Response:
    """A question as a page; ``<name>.csv`` and the like are its answer."""
    stem, _, extension = name.partition(".")
    current = versions.at(request.environ[KEY], request.args.get(versions.PARAMETER, ""))
    if not extension:
        page, status = questions.question_page(current, stem, request.args)
        response = Response(page, status, mimetype="text/html")
        return _finished(response) if status == 200 else response
    query = current.library.query(stem)
    given = questions.given_values(query, request.args)
    unknown = (
        set(request.args)
        - given.keys()
        - {parameter.name for parameter in query.parameters}
        - {versions.PARAMETER, "chart"}
    )
    text = query.bind({**given, **{name: request.args[name] for name in sorted(unknown)}})
    if extension in TABLES:
        return _table(current, query, text, extension)
    if extension not in OTHERS:
        raise UnknownName(
            f"'.{extension[:20]}' is not a format of an answer.", f"Formats are: {', '.join((*TABLES, *OTHERS))}."
        )
    make: dict[str, Callable[[], bytes]] = {
        "excel.csv": lambda: spreadsheet.table(query.columns, _rows(_bytes(current, text, "json"))),
        "ipynb": lambda: snippets.notebook(
            address.root(current), query, text, questions.pairs(given), current.catalogue.version
        ),
        "rq": lambda: text.encode(),
        "svg": lambda: _picture(current, query, _rows(_bytes(current, text, "json"))),
    }
    response = Response(make[extension](), content_type=OTHERS[extension])
    if extension in ("excel.csv", "ipynb"):
        response.headers["Content-Disposition"] = f'attachment; filename="{stem}.{extension.removeprefix("excel.")}"'
    return _finished(response)


@blueprint.get("/queries/<name>/edit")
def edit(name: str) -> Response:
    """The question in the query form, with the values given."""
    current = site()
    found = current.library.query(name)
    text = found.bind(questions.given_values(found, request.args))
    from . import pages

    return _finished(Response(pages.query_page(current, text, None), mimetype="text/html"))


def _table(current: Site, query: LibraryQuery, text: str, extension: str) -> Response:
    tag = hashlib.sha256("\0".join((current.state, extension, text)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    if request.if_none_match.contains(tag) and "NOW" not in query.text:
        response = Response(status=304)
    else:
        body = _bytes(current, text, extension)
        if extension == "json":
            body = _described(body, query, current)
        response = Response(body, content_type=FORMATS[extension].content_type)
    if "NOW" not in query.text and not request.environ[KEY].moved:
        response.set_etag(tag)
    return _finished(response)


def _bytes(current: Site, text: str, name: str) -> bytes:
    """The whole answer, through the lanes and charged to the client. Raises what the engine raises."""
    answer = fair.stream(request.environ[KEY], text, accept=FORMATS[name], budget=current.engine.budget)
    with answer:
        return b"".join(answer)


def _described(body: bytes, query: LibraryQuery, current: Site) -> bytes:
    """The answer with a link to its description in its head. Source: SPARQL 1.1 Results JSON, section 3.1.2."""
    told = f"{address.root(current)}/queries/{query.name}?{urlencode({versions.PARAMETER: current.catalogue.version})}"
    begin = b'{"head":{'
    if not body.startswith(begin):
        return body
    return b"".join((begin, b'"link":[', json.dumps(told).encode(), b"],", body[len(begin) :]))


def _rows(body: bytes) -> list[dict[str, object]]:
    found = ox.parse_query_results(io.BytesIO(body), ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in found]


def _picture(current: Site, query: LibraryQuery, rows: list[dict[str, object]]) -> bytes:
    asked = request.args.get("chart", "1")
    if not asked.isascii() or not asked.isdigit() or not 0 < int(asked) <= len(query.charts):
        there = f"It has {len(query.charts)}." if query.charts else "It has none."
        raise InputError(f"The question {query.name} has no chart '{asked[:20]}'.", there)
    drawn = charts.draw(current, query.charts[int(asked) - 1], rows, query.title_in(language()))
    if drawn is None:
        raise UnknownName(f"The answer to {query.name} has nothing to draw.", "Ask with other values.")
    return str(drawn.svg).encode()


def _finished(response: Response) -> Response:
    response.headers[versions.HEADER] = request.environ[KEY].version
    response.headers["Cache-Control"] = "no-cache"
    if response.status_code == 200 and not response.get_etag()[0]:
        response.add_etag()
    return response.make_conditional(request)
