"""Every constraint is complete, and finds what its invalid example does wrong and nothing in its valid one."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib import RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, SH

ROOT = Path(__file__).resolve().parents[2]
SHAPES = ROOT / "shapes"
EXAMPLES = SHAPES / "examples"
VOCABULARY = [ROOT / "ontology" / "psin.ttl", *sorted((ROOT / "ontology" / "concepts").glob("*.ttl"))]
FILES = sorted(SHAPES.glob("*.ttl"))
NAMESPACE = "https://w3id.org/psin/shapes#"
HEADER = URIRef("https://w3id.org/psin/shapes")
LESSON = re.compile(r"https://w3id\.org/psin/lesson/[a-z0-9-]+#this")
LESSONS = set(
    """welcome-new-members set-expectations relational-way-of-working someone-responsible capture-evidence-early
    value-is-hard-to-relay clear-objective objectives-shift keep-it-simple form-changes-over-time modest-demands
    empower-the-active-few involve-sponsors let-sponsors-experience several-sponsors institutional-support
    formality-and-informality edge-and-mainstream practitioners-and-dabblers shared-sense-of-learning
    action-and-mindset context-decides what-people-get""".split()
)
EXAMPLE_NETWORK = "https://w3id.org/psin/network/example-harbour-circle"
MORE_PREFIXES = {
    "psin": "https://w3id.org/psin/ns#",
    "psinc": "https://w3id.org/psin/concept/",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ENDINGS = {
    "dissolution date": '<#this> schema:dissolutionDate "2025"^^xsd:gYear .',
    "status": "<#status-2> psin:ofNetwork <#this> ; psin:status psinc:status-ended .",
    "life event": "<#end> psin:ofNetwork <#this> ; psin:eventKind psinc:event-ended .",
}
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
SEVERITIES = {SH.Violation, SH.Warning, SH.Info}
PORTABLE = {
    SH[name]
    for name in """targetClass targetSubjectsOf targetObjectsOf targetNode property path inversePath alternativePath
    zeroOrMorePath node class datatype nodeKind minCount maxCount minInclusive maxInclusive minExclusive maxExclusive
    minLength maxLength pattern flags languageIn uniqueLang hasValue in or and not xone qualifiedValueShape
    qualifiedMinCount qualifiedMaxCount lessThan disjoint equals closed ignoredProperties sparql select prefixes declare
    prefix namespace message severity""".split()
}


@pytest.fixture(autouse=True)
def literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def parse(*files: Path) -> Graph:
    normalise, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph = Graph()
        for file in files:
            graph.parse(file, format="turtle")
        return graph
    finally:
        rdflib.NORMALIZE_LITERALS = normalise


@functools.cache
def shapes() -> Graph:
    return parse(*FILES)


@functools.cache
def vocabulary() -> Graph:
    return parse(*VOCABULARY)


@functools.cache
def vocabulary_store() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for file in VOCABULARY:
        store.load(path=file, format=pyoxigraph.RdfFormat.TURTLE)
    return store


@functools.cache
def constraints() -> dict[str, URIRef]:
    """Code to constraint."""
    return {str(code): shape for shape, code in sorted(shapes().subject_objects(SKOS.notation))}


def codes(letter: str = "") -> list[str]:
    return sorted(code for code in constraints() if code.startswith(letter))


def query_codes() -> list[str]:
    return [code for code in codes() if (constraints()[code], SH.sparql, None) in shapes()]


def languages(subject: rdflib.term.Node, predicate: URIRef) -> list[str | None]:
    return sorted(str(value.language) for value in shapes().objects(subject, predicate) if isinstance(value, Literal))


def messages(shape: URIRef) -> list[Literal]:
    queries = list(shapes().objects(shape, SH.sparql))
    return [m for node in (queries or [shape]) for m in shapes().objects(node, SH.message)]


def holders(shape: URIRef) -> list[URIRef]:
    """The node shapes whose targets the constraint is checked on: itself, or those that list it."""
    return list(shapes().subjects(SH.property, shape)) or [shape]


def targets(shape: URIRef) -> list[tuple[URIRef, URIRef]]:
    return [(kind, term) for holder in holders(shape) for kind in TARGETS for term in shapes().objects(holder, kind)]


def one_constraint(shape: URIRef) -> Graph:
    """A shapes graph with this constraint alone, its targets and the shapes that it refers to."""
    part = Graph()
    todo: list[rdflib.term.Node] = [shape, HEADER]
    seen: set[rdflib.term.Node] = set()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        for triple in shapes().triples((node, None, None)):
            part.add(triple)
            value = triple[2]
            if isinstance(value, BNode) or (isinstance(value, URIRef) and value.startswith(NAMESPACE)):
                todo.append(value)
    for holder in holders(shape):
        if holder != shape:
            part.add((holder, RDF.type, SH.NodeShape))
            part.add((holder, SH.property, shape))
            for kind in TARGETS:
                for term in shapes().objects(holder, kind):
                    part.add((holder, kind, term))
    return part


@functools.cache
def focus_nodes(shape: URIRef, file: Path, more: str = "") -> frozenset[str]:
    """Where pySHACL finds the constraint violated in the file, read together with ontology and concepts.

    ``more`` is Turtle about the example, with the prefixes of the file.
    """
    data = vocabulary()
    example = parse(file)
    if more:
        head = "".join(f"@prefix {prefix}: <{name}> .\n" for prefix, name in MORE_PREFIXES.items())
        example.parse(data=f"@base <{EXAMPLE_NETWORK}> .\n{head}{more}", format="turtle")
    added = [triple for triple in example if triple not in data]
    for triple in added:
        data.add(triple)
    try:
        _, report, _ = pyshacl.validate(
            data, shacl_graph=one_constraint(shape), inference="none", advanced=False, inplace=True
        )
    finally:
        for triple in added:
            data.remove(triple)
    root = report.value(None, RDF.type, SH.ValidationReport)
    results = list(report.objects(root, SH.result))
    assert all(report.value(result, SH.sourceShape) == shape for result in results)
    return frozenset(str(report.value(result, SH.focusNode)) for result in results)


# ---- files


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_two_parsers_read_a_shape_file_alike(file: Path) -> None:
    triples = list(pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.TURTLE))
    assert triples
    assert len(parse(file)) == len({str(triple) for triple in triples})


def test_the_shapes_are_well_formed_for_the_reference_engine() -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True, advanced=False)
    assert conforms, text


def test_the_shapes_graph_has_a_header() -> None:
    graph = shapes()
    assert (HEADER, RDF.type, OWL.Ontology) in graph
    assert languages(HEADER, DCTERMS.title) == ["en", "fr"]
    assert graph.value(HEADER, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert str(graph.value(HEADER, OWL.versionInfo)) == "1.0.0"


def test_every_prefix_of_a_query_is_declared() -> None:
    declared = {str(shapes().value(node, SH.prefix)) for node in shapes().objects(HEADER, SH.declare)}
    used = {p for text in shapes().objects(None, SH.select) for p in re.findall(r"(?<![\w:/])([a-z]+):[A-Za-z]", text)}
    assert used <= declared


def test_only_portable_parts_of_shacl_are_used() -> None:
    used = {p for p in shapes().predicates() if str(p).startswith(str(SH))}
    assert used <= PORTABLE


def test_every_target_class_of_this_vocabulary_exists() -> None:
    own = {c for c in shapes().objects(None, SH.targetClass) if str(c).startswith("https://w3id.org/psin/")}
    assert own and all((c, RDF.type, OWL.Class) in vocabulary() for c in own)


def test_every_concrete_class_of_this_vocabulary_is_a_target() -> None:
    graph = vocabulary()
    classes = {c for c in graph.subjects(RDF.type, OWL.Class) if str(c).startswith("https://w3id.org/psin/ns#")}
    axis = URIRef("https://w3id.org/psin/ns#TradeOffAxis")
    assert classes - {axis} <= set(shapes().objects(None, SH.targetClass))


def test_every_term_named_in_a_shape_is_declared() -> None:
    graph = vocabulary()
    named = {node for triple in shapes() for node in triple if isinstance(node, URIRef)}
    for text in shapes().objects(None, SH.select):
        named |= {
            URIRef(f"https://w3id.org/psin/{'concept/' if prefix == 'psinc' else 'ns#'}{name}")
            for prefix, name in re.findall(r"\b(psinc?):([A-Za-z][A-Za-z0-9-]*)", text)
        }
    own = {n for n in named if n.startswith(("https://w3id.org/psin/ns#", "https://w3id.org/psin/concept/"))}
    assert not {str(n) for n in own if (n, None, None) not in graph}


# ---- constraints


def test_codes_are_unique_and_well_formed() -> None:
    found = [str(code) for code in shapes().objects(None, SKOS.notation)]
    assert len(found) == len(set(found)) > 200
    assert all(re.fullmatch(r"[A-Z][0-9]{2}", code) for code in found)


def test_every_listed_property_shape_is_a_constraint_of_its_own() -> None:
    classes = {shape for kind in TARGETS for shape in shapes().subjects(kind)}
    listed = {part for shape in classes for part in shapes().objects(shape, SH.property)}
    assert listed <= set(constraints().values())


def test_every_shape_with_a_target_checks_something() -> None:
    for shape in {s for kind in TARGETS for s in shapes().subjects(kind)}:
        assert shape in constraints().values() or (shape, SH.property, None) in shapes(), shape


@pytest.mark.parametrize("code", codes())
def test_a_constraint_is_complete(code: str) -> None:
    shape = constraints()[code]
    assert shape.startswith(NAMESPACE)
    assert shapes().value(shape, SH.severity) in SEVERITIES
    assert languages(shape, RDFS.label) == ["en", "fr"]
    assert sorted(str(m.language) for m in messages(shape)) == ["en", "fr"]
    assert targets(shape)
    for kind in ("valid", "invalid"):
        assert (EXAMPLES / f"{code}.{kind}.ttl").is_file()


@pytest.mark.parametrize("code", query_codes())
def test_a_query_is_portable_and_its_message_fits(code: str) -> None:
    shape = constraints()[code]
    assert not list(shapes().objects(shape, SH.message))
    for node in shapes().objects(shape, SH.sparql):
        assert (node, SH.severity, None) not in shapes()
        select = str(shapes().value(node, SH.select))
        assert re.search(r"WHERE \{\s*\$this ", select), "the first pattern is about $this"
        assert not re.search(r"GROUP BY|VALUES|MINUS|SERVICE|FILTER\s*\(\s*(true|false)\s*\)", select, re.I)
        offered = set(re.findall(r"[?$](\w+)", select.split("WHERE")[0]))
        for message in shapes().objects(node, SH.message):
            assert set(re.findall(r"\{[?$](\w+)\}", message)) <= offered


@pytest.mark.parametrize("code", codes("S"))
def test_advice_names_its_lesson_and_never_refuses(code: str) -> None:
    shape = constraints()[code]
    source = str(shapes().value(shape, DCTERMS.source))
    assert LESSON.fullmatch(source)
    assert source.removeprefix("https://w3id.org/psin/lesson/").removesuffix("#this") in LESSONS
    assert shapes().value(shape, SH.severity) != SH.Violation


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("code", codes("S"))
def test_advice_is_silent_once_the_network_has_ended(code: str, ending: str) -> None:
    file = EXAMPLES / f"{code}.invalid.ttl"
    assert not focus_nodes(constraints()[code], file, ENDINGS[ending])


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("<#s2> psin:agent <../organisation/example-port-fund-unit#this> .", True),
        ("<#s2> psin:agent <../organisation/example-port-group#this> .", True),
        ("<#s2> psin:agent <../organisation/example-port-fund-sister#this> .", True),
        ("<#s2> psin:agent <../organisation/example-museum#this> .", False),
        ('<#s2> psin:nameAsGiven "friends of the port" .', False),
        ("<#s2> psin:agent <../organisation/example-museum#this> ; psin:ended true .", True),
    ],
    ids=["its unit", "its parent", "its sister unit", "another body", "another name", "a past sponsor"],
)
def test_units_of_one_body_are_one_sponsor(second: str, found: bool) -> None:
    tree = """
        <../organisation/example-port-fund-unit#this> org:unitOf <../organisation/example-port-fund#this> .
        <../organisation/example-port-fund#this> org:subOrganizationOf <../organisation/example-port-group#this> .
        <../organisation/example-port-fund-sister#this>
            org:subOrganizationOf <../organisation/example-port-group#this> .
        <#s2> a psin:Sponsorship ; psin:ofNetwork <#this> .
    """
    shape = constraints()["S05"]
    assert bool(focus_nodes(shape, EXAMPLES / "S05.invalid.ttl", tree + second)) is found


@pytest.mark.parametrize(("status", "found"), [("active", True), ("unknown", True), ("dormant", False)])
def test_one_sponsor_matters_only_while_a_network_may_be_alive(status: str, found: bool) -> None:
    reading = f"<#status-2> a psin:StatusReading ; psin:ofNetwork <#this> ; psin:status psinc:status-{status} ."
    assert bool(focus_nodes(constraints()["S05"], EXAMPLES / "S05.invalid.ttl", reading)) is found


# ---- examples


def test_every_example_belongs_to_a_constraint() -> None:
    names = {file.name for file in EXAMPLES.glob("*")}
    assert names == {f"{code}.{kind}.ttl" for code in codes() for kind in ("valid", "invalid")}


@pytest.mark.parametrize("code", codes())
def test_the_invalid_example_is_found_once(code: str) -> None:
    assert len(focus_nodes(constraints()[code], EXAMPLES / f"{code}.invalid.ttl")) in ONE_OR_BOTH.get(code, {1})


@pytest.mark.parametrize("code", codes())
def test_the_valid_example_is_not_found(code: str) -> None:
    assert not focus_nodes(constraints()[code], EXAMPLES / f"{code}.valid.ttl")


#: What two networks share is found at both of them.
ONE_OR_BOTH: dict[str, set[int]] = {"X05": {2}, "X06": {2}, "X07": {2}}


@pytest.mark.parametrize("code", query_codes())
@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_a_query_finds_the_same_nodes_over_all_targets_at_once(code: str, kind: str) -> None:
    shape = constraints()[code]
    file = EXAMPLES / f"{code}.{kind}.ttl"
    store = vocabulary_store()
    quads = [quad for quad in pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.TURTLE) if quad not in store]
    store.extend(quads)
    try:
        (node,) = shapes().objects(shape, SH.sparql)
        prefixes = {
            str(shapes().value(d, SH.prefix)): str(shapes().value(d, SH.namespace))
            for d in shapes().objects(HEADER, SH.declare)
        }
        rows = store.query(str(shapes().value(node, SH.select)), prefixes=prefixes)
        found = {row["this"].value for row in rows}
        wanted = set()
        for predicate, term in targets(shape):
            if predicate == SH.targetClass:
                pattern = f"?x a/<{RDFS.subClassOf}>* <{term}>"
            else:
                pattern = f"?x <{term}> ?y" if predicate == SH.targetSubjectsOf else f"?y <{term}> ?x"
            wanted |= {row["x"].value for row in store.query(f"SELECT DISTINCT ?x WHERE {{ {pattern} }}")}
    finally:
        for quad in quads:
            store.remove(quad)
    assert found & wanted == focus_nodes(shape, file)
