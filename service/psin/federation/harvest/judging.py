"""The process that judges a partner's records: ``python -m psin.federation.harvest.judging``.

It has no network and can open no file. Arguments: descriptors of the control socket, of the pipe it reads from and of the
one it writes to, and a JSON object with ``way`` (isolation), ``memory_mib``, ``seconds`` (for a batch), ``spaces`` and
``licences``. A line of JSON in is a list of records (``key`` and N-Triples ``lines``); the line out tells of each, in the
same order, its ``key``, ``reasons`` to put it aside, ``own`` lines, ``claims``, ``left`` (statements about others) and
``hash``.

Source of the canonical names: RDF Dataset Canonicalization (RDFC-1.0, W3C 2024).
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import resource
import signal
import socket
import sys
import time
from collections.abc import Sequence
from typing import Any

from ... import assets, turtle, validation
from ...catalogue import ready
from ...engine import isolation
from ...errors import PsinError
from ...validation.background import Background
from ...validation.findings import Severity
from ...validation.parse import parse_text
from ...validation.shapes.shapeset import ShapeSet
from ...validation.validate import validate_parsed
from ...vocabulary.namespaces import DCTERMS, PSIN, RDF, SKOS, XSD
from ...vocabulary.terms import Vocabulary
from .reading import confine
from .records import Judged, judge

#: Rules about addresses and files of ours, which a partner's records cannot follow.
OURS_ONLY = frozenset("G12 G14 G21 G44 C01 D01 D10 D16 K01 K20 N01 O01 X23".split())
#: Modules that are loaded only for some values.
_FURTHER = ("_strptime", "decimal", "difflib", "encodings.idna", "fractions", "unicodedata")
_DATATYPES = (
    "boolean integer decimal double dateTime gYear gYearMonth date anyURI duration hexBinary base64Binary".split()
)
#: A record that breaks rules of every kind, so that all that judging needs is loaded before the door is closed.
_TRIAL = (
    f"<{{0}}a> <{RDF}type> <{PSIN}Netwrok> .",
    f"<{{0}}a> <{RDF}type> <{PSIN}Network> .",
    f'<{{0}}a> <{SKOS}prefLabel> "no language" .',
    f'<{{0}}a> <{DCTERMS}descripton> "write to a@example.org or call +32 2 555 01 23"@xx-none .',
    f'<{{0}}a> <{DCTERMS}date> "2026-99-99"^^<{XSD}date> .',
    f"<{{0}}a> <{DCTERMS}spatial> <http://publications.europa.eu/resource/authority/country/BLX> .",
    f"<{{0}}a> <{DCTERMS}source> _:b .",
    *(
        f'<{{0}}a> <{DCTERMS}identifier> "{value}"^^<{XSD}{name}> .'
        for name in _DATATYPES
        for value in ("1", "2026-11-24T08:00:00Z")
    ),
    f"<{{0}}a> <{PSIN}governmentLevel> <https://w3id.org/psin/concept/level-locale> .",
)
_CPU_SECONDS = 86_400


class Law:
    """All that records are judged by."""

    def __init__(
        self, vocabulary: Vocabulary, shapes: ShapeSet, spaces: Sequence[str], licences: Sequence[str]
    ) -> None:
        self._vocabulary, self._shapes = vocabulary, shapes
        shapes.complete()
        self._background = Background(vocabulary)
        self._spaces, self._licences = tuple(spaces), frozenset(licences)

    def judge(self, batch: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        judged = [judge(one["key"], one["lines"], self._spaces, self._licences) for one in batch]
        for one, reasons in zip(judged, self._findings(judged), strict=True):
            one.reasons.extend(reasons)
        return [vars(one) for one in judged]

    def _findings(self, judged: Sequence[Judged]) -> list[list[str]]:
        """What our shapes and the closed world of our vocabulary refuse, record by record."""
        found: list[list[str]] = [[] for _ in judged]
        documents = []
        for number, one in enumerate(judged):
            if one.own and not one.reasons:
                text = f"@base <{one.key}> .\n" + "\n".join(one.own) + "\n"
                documents.append(parse_text(text, str(number), None))
        report = validate_parsed(documents, self._vocabulary, self._shapes, self._background, time.perf_counter())
        for finding in report.findings:
            if finding.severity is Severity.VIOLATION and finding.code not in OURS_ONLY:
                reasons = found[int(finding.file)]
                said = f"{finding.code}: {finding.message.en}"
                if said not in reasons:
                    reasons.append(said)
        return found


def main(arguments: list[str]) -> None:
    control, source, target = isolation.lowest([int(one) for one in arguments[:3]])
    given = json.loads(arguments[3])
    channel = socket.socket(fileno=control)
    try:
        law = Law(
            ready.vocabulary(assets.ontology()), ready.shapes(assets.shapes()), given["spaces"], given["licences"]
        )
        for package in (validation, turtle):
            for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                importlib.import_module(found.name)
        for name in _FURTHER:
            importlib.import_module(name)
        law.judge([{"key": given["spaces"][0], "lines": [line.format(given["spaces"][0]) for line in _TRIAL]}])
        confine({**given, "seconds": _CPU_SECONDS}, 1 << 40)
    except PsinError as error:
        channel.sendall(error.detail.encode())
        return
    channel.sendall(b"ready")
    channel.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    with os.fdopen(source, "rb") as lines, os.fdopen(target, "wb") as out:
        for line in lines:
            signal.setitimer(signal.ITIMER_REAL, given["seconds"])
            answer = json.dumps(_judged(law, json.loads(line))).encode()
            signal.setitimer(signal.ITIMER_REAL, 0)
            out.write(answer + b"\n")
            out.flush()


def _judged(law: Law, batch: list[dict[str, Any]]) -> list[dict[str, Any]] | dict[str, str]:
    """The judgements, or what kind of error kept them from being made."""
    try:
        return law.judge(batch)
    except Exception as error:  # whatever it is, it is about one record, which is then judged by itself
        return {"error": type(error).__name__}


if __name__ == "__main__":
    main(sys.argv[1:])
