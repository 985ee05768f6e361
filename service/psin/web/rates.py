"""How much query time a client may use, and how that is told.

Source: RateLimit header fields for HTTP, draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

#: What a query costs at least, in seconds: its share of the web process.
LEAST_COST = 0.002
#: Clients that are remembered; the one that has been away longest is forgotten first.
_REMEMBERED = 50_000


class Rates:
    """A purse of ``burst`` seconds for every client, filled again by ``per_minute`` seconds a minute. Thread-safe.

    A query may overdraw it, since nobody knows beforehand what it costs; the next one then waits. ``per_minute`` 0
    means no limit. 500 light queries a second for ever, or 60,000 at once, fit into the defaults.
    """

    def __init__(self, per_minute: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self.burst = per_minute, max(burst, 50 * LEAST_COST)
        self._clock = clock
        self._lock = threading.Lock()
        self._purses: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @property
    def limited(self) -> bool:
        return self.per_minute > 0

    def left(self, client: str) -> float:
        """Seconds in the client's purse; zero or less means that it has to wait."""
        with self._lock:
            return self._left(client)

    def charge(self, client: str, seconds: float) -> None:
        if not self.limited:
            return
        with self._lock:
            self._purses[client] = (self._left(client) - max(seconds, LEAST_COST), self._clock())
            self._purses.move_to_end(client)
            while len(self._purses) > _REMEMBERED:
                self._purses.popitem(last=False)

    def wait(self, client: str) -> int:
        """Whole seconds until the purse holds something again; 0 if it does."""
        missing = -self.left(client)
        return math.ceil(missing * 60 / self.per_minute) + 1 if self.limited and missing >= 0 else 0

    def headers(self, client: str) -> dict[str, str]:
        """RateLimit and RateLimit-Policy, in seconds of query time; none without a limit."""
        if not self.limited:
            return {}
        left = self.left(client)
        window = math.ceil(self.burst * 60 / self.per_minute)
        full = max(0, math.ceil((self.burst - left) * 60 / self.per_minute))
        return {
            "RateLimit-Policy": f'"query-time";q={math.floor(self.burst)};w={window};qu="seconds"',
            "RateLimit": f'"query-time";r={max(0, math.floor(left))};t={full}',
        }

    def _left(self, client: str) -> float:
        held, at = self._purses.get(client, (self.burst, 0.0))
        return min(self.burst, held + (self._clock() - at) * self.per_minute / 60)
