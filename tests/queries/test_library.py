"""Headers, parameters and binding of the query library."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from psin import assets
from psin.errors import CatalogueError, InputError, UnknownName
from psin.queries import Library, LibraryQuery, Parameter
from psin.queries.library import AUDIENCES
from psin.queries.parameters import serialise
from psin.vocabulary.namespaces import PSINC
from psin.vocabulary.terms import Vocabulary

HEADER = """# title: A title
# question: A question?
# asked-by: researchers, partners
# competency-question: 7
"""
BODY = """
SELECT ?thing
WHERE {
  ?thing ?property ?value
}
"""
HOSTILE = [
    'x" } ; DROP ALL ; SELECT * { ?s ?p "',
    "x' } UNION { ?s ?p ?o",
    '"""',
    "'''\n} #",
    "two\nlines\r\nand a\ttab",
    'VALUES ?text { "x" }',
    '\n  VALUES ?text { "x" }\n',
    "a back\\slash, \\n, \\\\, and one at the end\\",
    "\\u0022 } \\u007D",
    "\\\\u0022 \\U00000022 \\\\\\u005C",
    "\\1 \\g<0> {0} %s $HOME",
    "Ünïcödé, 漢字, 🦊, \u202eright to left, \u2028 and \u0085",
    "\x01\x1f\x7f",
    "# not a comment",
    "<https://example.org/> > } ; DROP",
    " kept as it is ",
]


def write(folder: Path, text: str, name: str = "a-query") -> Path:
    path = folder / f"{name}.rq"
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, text: str) -> LibraryQuery:
    write(folder, text)
    return Library.load(folder).queries["a-query"]


def with_parameter(declaration: str, values_line: str) -> str:
    body = BODY.replace("WHERE {\n", f"WHERE {{\n  {values_line}\n")
    return f"{HEADER}# parameter: {declaration}\n{body}"


def values_of(query: str, name: str) -> list[str | None]:
    """What the VALUES block for a variable holds, as the engine in use reads it."""
    line = next(line for line in query.split("\n") if line.strip().startswith(f"VALUES ?{name} "))
    prefixes = "\n".join(one for one in query.split("\n") if one.startswith("PREFIX "))
    return [row[name] and row[name].value for row in rows_of(f"{prefixes}\nSELECT ?{name} {{ {line} }}")]


def rows_of(query: str) -> list[ox.QuerySolution]:
    result = ox.Store().query(query)
    assert isinstance(result, ox.QuerySolutions)
    return list(result)


# The library as it stands


def test_the_competency_questions_are_numbered_without_a_gap(library: Library) -> None:
    numbers = [query.number for query in library.queries.values()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 45


def test_every_question_is_asked_by_somebody_of_each_kind(library: Library) -> None:
    for audience in AUDIENCES:
        assert sum(audience in query.asked_by for query in library.queries.values()) >= 10, audience


def test_every_query_says_who_asks_what(library: Library) -> None:
    for query in library.queries.values():
        assert query.title and query.question.endswith("?") or query.number == 24, query.name
        assert query.asked_by and query.columns, query.name


def test_a_file_without_its_header_is_still_the_same_query(library: Library) -> None:
    for query in library.queries.values():
        bare = "\n".join(line for line in query.text.split("\n") if not line.startswith("#"))
        assert ox.Store().query(bare).variables == ox.Store().query(query.text).variables  # type: ignore[union-attr]


def test_a_query_without_values_is_the_file_itself(library: Library) -> None:
    for query in library.queries.values():
        assert query.bind({}) == query.text


def test_binding_the_defaults_changes_no_meaning(library: Library) -> None:
    for query in library.queries.values():
        bound = query.bind({parameter.name: parameter.default or "" for parameter in query.parameters})
        for parameter in query.parameters:
            assert values_of(bound, parameter.name) == values_of(query.text, parameter.name)


def test_an_unknown_query_is_refused_with_a_suggestion(library: Library) -> None:
    assert library.query("single-sponsor").number == 1
    with pytest.raises(UnknownName) as caught:
        library.query("single-sponsors")
    assert caught.value.suggestion == "single-sponsor"


def test_the_library_needs_neither_the_web_nor_the_engine() -> None:
    code = "import sys, psin.queries; sys.exit(not {'flask', 'psin.engine', 'psin.web'}.isdisjoint(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=assets.root() / "service", check=False).returncode == 0


# Headers


def test_a_header_is_read_field_by_field(tmp_path: Path) -> None:
    text = with_parameter('day xsd:date 2018-06-01 "Day to look at"', 'VALUES ?day { "2018-06-01"^^xsd:date }')
    notes = "# note: One\n# note: Two: with a colon\n"
    prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    query = load(tmp_path, text.replace("\nSELECT", f"{notes}\n{prefix}SELECT", 1))
    assert (query.title, query.question, query.number) == ("A title", "A question?", 7)
    assert query.asked_by == ("researchers", "partners")
    assert query.notes == ("One", "Two: with a colon")
    assert query.parameters == (Parameter("day", "xsd:date", "2018-06-01", "Day to look at"),)
    assert query.columns == ("thing",)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (BODY, 1, "'title' is missing"),
        (HEADER.replace("title", "titel") + BODY, 1, "Did you mean 'title'?"),
        (HEADER + "# title: Again\n" + BODY, 5, "second time"),
        (HEADER + "# prose without a key\n" + BODY, 5, "'# key: value'"),
        (HEADER + "#\n" + BODY, 5, "'# key: value'"),
        (HEADER.replace("researchers", "everybody") + BODY, 3, "'everybody'"),
        (HEADER.replace("7", "seven") + BODY, 4, "'seven'"),
        (HEADER + "# parameter: day\n" + BODY, 5, "declares no parameter"),
        (with_parameter('n xsd:float 1 "N"', "VALUES ?n { 1 }"), 5, "not a type of parameter"),
        (with_parameter('n iri:nonsense x "N"', "VALUES ?n { 1 }"), 5, "neither a kind of document"),
        (with_parameter('n xsd:integer one "N"', "VALUES ?n { 1 }"), 5, "whole number"),
        (with_parameter('n xsd:integer 1 "N"', "VALUES ?m { 1 }"), 5, "Write: VALUES ?n"),
        (with_parameter('n xsd:integer 1 "N"', "VALUES ?n { 2 }"), 5, "Write: VALUES ?n"),
        (with_parameter('n xsd:integer 1 "N"', "VALUES ?n { 1 2 }"), 5, "Write: VALUES ?n"),
        (with_parameter('n xsd:integer 1 "N"', 'VALUES ?n { "1" }'), 5, "Write: VALUES ?n"),
        (with_parameter('n xsd:integer 1 "N"', "VALUES ?n { UNDEF }"), 5, "Write: VALUES ?n"),
        (with_parameter('n xsd:integer - "N"', "VALUES ?n { 1 }"), 5, "Write: VALUES ?n { UNDEF }"),
        (with_parameter('n xsd:integer 1 "N"', "VALUES ?n { 1 }\n  VALUES ?n { 1 }"), 5, "once"),
        (with_parameter('n xsd:integer 1 "N"', "VALUES ?n { unknown:prefix }"), 5, "Write: VALUES ?n"),
        (with_parameter('n xsd:integer+ 1,2 "N"', "VALUES ?n { 2 1 }"), 5, "Write: VALUES ?n"),
        (with_parameter('n one-of:day|year month "N"', 'VALUES ?n { "month" }'), 5, "one of day, year"),
        (HEADER + "# chart: pie label=thing value=thing\n" + BODY, 5, "not a kind of chart"),
        (HEADER + "# chart: bars label=thing\n" + BODY, 5, "no value"),
        (HEADER + "# chart: bars label=thing value=things\n" + BODY, 5, "no column 'things'"),
        (HEADER + "# chart: bars label=thing,thing value=thing\n" + BODY, 5, "one column"),
        (HEADER + "# chart: map place=thing value=thing colour=thing\n" + BODY, 5, "no part 'colour'"),
    ],
)
def test_an_error_in_a_header_names_file_and_line(text: str, line: int, words: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CatalogueError) as caught:
        Library.load(tmp_path)
    assert f"{path}, line {line}:" in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER + "\nSELECT ?x WHERE {\n", "is not a SPARQL query"),
        (HEADER + "\nASK { ?s ?p ?o }\n", "SELECT queries only"),
    ],
)
def test_a_file_that_is_no_select_query_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CatalogueError, match=words) as caught:
        Library.load(tmp_path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_bytes(b"# title: \xff\n")
    with pytest.raises(CatalogueError, match="cannot be read"):
        Library.load(tmp_path)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="There is no folder"):
        Library.load(tmp_path / "none")


# Binding


def test_only_the_braces_of_the_parameter_change(library: Library) -> None:
    query = library.queries["formality-on-a-day"]
    before, after = query.text.split("\n"), query.bind({"day": "2020-02-29"}).split("\n")
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    [(old, new)] = changed
    assert old.strip() == 'VALUES ?day { "2018-06-01"^^xsd:date }'
    assert new.strip() == 'VALUES ?day { "2020-02-29"^^<http://www.w3.org/2001/XMLSchema#date> }'


def test_an_unknown_parameter_is_refused_with_a_suggestion(library: Library) -> None:
    with pytest.raises(UnknownName) as caught:
        library.queries["formality-on-a-day"].bind({"days": "2020-01-01"})
    assert caught.value.suggestion == "day"
    with pytest.raises(UnknownName, match="It has none"):
        library.queries["single-sponsor"].bind({"day": "2020-01-01"})


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("xsd:date", " 2020-02-29 ", "2020-02-29"),
        ("xsd:gYear", "1999", "1999"),
        ("xsd:integer", "-07", "-7"),
        ("string", " as it is ", " as it is "),
        ("lang", "PT-BR", "pt-br"),
        ("iri:network", "one-team-gov", "https://w3id.org/psin/network/one-team-gov#this"),
        ("iri:network", "network/one-team-gov", "https://w3id.org/psin/network/one-team-gov#this"),
        (
            "iri:network",
            "https://w3id.org/psin/network/one-team-gov",
            "https://w3id.org/psin/network/one-team-gov#this",
        ),
        (
            "iri:network",
            "https://w3id.org/psin/network/one-team-gov#this",
            "https://w3id.org/psin/network/one-team-gov#this",
        ),
        ("iri:values", "value-safe-space", "https://w3id.org/psin/concept/value-safe-space"),
        ("iri:values", "psinc:value-safe-space", "https://w3id.org/psin/concept/value-safe-space"),
        (
            "iri:values",
            "https://w3id.org/psin/concept/value-safe-space",
            "https://w3id.org/psin/concept/value-safe-space",
        ),
        ("iri:country", "nld", "http://publications.europa.eu/resource/authority/country/NLD"),
        ("iri:country|areas", "area-europe", "https://w3id.org/psin/concept/area-europe"),
        ("iri:country|areas", "country:NLD", "http://publications.europa.eu/resource/authority/country/NLD"),
    ],
)
def test_a_value_becomes_a_term_of_its_type(type_: str, value: str, expected: str, vocabulary: Vocabulary) -> None:
    term = Parameter("p", type_, "x", "Help").term(value, vocabulary)
    assert term is not None and term.value == expected


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("xsd:date", "2019-02-29"),
        ("xsd:date", "2019-2-1"),
        ("xsd:date", "20190201"),
        ("xsd:date", "٢٠١٩-٠٢-٠١"),
        ("xsd:date", "2019-02-01Z"),
        ("xsd:gYear", "99"),
        ("xsd:gYear", "12019"),
        ("xsd:integer", "1.0"),
        ("xsd:integer", "1_000"),
        ("xsd:integer", "9" * 40),
        ("xsd:integer", ""),
        ("string", ""),
        ("string", "x" * 1001),
        ("string", "nothing\0"),
        ("string", "half a \ud83e"),
        ("lang", "e"),
        ("lang", "en gb"),
        ("lang", 'en" }'),
        ("iri:network", "One Team"),
        ("iri:network", "https://w3id.org/psin/organisation/nesta#this"),
        ("iri:network", "https://w3id.org/psin/network/x#status"),
        ("iri:network", "https://example.org/x"),
        ("iri:network", "x> } ; DROP ALL"),
        ("iri:values", "practice-keep-simple"),
        ("iri:country", "NL"),
        ("iri:country", "NLD> }"),
    ],
)
def test_a_value_that_is_not_of_the_type_is_refused(type_: str, value: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(InputError) as caught:
        Parameter("place", type_, "x", "Help").term(value, vocabulary)
    assert "place" in caught.value.detail and caught.value.advice
    assert len(caught.value.detail) < 200


def test_a_misspelt_concept_gets_a_suggestion(vocabulary: Vocabulary) -> None:
    with pytest.raises(UnknownName) as caught:
        Parameter("v", "iri:values", "x", "Help").term("psinc:value-safespace", vocabulary)
    assert caught.value.suggestion == "value-safe-space"


def test_an_empty_value_leaves_an_optional_parameter_open(library: Library) -> None:
    query = library.queries["invitation-list"]
    assert values_of(query.bind({"catalogue": " "}), "catalogue") == [None]
    assert values_of(query.bind({"catalogue": "opsi"}), "catalogue") == ["https://w3id.org/psin/catalogue/opsi#this"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_text_is_bound_as_it_is(value: str, tmp_path: Path) -> None:
    text = with_parameter('text string "a b" "Text"', 'VALUES ?text { "a b" }')
    query = load(tmp_path, text.replace("?thing ?property ?value", "").replace("?thing\n", "?text\n"))
    bound = query.bind({"text": value})
    assert len(bound.split("\n")) == len(text.split("\n"))
    assert [row["text"].value for row in rows_of(bound)] == [value]
    assert [str(row[0]) for row in rdflib.Graph().query(bound)] == [value]  # type: ignore[index]


def test_several_values_are_bound_each_once_and_one_where_only_one_is_allowed(library: Library) -> None:
    query = library.queries["networks-to-join"]
    bound = query.bind({"admission": ["admission-open", "admission-cohort,admission-open"]})
    assert values_of(bound, "admission") == [f"{PSINC}admission-open", f"{PSINC}admission-cohort"]
    with pytest.raises(InputError, match="given 2 times"):
        query.bind({"place": ["DNK", "NLD"]})
    with pytest.raises(UnknownName, match="admission"):
        query.bind({"admission": ["admission-open", "x> } ; DROP ALL"]})
    with pytest.raises(InputError, match="51 values"):
        query.bind({"admission": ["admission-open"] * 51})


def test_a_list_of_allowed_texts_allows_no_other(library: Library) -> None:
    query = library.queries["foundings-over-time"]
    assert values_of(query.bind({"period": "year"}), "period") == ["year"]
    with pytest.raises(UnknownName) as caught:
        query.bind({"period": "years"})
    assert caught.value.suggestion == "year"


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_name_of_a_parameter_is_refused(value: str, library: Library) -> None:
    with pytest.raises(UnknownName):
        library.queries["formality-on-a-day"].bind({value: "2020-01-01"})


TRICKY = st.sampled_from("\\uU0123ABCDEF\"'{}\n")


@given(st.text(alphabet=st.one_of(TRICKY, st.characters(exclude_categories=["Cs"])), max_size=40))
def test_any_text_is_read_back_as_it_was(value: str) -> None:
    query = f"SELECT ?text {{ VALUES ?text {{ {serialise(ox.Literal(value))} }} }}"
    assert [row["text"].value for row in rows_of(query)] == [value]


@given(st.text(alphabet='\\uU0025cC7D"n', max_size=14))
def test_engines_that_replace_code_points_first_read_the_same_text(value: str) -> None:
    query = f"SELECT ?text {{ VALUES ?text {{ {serialise(ox.Literal(value))} }} }}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        assert [str(row[0]) for row in rdflib.Graph().query(query)] == [value]  # type: ignore[index]


# Languages


def test_every_question_can_be_read_in_french(library: Library) -> None:
    for query in library.queries.values():
        assert query.title_in("fr") != query.title and query.question_in("fr") != query.question, query.name
        assert query.question_in("fr").endswith("\u202f?") or query.question_in("fr").endswith(" ?"), query.name
        assert len(query.notes_in("fr")) == len(query.notes) and not set(query.notes_in("fr")) & set(query.notes), (
            query.name
        )
        for parameter in query.parameters:
            assert "fr" in dict(parameter.helps), (query.name, parameter.name)


def test_a_language_that_is_not_there_falls_back_to_english(library: Library) -> None:
    query = library.queries["formality-on-a-day"]
    assert (query.title_in("da"), query.notes_in("da")) == (query.title, query.notes)
    assert query.parameters[0].help_in("da") == query.parameters[0].help


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER + "# asked-by@fr: chercheurs\n" + BODY, "has no language"),
        (HEADER + "# title@fr: Un\n# title@fr: Deux\n" + BODY, "second time"),
        (HEADER + "# note@fr: Une\n" + BODY, "1 notes in fr, but 0 in English"),
        (
            with_parameter('n xsd:integer 1 "N"', "VALUES ?n { 1 }").replace("\n\n", '\n# parameter@fr: m "Un"\n\n', 1),
            "gives no words to a parameter",
        ),
    ],
)
def test_a_mistake_in_another_language_is_named(text: str, words: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CatalogueError) as caught:
        Library.load(tmp_path)
    assert str(path) in str(caught.value) and words in str(caught.value)


def test_the_store_has_the_questions_in_both_languages(library: Library) -> None:
    from psin.queries import executables

    store = ox.Store()
    store.load(executables.describe(library).encode(), format=ox.RdfFormat.TURTLE)
    rdfs, dcterms = "http://www.w3.org/2000/01/rdf-schema#", "http://purl.org/dc/terms/"
    for predicate, language, read in (
        (f"{rdfs}label", "en", LibraryQuery.title_in),
        (f"{rdfs}comment", "en", LibraryQuery.question_in),
        (f"{dcterms}title", "fr", LibraryQuery.title_in),
        (f"{dcterms}description", "fr", LibraryQuery.question_in),
    ):
        rows = store.query(f"SELECT ?n ?w {{ ?q <{dcterms}identifier> ?n ; <{predicate}> ?w }}")
        words = {(row["n"].value, row["w"].language, row["w"].value) for row in rows}  # type: ignore[union-attr]
        assert words == {(name, language, read(query, language)) for name, query in library.queries.items()}
