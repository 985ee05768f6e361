"""The process that judges what strangers send, each document in a fork of its own: ``python -m psin.catalogue.judging``.

As the engine's zygote it has one thread, is cut off from the network, and understands ``fork`` and ``status`` on its
control socket. Arguments: descriptor of the control socket, ``-``, way of isolation, and a JSON object with ``folder``
(the documents that others are judged against) and ``settings``. A fork can open nothing and write nothing; it judges one
document and ends. It is sent a frame with a JSON object (``name``, ``format``, ``language``, ``seconds``, ``memory_mib``,
``bytes``) and one with the document, and answers with the written report and a JSON object about it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import math
import os
import pkgutil
import resource
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from psin import assets, turtle, validation
from psin.documents import BASE
from psin.engine import frames, isolation, worker
from psin.engine.zygote import Nursery
from psin.errors import PsinError
from psin.settings import Settings
from psin.validation import render
from psin.validation.background import Background
from psin.validation.parse import SYNTAXES, Parsed, parse_body
from psin.validation.shapes.shapeset import ShapeSet
from psin.validation.validate import validate_parsed
from psin.vocabulary.terms import Vocabulary

from .checking import background

#: A document with a mistake of grammar in any syntax, and one with a name that the vocabulary does not have.
_TRIALS = (b"<a> <b> ]", b"<https://example.org/a> <https://w3id.org/psin/ns#none> <https://example.org/b> .\n")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Law:
    """All that documents are judged by."""

    vocabulary: Vocabulary
    shapes: ShapeSet
    known: Background
    settings: Settings

    @classmethod
    def load(cls, folder: Path, settings: Settings) -> Law:
        vocabulary = Vocabulary.load(assets.ontology())
        known = background(folder, vocabulary, settings)
        return cls(vocabulary, ShapeSet.load(assets.shapes()), known, settings)

    def judge(self, raw: bytes, name: str, form: str, language: str) -> tuple[str, dict[str, Any]]:
        """The report in a format of ``render.FORMATS``, HTML as part of a page, and what is told about it."""
        started = time.perf_counter()
        documents = parse_body(raw, name, self.settings)
        report = validate_parsed(documents, self.vocabulary, self.shapes, self.known, started)
        if form == "html":
            written = render.html.body(report, _texts(documents), language)
        else:
            written = render.write(form, report, language)
        return written, {"conforms": report.conforms, "findings": len(report.findings)}


def _texts(documents: Sequence[Parsed]) -> dict[str, str]:
    return {parsed.file: parsed.text for parsed in documents}


def main(arguments: list[str]) -> None:
    control = socket.socket(fileno=int(arguments[0]))
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        way = isolation.leave_network(arguments[2])
        given = json.loads(arguments[3])
        law = Law.load(Path(given["folder"]), Settings({}, **given["settings"]))
        _warm(law)
    except PsinError as error:
        return _send(control, {"error": error.detail, "advice": error.advice})
    except (OSError, ValueError, MemoryError) as error:
        return _send(control, {"error": f"Documents cannot be validated: {error or 'out of memory'}.", "advice": ""})
    if len(os.listdir("/proc/self/task")) > 1:
        return _send(control, {"error": "The process that forks workers has several threads.", "advice": ""})
    gc.collect()
    gc.freeze()
    _send(control, {"ready": {"graphs": len(law.known.records), "isolation": way}})
    _Court(control, law, parent).run()


def _send(control: socket.socket, value: dict[str, object]) -> None:
    control.sendall(json.dumps(value).encode())


def _warm(law: Law) -> None:
    """Loads every module that a judgement may need, since forks can open no file, and builds what all of them share."""
    for name in ("decimal", "unicodedata", "urllib.parse"):
        importlib.import_module(name)
    for package in (validation, turtle):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
    path = next(iter(sorted(assets.data().glob("networks/*.ttl"))), None)
    triples = list(ox.parse(path.read_bytes() if path else _TRIALS[1], ox.RdfFormat.TURTLE, base_iri=BASE))
    for ending in (".ttl", *SYNTAXES):
        native = ox.RdfFormat.from_extension(ending[1:])
        document = ox.serialize(triples, format=native or ox.RdfFormat.JSON_LD) or b""
        for raw in (document, *_TRIALS):
            law.judge(raw, f"trial{ending}", "html", "fr")
    for form in render.FORMATS:
        law.judge(_TRIALS[1], "trial.ttl", form, "fr")


class _Court(Nursery):
    def __init__(self, control: socket.socket, law: Law, parent: int) -> None:
        super().__init__(control, worker.Graph(ox.Store(), True), parent)
        self.law = law

    def work(self, snapshot: bytes, statm: int) -> None:
        isolation.close_door(5)
        channel = socket.socket(fileno=3)
        reader = frames.Reader(channel)
        with contextlib.suppress(EOFError, OSError):
            kind, payload = reader.read()
            if kind == frames.PROBE:
                channel.sendall(frames.pack_json(frames.END, {"leaks": isolation.leaks()}))
                kind, payload = reader.read()
            self._answer(channel, json.loads(payload), reader.read()[1], int(os.pread(statm, 64, 0).split()[0]) * _PAGE)
        os._exit(0)

    def _answer(self, channel: socket.socket, asked: dict[str, Any], raw: bytes, base: int) -> None:
        _limit(asked["seconds"], base + (asked["memory_mib"] << 20))
        try:
            written, about = self.law.judge(raw, asked["name"], asked["format"], asked["language"])
            body = written.encode("utf-8", "replace")
        except MemoryError:
            return channel.sendall(frames.pack_json(frames.ERROR, {"limit": "memory"}))
        except Exception as error:  # whatever it is, the one who asks is told that there is no judgement
            return channel.sendall(frames.pack_json(frames.ERROR, {"lost": type(error).__name__}))
        if len(body) > asked["bytes"]:
            return channel.sendall(frames.pack_json(frames.ERROR, {"limit": "bytes"}))
        channel.sendall(frames.pack(frames.DATA, body) + frames.pack_json(frames.END, about))


def _limit(seconds: float, address_space: int) -> None:
    """The kernel ends the process at the deadline, whatever it is doing then."""
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    used = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))


if __name__ == "__main__":
    main(sys.argv[1:])
