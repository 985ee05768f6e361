"""What every request needs: the settings, the engine and the catalogue it answers from."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from flask import request

from .. import __version__
from ..catalogue import Catalogue
from ..catalogue.readmodel import ReadModel, build
from ..engine import Engine
from ..queries.library import Library
from ..settings import Settings
from ..validation.findings import Finding, Severity
from ..vocabulary.terms import Vocabulary
from .answers import Answers

#: What a query that fills the read model may use: it is one of ours, and its answer grows with the catalogue.
_SECONDS, _ROWS, _BYTES = 300.0, 50_000_000, 4_000_000_000


@dataclass
class Site:
    """One loaded state of the service. ``findings`` are those of the whole catalogue."""

    settings: Settings
    engine: Engine
    catalogue: Catalogue
    vocabulary: Vocabulary
    library: Library
    findings: Sequence[Finding] = field(default_factory=list)
    #: The version of the catalogue to which the engine moves on, while the next state is being made.
    following: str = ""
    _building: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    @property
    def model(self) -> ReadModel:
        """The read model of this state, built when it is first asked for."""
        with self._building:
            if "_model" not in self.__dict__:
                self.__dict__["_model"] = self._build()
            return self.__dict__["_model"]

    def _build(self) -> ReadModel:
        budget = replace(self.engine.budget, seconds=_SECONDS, rows=_ROWS, bytes=_BYTES)
        questions = [(query.name, query.title, query.question) for query in self.library.queries.values()]
        advised = {
            f"{graph}#this"
            for graph, findings in self._by_document.items()
            if any(finding.lesson and finding.severity is not Severity.VIOLATION for finding in findings)
        }
        select = partial(self.engine.select, budget=budget)
        return ReadModel(build(self.catalogue, select, self.vocabulary, questions, frozenset(advised)))

    def close(self) -> None:
        """Ends what this state holds: its engine and its read model."""
        self.engine.close()
        if "_model" in self.__dict__:
            self.__dict__["_model"].close()

    @property
    def ready(self) -> bool:
        """Whether it is known what answers depend on: of a large catalogue it takes a while to work that out."""
        return "state" in self.__dict__

    @cached_property
    def state(self) -> str:
        """A hash of all that answers depend on, other in each run if there are blank nodes, since their labels are."""
        return hashlib.sha256(__version__.encode() + b"\0" + self.catalogue.nquads).hexdigest()

    @cached_property
    def answers(self) -> Answers:
        """Answers of this state that are kept."""
        return Answers(int(self.settings.cache_bytes))

    @cached_property
    def _by_document(self) -> dict[str, list[Finding]]:
        graphs = {str(item.path): item.graph for item in self.catalogue.documents}
        grouped: dict[str, list[Finding]] = {}
        for finding in self.findings:
            for graph in {graphs.get(str(place.file), "") for place in finding.places}:
                grouped.setdefault(graph, []).append(finding)
        return grouped

    def findings_for(self, document_iri: str) -> list[Finding]:
        """What validation has to say about one document."""
        return self._by_document.get(document_iri, [])


def site() -> Site:
    """The state that answers the current request."""
    return request.environ["psin.request"].site
