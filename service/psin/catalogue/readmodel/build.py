"""From the loaded catalogue to its read model."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ... import documents
from ...documents import BASE
from ...vocabulary.countries import names_of
from ...vocabulary.namespaces import COUNTRY
from ...vocabulary.terms import Vocabulary
from ..loader import Catalogue
from . import harvest
from .database import Database
from .facets import LISTS, UNKNOWN, Facet, Listed, code_of, prologue
from .folding import tokens, words
from .harvest import Entry

#: Answers a SELECT query with one mapping a row.
Select = Callable[[str], Sequence[Mapping[str, Any]]]

#: From one thing to another, the kind of the tie, and whether it is over.
TIES = """
PREFIX psin: <https://w3id.org/psin/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX schema: <https://schema.org/>
SELECT ?from ?kind ?to ?past WHERE {
  { VALUES (?class ?kind) { (psin:Convenership "convenes") (psin:Sponsorship "sponsors") (psin:Membership "belongs") }
    ?record a ?class ; psin:agent ?from ; psin:ofNetwork ?to
    OPTIONAL { ?record schema:endDate ?end } OPTIONAL { ?record psin:ended ?ended }
    BIND(BOUND(?end) || COALESCE(?ended, false) AS ?past) }
  UNION { ?record a psin:EcosystemLink ; psin:ofNetwork ?from ; psin:linksTo ?to ; psin:linkType ?kind
    OPTIONAL { ?record schema:endDate ?end } BIND(BOUND(?end) AS ?past) }
  UNION { VALUES (?property ?kind) { (schema:organizer "organises") (psin:ofNetwork "holds")
      (psin:networkRepresented "took-part") (schema:attendee "took-part") }
    ?to a psin:Convening ; ?property ?from BIND(false AS ?past) }
  UNION { VALUES (?property ?kind) { (org:unitOf "part-of") (org:subOrganizationOf "part-of") (schema:superEvent "part-of") }
    ?from ?property ?to BIND(false AS ?past) }
}
"""


def build(
    catalogue: Catalogue,
    select: Select,
    vocabulary: Vocabulary,
    questions: Sequence[tuple[str, str, str]] = (),
    advised: frozenset[str] = frozenset(),
) -> Database:
    """The read model of a catalogue.

    ``select`` asks the engine that holds it; ``questions`` are name, title and question of the query library, and
    ``advised`` the IRIs of the things that validation has advice for. Raises what ``select`` raises.
    """
    entries = [harvest.document(item, item.document) for item in catalogue.documents if item.document]
    entries += [*_concepts(vocabulary), *(_question(*question) for question in questions)]
    entries.sort(key=lambda entry: (entry.kind, *_sorting(entry, "en"), entry.iri))
    numbers = {entry.iri: number for number, entry in enumerate(entries, 1)}
    database, connection = Database.create()
    try:
        labels = {entry.iri: [value for value, _ in entry.names] for entry in entries}
        about: dict[int, list[str]] = {}
        for listed in LISTS.values():
            for name, value, thing in _facets(listed, select, entries, numbers, advised):
                connection.execute(
                    "INSERT OR IGNORE INTO facet VALUES (?, ?, ?, ?)", (listed.kind, name, code_of(value), thing)
                )
                about.setdefault(thing, []).extend(_spoken(value, labels))
        _things(connection, entries, numbers, about)
        _ties(connection, select, numbers)
        connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        database.close()
        raise
    connection.close()
    return database


def _facets(
    listed: Listed, select: Select, entries: list[Entry], numbers: dict[str, int], advised: frozenset[str]
) -> Iterator[tuple[str, str, int]]:
    """Name, value and thing of every facet; things of which the graph does not say it have the value unknown."""
    members = {numbers[entry.iri] for entry in entries if entry.kind == listed.kind}
    for facet in listed.facets:
        known: set[int] = set()
        if facet.derived:
            yield from (
                (facet.name, "with" if entry.iri in advised else "without", numbers[entry.iri])
                for entry in entries
                if entry.kind == listed.kind
            )
            continue
        for value, thing in _values(listed, facet, select, numbers):
            if thing in members:
                known.add(thing)
                if facet.years:
                    yield f"{facet.name}-year", value, thing
                    yield facet.name, f"{value[:3]}0s", thing
                else:
                    yield facet.name, value, thing
        yield from ((facet.name, UNKNOWN, thing) for thing in members - known)


def _values(listed: Listed, facet: Facet, select: Select, numbers: dict[str, int]) -> Iterator[tuple[str, int]]:
    patterns = ([("", facet.pattern)] if facet.pattern else []) + list(facet.special.items())
    for special, pattern in patterns:
        # Engines begin with the first of equals, and there are fewer records of a kind than of all the members.
        body = f"SELECT DISTINCT ?thing ?value WHERE {{ {pattern} . {listed.base} }}"
        for row in select(prologue(body) + body):
            thing = numbers.get(row["thing"].value)
            if thing is not None:
                yield special or row["value"].value, thing


def _spoken(value: str, labels: dict[str, list[str]]) -> list[str]:
    """The names by which a value of a facet is searched."""
    if value.startswith(COUNTRY):
        return list(names_of(value.removeprefix(COUNTRY)).values())
    return labels.get(value, [])


def _folded(text: str) -> str:
    return " ".join(word.folded for word in words(text))


def _sorting(entry: Entry, lang: str) -> tuple[str, str]:
    names = sorted(entry.names, key=lambda text: (_preference(text[1], lang), text[1], text[0]))
    name = names[0][0] if names else entry.address.rpartition("/")[2]
    return _folded(name) or "\U0010ffff", name


def _preference(tag: str, lang: str) -> int:
    return 0 if tag.split("-")[0] == lang else 1 if not tag else 2 if tag == "en" else 3


def _things(
    connection: sqlite3.Connection, entries: list[Entry], numbers: dict[str, int], about: dict[int, list[str]]
) -> None:
    spelled: dict[str, Counter[str]] = {}
    for entry in entries:
        number = numbers[entry.iri]
        connection.execute(
            "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (number, entry.kind, entry.iri, entry.address, json.dumps(entry.row, ensure_ascii=False), entry.facts,
             _sorting(entry, "en")[0], _sorting(entry, "fr")[0], entry.started, entry.ended, entry.seen),
        )  # fmt: skip
        for main, texts in ((1, entry.names), (0, entry.others), (-1, entry.body)):
            connection.executemany(
                "INSERT INTO label VALUES (?, ?, ?, ?, ?)",
                [(number, main, lang, value, _folded(value) if main >= 0 else "") for value, lang in texts],
            )
        columns = (
            [value for value, _ in entry.names],
            [value for value, _ in entry.others],
            [*entry.about, *about.get(number, ())],
            [value for value, _ in entry.body],
        )
        connection.execute(
            "INSERT INTO words(rowid, name, other, about, body) VALUES (?, ?, ?, ?, ?)",
            (number, *(" ".join(tokens("\n".join(dict.fromkeys(texts)))) for texts in columns)),
        )
        for text in {text for texts in columns for text in texts}:
            for word in words(text):
                if not word.unspaced and 3 <= len(word.folded) and not word.folded.isdigit():
                    spelled.setdefault(word.folded, Counter())[text[word.start : word.end]] += 1
    connection.executemany(
        "INSERT INTO spelling VALUES (?, ?, ?)",
        [(token, max(forms, key=lambda form: (forms[form], form)), forms.total()) for token, forms in spelled.items()],
    )


def _ties(connection: sqlite3.Connection, select: Select, numbers: dict[str, int]) -> None:
    for row in select(TIES):
        ends = [documents.from_iri(row[name].value) for name in ("from", "to") if name in row]
        if len(ends) < 2 or None in ends or "kind" not in row:
            continue
        source, target = (numbers.get(end.thing) for end in ends if end)
        if source and target and source != target:
            kind = code_of(row["kind"].value)
            past = int("past" in row and row["past"].value == "true")
            connection.execute(
                "INSERT INTO tie VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET past = min(past, excluded.past)",
                (source, target, kind, past),
            )
    connection.execute(
        "UPDATE thing SET reach = counted.n FROM (SELECT one, count(DISTINCT other) AS n FROM (SELECT source AS one, "
        "target AS other FROM tie UNION SELECT target, source FROM tie) GROUP BY one) AS counted WHERE thing.id = counted.one"
    )


def _concepts(vocabulary: Vocabulary) -> Iterator[Entry]:
    """Concepts and schemes, with their labels in every language."""
    for entry in (*vocabulary.concepts.values(), *vocabulary.schemes.values()):
        names = list(entry.labels.items())
        others = [(text, lang) for lang, texts in getattr(entry, "other_labels", {}).items() for text in texts]
        body = [
            (text, lang) for texts in (entry.definitions, getattr(entry, "notes", {})) for lang, text in texts.items()
        ]
        address = f"/concept/{entry.iri.rpartition('/')[2]}"
        yield Entry("concept", entry.iri, address, [(text, lang) for lang, text in names], others, [], body)


def _question(name: str, title: str, question: str) -> Entry:
    return Entry("query", f"{BASE}queries/{name}", f"/queries/{name}", [(title, "en")], [], [], [(question, "en")])
