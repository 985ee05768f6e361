"""What every request needs: the settings, the engine and the catalogue it answers from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from flask import request

from .. import __version__
from ..catalogue import Catalogue
from ..engine import Engine
from ..queries.library import Library
from ..settings import Settings
from ..validation.findings import Finding
from ..vocabulary.terms import Vocabulary
from .answers import Answers


@dataclass
class Site:
    """One loaded state of the service. ``findings`` are those of the whole catalogue."""

    settings: Settings
    engine: Engine
    catalogue: Catalogue
    vocabulary: Vocabulary
    library: Library
    findings: list[Finding] = field(default_factory=list)

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
