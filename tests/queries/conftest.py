"""One catalogue, two engines: both hold every document in its graph and everything in the default graph."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from psin import assets, documents
from psin.queries import Library
from psin.vocabulary.namespaces import PREFIXES, XSD
from psin.vocabulary.terms import Vocabulary

#: A row as in the golden files: columns that are bound, with terms in short form.
Row = dict[str, str]
Answers = Callable[[str], list[Row]]

FIXTURE = Path(__file__).parent / "fixture"
_NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "nonNegativeInteger")}


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(assets.ontology())


@pytest.fixture(scope="session")
def library(vocabulary: Vocabulary) -> Library:
    return Library.load(assets.queries(), vocabulary)


@pytest.fixture(scope="module", params=["pyoxigraph", "rdflib"])
def engine(request: pytest.FixtureRequest) -> Iterator[Answers]:
    """Answers of one engine on the fixture."""
    if request.param == "pyoxigraph":
        yield oxigraph(FIXTURE)
    else:
        # rdflib would otherwise rewrite "2016-03"^^xsd:gYearMonth and "1.50" when it reads them.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rdflib, "NORMALIZE_LITERALS", False)
            yield rdflib_dataset(FIXTURE)


@pytest.fixture(scope="session")
def catalogue() -> Answers:
    """Answers of the engine in use on the catalogue of this installation."""
    if not (assets.data() / "networks").is_dir():
        pytest.skip("there is no catalogue in data/")
    return oxigraph(assets.data())


def files(data: Path) -> list[tuple[str, Path]]:
    """The documents below a folder and the vocabulary, each with the name of its graph."""
    found = [(documents.from_file(path), path) for path in sorted(data.rglob("*.ttl"))]
    vocabulary = [assets.ontology() / "psin.ttl", *sorted((assets.ontology() / "concepts").glob("*.ttl"))]
    return [(document.iri, path) for document, path in found if document] + [
        (f"{documents.BASE}vocabulary/{path.stem}", path) for path in vocabulary
    ]


def oxigraph(data: Path) -> Answers:
    store = ox.Store()
    for graph, path in files(data):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=graph):
            store.add(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph)))
            store.add(ox.Quad(quad.subject, quad.predicate, quad.object))

    def answer(query: str) -> list[Row]:
        result = store.query(query)
        assert isinstance(result, ox.QuerySolutions)
        names = [variable.value for variable in result.variables]
        return [{name: _short_oxigraph(row[name]) for name in names if row[name] is not None} for row in result]

    return answer


def rdflib_dataset(data: Path) -> Answers:
    dataset = rdflib.Dataset(default_union=True)
    with _own_deprecations_ignored():
        for graph, path in files(data):
            dataset.graph(rdflib.URIRef(graph)).parse(path, format="turtle", publicID=graph)

    def answer(query: str) -> list[Row]:
        with _own_deprecations_ignored():
            result = dataset.query(query)
            return [{str(name): _short_rdflib(term) for name, term in row.items()} for row in result.bindings]

    return answer


@contextmanager
def _own_deprecations_ignored() -> Iterator[None]:
    """rdflib 7.6 warns of calls that it makes itself."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Dataset\.", category=DeprecationWarning)
        yield


def _short_oxigraph(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return _short_iri(term.value)
    assert isinstance(term, ox.Literal)
    return _short_literal(term.value, term.language, term.datatype.value)


def _short_rdflib(term: object) -> str:
    if isinstance(term, rdflib.URIRef):
        return _short_iri(str(term))
    assert isinstance(term, rdflib.Literal)
    return _short_literal(str(term), term.language, str(term.datatype or f"{XSD}string"))


def _short_iri(iri: str) -> str:
    """``<network/x#this>`` for documents of ours, a prefixed name where one fits, the whole IRI otherwise."""
    if documents.from_iri(iri):
        return f"<{iri.removeprefix(documents.BASE)}>"
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"


def _short_literal(text: str, language: str | None, datatype: str) -> str:
    """Numbers by their value to nine places, since engines write 1.0, 1 and 0.333... as they like."""
    if language:
        return f"{text}@{language.lower()}"
    if datatype in _NUMBERS:
        return f"{round(Decimal(text), 9).normalize():f}"
    return text if datatype in (f"{XSD}string", f"{XSD}boolean") else f"{text}^^{_short_iri(datatype)}"
