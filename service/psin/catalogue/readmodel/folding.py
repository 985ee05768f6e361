"""Texts of every script as plain words to compare: the same folding for what is stored and for what is asked.

Case, accents and the vowel signs of Arabic and Hebrew do not count; the Arabic article is taken off; scripts that write
no blanks (Chinese, Japanese, Thai, Lao, Khmer, Burmese), and Korean, whose words are written together at will, become
overlapping pairs of signs.
Source: Unicode Standard Annex 15 (normalisation), section 3.13 of the Unicode Standard (case folding).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: Letters that no normalisation takes apart, and the letters of Arabic that are written one for the other.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ک": "ك", "ی": "ي", "ـ": ""}
)
#: Marks that only tell how a word is said; those of Indian scripts are part of the word and stay.
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670"
_ACCENTS = re.compile(f"[{_MARKS}]")
_ARTICLE = re.compile("^[وبكف]?ال(?=.{2})|^لل(?=.{2})")
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
#: Signs that belong to a word once it has begun, though they are no letters: accents, and signs of Indian scripts.
_INSIDE = rf"{_MARKS}\u0900-\u0dff\u200c\u200d"
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{_INSIDE}])*")
_JOINERS = {0x200C: None, 0x200D: None}
_SIGNS = re.compile(rf"(?:[^\W_]|[{_INSIDE}{_UNSPACED}])+")
_UNSPACED_WORD = re.compile(rf"[{_UNSPACED}]+")
#: So many words of a question are looked for; each costs a walk through the index.
MOST_WORDS = 16
#: Words longer than this are no words.
_LONGEST = 60


@dataclass(frozen=True)
class Word:
    """A word as it is compared, and where it stands in the text; ``unspaced`` if it is a run of a script without blanks."""

    folded: str
    start: int
    end: int
    unspaced: bool = False


def fold(text: str) -> str:
    """A text without case, accents and vowel signs; blanks and punctuation stay."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", plain)))


def words(text: str) -> list[Word]:
    """The words of a text in their order; a run of a script without blanks is one word."""
    found = []
    for match in _WORD.finditer(text):
        folded, unspaced = _word(match[0])
        if folded:
            found.append(Word(folded, match.start(), match.end(), unspaced))
    return found


# Words come back: the cache halves the time it takes to build the read model.
@lru_cache(maxsize=1 << 15)
def _word(written: str) -> tuple[str, bool]:
    # NFKC may put a blank or a sign into what was one word, as in "½".
    folded = "".join(_SIGNS.findall(fold(written.translate(_JOINERS))))[:_LONGEST]
    unspaced = _UNSPACED_WORD.fullmatch(written) is not None
    return (folded if unspaced else _ARTICLE.sub("", folded)), unspaced


def tokens(text: str) -> list[str]:
    """What is stored of a text: its words, and for scripts without blanks every pair of signs and the last sign."""
    found: list[str] = []
    for word in words(text):
        found += _pairs(word.folded) if word.unspaced else [word.folded]
    return found


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run))]


def match(text: str) -> str:
    """The FTS5 expression for what a reader asks: every word, or one that begins with it, in any order; "" for none.

    Nothing of the text but letters, digits and marks gets into it, so nothing of it is read as an operator.
    """
    parts = []
    for word in words(text)[:MOST_WORDS]:
        if not word.unspaced or len(word.folded) == 1:
            parts.append(f'"{word.folded}"*')
        else:
            pairs = [word.folded[place : place + 2] for place in range(len(word.folded) - 1)]
            parts.append(f'"{" ".join(pairs)}"')
    return " AND ".join(dict.fromkeys(parts))


#: What no text of a reader may hold: controls, also those that turn the direction of writing.
_CONTROLS = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str, longest: int = 200) -> str:
    """What a reader typed, in one line, without controls, at most ``longest`` characters."""
    return re.sub(r"\s+", " ", _CONTROLS.sub("", text[: 4 * longest])).strip()[:longest].rstrip()
