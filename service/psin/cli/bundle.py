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

    #: The name of a module, its file, whether it is a package, and its code.
    Row = tuple[str, str, bool, CodeType]

#: Modules that import most of the others, whose rows are kept in one piece.
_LONG = ("psin.cli.validate",)
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Bundle:
    """Finds and loads modules of this package, as ``importlib.abc`` describes finders and loaders.

    What is not in the bundle is found as ever, and loaded here all the same, to be kept.
    """

    def __init__(self) -> None:
        self._key = _key()
        #: the rows of modules, marshalled: of each alone, and of all that one of ``_LONG`` imports by ``*name``
        self._kept = cache.parts("bundle", self._key)
        self._rows: dict[str, Row] = {}
        self._new: set[str] = set()
        #: the modules that have run, in the order in which they came to their end
        self._order: list[str] = []
        self._together: dict[str, list[str]] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not name.startswith("psin."):
            return None
        if f"*{name}" in self._kept:
            self._bring(marshal.loads(self._kept[f"*{name}"]))
        if name in self._kept:
            row = self._rows[name] = marshal.loads(self._kept[name])
            return self._spec(row)
        return self._found(name, path, target)

    def create_module(self, spec: ModuleSpec) -> None:
        """The usual kind of module."""

    def exec_module(self, module: ModuleType) -> None:
        name, before = module.__name__, len(self._order)
        exec(self._rows[name][3], module.__dict__)
        if name in _LONG and f"*{name}" not in self._kept:
            self._together[name] = self._order[before:]
        self._order.append(name)

    def keep(self) -> None:
        """Adds what this run has imported and found elsewhere, unless the sources have changed under it."""
        if not self._new and not self._together:
            return
        cache.code.cache_clear()
        if self._key == _key():
            grouped = {one for names in self._together.values() for one in names}
            new = {name: marshal.dumps(self._rows[name]) for name in self._new - grouped}
            new |= {
                f"*{name}": marshal.dumps(tuple(map(self._rows.__getitem__, names)))
                for name, names in self._together.items()
            }
            cache.keep_parts("bundle", self._key, self._kept.raw() | new)

    def _spec(self, row: Row) -> ModuleSpec:
        name, file, is_package, _ = row
        spec: ModuleSpec = type(__spec__)(name, self, origin=file, is_package=is_package)
        if is_package:
            spec.submodule_search_locations = [os.path.dirname(file)]
        spec.has_location = True
        return spec

    def _bring(self, rows: Sequence[Row]) -> None:
        """Runs modules in the order in which they came to their end before, so that each finds what it imports.

        Without the questions that Python asks at each import, in two thirds of the time. Packages are there from the
        start, because those in them may come to their end first. Where an order does not do, as with modules that import
        each other, nothing is left behind, and they are imported as ever.
        """
        before = frozenset(sys.modules)
        rows = [row for row in rows if row[0] not in before]
        for row in rows:
            if row[2]:
                self._empty(row)
        try:
            for row in rows:
                self._rows[row[0]] = row
                self.exec_module(sys.modules[row[0]] if row[2] else self._empty(row))
        except Exception:
            brought = {
                name: one for name, one in sys.modules.items() if name.startswith("psin.") and name not in before
            }
            for name in brought:
                del sys.modules[name]
                above, _, last = name.rpartition(".")
                vars(brought.get(above) or sys.modules[above]).pop(last, None)

    def _empty(self, row: Row) -> ModuleType:
        spec = self._spec(row)
        module = sys.modules[row[0]] = type(sys)(row[0])
        own = {"__spec__": spec, "__loader__": self, "__file__": row[1], "__package__": spec.parent}
        module.__dict__.update(own | ({"__path__": spec.submodule_search_locations} if row[2] else {}))
        above, _, last = row[0].rpartition(".")
        setattr(sys.modules[above], last, module)
        return module

    def _found(self, name: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        """What the other finders have, loaded here if the key depends on its source."""
        others = (one.find_spec(name, path, target) for one in sys.meta_path if one is not self)
        spec = next(filter(None, others), None)
        if spec and spec.origin and spec.loader and hasattr(spec.loader, "get_code") and _is_in_key(spec.origin):
            code = spec.loader.get_code(name)
            if code is not None:
                self._rows[name] = name, spec.origin, spec.submodule_search_locations is not None, code
                self._new.add(name)
                spec.loader = self
        return spec


def _key() -> str:
    return cache.key("bundle", _PACKAGE, str(sys.flags.optimize))


def _is_in_key(file: str) -> bool:
    *rooms, _ = file.removeprefix(_PACKAGE + os.sep).split(os.sep)
    return not rooms or rooms[0] in cache.ROOMS
