"""What a file really is: its declared type if that says so, else its ending, else its first bytes."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from ...errors import PsinError

TURTLE, NTRIPLES, NQUADS, TRIG, JSONLD, RDFXML, CSV = "turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml", "csv"
_TYPES = {
    "text/turtle": TURTLE,
    "application/x-turtle": TURTLE,
    "application/n-triples": NTRIPLES,
    "application/n-quads": NQUADS,
    "application/trig": TRIG,
    "application/ld+json": JSONLD,
    "application/rdf+xml": RDFXML,
    "text/csv": CSV,
    "text/tab-separated-values": CSV,
}
_ENDINGS = {
    ".ttl": TURTLE,
    ".nt": NTRIPLES,
    ".nq": NQUADS,
    ".trig": TRIG,
    ".jsonld": JSONLD,
    ".rdf": RDFXML,
    ".owl": RDFXML,
    ".csv": CSV,
    ".tsv": CSV,
}
_HEAD = 4096
_CHUNK = 1 << 20
_HTML = re.compile(
    rb"^\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_DOCTYPE = b"<!DOCTYPE"


class NotData(PsinError):
    """A partner sent something that is not what it should be."""

    code = "not-data"
    title = "The partner sent no data"


def sniff(path: Path, url: str, content_type: str, *, table: bool = False) -> str:
    """The format of a file. Raises NotData for web pages, document type declarations, archives and what is empty.

    ``table`` tells that a table is expected.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    declared = content_type.partition(";")[0].strip().lower()
    if not head.strip():
        raise NotData(f"{url[:160]} is empty.", "What was harvested before is kept.")
    if _HTML.search(head):
        what = f"although it calls it {declared}" if declared in _TYPES else f"as {declared or 'no type'}"
        raise NotData(f"{url[:160]} sent a web page {what}.", "Give the address of the data itself.")
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ")):
        raise NotData(f"{url[:160]} sent an archive.", "Only plain files and gzip are taken.")
    if b"\0" in head:
        raise NotData(f"{url[:160]} sent binary data or UTF-16.", "Send text as UTF-8.")
    if _has_doctype(path):
        detail = f"{url[:160]} holds a document type declaration, which can blow up or reach elsewhere."
        raise NotData(detail, "Send it without <!DOCTYPE, or as Turtle.")
    ending = "".join(Path(urlsplit(url).path.removesuffix(".gz")).suffixes[-1:]).lower()
    found = _TYPES.get(declared) or _ENDINGS.get(ending) or _by_sight(head, table)
    if found is None:
        raise NotData(
            f"{url[:160]} sent '{declared or 'no type'}', in which nothing is recognised.", "Name the type of the data."
        )
    if (found == CSV) != table:
        raise NotData(f"{url[:160]} sent {'a table' if found == CSV else found}, which is not what was agreed.", "")
    return found


def _by_sight(head: bytes, table: bool) -> str | None:
    text = head.lstrip()
    if table:
        return CSV
    if text.startswith((b"{", b"[{", b"[ {", b"[\n")):
        return JSONLD
    if text.startswith((b"<?xml", b"<rdf:RDF")):
        return RDFXML
    if re.match(rb"(?:#[^\n]*\n|\s)*(?:@prefix|@base|PREFIX|BASE|<[^>\s]*>|_:)", text, re.I):
        return TURTLE
    return None


def _has_doctype(path: Path) -> bool:
    """Only markup can hold one; in Turtle the words may stand in a text."""
    with path.open("rb") as file:
        head = file.read(_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
        if not head.startswith((b"<?xml", b"<!", b"<rdf:", b"<RDF")):
            return False
        before = b""
        file.seek(0)
        while chunk := file.read(_CHUNK):
            if _DOCTYPE in (before + chunk).upper():
                return True
            before = chunk[-len(_DOCTYPE) :]
    return False
