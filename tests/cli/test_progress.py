"""The bar of long runs."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from psin.cli import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, as its last item."""
    times = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: times[-1])
    return times


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=made))
    return made


def test_a_run_of_less_than_a_second_shows_nothing(clock: list[float], terminal: Terminal) -> None:
    with progress.Progress("Checking") as bar:
        for done in range(1, 10):
            clock.append(done / 10)
            bar(done, 10)
    assert terminal.getvalue() == ""


def test_a_longer_one_shows_how_far_it_is_and_cleans_up(clock: list[float], terminal: Terminal) -> None:
    with progress.Progress("Checking") as bar:
        clock.append(1.5)
        bar(500, 2000)
    assert "Checking [#######" in terminal.getvalue() and "500 of 2,000" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_an_interrupted_one_cleans_up_too(clock: list[float], terminal: Terminal) -> None:
    with pytest.raises(KeyboardInterrupt), progress.Progress("Checking") as bar:
        clock.append(2.0)
        bar(1, 2)
        raise KeyboardInterrupt
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_whatever_is_not_a_terminal_gets_no_bar(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=pipe))
    with progress.Progress("Checking") as bar:
        clock.append(5.0)
        bar(1, 2)
    assert pipe.getvalue() == ""
