"""The folder of documents as one dataset: loading, counting, versioning."""

from __future__ import annotations

from ..light import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .loader import Catalogue, LoadedDocument, load

__all__ = ["Catalogue", "LoadedDocument", "load"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from . import loader

        return getattr(loader, name)
    raise AttributeError(name)
