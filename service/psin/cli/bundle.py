"""The modules of a short command from one file of the cache, not from seventy that are found, opened and checked in turn.

That is a quarter of the time of a command that lasts 30 ms, and most of it where Python may not write compiled files. What
one run has imported is kept by the hash of all sources, and the next run of the very same Python takes it from there.
"""

from __future__ import annotations

import marshal
import os.path
import sys

from ..catalogue import cache
from ..light import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Bundle:
    """Finds and loads modules of this package, as ``importlib.abc`` describes finders and loaders.

    Each module is unmarshalled when it is imported; what is not in the bundle is found as ever.
    """

    def __init__(self) -> None:
        self._key = _key()
        #: of each module its file, whether it is a package, and its code, marshalled
        self._kept = cache.parts("bundle", self._key)
        self._before = frozenset(sys.modules)
        self._found: dict[str, CodeType] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._kept:
            return None
        file, is_package, self._found[name] = marshal.loads(self._kept[name])
        spec: ModuleSpec = type(__spec__)(name, self, origin=file, is_package=is_package)
        if is_package:
            spec.submodule_search_locations = [os.path.dirname(file)]
        spec.has_location = True
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        """The usual kind of module."""

    def exec_module(self, module: ModuleType) -> None:
        exec(self._found.pop(module.__name__), module.__dict__)

    def keep(self) -> None:
        """Adds what this run has imported and found elsewhere, unless the sources have changed under it."""
        new = {
            name: raw
            for name, module in list(sys.modules.items())
            if name.startswith("psin.")
            and name not in self._before
            and name not in self._kept
            and (raw := _raw(name, module))
        }
        cache.code.cache_clear()
        if new and self._key == _key():
            cache.keep_parts("bundle", self._key, self._kept.raw() | new)


def _key() -> str:
    return cache.key("bundle", _PACKAGE, str(sys.flags.optimize))


def _raw(name: str, module: ModuleType) -> bytes | None:
    """A module as it is kept; None if the key does not depend on its source."""
    file, loader = str(module.__file__), getattr(module.__spec__, "loader", None)
    *rooms, _ = file.removeprefix(_PACKAGE + os.sep).split(os.sep)
    if not hasattr(loader, "get_code") or (rooms and rooms[0] not in cache.ROOMS):
        return None
    return marshal.dumps((file, hasattr(module, "__path__"), loader.get_code(name)))
