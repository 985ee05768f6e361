"""Signs that a reader of the file cannot see, or that turn what he sees around.

Source: Unicode Technical Report 36, section 2.10; Unicode Standard Annex 9, section 2 (directional formatting).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..lazily import lazy
from .findings import Finding, Severity
from .parse import Parsed
from .rules import finding

_BLANK = "\u00ad\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\uffff"
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\U000e0000-\U000e007f"
#: A joiner shapes letters of some scripts and joins emoji; between Latin letters it only hides.
_JOINER = r"(?<![\u0590-\u1fff\u2190-\u2bff\ufb50-\ufeff\U0001f000-\U0001faff\ufe0f])[\u200c\u200d]"
_SIGN = lazy(f"[{_BLANK}{_TURNING}{_CONTROL}]|{_JOINER}")
#: Those among them that Python takes for printable.
_PRINTABLE = "\u115f\u1160\u3164\uffa0\ufffc\ufffd"
_ESCAPED = lazy(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|&#x0*([0-9A-Fa-f]{1,6});|&#0*([0-9]{1,7});")
_GRAVE = lazy(f"[{_TURNING}{_CONTROL}]")
#: Places listed for one sign.
_PLACES = 1000


def hidden_signs(parsed: Parsed) -> list[Finding]:
    """One finding G40 for each such sign, with all its places; a warning where it hides nothing but itself."""
    text, places = parsed.text, dict[str, list[int]]()
    for sign, at in (*_written(text), *_escaped(text)):
        places.setdefault(sign, []).append(at)
    return [_finding(parsed, sign, sorted(offsets)[:_PLACES]) for sign, offsets in places.items()]


def _written(text: str) -> Iterator[tuple[str, int]]:
    plain = text.replace("\n", "").replace("\t", "").replace("\r", "")
    if plain.isprintable() and not any(one in plain for one in _PRINTABLE):
        return
    for match in _SIGN.finditer(text):
        yield match[0], match.start()


def _escaped(text: str) -> Iterator[tuple[str, int]]:
    if "\\u" not in text and "\\U" not in text and "&#" not in text:
        return
    for match in _ESCAPED.finditer(text):
        number = int(match[4]) if match[4] else int(match[1] or match[2] or match[3], 16)
        sign = chr(number) if number <= 0x10FFFF else ""
        if sign and _SIGN.match(sign):
            yield sign, match.start()


def _finding(parsed: Parsed, sign: str, offsets: list[int]) -> Finding:
    from ..turtle.lexical import named

    grave = _GRAVE.match(sign) is not None
    severity = Severity.VIOLATION if grave else Severity.WARNING
    one = finding("G40", parsed.place(offsets[0]), {"value": named(sign)}, severity=severity)
    return one._replace(places=tuple(parsed.place(at) for at in offsets))
