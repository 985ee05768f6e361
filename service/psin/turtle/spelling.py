"""How a Turtle text spells what it says, where its statements no longer tell: relative addresses, labels, the base."""

from __future__ import annotations

from ..lazily import lazy
from .references import resolved
from .tokens import tokenise

_ABSOLUTE = lazy(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Spelling:
    """``labels`` are the blank nodes that the text names; ``declares_base`` is true if it says where addresses start.

    ``relative`` gives the spelling of the addresses that depend on where the text lies.
    """

    def __init__(self, text: str, base: str) -> None:
        tokens, _ = tokenise(text)
        self.labels = frozenset(token.text for token in tokens if token.kind == "blank")
        self.declares_base = any(
            token.text.lower() in ("@base", "base") and token.kind in ("language", "word") and after.kind == "iri"
            for token, after in zip(tokens, tokens[1:], strict=False)
        )
        self.relative: dict[str, str] = {}
        if not self.declares_base and base:
            for token in tokens:
                written = token.text[1:-1]
                if token.kind == "iri" and "\\" not in written and not _ABSOLUTE.match(written):
                    found = base.partition("#")[0] + written if written[:1] in ("", "#") else resolved(base, written)
                    self.relative.setdefault(found, written)
