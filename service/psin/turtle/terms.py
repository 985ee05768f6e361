"""RDF terms as N-Triples strings (``<iri>``, ``_:b1``, ``"text"@en``, ``"1"^^<datatype>``), the form both engines and indexes share.

Source: RDF 1.1 N-Triples, section 2; language tags are kept in lower case (RDF 1.1 Concepts, section 3.3).
"""

from __future__ import annotations

from ..lazily import lazy
from ..light import Record
from ..vocabulary.namespaces import RDF, XSD

#: Texts between three quotation marks and between one, as Turtle writes them (RDF 1.1 Turtle, section 6.5).
LONG = r"""\"{3}[^\"\\]*+(?:(?:\"{1,2}(?!\")|\\.)[^\"\\]*+)*+\"{3}|'{3}[^'\\]*+(?:(?:'{1,2}(?!')|\\.)[^'\\]*+)*+'{3}"""
STRING = (
    r"""\"\"(?!\")|\"(?!\")[^\"\\\n\r]*+(?:\\.[^\"\\\n\r]*+)*+\"|''(?!')|'(?!')[^'\\\n\r]*+(?:\\.[^'\\\n\r]*+)*+'"""
)
_LITERAL = lazy(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?\Z', "s")
_ESCAPE = lazy(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", "s")
_LANG_STRING, _STRING = f"{RDF}langString", f"{XSD}string"
_PROTECTED = lazy(r"\\(.)")
_NAMED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_WRITTEN = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\0": "\\u0000"}
)


class LiteralParts(Record):
    """Lexical form, language tag or None, datatype IRI."""

    text: str
    language: str | None
    datatype: str


def unescape(text: str) -> str:
    """The characters that the escapes of a Turtle string or IRI stand for. Raises ValueError for one beyond Unicode."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: _NAMED[m[1]] if m[1] in _NAMED else chr(int(m[1][1:], 16)), text)


def unescape_name(local: str) -> str:
    """The part of a short name behind the colon, without the backslashes that protect its signs."""
    return _PROTECTED.sub(r"\1", local) if "\\" in local else local


def quote(text: str) -> str:
    """A string between quotation marks, escaped."""
    return f'"{text.translate(_WRITTEN)}"'


def literal(text: str, language: str | None = None, datatype: str | None = None) -> str:
    """The term for a literal; ``datatype`` is an IRI without angle brackets."""
    if language:
        return f"{quote(text)}@{language.lower()}"
    if datatype and datatype != f"{XSD}string":
        return f"{quote(text)}^^<{datatype}>"
    return quote(text)


def is_iri(term: str) -> bool:
    return term[0] == "<"


def is_literal(term: str) -> bool:
    return term[0] == '"'


def is_blank(term: str) -> bool:
    return term[0] == "_"


def parts(term: str) -> LiteralParts:
    """The parts of a literal term. Raises ValueError for any other term."""
    match = _LITERAL.match(term)
    if match is None:
        raise ValueError(f"not a literal: {term}")
    language, datatype = match[2], match[3]
    kind = datatype or (_LANG_STRING if language else _STRING)
    return tuple.__new__(LiteralParts, (unescape(match[1]), language.lower() if language else None, kind))


def value(term: str) -> str:
    """The text of a literal, the IRI of an IRI, the label of a blank node."""
    if term[0] == '"':
        return parts(term).text
    return term[1:-1] if term[0] == "<" else term
