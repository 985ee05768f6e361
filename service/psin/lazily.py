"""Regular expressions that cost nothing before they are used: a command that lasts 60 ms compiles only what it needs."""

from __future__ import annotations

import re
from typing import Any


class Lazy:
    """A regular expression, compiled when it is first used."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._source)
        if name.startswith("__"):
            raise AttributeError(name)
        for each in ("match", "search", "fullmatch", "finditer", "findall", "sub", "split", "pattern", "flags"):
            self.__dict__[each] = getattr(compiled, each)
        return getattr(compiled, name)


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``, but compiled at the first use."""
    return Lazy(pattern, flags)  # type: ignore[return-value]
