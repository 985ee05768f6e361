"""A document against its published version: what it contradicts, what it leaves out, and who relies on that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from ..documents import from_iri
from ..turtle import terms
from ..vocabulary.namespaces import DCTERMS, FOAF, OWL, PROV, PSIN, SCHEMA, SKOS, compact
from .background import Background
from .findings import Finding, Severity, Words, counted_in_both
from .lookalikes import Record, record
from .names import compare, site
from .parse import Parsed
from .rules import finding
from .shapes.graph import TYPE

#: Findings of one kind for one document; the last one counts the rest.
_MOST = 8
_PAGE, _LABEL = f"<{FOAF}page>", f"<{SKOS}prefLabel>"
_SOURCE, _DEPRECATED = f"<{PSIN}Source>", f"<{OWL}deprecated>"
_FOUNDED, _ENDED = f"<{SCHEMA}foundingDate>", f"<{SCHEMA}dissolutionDate>"
#: Properties whose published value should not change in silence: of the thing, then of the document.
_OF_THING = {
    _FOUNDED: Words("The founding date", "La date de fondation"),
    _ENDED: Words("The end", "La fin"),
}
_OF_DOCUMENT = {
    f"<{DCTERMS}license>": Words("The licence", "La licence"),
    f"<{PROV}wasAttributedTo>": Words("The contributor", "Le contributeur"),
}
_REFERS = Words("other document refers", "autre document renvoie")
_REFER = Words("other documents refer", "autres documents renvoient")
_UNTOLD = frozenset(
    {f"<{PROV}generatedAtTime>", f"<{PROV}wasRevisionOf>", f"<{DCTERMS}title>", f"<{DCTERMS}source>", TYPE}
)

Nodes = Mapping[str, Mapping[str, Sequence[str]]]


class Changes:
    """``parts`` are the subjects that the new version describes, ``holders`` the documents validated with it."""

    def __init__(self, parsed: Parsed, parts: set[str], background: Background, holders: Iterable[str]) -> None:
        self.parsed = parsed
        self.iri = parsed.iri
        self.parts = parts
        self.background = background
        self.holders = set(holders)
        self.published: Nodes = _published(background, self.iri)
        self.now: dict[str, dict[str, list[str]]] = {}
        for subject, predicate, value, *_ in parsed.statements:
            self.now.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self.thing, self.document = f"<{self.iri}#this>", f"<{self.iri}>"

    def check(self) -> list[Finding]:
        """What differs from the published version and matters; nothing if there is none."""
        if not self.published or self._is_same():
            return []
        taken = list(self._taken())
        if taken:
            return taken
        return [*self._contradictions(), *self._dropped(), *self._sources(), *self._relied_upon(), *self._affected()]

    def _is_same(self) -> bool:
        return self.now.keys() == self.published.keys() and all(
            node.keys() == self.now[subject].keys()
            and all(set(values) == set(self.now[subject][one]) for one, values in node.items())
            for subject, node in self.published.items()
        )

    def _taken(self) -> Iterator[Finding]:
        before, after = self._records()
        if not before.names or not after.names or not before.places or not after.places:
            return
        known_as = any(
            compare(terms.value(one), terms.value(other)) for one, other in product(before.names, after.names)
        )
        same_site = {site(page[1:-1]) for page in before.sites} & {site(page[1:-1]) for page in after.sites}
        if known_as or same_site or set(before.places) & set(after.places):
            return
        shown = {"value": self.document, "published": f"“{terms.value(before.names[0])}”"}
        yield finding("G24", self._place(self.thing), shown, focus=self.thing)

    def _records(self) -> tuple[Record, Record]:
        old = (
            (subject, predicate, value)
            for subject, node in self.published.items()
            for predicate, values in node.items()
            for value in values
        )
        return record(self.iri, old), record(self.iri, self.parsed.statements)

    def _contradictions(self) -> Iterator[Finding]:
        for subject, table in ((self.thing, _OF_THING), (self.document, _OF_DOCUMENT)):
            for predicate, name in table.items():
                before = self.published.get(subject, {}).get(predicate, ())
                after = self.now.get(subject, {}).get(predicate, ())
                if not before or not after or any(_agree(one, other) for one, other in product(before, after)):
                    continue
                shown = {"property": name, "value": _shown(after[0]), "published": _shown(before[0])}
                place = self._place(subject, predicate, after[0])
                yield finding("G25", place, shown, focus=subject, path=predicate, value=after[0])

    def _dropped(self) -> Iterator[Finding]:
        said = list(self._no_longer_said())
        for subject, what in islice(said, _MOST):
            yield finding(
                "G26", self._place(subject), {"published": what}, focus=subject if subject in self.now else None
            )
        if len(said) > _MOST:
            rest = len(said) - _MOST
            more = Words(f"{rest} other things that are published", f"{rest} autres choses qui sont publiées")
            yield finding("G26", self._place(self.document), {"published": more})

    def _no_longer_said(self) -> Iterator[tuple[str, Words]]:
        for subject in sorted(self.published):
            node, name = self.published[subject], self._short(subject)
            if subject not in self.now:
                if _SOURCE not in node.get(TYPE, ()):
                    kind = next((compact(one[1:-1]) for one in node.get(TYPE, ())), "")
                    yield subject, Words(f"anything about {name} ({kind})", f"rien sur {name} ({kind})")
                continue
            for predicate in sorted(node.keys() - self.now[subject].keys() - _UNTOLD):
                what = f"{compact(predicate[1:-1])} {_shown(node[predicate][0])}"
                yield subject, Words(f"of {name}: {what}", f"de {name} : {what}")

    def _sources(self) -> Iterator[Finding]:
        cited = {site(page[1:-1]) for node in self.now.values() for page in node.get(_PAGE, ())}
        for _, node in sorted(self.published.items()):
            if _SOURCE in node.get(TYPE, ()):
                for page in node.get(_PAGE, ()):
                    if site(page[1:-1]) not in cited:
                        yield finding("G27", self._place(self.thing), {"published": page}, focus=self.thing, value=page)

    def _relied_upon(self) -> Iterator[Finding]:
        """Other documents that refer to parts which are gone; those validated with this one say so themselves."""
        gone = self.background.parts.get(self.iri, set()) - self.parts
        if not gone:
            return
        nodes = self.background.graph.nodes
        for other in sorted(self.background.referrers.get(self.iri, set()) - self.holders):
            used = {
                value
                for one in self.background.parts.get(other, ())
                for values in nodes.get(one, {}).values()
                for value in values
            }
            for part in sorted(gone & used):
                shown = {"other": f"<{other}>", "value": self._short(part)}
                yield finding("G28", self._place(self.document), shown, focus=self.document, value=part)

    def _affected(self) -> Iterator[Finding]:
        others = sorted(self.background.referrers.get(self.iri, ()))
        before = self.published.get(self.thing, {}).get(_LABEL, ())
        after = self.now.get(self.thing, {}).get(_LABEL, ())
        withdrawn = _DEPRECATED in self.now.get(self.thing, {}) and _DEPRECATED not in self.published.get(
            self.thing, {}
        )
        if not others or not (withdrawn or (before and after and set(before) != set(after))):
            return
        change = (
            Words("The name changes", "Le nom change")
            if not withdrawn
            else Words("The record is withdrawn", "La fiche est retirée")
        )
        named = ", ".join(f"{one.kind_name}/{one.slug}" for one in map(from_iri, others[:5]) if one)
        count = counted_in_both(len(others), _REFERS, _REFER)
        shown = {"change": change, "count": count, "others": named + (", ..." if len(others) > 5 else "")}
        place = self._place(self.thing, _LABEL, after[0] if after else None)
        yield finding("G29", place, shown, focus=self.thing, severity=Severity.INFO)

    def _place(self, subject: str, predicate: str | None = None, value: str | None = None):  # type: ignore[no-untyped-def]
        own = [one for one in self.parsed.statements if one.subject == subject]
        for one in own:
            if one.predicate == predicate and one.object == value:
                return self.parsed.place(one.object_at)
        first = own or self.parsed.statements[:1]
        return self.parsed.place(first[0].subject_at if first else 0)

    def _short(self, subject: str) -> str:
        return f"<{subject[1:-1].removeprefix(self.iri)}>"


def _published(background: Background, document: str) -> Nodes:
    """What the published document says, without what the vocabulary says of the same subjects."""
    found: dict[str, dict[str, list[str]]] = {}
    for subject in background.parts.get(document, ()):
        for predicate, values in background.graph.nodes.get(subject, {}).items():
            own = [value for value in values if (subject, predicate, value) not in background.fixed]
            if own:
                found.setdefault(subject, {})[predicate] = own
    return found


def _shown(term: str) -> str:
    return f"“{terms.value(term)}”" if term[0] == '"' else compact(term[1:-1]) if term[0] == "<" else term


def _agree(one: str, other: str) -> bool:
    """Whether two values are the same, or two dates are at their common precision."""
    first, second = terms.value(one), terms.value(other)
    return first == second or (one[0] == other[0] == '"' and (first.startswith(second) or second.startswith(first)))
