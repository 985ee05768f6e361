"""What is wrong where no token can be read, and where reading can go on.

Only broken texts come here. Source of the grammar: RDF 1.1 Turtle, section 6.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..lazily import lazy
from ..light import Record
from .complaints import Complaint
from .tokens import TOKEN, Token

#: Signs after which a text that was not closed is closed all the same: a separator at the end of the line.
#: What may stand behind a text at the end of its line, and the longest of it that is looked at.
_SIGNS_BEHIND, _BEHIND, _LONGEST_BEHIND = " \t;,.])", lazy(r"(?:@[A-Za-z-]+|\^\^[\w:.-]+)\Z"), 200
#: Characters of an address with something wrong in it that are looked at for its end.
_LONGEST_ADDRESS = 1000
_CLOSES_ADDRESS = lazy(r"[>\r\n]|\Z")
#: Characters looked ahead for the end of a text that goes on over line breaks.
_AHEAD = 4000
_WITHOUT_BRACKETS = lazy(r"(?:(?:https?|ftp|mailto|urn):|www\.[\w-]+\.)[^\s<>\"'`;,)\]]*[^\s<>\"'`;,)\].]")
_BAD_IN_IRI = lazy(r"[\x00-\x20<\"{}|^`\\]")
_CURLY = {"“": "”", "”": "”", "„": "“”", "«": "»", "‘": "’", "’": "’", "‚": "‘’", "‹": "›", "`": "`´'", "´": "´"}
_CLOSING: dict[str, re.Pattern[str]] = {
    sign: lazy(rf"(?<![\s({{\[]){sign}{{1,3}}(?=@[A-Za-z]|\^\^|[ \t]*(?:[;,.\])]|[\r\n]|$))") for sign in "\"'"
}


class Mended(Record):
    """``token`` is what probably was meant, of kind ``broken`` where its value cannot be known; None for nothing."""

    complaint: Complaint
    token: Token | None
    next: int


def tokenise_all(text: str) -> tuple[list[Token], list[Token], list[Complaint]]:
    """Tokens, comments and what is wrong with the signs of a text, whatever it holds."""
    tokens: list[Token] = []
    comments: list[Token] = []
    complaints: list[Complaint] = []
    position, length, match, is_torn = 0, len(text), TOKEN.match, False
    while position < length:
        found = match(text, position)
        bare = found is not None and found.lastgroup in ("name", "word") and _WITHOUT_BRACKETS.match(text, position)
        if found is None or bare or _is_conflict(text, position):
            mended = diagnose(text, position, tokens[-1] if tokens else None)
            # the other two lines of a conflict are no further mistakes
            if mended.complaint.cause != "conflict" or text[position] == "<" or not is_torn:
                complaints.append(mended.complaint)
            is_torn = is_torn or mended.complaint.cause == "conflict"
            if mended.token:
                tokens.append(mended.token)
            position = max(mended.next, position + 1)
            continue
        kind = found.lastgroup or ""
        if kind == "comment":
            comments.append(Token(kind, found[0], position))
        elif kind != "space":
            tokens.append(Token(kind, found[0], position))
        position = found.end()
    tokens.append(Token("end", "", length))
    return tokens, comments, complaints


def diagnose(text: str, at: int, previous: Token | None) -> Mended:
    """What is wrong at an offset where no token starts. ``previous`` is the token before it."""
    for look in (_conflict, _bare_iri, _address, _text, _typographic, _tag, _sign_of_name, _caret, _comment):
        found = look(text, at, previous)
        if found is not None:
            return found
    return _any_sign(text, at)


def _line(text: str, at: int) -> str:
    """The rest of the line."""
    end = re.compile(r"[\r\n]|\Z").search(text, at)
    return text[at : end.start() if end else len(text)]


def _is_conflict(text: str, at: int) -> bool:
    return (
        text[at] in "<=>"
        and (at == 0 or text[at - 1] in "\r\n")
        and text.startswith(("<<<<<<<", "=======", ">>>>>>>"), at)
    )


def _conflict(text: str, at: int, previous: Token | None) -> Mended | None:
    if not _is_conflict(text, at):
        return None
    return Mended(Complaint("conflict", at, {}), None, at + len(_line(text, at)))


def _bare_iri(text: str, at: int, previous: Token | None) -> Mended | None:
    start = at
    if previous and previous.end == at and previous.text.lower() in ("http:", "https:", "ftp:"):
        start = previous.at
    found = _WITHOUT_BRACKETS.match(text, start)
    if not found or found.end() <= at:
        return None
    token = None if start < at else Token("broken", found[0], start)
    whole = f"https://{found[0]}" if found[0].startswith("www.") else found[0]
    return Mended(Complaint("bare-iri", start, {"iri": found[0], "whole": whole}), token, found.end())


def _address(text: str, at: int, previous: Token | None) -> Mended | None:
    if text[at] != "<":
        return None
    end = _CLOSES_ADDRESS.search(text, at, at + _LONGEST_ADDRESS)
    rest = text[at : end.end() if end else at + 1]
    closing, inner = rest.find(">"), rest.find("<", 1)
    if closing == -1:
        rest = rest.rstrip("\r\n")
        blank = re.search(r"[ \t]", rest)
        whole = rest[: blank.start()] if blank else f"<{rest[1:].rstrip(';,.')}"
        return Mended(Complaint("not-closed-iri", at, {}), Token("broken", whole, at), at + max(1, len(whole)))
    bad = _BAD_IN_IRI.search(rest, 1, closing)
    sign = bad[0] if bad else "?"
    what = {" ": "a blank", "\t": "a tabulator"}.get(sign, f"'{sign}'")
    values = {"iri": rest[: closing + 1], "what": what, "code": f"%{ord(sign):02X}"}
    # <http://a <http://b>: the first of the two is the one that is not closed
    whole = rest[: bad.start()] if bad and 0 < inner < closing else rest[: closing + 1]
    return Mended(Complaint("bad-iri", at, values), Token("broken", whole, at), at + max(1, len(whole)))


def _text(text: str, at: int, previous: Token | None) -> Mended | None:
    sign = text[at]
    if sign not in "\"'":
        return None
    rest = _line(text, at)
    is_long = text.startswith(sign * 3, at)
    end = at + _without_tail(rest)
    closing = _closing(text, at, sign, len(rest), is_long)
    if closing and not _holds_statement(text[at : closing.start()]):
        cause = "not-closed-text" if is_long else "line-break-in-text"
        end = closing.end()
        return Mended(_unclosed(cause, at, sign * 3 if is_long else sign), Token("broken", text[at:end], at), end)
    end = max(end, at + 1)
    return Mended(
        _unclosed("not-closed-text", at, sign * 3 if is_long else sign), Token("broken", text[at:end], at), end
    )


def _without_tail(rest: str) -> int:
    """How much of the rest of a line, which starts with a quotation mark, is text: without language, type and signs."""
    bare = rest[0] + rest[1:].rstrip(_SIGNS_BEHIND)
    found = _BEHIND.search(bare, max(1, len(bare) - _LONGEST_BEHIND))
    return found.start() if found else len(bare)


def _closing(text: str, at: int, sign: str, length: int, is_long: bool) -> re.Match[str] | None:
    """The quotation mark on a later line that closes the text, if the next one looks like that."""
    if is_long:
        return _CLOSING[sign].search(text, at + 3, at + _AHEAD)
    following = text.find(sign, at + length, at + _AHEAD)
    return _CLOSING[sign].match(text, following) if following >= 0 else None


def _unclosed(cause: str, at: int, sign: str) -> Complaint:
    return Complaint(cause, at, {"sign": sign})


def _holds_statement(text: str) -> bool:
    """True if lines of a supposed text look like Turtle, so that its end was rather forgotten."""
    return re.search(r"[;.,][ \t]*[\r\n]+[ \t]*(?:[\w-]*:[\w-]|a[ \t]|<[#.\w])", text) is not None


def _typographic(text: str, at: int, previous: Token | None) -> Mended | None:
    sign = text[at]
    if sign not in _CURLY:
        return None
    end = re.compile(rf"[\r\n{_CURLY[sign]}\"]|\Z").search(text, at + 1)
    rest = text[at : end.end() if end else len(text)]
    whole = rest if end and end[0] not in "\r\n" else rest[: _without_tail(rest.rstrip("\r\n"))]
    return Mended(Complaint("curly-quotes", at, {"sign": sign}), Token("broken", whole, at), at + max(1, len(whole)))


def _tag(text: str, at: int, previous: Token | None) -> Mended | None:
    is_tail = previous is not None and previous.kind == "language" and previous.end == at
    if text[at] != "@" and not (is_tail and re.match(r"[\w-]", text[at])):
        return None
    found = re.compile(r"[^\s;,.\])\"']*").match(text, at)
    written = found[0] if found else "@"
    start = previous.at if is_tail and previous else at
    return Mended(
        Complaint("bad-tag", start, {"tag": text[start : at + len(written)]}), None, at + max(1, len(written))
    )


def _sign_of_name(text: str, at: int, previous: Token | None) -> Mended | None:
    if (
        previous is None
        or previous.kind != "name"
        or previous.end != at
        or text[at] in "^\ufeff"
        or not text[at].isprintable()
    ):
        return None
    found = re.compile(r"[^\s;,\])]*").match(text, at)
    length = max(1, len(found[0].rstrip(".")) if found else 1)
    return Mended(Complaint("sign-in-name", at, {"found": f"'{text[at]}'"}), None, at + length)


def _caret(text: str, at: int, previous: Token | None) -> Mended | None:
    if text[at] != "^" or previous is None or previous.kind not in ("string", "long", "broken"):
        return None
    return Mended(Complaint("one-caret", at, {}), Token("datatype", "^", at), at + 1)


def _comment(text: str, at: int, previous: Token | None) -> Mended | None:
    for sign in ("//", "/*", "*/", "--", "%%", "<!--"):
        if text.startswith(sign, at):
            return Mended(Complaint("foreign-comment", at, {"sign": sign}), None, at + len(_line(text, at)))
    return None


def _any_sign(text: str, at: int) -> Mended:
    sign = text[at]
    if sign == "\ufeff" and at == 0:
        return Mended(Complaint("byte-order-mark", at, {}), None, 1)
    following = re.compile(rf"{re.escape(sign)}*").match(text, at)
    after = following.end() if following else at + 1
    if not sign.isprintable():
        return Mended(Complaint("hidden-sign", at, {"code": named(sign)}), None, after)
    return Mended(Complaint("sign", at, {"found": f"'{sign}'"}), None, after)


def named(sign: str) -> str:
    """A character by its code point and name, for example "U+00A0 NO-BREAK SPACE"."""
    import unicodedata

    names: Callable[[str, str], str] = unicodedata.name
    return f"U+{ord(sign):04X} {names(sign, _CONTROLS.get(sign, 'CONTROL CHARACTER'))}"


#: Controls have no name of their own in Unicode, only these aliases.
_CONTROLS = {
    "\0": "NULL",
    "\b": "BACKSPACE",
    "\x0b": "LINE TABULATION",
    "\x0c": "FORM FEED",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
}
