"""Realistic queries over the default graph, each with constants of its own in every run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from psin.vocabulary.namespaces import PREFIXES

from .client import GRAPH, TABLE
from .facts import Facts

_PREFIXES = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n"
    for prefix in ("psin", "psinc", "country", "dcterms", "foaf", "org", "schema", "skos", "xsd")
)
_WORDS = ("trust", "share", "digital", "practi[ck]", "learn", "partner", "open", "lab")


@dataclass(frozen=True)
class Question:
    """``make`` writes the query with constants drawn from the facts."""

    name: str
    accept: str
    make: Callable[[Facts, Random], str]

    def ask(self, facts: Facts, random: Random) -> str:
        """A text that was never asked before, so that no cache can have its answer."""
        return f"# {random.getrandbits(48)}\n{_PREFIXES}{self.make(facts, random)}"


def _table(name: str, text: str) -> Question:
    return Question(name, TABLE, lambda facts, random: _fill(text, facts, random))


def _graph(name: str, text: str) -> Question:
    return Question(name, GRAPH, lambda facts, random: _fill(text, facts, random))


def _fill(text: str, facts: Facts, random: Random) -> str:
    low = random.randint(10, 400)
    for name, value in {
        "NETWORK": f"<{random.choice(facts.networks)}>",
        "ORGANISATION": f"<{random.choice(facts.organisations)}>",
        "COUNTRY": f"country:{random.choice(facts.countries)}",
        "WORD": random.choice(_WORDS),
        "OFFSET": str(random.randint(0, 5)),
        "YEAR": str(random.randint(2005, 2022)),
        "LOW": str(low),
        "HIGH": str(low + random.randint(500, 3000)),
    }.items():
        text = text.replace(f"@{name}", value)
    return text


QUESTIONS: tuple[Question, ...] = (
    _table("lookup", "SELECT ?p ?o WHERE { @NETWORK ?p ?o }"),
    _table(
        "list page",
        """SELECT ?network ?label WHERE { ?network a psin:Network ; dcterms:spatial @COUNTRY ;
        skos:prefLabel ?label .
        FILTER(LANG(?label) = "en") } ORDER BY ?label LIMIT 20 OFFSET @OFFSET""",
    ),
    _table(
        "facets",
        """SELECT ?kind (COUNT(?network) AS ?n) WHERE { ?network dcterms:spatial @COUNTRY ; psin:networkKind ?kind }
        GROUP BY ?kind""",
    ),
    _table(
        "single active sponsor",
        """SELECT ?network (SAMPLE(?agent) AS ?sponsor) WHERE { ?s a psin:Sponsorship ;
        psin:ofNetwork ?network ; psin:agent ?agent .
        FILTER NOT EXISTS { ?s schema:endDate ?end } FILTER NOT EXISTS { ?network schema:dissolutionDate ?over } }
        GROUP BY ?network HAVING (COUNT(DISTINCT ?agent) = 1)""",
    ),
    _table(
        "two hops",
        """SELECT DISTINCT ?far WHERE { ?a psin:ofNetwork @NETWORK ; psin:linksTo ?near .
        ?b psin:ofNetwork ?near ; psin:linksTo ?far }""",
    ),
    _table("transitive", "SELECT ?body WHERE { ?body org:subOrganizationOf+ @ORGANISATION }"),
    _table(
        "regex, first 50",
        """SELECT ?network ?text WHERE { ?network a psin:Network ; dcterms:description ?text
        FILTER REGEX(?text, "@WORD", "i") } LIMIT 50""",
    ),
    _table(
        "regex, all",
        """SELECT (COUNT(*) AS ?n) WHERE { ?network a psin:Network ; dcterms:description ?text
        FILTER REGEX(?text, "@WORD", "i") }""",
    ),
    _table(
        "country and year",
        """SELECT ?kind (COUNT(?event) AS ?n) WHERE { ?event a psin:LifeEvent ; psin:ofNetwork ?network ;
        psin:eventKind ?kind ;
        dcterms:date ?date . ?network dcterms:spatial @COUNTRY FILTER(SUBSTR(STR(?date), 1, 4) >= "@YEAR") }
        GROUP BY ?kind""",
    ),
    _table(
        "many OPTIONALs",
        """SELECT * WHERE { { SELECT ?network WHERE { ?network a psin:Network ; dcterms:spatial @COUNTRY }
        ORDER BY ?network LIMIT 20 }
        OPTIONAL { ?network foaf:homepage ?homepage } OPTIONAL { ?network psin:networkKind ?kind }
        OPTIONAL { ?network schema:foundingDate ?founded } OPTIONAL { ?network schema:dissolutionDate ?ended }
        OPTIONAL { ?network psin:origin ?origin } OPTIONAL { ?network psin:admission ?admission }
        OPTIONAL { ?status a psin:StatusReading ; psin:ofNetwork ?network ; psin:status ?alive }
        OPTIONAL { ?c a psin:Convenership ; psin:ofNetwork ?network ; psin:agent ?agent
          OPTIONAL { ?agent skos:prefLabel ?name FILTER(LANG(?name) = "en") } } }""",
    ),
    _graph("CONSTRUCT a network", "CONSTRUCT { ?record ?p ?o } WHERE { ?record psin:ofNetwork @NETWORK ; ?p ?o }"),
    _graph("DESCRIBE", "DESCRIBE @NETWORK"),
    _table(
        "range and sort",
        """SELECT ?count ?n WHERE { ?count a psin:Count ; psin:count ?n FILTER(?n >= @LOW && ?n < @HIGH) }
        ORDER BY DESC(?n) ?count LIMIT 25""",
    ),
    _table(
        "join of engagements",
        """SELECT ?network ?body WHERE { ?s a psin:Sponsorship ; psin:supportKind ?kind ; psin:agent ?body ;
        psin:ofNetwork ?backed .
        ?backed dcterms:spatial @COUNTRY . ?c a psin:Convenership ; psin:agent ?body ; psin:ofNetwork ?network .
        ?network dcterms:spatial @COUNTRY FILTER(?network != ?backed) } LIMIT 5000""",
    ),
    _table("100,000 rows", "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 100000"),
    _table("ASK", "ASK { ?s a psin:Sponsorship ; psin:agent @ORGANISATION }"),
    _table("count by class", "SELECT ?class (COUNT(?s) AS ?n) WHERE { ?s a ?class } GROUP BY ?class"),
    _table(
        "without a sponsor",
        """SELECT ?network WHERE { ?network a psin:Network ; dcterms:spatial @COUNTRY
        FILTER NOT EXISTS { ?s a psin:Sponsorship ; psin:ofNetwork ?network } }""",
    ),
    _table(
        "union of roles",
        """SELECT DISTINCT ?body ?name WHERE { { ?e a psin:Convenership } UNION { ?e a psin:Sponsorship }
        UNION { ?e a psin:Membership }
        ?e psin:ofNetwork @NETWORK ; psin:agent ?body OPTIONAL { ?body skos:prefLabel ?name
        FILTER(LANG(?name) = "en") } }""",
    ),
    _table(
        "latest of each",
        """SELECT ?network (MAX(STR(?date)) AS ?last) WHERE { ?event a psin:LifeEvent ;
        psin:ofNetwork ?network ; dcterms:date ?date .
        ?network dcterms:spatial @COUNTRY } GROUP BY ?network""",
    ),
)
