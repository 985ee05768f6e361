"""The canonical layout: one layout for one graph, nothing lost, stable under repetition."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.errors import SyntaxProblem
from psin.turtle.layout import natural
from psin.turtle.reader import read
from psin.turtle.terms import literal, parts
from psin.turtle.writer import format_text, write_statements

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted(p for folder in ("ontology", "shapes", "data") for p in (ROOT / folder).rglob("*.ttl"))
SUITES = sorted((ROOT.parent / "shared" / "suites").rglob("*.ttl"))
DOCUMENT = "https://w3id.org/psin/network/example"


def meaning(text: str, base: str) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri=base))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


@pytest.mark.parametrize("path", [*OURS[::10], *SUITES], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_keeps_the_meaning_and_the_comments_and_repeats_itself(path: Path) -> None:
    text, base = path.read_bytes().decode(), path.as_uri()
    once = format_text(text, base)
    assert meaning(once, base) == meaning(text, base)
    assert format_text(once, base) == once
    lost = [line.strip() for line in text.splitlines() if line.strip().startswith("#") and line.strip() not in once]
    assert not lost or '"""' in text


def test_every_file_of_the_project_is_in_the_canonical_layout() -> None:
    def base(path: Path) -> str:
        return path.as_uri()

    other = [
        str(path.relative_to(ROOT))
        for path in OURS
        if format_text(path.read_text("utf-8"), base(path)) != path.read_text("utf-8")
    ]
    assert other == []


def test_puts_a_document_in_reading_order() -> None:
    text = f"""@base <{DOCUMENT}> .
@prefix psin: <https://w3id.org/psin/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<#source-10> a psin:Source . <#source-2> a psin:Source . <#status> psin:ofNetwork <#this> .
<#event-2016> psin:ofNetwork <#this> . <#event-2009> psin:ofNetwork <#this> . <#founding> psin:ofNetwork <#this> .
<#this> skos:prefLabel "y"@fr , "x"@en ; a psin:Network ; foaf:homepage <https://x.example/> . <> foaf:primaryTopic <#this> .
"""
    subjects = [line for line in format_text(text).splitlines() if line.startswith("<")]
    assert subjects == [
        "<>",
        "<#this>",
        "<#founding>",
        "<#event-2009>",
        "<#event-2016>",
        "<#status>",
        "<#source-2>",
        "<#source-10>",
    ]
    block = format_text(text).split("\n\n")[2].splitlines()
    assert block == [
        "<#this>",
        "    a psin:Network ;",
        "    skos:prefLabel",
        '        "x"@en ,',
        '        "y"@fr ;',
        "    foaf:homepage <https://x.example/> .",
    ]


def test_writes_neighbours_relative_and_strangers_in_full() -> None:
    text = write_statements(
        [
            (f"<{DOCUMENT}#this>", "<https://schema.org/organizer>", "<https://w3id.org/psin/organisation/nesta#this>"),
            (f"<{DOCUMENT}#this>", "<https://schema.org/url>", "<https://w3id.org/psin/elsewhere/nesta>"),
        ],
        DOCUMENT,
    )
    assert "<../organisation/nesta#this>" in text
    assert "<https://w3id.org/psin/elsewhere/nesta>" in text


def test_keeps_comments_where_they_belong() -> None:
    text = """# top
@prefix p: <http://p/> .
# before a
p:a
    # before b
    p:b 1 ,
        # before 2
        2 ; # behind 2
    p:c ( 1 # behind one
        2 ) .
# last
"""
    written = format_text(text)
    lines = [line.strip() for line in written.splitlines()]
    assert lines[0] == "# top"
    assert lines.index("# before a") + 1 == lines.index("p:a")
    assert lines.index("# before b") + 1 == lines.index("p:b")
    assert lines.index("# before 2") + 1 == lines.index("2 ;  # behind 2")
    assert "# behind one" in written
    assert lines[-1] == "# last"
    assert format_text(written) == written


def test_refuses_what_is_not_turtle() -> None:
    with pytest.raises(SyntaxProblem):
        format_text("<http://a> <http://b>")


def test_numbers_sort_as_numbers() -> None:
    assert sorted(["source-10", "source-9", "source-1"], key=natural) == ["source-1", "source-9", "source-10"]


texts = st.text(max_size=12)
iris = st.sampled_from(
    ["<http://x/a>", "<http://x/b>", f"<{DOCUMENT}#this>", f"<{DOCUMENT}>", "<https://w3id.org/psin/ns#Network>"]
)
blanks = st.sampled_from(["_:a", "_:b", "_:c"])
literals = st.one_of(
    texts.map(literal),
    texts.map(lambda t: literal(t, language="en")),
    st.sampled_from(["1", "01", "+5", "1.50", "x", ""]).flatmap(
        lambda t: st.sampled_from(["integer", "decimal", "gYear"]).map(
            lambda d: literal(t, datatype=f"http://www.w3.org/2001/XMLSchema#{d}")
        )
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.one_of(iris, blanks), iris, st.one_of(iris, blanks, literals)), min_size=1, max_size=8))
def test_any_graph_survives_writing(triples: list[tuple[str, str, str]]) -> None:
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    written = write_statements(triples, DOCUMENT)
    assert meaning(written, DOCUMENT) == meaning(lines, DOCUMENT)
    assert format_text(written) == written


@settings(max_examples=200, deadline=None)
@given(texts)
def test_a_text_survives_quoting(text: str) -> None:
    assert parts(literal(text)).text == text


def test_a_long_chain_of_nodes_is_written_so_that_it_can_be_read_again() -> None:
    size = 3000
    chain = "<urn:a> <urn:p> _:a0 .\n" + "".join(f"_:a{i} <urn:p> _:a{i + 1} .\n" for i in range(size))
    no_list = "".join(
        f"_:c{i} <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1, 2 ; "
        f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:c{i + 1} .\n"
        for i in range(size)
    )
    circle = "".join(f"_:d{i} <urn:p> _:d{(i + 1) % size} .\n" for i in range(size))
    for text in (chain, no_list, circle):
        written = format_text(text)
        assert format_text(written) == written
        assert len(read(written, "").statements) == len(read(text, "").statements)
