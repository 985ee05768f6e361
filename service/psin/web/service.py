"""What outlives a loaded state: the lanes, the rates, the counters, the log, and which state is being served."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ..catalogue.judge import Judge
from ..engine.service import Federation
from ..settings import Settings
from .archive import Archive
from .clients import networks
from .lanes import Lanes
from .log import Log
from .metrics import Metrics
from .past import Past
from .rates import Rates
from .site import Site


@dataclass
class _Held:
    """A state, how many requests it is answering, and how to let it go."""

    site: Site
    close: Callable[[], None]
    requests: int = 0


@dataclass
class Problem:
    """Why the state on disk is not the one that is served; ``since`` is in seconds since 1970."""

    detail: str
    since: float = field(default_factory=time.time)


class Service:
    """One running service over one state after the other. Thread-safe.

    ``problem`` is what kept the newest state from being served, None if it is served. ``gauges`` are further values
    for the metrics: name to help and function.
    """

    def __init__(self, site: Site, close: Callable[[], None] = lambda: None, log: Log | None = None) -> None:
        settings = self.settings = site.settings
        self.metrics = Metrics()
        self.log = log or Log(None)
        self.lanes = _lanes(settings)
        self.federation = Federation(settings)
        self.past = Past(settings)
        self.archive = Archive(settings)
        self.judge = Judge(settings)
        #: Places for validating documents: a client has one at a time.
        places = max(1, int(settings.validations))
        self.judging = Lanes(0, places, 1, 16 * places)
        self.rates = Rates(settings.rate_seconds, settings.rate_burst_seconds)
        self.proxies = networks(settings.trusted_proxies)
        self.personal = frozenset(str(settings.log_personal).split())
        self.problem: Problem | None = None
        self.gauges: dict[str, tuple[str, Callable[[], float]]] = {}
        self._lock = threading.Lock()
        self._held = _Held(site, close)
        self._answering: dict[int, _Held] = {}

    @property
    def current(self) -> Site:
        """The state that the next request is answered from."""
        return self._held.site

    def acquire(self) -> Site:
        """The current state, which stays whole until it is released."""
        with self._lock:
            held = self._held
            held.requests += 1
            self._answering[id(held.site)] = held
            return held.site

    def release(self, site: Site) -> None:
        with self._lock:
            held = self._answering[id(site)]
            held.requests -= 1
            over = held.requests == 0
            if over:
                del self._answering[id(site)]
            over = over and held is not self._held
        if over:
            held.close()

    def switch(self, site: Site, close: Callable[[], None]) -> None:
        """From now on requests are answered from ``site``; the old state is closed when its last request is done."""
        with self._lock:
            old, self._held = self._held, _Held(site, close)
            over = old.requests == 0
        self.problem = None
        self.judge.drop()
        if over:
            old.close()
        self.past.note(site.catalogue)

    def close(self) -> None:
        """Lets every state go, also those that still answer, and writes what is left of the log."""
        with self._lock:
            held = {id(item.site): item for item in (self._held, *self._answering.values())}
        self.judge.drop()
        for item in held.values():
            item.close()
        self.past.close()
        self.log.close()


def open_log(settings: Settings, lost: Callable[[], None] = lambda: None) -> Log:
    """The log that the settings ask for: on standard error, or none."""
    return Log(sys.stderr.fileno() if settings.log == "json" else None, lost)


def _lanes(settings: Settings) -> Lanes:
    """One worker is kept from strangers' queries, for pages and the state of health."""
    workers = max(1, settings.workers)
    heavy = max(1, min(settings.heavy_queries, workers - 2))
    return Lanes(max(1, workers - heavy - 1), heavy, max(1, settings.heavy_per_client), settings.queue_length)
