"""One answer on its way: bytes from a worker, as they come."""

from __future__ import annotations

import json
import marshal
import math
import time
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, Self

from psin.errors import EngineUnavailable, FormatUnfit, PsinError, QueryRefused, QuerySyntaxError

from . import frames
from .budget import Budget
from .formats import Format
from .launch import WorkerProcess
from .patience import Patience

#: Time the kernel gets to end a worker at its deadline before we kill it ourselves.
_GRACE = 0.03
#: Priority of a query that has to let others go first: it gets a tenth of the processor time of an ordinary one.
_NICE = 10
#: Called while an answer is waited for; returns after how many seconds it wants to be called again. What it raises
#: ends the answer.
Watch = Callable[["Answer"], float]


_patience = Patience()


class Arrival(Enum):
    """What has come of an answer: not enough yet, all of it, or something that has to be seen to by waiting."""

    NOTHING, WHOLE, TOLD = range(3)


class Answer:
    """Iterate for chunks of about 256 KiB; every chunk counts only if the iteration ends without an error.

    ``kind`` is bindings, boolean or graph; ``format`` and ``media_type`` say how it is written; ``columns`` are the
    variables of a table. ``moved`` tells that it is from another content than that for which the engine's handle was made,
    since there is a newer one. ``rows`` is the exact number of rows or triples, known (not None) at the end. ``begin`` waits for
    the first chunk, so an early error is raised by whoever calls it. Not for several threads at the same time.
    """

    def __init__(
        self,
        worker: WorkerProcess,
        give_back: Callable[..., None],
        request: dict[str, Any],
        form: Format,
        budget: Budget,
        explain: Callable[[str], QuerySyntaxError],
        watch: Watch | None = None,
        *,
        moved: bool = False,
    ) -> None:
        """Sends the request; ``begin`` has to be called before anything else. Raises EngineUnavailable."""
        self.kind = ""
        self.moved = moved
        self.format = form
        self.media_type = form.content_type
        self.columns: list[str] = []
        self.rows: int | None = None
        self._worker: WorkerProcess | None = worker
        self._give_back, self._budget, self._explain = give_back, budget, explain
        self._watch = watch
        self._nice = False
        self._end = time.monotonic() + budget.seconds
        self._first: bytes | None = None
        self._asked = time.perf_counter()
        try:
            self._send(frames.pack(frames.REQUEST, marshal.dumps({**request, "seconds": budget.seconds})))
        except BaseException:
            self.close()
            raise

    def begin(self, watch: Watch | None = None) -> Self:
        """Waits for the first chunk, unless it is here; from now on ``watch`` is called instead of the one before.

        Raises QuerySyntaxError, QueryRefused, FormatUnfit, BudgetExceeded, or EngineUnavailable if the worker was lost.
        """
        self._watch = watch or self._watch
        try:
            if not self.kind:
                self._look()
                self._started(self._frame()[1])
            if self._first is None:
                self._first = self._data()
        except BaseException:
            self.close()
            raise
        return self

    def arrived(self, most: int) -> Arrival:
        """Takes what is there of the first chunk, without waiting, in the place of ``begin``; the whole answer only if it
        has ``most`` bytes. Never raises: what is no answer is left for ``begin`` to find."""
        worker = self._worker
        assert worker is not None
        reader = worker.reader
        try:
            reader.fill_at_once()
        except (EOFError, OSError):
            return Arrival.TOLD
        if not self.kind:
            start = reader.taken(frames.START)
            if start is None:
                return Arrival.TOLD if reader.waiting() else Arrival.NOTHING
            self._started(start)
        chunk = reader.taken(frames.DATA)
        if chunk is None:
            return Arrival.TOLD if reader.waiting() else Arrival.NOTHING
        self._first = chunk
        end = reader.taken(frames.END) if len(chunk) <= most else None
        if end is None:
            return Arrival.TOLD
        self._finish(end)
        return Arrival.WHOLE

    @property
    def awake_until(self) -> float:
        """Until when it is waited for without sleeping, as ``time.perf_counter`` tells it."""
        return _patience.until(self._asked)

    @property
    def channel(self) -> int:
        """The descriptor to be watched for what ``arrived`` takes."""
        assert self._worker is not None
        return self._worker.channel.fileno()

    def _started(self, payload: bytes) -> None:
        self.kind, self.columns = frames.started(payload)
        _patience.note(self._asked)

    def __iter__(self) -> Iterator[bytes]:
        if self._first is not None:
            chunk, self._first = self._first, None
            if chunk:
                yield chunk
        while self._worker is not None:
            following = self._data()
            if following:
                yield following

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    @property
    def done(self) -> bool:
        """Whether everything has come from the worker, or nothing more will."""
        return self._worker is None

    def yield_to_others(self) -> None:
        """Lets the worker go on with low priority. It is used again only where that can be undone."""
        worker = self._worker
        if worker is not None and not self._nice:
            self._nice = True
            worker.lower(_NICE)

    def close(self) -> None:
        """Ends the query if it is still running; its worker is killed and replaced. Safe to call twice."""
        self._release(usable=False)

    def _release(self, *, usable: bool) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            self._give_back(worker, usable=usable and (not self._nice or worker.restore()))

    def _data(self) -> bytes:
        """The next chunk; empty at the end. Takes an end that has come along with the chunk, which frees the worker."""
        kind, payload = self._frame()
        if kind == frames.END:
            self._finish(payload)
            return b""
        worker = self._worker
        end = worker.reader.taken(frames.END) if worker is not None else None
        if end is not None:
            self._finish(end)
        return payload

    def _finish(self, payload: bytes) -> None:
        self.rows, retire = frames.ended(payload)
        self._release(usable=not retire)

    def _frame(self) -> tuple[int, bytes]:
        worker = self._worker
        if worker is None:
            raise EngineUnavailable("The answer was closed before its end.")
        try:
            while (frame := worker.reader.complete()) is None:
                self._fill(worker)
        except TimeoutError:
            self.close()
            raise self._budget.exceeded("seconds") from None
        except (EOFError, OSError):
            raise self._lost(worker) from None
        if frame[0] == frames.ERROR:
            raise self._reported(json.loads(frame[1]))
        return frame

    def _look(self) -> None:
        """Waits for the first bytes as long as that may be done without sleeping."""
        worker = self._worker
        if worker is not None:
            try:
                worker.reader.fill_soon(self.awake_until)
            except (EOFError, OSError):
                pass  # met again by who waits for it

    def _fill(self, worker: WorkerProcess) -> None:
        """Waits for bytes, and lets the watch look in meanwhile. Raises TimeoutError when the budget's time is over."""
        if self._watch is None:
            self._set_timeout(worker)
            worker.reader.fill()
            return
        try:
            seconds = self._watch(self)
        except BaseException:
            self.close()
            raise
        self._set_timeout(worker, seconds)
        try:
            worker.reader.fill()
        except TimeoutError:
            if time.monotonic() >= self._end + _GRACE:
                raise

    def _send(self, request: bytes) -> None:
        worker = self._worker
        assert worker is not None
        try:
            # It fits into the buffer of the socket, so nobody waits here.
            worker.channel.sendall(request)
        except OSError:
            raise self._lost(worker) from None

    def _set_timeout(self, worker: WorkerProcess, longest: float = math.inf) -> None:
        left = self._end + _GRACE - time.monotonic()
        if left <= 0:
            raise TimeoutError
        worker.reader.wait_at_most(min(left, max(longest, 0.001)))

    def _lost(self, worker: WorkerProcess) -> PsinError:
        cause = "seconds" if time.monotonic() >= self._end else worker.ending()
        self.close()
        if cause == "lost":
            return EngineUnavailable("The worker that evaluated the query was lost.", "Ask again.")
        return self._budget.exceeded(cause)

    def _reported(self, error: dict[str, Any]) -> PsinError:
        self._release(usable=not error["retire"])
        if "limit" in error:
            return self._budget.exceeded(error["limit"])
        if "syntax" in error:
            return self._explain(error["syntax"])
        if "unfit" in error:
            return FormatUnfit(error["unfit"], error["advice"])
        return QueryRefused(error["refused"], error["advice"])
