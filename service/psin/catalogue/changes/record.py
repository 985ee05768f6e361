"""The changes of one document as sentences: records that came and went, properties that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ...turtle import terms
from ...turtle.diff import Difference
from ...turtle.layout import predicate_key, subject_key
from ...turtle.matching import Triple
from ...vocabulary.namespaces import DCTERMS, FOAF, PSIN, RDF, SCHEMA, SKOS
from .names import Names
from .wording import reworded

_TYPE, _SOURCE, _FIRST, _REST, _NIL = (
    f"<{iri}>" for iri in (f"{RDF}type", f"{DCTERMS}source", f"{RDF}first", f"{RDF}rest", f"{RDF}nil")
)
_START, _END, _DATE = (f"<{iri}>" for iri in (f"{SCHEMA}startDate", f"{SCHEMA}endDate", f"{DCTERMS}date"))
#: What a record is about, the first that it states.
_GIST = tuple(
    f"<{namespace}{name}>"
    for namespace, names in (
        (PSIN, "agent nameAsGiven linksTo eventKind formality stage status count value practice"),
        (SKOS, "prefLabel"),
        (DCTERMS, "title"),
        (PSIN, "activityType"),
        (FOAF, "page"),
        (DCTERMS, "description"),
        (PSIN, "dateNote"),
    )
    for name in names.split()
)
#: Longer values are cut in the middle of a sentence.
_LONGEST = 90

_SENTENCES = {
    "added": ("{what} added: {new}", "{what} : ajout de {new}"),
    "removed": ("{what} removed: {old}", "{what} : retrait de {old}"),
    "changed": ("{what} changed from {old} to {new}", "{what} : {old} devient {new}"),
    "reworded": ("{what} reworded: {words}", "{what} : texte reformulé, {words}"),
    "cites": ("now cites {new}", "cite maintenant {new}"),
    "cites-no-more": ("no longer cites {old}", "ne cite plus {old}"),
    "moved": ("{what} is now called [{new}]", "{what} s’appelle maintenant [{new}]"),
    "came": ("{what} added{gist}", "ajout : {what}{gist}"),
    "went": ("{what} removed{gist}", "retrait : {what}{gist}"),
    "since": ("since {start}", "depuis {start}"),
    "until": ("until {end}", "jusqu’à {end}"),
    "from": ("from {start} to {end}", "de {start} à {end}"),
    "and": (" and ", " et "),
}


@dataclass(frozen=True)
class Change:
    """One change: ``kind`` is added, removed, changed or reworded; ``subject`` and values are terms, blank nodes too.

    ``property`` is an IRI, or None where a whole record came or went.
    """

    kind: str
    subject: str
    property: str | None
    removed: tuple[str, ...]
    added: tuple[str, ...]
    text: str


class Teller:
    """Tells the changes of the document ``iri`` from its statements before and after; blank nodes bear one name."""

    def __init__(self, names: Names, iri: str, old: Sequence[Triple], new: Sequence[Triple], language: str) -> None:
        self.names, self.iri, self.language = names, iri, language
        self.old, self.new = _by_subject(old), _by_subject(new)
        self.were, self.are = (
            frozenset(filter(terms.is_blank, (n for t in side for n in (t[0], t[2])))) for side in (old, new)
        )
        self.owners = {
            value: (subject, predicate) for subject, predicate, value in (*old, *new) if terms.is_blank(value)
        }

    def tell(self, found: Difference) -> list[Change]:
        # that a source is gone from every record that cited it goes without saying once it is gone itself
        told = [triple for triple in found.removed if not self._goes_without_saying(triple)]
        removed, added = _by_subject(told), _by_subject(found.added)
        changes: list[Change] = []
        moved = self._moved(removed, added)
        for subject in sorted(
            found.subjects, key=lambda s: subject_key(s, self.iri) if terms.is_iri(s) else (3, 0, ())
        ):
            if subject in moved:
                changes += self._renamed(subject, moved[subject], removed[subject], added[moved[subject]])
            elif subject not in moved.values():
                changes += self._subject(subject, removed.get(subject, {}), added.get(subject, {}))
        return list(dict.fromkeys(changes))

    def _goes_without_saying(self, triple: Triple) -> bool:
        subject, predicate, value = triple
        gone = terms.is_iri(value) and value in self.old and value not in self.new
        return predicate == _SOURCE and gone and subject in self.new and self._is_record(value)

    @property
    def _colon(self) -> str:
        return " : " if self.language == "fr" else ": "

    def say(self, sentence: str, **values: str) -> str:
        return _SENTENCES[sentence][self.language == "fr"].format(**values)

    def _moved(self, removed: _Graph, added: _Graph) -> dict[str, str]:
        """Records that only got another address, old to new."""
        came = {self._fingerprint(s, added[s]): s for s in added if s not in self.old and terms.is_iri(s)}
        pairs = {
            s: came.get(self._fingerprint(s, removed[s])) for s in removed if s not in self.new and terms.is_iri(s)
        }
        return {old: new for old, new in pairs.items() if new}

    @staticmethod
    def _fingerprint(subject: str, properties: _Properties) -> frozenset[tuple[str, str]]:
        return frozenset(
            (p, "" if value == subject else value)
            for p, values in properties.items()
            for value in values
            if p != _SOURCE
        )

    def _renamed(self, old: str, new: str, removed: _Properties, added: _Properties) -> list[Change]:
        text = self.say("moved", what=self._called(old, self.old), new=self._fragment(new))
        cited, cites = removed.get(_SOURCE, []), added.get(_SOURCE, [])
        gone = [one for one in cited if one not in cites and one in self.new]
        come = [one for one in cites if one not in cited]
        sources = self._properties(
            new, {_SOURCE: gone} if gone else {}, {_SOURCE: come} if come else {}, self._prefix(new)
        )
        return [Change("changed", new, None, (old,), (new,), text), *sources]

    def _subject(self, subject: str, removed: _Properties, added: _Properties) -> list[Change]:
        if terms.is_blank(subject):
            return self._inside(subject, removed, added)
        if subject not in self.old and self._is_record(subject):
            return [Change("added", subject, None, (), (), self._whole("came", subject, self.new))]
        if subject not in self.new and self._is_record(subject):
            return [Change("removed", subject, None, (), (), self._whole("went", subject, self.old))]
        prefix = self._prefix(subject)
        return self._properties(subject, removed, added, prefix)

    def _is_record(self, subject: str) -> bool:
        return subject not in (f"<{self.iri}>", f"<{self.iri}#this>")

    def _properties(self, subject: str, removed: _Properties, added: _Properties, prefix: str) -> list[Change]:
        changes = []
        for predicate in sorted({*removed, *added}, key=predicate_key):
            gone, come = removed.get(predicate, []), added.get(predicate, [])
            for before, after in _pairs(gone, come):
                kind, text = self._sentence(predicate, before, after)
                changes.append(Change(kind, subject, predicate[1:-1], tuple(before), tuple(after), prefix + text))
        return changes

    def _sentence(self, predicate: str, gone: list[str], come: list[str]) -> tuple[str, str]:
        what = self.names.property(predicate, self.language)
        old, new = self._values(gone, self.old), self._values(come, self.new)
        if predicate == _SOURCE:
            parts = [self.say("cites", new=new)] if come else []
            parts += [self.say("cites-no-more", old=old)] if gone else []
            return "changed" if gone and come else "added" if come else "removed", ", ".join(parts)
        if not gone:
            return "added", self.say("added", what=what, new=new)
        if not come:
            return "removed", self.say("removed", what=what, old=old)
        if len(gone) == len(come) == 1 and terms.is_literal(gone[0]) and terms.is_literal(come[0]):
            before, after = terms.parts(gone[0]), terms.parts(come[0])
            if max(before.text.count(" "), after.text.count(" ")) > 3 and before.language == after.language:
                words = reworded(before.text, after.text)
                if words:
                    return "reworded", self.say("reworded", what=what, words=words)
        return "changed", self.say("changed", what=what, old=old, new=new)

    def _inside(self, blank: str, removed: _Properties, added: _Properties) -> list[Change]:
        """A change within brackets is told of whoever holds them; new or lost brackets are told there as a value."""
        if blank not in self.were or blank not in self.are:
            return [] if self._is_told(blank) else self._loose(blank)
        path: list[str] = []
        subject, seen = blank, {blank}
        while terms.is_blank(subject) and subject in self.owners:
            subject, predicate = self.owners[subject]
            if predicate not in (_FIRST, _REST):
                path.insert(0, self.names.property(predicate, self.language))
            if subject in seen:
                break
            seen.add(subject)
        prefix = "" if terms.is_blank(subject) else self._prefix(subject)
        prefix += "".join(f"{step}{self._colon}" for step in path)
        if {_FIRST, _REST} & {*removed, *added}:
            gone = removed.get(_FIRST, []) + self._members(removed.get(_REST, []), self.old)
            come = added.get(_FIRST, []) + self._members(added.get(_REST, []), self.new)
            return [
                Change("changed", blank, f"{RDF}first", tuple(gone), tuple(come), prefix + self._listed(gone, come))
            ]
        return self._properties(blank, removed, added, prefix)

    def _is_told(self, blank: str) -> bool:
        """True if brackets that came or went stand within something of which that is told."""
        seen: set[str] = set()
        while blank not in seen and blank in self.owners:
            seen.add(blank)
            blank = self.owners[blank][0]
            if not terms.is_blank(blank) or (blank in self.were and blank in self.are):
                return True
        return False

    @staticmethod
    def _members(cells: Sequence[str], graph: _Graph) -> list[str]:
        """The members of lists that go on at the given cells."""
        members: list[str] = []
        seen: set[str] = set()
        todo = list(cells)
        while todo:
            cell = todo.pop(0)
            if cell not in seen:
                seen.add(cell)
                members += graph.get(cell, {}).get(_FIRST, ())
                todo += graph.get(cell, {}).get(_REST, ())
        return members

    def _listed(self, gone: list[str], come: list[str]) -> str:
        old, new = self._values(gone, self.old), self._values(come, self.new)
        return f"{old or '–'} → {new or '–'}"

    def _loose(self, blank: str) -> list[Change]:
        graph, kind, sentence = (self.new, "added", "came") if blank in self.are else (self.old, "removed", "went")
        gist = f"{self._colon}{self._blank(blank, graph, 2)}"
        return [Change(kind, blank, None, (), (), self.say(sentence, what=self._noun(blank, graph) or "[]", gist=gist))]

    def _whole(self, sentence: str, subject: str, graph: _Graph) -> str:
        fragment = self._fragment(subject)
        source = Names._source(fragment)
        gist = ", ".join(part for part in (self._gist(subject, graph), self._time(subject, graph)) if part)
        shown = f"{self._colon}{gist}" if gist else ""
        what = source or self._noun(subject, graph) or self.names.value(subject, self.language)
        return self.say(sentence, what=what, gist=shown) + ("" if source or not fragment else f" [{fragment}]")

    def _prefix(self, subject: str) -> str:
        if subject == f"<{self.iri}#this>":
            return ""
        return f"{self._called(subject, self.new if subject in self.new else self.old)}{self._colon}"

    def _called(self, subject: str, graph: _Graph) -> str:
        """``convener Nesta [convenership-nesta]``."""
        if subject == f"<{self.iri}>":
            return "document"
        fragment = self._fragment(subject)
        source = Names._source(fragment)
        if source:
            return source
        if not fragment:
            return self.names.value(subject, self.language)
        parts = (self._noun(subject, graph), self._gist(subject, graph), f"[{fragment}]")
        return " ".join(part for part in parts if part)

    def _fragment(self, subject: str) -> str:
        return subject[len(self.iri) + 2 : -1] if subject.startswith(f"<{self.iri}#") else ""

    def _noun(self, subject: str, graph: _Graph) -> str:
        return self.names.record(graph.get(subject, {}).get(_TYPE, ()), self.language)

    def _gist(self, subject: str, graph: _Graph) -> str:
        properties = graph.get(subject, {})
        found = next((properties[one][0] for one in _GIST if one in properties), None)
        return self._value(found, graph) if found else ""

    def _time(self, subject: str, graph: _Graph) -> str:
        properties = graph.get(subject, {})
        start, end, date = (
            terms.value(properties[one][0]) if one in properties else "" for one in (_START, _END, _DATE)
        )
        if start and end:
            return self.say("from", start=start, end=end)
        return self.say("since", start=start) if start else self.say("until", end=end) if end else date

    def _values(self, values: Sequence[str], graph: _Graph) -> str:
        shown = [self._value(value, graph) for value in values]
        if len(shown) < 2:
            return "".join(shown)
        return ", ".join(shown[:-1]) + self.say("and") + shown[-1]

    def _value(self, term: str, graph: _Graph, depth: int = 2) -> str:
        if terms.is_blank(term):
            return self._blank(term, graph, depth)
        return _cut(self.names.value(term, self.language, self.iri))

    def _blank(self, blank: str, graph: _Graph, depth: int) -> str:
        """What is said of a blank node, two levels deep; a list as its members."""
        properties = graph.get(blank, {})
        if not properties or not depth:
            return "[…]" if properties else "[]"
        if _FIRST in properties:
            members, cell = [], blank
            while cell != _NIL and len(members) <= 20:
                members += [self._value(value, graph, depth - 1) for value in graph.get(cell, {}).get(_FIRST, ())]
                cell = next(iter(graph.get(cell, {}).get(_REST, ())), _NIL)
            return f"({', '.join(members[:20])}{', …' if len(members) > 20 else ''})"
        pairs = [
            f"{self.names.property(predicate, self.language)} "
            + ", ".join(self._value(value, graph, depth - 1) for value in values)
            for predicate, values in sorted(properties.items(), key=lambda item: predicate_key(item[0]))
        ]
        return f"[{_cut('; '.join(pairs), 3 * _LONGEST)}]"


_Properties = dict[str, list[str]]
_Graph = dict[str, _Properties]


def _by_subject(triples: Sequence[Triple]) -> _Graph:
    graph: _Graph = {}
    for subject, predicate, value in triples:
        values = graph.setdefault(subject, {}).setdefault(predicate, [])
        if value not in values:
            values.append(value)
    return graph


def _pairs(gone: list[str], come: list[str]) -> list[tuple[list[str], list[str]]]:
    """Texts are compared with those of their language, all other values together."""
    groups: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, values in enumerate((gone, come)):
        for value in values:
            language = terms.parts(value).language if terms.is_literal(value) else None
            groups[language or ""][side].append(value)
    return [groups[language] for language in sorted(groups)]


def _cut(text: str, longest: int = _LONGEST) -> str:
    joined = " ".join(text.split())
    if len(joined) <= longest:
        return joined
    cut = joined[: longest - 1].rstrip() + "…"
    return cut + "”" if cut.startswith("“") else cut
