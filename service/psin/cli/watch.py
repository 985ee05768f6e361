"""``psin validate --watch``: checks again whenever a file has changed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from ..errors import PsinError
from .files import turtle_files

#: Seconds between two looks at the files.
_EVERY = 0.3
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def watch(named: Iterable[Path], check: Callable[[], object]) -> int:
    """Calls ``check`` now and after every change, until Ctrl-C. Files may come and go in folders."""
    named = list(named)
    seen: object = None
    try:
        while True:
            state = _state(named)
            if state != seen:
                seen = state
                _show(check)
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


def _state(named: list[Path]) -> object:
    """What tells one state of the files from the next; the complaint if one of them is gone."""
    try:
        return [(path, stat.st_mtime_ns, stat.st_size) for path in turtle_files(named) if (stat := path.stat())]
    except (PsinError, OSError) as error:
        return str(error)
