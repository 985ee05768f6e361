"""Who convenes, sponsors and joins a network, seen from either end."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..language import _
from .graph import Graph
from .subject import Mark, Subject
from .words import Link, Span, Text, best, span


def part_words(kind: str) -> str:
    """What an engagement of a class says of its agent."""
    words = {"psin:Convenership": _("convener"), "psin:Sponsorship": _("sponsor"), "psin:Membership": _("member")}
    return words[kind]


@dataclass(frozen=True)
class Engagement:
    anchor: str | None
    who: Link
    role: Link | None
    span: Span
    given: str | None = None
    support: list[Link] = field(default_factory=list)
    basis: Link | None = None
    note: list[Text] = field(default_factory=list)
    marks: tuple[Mark, ...] = ()
    node: str = ""
    itself: bool = False
    part: str = ""


@dataclass(frozen=True)
class Engaged:
    """An agent with all that it does for the network; agents that the source does not name stand alone."""

    who: Link
    itself: bool
    items: list[Engagement]

    @property
    def over(self) -> bool:
        return all(item.span.over for item in self.items)


def by_agent(found: list[Engagement]) -> list[Engaged]:
    """Engagements grouped by their agent, in their order."""
    groups: dict[str, Engaged] = {}
    for item in found:
        name = item.who.href or item.node
        groups.setdefault(name, Engaged(item.who, item.itself, [])).items.append(item)
    return list(groups.values())


def engagements(subject: Subject, kind: str) -> list[Engagement]:
    """The engagements of one class in a network's own document, those that still hold first."""
    found = [_engagement(subject, node, part_words(kind)) for node in subject.records(kind)]
    return sorted(found, key=lambda item: (item.span.over, item.span.start or "9999"))


def _engagement(subject: Subject, node: str, part: str) -> Engagement:
    graph = subject.graph
    agent, given = graph.one(node, "psin:agent"), graph.value(node, "psin:nameAsGiven")
    who = subject.link(agent) if agent is not None else Link(Text(given or _("somebody whom the source does not name")))
    differs = given if given and agent is not None and given.casefold() != who.text.value.casefold() else None
    return Engagement(
        subject.anchor(node),
        who,
        subject.concept(node, "psin:role"),
        subject.span(node),
        differs,
        subject.links(node, "psin:supportKind"),
        subject.concept(node, "psin:sponsorshipBasis"),
        subject.texts(node, "dcterms:description", "skos:note"),
        subject.marks(node),
        node,
        getattr(agent, "value", "") == subject.this,
        part,
    )


@dataclass(frozen=True)
class Part:
    """What an agent does for one network: the same record, read from the agent's page."""

    network: Link
    role: Link | None
    span: Span
    given: str | None
    support: list[Link]
    record: Link


def parts(subject: Subject, kind: str) -> list[Part]:
    """The engagements of one class whose agent is the page's subject, by network."""
    found = [_part(subject, node, subject.incoming) for node in subject.others(kind) if _plays(subject, node)]
    return sorted(found, key=lambda part: (part.span.over, part.network.text.value.casefold()))


def _plays(subject: Subject, node: str) -> bool:
    return subject.this in subject.incoming.values(node, "psin:agent")


def _part(subject: Subject, node: str, graph: Graph) -> Part:
    network = graph.one(node, "psin:ofNetwork")
    role, given = graph.one(node, "psin:role"), graph.value(node, "psin:nameAsGiven")
    return Part(
        subject.link(network) if network is not None else Link(Text(_("a network without a name"))),
        subject.link(role) if role is not None else None,
        span(graph, node),
        given if given and given.casefold() != subject.name.value.casefold() else None,
        [subject.link(term) for term in graph.all(node, "psin:supportKind")],
        Link(best(graph.all(node, "dcterms:title")) or Text(_("record")), subject.names.place(node)[0]),
    )
