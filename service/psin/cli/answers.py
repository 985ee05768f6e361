"""``psin validate --queries``: which questions of the library the files would change the answers of."""

from __future__ import annotations

import argparse
import sys

from .. import assets
from ..catalogue import load
from ..catalogue.loader import Catalogue
from ..queries.answers import Change, changes
from ..queries.library import Library
from ..validation.parse import Parsed, parse_documents
from ..vocabulary.namespaces import compact
from .files import rdf_files

#: Rows shown of one question, of those that come and of those that go.
_SHOWN = 5


def run(options: argparse.Namespace) -> int:
    """Compares the published catalogue with the one that the files would make of it, and prints what differs."""
    catalogue = load(options.data)
    read = [one for path in rdf_files(path for path in options.files if path != "-") for one in parse_documents(path)]
    documents = {one.iri: one.text for one in read if one.reading and one.document}
    out = sys.stdout if options.format == "text" else sys.stderr
    if _are_published(catalogue, read):
        print(
            "\nThe files are what is published, so no answer changes; name the published catalogue with --data.",
            file=out,
        )
        return 0
    library = Library.load(assets.queries())
    found = 0
    for change in changes(library, catalogue, documents):
        found += 1
        print(_written(change), file=out)
    print(
        f"\n{found} of {len(library.queries)} questions of the library {'is' if found == 1 else 'are'} answered differently.",
        file=out,
    )
    return 0


def _are_published(catalogue: Catalogue, read: list[Parsed]) -> bool:
    texts = {item.graph: item.text for item in catalogue.documents}
    return all(texts.get(one.iri) == one.text for one in read)


def _written(change: Change) -> str:
    head = f"\n{change.query.name}: {change.query.question}"
    if change.trouble:
        return f"{head}\n  not compared: {change.trouble}"
    lines = [f"{head}\n  {_count(len(change.added), 'more')}, {_count(len(change.removed), 'fewer')}"]
    for sign, rows in (("+", change.added), ("-", change.removed)):
        lines.extend(f"  {sign} {' | '.join(map(_shown, row))}" for row in rows[:_SHOWN])
        if len(rows) > _SHOWN:
            lines.append(f"  {sign} and {len(rows) - _SHOWN} more")
    return "\n".join(lines)


def _count(number: int, what: str) -> str:
    return f"{number} {'row' if number == 1 else 'rows'} {what}"


def _shown(term: str) -> str:
    if term.startswith("<"):
        return compact(term[1:-1])
    text = term[1 : term.rindex('"')] if term.startswith('"') else term
    return " ".join(text.split())[:80]
