"""What an event changed, in sentences."""

from __future__ import annotations

from functools import lru_cache

from ...catalogue import Catalogue
from ...catalogue.changes import Names, compare
from ...catalogue.changes.compare import Text
from ...documents import Document, from_iri
from ...errors import PsinError
from ...turtle.matching import Triple
from ...turtle.reader import read
from ...vocabulary.terms import Vocabulary
from ..history import UPDATE, Event
from ..history.log import Log

#: Time for one comparison, in seconds.
_SECONDS = 0.5
#: Sentences about one event.
_MOST = 20


class Words:
    """Tells the changes in the log with the names that a catalogue has for things. Remembers what it has told."""

    def __init__(self, log: Log, catalogue: Catalogue, vocabulary: Vocabulary) -> None:
        self._log, self._catalogue, self._vocabulary = log, catalogue, vocabulary
        self.of = lru_cache(2000)(self._of)

    def _of(self, event: Event, language: str) -> tuple[str, ...]:
        """Sentences for an update of a document; none for other events."""
        if event.kind != UPDATE or from_iri(event.graph) is None:
            return ()
        before = [other for other in self._log.of(event.graph) if other.number < event.number][-1]
        if before.digest is None or event.digest is None:
            return ()
        old, new = (
            {event.graph: Text(event.graph, event.graph, self._log.text(one))} for one in (before.digest, event.digest)
        )
        try:
            found = compare(old, new, Names(self._vocabulary, self._statements), language, _SECONDS)
        except PsinError:
            return ()
        return tuple(change.text for document in found.documents for change in document.changes)[:_MOST]

    def _statements(self, document: Document) -> tuple[Triple, ...]:
        items = self._catalogue.by_graph.get(document.iri, ())
        return tuple(one[:3] for item in items for one in read(item.text, document.iri).statements)
