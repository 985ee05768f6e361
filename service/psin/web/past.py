"""The history and the dumps of the running service, opened when they are first needed or when a folder keeps them."""

from __future__ import annotations

import threading

from flask import current_app

from ..catalogue import Catalogue
from ..federation.dumps import Dumps
from ..federation.history import History
from ..settings import Settings


class Past:
    """Thread-safe. Raises StoreError where the folder for it cannot be used."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._history: History | None = None
        self._dumps: Dumps | None = None

    @property
    def is_open(self) -> bool:
        return self._dumps is not None

    @property
    def history(self) -> History:
        with self._lock:
            return self._open()._history  # type: ignore[return-value]

    @property
    def dumps(self) -> Dumps:
        with self._lock:
            return self._open()._dumps  # type: ignore[return-value]

    def _open(self) -> Past:
        if self._dumps is None:
            self._history = History(self._settings)
            self._dumps = Dumps(self._history, int(self._settings.dump_versions))
        return self

    def note(self, catalogue: Catalogue) -> None:
        """Writes down what is new in a catalogue that is served from now on, if that is kept or has been asked for."""
        if self.is_open or self._settings.state:
            self.dumps.current(catalogue)

    def close(self) -> None:
        with self._lock:
            if self._history is not None:
                self._history.close()
            self._history = self._dumps = None


def history() -> History:
    """That of the service which answers the current request."""
    return current_app.extensions["psin"].past.history  # type: ignore[no-any-return]


def dumps() -> Dumps:
    """Those of the service which answers the current request."""
    return current_app.extensions["psin"].past.dumps  # type: ignore[no-any-return]
