"""What the serialisers write into: frames for the asker, counted and cut off at the limits."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from psin.errors import FormatUnfit

from . import frames
from .counting import Rows

#: Characters XML 1.0 (section 2.2) has no way to write.
_NOT_XML = bytes([*range(9), 11, 12, *range(14, 32)])
_NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_QNAME_END = re.compile(r"[^\W\d][\w.\-]*$")
_XML_NAMESPACE = re.compile(rb' xmlns:[^="]+="[^"]*"')
_XML_NAMESPACES = re.compile(rb'(?<=<rdf:RDF)(?: xmlns:[^="]+="[^"]*")+')
_HEADER_LINES = re.compile(rb"(?:@prefix [^\n]*\n)+")


class LimitReached(Exception):
    """``name`` is rows or bytes."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Output:
    """A binary file for the serialisers. ``problem`` keeps the exception that ended it, since they may wrap it."""

    def __init__(
        self, channel: socket.socket, greeting: bytes, *, rows: int, size: int, plain: bool, counter: Rows | None
    ) -> None:
        self.plain = plain
        self.problem: Exception | None = None
        self._channel = channel
        self._greeting = greeting
        self._rows, self._left, self._counter = rows, size, counter
        self._parts: list[bytes] = []
        self._held = 0

    def write(self, data: bytes) -> int:
        written = self.checked(data)
        self._left -= len(written)
        if self._left < 0:
            self.fail(LimitReached("bytes"))
        self._parts.append(written)
        self._held += len(written)
        if self._held >= frames.FRAME_BYTES:
            for part in self._frame():
                self._channel.sendall(part)
        return len(data)

    def flush(self) -> None:
        """The serialisers flush at the end; frames decide for themselves."""

    def checked(self, data: bytes) -> bytes:
        return data

    def fail(self, problem: Exception) -> None:
        self.problem = problem
        raise problem

    def _frame(self, *, last: bool = False) -> tuple[bytes, bytes]:
        data = b"".join(self._parts)
        self._parts.clear()
        self._held = 0
        if self._counter is not None:
            if last:
                self._counter.finish(data)
            else:
                self._counter.feed(data)
            self._check_rows()
        greeting, self._greeting = self._greeting, b""
        return greeting + frames.header(frames.DATA, len(data)), data

    def _check_rows(self) -> None:
        if self._counter is not None and self._counter.count > self._rows:
            self.fail(LimitReached("rows"))

    def finish(self, retire: bool) -> None:
        """Sends what is left and the end, which tells the exact number of rows (None for a boolean)."""
        head, last = self._frame(last=True)
        rows = self._counter.count if self._counter is not None else None
        self._channel.sendall(head + last + frames.pack_end(rows, retire))


class XmlOutput(Output):
    """XML loses a carriage return unless it is written as a reference, and cannot hold control characters.

    The engine declares namespaces in no order; sorted, equal results are equal bytes.
    """

    _begun = False

    def checked(self, data: bytes) -> bytes:
        if not self._begun:
            self._begun = True
            data = _XML_NAMESPACES.sub(lambda found: b"".join(sorted(_XML_NAMESPACE.findall(found[0]))), data, count=1)
        if self.plain:
            return data
        if len(data.translate(None, _NOT_XML)) != len(data) or any(mark in data for mark in _NONCHARACTERS):
            self.fail(
                FormatUnfit("The result holds control characters, which XML cannot write.", "Ask for another format.")
            )
        return data.replace(b"\r", b"&#13;") if b"\r" in data else data


class TurtleOutput(Output):
    """The engine writes its prefix lines in no order; sorted, equal results are equal bytes."""

    _begun = False

    def checked(self, data: bytes) -> bytes:
        if self._begun:
            return data
        self._begun = True
        header = _HEADER_LINES.match(data)
        if header is None:
            return data
        return b"".join(sorted(header.group().splitlines(keepends=True))) + data[header.end() :]


class TripleCount:
    """Counts triples on their way to a serialiser; the counterpart of ``counting`` for graphs."""

    def __init__(self, triples: Iterable[ox.Triple], rows: int, *, xml: bool) -> None:
        self.count = 0
        self.problem: Exception | None = None
        self._triples, self._rows, self._xml = triples, rows, xml

    def __iter__(self) -> Iterator[ox.Triple]:
        names: set[str] = set()
        for triple in self._triples:
            self.count += 1
            if self.count > self._rows:
                self.problem = LimitReached("rows")
                raise self.problem
            if self._xml and triple.predicate.value not in names:
                names.add(triple.predicate.value)
                if not _QNAME_END.search(triple.predicate.value):
                    self.problem = FormatUnfit(
                        f"The predicate <{triple.predicate.value}> has no form in RDF/XML.", "Ask for another format."
                    )
                    raise self.problem
            yield triple

    def feed(self, data: bytes) -> None:
        """Bytes tell nothing here."""

    def finish(self, data: bytes) -> None:
        """The count is exact when the serialiser is done."""


def serialise(call: Callable[[], object], *sources: Output | TripleCount) -> None:
    """Runs a serialiser and raises the problem one of its sources met, whatever the serialiser made of it."""
    try:
        call()
    except BaseException:
        for source in sources:
            if source.problem is not None:
                raise source.problem from None
        raise
