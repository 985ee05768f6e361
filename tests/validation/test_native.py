"""What the index answers of a SPARQL constraint is what the engine answers, to the last row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin import assets
from psin.validation.background import Background
from psin.validation.parse import parse_file
from psin.validation.shapes import algebra
from psin.validation.shapes.expressions import _LETTERS
from psin.validation.shapes.graph import Graph
from psin.validation.shapes.model import Hit, Shape
from psin.validation.shapes.native import Native
from psin.validation.shapes.prebinding import BoundQuery, bind
from psin.validation.shapes.run import Run
from psin.validation.shapes.shapeset import ShapeSet
from psin.validation.shapes.sparql import Queries, SparqlSelect, store_of
from psin.vocabulary.terms import Vocabulary

EX = "https://example.org/"
PROLOGUE = f"PREFIX ex: <{EX}>\n"
GRAPH = f"""
@prefix ex: <{EX}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a ex:p ex:b , ex:c , "01"^^xsd:integer , 1 , "eins"@de , "Eins" , true ; ex:q ex:b ; ex:n 5 ; ex:d "2020-05"^^xsd:gYearMonth .
ex:b ex:p ex:c , ex:a ; ex:q ex:b , ex:c ; ex:n "5"^^xsd:integer , 7 , -3 ; ex:d "2020"^^xsd:gYear , "2021-01-01Z"^^xsd:date .
ex:c ex:r ex:a ; ex:n 5.0 , "5"^^xsd:byte ; ex:s "Ünïted" , "united" , "UNITED" .
_:x ex:p _:x , ex:a ; ex:n 05 .
"""
QUERIES = [
    "SELECT $this ?value WHERE { $this ex:p ?value }",
    "SELECT $this ?value WHERE { $this ex:p|ex:q ?value }",
    "SELECT DISTINCT $this ?value WHERE { $this ex:p|ex:q ?value }",
    "SELECT $this ?value WHERE { $this ex:p/ex:q ?value }",
    "SELECT $this ?value WHERE { $this ^ex:p ?value }",
    "SELECT $this ?value WHERE { $this (ex:p|^ex:r)+ ?value }",
    "SELECT $this ?value WHERE { ?value ex:p/ex:r $this }",
    "SELECT $this ?value WHERE { $this ex:n ?number . ?value ex:n ?number . FILTER(?value != $this) }",
    "SELECT $this WHERE { $this ex:n 5 }",
    "SELECT $this WHERE { $this ex:p true }",
    'SELECT $this WHERE { $this ex:p "Eins" }',
    "SELECT $this ?path ?value WHERE { $this ?path ?value . FILTER(?path IN (ex:q, ex:r)) }",
    "SELECT $this ?path ?value WHERE { $this ?path ?value . FILTER(?path NOT IN (ex:q, ex:r, ex:n)) }",
    'SELECT $this ?value WHERE { $this ex:q ?value . OPTIONAL { ?value ex:d ?day } FILTER(!BOUND(?day) || STR(?day) < "2021") }',
    "SELECT $this ?value ?day WHERE { $this ex:q ?value . OPTIONAL { ?value ex:d ?day . FILTER(STRLEN(STR(?day)) = 4) } }",
    "SELECT $this ?value WHERE { $this ex:n ?value . FILTER(?value > 5) }",
    "SELECT $this ?value WHERE { $this ex:n ?value . FILTER(?value - 2 >= 3 && isNumeric(?value)) }",
    "SELECT $this ?value WHERE { { $this ex:p ?value } UNION { $this ex:q ?value } }",
    "SELECT $this WHERE { $this ex:q ?x FILTER NOT EXISTS { ?x ex:q $this } }",
    "SELECT $this WHERE { $this ex:p ?x FILTER EXISTS { ?y ex:q ?x . FILTER(?y != $this) } }",
    "SELECT $this ?name WHERE { $this ex:s ?text . BIND(LCASE(STR(?text)) AS ?name) }",
    'SELECT $this ?value WHERE { $this ex:p ?value . FILTER(LANG(?value) = "de") }',
    'SELECT $this ?value WHERE { $this ex:p ?value . FILTER(LANG(?value) = "") }',
    'SELECT $this ?value WHERE { $this ex:p ?value . FILTER(REGEX(STR(?value), "^https?://[a-z.]+/(b|c)$")) }',
    'SELECT $this ?value WHERE { $this ex:p ?value . FILTER(STRSTARTS(STR(?value), "https:") || ?value = 1) }',
    'SELECT $this (CONCAT("x", STR($this)) AS ?value) WHERE { $this ex:q ?x }',
    'SELECT $this ?site WHERE { $this ex:q ?x . BIND(REPLACE(STR(?x), "^https?://([^/]+).*$", "$1") AS ?site) }',
    "SELECT $this ?year WHERE { $this ex:d ?day . BIND(SUBSTR(STR(?day), 1, 4) AS ?year) }",
    "SELECT $this (COALESCE(?none, ?x) AS ?value) WHERE { $this ex:q ?x }",
    "SELECT $this ?value WHERE { $this ex:n ?value . FILTER(?nowhere || true) }",
    "SELECT $this ?value WHERE { $this ex:n ?value . FILTER(?nowhere && false) }",
]
#: Of every record the focus node is compared with others that nothing joins to it.
COMPARING = [
    "SELECT $this ?other WHERE { $this ex:s ?text . BIND(LCASE(STR(?text)) AS ?name) ?other ex:s ?their . "
    "FILTER(?other != $this) FILTER(LCASE(STR(?their)) = ?name) }",
    "SELECT $this ?value ?other WHERE { $this ex:p|ex:s ?value ; ex:q ?place . BIND(STR(?value) AS ?name) "
    "?other ex:q ?place ; ex:p|ex:s ?their . FILTER(?name = STR(?their)) }",
    "SELECT DISTINCT $this ?other WHERE { $this ex:q ?x . ?other ex:p ?y ; ex:d ?day . FILTER(STR(?y) = STR(?x)) }",
    "SELECT $this ?other WHERE { $this ex:p ?x . ?other ex:q ?y . FILTER(?y = ?x) OPTIONAL { ?other ex:d ?day } }",
    'SELECT $this ?other WHERE { $this ex:s ?x . ?other ex:s ?y . FILTER(STR(?y) = STR(?x) && STR(?y) != "no") }',
]
QUERIES += COMPARING
#: What is not read, so that the engine alone answers.
OTHERS = [
    "SELECT * WHERE { $this ex:p ?value }",
    "SELECT $this (COUNT(?x) AS ?value) WHERE { $this ex:p ?x } GROUP BY $this",
    "SELECT $this WHERE { $this ex:p* ?x }",
    "SELECT $this WHERE { $this !ex:p ?x }",
    "SELECT $this WHERE { $this ex:p ?x . { SELECT ?x WHERE { ?x ex:q ?y } } }",
    "SELECT $this WHERE { ?x ex:p ?x . $this ex:q ?x }",
    'SELECT $this WHERE { $this ex:p ?x . FILTER(REGEX(STR(?x), "\\\\w+")) }',
    'SELECT $this WHERE { $this ex:p ?x . FILTER(REGEX(STR(?x), "[[:alpha:]]")) }',
    'SELECT $this WHERE { $this ex:p ?x . FILTER(REGEX(STR(?x), "a", "i")) }',
    "SELECT $this WHERE { $this ex:n ?x . FILTER(?x * 2 > 4) }",
    "SELECT $this WHERE { $this ex:p [] }",
    "SELECT $this ?value WHERE { $this ex:q ?other . { ?value ex:p ?x . FILTER(?other = ?x) } UNION { $this ex:r ?value } }",
]


def constraint(text: str) -> SparqlSelect:
    bound = bind(PROLOGUE + text, ("this",), {}, "the test")
    return SparqlSelect("<urn:component>", BoundQuery(bound.text, bound.one_by_one, algebra.read(bound.text)))


def compared(one: SparqlSelect, graph: Graph, nodes: Sequence[str], shape: Shape) -> int:
    """Asserts that both say the same of the focus nodes that the index alone can judge, and returns their number."""
    run = Run(graph, Queries(lambda: store_of(graph)))
    left, hits = one._without_engine(graph, shape, list(nodes))
    alone = SparqlSelect(one.component, one.query._replace(plain=None), one.messages, one.constants)
    asked = [hit for node in nodes if node not in left for hit in alone.check(run, shape, [(node, (node,))])]
    assert Counter(map(_key, hits)) == Counter(map(_key, asked)), one.query.text
    return len(nodes) - len(left)


def _key(hit: Hit) -> tuple[object, ...]:
    return hit.focus, hit.value, hit.path, hit.messages


def example() -> Graph:
    return Graph.of(ox.parse(GRAPH.encode(), ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("text", QUERIES)
def test_the_index_answers_as_the_engine_does(text: str) -> None:
    one, graph = constraint(text), example()
    assert one.query.plain is not None
    compared(one, graph, list(graph.nodes), Shape("<urn:shape>"))


def test_the_index_alone_answers_most_of_them() -> None:
    graph = example()
    judged = sum(compared(constraint(text), graph, list(graph.nodes), Shape("<urn:shape>")) for text in QUERIES)
    assert judged > len(QUERIES) * len(graph.nodes) * 0.6


@pytest.mark.parametrize("text", COMPARING[:3])
def test_records_are_looked_up_by_the_value_compared(text: str) -> None:
    one, graph = constraint(text), Graph()
    statements = [f'ex:n{number} ex:s "Name {number % 40}" ; ex:q ex:q{number % 7} .' for number in range(400)]
    statements += [f'ex:n{number} ex:p ex:q{number % 7} ; ex:d "2020"^^xsd:gYear .' for number in range(0, 400, 40)]
    graph = Graph.of(ox.parse((GRAPH.split("ex:a", 1)[0] + "\n".join(statements)).encode(), ox.RdfFormat.TURTLE))
    nodes = list(graph.nodes)
    assert compared(one, graph, nodes, Shape("<urn:shape>")) == len(nodes)
    assert Native(graph, one.query.plain, len(nodes))._joined is not None


@pytest.mark.parametrize("text", OTHERS)
def test_other_queries_are_left_to_the_engine(text: str) -> None:
    assert algebra.read(PROLOGUE + text) is None


def test_one_number_in_two_spellings_is_left_to_the_engine() -> None:
    one, graph = constraint("SELECT $this WHERE { $this ex:n 5 }"), example()
    assert Native(graph, one.query.plain).rows(f"<{EX}a>") == [{"this": f"<{EX}a>"}]
    blank = next(node for node in graph.nodes if node[0] == "_")
    assert Native(graph, one.query.plain).rows(blank) is None


def test_small_letters_are_those_of_the_engine() -> None:
    letters = [chr(code) for code in range(32, 0xD800) if _LETTERS.fullmatch(chr(code))]
    store, told = ox.Store(), 0
    for start in range(0, len(letters), 500):
        text = ox.Literal("".join(letters[start : start + 500]))
        store.add(ox.Quad(ox.NamedNode(f"{EX}{start}"), ox.NamedNode(f"{EX}s"), text))
    for row in store.query("SELECT ?text (LCASE(?text) AS ?small) WHERE { ?this ?path ?text }"):
        assert row["text"].value.lower() == row["small"].value
        told += len(row["text"].value)
    assert told == len(letters) > 30_000


TERMS = [f"ex:{name}" for name in "abc"] + ["1", "01", "true", '"a"', '"a"@en', '"2020"^^xsd:gYear', "_:n"]
STATEMENTS = st.tuples(st.sampled_from([*TERMS[:3], "_:n"]), st.sampled_from("pqnds"), st.sampled_from(TERMS))


@settings(max_examples=60, deadline=None)
@given(st.lists(STATEMENTS, max_size=12), st.sampled_from(QUERIES))
def test_the_index_answers_as_the_engine_does_on_any_graph(statements: list[tuple[str, str, str]], text: str) -> None:
    lines = [f"{subject} ex:{predicate} {value} ." for subject, predicate, value in statements]
    prefixes = GRAPH.split("ex:a", 1)[0]
    graph = Graph.of(ox.parse((prefixes + "\n".join(lines)).encode(), ox.RdfFormat.TURTLE))
    compared(constraint(text), graph, list(graph.nodes), Shape("<urn:shape>"))


def test_every_constraint_of_the_shapes_is_answered_from_the_index_alike() -> None:
    shapes = ShapeSet.load(assets.shapes())
    files = (
        sorted((assets.root() / "shapes" / "examples").rglob("*.ttl")) if (assets.root() / "shapes").is_dir() else []
    )
    files += sorted(Path(assets.data()).glob("networks/[a-f]*.ttl"))
    graph = Background(Vocabulary.load(assets.ontology()), map(parse_file, files)).graph
    queries = [(shape, one) for shape in shapes.shapes for one in shape.constraints if isinstance(one, SparqlSelect)]
    assert all(one.query.plain is not None for _, one in queries)
    run = Run(graph, Queries(lambda: store_of(graph)))
    judged = sum(compared(one, graph, run.focus_nodes(shape.targets)[:40], shape) for shape, one in queries)
    assert judged > 500


def test_a_few_focus_nodes_are_asked_about_in_a_store_of_what_they_need() -> None:
    shapes = ShapeSet.load(assets.shapes())
    files = [
        *sorted(Path(assets.data()).glob("networks/[a-e]*.ttl")),
        *sorted(Path(assets.data()).glob("organisations/[a-e]*.ttl")),
    ]
    graph = Background(Vocabulary.load(assets.ontology()), map(parse_file, files)).graph
    whole, opened = store_of(graph), list[int]()

    def open_whole() -> ox.Store:
        opened.append(1)
        return whole

    asked = 0
    for shape in shapes.shapes:
        nodes = Run(graph, Queries(lambda: whole)).focus_nodes(shape.targets)[:3]
        for one in shape.constraints:
            if isinstance(one, SparqlSelect) and nodes:
                alone = SparqlSelect(one.component, one.query._replace(plain=None), one.messages, one.constants)
                pairs = [(node, (node,)) for node in nodes]
                few = Queries(open_whole, part=lambda by, about: shapes.asked(graph, about, by))
                expected = alone.check(Run(graph, Queries(lambda: whole)), shape, pairs)
                found = alone.check(Run(graph, few), shape, pairs)
                assert Counter(map(_key, found)) == Counter(map(_key, expected)), shape.id
                asked += 1
    assert asked > 20 and len(opened) < asked / 4
