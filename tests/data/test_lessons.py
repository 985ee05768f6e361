"""The lessons, the guidance that they come from, and the catalogues: complete, in our own words, and well linked."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
ARTICLE = ROOT / "../shared/design/source-article.txt"
IRI = "https://w3id.org/psin/"
PSIN = f"{IRI}ns#"
PSINC = f"{IRI}concept/"
DCTERMS = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
FOLDERS = {"lesson": "lessons", "guidance": "guidance", "catalogue": "catalogues", "convening": "convenings"}
SEED = f"{IRI}guidance/learning-from-a-convening-of-conveners#this"
CONVENING = f"{IRI}convening/int-convening-conveners#this"
RUN_OF_WORDS = 8

LESSONS = set(
    "welcome-new-members set-expectations relational-way-of-working someone-responsible capture-evidence-early "
    "value-is-hard-to-relay clear-objective objectives-shift keep-it-simple form-changes-over-time modest-demands "
    "empower-the-active-few involve-sponsors let-sponsors-experience several-sponsors institutional-support "
    "formality-and-informality edge-and-mainstream practitioners-and-dabblers shared-sense-of-learning "
    "action-and-mindset context-decides what-people-get".split()
)

Graph = dict[str, list[ox.Triple]]


def document_iri(path: Path) -> str:
    kind = next((kind for kind, folder in FOLDERS.items() if folder == path.parent.name), "organisation")
    return f"{IRI}{kind}/{path.stem}"


def read(path: Path) -> list[ox.Triple]:
    quads = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=document_iri(path))
    return [quad.triple for quad in quads]


def written_here() -> list[Path]:
    """The documents of this test: lessons, guidance, catalogues, the meeting that the article reports, the editors."""
    paths = [path for kind in ("lessons", "guidance", "catalogues") for path in sorted((DATA / kind).glob("*.ttl"))]
    return [*paths, DATA / "convenings/int-convening-conveners.ttl", DATA / "organisations/psin.ttl"]


@pytest.fixture(scope="module")
def documents() -> Graph:
    return {document_iri(path): read(path) for path in written_here()}


@pytest.fixture(scope="module")
def lessons(documents: Graph) -> Graph:
    return {iri: triples for iri, triples in documents.items() if iri.startswith(f"{IRI}lesson/")}


def values(triples: list[ox.Triple], subject: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
    return [t.object for t in triples if t.subject == ox.NamedNode(subject) and t.predicate.value == predicate]


def concepts(*schemes: str) -> set[str]:
    """IRIs of the concepts of some schemes; of the trade-offs the axes only."""
    found = set()
    for scheme in schemes:
        for quad in ox.parse(path=ROOT / f"ontology/concepts/{scheme}.ttl", format=ox.RdfFormat.TURTLE):
            wanted = f"{PSIN}TradeOffAxis" if scheme == "trade-offs" else f"{SKOS}Concept"
            if quad.predicate == RDF_TYPE and quad.object.value == wanted:
                found.add(quad.subject.value)
    return found


def all_concepts() -> set[str]:
    found = set()
    for path in (ROOT / "ontology/concepts").glob("*.ttl"):
        quads = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        found |= {quad.subject.value for quad in quads if quad.predicate.value == f"{SKOS}inScheme"}
    return found


def runs(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[n : n + RUN_OF_WORDS]) for n in range(len(words) - RUN_OF_WORDS + 1)}


def test_exactly_the_lessons_of_the_article_are_there(lessons: Graph) -> None:
    assert {iri.rpartition("/")[2] for iri in lessons} == LESSONS
    for iri, triples in lessons.items():
        assert ox.NamedNode(f"{PSIN}Lesson") in values(triples, f"{iri}#this", RDF_TYPE.value)


@pytest.mark.parametrize("scheme", ["values", "practices", "trade-offs"])
def test_each_concept_is_spoken_of_by_a_lesson(lessons: Graph, scheme: str) -> None:
    spoken_of = {
        value.value for iri, triples in lessons.items() for value in values(triples, f"{iri}#this", f"{DCTERMS}subject")
    }
    assert concepts(scheme)
    assert concepts(scheme) <= spoken_of, concepts(scheme) - spoken_of


def test_each_practice_is_recommended_by_a_lesson_that_names_it(lessons: Graph) -> None:
    recommended = {
        value.value for iri, triples in lessons.items() for value in values(triples, f"{iri}#this", f"{PSIN}recommends")
    }
    assert recommended == concepts("practices")


def test_the_lesson_on_what_people_get_names_all_nine_values(lessons: Graph) -> None:
    iri = f"{IRI}lesson/what-people-get"
    named = {value.value for value in values(lessons[iri], f"{iri}#this", f"{DCTERMS}subject")}
    assert len(concepts("values")) == 9
    assert concepts("values") <= named


def test_each_lesson_is_told_in_english_and_french_in_two_to_four_sentences(lessons: Graph) -> None:
    found = []
    for iri, triples in lessons.items():
        for predicate in ("title", "description"):
            texts = values(triples, f"{iri}#this", f"{DCTERMS}{predicate}")
            if sorted(text.language for text in texts) != ["en", "fr"]:
                found.append(f"{iri} {predicate}")
        for text in values(triples, f"{iri}#this", f"{DCTERMS}description"):
            if not 2 <= len(re.findall(r"[.!?](?=\s|$)", text.value)) <= 4:
                found.append(f"{iri} {text.language}")
    assert not found, found


def test_each_lesson_says_where_it_applies_where_it_came_up_and_who_reports_it(lessons: Graph) -> None:
    for iri, triples in lessons.items():
        [applicability] = values(triples, f"{iri}#this", f"{PSIN}applicability")
        in_context = applicability.value == f"{PSINC}applies-in-context"
        assert in_context or applicability.value == f"{PSINC}applies-to-all", iri
        assert bool(values(triples, f"{iri}#this", f"{PSIN}dependsOn")) == in_context, iri
        assert [value.value for value in values(triples, f"{iri}#this", f"{PSIN}raisedAt")] == [CONVENING], iri
        sources = [value.value for value in values(triples, f"{iri}#this", f"{DCTERMS}source")]
        assert sources == [SEED.replace("#this", "#source-1")], iri


def test_the_article_draws_on_all_its_lessons(documents: Graph) -> None:
    drawn = {value.value for value in values(documents[SEED.removesuffix("#this")], SEED, f"{PSIN}drawsOn")}
    assert drawn == {f"{IRI}lesson/{slug}#this" for slug in LESSONS}


def test_each_guidance_has_a_page_a_status_an_audience_and_a_described_source(documents: Graph) -> None:
    guidance = [iri for iri in documents if iri.startswith(f"{IRI}guidance/")]
    assert f"{IRI}guidance/dos-and-donts-of-networks" in guidance
    for iri in guidance:
        triples = documents[iri]
        for predicate in ("http://xmlns.com/foaf/0.1/page", f"{PSIN}guidanceStatus"):
            assert len(values(triples, f"{iri}#this", predicate)) == 1, (iri, predicate)
        assert values(triples, f"{iri}#this", f"{PSIN}audience"), iri
        for source in values(triples, f"{iri}#this", f"{DCTERMS}source"):
            assert values(triples, source.value, "http://xmlns.com/foaf/0.1/page"), source


def test_the_meeting_carries_no_invented_date(documents: Graph) -> None:
    triples = documents[CONVENING.removesuffix("#this")]
    assert values(triples, CONVENING, f"{PSIN}dateNote")
    for predicate in ("https://schema.org/startDate", "https://schema.org/endDate", f"{DCTERMS}date"):
        assert not values(triples, CONVENING, predicate)


def test_no_text_repeats_a_run_of_eight_words_of_the_article(documents: Graph) -> None:
    if not ARTICLE.exists():
        pytest.skip("the article's text is not part of the repository and is not at hand")
    article = runs(ARTICLE.read_text(encoding="utf-8"))
    assert article
    found = []
    for iri, triples in documents.items():
        for t in triples:
            is_title = t.predicate.value == f"{DCTERMS}title" and not iri.startswith(f"{IRI}lesson/")
            if isinstance(t.object, ox.Literal) and not is_title:
                found += [(iri, run) for run in runs(t.object.value) & article]
    assert not found, found


def test_each_concept_named_exists(documents: Graph) -> None:
    named = {t.object.value for ts in documents.values() for t in ts if isinstance(t.object, ox.NamedNode)}
    unknown = {iri for iri in named if iri.startswith(PSINC)} - all_concepts()
    assert not unknown, unknown


def test_each_reference_between_these_documents_resolves(documents: Graph) -> None:
    subjects = {t.subject.value for triples in documents.values() for t in triples}
    ours = (*(f"{IRI}{kind}/" for kind in FOLDERS), f"{IRI}organisation/psin#")
    named = {t.object.value for ts in documents.values() for t in ts if isinstance(t.object, ox.NamedNode)}
    references = {iri for iri in named if iri.startswith(ours)}
    assert references
    assert references <= subjects, references - subjects
