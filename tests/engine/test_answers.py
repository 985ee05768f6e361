"""What comes back: columns, rows and bytes of every format, datasets, bindings and new states of the graph."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from psin.engine import FORMATS, Budget, Engine, kind_of
from psin.errors import BudgetExceeded, CatalogueError, EngineUnavailable, FormatUnfit, QueryRefused, QuerySyntaxError
from psin.settings import Settings

ALL = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
TRIPLES = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def count(engine: Engine, query: str, **more: object) -> int:
    with engine.stream(query, accept=FORMATS["json"], **more) as answer:  # type: ignore[arg-type]
        [row] = json.loads(b"".join(answer))["results"]["bindings"]
    return int(row["n"]["value"])


def test_default_graph_holds_every_triple_once(engine: Engine) -> None:
    assert count(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == 7
    assert count(engine, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == 8


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_every_table_format_says_the_same_rows(engine: Engine, name: str) -> None:
    with engine.stream(ALL, accept=FORMATS[name]) as answer:
        data = b"".join(answer)
    assert (answer.kind, answer.rows, answer.columns) == ("bindings", 8, ["g", "s", "p", "o"])
    assert answer.media_type == FORMATS[name].content_type
    if name == "json":
        values = [row["o"]["value"] for row in json.loads(data)["results"]["bindings"]]
    elif name == "xml":
        space = "{http://www.w3.org/2005/sparql-results#}"
        rows = ET.fromstring(data).iter(f"{space}result")
        values = ["".join(row.findall(f"{space}binding")[3].itertext()) for row in rows]
    elif name == "csv":
        values = [row["o"] for row in csv.DictReader(io.StringIO(data.decode(), newline=""))]
    else:
        rows = ox.parse_query_results(data, ox.QueryResultsFormat.TSV)
        values = [row["o"].value for row in rows]
    assert sorted(values) == sorted(
        ["plain", "plain", "two", 'x"}},{\r\n"y",<result>\tz', "z}},{", "1", "http://e/a", "été"]
    )


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib 7.6 warns itself
@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_every_graph_format_says_the_same_triples(engine: Engine, name: str) -> None:
    with engine.stream(TRIPLES, accept=FORMATS[name]) as answer:
        data = b"".join(answer)
    assert (answer.kind, answer.rows) == ("graph", 7)
    rdflib_name = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}[name]
    read = rdflib.Graph().parse(data=data, format=rdflib_name)
    expected = rdflib.Graph()
    for triple in engine.construct(TRIPLES):
        expected.parse(data=f"{triple} .", format="nt")
    assert set(read) == set(expected)


def test_equal_graphs_are_equal_bytes(engine: Engine) -> None:
    query = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> CONSTRUCT { <http://e/a> skos:note ?o } { ?s ?p ?o }"
    for name in ("turtle", "rdfxml"):
        assert len({b"".join(engine.stream(query, accept=FORMATS[name])) for _ in range(5)}) == 1


def test_xml_is_refused_for_what_it_cannot_write() -> None:
    graph = b'<http://e/a> <http://e/1> "x\\u0001" <http://g/1> .\n'
    with Engine.open(graph, Settings({}, workers=1)) as engine:
        with pytest.raises(FormatUnfit, match="control characters"):
            engine.stream("SELECT ?o { ?s ?p ?o }", accept=FORMATS["xml"])
        with pytest.raises(FormatUnfit, match="RDF/XML"):
            engine.stream(TRIPLES, accept=FORMATS["rdfxml"])
        assert engine.select("SELECT ?o { ?s ?p ?o }") == [{"o": ox.Literal("x\x01")}]
    with Engine.open(b"", Settings({}, workers=1)) as engine, pytest.raises(FormatUnfit, match="control characters"):
        engine.stream("SELECT ('\\b' AS ?o) {}", accept=FORMATS["xml"])


@pytest.mark.parametrize(
    "query, columns",
    [
        ("SELECT * { ?z ?y ?a }", ["z", "y", "a"]),
        ("SELECT DISTINCT * WHERE { ?z ?y ?a FILTER(?zz = 1) MINUS { ?m ?n ?o } }", ["z", "y", "a"]),
        ("SELECT * { ?z ?p [] FILTER EXISTS { ?q ?r ?s } BIND(1 AS ?b) }", ["z", "p", "b"]),
        ("SELECT * { { SELECT ?y (1 AS ?c) { ?z ?y ?a } } ?b ?y ?a }", ["y", "c", "a", "b"]),
        ("SELECT * { VALUES (?z ?a) { (1 2) } OPTIONAL { ?y ?x ?a } }", ["z", "a", "y", "x"]),
        ("SELECT*{?z ?y ?a}#?b", ["z", "y", "a"]),
        ("SELECT (COUNT(*) AS ?n) { ?z ?y ?a }", ["n"]),
        ("SELECT ?y (2 * 3 AS ?m) { ?z ?y ?a }", ["y", "m"]),
    ],
)
def test_star_keeps_the_order_of_the_text(engine: Engine, query: str, columns: list[str]) -> None:
    assert engine.stream(query, accept=FORMATS["json"]).columns == columns


def test_kind_of_tells_the_form_before_anything_runs() -> None:
    assert kind_of("PREFIX a: <http://a/> # SELECT\nASK {}") == "boolean"
    assert [kind_of(text) for text in ("select * {}", "construct where {}", "describe <a:b>", "?")] == [
        "bindings",
        "graph",
        "graph",
        "bindings",
    ]


def test_a_format_for_the_wrong_kind_is_refused(engine: Engine) -> None:
    with pytest.raises(FormatUnfit, match="no form in CSV"):
        engine.stream(TRIPLES, accept=FORMATS["csv"])
    with pytest.raises(FormatUnfit, match="no form in Turtle"):
        engine.stream("ASK {}", accept=FORMATS["turtle"])


A = ox.NamedNode("http://e/a")


def test_bindings_give_variables_their_values(engine: Engine) -> None:
    rows = engine.select("SELECT ?o { ?s <http://e/q> ?o }", {"s": A})
    assert rows == [{"s": A, "o": ox.Literal("two")}]
    counted = engine.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", {"s": A})
    assert counted[0]["n"] == ox.Literal(2)
    assert engine.ask("ASK { ?s <http://e/q> ?o FILTER(BOUND(?s)) }", {"s": A, "o": ox.Literal("two")})
    assert not engine.ask("ASK { ?s <http://e/q> ?o }", {"s": A, "o": ox.Literal("plain")})
    assert len(engine.construct("CONSTRUCT WHERE { ?s ?p ?o }", {"s": A})) == 2
    assert len(engine.construct("CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p ?o }", {"s": A})) == 2
    assert len(engine.construct("DESCRIBE ?s", {"s": A})) == 2
    assert engine.select("SELECT ?p { { SELECT ?s ?p { ?s ?p ?o } } }", {"s": A, "p": ox.NamedNode("http://e/q")})


def test_a_value_never_becomes_query_text(engine: Engine) -> None:
    evil = ox.Literal('x") } ?s ?p ?o . SERVICE <http://127.0.0.1/> { #')
    assert engine.select("SELECT ?s { ?s ?p ?o }", {"o": evil}) == []
    with pytest.raises(QueryRefused, match="no variable"):
        engine.ask("ASK { ?s ?p ?o }", {"nobody": A})
    with pytest.raises(QueryRefused, match="neither an IRI nor a literal"):
        engine.ask("ASK { ?s ?p ?o }", {"s": ox.BlankNode()})  # type: ignore[dict-item]


def test_datasets_follow_from_and_the_protocol(engine: Engine) -> None:
    everything = "SELECT (COUNT(*) AS ?n) %s { ?s ?p ?o }"
    named = "SELECT (COUNT(*) AS ?n) %s { GRAPH ?g { ?s ?p ?o } }"
    assert count(engine, everything % "FROM <http://g/1>") == 1
    assert count(engine, everything % "FROM <http://g/1> FROM <http://g/2>") == 3
    assert count(engine, everything % "FROM <http://g/2> FROM <http://g/2>") == 3
    assert count(engine, "PREFIX g: <http://g/>" + everything % "FROM g:1 FROM g:2") == 3
    assert count(engine, "BASE <http://g/>" + everything % "FROM<1>") == 1
    assert count(engine, everything % "FROM NAMED <http://g/1>") == 0
    assert count(engine, named % "FROM <http://g/1>") == 0
    assert count(engine, named % "FROM <http://g/1> FROM <http://g/3> FROM NAMED <http://g/2>") == 3
    assert count(engine, everything % "FROM <http://g/1>", default_graphs=["http://g/2", "http://g/1"]) == 3
    assert count(engine, everything % "FROM <http://g/1>", named_graphs=["http://g/2"]) == 0
    assert count(engine, named % "", default_graphs=["http://g/1"]) == 0


@pytest.mark.parametrize("graph", ["http://example.org/", "file:///etc/passwd", "http://127.0.0.1:1/", "g"])
def test_an_unknown_graph_is_named_and_never_fetched(engine: Engine, graph: str) -> None:
    for query, more in (
        (f"SELECT * FROM <{graph}> {{}}", {}),
        (f"SELECT * FROM NAMED <{graph}> {{}}", {}),
        ("SELECT * {}", {"default_graphs": [graph]}),
        ("SELECT * {}", {"named_graphs": [graph]}),
    ):
        with pytest.raises(QueryRefused, match="no graph <") as caught:
            engine.stream(query, accept=FORMATS["json"], **more)  # type: ignore[arg-type]
        assert graph in caught.value.detail


def test_limits_are_exact_to_the_row_and_the_byte(engine: Engine) -> None:
    for name in ("json", "xml", "csv", "tsv"):
        whole = b"".join(engine.stream(ALL, accept=FORMATS[name]))
        exact = Budget(2, 256, 8, len(whole))
        assert b"".join(engine.stream(ALL, accept=FORMATS[name], budget=exact)) == whole
        with pytest.raises(BudgetExceeded) as caught:
            engine.stream(ALL, accept=FORMATS[name], budget=Budget(2, 256, 7, len(whole)))
        assert (caught.value.budget, caught.value.limit) == ("rows", "7 rows")
        with pytest.raises(BudgetExceeded) as caught:
            engine.stream(ALL, accept=FORMATS[name], budget=Budget(2, 256, 8, len(whole) - 1))
        assert caught.value.budget == "bytes"
    assert len(engine.construct(TRIPLES, budget=Budget(2, 256, 7, 10**6))) == 7
    with pytest.raises(BudgetExceeded):
        engine.construct(TRIPLES, budget=Budget(2, 256, 6, 10**6))


def test_a_limit_reached_late_is_an_error_while_reading(engine: Engine) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    answer = engine.stream(query, accept=FORMATS["json"], budget=Budget(2, 256, 1000, 10**9))
    received = 0
    with pytest.raises(BudgetExceeded) as caught:
        for chunk in answer:
            received += len(chunk)
    assert received > 0 and answer.rows is None and caught.value.budget == "rows"
    assert "LIMIT" in caught.value.advice


@pytest.mark.parametrize(
    "query, place, words",
    [
        ("SELECT * {\n ?s ?p }", (2, 9), "does not follow the grammar"),
        ("SELECT * { ?s skos:x ?o }", (1, 15), "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"),
        ("SELECT * { ?s nix:x ?o }", (1, 15), "'nix:' is not declared"),
        ("SELECT * {\n\n ?s ?p 'open }", (3, 8), "has no end"),
        ("SELECT * { ?s ?p ?o", (1, 10), "never closed"),
        ("SELECT * { ?s ?p ?o }}", (1, 22), "no opening bracket"),
        ("SELECT ?p { ?s ?p ?o } GROUP BY ?s", (1, 35), "variable that is unbound"),
        ("SELECT * { ?s <http://a b> ?o }", (1, 15), "character that IRIs cannot have"),
        ("HELLO", (1, 1), "SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("", (1, 1), "SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("SELECT * { ?s ?p '\ud800' }", (1, 19), "surrogate"),
    ],
)
def test_syntax_errors_have_a_place_and_plain_words(
    engine: Engine, query: str, place: tuple[int, int], words: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.select(query)
    assert (caught.value.line, caught.value.column) == place
    assert words in str(caught.value) and "expected" not in str(caught.value)


@pytest.mark.parametrize("word", "insert DELETE Load CLEAR DROP CREATE ADD MOVE COPY WITH".split())
def test_updates_are_refused(engine: Engine, word: str) -> None:
    with pytest.raises(QueryRefused, match="update"):
        engine.select(f"PREFIX a: <http://a/>\n#c\n{word} <http://a/> {{}}")


def test_reload_switches_in_one_step_and_old_answers_finish(engine: Engine, tmp_path: Path) -> None:
    lines = [b"<http://e/%d> <http://e/p> <http://e/%d> <http://g/old> .\n" % (i, i) for i in range(3000)]
    with Engine.open(b"".join(lines), Settings({}, workers=2)) as own:
        slow = own.stream("SELECT ?s ?o { ?s ?p ?o }", accept=FORMATS["csv"])
        file = tmp_path / "new.nq"
        file.write_bytes(lines[0])
        own.reload(file)
        assert len(own.select("SELECT ?s { ?s ?p ?o }")) == 1
        assert b"".join(slow).count(b"\n") == 3001
        with pytest.raises(CatalogueError, match="line 1"):
            own.reload(b"not quads")
        assert len(own.select("SELECT ?s { ?s ?p ?o }")) == 1


def test_unusable_graphs_are_a_catalogue_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="line 2"):
        Engine.open(b"<a:a> <a:b> <a:c> .\n<a:a> <a:b> x .\n", Settings({}))
    with pytest.raises(CatalogueError, match="No such file"):
        Engine.open(tmp_path / "nothing.nq", Settings({}))


def test_a_closed_engine_says_so(tmp_path: Path) -> None:
    engine = Engine.open(b"", Settings({}, workers=1))
    engine.close()
    engine.close()
    with pytest.raises(EngineUnavailable, match="closed"):
        engine.ask("ASK {}")
