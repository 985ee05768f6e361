"""``psin validate --watch``: checks again whenever a file has changed, what is named or what it is checked against."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ..catalogue.incremental import Checker
from ..errors import PsinError
from .files import names_of
from .validate import Session

#: Seconds between two looks at the files.
_EVERY = 0.3
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
#: What tells one state of a file from the next.
State = dict[str, tuple[int, int]]


class Watched:
    """What a session looks at: the files named, and those that they are checked against.

    A whole catalogue is held in memory, so that a change costs what it touches; of other files all that are named are
    read again.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        options = session.options
        self.named = list(options.files)
        self.context = None if options.alone else session.context()
        self._whole = self._is_whole_catalogue()
        self._checker: Checker | None = None
        self._seen: State = {}

    def _is_whole_catalogue(self) -> bool:
        options = self._session.options
        if self.context is None or len(self.named) != 1 or options.reference or options.queries:
            return False
        folder = self.named[0]
        is_it = os.path.realpath(folder) == os.path.realpath(self.context)
        return is_it and os.path.isfile(os.path.join(folder, "organisations", "psin.ttl"))

    def state(self) -> State | str:
        """The files as they are; the complaint if one of those named is gone."""
        try:
            names = names_of(self.named)
            self._whole = self._whole and all(_is_in_its_place(self.named[0], name) for name in names)
            if self.context is not None and not self._whole and os.path.isdir(self.context):
                names += names_of([self.context], (".ttl",))
            return {name: (stat.st_mtime_ns, stat.st_size) for name in names if (stat := os.stat(name))}
        except (PsinError, OSError) as error:
            return str(error)

    def check(self, state: State | str) -> int:
        """Checks what has changed since the last call, and writes the report on all of it."""
        if not self._whole or isinstance(state, str):
            if isinstance(state, dict):
                self._refresh_context(state)
            return self._session.run()
        changed = [Path(name) for name in state.keys() | self._seen.keys() if state.get(name) != self._seen.get(name)]
        self._seen = state
        if self._checker is None:
            session = self._session
            self._checker = Checker(Path(self.named[0]), session.vocabulary, session.shapes)
        else:
            self._checker.update(changed)
        return self._session.show(self._checker.report, list(self._checker.parsed.values()))

    def _refresh_context(self, state: State) -> None:
        """Reads the context again if any of it has changed that is not named itself."""
        named = set(names_of(self.named))
        others = {name: one for name, one in state.items() if name not in named and os.path.abspath(name) not in named}
        if self._seen and others != self._seen:
            self._session.forget_context()
        self._seen = others


def _is_in_its_place(folder: str, name: str) -> bool:
    return os.path.relpath(name, folder).count(os.sep) == 1 and name.endswith(".ttl")


def watch(session: Session) -> int:
    """Checks now and after every change, until Ctrl-C. Files may come and go in folders."""
    gc.enable()  # a command that ends at once does without
    watched = Watched(session)
    seen: State | str | None = None
    try:
        while True:
            state = watched.state()
            if state != seen:
                seen = state
                _show(lambda: watched.check(state))
            time.sleep(_EVERY)
    except KeyboardInterrupt:
        return 0


def _show(check: Callable[[], object]) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(_CLEAR)
    try:
        check()
    except PsinError as error:
        print(f"psin: {error}", file=sys.stderr)
    sys.stdout.flush()
