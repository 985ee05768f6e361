"""One text and the next: the words that went and came, with a few around them."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
#: Words that are left standing around a change.
_AROUND = 4
#: Longer texts are not compared word by word: the time grows with the square.
_MOST_WORDS = 3000
_MOST_SIGNS = 400


def reworded(old: str, new: str) -> str:
    """``works on [-big-] {+small+} steps``; empty if the texts are too long, or too different to be worth it."""
    from difflib import SequenceMatcher  # only where a text was reworded

    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _MOST_WORDS:
        return ""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.3:
        return ""
    out: list[str] = []
    steps = matcher.get_opcodes()
    for number, (step, i, j, k, m) in enumerate(steps):
        if step == "equal":
            out.append(_shortened(before[i:j], first=number == 0, last=number == len(steps) - 1))
            continue
        gone, come = "".join(before[i:j]), "".join(after[k:m])
        out.append((f"[-{gone}-]" if gone else "") + (f"{{+{come}+}}" if come else ""))
    text = "".join(out)
    return text if len(text) <= _MOST_SIGNS else ""


def _shortened(tokens: list[str], *, first: bool, last: bool) -> str:
    size = 2 * _AROUND
    if first and last:
        return "".join(tokens)
    if first:
        return "".join(tokens) if len(tokens) <= size else "… " + "".join(tokens[-size:]).lstrip()
    if last:
        return "".join(tokens) if len(tokens) <= size else "".join(tokens[:size]).rstrip() + " …"
    if len(tokens) <= 2 * size:
        return "".join(tokens)
    return "".join(tokens[:size]).rstrip() + " … " + "".join(tokens[-size:]).lstrip()
