"""The folder in which all that was harvested lies, beside the documents and never among them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ...documents import SLUG
from ...errors import UnknownName
from .runs import Runs
from .versions import Versions

if TYPE_CHECKING:
    from ...settings import Settings
    from ..partners import Partner


class State:
    """What was harvested from every partner, below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def of(cls, settings: Settings) -> State:
        """The folder that the settings name, else ``harvested`` in the folder of the state, else in XDG_STATE_HOME."""
        if settings.harvested:
            return cls(Path(str(settings.harvested)))
        if settings.state:
            return cls(Path(str(settings.state)) / "harvested")
        home = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
        return cls(Path(home) / "psin" / "harvested")

    @property
    def locks(self) -> Path:
        return self.root / "hosts"

    def folder(self, slug: str) -> Path:
        """Raises UnknownName for what is no short name."""
        if not SLUG.fullmatch(slug):
            raise UnknownName(f"'{slug[:60]}' cannot be the short name of a partner.")
        return self.root / "partners" / slug

    def versions(self, slug: str) -> Versions:
        return Versions(self.folder(slug))

    def runs(self, slug: str) -> Runs:
        return Runs(self.folder(slug))

    def graphs(self, partners: Mapping[str, Partner]) -> dict[str, Path]:
        """Named graph to the N-Triples that are current in it."""
        found: dict[str, Path] = {}
        for slug, partner in sorted(partners.items()):
            versions = self.versions(slug)
            if versions.current:
                place = versions.place(versions.current)
                for graph, name in ((partner.records, "records.nt"), (partner.claims, "claims.nt")):
                    path = place / name
                    if path.exists() and path.stat().st_size:
                        found[graph] = path
        return found

    def signature(self, partners: Mapping[str, Partner]) -> str:
        """A hash that is another one when something else is current."""
        said = sorted((graph, str(path)) for graph, path in self.graphs(partners).items())
        return hashlib.sha256(repr(said).encode()).hexdigest() if said else ""
