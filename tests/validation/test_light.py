"""The light records, choices and expressions behave as those of the standard library."""

from __future__ import annotations

import pickle
import re

import pytest
from psin import lazily
from psin.light import Choice, Record


class Point(Record):
    x: int
    y: int = 2
    name: str = "p"

    @property
    def sum(self) -> int:
        return self.x + self.y


class Colour(Choice):
    RED = "red"
    BLUE = "blue"


def test_records_are_tuples_with_names() -> None:
    point = Point(1, name="q")
    assert point == (1, 2, "q") and point.sum == 3 and point._fields == ("x", "y", "name")
    assert point._replace(y=5) == Point(1, 5, "q") and point._asdict() == {"x": 1, "y": 2, "name": "q"}
    assert hash(point) == hash(Point._make([1, 2, "q"])) and repr(point) == "Point(x=1, y=2, name='q')"
    assert pickle.loads(pickle.dumps(point)) == point and type(pickle.loads(pickle.dumps(point))) is Point


@pytest.mark.parametrize(("values", "named"), [((), {}), ((1, 2, "p", 4), {}), ((1,), {"z": 3}), ((1,), {"x": 3})])
def test_records_refuse_other_fields(values: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Point(*values, **named)
    with pytest.raises(ValueError):
        Point(1)._replace(z=3)
    with pytest.raises(AttributeError):
        Point(1).x = 3  # type: ignore[misc]


def test_choices_are_the_only_instances() -> None:
    assert list(Colour) == [Colour.RED, Colour.BLUE] == list(reversed(list(reversed(Colour)))) and len(Colour) == 2
    assert Colour("red") is Colour.RED and Colour.RED.value == "red" and Colour.RED.name == "RED"
    assert pickle.loads(pickle.dumps(Colour.BLUE)) is Colour.BLUE and repr(Colour.BLUE) == "Colour.BLUE"
    with pytest.raises(ValueError):
        Colour("green")


@pytest.mark.parametrize("flags", ["", "i", "sx"])
def test_kept_expressions_are_those_that_were_compiled(flags: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = r"(?P<word>[^\W\d]+)\s-?(\d{2,}|x+?)"
    first = lazily.lazy(pattern, flags)
    text = "Größe -42 wort -xx"
    expected = [match.groupdict() | {"all": match.groups(), "at": match.span()} for match in first.finditer(text)]
    assert expected
    monkeypatch.setitem(lazily.kept, (pattern, flags), lazily.compiled[pattern, flags])
    monkeypatch.setattr(re, "compile", None)
    second = lazily.lazy(pattern, flags)
    assert [
        match.groupdict() | {"all": match.groups(), "at": match.span()} for match in second.finditer(text)
    ] == expected
    assert second.flags == first.flags and second.sub(lambda match: match["word"], text) == first.sub(r"\1", text)
