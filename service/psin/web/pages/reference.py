"""The vocabulary and the rules as documents for readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...validation.explain import FAMILIES
from ...vocabulary.namespaces import PSIN, PSINC, SH, SHAPES, compact
from ..language import _, language
from .cache import per_version
from .findings import pieces
from .graph import key
from .names import Names, names, texts
from .rendering import render
from .words import Link, Text, best, humane, spoken

if TYPE_CHECKING:
    from ..site import Site

#: How often each term of the vocabulary stands in the data.
TERM_USAGE = """
SELECT ?term (COUNT(*) AS ?count) WHERE {
  { ?s a ?term } UNION { ?s ?term ?o }
  FILTER(STRSTARTS(STR(?term), "https://w3id.org/psin/ns#"))
} GROUP BY ?term
"""


@dataclass(frozen=True)
class Term:
    local: str
    label: Text
    others: list[Text]
    definition: Text | None
    notes: list[Text]
    broader: list[Link]
    narrower: list[Link]
    domain: list[Link]
    range: list[Link]
    schemes: list[Link]
    count: int


def vocabulary_page(site: Site) -> str:
    """Every class and property with its definition, what it is for and how often it is used."""
    known = names(site)
    used = per_version(
        site,
        "term-usage",
        lambda: {key(row["term"]): int(key(row["count"])) for row in site.engine.select(TERM_USAGE) if "term" in row},
        words=False,
    )
    header = PSIN.removesuffix("#")
    terms = known.vocabulary
    classes, links, values = per_version(
        site,
        "terms",
        lambda: [
            sorted(
                (_term(known, node, used) for node in terms.typed(kind) if node.startswith(PSIN)),
                key=lambda term: str(term.label).casefold(),
            )
            for kind in ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty")
        ],
    )
    return render(
        "vocabulary.html",
        site,
        title=_("Vocabulary"),
        name=best(terms.all(header, "dcterms:title")),
        description_text=best(terms.all(header, "dcterms:description")),
        abstract=best(terms.all(header, "dcterms:abstract")),
        version_info=terms.value(header, "owl:versionInfo"),
        header=header,
        groups=[
            ("classes", _("Classes"), classes),
            ("links", _("Properties that link records"), links),
            ("values", _("Properties with a text, number or date"), values),
        ],
    )


def _term(known: Names, node: str, used: dict[str, int]) -> Term:
    terms = known.vocabulary
    return Term(
        node.removeprefix(PSIN),
        known.text(node),
        [text for text in texts(terms, node, "rdfs:label") if text.foreign],
        known.definition(node),
        spoken(texts(terms, node, "skos:scopeNote")),
        _linked(known, terms.values(node, "rdfs:subClassOf", "rdfs:subPropertyOf")),
        _linked(known, terms.having("rdfs:subClassOf", node) + terms.having("rdfs:subPropertyOf", node)),
        _linked(known, terms.values(node, "schema:domainIncludes")),
        _linked(known, terms.values(node, "schema:rangeIncludes")),
        [known.link(scheme) for scheme in terms.values(node, "rdfs:seeAlso") if scheme.startswith(PSINC)],
        used.get(node, 0),
    )


def _linked(known: Names, iris: list[str]) -> list[Link]:
    """Terms by their label where they are ours, by their prefixed name where they are not."""
    return [
        Link(known.text(iri), f"#{iri.removeprefix(PSIN)}")
        if iri.startswith(PSIN)
        else Link(Text(compact(iri)), *known.place(iri))
        for iri in iris
    ]


@dataclass(frozen=True)
class Rule:
    """A constraint. ``code`` is empty for shapes that only group others."""

    local: str
    code: str
    label: str
    severity: str
    messages: list[Text]
    lesson: Link | None
    group: str
    path: str


def rules(site: Site) -> list[Rule]:
    """Every shape of the rules, constraints by code, those without code last."""

    def build() -> list[Rule]:
        known = names(site)
        found = [
            _rule(known, node)
            for node in known.vocabulary.typed("sh:NodeShape", "sh:PropertyShape")
            if node.startswith(SHAPES)
        ]
        return sorted(found, key=lambda rule: (not rule.code, rule.code, rule.local))

    return per_version(site, "rules", build)


def _rule(known: Names, node: str) -> Rule:
    graph = known.vocabulary
    messages = texts(graph, node, "sh:message")
    for query in graph.values(node, "sh:sparql"):
        messages = messages or texts(graph, query, "sh:message")
    severity = (graph.value(node, "sh:severity") or f"{SH}Violation").removeprefix(SH).lower()
    lesson = next((iri for iri in graph.values(node, "dcterms:source") if "/lesson/" in iri), None)
    parent = next(iter(graph.having("sh:property", node)), node)
    target = graph.value(node, "sh:targetClass") or graph.value(parent, "sh:targetClass")
    path = graph.one(node, "sh:path")
    return Rule(
        node.removeprefix(SHAPES),
        graph.value(node, "skos:notation") or "",
        str(best(graph.all(node, "rdfs:label")) or humane(node.removeprefix(SHAPES))),
        severity,
        messages,
        known.link(lesson) if lesson else None,
        str(known.text(target)) if target else _("all records"),
        compact(key(path)) if path is not None and not key(path).startswith("_:") else "",
    )


@dataclass(frozen=True)
class RuleGroup:
    """The rules of one family, which is the first letter of their codes."""

    name: str
    title: str
    rules: list[tuple[Rule, tuple[Link, ...]]]


def shapes_page(site: Site) -> str:
    """All rules, family by family."""
    known, found = names(site), rules(site)
    coded = [rule for rule in found if rule.code]
    groups: dict[str, RuleGroup] = {}
    for rule in coded:
        letter = rule.code[0]
        title = FAMILIES[letter].say(language()) if letter in FAMILIES else _("Rules")
        told = pieces(known, rule.messages[0].value if rule.messages else rule.label)
        groups.setdefault(letter, RuleGroup(letter.lower(), title, [])).rules.append((rule, told))
    counts = {name: sum(rule.severity == name for rule in coded) for name in ("violation", "warning", "info")}
    return render(
        "shapes.html",
        site,
        title=_("Rules"),
        groups=[groups[letter] for letter in sorted(groups, key=lambda one: [*FAMILIES, one].index(one))],
        counts=counts,
        total=len(coded),
        bare=[rule for rule in found if not rule.code],
    )
