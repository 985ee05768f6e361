"""The query library: the list of questions, and the page of one with its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict

from ...errors import InputError, PsinError
from .. import address, citation, snippets
from ..language import _, language
from . import charts
from .fields import field
from .graph import key
from .names import Names, names
from .rendering import render
from .typography import kept_together
from .words import Link, Text

if TYPE_CHECKING:
    from ...queries.library import LibraryQuery
    from ..site import Site

#: Rows of a result shown on its page; the downloads hold all.
SHOWN = 100
_NAMES = ("Name", "Label")


def audiences() -> tuple[tuple[str, str], ...]:
    """Who asks, and what their questions are called."""
    return (
        ("conveners", _("Questions of conveners")),
        ("researchers", _("Questions of researchers")),
        ("partners", _("Questions of partners")),
    )


def library_page(site: Site) -> str:
    """All questions, by who asks them."""
    queries = list(site.library.queries.values())
    groups = [
        (title, [_told(query) for query in queries if audience in query.asked_by]) for audience, title in audiences()
    ]
    return render(
        "queries.html",
        site,
        title=_("Questions"),
        section="queries",
        groups=[group for group in groups if group[1]],
        total=len(queries),
    )


@dataclass(frozen=True)
class Told:
    """A question in the language of the page."""

    name: str
    title: str
    question: str
    notes: tuple[str, ...]


def _told(query: LibraryQuery) -> Told:
    spoken = language()
    told = query.title_in(spoken), query.question_in(spoken)
    return Told(query.name, *map(kept_together, told), tuple(map(kept_together, query.notes_in(spoken))))


@dataclass(frozen=True)
class Column:
    name: str
    words: str
    number: bool


def question_page(site: Site, name: str, arguments: MultiDict[str, str]) -> tuple[str, int]:
    """The page of a question with its answer, and its HTTP status: 400 if a value of a parameter cannot be used.

    Raises UnknownName for a query that the library does not have, and what the engine raises.
    """
    query = site.library.query(name)
    given = given_values(query, arguments)
    problem: PsinError | None = None
    try:
        text = query.bind(given)
    except InputError as error:
        problem, text = error, query.text
    rows = [] if problem else site.engine.select(text)
    told, known, asked = _told(query), names(site), pairs(given)
    columns = _columns(query, rows)
    where = address.root(site)
    drawn = [charts.draw(site, chart, rows, told.title) for chart in query.charts] if rows else []
    page = render(
        "query.html",
        site,
        title=told.title,
        section="queries",
        crumbs=[("/queries", _("Questions"))],
        query=told,
        text=text,
        problem=problem,
        fields=[field(site, known, parameter, given.get(parameter.name)) for parameter in query.parameters],
        columns=columns,
        table=[[_cell(known, query, row, column) for column in columns] for row in rows[:SHOWN]],
        total=len(rows),
        shown=SHOWN,
        suffix=f"?{urlencode(asked)}" if asked else "",
        pictures=[
            (number, picture, charts.kind_words(picture.kind)) for number, picture in enumerate(drawn, 1) if picture
        ],
        snippets=snippets.snippets(where, query.name, asked),
        excel=snippets.address(where, query.name, asked, ".excel.csv"),
        citation=_citation(site, query, snippets.address(where, query.name, asked)),
        catalogue_version=site.catalogue.version,
    )
    return page, 400 if problem else 200


def _citation(site: Site, query: LibraryQuery, link: str) -> str:
    """How to cite the answer: which question of which version, and when it was asked."""
    today = datetime.now(UTC).date().isoformat()
    cited = citation.Citation(query.title, (), today, link, query.name, site.catalogue.version[:16], "CC BY 4.0")
    return f"{citation.as_text(cited).strip()} Asked on {today}."


def given_values(query: LibraryQuery, arguments: Mapping[str, str]) -> dict[str, list[str]]:
    """The arguments that are parameters of the query and say something."""
    known = {parameter.name for parameter in query.parameters}
    several = (
        arguments.lists()
        if isinstance(arguments, MultiDict)
        else ((name, [value]) for name, value in arguments.items())
    )
    said = ((name, [value for value in values if value.strip()]) for name, values in several if name in known)
    return {name: values for name, values in said if values}


def pairs(given: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The values as they stand in an address."""
    return [(name, value) for name, values in given.items() for value in values]


def _columns(query: LibraryQuery, rows: list) -> list[Column]:  # type: ignore[type-arg]
    """The columns to show: a column that holds the name of another one is folded into it."""
    folded = {name for name in query.columns if _named(query, name)}
    found = []
    for name in query.columns:
        if name not in folded:
            values = [key(row[name]) for row in rows[:50] if name in row]
            numeric = bool(values) and all(
                value.replace(".", "", 1).lstrip("-").isdigit() and len(value) != 4 for value in values
            )
            found.append(Column(name, charts.column_words(name), numeric))
    return found


def _named(query: LibraryQuery, name: str) -> str | None:
    """The column whose name this column holds: ``network`` for ``networkName``."""
    for ending in _NAMES:
        if name.endswith(ending) and name.removesuffix(ending) in query.columns:
            return name.removesuffix(ending)
    return None


def _cell(known: Names, query: LibraryQuery, row: Mapping[str, object], column: Column) -> Link | None:
    term = row.get(column.name)
    spoken = next((row[f"{column.name}{ending}"] for ending in _NAMES if f"{column.name}{ending}" in row), None)
    if term is None:
        return known.link(spoken) if spoken is not None else None  # type: ignore[arg-type]
    link = known.link(term)  # type: ignore[arg-type]
    if isinstance(term, NamedNode) and (term.value in known.things or term.value in known.vocabulary):
        return link
    if spoken is not None:
        name = known.link(spoken)  # type: ignore[arg-type]
        return Link(name.text if name.text.value else link.text, link.href, link.external)
    if link.text.value in ("true", "false"):
        return Link(Text(_("yes") if link.text.value == "true" else _("no")))
    return link
