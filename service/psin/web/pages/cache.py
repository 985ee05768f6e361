"""What is the same for every reader until the catalogue changes is computed once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from ..language import language

if TYPE_CHECKING:
    from ..site import Site

Value = TypeVar("Value")
_kept: WeakKeyDictionary[object, tuple[str, dict[str, object]]] = WeakKeyDictionary()
_lock = Lock()


def per_version(site: Site, name: str, build: Callable[[], Value], *, words: bool = True) -> Value:
    """The value of ``build`` for the state of the catalogue that ``site`` serves; two threads may build it at once.

    One value for each language of the interface, unless it holds no ``words``.
    """
    version = site.catalogue.version
    name = f"{language()} {name}" if words else name
    with _lock:
        held_version, values = _kept.get(site.engine, ("", {}))
        if held_version != version:
            values = {}
            _kept[site.engine] = (version, values)
    if name not in values:
        values[name] = build()
    return values[name]  # type: ignore[return-value]
