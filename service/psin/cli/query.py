"""``psin query``: a question of the library, a file, or standard input, asked of the catalogue."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .. import assets
from ..catalogue import load
from ..engine import Engine, kind_of
from ..engine.formats import Format, of_kind
from ..errors import InputError
from ..queries.library import Library
from ..settings import Settings
from ..vocabulary.namespaces import compact
from .files import text_of


def run(options: argparse.Namespace) -> int:
    text = _text(options.query, options.parameters)
    kind = kind_of(text)
    accept = _format(options.format, kind)
    with Engine.open(load(options.data).nquads, Settings()) as engine, engine.stream(text, accept=accept) as answer:
        if options.format == "table" and kind != "graph":
            _print_table(b"".join(answer))
        else:
            for chunk in answer:
                sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
    return 0


def _text(named: str, parameters: list[str]) -> str:
    if named == "-":
        return sys.stdin.read()
    library = Library.load(assets.queries())
    if named in library.queries:
        pairs = [parameter.partition("=") for parameter in parameters]
        if wrong := [name for name, sign, _ in pairs if not sign]:
            raise InputError(f"'{wrong[0]}' gives no value.", "Write parameters as NAME=VALUE.")
        return library.queries[named].bind({name: value for name, _, value in pairs})
    if Path(named).exists():
        return text_of(Path(named))
    raise InputError(f"There is no query and no file '{named}'.", f"Queries are: {', '.join(sorted(library.queries))}.")


def _format(name: str, kind: str) -> Format:
    fitting = of_kind(kind)
    if name == "table":
        return fitting[0]
    for offer in fitting:
        if name in (offer.name, offer.extension):
            return offer
    raise InputError(
        f"'{name}' is not a format for this answer.", f"Formats are: table, {', '.join(f.name for f in fitting)}."
    )


def _print_table(data: bytes) -> None:
    body = json.loads(data)
    if "boolean" in body:
        print("yes" if body["boolean"] else "no")
        return
    names = body["head"]["vars"]
    rows = [[_shown(row.get(name)) for name in names] for row in body["results"]["bindings"]]
    widths = [max([len(name), *(len(row[n]) for row in rows)]) for n, name in enumerate(names)]
    for row in [names, ["-" * width for width in widths], *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(f"\n{len(rows)} {'row' if len(rows) == 1 else 'rows'}")


def _shown(term: dict[str, str] | None) -> str:
    if term is None:
        return ""
    text = compact(term["value"]).strip("<>") if term["type"] == "uri" else term["value"]
    return " ".join(text.split())[:80]
