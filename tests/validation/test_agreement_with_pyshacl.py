"""Our engine and pySHACL say the same of every example: focus node, path, value, severity and shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from psin.validation.context import triples
from psin.validation.parse import parse_file
from psin.validation.reference import Reference, outcomes
from psin.validation.shapes.graph import Graph
from psin.validation.shapes.shapeset import ShapeSet
from psin.vocabulary.namespaces import RDF, RDFS, SKOS
from psin.vocabulary.terms import Vocabulary

EXAMPLES = Path(__file__).resolve().parents[2] / "shapes/examples"
#: Every example that breaks a shape, and every fifth that does not: 0.1 s each on pySHACL.
CHOSEN = [*sorted(EXAMPLES.glob("*.invalid.ttl")), *sorted(EXAMPLES.glob("*.valid.ttl"))[::5]]
#: Statements of the vocabulary that shapes look at; labels and definitions would only cost pySHACL time.
LOOKED_AT = {f"<{RDF}type>", f"<{RDFS}subClassOf>", f"<{SKOS}inScheme>", f"<{SKOS}broader>", f"<{SKOS}topConceptOf>"}


@pytest.fixture(scope="module")
def reference(shapes: ShapeSet) -> Reference:
    return Reference(shapes.graph)


@pytest.fixture(scope="module")
def looked_at(vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    return [triple for triple in Graph.of(vocabulary.triples).triples() if triple[1] in LOOKED_AT]


@pytest.mark.parametrize("file", CHOSEN, ids=lambda file: file.name.removesuffix(".ttl"))
def test_both_engines_agree(file: Path, shapes: ShapeSet, reference: Reference, looked_at) -> None:
    parsed = parse_file(file)
    assert parsed.reading, parsed.findings
    own = list(triples(parsed, "d"))
    data = Graph([*looked_at, *own])
    subjects = {subject for subject, _, _ in own}
    ours = outcomes(shapes.validate(data, keep=subjects.__contains__))
    assert ours == reference.outcomes(data, lambda focus: focus[0] == "_" or focus in subjects)


def test_the_literals_of_a_file_reach_the_reference_as_written(shapes: ShapeSet) -> None:
    import pyoxigraph as ox

    prefixes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:x#> . "
    prefixes += "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
    shapes_text = ":s sh:targetNode :a ; sh:property :p . :p sh:path :v ; sh:datatype xsd:string ."
    text = f'{prefixes} {shapes_text} :a :v 01 , "maybe"^^xsd:boolean .'
    graph = Graph.of(ox.parse(text.encode(), ox.RdfFormat.TURTLE))
    values = {one.value for one in Reference(graph).outcomes(graph)}
    assert values == {
        '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"maybe"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    }
    assert values == {one.value for one in outcomes(ShapeSet(graph).validate(graph))}
