"""The query library and the query form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ...errors import InputError, PsinError
from ...vocabulary.namespaces import COUNTRY, PREFIXES, PSINC
from .graph import key
from .names import Names, names
from .rendering import render
from .words import Link, Text, humane

if TYPE_CHECKING:
    from ...queries.library import LibraryQuery
    from ..site import Site

#: Rows of a result shown on its page; the downloads hold all.
SHOWN = 100
_AUDIENCES = (
    ("conveners", "Questions of conveners"),
    ("researchers", "Questions of researchers"),
    ("partners", "Questions of partners"),
)
_FORMATS = (
    ("A table", (("json", "JSON"), ("csv", "CSV"), ("tsv", "TSV"), ("xml", "XML"))),
    (
        "A graph, from CONSTRUCT or DESCRIBE",
        (("turtle", "Turtle"), ("jsonld", "JSON-LD"), ("ntriples", "N-Triples"), ("rdfxml", "RDF/XML")),
    ),
)
_STARTER = """PREFIX psin: <https://w3id.org/psin/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>

SELECT ?network ?name ?place
WHERE {
  ?network a psin:Network ;
           skos:prefLabel ?name ;
           dcterms:spatial ?place .
  FILTER(LANG(?name) = "en")
}
ORDER BY ?name
LIMIT 20
"""


def library_page(site: Site) -> str:
    """All questions, by who asks them."""
    queries = list(site.library.queries.values())
    groups = [(title, [query for query in queries if audience in query.asked_by]) for audience, title in _AUDIENCES]
    return render(
        "queries.html",
        site,
        title="Questions",
        section="queries",
        groups=[group for group in groups if group[1]],
        total=len(queries),
    )


@dataclass(frozen=True)
class Choice:
    value: str
    words: str


@dataclass(frozen=True)
class Field:
    """A parameter as a field of a form; without choices it is typed."""

    name: str
    words: str
    value: str
    example: str
    optional: bool
    choices: list[Choice]


@dataclass(frozen=True)
class Column:
    name: str
    words: str
    number: bool


def question_page(site: Site, name: str, arguments: Mapping[str, str]) -> tuple[str, int]:
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
    known = names(site)
    columns = _columns(query, rows)
    table = [[_cell(known, query, row, column) for column in columns] for row in rows[:SHOWN]]
    page = render(
        "query.html",
        site,
        title=query.title,
        section="queries",
        crumbs=[("/queries", "Questions")],
        query=query,
        text=text,
        problem=problem,
        fields=[_field(site, known, parameter, given) for parameter in query.parameters],
        columns=columns,
        table=table,
        total=len(rows),
        shown=SHOWN,
        suffix=f"?{urlencode(given)}" if given else "",
    )
    return page, 400 if problem else 200


def given_values(query: LibraryQuery, arguments: Mapping[str, str]) -> dict[str, str]:
    """The arguments that are parameters of the query and say something."""
    known = {parameter.name for parameter in query.parameters}
    return {name: value for name, value in arguments.items() if name in known and value.strip()}


def _field(site: Site, known: Names, parameter, given: Mapping[str, str]) -> Field:  # type: ignore[no-untyped-def]
    value = given.get(parameter.name, parameter.default or "")
    choices: list[Choice] = []
    for kind in parameter.kinds:
        if kind == "country":
            codes = [code for code in site.model.listings["network"].values("country") if len(code) == 3 and code.isupper()]
            choices += sorted(
                (Choice(code, str(known.text(COUNTRY + code))) for code in codes), key=lambda choice: choice.words
            )
        elif f"{PSINC}{kind}" in known.vocabulary:
            members = known.vocabulary.having("skos:inScheme", f"{PSINC}{kind}")
            choices += [Choice(member.removeprefix(PSINC), str(known.text(member))) for member in members]
    bare = value.removeprefix("country:").removeprefix("psinc:").removeprefix(COUNTRY).removeprefix(PSINC)
    if choices and bare and bare not in {choice.value for choice in choices}:
        choices.insert(0, Choice(value, value))
    return Field(
        parameter.name, parameter.help, bare if choices else value, parameter.example, parameter.optional, choices
    )


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
            found.append(Column(name, humane(name), numeric))
    return found


def _named(query: LibraryQuery, name: str) -> str | None:
    """The column whose name this column holds: ``network`` for ``networkName``."""
    for ending in ("Name", "Label"):
        if name.endswith(ending) and name.removesuffix(ending) in query.columns:
            return name.removesuffix(ending)
    return None


def _cell(known: Names, query: LibraryQuery, row: Mapping[str, object], column: Column) -> Link | None:
    term = row.get(column.name)
    spoken = next(
        (row[f"{column.name}{ending}"] for ending in ("Name", "Label") if f"{column.name}{ending}" in row), None
    )
    if term is None:
        return known.link(spoken) if spoken is not None else None  # type: ignore[arg-type]
    link = known.link(term)  # type: ignore[arg-type]
    if spoken is not None and column.name in query.columns:
        name = known.link(spoken)  # type: ignore[arg-type]
        return Link(name.text if name.text.value else link.text, link.href, link.external)
    return (
        link if link.text.value not in ("true", "false") else Link(Text("yes" if link.text.value == "true" else "no"))
    )


def form(site: Site, query: str, problem: PsinError | None) -> str:
    """The form for /sparql, with the mistake of the last try."""
    examples = [(query_.name, query_.title) for query_ in site.library.queries.values()]
    return render(
        "sparql.html",
        site,
        title="SPARQL",
        section="queries",
        text=query or _STARTER,
        problem=problem,
        examples=examples,
        formats=_FORMATS,
        prefixes="\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items()),
        line=getattr(problem, "line", None),
        column=getattr(problem, "column", None),
    )
