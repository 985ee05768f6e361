"""Terms of a text with mistakes: each mistake is kept, and what cannot be known is marked."""

from __future__ import annotations

import pyoxigraph as ox

from ..vocabulary.namespaces import PREFIXES
from . import terms
from .complaints import Complaint, shown
from .reader import ABSOLUTE, Parser, undeclared
from .tokens import Token

#: Stands for a term that cannot be known.
BROKEN = "!"
_UNKNOWN = "<!>"


class Mistake(Exception):
    def __init__(self, complaint: Complaint | None) -> None:
        self.complaint = complaint


class TooDeep(Exception):
    pass


class LenientTerms(Parser):
    """Collects ``complaints`` where its parent stops; a mistake that many places share is kept once, with its places."""

    def __init__(self, text: str, base: str, *, graphs: bool = False) -> None:
        super().__init__(text, base, graphs=graphs)
        self.complaints: list[Complaint] = []
        self.shared: dict[tuple[str, str], tuple[dict[str, str], list[int]]] = {}
        # a dot that was meant, though it is not written
        self.ended = False

    def error(self, at: int, cause: str, **values: str) -> Exception:
        return Mistake(Complaint(cause, at, values))

    def note(self, mistake: Exception) -> str:
        """Keeps a complaint and returns its cause."""
        if isinstance(mistake, Mistake) and mistake.complaint:
            self.complaints.append(mistake.complaint)
            return mistake.complaint.cause
        return ""

    def share(self, cause: str, key: str, at: int, **values: str) -> None:
        self.shared.setdefault((cause, key), (values, []))[1].append(at)

    def take(self) -> Token:
        token = self.tokens[self.index]
        self.index += token.kind != "end"
        return token

    def predicate(self) -> str:
        if self.tokens[self.index].kind == "broken":
            self.index += 1
            return BROKEN
        return super().predicate()

    def node(self, *, as_subject: bool = False) -> str:
        if self.tokens[self.index].kind != "broken":
            return super().node(as_subject=as_subject)
        self.index += 1
        return self.without_tail()

    def without_tail(self) -> str:
        """Passes over the language or datatype of a text that cannot be known."""
        following = self.tokens[self.index]
        if following.kind in ("language", "datatype") and following.text.lower() not in ("@prefix", "@base"):
            self.index += 1
            if following.kind == "datatype" and self.tokens[self.index].kind in ("iri", "name", "broken"):
                self.index += 1
        return BROKEN

    def string(self, token: Token) -> str:
        try:
            term = super().string(token)
            term.encode()
        except Mistake as mistake:
            self.note(mistake)
            return self.without_tail()
        except UnicodeEncodeError:
            self.note(self.fail(token, "bad-escape"))
            return BROKEN
        tag = self.tokens[self.index - 1]
        if tag.kind == "language" and not _is_tag(tag.text[1:]):
            self.note(self.fail(tag, "bad-tag", tag=tag.text))
            return BROKEN
        return BROKEN if term.endswith(f"^^{_UNKNOWN}") else term

    def datatype(self) -> str:
        token = self.tokens[self.index]
        if token.kind in ("iri", "name"):
            found = super().datatype()
            return _UNKNOWN if found == BROKEN else found
        if token.kind != "broken":
            self.note(self.fail(token, "no-datatype", found=shown(token.text)))
        self.index += token.kind in ("broken", "word")
        return _UNKNOWN

    def close(self, opening: Token, sign: str) -> None:
        at = self.index
        try:
            super().close(opening, sign)
        except Mistake as mistake:
            self.note(mistake)
            self.depth -= 1
            # a bracket of the wrong kind was most likely meant for this one
            self.index = at + (self.tokens[at].text in (")", "]") and not self.depth)

    def deeper(self, opening: Token) -> None:
        try:
            super().deeper(opening)
        except Mistake as mistake:
            self.note(mistake)
            raise TooDeep from None

    def iri(self, token: Token) -> str:
        if token.text not in self.known:
            written = token.text[1:-1]
            if self.base in ("", BROKEN) and ABSOLUTE.match(written) is None:
                if not self.base:
                    self.share("no-base", "", token.at, iri=token.text)
                return BROKEN
            try:
                ox.NamedNode(super().iri(token)[1:-1])
            except (ValueError, Mistake):
                self.note(self.fail(token, "no-iri", iri=token.text))
                self.known[token.text] = BROKEN
        return self.known[token.text]

    def name(self, token: Token) -> str:
        prefix, _, local = token.text.partition(":")
        namespace = self.prefixes.get(prefix)
        if namespace == BROKEN:
            return BROKEN
        if namespace is None:
            cause, values = undeclared(prefix, self.prefixes)
            self.share(cause, prefix, token.at, **values)
            small = values.get("small", prefix)
            namespace = self.prefixes.get(small) or PREFIXES.get(small) or BROKEN
            return BROKEN if namespace == BROKEN else f"<{namespace}{terms.unescape_name(local)}>"
        return super().name(token)


def _is_tag(tag: str) -> bool:
    try:
        ox.Literal("", language=tag)
    except ValueError:
        return False
    return True
