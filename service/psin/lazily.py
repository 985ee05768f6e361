"""Regular expressions and modules that cost nothing before they are used, and little if an earlier run has compiled them.

A command that lasts 30 ms compiles only what it needs, and can do without the module ``re`` where ``kept`` holds the code of
an expression. What ``re`` compiles and how is its own affair, so kept code is of use to the very same Python alone.
"""

from __future__ import annotations

import _sre
import marshal
import sys

from .light import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from typing import Any

#: {(pattern, flags): what ``_sre.compile`` needs beside the pattern, marshalled}, of earlier runs.
kept: dict[tuple[str, str], bytes] = {}
#: The same of the expressions that this run has compiled.
compiled: dict[tuple[str, str], bytes] = {}


class Lazy:
    """A regular expression, compiled when it is first used."""

    def __init__(self, pattern: str, flags: str = "") -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        ready = _compiled(*self._source)
        for each in ("match", "search", "fullmatch", "finditer", "findall", "sub", "split", "pattern", "flags"):
            self.__dict__[each] = getattr(ready, each)
        return getattr(ready, name)


def lazy(pattern: str, flags: str = "") -> re.Pattern[str]:
    """As ``re.compile``, but compiled at the first use. ``flags`` are letters: i, m, s, x."""
    return Lazy(pattern, flags)  # type: ignore[return-value]


def _compiled(pattern: str, flags: str) -> re.Pattern[str]:
    known = kept.get((pattern, flags))
    if known is not None:
        return _sre.compile(pattern, *marshal.loads(known))
    import re

    number = re.RegexFlag(0)
    for letter in flags:
        number |= re.RegexFlag[letter.upper()]
    found = re.compile(pattern, number)
    if hasattr(re, "_parser"):
        compiled[pattern, flags] = marshal.dumps(_parts(found, pattern, number))
    return found


def _parts(found: re.Pattern[str], pattern: str, flags: re.RegexFlag) -> tuple[Any, ...]:
    """What ``re`` itself hands to ``_sre.compile``, in plain types."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    code = list(map(int, _compiler._code(_parser.parse(pattern, flags), flags)))
    names: list[str | None] = [None] * (found.groups + 1)
    for name, number in found.groupindex.items():
        names[number] = name
    return int(found.flags), code, found.groups, dict(found.groupindex), tuple(names)


class Later:
    """A module that is imported when something of it is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        __import__(self._name)
        found = self.__dict__[name] = getattr(sys.modules[self._name], name)
        return found
