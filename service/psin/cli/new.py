"""``psin new network``: asks for what is missing on a terminal, writes a file that validates."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from ..catalogue.draft import NetworkDraft, slug_of, write_network
from ..errors import InputError

_NEEDED = {
    "name": "Name of the network",
    "description": "What it is, in a sentence or two of English",
    "source": "Address of a page where this can be checked",
}
_WELCOME = {
    "country": "Country (three letters, e.g. NZL; empty if none)",
    "founded": "Founded (2012, 2012-06 or 2012-06-30; empty if unknown)",
    "homepage": "Web site (empty if none)",
}


def run(options: argparse.Namespace) -> int:
    answers = {name: getattr(options, name) for name in (*_NEEDED, *_WELCOME)}
    if sys.stdin.isatty() and not all(answers[name] for name in _NEEDED):
        for name, question in {**_NEEDED, **_WELCOME}.items():
            answers[name] = answers[name] or input(f"{question}: ")
    missing = [f"--{name}" for name in _NEEDED if not answers[name]]
    if missing:
        raise InputError(f"A network's file needs {', '.join(missing)}.", "Give them as options, or run the command on a terminal.")
    draft = NetworkDraft(
        **{name: value or "" for name, value in answers.items()},
        language=options.language,
        convener=options.convener or "",
        slug=options.slug or slug_of(answers["name"]),
    )
    text = write_network(draft, datetime.datetime.now(datetime.UTC))
    path = Path(options.data or "data") / draft.document.file
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{path} exists already.", "Choose another short name with --slug, or edit that file.") from None
    print(f"{path} written. Next: psin validate {path}")
    return 0
