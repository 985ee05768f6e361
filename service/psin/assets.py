"""Where the files that are not code lie: beside the package in an installed wheel, at the top of a checkout otherwise."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "assets"


def root() -> Path:
    """Folder that holds ``ontology/``, ``shapes/``, ``data/`` and ``queries/``."""
    return _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parents[1]


def ontology() -> Path:
    return root() / "ontology"


def shapes() -> Path:
    return root() / "shapes"


def data() -> Path:
    return root() / "data"


def queries() -> Path:
    return root() / "queries"


def licence() -> Path:
    """The licence of the documents, the vocabulary, the shapes and the queries."""
    return root() / "LICENSE-DATA"
