"""Every class and property of the vocabulary, check by check."""

import re
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

Offenders = Callable[[Graph, str], list[str]]

PSIN = Namespace("https://w3id.org/psin/ns#")
CONCEPT = "https://w3id.org/psin/concept/"
SCHEMA = Namespace("https://schema.org/")

LANGUAGES = ["en", "fr"]
OWN = 'FILTER(isIRI(?x) && STRSTARTS(STR(?x), "https://w3id.org/psin/ns#"))'
TEXTS = "rdfs:label|skos:prefLabel|skos:altLabel|skos:definition|skos:scopeNote|skos:changeNote|skos:example|skos:note"

# Abstract classes, and the terms that tie the concepts of a scheme to each other: never written in a document.
NOT_FOR_DOCUMENTS = {
    "Aspect", "Engagement", "Reading", "TradeOffAxis", "firstPole", "secondPole", "advantage", "limitation",
}  # fmt: skip

BUILT_IN = (str(OWL), str(RDF), str(RDFS), str(XSD))


def local(terms: Iterable[Any]) -> set[str]:
    return {str(term).removeprefix(str(PSIN)) for term in terms}


def foreign_iris(graph: Graph, names: dict[str, set[str]]) -> set[tuple[str, str]]:
    """(namespace, name) of every IRI of the graph that lies in one of the namespaces with a name list."""
    found: set[tuple[str, str]] = set()
    literals = {value.datatype for value in graph.objects() if isinstance(value, Literal) and value.datatype}
    for iri in {node for triple in graph for node in triple if isinstance(node, URIRef)} | literals:
        found |= {
            (space, str(iri).removeprefix(space)) for space in names if str(iri).startswith(space) and str(iri) != space
        }
    return found


def test_the_vocabulary_has_33_classes_and_82_properties(ontology: Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    assert [len(set(ontology.subjects(RDF.type, kind))) for kind in kinds] == [33, 57, 25]


def test_t01_every_own_term_that_occurs_is_declared(
    ontology: Graph,
    concepts: Graph,
    example: Graph,
    exports: dict[str, str],
    context: dict[str, Any],
    own_terms: set[URIRef],
) -> None:
    graphs = (ontology, concepts, example)
    in_graphs = {
        node
        for graph in graphs
        for triple in graph
        for node in triple
        if isinstance(node, URIRef) and node.startswith(PSIN)
    }
    texts = "\n".join([*exports.values(), str(context)])
    in_texts = {PSIN[name] for name in re.findall(r"\bpsin:([A-Za-z]\w*)", texts)}
    assert local((in_graphs | in_texts) - own_terms) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_t02_every_term_has_a_label(language: str, ontology: Graph, offenders: Offenders) -> None:
    query = f'SELECT ?x WHERE {{ ?x a ?t {OWN} FILTER NOT EXISTS {{ ?x rdfs:label ?l . FILTER(LANG(?l) = "{language}") }} }}'
    assert offenders(ontology, query) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_t03_every_term_has_a_definition(language: str, ontology: Graph, offenders: Offenders) -> None:
    query = (
        f"SELECT ?x WHERE {{ ?x a ?t {OWN} "
        f'FILTER NOT EXISTS {{ ?x skos:definition ?d . FILTER(LANG(?d) = "{language}") }} }}'
    )
    assert offenders(ontology, query) == []


def test_t04_one_lower_case_label_per_language(ontology: Graph, offenders: Offenders) -> None:
    twice = f"SELECT ?x WHERE {{ ?x rdfs:label ?a , ?b {OWN} FILTER(STR(?a) < STR(?b) && LANG(?a) = LANG(?b)) }}"
    assert offenders(ontology, twice) == []
    assert offenders(ontology, f"SELECT ?l WHERE {{ ?x rdfs:label ?l {OWN} FILTER(STR(?l) != LCASE(STR(?l))) }}") == []


def test_t05_no_two_terms_share_a_label(ontology: Graph, offenders: Offenders) -> None:
    query = f"SELECT ?x ?y ?l WHERE {{ ?x rdfs:label ?l . ?y rdfs:label ?l . FILTER(STR(?x) < STR(?y)) {OWN} }}"
    assert offenders(ontology, query) == []


def test_t06_every_term_says_where_it_is_defined(ontology: Graph, offenders: Offenders) -> None:
    query = (
        f"SELECT ?x WHERE {{ ?x a ?t {OWN} FILTER NOT EXISTS {{ ?x rdfs:isDefinedBy <https://w3id.org/psin/ns> }} }}"
    )
    assert offenders(ontology, query) == []


def test_t07_definition_is_one_sentence(ontology: Graph) -> None:
    definitions = [str(text) for text in ontology.objects(None, SKOS.definition)]
    assert [text for text in definitions if not re.fullmatch(r"[A-ZÀ-ÖØ-Þ][^.!?]*(\.\d[^.!?]*)*\.", text)] == []


def test_t08_definition_does_not_start_with_the_term(ontology: Graph, offenders: Offenders) -> None:
    query = """SELECT ?x ?d WHERE {
        ?x rdfs:label ?l ; skos:definition ?d .
        FILTER(LANG(?l) = LANG(?d) && STRSTARTS(LCASE(STR(?d)), LCASE(STR(?l))))
    }"""
    assert offenders(ontology, query) == []


def test_t08_definition_belongs_to_one_term(ontology: Graph, offenders: Offenders) -> None:
    query = "SELECT ?x ?y WHERE { ?x skos:definition ?d . ?y skos:definition ?d . FILTER(STR(?x) < STR(?y)) }"
    assert offenders(ontology, query) == []


def test_t09_names_in_camel_case_without_acronyms(ontology: Graph, own_terms: set[URIRef]) -> None:
    classes = {term for term in own_terms if (term, RDF.type, OWL.Class) in ontology}
    wrong_classes = {name for name in local(classes) if not re.fullmatch(r"([A-Z][a-z]+)+", name)}
    wrong_properties = {name for name in local(own_terms - classes) if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)}
    assert wrong_classes | wrong_properties == set()


def test_t10_no_domain_and_range(ontology: Graph, offenders: Offenders) -> None:
    assert offenders(ontology, "SELECT ?x WHERE { ?x rdfs:domain|rdfs:range ?class }") == []


def test_t11_every_property_says_its_intent(ontology: Graph, offenders: Offenders) -> None:
    query = f"""SELECT ?x WHERE {{
        VALUES ?t {{ owl:ObjectProperty owl:DatatypeProperty }} ?x a ?t {OWN}
        FILTER(NOT EXISTS {{ ?x schema:domainIncludes ?d }} || NOT EXISTS {{ ?x schema:rangeIncludes ?r }})
    }}"""
    assert offenders(ontology, query) == []


def test_t11_datatype_properties_range_over_datatypes_only(ontology: Graph, offenders: Offenders) -> None:
    query = """SELECT ?x ?r WHERE {
        VALUES (?t ?data) { (owl:ObjectProperty false) (owl:DatatypeProperty true) }
        ?x a ?t ; schema:rangeIncludes ?r .
        BIND((STRSTARTS(STR(?r), STR(xsd:)) || ?r = rdf:langString) AS ?isData) FILTER(?isData != ?data)
    }"""
    assert offenders(ontology, query) == []


def test_t12_no_cycle_in_the_class_and_property_tree(ontology: Graph, offenders: Offenders) -> None:
    assert offenders(ontology, "SELECT ?x WHERE { ?x rdfs:subClassOf+ ?x }") == []
    assert offenders(ontology, "SELECT ?x WHERE { ?x rdfs:subPropertyOf+ ?x }") == []


def test_t13_no_class_for_the_rest(own_terms: set[URIRef]) -> None:
    assert {name for name in local(own_terms) if re.search(r"Other|Misc|Various", name)} == set()


def test_t14_no_property_named_is(own_terms: set[URIRef]) -> None:
    assert local(own_terms) & {"is", "isA", "has"} == set()


def test_t15_every_term_is_of_one_kind(ontology: Graph, own_terms: set[URIRef]) -> None:
    assert {term for term in own_terms if len(set(ontology.objects(term, RDF.type))) != 1} == set()


def disjoint_sets(graph: Graph) -> list[set[Node]]:
    axioms = graph.subjects(RDF.type, OWL.AllDisjointClasses)
    return [set(graph.items(members)) for axiom in axioms for members in graph.objects(axiom, OWL.members)]


def test_t16_disjointness_is_stated_between_declared_classes(ontology: Graph, own_terms: set[URIRef]) -> None:
    axioms = disjoint_sets(ontology)
    assert axioms
    assert local({member for axiom in axioms for member in axiom} - own_terms) == set()
    assert {PSIN.Sponsorship, PSIN.Membership} <= next(axiom for axiom in axioms if PSIN.Sponsorship in axiom)


def test_t16_no_class_lies_below_two_disjoint_classes(ontology: Graph, own_terms: set[URIRef]) -> None:
    for term in own_terms:
        above = set(ontology.transitive_objects(term, RDFS.subClassOf))
        for axiom in disjoint_sets(ontology):
            assert len(above & axiom) <= 1, f"{term} can have no member"


def test_t16_no_node_of_the_example_is_in_two_disjoint_classes(ontology: Graph, example: Graph) -> None:
    pairs = {pair for axiom in disjoint_sets(ontology) for pair in combinations(axiom, 2)}
    for node in set(example.subjects()):
        types = set(example.objects(node, RDF.type))
        above = {high for kind in types for high in ontology.transitive_objects(kind, RDFS.subClassOf)}
        assert [pair for pair in pairs if set(pair) <= above] == [], node


def test_t17_no_axiom_about_foreign_terms(ontology: Graph, concepts: Graph, offenders: Offenders) -> None:
    query = """SELECT ?x ?p WHERE {
        VALUES ?p { rdfs:subClassOf rdfs:subPropertyOf owl:equivalentClass owl:equivalentProperty owl:disjointWith
                    rdfs:domain rdfs:range schema:domainIncludes schema:rangeIncludes rdfs:label skos:definition }
        ?x ?p ?o . FILTER(isIRI(?x) && !STRSTARTS(STR(?x), "https://w3id.org/psin/"))
    }"""
    assert offenders(ontology, query) == []
    assert offenders(concepts, query) == []


def test_t17_no_foreign_term_is_declared_here(ontology: Graph) -> None:
    declared = {str(subject) for subject in ontology.subjects(RDF.type, None) if isinstance(subject, URIRef)}
    assert {iri for iri in declared if not iri.startswith("https://w3id.org/psin/")} == set()


def test_t19_every_text_has_a_lower_case_language(
    ontology: Graph, concepts: Graph, example: Graph, offenders: Offenders
) -> None:
    query = (
        f"SELECT ?x ?text WHERE {{ ?x {TEXTS} ?text . FILTER(LANG(?text) = '' || LANG(?text) != LCASE(LANG(?text))) }}"
    )
    for graph in (ontology, concepts, example):
        assert offenders(graph, query) == []


def test_t19_no_text_has_loose_blanks(ontology: Graph, offenders: Offenders) -> None:
    query = r"SELECT ?text WHERE { ?x ?p ?text . FILTER(isLiteral(?text) && REGEX(STR(?text), '^\\s|\\s$|\\s\\s|\\t|\\n')) }"
    assert offenders(ontology, query) == []


def test_t20_no_equivalence_and_no_claim_about_the_logic_of_a_property(ontology: Graph, offenders: Offenders) -> None:
    axioms = "SELECT ?x WHERE { ?x owl:equivalentClass|owl:equivalentProperty|owl:inverseOf|owl:propertyChainAxiom ?y }"
    assert offenders(ontology, axioms) == []
    kinds = """SELECT ?x WHERE {
        VALUES ?t { owl:SymmetricProperty owl:TransitiveProperty owl:FunctionalProperty owl:InverseFunctionalProperty
                    owl:ReflexiveProperty owl:IrreflexiveProperty owl:AsymmetricProperty }
        ?x a ?t
    }"""
    assert offenders(ontology, kinds) == []


def test_t21_every_foreign_term_in_the_graphs_exists(
    ontology: Graph, concepts: Graph, foreign: Graph, example: Graph, foreign_names: dict[str, set[str]]
) -> None:
    for graph in (ontology, concepts, foreign, example):
        used = foreign_iris(graph, foreign_names)
        assert {space + name for space, name in used if name not in foreign_names[space]} == set()


def test_t21_every_foreign_term_in_the_exports_exists(
    exports: dict[str, str], foreign_names: dict[str, set[str]]
) -> None:
    for name, query in exports.items():
        spaces = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", query, re.MULTILINE))
        body = re.sub(r'<[^>]*>|"[^"]*"|#.*', "", query.replace("#this", "").replace("/ns#", "/ns/"))
        used = set(re.findall(r"\b([a-z]+):([A-Za-z][\w-]*)", body))
        assert {prefix for prefix, _ in used} <= set(spaces), name
        assert set(spaces) - {prefix for prefix, _ in used} == set(), f"{name}: unused prefix"
        unknown = {
            f"{prefix}:{term}"
            for prefix, term in used
            if spaces[prefix] in foreign_names and term not in foreign_names[spaces[prefix]]
        }
        assert unknown == set(), name


def test_t21_no_wrong_twin_of_a_known_namespace() -> None:
    root = Path(__file__).resolve().parents[2] / "ontology"
    wrong = re.compile(
        r"http://schema\.org/|https://publications\.europa\.eu/resource|http://w3id\.org/psin|http://w3\.org/"
    )
    files = [path for path in root.rglob("*") if path.suffix in {".ttl", ".rq", ".jsonld"}]
    assert files
    assert [path.name for path in files if wrong.search(path.read_text("utf-8"))] == []


def test_t22_known_vocabularies_are_reused(ontology: Graph) -> None:
    supers = {str(o) for p in (RDFS.subClassOf, RDFS.subPropertyOf) for o in ontology.objects(None, p)}
    for space in ("http://www.w3.org/ns/org#", "https://schema.org/", str(SKOS), "http://www.w3.org/ns/prov#"):
        assert any(iri.startswith(space) for iri in supers), space
    header = {str(p) for p in ontology.predicates(URIRef("https://w3id.org/psin/ns"))}
    for space in ("http://purl.org/dc/terms/", "http://purl.org/vocab/vann/", "http://purl.org/ontology/bibo/"):
        assert any(iri.startswith(space) for iri in header), space


def test_t23_every_term_for_documents_occurs_in_the_example(example: Graph, own_terms: set[URIRef]) -> None:
    used = set(example.predicates()) | set(example.objects(None, RDF.type))
    assert local(own_terms - used) == NOT_FOR_DOCUMENTS


def test_t23_terms_of_the_schemes_occur_in_the_concepts(concepts: Graph) -> None:
    used = local(set(concepts.predicates()) | set(concepts.objects(None, RDF.type)))
    assert {"TradeOffAxis", "firstPole", "secondPole", "advantage", "limitation"} - used == set()


def test_t23_the_example_uses_each_property_where_it_is_meant_to_stand(ontology: Graph, example: Graph) -> None:
    for subject, predicate in {(s, p) for s, p in example.subject_predicates() if str(p).startswith(PSIN)}:
        kinds = set(example.objects(subject, RDF.type))
        types = {high for kind in kinds for high in ontology.transitive_objects(kind, RDFS.subClassOf)}
        meant = set(ontology.objects(predicate, SCHEMA.domainIncludes))
        assert types & meant, f"{predicate} on {subject}"


def test_t24_every_foreign_term_has_one_declaration_in_the_side_file(ontology: Graph, foreign: Graph) -> None:
    def outside(nodes: Iterable[Any]) -> set[URIRef]:
        return {
            n for n in nodes if isinstance(n, URIRef) and not str(n).startswith((*BUILT_IN, "https://w3id.org/psin/"))
        }

    annotations = outside(ontology.predicates())
    classes = outside([*ontology.objects(None, RDFS.subClassOf), *ontology.objects(None, RDF.type)])
    properties = outside(ontology.objects(None, RDFS.subPropertyOf))
    # Terms of a deprecation, declared before the first one happens.
    ready = {URIRef("http://purl.org/dc/terms/isReplacedBy"), SKOS.changeNote}
    assert set(foreign.subjects(RDF.type, OWL.AnnotationProperty)) == annotations | ready
    assert set(foreign.subjects(RDF.type, OWL.ObjectProperty)) == properties
    assert classes <= set(foreign.subjects(RDF.type, OWL.Class)) <= classes | {SKOS.Concept}
    assert [term for term in set(foreign.subjects()) if len(list(foreign.objects(term, RDF.type))) != 1] == []


def test_t24_reserved_words_are_not_redefined(ontology: Graph, foreign: Graph) -> None:
    subjects = {str(s) for graph in (ontology, foreign) for s in graph.subjects() if isinstance(s, URIRef)}
    assert {iri for iri in subjects if iri.startswith(BUILT_IN)} == set()


def test_t25_only_light_constructs_occur(ontology: Graph) -> None:
    kinds = set(ontology.objects(None, RDF.type))
    foaf_organisation = URIRef("http://xmlns.com/foaf/0.1/Organization")
    assert kinds == {
        OWL.Ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AllDisjointClasses, foaf_organisation,
    }  # fmt: skip
    logic = {p for p in ontology.predicates() if str(p).startswith((str(OWL), str(RDFS), str(RDF)))}
    assert logic <= {
        RDF.type, RDF.first, RDF.rest, RDFS.label, RDFS.isDefinedBy, RDFS.seeAlso, RDFS.subClassOf, RDFS.subPropertyOf,
        OWL.members, OWL.versionIRI, OWL.versionInfo, OWL.deprecated, OWL.priorVersion, OWL.backwardCompatibleWith,
        OWL.incompatibleWith,
    }  # fmt: skip


def schemes_of(ontology: Graph, term: Node) -> set[URIRef]:
    return {
        iri for iri in ontology.objects(term, RDFS.seeAlso) if isinstance(iri, URIRef) and str(iri).startswith(CONCEPT)
    }


def test_concept_valued_properties_name_their_schemes(ontology: Graph, concepts: Graph) -> None:
    declared = set(concepts.subjects(RDF.type, SKOS.ConceptScheme))
    for term in ontology.subjects(RDF.type, OWL.ObjectProperty):
        ranges = set(ontology.objects(term, SCHEMA.rangeIncludes))
        named = schemes_of(ontology, term)
        assert bool(named) == bool(ranges & {SKOS.Concept, PSIN.TradeOffAxis}), term
        assert named <= declared, f"{term}: unknown scheme"


def test_every_scheme_has_a_property_that_takes_its_values(ontology: Graph, concepts: Graph) -> None:
    named = {
        scheme for term in ontology.subjects(RDF.type, OWL.ObjectProperty) for scheme in schemes_of(ontology, term)
    }
    places = {URIRef(CONCEPT + "areas")}  # values of dcterms:spatial
    assert set(concepts.subjects(RDF.type, SKOS.ConceptScheme)) - named == places


def test_the_example_takes_its_values_from_the_right_scheme(ontology: Graph, concepts: Graph, example: Graph) -> None:
    wrong = []
    for predicate, value in set(example.predicate_objects()):
        if not str(value).startswith(CONCEPT):
            continue
        schemes = set(concepts.objects(value, SKOS.inScheme))
        allowed = schemes_of(ontology, predicate)
        if not schemes or (allowed and not schemes & allowed):
            wrong.append(f"{predicate} {value}")
    assert wrong == []


def test_concepts_use_properties_with_values_from_the_right_scheme(ontology: Graph, concepts: Graph) -> None:
    for predicate in (PSIN.firstPole, PSIN.secondPole, PSIN.advantage, PSIN.limitation):
        for value in concepts.objects(None, predicate):
            assert set(concepts.objects(value, SKOS.inScheme)) & schemes_of(ontology, predicate), f"{predicate} {value}"


def test_texts_do_not_use_typographic_apostrophes(ontology: Graph) -> None:
    # Search by readers and by programs alike: the straight apostrophe is the one on the keyboard.
    assert [str(text) for text in ontology.objects() if isinstance(text, Literal) and "\u2019" in text] == []
