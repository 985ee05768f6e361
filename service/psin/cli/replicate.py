"""``psin replicate``: a copy of a catalogue in three ways, and the proof that they are the same."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from ..federation.replica.copies import WAYS, Copies
from ..federation.replica.replicate import Proof, replicate
from ..federation.replica.source import Source, host
from ..settings import Settings
from ..validation.findings import Words, counted

_GRAPH = Words("graph")
_WORDS = {"dump": "dump and changes since", "feed": "all changes", "queries": "queries"}


def run(options: argparse.Namespace) -> int:
    if options.into is not None:
        return _run(options, options.into)
    with tempfile.TemporaryDirectory(prefix="psin-replica-") as folder:
        return _run(options, Path(folder))


def _run(options: argparse.Namespace, folder: Path) -> int:
    internal = options.allow_private or host(options.url) in str(Settings().harvest_internal).split()
    source = Source(options.url, folder, internal=internal)
    copies = Copies(folder, source.url)
    try:
        proof = replicate(
            source,
            copies,
            options.version,
            (lambda text: print(text, file=sys.stderr)) if options.verbose else lambda _: None,
        )
    finally:
        copies.close()
    if options.format == "json":
        print(json.dumps({**vars(proof), "holds": proof.holds}, indent=1))
    else:
        _print(proof)
    return 0 if proof.holds else 1


def _print(proof: Proof) -> None:
    for way in WAYS:
        print(f"{proof.hashes[way]}  {counted(proof.graphs[way], _GRAPH)}  {_WORDS[way]}")
    for name in proof.differing[:20]:
        print(f"differs: <{name}>")
    if proof.holds:
        print(f"The three copies of {proof.source} are the same; the dump was version {proof.version}.")
    else:
        print(f"The copies of {proof.source} differ in {counted(len(proof.differing), _GRAPH)}.")
