"""A short run of the fuzzer, and what it once needed to survive."""

from __future__ import annotations

import pytest

from . import fuzz


@pytest.fixture(scope="module")
def target() -> fuzz.Target:
    return fuzz.Target()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_fuzzer_finds_nothing_in_a_short_run(target: fuzz.Target, seed: int) -> None:
    assert fuzz.run(3, seed, target=target) > 5


def test_the_fuzzer_notices_what_it_is_for(target: fuzz.Target, monkeypatch: pytest.MonkeyPatch) -> None:
    from psin.validation import validate

    def fails(*_: object) -> list[object]:
        raise KeyError("x")

    monkeypatch.setattr(validate, "unreached", fails)
    monkeypatch.setattr(fuzz, "shrink", lambda text, fails: text[:100])
    with pytest.raises(fuzz.Broken, match="KeyError"):
        fuzz.run(60, 3, target=target)


def test_shrinking_keeps_what_fails() -> None:
    assert fuzz.shrink("aaaa<bbbb>cccc", lambda text: "<" in text and ">" in text) == "<>"
