"""What a stranger's query uses: measured, charged to its client, and remembered if it was much."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict

from ..errors import BudgetExceeded, PsinError
from .lanes import Ticket
from .requests import Record

#: Queries remembered as heavy; they need no trial.
_REMEMBERED = 4096


class Known:
    """Hashes of queries that were heavy when they were last asked. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hashes: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._hashes

    def note(self, key: str, *, heavy: bool) -> None:
        if not heavy and key not in self._hashes:
            return
        with self._lock:
            self._hashes.pop(key, None)
            if heavy:
                self._hashes[key] = None
                if len(self._hashes) > _REMEMBERED:
                    self._hashes.popitem(last=False)


#: Queries that were heavy.
known = Known()


class Account:
    """One query's accounts."""

    def __init__(self, record: Record, text: str) -> None:
        self.record, self.service = record, record.service
        self.key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self.held = 0.0
        self._since: float | None = None
        self._over = False
        record.facts["query"] = self.key
        if "query" in self.service.personal:
            record.facts["text"] = text

    def started(self, ticket: Ticket) -> None:
        self._since = time.monotonic()
        facts = self.record.facts
        facts["waited"] = round(float(facts.get("waited", 0.0)) + ticket.waited, 6)  # type: ignore[arg-type]

    def paused(self) -> None:
        if self._since is not None:
            self.held += time.monotonic() - self._since
            self._since = None

    def failed(self, error: PsinError) -> None:
        self.record.facts["outcome"] = error.code
        if isinstance(error, BudgetExceeded):
            self.record.facts["budget"] = error.budget

    def end(self, rows: int | None) -> None:
        """Charges the client. Only the first call does anything."""
        if self._over:
            return
        self._over = True
        self.paused()
        facts, metrics = self.record.facts, self.service.metrics
        outcome = str(facts.setdefault("outcome", "answered" if rows is not None or facts.get("boolean") else "left"))
        facts.pop("boolean", None)
        facts["rows"], facts["held"] = rows, round(self.held, 6)
        if self.service.settings.quick_seconds > self.held and outcome == "answered":
            known.note(self.key, heavy=False)
        metrics.add("psin_queries_total", outcome=outcome)
        metrics.add_all(
            {
                "psin_query_seconds_total": self.held,
                "psin_query_wait_seconds_total": float(facts.get("waited", 0.0)),  # type: ignore[arg-type]
                "psin_rows_total": rows or 0,
            }
        )
        self.service.rates.charge(self.record.client, self.held)
