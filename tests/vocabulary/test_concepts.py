"""Contract of the concept schemes in ontology/concepts: fixed counts, SKOS integrity (S01-S20), languages, style."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, SKOS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "ontology" / "concepts"
FILES = sorted(FOLDER.glob("*.ttl"))
KNOWN_CONCEPTS = Path(__file__).with_name("known-concepts.txt")

PSIN = Namespace("https://w3id.org/psin/ns#")
PSINC = Namespace("https://w3id.org/psin/concept/")
SCHEMA = Namespace("https://schema.org/")
LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
SEED = URIRef("https://w3id.org/psin/guidance/learning-from-a-convening-of-conveners#this")
DOS_AND_DONTS = URIRef("https://w3id.org/psin/guidance/dos-and-donts-of-networks#this")
COUNTRY = "http://publications.europa.eu/resource/authority/country/"
LANGUAGES = ("en", "fr")
LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
TEXTS = (*LABELS, SKOS.definition, SKOS.scopeNote, SKOS.example, SKOS.editorialNote, SKOS.changeNote, DCTERMS.title)

SCHEMES = frozenset(
    """
    values practices trade-offs pole-effects formality lifecycle-stages roles support-kinds sponsorship-bases
    link-types audiences membership-units government-levels activity-types participation-levels evidence-kinds
    contribution-kinds beneficiaries explicitness assessment-bases applicability context-factors guidance-statuses
    life-event-kinds listing-statuses claim-statuses network-kinds origins admission-rules counted-things
    activity-statuses date-certainties areas organisation-kinds harvest-methods trust-levels identity-verdicts
    """.split()
)
VALUES = frozenset(
    """
    value-inspiration value-stories value-visible-difference value-learning-and-acquaintance value-connection
    value-safe-space value-shared-enthusiasm value-faster-learning value-confidence
    """.split()
)
TOP_PRACTICES = frozenset(
    """
    practice-welcome-members practice-set-expectations practice-assign-responsibility practice-capture-evidence
    practice-clear-objective practice-keep-simple practice-modest-demands practice-involve-sponsors
    practice-several-sponsors practice-shared-learning
    """.split()
)
NARROWER_PRACTICES = {
    "practice-explain-relational-way": "practice-set-expectations",
    "practice-review-objective": "practice-clear-objective",
    "practice-empower-core": "practice-modest-demands",
    "practice-let-sponsors-experience": "practice-involve-sponsors",
    "practice-institutional-support": "practice-several-sponsors",
}
AXES = {
    "axis-formality": ("pole-informal", "pole-formal"),
    "axis-edge": ("pole-edge", "pole-mainstream"),
    "axis-practitioners": ("pole-practitioners", "pole-dabblers"),
    "axis-action": ("pole-action", "pole-mindset"),
}

PREFIXES = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    merged = Graph()
    for file in FILES:
        merged.parse(file, format="turtle")
    return merged


def offenders(graph: Graph, query: str) -> list[str]:
    rows = graph.query(PREFIXES + query)
    return sorted({" ".join(local(term) for term in row if term is not None) for row in rows})


def local(term: object) -> str:
    return str(term).removeprefix(str(PSINC))


def concepts(graph: Graph) -> list[URIRef]:
    return sorted(subject for subject in graph.subjects(RDF.type, SKOS.Concept) if isinstance(subject, URIRef))


def schemes(graph: Graph) -> list[URIRef]:
    return sorted(subject for subject in graph.subjects(RDF.type, SKOS.ConceptScheme) if isinstance(subject, URIRef))


def names(terms: Iterable[object]) -> set[str]:
    return {local(term) for term in terms}


def members(graph: Graph, scheme: str) -> set[str]:
    return names(graph.subjects(SKOS.inScheme, PSINC[scheme]))


def texts(graph: Graph, subject: URIRef, predicate: URIRef) -> Iterator[Literal]:
    return (value for value in graph.objects(subject, predicate) if isinstance(value, Literal))


def definitions(graph: Graph) -> Iterator[tuple[URIRef, Literal]]:
    for subject in (*schemes(graph), *concepts(graph)):
        for text in texts(graph, subject, SKOS.definition):
            yield subject, text


# Files


def test_there_is_one_file_for_each_scheme_that_the_model_names() -> None:
    assert {file.stem for file in FILES} == SCHEMES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_file_holds_exactly_the_scheme_it_is_named_after(file: Path) -> None:
    graph = Graph().parse(file, format="turtle")
    assert names(schemes(graph)) == {file.stem}
    strangers = [local(c) for c in concepts(graph) if set(graph.objects(c, SKOS.inScheme)) != {PSINC[file.stem]}]
    assert not strangers, strangers
    assert names(graph.subjects()) == {file.stem} | names(concepts(graph))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_both_parsers_read_the_same_number_of_triples(file: Path) -> None:
    strict = list(pyoxigraph.parse(file.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE))
    assert len(strict) == len(Graph().parse(file, format="turtle"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_file_declares_only_prefixes_that_it_uses(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    declared = re.findall(r"^@prefix (\w+):", text, flags=re.MULTILINE)
    body = re.sub(r'^@prefix.*$|"(?:[^"\\]|\\.)*"|<[^>]*>', "", text, flags=re.MULTILINE)
    assert set(declared) == set(re.findall(r"\b(\w+):", body))


# Fixed counts


def test_values_are_exactly_the_nine_of_the_article(graph: Graph) -> None:
    assert members(graph, "values") == VALUES
    assert len(VALUES) == 9


def test_practices_are_ten_top_ones_and_five_narrower_ones(graph: Graph) -> None:
    assert names(graph.objects(PSINC.practices, SKOS.hasTopConcept)) == TOP_PRACTICES
    assert len(TOP_PRACTICES) == 10
    broader = {
        local(s): local(o)
        for s, o in graph.subject_objects(SKOS.broader)
        if (s, SKOS.inScheme, PSINC.practices) in graph
    }
    assert broader == NARROWER_PRACTICES
    assert members(graph, "practices") == TOP_PRACTICES | NARROWER_PRACTICES.keys()


def test_trade_offs_are_four_axes_with_two_poles_each(graph: Graph) -> None:
    assert names(graph.subjects(RDF.type, PSIN.TradeOffAxis)) == AXES.keys()
    for axis, (first, second) in AXES.items():
        assert names(graph.objects(PSINC[axis], PSIN.firstPole)) == {first}
        assert names(graph.objects(PSINC[axis], PSIN.secondPole)) == {second}
    poles = {pole for pair in AXES.values() for pole in pair}
    assert members(graph, "trade-offs") == AXES.keys() | poles
    assert len(members(graph, "trade-offs")) == 12


def test_values_practices_and_trade_offs_all_cite_the_article(graph: Graph) -> None:
    seed = {name for scheme in ("values", "practices", "trade-offs", "pole-effects") for name in members(graph, scheme)}
    missing = sorted(name for name in seed if (PSINC[name], DCTERMS.source, SEED) not in graph)
    assert not missing, missing


def test_every_pole_has_an_advantage_and_every_effect_belongs_to_a_pole(graph: Graph) -> None:
    poles = {pole for pair in AXES.values() for pole in pair}
    bare = sorted(pole for pole in poles if (PSINC[pole], PSIN.advantage, None) not in graph)
    assert not bare, bare
    used = names(graph.objects(None, PSIN.advantage)) | names(graph.objects(None, PSIN.limitation))
    assert used == members(graph, "pole-effects")
    assert names(graph.subjects(PSIN.advantage)) | names(graph.subjects(PSIN.limitation)) <= poles


def test_three_origins_cite_the_post_on_dos_and_donts(graph: Graph) -> None:
    assert names(graph.subjects(DCTERMS.source, DOS_AND_DONTS)) == {
        "origin-bottom-up",
        "origin-adopted",
        "origin-mandated",
    }


# S01-S20


def test_s01_concepts_and_schemes_are_disjoint(graph: Graph) -> None:
    found = offenders(graph, "SELECT ?x WHERE { ?x a skos:Concept , skos:ConceptScheme }")
    assert not found, found


def test_s02_label_kinds_do_not_share_a_value(graph: Graph) -> None:
    found = offenders(
        graph,
        """SELECT ?x ?a WHERE {
            { ?x skos:prefLabel ?a ; skos:altLabel|skos:hiddenLabel ?b } UNION { ?x skos:altLabel ?a ; skos:hiddenLabel ?b }
            FILTER(LCASE(STR(?a)) = LCASE(STR(?b))) }""",
    )
    assert not found, found


def test_s03_one_preferred_label_per_language(graph: Graph) -> None:
    found = offenders(
        graph,
        "SELECT ?x WHERE { ?x skos:prefLabel ?a , ?b . FILTER(STR(?a) < STR(?b) && LCASE(LANG(?a)) = LCASE(LANG(?b))) }",
    )
    assert not found, found


def test_s04_related_is_disjoint_with_broader_transitive(graph: Graph) -> None:
    found = offenders(graph, "SELECT ?x ?y WHERE { ?x skos:related|^skos:related ?y . ?x skos:broader+ ?y }")
    assert not found, found


def test_s05_exact_match_is_disjoint_with_broad_and_related_match(graph: Graph) -> None:
    found = offenders(
        graph, "SELECT ?x ?y WHERE { ?x skos:exactMatch ?y ; skos:broadMatch|skos:narrowMatch|skos:relatedMatch ?y }"
    )
    assert not found, found


def test_s06_every_concept_is_in_exactly_one_scheme(graph: Graph) -> None:
    found = [local(c) for c in concepts(graph) if len(set(graph.objects(c, SKOS.inScheme))) != 1]
    assert not found, found


def test_s07_every_scheme_that_is_named_is_declared(graph: Graph) -> None:
    found = offenders(
        graph,
        """SELECT ?s WHERE { { ?x skos:inScheme|skos:topConceptOf ?s } UNION { ?s skos:hasTopConcept ?x }
            FILTER NOT EXISTS { ?s a skos:ConceptScheme } }""",
    )
    assert not found, found


def test_s07_every_concept_that_is_named_is_declared(graph: Graph) -> None:
    declared = set(concepts(graph)) | set(schemes(graph))
    mentioned = {o for o in graph.objects() if isinstance(o, URIRef) and o.startswith(str(PSINC))}
    assert not mentioned - declared, names(mentioned - declared)


def test_s08_scheme_has_title_label_definition_licence_and_top_concepts(graph: Graph) -> None:
    required = (DCTERMS.title, SKOS.prefLabel, SKOS.definition, DCTERMS.license, SKOS.hasTopConcept)
    found = [f"{local(s)} {p}" for s in schemes(graph) for p in required if (s, p, None) not in graph]
    assert not found, found
    unlicensed = [local(s) for s in schemes(graph) if set(graph.objects(s, DCTERMS.license)) != {LICENCE}]
    assert not unlicensed, unlicensed


def test_s09_concept_is_a_top_concept_if_and_only_if_it_has_no_broader_one(graph: Graph) -> None:
    found = offenders(
        graph,
        """SELECT ?x WHERE { ?x a skos:Concept ; skos:inScheme ?s .
            BIND(EXISTS { ?x skos:broader ?b } AS ?narrow) BIND(EXISTS { ?x skos:topConceptOf ?s } AS ?top)
            FILTER(?narrow = ?top) }""",
    )
    assert not found, found


def test_s10_both_directions_of_a_link_are_stated(graph: Graph) -> None:
    found = offenders(
        graph,
        """SELECT ?x ?y WHERE {
            { ?x skos:broader ?y FILTER NOT EXISTS { ?y skos:narrower ?x } }
            UNION { ?x skos:narrower ?y FILTER NOT EXISTS { ?y skos:broader ?x } }
            UNION { ?x skos:topConceptOf ?y FILTER NOT EXISTS { ?y skos:hasTopConcept ?x } }
            UNION { ?x skos:hasTopConcept ?y FILTER NOT EXISTS { ?y skos:topConceptOf ?x } }
            UNION { ?x skos:related ?y FILTER NOT EXISTS { ?y skos:related ?x } } }""",
    )
    assert not found, found


def test_s11_broader_has_no_cycle_and_no_link_to_itself(graph: Graph) -> None:
    found = offenders(graph, "SELECT ?x WHERE { { ?x skos:broader+ ?x } UNION { ?x skos:related ?x } }")
    assert not found, found


def test_s11_no_broader_link_is_redundant(graph: Graph) -> None:
    found = offenders(graph, "SELECT ?x ?z WHERE { ?x skos:broader ?y , ?z . ?y skos:broader+ ?z }")
    assert not found, found


def test_s11_broader_stays_inside_the_scheme(graph: Graph) -> None:
    found = offenders(
        graph,
        "SELECT ?x ?y WHERE { ?x skos:broader ?y ; skos:inScheme ?s . FILTER NOT EXISTS { ?y skos:inScheme ?s } }",
    )
    assert not found, found


def test_s12_no_two_concepts_of_a_scheme_share_a_preferred_label_in_any_language(graph: Graph) -> None:
    holders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for concept in concepts(graph):
        for scheme in graph.objects(concept, SKOS.inScheme):
            for label in texts(graph, concept, SKOS.prefLabel):
                holders[local(scheme), str(label).casefold()].add(local(concept))
    found = {key: sorted(who) for key, who in holders.items() if len(who) > 1}
    assert not found, found


def test_s12_no_other_label_leads_to_two_concepts_of_a_scheme(graph: Graph) -> None:
    holders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for concept in concepts(graph):
        for scheme in graph.objects(concept, SKOS.inScheme):
            for predicate in LABELS:
                for label in texts(graph, concept, predicate):
                    holders[local(scheme), str(label).casefold()].add(local(concept))
    found = {key: sorted(who) for key, who in holders.items() if len(who) > 1}
    assert not found, found


def test_s13_every_concept_has_a_definition(graph: Graph) -> None:
    found = offenders(graph, "SELECT ?x WHERE { ?x a skos:Concept . FILTER NOT EXISTS { ?x skos:definition ?d } }")
    assert not found, found


def test_s14_no_text_is_empty_padded_or_has_unprintable_signs(graph: Graph) -> None:
    found = [
        (local(subject), str(value))
        for predicate in TEXTS
        for subject, value in graph.subject_objects(predicate)
        if not str(value).strip()
        or str(value) != str(value).strip()
        or "  " in str(value)
        or not str(value).isprintable()
    ]
    assert not found, found


def test_s15_every_concept_names_its_source_or_says_that_the_editors_added_it(graph: Graph) -> None:
    found = offenders(
        graph,
        """SELECT ?x WHERE { ?x a skos:Concept .
            FILTER NOT EXISTS { ?x dcterms:source ?s } FILTER NOT EXISTS { ?x skos:editorialNote ?n } }""",
    )
    assert not found, found


def test_s15_sources_are_iris(graph: Graph) -> None:
    found = [(local(s), o) for s, o in graph.subject_objects(DCTERMS.source) if not isinstance(o, URIRef)]
    assert not found, found


def test_s15_concept_without_one_of_the_two_guidance_documents_says_who_uses_it(graph: Graph) -> None:
    note = re.compile(r"Added by the editors(?:\. Used by .+\.| so that the scheme is complete; not yet used\.)")
    found = []
    for concept in concepts(graph):
        notes = list(texts(graph, concept, SKOS.editorialNote))
        if {SEED, DOS_AND_DONTS} & set(graph.objects(concept, DCTERMS.source)):
            continue
        if len(notes) != 1 or notes[0].language != "en" or not note.fullmatch(str(notes[0])):
            found.append(local(concept))
    assert not found, found


def test_s16_mappings_go_between_different_schemes(graph: Graph) -> None:
    found = offenders(
        graph,
        """SELECT ?x ?y WHERE { ?x skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch|skos:relatedMatch ?y ;
            skos:inScheme ?s . ?y skos:inScheme ?s }""",
    )
    assert not found, found


def test_s17_labels_and_definitions_are_complete_in_english_and_french(graph: Graph) -> None:
    found = []
    for subject in (*schemes(graph), *concepts(graph)):
        wanted = [SKOS.prefLabel, SKOS.definition]
        if (subject, RDF.type, SKOS.ConceptScheme) in graph:
            wanted.append(DCTERMS.title)
        for predicate in wanted:
            counts = Counter(text.language for text in texts(graph, subject, predicate))
            found += [
                f"{local(subject)} {local(predicate)} {language}" for language in LANGUAGES if counts[language] != 1
            ]
    assert not found, found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_s18_language_tags_are_valid_and_lower_case(file: Path) -> None:
    # On the text, because parsers may change the case of a tag.
    tags = set(re.findall(r'"@([A-Za-z0-9-]+)', file.read_text(encoding="utf-8")))
    bad = sorted(tag for tag in tags if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", tag))
    assert not bad, bad


def test_s18_every_text_has_a_language(graph: Graph) -> None:
    found = [
        (local(subject), str(value))
        for predicate in TEXTS
        for subject, value in graph.subject_objects(predicate)
        if not isinstance(value, Literal) or not value.language
    ]
    assert not found, found


def test_s19_counts_of_the_article_are_fixed(graph: Graph) -> None:
    top_practices = set(graph.objects(PSINC.practices, SKOS.hasTopConcept))
    axes = set(graph.subjects(RDF.type, PSIN.TradeOffAxis))
    poles = {pole for axis in axes for p in (PSIN.firstPole, PSIN.secondPole) for pole in graph.objects(axis, p)}
    counts = (len(members(graph, "values")), len(top_practices), len(axes), len(poles))
    assert counts == (9, 10, 4, 8)


def test_s20_no_concept_has_vanished(graph: Graph) -> None:
    known = set(KNOWN_CONCEPTS.read_text(encoding="utf-8").split())
    vanished = sorted(known - names(concepts(graph)))
    assert not vanished, f"deprecate instead of deleting: {vanished}"


def test_s20_deprecated_concept_names_its_replacement(graph: Graph) -> None:
    found = offenders(
        graph, "SELECT ?x WHERE { ?x owl:deprecated ?d . FILTER NOT EXISTS { ?x dcterms:isReplacedBy ?y } }"
    )
    assert not found, found
    wrong = [local(s) for s, o in graph.subject_objects(OWL.deprecated) if o.toPython() is not True]
    assert not wrong, wrong


# IRIs, places


def test_concept_and_scheme_iris_are_lower_case_ascii_words(graph: Graph) -> None:
    everything = names(concepts(graph)) | names(schemes(graph))
    found = sorted(name for name in everything if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name))
    assert not found, found


def test_area_lies_in_a_country_of_the_eu_authority_table(graph: Graph) -> None:
    pairs = list(graph.subject_objects(SCHEMA.containedInPlace))
    assert pairs
    assert names(subject for subject, _ in pairs) <= members(graph, "areas")
    found = [local(s) for s, o in pairs if not re.fullmatch(re.escape(COUNTRY) + "[A-Z]{3}", str(o))]
    assert not found, found


# Style of definitions


def test_definition_starts_with_a_capital_and_ends_with_a_full_stop(graph: Graph) -> None:
    found = [(local(s), str(d)) for s, d in definitions(graph) if not d[:1].isupper() or not d.endswith(".")]
    assert not found, found


def test_definition_is_one_sentence(graph: Graph) -> None:
    found = [(local(s), str(d)) for s, d in definitions(graph) if re.search(r"[.!?](?=.)|\n|;", d)]
    assert not found, found


def test_definition_does_not_start_with_the_label(graph: Graph) -> None:
    found = [
        (local(subject), str(definition))
        for subject, definition in definitions(graph)
        for label in texts(graph, subject, SKOS.prefLabel)
        if label.language == definition.language
        and re.match(re.escape(str(label).casefold()) + r"(?!\w)", str(definition).casefold())
    ]
    assert not found, found


def test_no_two_concepts_share_a_definition(graph: Graph) -> None:
    counts = Counter((d.language, str(d).casefold()) for _, d in definitions(graph))
    found = [text for text, count in counts.items() if count > 1]
    assert not found, found
