"""One synthetic document, and the formats it is written in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from psin.documents import BASE, Document
from psin.vocabulary.namespaces import PREFIXES, RDF

_OUR_NAMESPACES = "|".join(re.escape(namespace) for namespace in sorted(PREFIXES.values(), key=len, reverse=True))
_COMPACT = re.compile(rf"<({_OUR_NAMESPACES})([A-Za-z][A-Za-z0-9-]*)>")
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}

#: Subject, predicate and object as in N-Triples.
Statement = tuple[str, str, str]


@dataclass(frozen=True)
class SyntheticDocument:
    """A document and its statements."""

    document: Document
    statements: list[Statement]

    def nquads(self) -> str:
        """The statements as N-Quads, in the graph of the document."""
        end = f" <{self.document.iri}> .\n"
        return "".join([f"{s} {p} {o}{end}" for s, p, o in self.statements])

    def ntriples(self) -> str:
        return "".join([f"{s} {p} {o} .\n" for s, p, o in self.statements])

    def turtle(self) -> str:
        """The statements as Turtle, relative to the document."""
        grouped: dict[str, list[str]] = {}
        for subject, predicate, value in self.statements:
            grouped.setdefault(subject, []).append(f"    {predicate} {value}")
        blocks = [f"{subject}\n" + " ;\n".join(lines) + " .\n" for subject, lines in grouped.items()]
        text = "\n".join(blocks).replace(f" <{RDF}type> ", " a ")
        text = _COMPACT.sub(lambda found: f"{_PREFIX_OF[found[1]]}:{found[2]}", text)
        text = (
            text.replace(f"<{self.document.iri}#", "<#")
            .replace(f"<{self.document.iri}>", "<>")
            .replace(f"<{BASE}", "<../")
        )
        used = set(re.findall(r"\b([a-z]+):[A-Za-z]", text))
        prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items() if prefix in used)
        return f"@base <{self.document.iri}> .\n{prefixes}\n{text}"
