"""Where the files that are not code lie: beside the package in an installed wheel, at the top of a checkout otherwise."""

from __future__ import annotations

import os.path

from .light import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE = os.path.dirname(os.path.realpath(__file__))
_INSTALLED = os.path.join(_PACKAGE, "assets")


def place(*names: str) -> str:
    """The name of the folder of assets, or of something in it; for what has no time for ``pathlib``."""
    top = _INSTALLED if os.path.isdir(_INSTALLED) else os.path.dirname(os.path.dirname(_PACKAGE))
    return os.path.join(top, *names)


def root() -> Path:
    """Folder that holds ``ontology/``, ``shapes/``, ``data/`` and ``queries/``."""
    from pathlib import Path

    return Path(place())


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
