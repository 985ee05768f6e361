"""Regular expressions of XPath as those of Python, as far as both say the same. Source: SHACL, section 4.4.3."""

from __future__ import annotations

import re

from ...errors import ShapesError
from ...turtle import terms

_LETTERS = frozenset("ismxq")


def translated(term: str, flags: str) -> tuple[str, str]:
    """Expression and flags for Python. Raises ShapesError for what cannot be used."""
    text, letters = terms.value(term), "".join(dict.fromkeys(flags))
    try:
        if not _LETTERS.issuperset(letters):
            raise ValueError(f"there is no flag {min(set(letters) - _LETTERS)}")
        if "q" in letters:
            text = re.escape(text)
        elif "m" not in letters:
            # in XPath "$" is the very end of the text, in Python also the place before a last line break
            text = re.sub(r"(\\.|\[(?:\\.|[^\]\\])*\])|\$", lambda match: match[1] or r"\Z", text)
        letters = letters.replace("q", "")
        re.compile(text, re.RegexFlag(sum(re.RegexFlag[one.upper()] for one in letters)))
    except (re.error, ValueError) as error:
        advice = "Use classes like [a-z], groups, and the flags i, m, q, s, x."
        raise ShapesError(f"The pattern {term} cannot be used here: {error}.", advice) from None
    return text, letters
