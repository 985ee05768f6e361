"""What JSON-LD would pass over in silence: addresses and tags that are none, and keywords that do not exist.

Source: JSON-LD 1.1 API, sections 5.2 and 8.2.2: what is not well-formed is dropped, with its statement.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .repairs import MOST, Mistake, address_mistake, tag_mistake
from .search import json_words

_KEYWORDS = frozenset(
    "@base @container @context @direction @graph @id @import @included @index @json @language @list @nest @none "
    "@prefix @propagate @protected @reverse @set @type @value @version @vocab".split()
)
#: Keywords whose value is of the kind of what it stands for.
_PASSING = frozenset(("@list", "@set"))


def mistakes(text: str, content: Any, context: Mapping[str, Any]) -> list[Mistake]:
    """What of a text's ``content`` is dropped in silence under a ``context``, in the order of the text."""
    reading = _Reading(text, context)
    reading.visit(content, "")
    return reading.found[:MOST]


class _Reading:
    """A walk through the content beside one through the words of the text, which come in the same order."""

    def __init__(self, text: str, context: Mapping[str, Any]) -> None:
        self.found: list[Mistake] = []
        self._words = json_words(text)
        self._context = context

    def visit(self, value: Any, kind: str) -> None:
        """``kind`` is address, class, tag, tags (of a map), context, or empty for anything else."""
        if isinstance(value, dict):
            for key, inner in value.items():
                at = next(self._words)[1]
                if kind == "tags" and key[:1] != "@":
                    self._add(tag_mistake(at, key))
                self.visit(inner, "context" if kind == "context" else self._kind(key, kind, at))
        elif isinstance(value, list):
            for inner in value:
                self.visit(inner, kind)
        elif value is not None:
            self._check(value, kind, next(self._words)[1])

    def _kind(self, key: str, kind: str, at: int) -> str:
        defined = self._context.get(key, key)
        if isinstance(defined, dict):
            container = defined.get("@container", "")
            typed = defined.get("@type") in ("@id", "@vocab")
            return "tags" if "@language" in container else "address" if typed else ""
        if defined not in _KEYWORDS:
            if defined[:1] == "@" and defined[1:].isalpha():
                self._tell(
                    at,
                    f"{defined} is no keyword of JSON-LD.",
                    "The keywords are @id, @type, @value, @language, @graph and @context.",
                    f"{defined} n’est pas un mot-clé de JSON-LD.",
                    "Les mots-clés sont @id, @type, @value, @language, @graph et @context.",
                )
            return ""
        kinds = {"@id": "address", "@type": "class", "@language": "tag", "@context": "context"}
        return kind if defined in _PASSING else kinds.get(defined, "")

    def _check(self, value: Any, kind: str, at: int) -> None:
        if kind == "tag" and isinstance(value, str):
            self._add(tag_mistake(at, value))
        elif kind in ("address", "class") and isinstance(value, str):
            self._add(address_mistake(at, value))
        elif kind in ("tag", "class"):
            shown = json.dumps(value)
            what, what_fr = ("language tag", "étiquette de langue") if kind == "tag" else ("class", "classe")
            self._tell(
                at,
                f"A {what} is a text, not {shown}.",
                "Write it between double quotation marks.",
                f"Une {what_fr} est un texte, pas {shown}.",
                "L’écrire entre guillemets doubles.",
            )

    def _add(self, mistake: Mistake | None) -> None:
        if mistake is not None:
            self.found.append(mistake)

    def _tell(self, at: int, detail: str, advice: str, detail_fr: str, advice_fr: str) -> None:
        self.found.append(Mistake(at, detail, advice, detail_fr, advice_fr))
