"""``psin diff``: what changed between two versions of a record or a catalogue, in words."""

from __future__ import annotations

import argparse
import json
import sys
from functools import cache
from pathlib import Path

from .. import assets
from ..catalogue.changes import Comparison, DocumentChange, Names, compare
from ..catalogue.changes.compare import statements_in
from ..documents import Document
from ..errors import InputError, PsinError
from ..settings import Settings
from ..turtle.matching import Triple
from ..turtle.reader import read
from ..validation.findings import Words, counted
from ..validation.rules import shorten
from ..vocabulary.terms import Vocabulary
from .files import text_of
from .versions import File, at_revision, opened, paired

_WORDS = {
    "added": ("new document", "nouveau document"),
    "removed": ("document removed", "document retiré"),
    "layout": ("says the same, written differently", "dit la même chose, écrit autrement"),
    "same": ("Nothing changed.", "Rien n’a changé."),
    "uncertain": (
        "time did not suffice to tell which blank nodes are the same, so some of this may only be other names for them",
        "le temps n’a pas suffi à reconnaître les nœuds anonymes : il n’y a peut-être là, en partie, que d’autres noms",
    ),
}
#: For one and for several.
_COUNTED = (
    (Words("", "document modifié"), Words("", "documents modifiés")),
    (Words("", "nouveau"), Words("", "nouveaux")),
    (Words("", "retiré"), Words("", "retirés")),
)
#: A sentence may quote two long values and the words around them.
_LONGEST = 1500


def run(options: argparse.Namespace) -> int:
    old, new = _versions(options)
    before, after = paired(old, new)
    vocabulary = Vocabulary.load(assets.ontology())
    data = options.data or assets.data()

    def statements_of(document: Document) -> tuple[Triple, ...]:
        return statements_in((after, before), document) or _installed(data, document)

    found = compare(before, after, Names(vocabulary, statements_of), options.language)
    if options.format == "json":
        print(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(found, options.language))
    return 0 if found.same else 1


def _versions(options: argparse.Namespace) -> tuple[list[File], list[File]]:
    limit = int(Settings().document_bytes)
    given = options.versions
    if options.git:
        if len(given) not in (2, 3):
            raise InputError(
                "--git needs two revisions, and a path if you like.", "Write it like psin diff --git HEAD~1 HEAD data."
            )
        path = given[2] if len(given) == 3 else "."
        return (at_revision(given[0], path, limit, from_here=True), at_revision(given[1], path, limit, from_here=True))
    if len(given) != 2:
        raise InputError(
            "Two versions are compared, an old one and a new one.", "Write it like psin diff old.ttl new.ttl."
        )
    return (
        opened(given[0], limit, allow_private=options.allow_private),
        opened(given[1], limit, allow_private=options.allow_private),
    )


@cache
def _installed(data: Path, document: Document) -> tuple[Triple, ...]:
    """The statements of a document that neither version holds, for its name."""
    path = data / document.file
    try:
        return (
            tuple(statement[:3] for statement in read(text_of(path), document.iri).statements) if path.is_file() else ()
        )
    except PsinError:
        return ()


def _lines(found: Comparison, language: str) -> list[str]:
    french = language == "fr"
    colon = " : " if french else ": "
    lines = [
        f"{shorten(one.name)}{colon}{shorten(text, _LONGEST)}"
        for one in found.documents
        for text in _texts(one, french)
    ]
    if found.same:
        return [*lines, _WORDS["same"][french]]
    if found.compared + found.count("added") + found.count("removed") > 1:
        changed, added, removed = (found.count(kind) for kind in ("changed", "added", "removed"))
        of = counted(found.compared, Words("document"))
        en = f"{changed:,} of {of} changed, {added:,} new, {removed:,} removed."
        parts = [
            counted(number, *words, "fr") for number, words in zip((changed, added, removed), _COUNTED, strict=True)
        ]
        lines.append(f"{parts[0]} sur {found.compared}, {parts[1]}, {parts[2]}." if french else en)
    return lines


def _texts(one: DocumentChange, french: bool) -> list[str]:
    if one.kind != "changed":
        return [f"{_WORDS[one.kind][french]} [{one.key}]" if one.kind != "layout" else _WORDS["layout"][french]]
    return [change.text for change in one.changes] + ([] if one.certain else [_WORDS["uncertain"][french]])


def _as_json(found: Comparison) -> dict[str, object]:
    return {
        "same": found.same,
        "compared": found.compared,
        "documents": [
            {
                "document": one.key,
                "name": one.name,
                "change": one.kind,
                "certain": one.certain,
                "changes": [
                    {
                        "kind": change.kind,
                        "subject": change.subject,
                        "property": change.property,
                        "removed": change.removed,
                        "added": change.added,
                        "text": change.text,
                    }
                    for change in one.changes
                ],
            }
            for one in found.documents
        ],
    }
