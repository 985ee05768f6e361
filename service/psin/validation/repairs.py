"""Reading on behind a mistake: the text is repaired where a parser stops, and the parser asked again.

Nothing that was repaired is kept; it only lets the next mistake be found. Of each line the first mistake counts: a
second one there is more often a consequence than a mistake of its own.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from ..lazily import lazy

_BAD_IN_ADDRESS = lazy(r"[\x00-\x20<>\"{}|^`\\]")
_TAG = lazy(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
#: Mistakes told of one file; one that is something else altogether would have no end of them.
MOST = 50
#: Repairs tried, those included that only undo the consequences of a mistake.
_TRIES = 200


class Mistake(NamedTuple):
    """What is wrong at an offset of the text and what to do, in English and in French."""

    at: int
    detail: str
    advice: str
    detail_fr: str
    advice_fr: str


def address_mistake(at: int, address: str) -> Mistake | None:
    """What is wrong with an address that stands at an offset (RFC 3987), None if nothing is."""
    bad = _BAD_IN_ADDRESS.search(address)
    if bad is None:
        return None
    shown = json.dumps(address[:100], ensure_ascii=False)
    sign, sign_fr = ("a blank", "un blanc") if bad[0].isspace() else (bad[0], bad[0])
    written = "".join(f"%{byte:02X}" for byte in bad[0].encode())
    return Mistake(
        at,
        f"The address {shown} holds {sign}, which no address may.",
        f"Write {written} for it, or leave it out.",
        f"L’adresse {shown} contient {sign_fr}, interdit dans une adresse.",
        f"Écrire {written}, ou l’omettre.",
    )


def tag_mistake(at: int, tag: str) -> Mistake | None:
    """What is wrong with a language tag that stands at an offset (BCP 47), None if nothing is."""
    if _TAG.match(tag):
        return None
    shown = json.dumps(tag[:60], ensure_ascii=False)
    return Mistake(
        at,
        f"{shown} is no language tag.",
        "Write a short code such as en or fr.",
        f"{shown} n’est pas une étiquette de langue.",
        "Écrire un code court comme en ou fr.",
    )


class Repairs:
    """A text under repair, which still knows where everything stood."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mistakes: list[Mistake] = []
        self._written = text
        self._edits: list[tuple[int, int, int]] = []
        self._lines: set[int] = set()

    @property
    def exhausted(self) -> bool:
        return len(self.mistakes) >= MOST or len(self._edits) >= _TRIES

    def replace(self, start: int, end: int, by: str) -> None:
        """Writes something in the place of what stands between two offsets of the repaired text."""
        self.text = self.text[:start] + by + self.text[end:]
        self._edits.append((start, end - start, len(by)))

    def tell(self, at: int, detail: str, advice: str, detail_fr: str, advice_fr: str) -> None:
        """Records a mistake at an offset of the repaired text, unless its line has one already."""
        at = min(self._original(at), max(len(self._written) - 1, 0))
        line = self._written.count("\n", 0, at)
        if line not in self._lines:
            self._lines.add(line)
            self.mistakes.append(Mistake(at, detail, advice, detail_fr, advice_fr))

    def _original(self, at: int) -> int:
        for start, removed, added in reversed(self._edits):
            if at >= start + added:
                at += removed - added
            elif at > start:
                at = start
        return at
