"""How a thing hangs together with others: what its own document says, and what others say of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ... import documents
from ..language import _
from . import kinds
from .graph import key
from .record import property_words
from .subject import Mark, Subject
from .words import Link, Span, Text, When, best, span, when


@dataclass(frozen=True)
class Tie:
    anchor: str | None
    kind: Link
    end: Link
    span: Span
    texts: list[Text] = field(default_factory=list)
    marks: tuple[Mark, ...] = ()
    given: str | None = None


@dataclass(frozen=True)
class Group:
    """Ties of one kind."""

    kind: Link
    ties: list[Tie]


def _inverse_words() -> dict[str, str]:
    """A tie read from its other end: what those who state it are to the network."""
    return {
        "link-hosted-by": _("hosts"),
        "link-part-of": _("has as parts"),
        "link-partner": _("partner"),
        "link-peer-network": _("peer network"),
        "link-successor-of": _("continued as"),
        "link-contributes-to-strategy": _("helped by"),
        "link-feeds-mainstream": _("fed by"),
        "link-collaborates-with": _("collaborates with"),
        "link-spun-off-from": _("has spun off"),
        "link-inspired-by": _("has inspired"),
        "link-member-of": _("has as members"),
        "link-chapter-of": _("has as chapters"),
        "link-has-member": _("member of"),
        "link-merged-from": _("merged into"),
        "link-runs-event": _("run by"),
        "link-attached-event": _("attached to"),
        "link-carried-by": _("carries"),
        "link-listed-in": _("lists"),
    }


def grouped(ties_: list[Tie]) -> list[Group]:
    """Ties by their kind, in their order."""
    groups: dict[str, Group] = {}
    for tie in ties_:
        groups.setdefault(str(tie.kind), Group(tie.kind, [])).ties.append(tie)
    return list(groups.values())


@dataclass(frozen=True)
class Meeting:
    link: Link
    when: When
    part: str = ""


@dataclass(frozen=True)
class Listing:
    anchor: str | None
    catalogue: Link
    status: Link | None
    span: Span
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Ties:
    outgoing: list[Group]
    incoming: list[Group]
    meetings: list[Meeting]
    listings: list[Listing]

    def __bool__(self) -> bool:
        return bool(self.outgoing or self.incoming or self.meetings or self.listings)


def ties(subject: Subject) -> Ties:
    return Ties(grouped(outgoing(subject)), grouped(incoming(subject)), meetings(subject), listings(subject))


def outgoing(subject: Subject) -> list[Tie]:
    found = []
    for node in subject.records("psin:EcosystemLink"):
        graph = subject.graph
        end, given = graph.one(node, "psin:linksTo"), graph.value(node, "psin:nameAsGiven")
        kind = subject.concept(node, "psin:linkType") or Link(Text(_("tied to")))
        link = subject.link(end) if end is not None else Link(Text(given or _("something without a name")))
        texts = subject.texts(node, "dcterms:description", "skos:note")
        differs = given if end is not None and given and given.casefold() != str(link).casefold() else None
        found.append(Tie(subject.anchor(node), kind, link, subject.span(node), texts, subject.marks(node), differs))
    return sorted(found, key=lambda tie: (tie.span.over, str(tie.kind), str(tie.end).casefold()))


def incoming(subject: Subject) -> list[Tie]:
    """Ties that the documents of other networks state towards this one."""
    found = []
    graph = subject.incoming
    for node in subject.others("psin:EcosystemLink"):
        network = graph.one(node, "psin:ofNetwork")
        kind = graph.one(node, "psin:linkType")
        if network is not None and subject.this in graph.values(node, "psin:linksTo"):
            name = _inverse(subject, kind)
            end = Link(subject.link(network).text, subject.names.place(node)[0] or subject.link(network).href)
            found.append(Tie(None, name, end, span(graph, node)))
    return sorted(found, key=lambda tie: (str(tie.kind), str(tie.end).casefold()))


def _inverse(subject: Subject, kind: object) -> Link:
    if kind is None:
        return Link(Text(_("tied to")))
    link = subject.link(kind)
    words = _inverse_words().get(key(kind).rpartition("/")[2])
    return Link(Text(words), link.href) if words else link


def _parts() -> tuple[tuple[str, str], ...]:
    return (
        ("schema:organizer", _("organiser")),
        ("psin:ofNetwork", _("involved")),
        ("psin:networkRepresented", _("its conveners took part")),
        ("schema:attendee", _("took part")),
        ("psin:invited", _("invited")),
    )


def meetings(subject: Subject) -> list[Meeting]:
    """Convenings that name the thing, the latest first, with the parts it played."""
    found = []
    for node in subject.others("psin:Convening", "psin:ConveningOfConveners"):
        graph = subject.incoming
        played = [words for name, words in _parts() if subject.this in graph.values(node, name)]
        if played:
            moment = when(graph, node, "schema:startDate", "dcterms:date")
            found.append(
                Meeting(Link(subject.names.text(node), subject.names.place(node)[0]), moment, ", ".join(played))
            )
    return sorted(found, key=lambda meeting: (meeting.when.sort, str(meeting.link)), reverse=True)


def listings(subject: Subject) -> list[Listing]:
    """Catalogues that list the network, whichever document says so."""
    found = []
    for graph, nodes in (
        (subject.graph, subject.records("psin:Listing")),
        (subject.incoming, subject.others("psin:Listing")),
    ):
        for node in nodes:
            catalogue = graph.one(node, "psin:inCatalogue")
            status = graph.one(node, "psin:listingStatus")
            if catalogue is not None:
                kind = subject.link(status) if status is not None else None
                found.append(
                    Listing(subject.anchor(node), subject.link(catalogue), kind, span(graph, node), subject.marks(node))
                )
    return found


@dataclass(frozen=True)
class Mention:
    """Another document that names the thing: ``how`` in words."""

    document: Link
    kind: str
    how: str


def mentions(subject: Subject, *skip: str) -> list[Mention]:
    """Documents that point to the thing in a way no section has shown; ``skip`` names the types already shown."""
    shown = {node for kind in skip for node in subject.incoming.typed(kind)}
    found: dict[tuple[str, str], Mention] = {}
    for node in subject.incoming:
        document = documents.from_iri(node)
        if node in shown or document is None:
            continue
        for predicate, terms in subject.incoming.predicates(node).items():
            if any(key(term) == subject.this for term in terms):
                how = property_words(subject.names, predicate)
                name = subject.names.text(document.thing)
                label = best(subject.incoming.all(node, "dcterms:title", "skos:prefLabel"))
                place = subject.names.place(node)[0]
                found[(document.iri, how)] = Mention(
                    Link(label if node == document.thing and label else name, place),
                    kinds.single()[document.kind_name],
                    how,
                )
    return sorted(found.values(), key=lambda mention: (mention.kind, str(mention.document).casefold()))
