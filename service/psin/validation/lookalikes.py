"""Records that may be about one and the same thing: an index of names, web sites and addresses elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ..documents import BASE, from_iri
from ..light import TYPE_CHECKING
from ..light import Record as Row
from ..turtle import terms
from ..vocabulary.namespaces import DCTERMS, FOAF, OWL, PROV, SCHEMA, SKOS, XSD
from .findings import Severity, Words
from .names import Likeness, Name, fold, keys, likeness, site

if TYPE_CHECKING:
    from .likely import Likely

#: From this score a suspicion is a warning.
THRESHOLD = 0.8
#: From this score it is a tip.
TIP = 0.75
#: What a likeness of names counts if the two work in different places.
_ELSEWHERE = 0.75
#: A key that more records share says nothing, and would make the search quadratic.
_MOST = 200
#: Names of one record that are compared.
_NAMES = 40

_KINDS, _OURS = ("network", "organisation"), f"<{BASE}"
_LABELS = tuple(f"<{name}>" for name in (f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{FOAF}name"))
_HOMEPAGE, _SAME, _PLACE = f"<{FOAF}homepage>", f"<{SCHEMA}sameAs>", f"<{DCTERMS}spatial>"
_ATTRIBUTED, _DEPRECATED = f"<{PROV}wasAttributedTo>", (f"<{OWL}deprecated>", f'"true"^^<{XSD}boolean>')

Node = Mapping[str, Iterable[str]]


class Record(Row):
    """What is compared of a document: terms as N-Triples strings.

    ``refers`` are the documents that it refers to; ``related`` leaves out those that only handed it in.
    """

    document: str
    names: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return self.document.rsplit("/", 2)[1]


class Suspicion(Row):
    """``term`` is the statement's object in the record asked about. A score of 1 stands for an equal identifier."""

    other: str
    score: float
    reason: Words
    term: str
    path: str
    severity: Severity


def record(document: str, statements: Iterable[tuple[str, ...]]) -> Record:
    """The record of a document; empty but for its references where it is withdrawn, or no network or organisation."""
    thing, found, withdrawn = f"<{document}#this>", dict[str, list[str]](), False
    related, refers = dict[str, None](), dict[str, None]()
    for subject, predicate, value, *_ in statements:
        if value.startswith(_OURS) and (other := from_iri(value[1:-1])) is not None:
            iri = other.iri
            if iri != document:
                refers[iri] = None
                if predicate != _ATTRIBUTED:
                    related[iri] = None
        if subject == thing:
            found.setdefault(predicate, []).append(value)
        if predicate == _DEPRECATED[0]:
            withdrawn = withdrawn or value == _DEPRECATED[1]
    if withdrawn or document.rsplit("/", 2)[1] not in _KINDS:
        return Record(document, related=tuple(related), refers=tuple(refers))
    names = dict.fromkeys(one for label in _LABELS for one in found.get(label, ()) if one[0] == '"')
    return Record(
        document,
        tuple(names)[:_NAMES],
        tuple(found.get(_HOMEPAGE, ())),
        tuple(found.get(_SAME, ())),
        tuple(found.get(_PLACE, ())),
        tuple(related),
        tuple(refers),
    )


def filed_under(record: Record) -> frozenset[str]:
    found = {key for name in record.names for key in _filed(name)}
    found.update(f"@{address}" for one in record.sites if (address := site(one[1:-1])))
    found.update(f"#{one}" for one in record.same)
    return frozenset(f"{record.kind} {key}" for key in found)


class Lookalikes:
    """An index of records. ``hidden`` documents of ``base``, which stays as it is, are left out."""

    def __init__(
        self, records: Iterable[Record] = (), *, base: Lookalikes | None = None, hidden: Iterable[str] = ()
    ) -> None:
        self.records: dict[str, Record] = {}
        self.blocks: dict[str, dict[str, None]] = {}
        self._keys: dict[str, frozenset[str]] = {}
        self._base = base
        self._hidden = frozenset(hidden)
        self._hidden_under: Counter[str] = Counter()
        self._likely: Likely | None = None
        if base is not None:
            self._hidden_under.update(key for one in self._hidden for key in base._keys.get(one, ()))
        for one in records:
            self.add(one)

    @classmethod
    def restored(cls, records: Mapping[str, Record], filed: Mapping[str, Iterable[str]]) -> Lookalikes:
        """What ``plain`` was made from."""
        self = cls()
        self.records = dict(records)
        for document, own in filed.items():
            self._keys[document] = frozenset(own)
            for key in own:
                self.blocks.setdefault(key, {})[document] = None
        return self

    def prepare(self) -> None:
        """Makes ready for suspicions about many records: what they cost then hardly grows with the number of records."""
        from .likely import Likely

        if self._likely is None:
            self._likely = Likely(self.records.values(), lambda one: (_folded(one), _filed(one)))
        if self._base is not None:
            self._base.prepare()

    def plain(self) -> dict[str, list[str]]:
        return {document: sorted(own) for document, own in self._keys.items()}

    def add(self, record: Record) -> None:
        own = self._keys[record.document] = filed_under(record)
        self.records[record.document] = record
        if self._likely is not None:
            self._likely.add(record)
        for key in own:
            self.blocks.setdefault(key, {})[record.document] = None

    def remove(self, document: str) -> None:
        record = self.records.pop(document, None)
        if self._likely is not None and record is not None:
            self._likely.remove(record)
        for key in self._keys.pop(document, ()):
            block = self.blocks[key]
            del block[document]
            if not block:
                del self.blocks[key]

    def get(self, document: str) -> Record | None:
        found = self.records.get(document)
        if found is None and self._base is not None and document not in self._hidden:
            return self._base.get(document)
        return found

    def partners(self, record: Record) -> set[str]:
        """Documents whose suspicions may change with this record: those that share a key with it."""
        return {other for key in filed_under(record) for other in self._block(key)} - {record.document}

    def suspicions(self, record: Record) -> list[Suspicion]:
        """The records that may be about the same thing, at most one suspicion each, in the order of their addresses."""
        found: list[Suspicion] = []
        near = self._near(record)
        for document in sorted(near - {record.document}):
            other = self.get(document)
            if other is not None and not _are_related(record, other):
                found.extend(_compare(record, other))
        return found

    def _near(self, record: Record) -> set[str]:
        """Those that share a key that is not too common, without those that cannot be alike if that is known."""
        keys = [key for key in filed_under(record) if self._size(key) <= _MOST]
        near = {other for key in keys for other in self._block(key)}
        if self._likely is None:
            return near
        apart = {other for key in keys if key[key.index(" ") + 1] in "@#" for other in self._block(key)}
        return apart | (near & self._alike(record))

    def _alike(self, record: Record) -> set[str]:
        found = self._likely.to(record) if self._likely is not None else set()
        return found if self._base is None else found | self._base._alike(record)

    def _size(self, key: str) -> int:
        below = self._base._size(key) - self._hidden_under[key] if self._base is not None else 0
        return len(self.blocks.get(key, ())) + below

    def _block(self, key: str) -> list[str]:
        below = self._base._block(key) if self._base is not None else ()
        return [*(one for one in below if one not in self._hidden), *self.blocks.get(key, ())]


def _are_related(one: Record, other: Record) -> bool:
    return other.document in one.related or one.document in other.related


def _compare(one: Record, other: Record) -> Iterator[Suspicion]:
    shared = next((same for same in one.same if same in other.same), None)
    if shared is not None:
        if one.kind != "network":  # X07 says it of networks
            reason = Words(f"both are said to be the same as {shared}", f"les deux sont dits identiques à {shared}")
            yield Suspicion(other.document, 1.0, reason, shared, _SAME, Severity.VIOLATION)
        return
    sites = {address: page for page in other.sites if (address := site(page[1:-1]))}
    for page in one.sites:
        address = site(page[1:-1])
        if address in sites:
            if one.kind != "network" or not _is_plain_twin(page, sites[address]):
                reason = Words(f"both have the web site {address}", f"les deux ont le site {address}")
                yield Suspicion(other.document, 1.0, reason, page, _HOMEPAGE, Severity.VIOLATION)
            return
    found = _best_names(one, other)
    if found is not None:
        yield found


def _is_plain_twin(one: str, other: str) -> bool:
    """Whether the shape X05 sees that two addresses are one."""
    plain = [
        page[1:-1].lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
        for page in (one, other)
    ]
    return plain[0] == plain[1]


def _best_names(one: Record, other: Record) -> Suspicion | None:
    best: tuple[float, Likeness, str, str] | None = None
    together = not one.places or not other.places or not set(one.places).isdisjoint(other.places)
    placed = together and one.kind == "network" and one.places and other.places
    for mine, theirs in _near(one, other):
        found = likeness(_folded(mine), _folded(theirs))
        if found is None:
            continue
        if placed and _text(mine).lower() == _text(theirs).lower():
            return None  # X06 says it
        score = round(found.score * (1.0 if together else _ELSEWHERE), 2)
        if best is None or score > best[0]:
            best = (score, found, mine, theirs)
    if best is None or best[0] < TIP:
        return None
    score, found, mine, theirs = best
    en, fr = (
        f"“{_text(mine)}” and “{_text(theirs)}”: {found.reason.en}",
        f"« {_text(mine)} » et « {_text(theirs)} » : {found.reason.fr}",
    )
    if not together:
        en, fr = f"{en}, though in another country", f"{fr}, mais dans un autre pays"
    elif one.places and other.places:
        en, fr = f"{en}, in the same place", f"{fr}, au même endroit"
    severity = Severity.WARNING if score >= THRESHOLD else Severity.INFO
    path = _LABELS[0]
    return Suspicion(other.document, score, Words(en, fr), mine, path, severity)


def _near(one: Record, other: Record) -> Iterator[tuple[str, str]]:
    """The pairs of names that share a key; others are not alike, and there are many more of them."""
    mine, theirs = _by_key(one.names), _by_key(other.names)
    pairs = {(at, their) for key in mine.keys() & theirs.keys() for at in mine[key] for their in theirs[key]}
    return ((one.names[at], other.names[their]) for at, their in sorted(pairs))


@lru_cache(20_000)
def _by_key(names: tuple[str, ...]) -> dict[str, list[int]]:
    """The numbers of the names that are filed under a key."""
    found: dict[str, list[int]] = {}
    for number, one in enumerate(names):
        for key in _filed(one):
            found.setdefault(key, []).append(number)
    return found


@lru_cache(50_000)
def _folded(literal: str) -> Name:
    return fold(_text(literal))


@lru_cache(50_000)
def _filed(literal: str) -> frozenset[str]:
    return frozenset(keys(_text(literal)))


@lru_cache(50_000)
def _text(literal: str) -> str:
    return terms.value(literal)
