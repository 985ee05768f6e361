"""Names that exist, by the family of a name that does not: where the one that was meant is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ..documents import from_iri
from ..vocabulary import foreign
from ..vocabulary.namespaces import PSIN, PSINC
from .context import Background, subjects
from .parse import Parsed


class Known:
    """Terms, concepts, documents and their parts."""

    def __init__(self, documents: Sequence[Parsed], background: Background) -> None:
        self._declared = background.vocabulary.declared
        self._parts = background.parts
        self._documents = documents
        self._names = cache(self._list)

    def beside(self, iri: str) -> tuple[str, tuple[str, ...]]:
        """What an IRI shares with the names of its family, and those names without it."""
        document = from_iri(iri)
        if document is None:
            cut = max(iri.rfind("#"), iri.rfind("/")) + 1
            return iri[:cut], self._names(iri[:cut])
        if document.iri in self._parts or document.iri in self._iris():
            return f"{document.iri}#", self._names(f"{document.iri}#")
        namespace = document.iri.removesuffix(document.slug)
        return namespace, self._names(namespace)

    def _iris(self) -> set[str]:
        return {parsed.iri for parsed in self._documents}

    def _list(self, namespace: str) -> tuple[str, ...]:
        if namespace in (PSIN, PSINC):
            found = self._declared
        elif namespace.endswith("#") and from_iri(namespace):
            found = self._fragments(namespace[:-1])
        elif namespace in foreign.ALLOWED:
            return tuple(foreign.ALLOWED[namespace] | foreign.existing(namespace))
        else:
            found = {*self._parts, *self._iris()}
        return tuple(sorted(iri[len(namespace) :] for iri in found if iri.startswith(namespace)))

    def _fragments(self, document: str) -> set[str]:
        own = [subjects(parsed) for parsed in self._documents if parsed.iri == document]
        parts = set.union(*own) if own else self._parts.get(document, set())
        return {term[1:-1] for term in parts}
