"""The report as W3C SHACL has it: what pySHACL says of the same file, in the same graph."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from psin.validation import render
from psin.validation.context import Background, triples
from psin.validation.parse import parse_file
from psin.validation.reference import _literals_as_written, _queries_parsed_once, _to_rdflib
from psin.validation.shapes.shapeset import ShapeSet
from psin.validation.validate import validate_files
from rdflib import RDF, BNode, Graph
from rdflib.compare import isomorphic, to_isomorphic
from rdflib.namespace import SH

from .reports import VARIED, report

EXAMPLES = Path(__file__).resolve().parents[2] / "shapes" / "examples"
#: What both say in the same words; messages are each one's own.
COMPARED = (SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent)
CODES = ("N03", "N04", "D01", "T15", "A15", "E01", "X02", "S05", "P05", "C11")


def parsed(text: str) -> Graph:
    normalise, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return Graph().parse(data=text, format="turtle")
    finally:
        rdflib.NORMALIZE_LITERALS = normalise


def comparable(full: Graph, subjects: set[str] | None = None) -> Graph:
    """The results of a report with what is compared of them, paths included."""
    kept = Graph()
    for holder in full.subjects(RDF.type, SH.ValidationReport):
        for number, result in enumerate(full.objects(holder, SH.result)):
            focus = full.value(result, SH.focusNode)
            beside_the_shapes = full.value(result, SH.sourceShape) is None
            if not beside_the_shapes and (subjects is None or isinstance(focus, BNode) or str(focus) in subjects):
                mine = BNode(f"result{number}")
                for predicate in COMPARED:
                    for value in full.objects(result, predicate):
                        is_shape = predicate == SH.sourceShape and isinstance(value, BNode)
                        kept.add((mine, predicate, BNode(f"shape{number}") if is_shape else value))
                        if predicate == SH.resultPath:
                            kept += full.cbd(value)
    return kept


@pytest.fixture(scope="module")
def reference(shapes: ShapeSet):  # type: ignore[no-untyped-def]
    import pyshacl

    prepared: dict[object, object] = {}
    with _literals_as_written():
        graph = _to_rdflib(shapes.graph)

    def ask(data: Graph) -> Graph:
        with _literals_as_written(), _queries_parsed_once(prepared):
            return pyshacl.validate(data, shacl_graph=graph, inference="none", do_owl_imports=False)[1]

    return ask


@pytest.mark.parametrize("code", CODES)
def test_the_report_is_the_one_of_pyshacl(
    code: str, vocabulary, shapes: ShapeSet, background: Background, reference
) -> None:
    file = EXAMPLES / f"{code}.invalid.ttl"
    found = validate_files([file], vocabulary=vocabulary, shapes=shapes, known_documents=background)
    ours = comparable(parsed(render.write("shacl", found)))
    document = parse_file(file)
    data = background.graph_with([(document, list(triples(document, "d0")))])
    subjects = {one.subject.strip("<>") for one in document.statements}
    with _literals_as_written():
        theirs = comparable(reference(_to_rdflib(data)), subjects)
    assert len(ours) > 0
    assert isomorphic(ours, theirs), f"{len(to_isomorphic(ours))} and {len(to_isomorphic(theirs))} triples"


def test_a_report_with_any_result_does_not_conform() -> None:
    assert next(parsed(render.write("shacl", report())).objects(None, SH.conforms)).toPython() is True
    assert next(parsed(render.write("shacl", VARIED)).objects(None, SH.conforms)).toPython() is False


def test_messages_are_in_both_languages_and_escaped() -> None:
    graph = parsed(render.write("shacl", VARIED))
    said = {(str(one), one.language) for one in graph.objects(None, SH.resultMessage)}
    assert ('Say "yes" <or> no & 100 %, {x}:\nthen go', "en") in said
    assert ("Phrase.", "fr") in said and ("a.ttl:3:5", None) in said


@pytest.mark.parametrize(
    ("path", "turtle"),
    [
        ("<urn:a>", "<urn:a>"),
        ("(^<urn:a>)", "[ sh:inversePath <urn:a> ]"),
        ("(<urn:a>/<urn:b>)", "( <urn:a> <urn:b> )"),
        ("(<urn:a>|(^<urn:b>))", "[ sh:alternativePath ( <urn:a> [ sh:inversePath <urn:b> ] ) ]"),
        ("((<urn:a>/<urn:b>)*)", "[ sh:zeroOrMorePath ( <urn:a> <urn:b> ) ]"),
        ("(<urn:a>+)", "[ sh:oneOrMorePath <urn:a> ]"),
        ("(<urn:a>/(<urn:b>?))", "( <urn:a> [ sh:zeroOrOnePath <urn:b> ] )"),
    ],
)
def test_paths_are_written_in_the_terms_of_shacl(path: str, turtle: str) -> None:
    from psin.validation.render.shacl import _path

    assert _path(path) == turtle
