"""Waiting without sleeping: only where answers come at once, and never instead of waiting."""

from __future__ import annotations

import socket
import time

import pytest
from psin.engine import FORMATS, Engine, frames, patience
from psin.engine.patience import Patience
from psin.errors import BudgetExceeded


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> float:
    """A machine of several processors on which an hour is a moment; its length."""
    monkeypatch.setattr(patience, "_LONGEST", 3600.0)
    return 3600.0


def test_late_answers_make_the_moment_short_and_a_soon_one_long_again(several: float) -> None:
    one, now = Patience(), time.perf_counter()
    assert one.until(now) == now + several
    moments = []
    for _ in range(40):
        one.note(now - 2 * several)
        moments.append(one.until(now) - now)
    assert moments == sorted(moments, reverse=True) and moments[0] < several and moments[-1] == 0
    one.note(now)
    assert one.until(now) == now + several


def test_bytes_that_are_there_are_taken_and_none_are_waited_for_beyond_the_moment() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reader = frames.Reader(ours)
        reader.fill_soon(time.perf_counter() + 0.001)
        assert not reader.waiting()
        theirs.sendall(frames.pack(frames.DATA, b"abc"))
        reader.fill_soon(time.perf_counter() - 1)
        assert not reader.waiting()
        reader.fill_soon(time.perf_counter() + 60)
        assert reader.read() == (frames.DATA, b"abc")


@pytest.mark.parametrize("ends", [0.0, 3600.0])
def test_an_answer_is_the_same_however_it_is_waited_for(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, ends: float
) -> None:
    monkeypatch.setattr(Patience, "until", lambda self, asked: asked + ends)
    with engine.stream("SELECT ?s { ?s <http://e/r> ?o }", accept=FORMATS["csv"]) as answer:
        assert b"".join(answer) == b"s\r\nhttp://e/b\r\n"


def test_a_worker_that_is_lost_meanwhile_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Patience, "until", lambda self, asked: asked + 3600.0)
    heavy = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(12)) + " }"
    with pytest.raises(BudgetExceeded, match="took longer"):
        engine.stream(heavy, accept=FORMATS["csv"])
