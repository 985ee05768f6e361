"""``psin release``: a dated snapshot of the catalogue to archive and cite."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, date, datetime
from pathlib import Path

from .. import assets
from ..catalogue import load
from ..catalogue.checking import check
from ..catalogue.git import Repository
from ..errors import CatalogueError, InputError
from ..federation import release
from ..queries.derived import with_derived
from ..queries.library import Library
from ..validation.findings import Words, counted
from ..vocabulary.terms import Vocabulary
from ..web.start import refusal


def run(options: argparse.Namespace) -> int:
    catalogue, vocabulary = load(options.data), Vocabulary.load(assets.ontology())
    report = check(catalogue, vocabulary)
    if not report.conforms:
        raise CatalogueError(refusal(report), "What does not conform is not released: mend these first.")
    day = _day(options.date, catalogue.folder)
    whole = with_derived(catalogue, Library.load(assets.queries(), vocabulary))
    made = release.build(whole, vocabulary, day)
    folder = release.write(made, options.to, day)
    size = sum(map(len, made.files.values()))
    print(f"{folder}: {counted(len(made.files), Words('file'))}, {size / 1e6:.1f} MB; packed: {folder}.tar.gz")
    print("Make it citable: archive the packed file where it gets a DOI, then serve it with PSIN_RELEASES.")
    return 0


def _day(given: str | None, folder: Path) -> date:
    """The day asked for, that of ``SOURCE_DATE_EPOCH``, that of the last commit of the documents, or today."""
    if given:
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise InputError(f"'{given[:40]}' is not a day.", "Write it as 2026-11-24.") from None
    if (epoch := os.environ.get("SOURCE_DATE_EPOCH", "")).isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    try:
        committed = Repository(folder).last_commit()
    except InputError:
        committed = None
    return committed.date() if committed else datetime.now(UTC).date()
