"""What a document is checked against beside itself: its own address, and the other documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..documents import BASE, KINDS, Document, from_iri
from ..light import TYPE_CHECKING
from ..turtle.statements import Statement
from ..vocabulary.namespaces import CV, DCAT, FOAF, ORG, OWL, PSIN, SCHEMA, XSD, compact
from ..vocabulary.suggest import Suggester
from .background import Background, blank, subjects, triples
from .findings import Finding, Severity
from .parse import Parsed
from .rules import finding
from .shapes.graph import TYPE

if TYPE_CHECKING:
    from .lookalikes import Lookalikes

__all__ = ["CLASSES", "Background", "ContextChecker", "blank", "subjects", "triples"]

#: What ``<#this>`` of a kind of document may be; the first is named in the advice.
CLASSES: dict[str, tuple[str, ...]] = {
    "network": (f"{PSIN}Network",),
    "organisation": (
        f"{FOAF}Organization",
        f"{ORG}Organization",
        f"{ORG}FormalOrganization",
        f"{ORG}OrganizationalUnit",
        f"{CV}PublicOrganisation",
        f"{FOAF}Group",
    ),
    "convening": (f"{PSIN}Convening", f"{PSIN}ConveningOfConveners", f"{SCHEMA}EventSeries"),
    "lesson": (f"{PSIN}Lesson",),
    "guidance": (f"{PSIN}Guidance",),
    "catalogue": (f"{DCAT}Catalog",),
    "partner": (f"{PSIN}Partner",),
    "identity": (f"{PSIN}IdentityDecision",),
}
#: Documents up to which names are compared pair by pair.
_FEW = 100
_OURS, _OF_DOCUMENTS = f"<{BASE}", tuple(f"{BASE}{kind.name}/" for kind in KINDS)
_DEPRECATED = (f"<{OWL}deprecated>", f'"true"^^<{XSD}boolean>')


class ContextChecker:
    """Checks addresses of documents, and references between them if the other documents are known."""

    def __init__(self, documents: Sequence[Parsed], background: Background) -> None:
        self.holders: dict[str, list[Parsed]] = {}
        for parsed in documents:
            if parsed.reading:
                self.holders.setdefault(parsed.iri, []).append(parsed)
        self.own_parts = {iri: set.union(*map(subjects, held)) for iri, held in self.holders.items()}
        self.background = background
        self.known = {*background.parts, *self.holders}
        self._by_kind: dict[str, Suggester] = {}
        self._held = all(background.mark_of(parsed) for parsed in documents)
        self._has_others = background.has_documents or len(documents) > 1
        self._lookalikes = self._index(documents)

    def check(self, parsed: Parsed) -> list[Finding]:
        if parsed.reading is None:
            return []
        found = [*self._address(parsed), *self._content(parsed), *self._references(parsed), *self._duplicates(parsed)]
        if not self._held and parsed.iri in self.background.parts:
            from .changes import Changes

            found.extend(Changes(parsed, self.own_parts[parsed.iri], self.background, self.holders).check())
        return found

    def _index(self, documents: Sequence[Parsed]) -> Lookalikes | None:
        """The names of all that is known, with the documents at hand in place of their earlier selves."""
        if not self._has_others:
            return None
        from .lookalikes import Lookalikes, record

        found = self.background.lookalikes
        if not self._held:
            own = {parsed.iri: record(parsed.iri, parsed.statements) for parsed in documents if parsed.document}
            found = Lookalikes(own.values(), base=found, hidden=own)
        if len(documents) > _FEW:
            found.prepare()
        return found

    def _duplicates(self, parsed: Parsed) -> Iterator[Finding]:
        if self._lookalikes is None:
            return
        from .lookalikes import Record

        mine = self._lookalikes.get(parsed.iri) or Record(parsed.iri)
        thing = f"<{parsed.iri}#this>"
        for one in self._lookalikes.suspicions(mine):
            stated = (own for own in parsed.statements if own.subject == thing and own.object == one.term)
            at = next((own.object_at for own in stated), 0)
            reason = {"other": f"<{one.other}>", "score": f"{one.score:.2f}"}
            code = "G23" if one.severity is Severity.VIOLATION else "G22"
            yield finding(
                code,
                parsed.place(at),
                reason | {"reason": one.reason},
                severity=one.severity,
                focus=thing,
                path=one.path,
                value=one.term,
            )

    def _address(self, parsed: Parsed) -> Iterator[Finding]:
        base = parsed.reading.base if parsed.reading else ""
        expected = parsed.by_name
        if expected and base != expected.iri:
            values = {"value": f"<{base}>", "expected": f"<{expected.iri}>"}
            yield finding("G15", parsed.place(_base_at(parsed)), values)
        elif parsed.document is None or base != parsed.iri:
            yield finding("G21", parsed.place(_base_at(parsed)), {"value": f"<{base}>"})
        for other in self.holders.get(parsed.iri, ()):
            if other is not parsed and parsed.document:
                values = {"value": f"<{parsed.iri}>", "other": other.file}
                yield finding("G20", parsed.place(_base_at(parsed)), values)

    def _content(self, parsed: Parsed) -> Iterator[Finding]:
        if parsed.document is None:
            return
        document, thing = f"<{parsed.document.iri}>", f"<{parsed.document.thing}>"
        described = [one for one in parsed.statements if one[0] == thing]
        allowed = CLASSES[parsed.document.kind_name]
        types = {one[2][1:-1] for one in described if one[1] == TYPE}
        tombstone = any(one[1:3] == _DEPRECATED for one in parsed.statements if one[0] in (thing, document))
        if not types.intersection(allowed) and not tombstone:
            place = parsed.place(described[0].subject_at if described else _base_at(parsed))
            shown = {"expected": " / ".join(map(compact, allowed)), "first": compact(allowed[0])}
            yield finding("G16", place, shown, focus=thing)
        if not any(one[:3] == (document, TYPE, f"<{PSIN}Contribution>") for one in parsed.statements):
            own = next((one for one in parsed.statements if one[0] == document), None)
            yield finding("G17", parsed.place(own.subject_at if own else _base_at(parsed)), {}, focus=document)

    def _references(self, parsed: Parsed) -> Iterator[Finding]:
        own, good = parsed.iri, set[str]()
        for statement in parsed.statements:
            value = statement[2]
            if value.startswith(_OURS) and value not in good:
                found = list(self._reference(parsed, statement, value[1:-1], own))
                if not found:
                    good.add(value)
                yield from found

    def _reference(self, parsed: Parsed, statement: Statement, iri: str, own: str) -> Iterator[Finding]:
        document = from_iri(iri)
        about = {"focus": statement.subject, "path": statement.predicate, "value": statement.object}
        if document is None:
            if iri.startswith(_OF_DOCUMENTS):
                yield finding("G18", parsed.place(statement.object_at), {"value": f"<{iri}>"}, **about)
            return
        if document.iri == own:
            parts = self.own_parts[own]
        elif not self.background.has_documents:
            return
        elif document.iri not in self.known:
            values = {"value": f"<{document.iri}>"}
            nearest = self._nearest(document)
            if nearest:
                values["suggestion"] = f"<{nearest}{iri[len(document.iri) :]}>"
            yield finding("G18", parsed.place(statement.object_at), values, **about)
            return
        else:
            parts = self.own_parts.get(document.iri) or self.background.parts.get(document.iri, set())
        if "#" in iri and statement.object not in parts:
            suggestion = Suggester(sorted(parts)).nearest(statement.object, 0.85)
            values = {"value": statement.object} | ({"suggestion": suggestion} if suggestion else {})
            yield finding("G19", parsed.place(statement.object_at), values, **about)

    def _nearest(self, document: Document) -> str | None:
        kind = document.kind_name
        if kind not in self._by_kind:
            slugs = [one.slug for one in map(from_iri, self.known) if one and one.kind_name == kind]
            self._by_kind[kind] = Suggester(sorted(slugs))
        slug = self._by_kind[kind].nearest(document.slug, 0.7)
        return f"{BASE}{kind}/{slug}" if slug else None


def _base_at(parsed: Parsed) -> int:
    """Where the file declares its base, otherwise its first character."""
    at = parsed.text.lower().find("base")
    start = parsed.text.find("<", at) if 0 <= at < 5000 else -1
    return start if start >= 0 else 0
