"""The process that reads what a partner sent: ``python -m psin.federation.harvest.reading``.

It has no network, cannot open or create a file, and is ended by the kernel at its limits of time and memory. Arguments:
descriptors of the control socket, of the file to read and of the file to write, and a JSON object with ``format``,
``base``, ``way`` (isolation), ``seconds``, ``memory_mib``, ``statements``, ``blanks``, and ``mapping`` for a table.

It writes lines of fields separated by tabs: ``S`` record, subject if blank, object if blank, graph, predicate and
statement as N-Triples; ``Q`` record and a reason to put it aside. Then it answers with a JSON object: counts, or ``error``.
"""

from __future__ import annotations

import io
import json
import math
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, TextIO

import pyoxigraph as ox

from ... import assets
from ...catalogue import ready
from ...engine import isolation
from ..partners import Column, TableMapping
from . import sniffing
from .guards import composed, term_fault
from .tables import Table, TableFault

_FORMATS = {
    sniffing.TURTLE: ox.RdfFormat.TURTLE,
    sniffing.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    sniffing.NQUADS: ox.RdfFormat.N_QUADS,
    sniffing.TRIG: ox.RdfFormat.TRIG,
    sniffing.JSONLD: ox.RdfFormat.JSON_LD,
    sniffing.RDFXML: ox.RdfFormat.RDF_XML,
}
_BOM = b"\xef\xbb\xbf"
_PAGE = os.sysconf("SC_PAGE_SIZE")
#: Bytes that may be written: statements grow when they are written in full.
_OUTPUT = 4_000_000_000


class TooMany(Exception):
    """More of something than is taken."""


class Writer:
    """Writes statements to the file, and counts them."""

    def __init__(self, out: TextIO, statements: int, blanks: int) -> None:
        self._out, self._most, self._most_blanks = out, statements, blanks
        self._blanks: set[str] = set()
        self.statements = self.refused = 0

    def aside(self, record: str, reason: str) -> None:
        self.refused += 1
        self._out.write(f"Q\t{_plain(record)}\t{_plain(reason)}\n")

    def write(self, statement: ox.Triple | ox.Quad) -> None:
        self.statements += 1
        if self.statements > self._most:
            raise TooMany(f"it holds more than {self._most:,} statements")
        subject, predicate, value = statement.subject, statement.predicate, statement.object
        record = subject.value.partition("#")[0] if isinstance(subject, ox.NamedNode) else str(subject)
        fault = term_fault(subject) or term_fault(predicate) or term_fault(value)
        if fault:
            return self.aside(record if isinstance(subject, ox.NamedNode) else str(subject), fault)
        for term in (subject, value):
            if isinstance(term, ox.BlankNode) and term.value not in self._blanks:
                self._blanks.add(term.value)
                if len(self._blanks) > self._most_blanks:
                    raise TooMany(f"it holds more than {self._most_blanks:,} blank nodes")
        if isinstance(value, ox.Literal):
            value = composed(value)
        blank = str(value) if isinstance(value, ox.BlankNode) else ""
        graph = getattr(statement, "graph_name", None)
        named = graph.value if isinstance(graph, ox.NamedNode) else ""
        line = f"{subject} {predicate} {value} ."
        self._out.write(f"S\t{record}\t{blank}\t{_plain(named)}\t{predicate.value}\t{line}\n")


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in text)[:2000]


def statements(raw: BinaryIO, asked: dict[str, Any], writer: Writer) -> Iterable[ox.Triple | ox.Quad]:
    """What the file says, as far as it can be read. Raises SyntaxError, TableFault, UnicodeDecodeError."""
    if raw.read(3) != _BOM:
        raw.seek(0)
    start = raw.tell()
    if asked["format"] == sniffing.CSV:
        given = asked["mapping"]
        mapping = TableMapping(**{**given, "columns": tuple(Column(**column) for column in given["columns"])})
        text = io.TextIOWrapper(raw, encoding=mapping.encoding, errors="strict", newline="")
        return Table(mapping, asked["base"], ready.vocabulary(assets.ontology()), writer.aside).statements(text)
    form = _FORMATS[asked["format"]]
    check_text(raw)
    raw.seek(start)
    if form in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        return _lines(raw, form, writer)
    base = asked["base"] if form is not ox.RdfFormat.N_TRIPLES else None
    # Lenient about IRIs only to be strict about them one by one: a single bad one is no reason to lose the rest.
    return ox.parse(raw, form, base_iri=base, lenient=True, rename_blank_nodes=True)


def check_text(raw: BinaryIO) -> None:
    """Raises UnicodeDecodeError where a file is not UTF-8, with the place in the whole file."""
    import codecs

    decoder, done = codecs.getincrementaldecoder("utf-8")(), raw.tell()
    while True:
        chunk = raw.read(1 << 20)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise UnicodeDecodeError("utf-8", b"", done + error.start, done + error.end, error.reason) from None
        done += len(chunk)
        if not chunk:
            return


def _lines(raw: BinaryIO, form: ox.RdfFormat, writer: Writer) -> Iterator[ox.Quad]:
    """N-Triples and N-Quads in blocks; in a block with a mistake, line by line, so that only that line is lost."""
    number, block = 1, []
    for line in raw:
        block.append(line)
        if len(block) == 5000:
            yield from _block(block, form, writer, number)
            number += len(block)
            block = []
    yield from _block(block, form, writer, number)


def _block(block: list[bytes], form: ox.RdfFormat, writer: Writer, first: int) -> Iterator[ox.Quad]:
    try:
        yield from list(ox.parse(b"".join(block), form, lenient=True))
        return
    except SyntaxError:
        pass
    for number, line in enumerate(block, first):
        try:
            yield from list(ox.parse(line, form, lenient=True))
        except SyntaxError as error:
            named = (
                line.lstrip()[1:].partition(b">")[0].decode("utf-8", "replace")
                if line.lstrip().startswith(b"<")
                else ""
            )
            writer.aside(named.partition("#")[0] or f"line {number}", f"line {number} cannot be read: {error.msg}")


def main(arguments: list[str]) -> None:
    control, source, target = isolation.lowest([int(one) for one in arguments[:3]])
    asked = json.loads(arguments[3])
    channel = socket.socket(fileno=control)
    ready.vocabulary(assets.ontology()).concepts  # noqa: B018  nothing can be opened later
    with os.fdopen(source, "rb") as raw, os.fdopen(target, "w", encoding="utf-8", newline="\n") as out:
        confine(asked, _OUTPUT)
        answer = _read(raw, out, asked)
    channel.sendall(json.dumps(answer).encode())


def _read(raw: BinaryIO, out: TextIO, asked: dict[str, Any]) -> dict[str, Any]:
    writer = Writer(out, asked["statements"], asked["blanks"])
    try:
        for statement in statements(raw, asked, writer):
            writer.write(statement)
        out.flush()
    except SyntaxError as error:
        return {"error": f"it cannot be read as {asked['format']}: {_plain(str(error.msg))[:300]}"}
    except UnicodeDecodeError as error:
        wanted = error.encoding.upper()
        return {"error": f"it is not {wanted}: byte {error.start + 1} has no meaning"}
    except (TooMany, TableFault) as error:
        return {"error": _plain(str(error))}
    except (ValueError, LookupError, OSError, MemoryError, RecursionError) as error:
        return {"error": f"it cannot be read: {_plain(str(error))[:200] or type(error).__name__}"}
    return {"statements": writer.statements, "refused": writer.refused}


def confine(asked: dict[str, Any], output: int) -> None:
    """From now on nothing but computing, within the limits. Raises EngineUnavailable if that cannot be had."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    isolation.leave_network(asked["way"])
    with open("/proc/self/statm", encoding="ascii") as file:
        used = int(file.read().split()[0]) * _PAGE
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))
    isolation.close_door(highest + 1)
    taken = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = math.ceil(taken.ru_utime + taken.ru_stime + asked["seconds"]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, ceiling))
    limit = used + (asked["memory_mib"] << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    signal.setitimer(signal.ITIMER_REAL, asked["seconds"])


if __name__ == "__main__":
    main(sys.argv[1:])
