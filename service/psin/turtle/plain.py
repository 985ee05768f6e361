"""Plain Turtle to statements with their places, without the engine, whose import takes longer than checking a document.

Plain is what needs no judge: directives first, absolute addresses and those beside or within the document, short names of
letters, digits and dashes, texts without escapes. Everything else, mistakes above all, is left to ``skim``.
Source: RDF 1.1 Turtle, section 6.5; RFC 3986, section 5.2.
"""

from __future__ import annotations

from ..lazily import lazy
from ..vocabulary.namespaces import RDF, XSD
from . import terms
from .placing import FIRST, NEXT, SUBJECT
from .statements import Reading, Statement

_TYPE = f"<{RDF}type>"
_DIRECTIVE = lazy(r"@(?:prefix[ \t]+([a-z][a-z0-9]*):|base)[ \t]+<([^<>]*)>[ \t]*\.[ \t]*(?=\n)")
_HOST = r"https?://[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+"
_SIGN = r"[A-Za-z0-9_~!$&'()*+,;=:@-]"
_PART = rf"(?:{_SIGN}|%[0-9A-Fa-f]{{2}})(?:{_SIGN}|\.|%[0-9A-Fa-f]{{2}})*+"
_REST = r"[A-Za-z0-9._~!$&'()*+,;=:@/?-]*+"
_ABSOLUTE = lazy(rf"{_HOST}(?:/{_PART})*+/?(?:\?{_REST})?(?:\#{_REST})?")
_NAMESPACE = lazy(rf"{_HOST}(?:/[A-Za-z0-9_.~-]*[A-Za-z0-9_~-])*[/#]")
_BASE = lazy(rf"({_HOST}(?:/[A-Za-z0-9_~-]+)+)/[a-z]+/[A-Za-z0-9_~-]+")
_WITHIN = lazy(r"(?:\.\./([a-z]+/[A-Za-z0-9_~-]+))?(\#[A-Za-z0-9._~-]+)?")
_LOCAL = lazy(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_TEXT = lazy(
    r'(?:"""((?:[^"\\\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|"{1,2}(?!"))*+)"""|"([^"\\\x00-\x1f\x7f]*+)")'
    r"(?:@([a-z]{2}(?:-[a-z]{2}|-[a-z]{4})?)|\^\^([a-z]+:[A-Za-z]+))?"
)
_NUMBER = lazy(r"[0-9]+(\.[0-9]+)?")
_SEMICOLON = 4


def plain(text: str, base: str = "") -> Reading | None:
    """What ``reader.read`` finds, without the comments; None for texts that are not plain."""
    return None if "\r" in text else _Plain(text, base).read()


class _Plain:
    def __init__(self, text: str, base: str) -> None:
        self._text, self._base = text, base
        self._prefixes: dict[str, str] = {}
        #: the namespaces that short names may begin with, and the part of the base that addresses beside it begin with
        self._spaces: dict[str, str] = {}
        self._folder: str | None = None
        self._known: dict[str, str | None] = {}
        self._kinds: dict[str, str | None] = {}

    def read(self) -> Reading | None:
        start = self._directives()
        if start is None:
            return None
        base = _BASE.fullmatch(self._base)
        self._folder = base[1] if base else None
        self._spaces = {prefix: iri for prefix, iri in self._prefixes.items() if _NAMESPACE.fullmatch(iri)}
        found: list[Statement] = []
        return Reading(found, self._prefixes, self._base, []) if self._triples(start, found) else None

    def _directives(self) -> int | None:
        """Where the triples begin; None if a directive is not plain."""
        text, position = self._text, 0
        while start := SUBJECT.match(text, position):
            if start.lastindex is None or text[start.start(1)] != "@":
                return position
            directive = _DIRECTIVE.match(text, start.start(1))
            if directive is None:
                return None
            name, iri = directive.groups()
            if not _ABSOLUTE.fullmatch(iri):
                return None
            if name:
                self._prefixes[name] = iri
            else:
                self._base = iri
            position = directive.end()
        return None

    def _triples(self, position: int, found: list[Statement]) -> bool:
        text, known, new, add = self._text, self._known, tuple.__new__, found.append
        subject_of, first_of, next_of = SUBJECT.match, FIRST.match, NEXT.match
        while match := subject_of(text, position):
            if match.lastindex is None:
                return True
            word = match[1]
            subject = known[word] if word in known else self._node(word)
            if subject is None:
                return False
            subject_at, position, sign = match.start(1), match.end(), _SEMICOLON
            while sign <= _SEMICOLON:
                match = first_of(text, position) if sign == _SEMICOLON else next_of(text, position)
                if match is None:
                    return False
                if sign == _SEMICOLON:
                    word, predicate_at = match[1], match.start(1)
                    predicate = _TYPE if word == "a" else known[word] if word in known else self._node(word)
                    if predicate is None:
                        return False
                word, at = match[2], match.start(2)
                value = known[word] if word in known else self._value(word, match.end(2))
                if value is None:
                    return False
                add(new(Statement, (subject, predicate, value, subject_at, predicate_at, at)))
                position, sign = match.end(), match.lastindex
        return False

    def _node(self, word: str) -> str | None:
        iri = self._absolute(word[1:-1]) if word[0] == "<" else self._named(word)
        found = self._known[word] = f"<{iri}>" if iri else None
        return found

    def _absolute(self, text: str) -> str | None:
        within = _WITHIN.fullmatch(text)
        if within is None:
            return text if _ABSOLUTE.fullmatch(text) else None
        if self._folder is None:
            return None
        return (f"{self._folder}/{within[1]}" if within[1] else self._base) + (within[2] or "")

    def _named(self, word: str) -> str | None:
        prefix, colon, local = word.partition(":")
        namespace = self._spaces.get(prefix) if colon else None
        return namespace + local if namespace and _LOCAL.fullmatch(local) else None

    def _value(self, word: str, end: int) -> str | None:
        if word[0] == '"':
            return self._literal(word)
        if word in ("true", "false"):
            return f'"{word}"^^<{XSD}boolean>'
        if word[0].isdecimal() and ":" not in word:
            number = _NUMBER.fullmatch(word)
            if number is None or self._text[end] == ".":
                return None
            return f'"{word}"^^<{XSD}{"decimal" if number[1] else "integer"}>'
        return self._node(word)

    def _literal(self, word: str) -> str | None:
        found = _TEXT.fullmatch(word)
        if found is None:
            return None
        long, short, language, kind = found.groups()
        text = terms.quote(long) if long is not None else f'"{short}"'
        if language:
            return f"{text}@{language}"
        if not kind:
            return text
        datatype = self._kinds.get(kind)
        if datatype is None:
            datatype = self._kinds[kind] = self._named(kind) or ""
        if not datatype.startswith(XSD):
            return None
        return text if datatype == f"{XSD}string" else f"{text}^^<{datatype}>"
