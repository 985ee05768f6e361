"""Who is evaluated next: strangers' queries in two lanes, so that light ones never wait for heavy ones.

A query starts in the quick lane. One that turns out to be heavy goes on in the heavy lane if a place is free there; if
none is, it gives its place back, waits in the heavy lane's queue and starts again. So a place in the quick lane is free
again after ``quick_seconds`` at the latest, whatever others ask, and earlier the more others wait: with 8 places and 40
in the queue after a fifth of that, so that the last of them has waited ``quick_seconds`` when its turn comes. Both
queues are short, and when they are full those who hold most of the places in them lose one first.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import EngineUnavailable

#: How often those who wait look whether their client is still there.
_LOOK_SECONDS = 0.25
#: A light query needs a few milliseconds, and some more on a busy machine.
_LEAST_TRIAL = 0.05


@dataclass(eq=False)
class Ticket:
    """One query's place. ``waited`` is the time in seconds it had to wait for it."""

    lanes: Lanes
    client: str
    heavy: bool
    number: int
    granted: threading.Event | None = None
    refused: bool = False
    waited: float = 0.0

    def to_heavy(self) -> bool:
        """Moves to the heavy lane if a place is free there and nobody has waited for it longer."""
        return self.heavy or self.lanes.promote(self)

    def leave(self) -> None:
        """Gives the place back. Safe to call twice."""
        self.lanes.leave(self)


class Lanes:
    """``quick`` and ``heavy`` places, ``per_client`` of the heavy ones for one client; ``waiting`` may queue, half of
    them for heavy places. Thread-safe."""

    def __init__(self, quick: int, heavy: int, per_client: int, waiting: int) -> None:
        self.quick, self.heavy, self.per_client, self.longest = quick, heavy, per_client, waiting
        self._lock = threading.Lock()
        self._waiting: list[Ticket] = []
        self._running: set[Ticket] = set()
        self._count = 0

    def enter(self, client: str, *, heavy: bool, seconds: float, gone: Callable[[], bool] = lambda: False) -> Ticket:
        """A place, after waiting for it ``seconds`` at most or until ``gone`` says that the client has left.

        Raises EngineUnavailable if there is none in time or too many wait already.
        """
        began = time.monotonic()
        with self._lock:
            self._count += 1
            ticket = Ticket(self, client, heavy, self._count)
            if not heavy and not self._waiting and self._quick_place():
                self._running.add(ticket)
                return ticket
            granted = ticket.granted = threading.Event()
            self._waiting.append(ticket)
            self._grant()
            self._shorten()
        while not granted.wait(max(0.0, min(_LOOK_SECONDS, began + seconds - time.monotonic()))):
            if time.monotonic() >= began + seconds or gone():
                break
        ticket.waited = time.monotonic() - began
        with self._lock:
            if ticket in self._running:
                return ticket
            if ticket in self._waiting:
                self._waiting.remove(ticket)
        places = f"All {self.heavy} places for long queries are" if heavy else "All places for queries are"
        why = "and too many wait" if ticket.refused else f"still after {seconds:g} s"
        advice = "Try again in a few seconds."
        raise EngineUnavailable(f"{places} taken, {why}.", advice, retry_after=max(1, round(seconds)))

    def enter_at_once(self, client: str) -> Ticket | None:
        """A place in the quick lane if one is free and nobody waits for it."""
        with self._lock:
            if not self._quick_place() or any(not ticket.heavy for ticket in self._waiting):
                return None
            self._count += 1
            ticket = Ticket(self, client, False, self._count)
            self._running.add(ticket)
            return ticket

    def promote(self, ticket: Ticket) -> bool:
        with self._lock:
            if ticket not in self._running or not self._heavy_place(ticket.client):
                return False
            if any(self._heavy_place(other.client) for other in self._waiting if other.heavy):
                return False
            ticket.heavy = True
            self._grant()
            return True

    def trial(self, seconds: float) -> float:
        """For how long a query may hold a place in the quick lane now; ``seconds`` if that keeps nobody waiting."""
        with self._lock:
            waiting = sum(not ticket.heavy for ticket in self._waiting)
        return max(min(seconds, _LEAST_TRIAL), seconds * min(1.0, self.quick / max(1, waiting)))

    def leave(self, ticket: Ticket) -> None:
        with self._lock:
            self._running.discard(ticket)
            if self._waiting:
                self._grant()

    def counts(self) -> dict[str, int]:
        """How many run and wait: quick, heavy, quick_waiting, heavy_waiting."""
        with self._lock:
            heavy, heavy_waiting = sum(t.heavy for t in self._running), sum(t.heavy for t in self._waiting)
            return {
                "quick": len(self._running) - heavy,
                "heavy": heavy,
                "quick_waiting": len(self._waiting) - heavy_waiting,
                "heavy_waiting": heavy_waiting,
            }

    def _quick_place(self) -> bool:
        return sum(not ticket.heavy for ticket in self._running) < self.quick

    def _heavy_place(self, client: str) -> bool:
        running = [ticket for ticket in self._running if ticket.heavy]
        mine = sum(ticket.client == client for ticket in running)
        return len(running) < self.heavy and mine < self.per_client

    def _grant(self) -> None:
        """Gives free places to those who have least, then to the newest in the quick lane, the oldest in the heavy one.

        The newest first, because a light query that comes behind twenty unknown ones must not wait for their trial.
        """
        running = Counter(ticket.client for ticket in self._running)

        def rank(ticket: Ticket) -> tuple[int, int]:
            return running[ticket.client], ticket.number if ticket.heavy else -ticket.number

        for ticket in sorted(self._waiting, key=rank):
            if ticket.heavy:
                free = self._heavy_place(ticket.client)
            else:
                free = self._quick_place()
            if free:
                self._waiting.remove(ticket)
                self._running.add(ticket)
                _tell(ticket)

    def _shorten(self) -> None:
        for heavy_only, longest in ((True, self.longest // 2), (False, self.longest)):
            queue = [ticket for ticket in self._waiting if ticket.heavy or not heavy_only]
            while len(queue) > longest:
                held = Counter(ticket.client for ticket in queue)
                victim = max(queue, key=lambda t: (held[t.client], t.heavy, t.number))
                queue.remove(victim)
                self._waiting.remove(victim)
                victim.refused = True
                _tell(victim)


def _tell(ticket: Ticket) -> None:
    assert ticket.granted is not None
    ticket.granted.set()
