"""Every leaf of the gathered facts is found in the catalogue: in the right document, on a node of the right kind.

The few leaves that are left out stand in facts.toml with the reason, beside the tables from words to concepts.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Document, Node

FACTS = Path(__file__).resolve().parents[2] / "../shared/facts"
FILES = ("networks", "organisations", "events")
TABLES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("facts.toml").read_text("utf-8"))
BASE = "https://w3id.org/psin/"
COUNTRY = "http://publications.europa.eu/resource/authority/country/"
#: What a second account contradicts: the property, and the class of the node that bears it.
CLAIMED = {
    "founded": ("https://schema.org/foundingDate", "psin:Network"),
    "objective": ("http://purl.org/dc/terms/description", "psin:Objective"),
    "formality_why": (f"{BASE}ns#reason", "psin:FormalityPhase"),
    "notes": ("http://www.w3.org/2004/02/skos/core#note", "psin:Network"),
}
SHARE = 0.98

Entry = dict[str, Any]
Positions = tuple[int, ...]
Load = Callable[[str], "Document"]
Rule = Callable[["Document", Entry, Positions, Any], bool]


@cache
def facts(name: str) -> list[Entry]:
    path = FACTS / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    return json.loads(path.read_text("utf-8"))


@cache
def ids(name: str) -> frozenset[str]:
    return frozenset(entry["id"] for entry in facts(name))


def address(identifier: str) -> str | None:
    """The document that an id of the facts stands for; None for a text that is no id."""
    if identifier in TABLES["same"]:
        return TABLES["same"][identifier]
    places = {"networks": f"network/{identifier}", "organisations": f"organisation/{identifier}"}
    places["events"] = f"convening/{identifier.removeprefix('event-')}"
    return next((place for name, place in places.items() if identifier in ids(name)), None)


def page(url: str) -> str:
    return re.sub(r'[\s<>"{}|\\^`\[\]]', lambda m: f"%{ord(m[0]):02X}", url if "://" in url else f"https://{url}")


def slug(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only.lower().replace("'", "")))


def plays(kind: str) -> Rule:
    return lambda doc, entry, at, value: any(doc.is_called(node, "psin:agent", value) for node in doc.records(kind))


def is_linked(doc: Document, node: Node, link: dict[str, str]) -> bool:
    target = address(link["target"])
    points = (
        f"{BASE}{target}#this" in node.links("psin:linksTo")
        if target
        else doc.is_called(node, "psin:linksTo", link["target"])
    )
    exact = "target_id" not in link or f"{BASE}{address(link['target_id'])}#this" in node.links("psin:linksTo")
    return (
        points
        and exact
        and any(node.concept("psin:linkType", f"link-{name}") for name in TABLES["links"][link["type"]])
    )


def link(doc: Document, entry: Entry, at: Positions, value: Any) -> bool:
    return any(is_linked(doc, node, entry["links"][at[0]]) for node in doc.records("psin:EcosystemLink"))


def history(doc: Document, entry: Entry, at: Positions, value: Any) -> bool:
    item = entry["history"][at[0]]
    return any(
        n.says("dcterms:description", item["change"]) and n.dated(item["date"]) for n in doc.records("psin:LifeEvent")
    )


def is_count(node: Node, given: dict[str, Any]) -> bool:
    unit = given.get("unit")
    concept = TABLES["units"].get(unit, f"unit-{unit}")
    units = unit is None or node.says("psin:unit", unit, None) or node.concept("psin:countUnit", concept)
    return (
        node.number("psin:count", given["number"])
        and ("number_max" not in given or node.number("psin:countMaximum", given["number_max"]))
        and units
        and node.dated(given["as_of"])
        and ("note" not in given or node.says("skos:note", given["note"]))
    )


def count(key: str) -> Rule:
    def holds(doc: Document, entry: Entry, at: Positions, value: Any) -> bool:
        node = doc.node(f"count-{key}")
        return node in doc.records("psin:Count") and is_count(node, entry[key])

    return holds


def formality(degree: str, why: str, basis: str) -> Rule:
    """Degree, reason and who judged stand on one phase; a reason may stand on one that tells the degree more finely."""

    def holds(doc: Document, entry: Entry, at: Positions, value: Any) -> bool:
        phases = [n for n in doc.records("psin:FormalityPhase") if n.concept("psin:basis", basis)]
        if value == entry[degree]:
            phases = [n for n in phases if n.concept("psin:formality", f"formality-{entry[degree]}")]
        return any(why not in entry or n.says("psin:reason", entry[why]) for n in phases)

    return holds


def founded(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    node = doc.node("founding")
    return node in doc.events(TABLES["starts"].get(entry["id"], "event-founded")) and node.dated(value)


def ended(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    if value in ("unknown", "active"):
        return (
            doc.this.is_a("psin:Network")
            and not doc.events("event-ended")
            and not doc.this.objects("schema:dissolutionDate")
        )
    return any(node.dated(value) for node in ends(doc, entry))


def ends(doc: Document, entry: Entry) -> list[Node]:
    """The end of the network; for a network on the list of other ends, the events of that kind."""
    other = TABLES["ends"].get(entry["id"])
    return (
        doc.events(other) if other else [node for node in doc.events("event-ended") if node.iri == doc.node("end").iri]
    )


def claim(key: str) -> Rule:
    predicate, kind = CLAIMED[key]

    def holds(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
        return any(
            (node.has_date("rdf:object", value) or node.says("rdf:object", value))
            and node.links("rdf:predicate") == {predicate}
            and all(doc.nodes[subject].is_a(kind) for subject in node.links("rdf:subject"))
            and node.concept("psin:claimStatus", "claim-disputed")
            for node in doc.records("psin:Claim")
        )

    return holds


def source(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    """Address or description of the source in the same position."""
    node = doc.node(f"source-{at[0] + 1}")
    return node.is_a("psin:Source") and (
        page(value) in node.links("foaf:page") or node.says("dcterms:description", value)
    )


def region(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    return doc.this.concept("dcterms:spatial", TABLES["areas"].get(value, f"area-{slug(value)}"))


def country(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    places = doc.this.links("dcterms:spatial")
    if value == "international":
        return any(place.startswith(f"{BASE}concept/area-") for place in places)
    return COUNTRY + value in places


def name_of_body(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    """The name as it stands, or ``Name (ABBREVIATION)`` as two names."""
    labels = ("skos:prefLabel", "skos:altLabel")
    both = re.fullmatch(r"(.+) \((.+)\)", value)
    return doc.this.named(value, *labels) or bool(
        both and doc.this.named(both[1], *labels) and doc.this.named(both[2], *labels)
    )


def role_of_body(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    role = TABLES["roles"].get(value, {"concepts": [f"role-{value}"]})
    worded = "words" not in role or doc.this.says("skos:note", role["words"])
    return worded and all(doc.this.concept("psin:fieldRole", concept) for concept in role["concepts"])


def founding_of_body(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    return doc.this.dated(value, "schema:foundingDate") or doc.this.says("psin:dateNote", f"Founded in {value}")


def named_on(*predicates: str) -> Rule:
    """A body or network of a convening: by its address where the fact gives an id, by its name otherwise."""

    def holds(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
        target = address(value)
        if target:
            return any(f"{BASE}{target}#this" in doc.this.links(p) for p in predicates)
        return any(doc.this.links(p) and doc.is_called(doc.this, p, value) for p in predicates)

    return holds


def is_span(node: Node, value: str) -> bool:
    start, slash, end = value.replace(" to ", "/").partition("/")
    spans = node.has_date("schema:startDate", start) and (not slash or node.has_date("schema:endDate", end))
    return spans or node.says("psin:dateNote", value)


def edition(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    item = entry["editions"][at[0]]
    parts = [
        n for n in doc.nodes.values() if n.is_a("psin:Convening") and n.links("schema:superEvent") == {doc.this.iri}
    ]
    return any(is_span(n, item["date"]) and ("note" not in item or n.says("skos:note", item["note"])) for n in parts)


def text(predicate: str) -> Rule:
    return lambda doc, entry, at, value: doc.this.says(predicate, value)


def chosen(predicate: str, prefix: str) -> Rule:
    return lambda doc, entry, at, value: doc.this.concept(
        predicate, TABLES[f"{prefix}s"].get(value, f"{prefix}-{value}")
    )


def website(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    return any(page(value) in doc.this.links(predicate) for predicate in ("foaf:homepage", "foaf:page"))


def identity(*kinds: str) -> Rule:
    return lambda doc, entry, at, value: (
        doc.iri == f"{BASE}{address(value)}" and any(doc.this.is_a(kind) for kind in kinds)
    )


def offering(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    return any(n.says("dcterms:title", value) and n.objects("psin:activityType") for n in doc.records("psin:Offering"))


def status(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    return any(n.concept("psin:status", f"status-{value}") for n in doc.records("psin:StatusReading"))


def founded_note(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    kind = TABLES["starts"].get(entry["id"], "event-founded")
    return doc.node("founding").says("dcterms:description", value) and doc.node("founding") in doc.events(kind)


def ended_note(doc: Document, entry: Entry, at: Positions, value: str) -> bool:
    return any(node.says("dcterms:description", value) for node in ends(doc, entry))


RULES: dict[str, dict[str, Rule]] = {
    "networks": {
        "id": identity("psin:Network"),
        "name": text("skos:prefLabel"),
        "native_name": lambda doc, entry, at, value: doc.this.says("skos:prefLabel", value, entry["lang"]),
        "lang": lambda doc, entry, at, value: doc.this.says("skos:prefLabel", entry["native_name"], value),
        "alt_names[]": lambda doc, entry, at, value: doc.this.named(value, "skos:altLabel", "skos:prefLabel"),
        "kind": chosen("psin:networkKind", "kind"),
        "description": text("dcterms:description"),
        "objective": lambda doc, entry, at, value: (
            doc.node("objective") in doc.records("psin:Objective")
            and doc.node("objective").says("dcterms:description", value)
        ),
        "country": country,
        "region": region,
        "jurisdiction_level": chosen("psin:governmentLevel", "level"),
        "convener[]": plays("psin:Convenership"),
        "sponsor[]": plays("psin:Sponsorship"),
        "membership_open_to": text("psin:eligibility"),
        **{f"members.{part}": count("members") for part in ("number", "number_max", "unit", "as_of", "note")},
        **{f"participation.{part}": count("participation") for part in ("number", "unit", "as_of", "note")},
        "founded": founded,
        "founded_note": founded_note,
        "ended": ended,
        "ended_note": ended_note,
        "status": status,
        "last_seen": lambda doc, entry, at, value: any(
            n.dated(value, "psin:lastSeen") for n in doc.records("psin:StatusReading")
        ),
        "website": website,
        "activities[]": offering,
        **dict.fromkeys(("formality", "formality_why"), formality("formality", "formality_why", "assessed-by-source")),
        **dict.fromkeys(
            ("formality_inferred", "formality_inferred_why"),
            formality("formality_inferred", "formality_inferred_why", "assessed-by-editors"),
        ),
        **dict.fromkeys(("links[].type", "links[].target", "links[].target_id"), link),
        **dict.fromkeys(("history[].date", "history[].change"), history),
        "scope_note": text("skos:scopeNote"),
        "notes": text("skos:note"),
        **{f"other_account.{key}": claim(key) for key in CLAIMED},
        **dict.fromkeys(("sources[].url", "sources[].seen"), source),
    },
    "organisations": {
        "id": identity("foaf:Organization"),
        "name": name_of_body,
        "kind": text("dcterms:description"),
        "country": country,
        "website": website,
        "role": role_of_body,
        "founded": founding_of_body,
        "ended": lambda doc, entry, at, value: doc.this.dated(value, "schema:dissolutionDate"),
        "notes": text("skos:note"),
        **dict.fromkeys(("sources[].url", "sources[].seen"), source),
    },
    "events": {
        "id": identity("psin:Convening", "psin:ConveningOfConveners"),
        "name": text("dcterms:title"),
        "date": lambda doc, entry, at, value: is_span(doc.this, value),
        "convener[]": named_on("schema:organizer"),
        "co_conveners[]": named_on("schema:organizer"),
        "networks_involved[]": named_on("psin:ofNetwork", "psin:networkRepresented", "schema:attendee"),
        "series": lambda doc, entry, at, value: doc.this.is_a("schema:EventSeries") is value,
        **dict.fromkeys(("editions[].date", "editions[].note"), edition),
        "conflict": text("skos:note"),
        "notes": text("skos:note"),
        **dict.fromkeys(("sources[].url", "sources[].seen"), source),
    },
}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value at the end of a path: ``sources[0].url`` and the like."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{number}]")
    else:
        yield path, value


def is_carried(name: str, entry: Entry, path: str, value: Any, doc: Document) -> bool:
    rule = RULES[name].get(re.sub(r"\[\d+\]", "[]", path))
    return rule is not None and rule(doc, entry, tuple(int(n) for n in re.findall(r"\[(\d+)\]", path)), value)


def missing(name: str, load: Load) -> tuple[int, dict[str, Any]]:
    """How many leaves a file of the facts has, and those that the catalogue does not carry."""
    total, absent = 0, {}
    for entry in facts(name):
        doc = load(address(entry["id"]))
        for path, value in leaves(entry):
            total += 1
            if not is_carried(name, entry, path, value, doc):
                absent[f"{name}/{entry['id']}/{path}"] = value
    return total, absent


@pytest.mark.parametrize("name", FILES)
def test_every_leaf_of_the_facts_is_carried_or_left_out_for_a_reason(
    name: str, load: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    total, absent = missing(name, load)
    share = (total - len(absent)) / total
    with capsys.disabled():
        print(f"\n{name}.json: {total - len(absent)} of {total} leaves carried ({share:.2%})")
    listed = TABLES["left-out"]
    unexplained = [f"{leaf}: {value!r} is not in the catalogue" for leaf, value in absent.items() if leaf not in listed]
    assert not unexplained, "\n".join(unexplained)
    assert share >= SHARE


@pytest.mark.parametrize("name", FILES)
def test_no_leaf_stands_on_the_list_of_those_left_out_without_need(name: str, load: Load) -> None:
    _, absent = missing(name, load)
    assert [leaf for leaf in TABLES["left-out"] if leaf.startswith(f"{name}/") and leaf not in absent] == []


def test_the_facts_are_as_many_as_expected() -> None:
    assert {name: len(facts(name)) for name in FILES} == {"networks": 176, "organisations": 86, "events": 53}


@pytest.mark.parametrize("name", FILES)
def test_a_leaf_is_not_found_in_the_document_of_another_entry(name: str, load: Load) -> None:
    """Guards the test itself: a text that any document would satisfy proves nothing."""
    entries = facts(name)
    found = Counter()
    for entry, other in zip(entries, entries[1:] + entries[:1], strict=True):
        doc = load(address(other["id"]))
        elsewhere = {value for _, value in leaves(other) if isinstance(value, str)}
        for path, value in leaves(entry):
            if isinstance(value, str) and len(value) > 25 and value not in elsewhere:
                found["all"] += 1
                found["carried"] += is_carried(name, entry, path, value, doc)
    assert found["all"] > 100
    assert found["carried"] == 0


@pytest.mark.parametrize("name", FILES)
def test_a_leaf_is_missed_when_its_statement_is_taken_away(name: str, load: Load) -> None:
    """Guards the test itself: without any one statement that a fact needs, some leaf must be missed."""
    entry = max(facts(name), key=lambda e: len(json.dumps(e)))
    doc = load(address(entry["id"]))
    about = [triple for triple in doc.triples if triple.subject.value != doc.iri]
    given = {value for _, value in leaves(entry) if isinstance(value, str)}
    uses = Counter(triple.object.value for triple in about)
    needed = [triple for triple in about if triple.object.value in given and uses[triple.object.value] == 1]
    assert len(needed) > 5
    for triple in needed:
        less = doc.without(triple)
        assert not all(is_carried(name, entry, path, value, less) for path, value in leaves(entry)), triple
