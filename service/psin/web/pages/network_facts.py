"""What a network is for, gives, does and weighs up: one function per section of its page."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..language import _
from .figures import number
from .subject import Mark, Subject
from .words import Link, Span, Text, When, when


@dataclass(frozen=True)
class Statement:
    """A record of one concept or one text, with all that surrounds it."""

    anchor: str | None
    concept: Link | None = None
    texts: list[Text] = field(default_factory=list)
    span: Span = field(default_factory=Span)
    marks: tuple[Mark, ...] = ()
    more: list[Link] = field(default_factory=list)
    basis: Link | None = None
    definition: Text | None = None
    replaces: list[Link] = field(default_factory=list)
    name: str = ""


def _statement(subject: Subject, node: str, concept: str = "", *, more: tuple[str, ...] = ()) -> Statement:
    value = subject.graph.value(node, concept) if concept else None
    return Statement(
        subject.anchor(node),
        subject.concept(node, concept) if concept else None,
        [text for name in ("dcterms:description", "psin:reason", "skos:note") for text in subject.texts(node, name)],
        subject.span(node),
        subject.marks(node),
        [link for name in more for link in subject.links(node, name)],
        subject.concept(node, "psin:basis"),
        subject.names.definition(value) if value else None,
        subject.links(node, "dcterms:replaces"),
        (value or "").rpartition("-")[2],
    )


def objectives(subject: Subject) -> list[Statement]:
    """Aims, the present ones first; an aim that another one replaces counts as past."""
    nodes = subject.records("psin:Objective")
    replaced = {value for node in nodes for value in subject.graph.values(node, "dcterms:replaces")}
    found = [
        (node in replaced, _statement(subject, node, "psin:explicitness", more=("psin:audience",))) for node in nodes
    ]
    return [item for _, item in sorted(found, key=lambda pair: (pair[0] or pair[1].span.over, pair[1].span.start))]


def expectations(subject: Subject) -> list[Statement]:
    return [_statement(subject, node, more=("psin:expectedOf",)) for node in subject.records("psin:Expectation")]


@dataclass(frozen=True)
class Evidence:
    anchor: str | None
    kind: Link | None
    texts: list[Text]
    date: When
    number: str = ""
    unit: str = ""
    indicator: Link | None = None
    audiences: list[Link] = field(default_factory=list)
    against: bool = False
    supports: list[Link] = field(default_factory=list)
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Value:
    claim: Statement
    beneficiaries: list[Link]
    evidence: list[Evidence]


def values(subject: Subject) -> list[Value]:
    """What people get, and how that is known."""
    found = []
    for node in subject.records("psin:ValueClaim"):
        backing = [
            _evidence(subject, piece, against)
            for name, against in (("psin:evidenceFor", False), ("psin:evidenceAgainst", True))
            for piece in subject.graph.having(name, node)
        ]
        claim = _statement(subject, node, "psin:value", more=("psin:contributionKind",))
        found.append(Value(claim, subject.links(node, "psin:beneficiary"), backing))
    return found


def loose_evidence(subject: Subject) -> list[Evidence]:
    """Evidence for something other than a value claim of this network."""
    claims = set(subject.graph.typed("psin:ValueClaim"))
    pieces = subject.records("psin:Evidence", "psin:Measurement")
    told = ("psin:evidenceFor", "psin:evidenceAgainst")
    return [
        _evidence(subject, node, False)
        for node in pieces
        if not claims & {value for name in told for value in subject.graph.values(node, name)}
    ]


def _evidence(subject: Subject, node: str, against: bool) -> Evidence:
    graph = subject.graph
    return Evidence(
        subject.anchor(node),
        subject.concept(node, "psin:evidenceKind"),
        subject.texts(node, "dcterms:title") + subject.texts(node, "dcterms:description"),
        when(graph, node, "dcterms:created", "dcterms:date"),
        number(graph.value(node, "psin:measuredValue")),
        graph.value(node, "psin:unit") or "",
        subject.concept(node, "psin:indicator"),
        subject.links(node, "psin:audience"),
        against,
        subject.links(node, "psin:evidenceFor"),
        subject.marks(node),
    )


@dataclass(frozen=True)
class Offering:
    anchor: str | None
    title: Text
    kind: Link | None
    span: Span
    texts: list[Text]
    marks: tuple[Mark, ...]


def offerings(subject: Subject) -> list[Offering]:
    found = []
    for node in subject.records("psin:Offering"):
        kind = subject.concept(node, "psin:activityType")
        title = subject.text(node, "dcterms:title") or (kind.text if kind else Text(_("offering")))
        found.append(
            Offering(
                subject.anchor(node),
                title,
                kind,
                subject.span(node),
                subject.texts(node, "dcterms:description"),
                subject.marks(node),
            )
        )
    return found


@dataclass(frozen=True)
class Count:
    anchor: str | None
    phrase: str
    counted: Link | None
    when: When
    note: list[Text]
    marks: tuple[Mark, ...]
    current: bool
    sort: tuple[str, int]


def counts(subject: Subject) -> list[Count]:
    """Counts, latest first. ``current`` marks counts of those who belong, not of those who came once."""
    found = []
    for node in subject.records("psin:Count"):
        graph = subject.graph
        low, high = graph.value(node, "psin:count"), graph.value(node, "psin:countMaximum")
        unit = graph.value(node, "psin:unit") or str(subject.concept(node, "psin:countUnit") or "")
        amount = _("{first} to {last}", first=number(low), last=number(high)) if high and high != low else number(low)
        moment = when(graph, node)
        counted = (graph.value(node, "psin:counted") or "").rpartition("/counted-")[2]
        current = counted in ("", "members", "registered-users", "mailing-list", "chapters", "places", "partners")
        note = subject.texts(node, "skos:note") + ([moment.note] if moment.note else [])
        sort = (moment.sort, int(low) if low and low.isdigit() else 0)
        found.append(
            Count(
                subject.anchor(node),
                f"{amount} {unit}".strip(),
                subject.concept(node, "psin:counted"),
                moment,
                note,
                subject.marks(node),
                current,
                sort,
            )
        )
    return sorted(found, key=lambda count: count.sort, reverse=True)


@dataclass(frozen=True)
class Snapshot:
    """``shares`` are the level, the percentage in words, and as a number if it is one from 0 to 100."""

    anchor: str | None
    when: When
    members: str
    shares: list[tuple[str, str, float | None]]
    basis: Link | None
    marks: tuple[Mark, ...]


def snapshots(subject: Subject) -> list[Snapshot]:
    """How many are in the network and how active they are, shares in percent."""
    found = []
    for node in subject.records("psin:ParticipationSnapshot"):
        shares = [
            (level, number(value), _percent(value))
            for level in ("leading", "contributing", "observing")
            if (value := subject.graph.value(node, f"psin:percent{level.capitalize()}"))
        ]
        members = number(subject.graph.value(node, "psin:memberCount"))
        basis = subject.concept(node, "psin:basis")
        found.append(
            Snapshot(subject.anchor(node), when(subject.graph, node), members, shares, basis, subject.marks(node))
        )
    return found


def _percent(value: str) -> float | None:
    try:
        share = float(value)
    except ValueError:
        return None
    return share if 0 <= share <= 100 else None


def formality(subject: Subject) -> list[Statement]:
    found = [_statement(subject, node, "psin:formality") for node in subject.records("psin:FormalityPhase")]
    return sorted(found, key=lambda item: item.span.start or "0")


def stages(subject: Subject) -> list[Statement]:
    found = [_statement(subject, node, "psin:stage") for node in subject.records("psin:LifecyclePhase")]
    return sorted(found, key=lambda item: item.span.start or "0")


def practices(subject: Subject) -> list[Statement]:
    return [
        _statement(subject, node, "psin:practice", more=("psin:agent",))
        for node in subject.records("psin:PracticeAdoption")
    ]
