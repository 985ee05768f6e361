"""Whether a worker lives may be asked by several threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor


def test_many_threads_may_ask_whether_a_worker_lives(site: object) -> None:
    worker = next(iter(site.engine._pool._idle))  # type: ignore[attr-defined]
    with ThreadPoolExecutor(8) as threads:
        waits = [threads.submit(worker._ended, 50) for _ in range(8)]
        asked = list(threads.map(lambda _: worker.alive(), range(400)))
    assert all(asked) and not any(wait.result() for wait in waits)


def test_a_worker_that_another_thread_has_killed_does_not_live(engine: object) -> None:
    worker = engine._pool._state.fork()  # type: ignore[attr-defined]
    assert worker.alive()
    worker.kill()
    assert not worker.alive()
    worker.lower(5)
    worker.kill()
