"""The whole catalogue as files: canonical, addressed, licensed, without dangling references or personal contacts."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from psin import documents
from psin.turtle.terms import literal
from psin.turtle.writer import format_text, write_statements
from psin.vocabulary.namespaces import DCAT, DCTERMS, FOAF, PROV, PSIN, RDF, SCHEMA, SKOS

DATA = Path(__file__).resolve().parents[2] / "data"
FILES = sorted(DATA.rglob("*.ttl"))
LICENCES = {"https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/publicdomain/zero/1.0/"}
CLASSES = {
    "network": {f"{PSIN}Network"},
    "organisation": {f"{FOAF}Organization"},
    "convening": {f"{PSIN}Convening", f"{PSIN}ConveningOfConveners"},
    "lesson": {f"{PSIN}Lesson"},
    "guidance": {f"{PSIN}Guidance"},
    "catalogue": {f"{DCAT}Catalog"},
}
#: Fewest documents of each kind that the catalogue is known to hold.
LEAST = {"network": 176, "organisation": 375, "convening": 53, "lesson": 20, "guidance": 2, "catalogue": 1}
#: Two documents of one kind that rightly bear the same name in the same language, with the reason.
SAME_NAME: dict[tuple[str, str, str], str] = {}
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(
    r"(?:\+|\b00)[1-9]\d{0,2}(?:[\s()./-]{0,3}\d){6,}|\b0\d{1,4}[ /-]\d{3,}(?:[ -]?\d{2,})+\b|\btel(?:ephone)?[.:]",
    re.I,
)
CONTACTS = ["write to ana.b@city.example.org", "+61 2 6102 1234", "0044 20 7946 0958", "020 7946 0958", "Tel: 12345"]
DATES_AND_COUNTS = [
    "2012-06-05",
    "2018-11-26/29",
    "10,000 people in 2013-2020",
    "1,200+ authorities",
    "Decree 10.382 of 2020",
]


@cache
def triples(path: Path) -> tuple[ox.Triple, ...]:
    quads = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=address(path))
    return tuple(quad.triple for quad in quads)


def address(path: Path) -> str:
    found = documents.from_file(path)
    assert found is not None, f"{path} is in no place that a document can have"
    return found.iri


def objects(path: Path, subject: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
    return [
        t.object for t in triples(path) if t.subject == ox.NamedNode(subject) and t.predicate == ox.NamedNode(predicate)
    ]


def values(path: Path, subject: str, predicate: str) -> list[str]:
    return [term.value for term in objects(path, subject, predicate)]


def references(path: Path) -> set[str]:
    """The documents, with fragment, that a file names as object."""
    return {
        t.object.value
        for t in triples(path)
        if isinstance(t.object, ox.NamedNode) and documents.from_iri(t.object.value)
    }


def test_every_kind_of_document_is_there() -> None:
    counts = {kind.name: len(list((DATA / kind.folder).glob("*.ttl"))) for kind in documents.KINDS}
    assert {kind: counts[kind] for kind, least in LEAST.items() if counts[kind] < least} == {}
    assert sum(counts.values()) == len(FILES), "a file lies outside the folders of the six kinds"


def test_every_file_is_canonical_turtle() -> None:
    assert [str(p) for p in FILES if format_text(p.read_text("utf-8"), address(p)) != p.read_text("utf-8")] == []


def test_the_layout_is_noticed_where_it_is_not_canonical() -> None:
    text = FILES[0].read_text("utf-8")
    assert format_text(text.replace(" ;\n    ", " ; ", 1), address(FILES[0])) == text


def test_every_file_declares_its_own_address_as_base() -> None:
    assert [str(p) for p in FILES if not p.read_text("utf-8").startswith(f"@base <{address(p)}> .\n")] == []


def test_statements_in_a_file_are_about_that_document_only() -> None:
    wrong = [
        f"{path}: {t.subject}"
        for path in FILES
        for t in triples(path)
        if t.subject.value.partition("#")[0] != address(path)
    ]
    assert wrong == []


def test_every_document_is_one_licensed_and_attributed_contribution() -> None:
    wrong = []
    for path in FILES:
        about = address(path)
        contributions = [t.subject.value for t in triples(path) if t.object == ox.NamedNode(f"{PSIN}Contribution")]
        parts = {
            "is a Contribution": contributions == [about],
            "title": len(values(path, about, f"{DCTERMS}title")) >= 1,
            "licence": len(LICENCES & set(values(path, about, f"{DCTERMS}license"))) == 1,
            "contributor": len(values(path, about, f"{PROV}wasAttributedTo")) == 1,
            "time": len(values(path, about, f"{PROV}generatedAtTime")) == 1,
            "topic": values(path, about, f"{FOAF}primaryTopic") == [f"{about}#this"],
        }
        wrong += [f"{path}: {name}" for name, right in parts.items() if not right]
    assert wrong == []


def test_the_thing_of_every_document_has_the_class_of_its_kind() -> None:
    wrong = [
        str(path)
        for path in FILES
        if not CLASSES[documents.from_file(path).kind_name] & set(values(path, f"{address(path)}#this", f"{RDF}type"))
    ]
    assert wrong == []


def test_every_reference_to_a_document_and_fragment_of_ours_is_met() -> None:
    known = {t.subject.value for path in FILES for t in triples(path)}
    dangling = [f"{path}: {iri}" for path in FILES for iri in sorted(references(path) - known)]
    assert dangling == []


def test_every_concept_in_use_is_defined() -> None:
    concepts = DATA.parent / "ontology" / "concepts"
    defined = {
        quad.subject.value
        for path in concepts.glob("*.ttl")
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=documents.BASE)
    }
    prefix = f"{documents.BASE}concept/"
    named = {t.object.value for path in FILES for t in triples(path) if isinstance(t.object, ox.NamedNode)}
    used = {iri for iri in named if iri.startswith(prefix)}
    assert sorted(used - defined) == []


def test_every_record_names_its_source() -> None:
    exempt = {f"{PSIN}Source", f"{PSIN}Contribution"}
    wrong = []
    for path in FILES:
        nodes = defaultdict(set)
        for t in triples(path):
            nodes[t.subject.value].add((t.predicate.value, t.object.value))
        for node, statements in nodes.items():
            kinds = {o for p, o in statements if p == f"{RDF}type"}
            if not kinds & exempt and not any(p == f"{DCTERMS}source" for p, _ in statements):
                wrong.append(node)
    assert wrong == []


def test_every_source_can_be_looked_up() -> None:
    wrong = []
    for path in FILES:
        for t in triples(path):
            if t.predicate.value == f"{RDF}type" and t.object == ox.NamedNode(f"{PSIN}Source"):
                pages = values(path, t.subject.value, f"{FOAF}page")
                if len(pages) != 1 or not re.match(r"https?://[^/\s]+\.[^/\s]+", pages[0]):
                    wrong.append(f"{t.subject.value}: {pages}")
    assert wrong == []


def test_every_organisation_is_referred_to_or_documented_by_itself() -> None:
    outside = defaultdict(set)
    for path in FILES:
        for iri in references(path):
            outside[iri].add(path)
    wrong = []
    for path in (DATA / "organisations").glob("*.ttl"):
        named = outside[f"{address(path)}#this"] - {path}
        own = any(t.object == ox.NamedNode(f"{PSIN}Source") for t in triples(path))
        if not named and not own:
            wrong.append(str(path))
    assert wrong == []


def test_no_text_holds_an_e_mail_address_or_a_telephone_number() -> None:
    found = [
        f"{path}: {t.object.value}"
        for path in FILES
        for t in triples(path)
        if isinstance(t.object, ox.Literal) and (E_MAIL.search(t.object.value) or TELEPHONE.search(t.object.value))
    ]
    assert found == []


@pytest.mark.parametrize("text", CONTACTS)
def test_an_address_or_number_would_be_noticed(text: str) -> None:
    assert E_MAIL.search(text) or TELEPHONE.search(text)


@pytest.mark.parametrize("text", DATES_AND_COUNTS)
def test_a_date_or_count_is_no_telephone_number(text: str) -> None:
    assert not TELEPHONE.search(text)


def test_no_two_networks_or_bodies_share_a_home_page() -> None:
    owners = defaultdict(list)
    for path in FILES:
        if path.parent.name in {"networks", "organisations"}:
            for page in values(path, f"{address(path)}#this", f"{FOAF}homepage"):
                owners[re.sub(r"^https?://(www\.)?", "", page).rstrip("/").lower()].append(path.stem)
    assert {page: slugs for page, slugs in owners.items() if len(slugs) > 1} == {}


def test_no_two_documents_of_a_kind_have_the_same_name() -> None:
    owners = defaultdict(list)
    for path in FILES:
        for label in objects(path, f"{address(path)}#this", f"{SKOS}prefLabel"):
            owners[(path.parent.name, label.language, label.value)].append(path.stem)
    shared = {name: slugs for name, slugs in owners.items() if len(slugs) > 1}
    assert {name: slugs for name, slugs in shared.items() if name not in SAME_NAME} == {}
    assert set(SAME_NAME) <= set(shared), "a pair on the list of same names is gone: take it off"


def test_no_name_is_both_preferred_and_alternative() -> None:
    wrong = []
    for path in FILES:
        this = f"{address(path)}#this"
        preferred, others = (set(objects(path, this, f"{SKOS}{kind}Label")) for kind in ("pref", "alt"))
        wrong += [f"{path}: {label}" for label in preferred & others]
    assert wrong == []


def test_the_dates_of_a_network_are_those_of_its_founding_and_end() -> None:
    wrong = []
    for path in (DATA / "networks").glob("*.ttl"):
        about = address(path)
        for own, event in (("foundingDate", "founding"), ("dissolutionDate", "end")):
            dates = objects(path, f"{about}#this", f"{SCHEMA}{own}")
            if dates and dates != objects(path, f"{about}#{event}", f"{DCTERMS}date"):
                wrong.append(f"{path}: {own}")
    assert wrong == []


def test_a_new_document_written_by_the_library_is_canonical_at_once() -> None:
    base = f"{documents.BASE}organisation/an-example"
    text = write_statements([(f"<{base}#this>", f"<{SKOS}prefLabel>", literal("An example", "en"))], base)
    assert format_text(text, base) == text
