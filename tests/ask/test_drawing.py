"""Pictures of answers: what they show, and that what strangers wrote stays text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from markupsafe import Markup
from psin.web import drawing
from psin.web.drawing.timeline import years

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script><a href="javascript:x">'


def read(picture: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(str(picture))


def words(picture: Markup) -> list[str]:
    return ["".join(element.itertext()) for element in read(picture).iter(f"{SVG}text")]


def widths(picture: Markup) -> list[float]:
    return [
        float(element.get("width", "").rstrip("%"))
        for element in read(picture).iter(f"{SVG}rect")
        if element.get("width", "").endswith("%")
    ]


def test_the_longest_bar_fills_the_room_and_the_others_are_in_proportion() -> None:
    picture = drawing.bars([drawing.Bar("a", [10]), drawing.Bar("b", [5]), drawing.Bar("c", [0])], ["n"], "Bars")
    long, half, none = widths(picture)
    assert long == pytest.approx(2 * half, abs=0.02) and none == 0
    assert words(picture) == ["a", "10", "b", "5", "c", "0"]


def test_what_is_not_known_has_no_bar_and_a_sign_stays() -> None:
    picture = drawing.bars([drawing.Bar("a", [None, -2.5])], ["n", "m"], "Bars")
    assert "-2.5" in words(picture) and len(widths(picture)) == 1


def test_a_stretch_lies_on_the_scale_of_its_years() -> None:
    picture = drawing.timeline(
        [drawing.Stretch("x", 2000, 2010), drawing.Stretch("y", 2005), drawing.Stretch("z", 2002, point=True)], "Lives"
    )
    shown = read(picture)
    first, second = (float(rect.get("x", "").rstrip("%")) for rect in shown.iter(f"{SVG}rect"))
    [point] = (float(circle.get("cx", "").rstrip("%")) for circle in shown.iter(f"{SVG}circle"))
    assert first < point < second
    assert (second - first) / (point - first) == pytest.approx(2.5, abs=0.05)


def test_one_moment_alone_and_a_thousand_years_can_be_drawn() -> None:
    assert words(drawing.timeline([drawing.Stretch("now", 2026.5, point=True)], "One"))
    assert len(list(read(drawing.timeline([drawing.Stretch("old", 1000, 2026)], "Long")).iter(f"{SVG}line"))) < 30


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("2008", 2008),
        ("2008-07", 2008.5),
        ("2008-07-01T00:00:00Z", 2008.5),
        ("", None),
        ("soon", None),
        ("-0044", None),
    ],
)
def test_dates_of_any_precision_have_their_place(date: str, year: float | None) -> None:
    assert years(date) == year


def test_ties_join_the_names_they_tie() -> None:
    picture = drawing.ties(
        [drawing.Tie("a", "x"), drawing.Tie("a", "y"), drawing.Tie("b", "y", "how")], {"a": "/a"}, "Ties"
    )
    assert sorted(words(picture)) == ["a", "b", "x", "y"]
    assert len(list(read(picture).iter(f"{SVG}line"))) == 3


def test_a_map_colours_countries_large_and_small_and_leaves_the_rest() -> None:
    shown = read(
        drawing.world({"DNK": 4, "SGP": 1, "XXX": 9}, lambda code: f"name of {code}", lambda code: f"/{code}", "Map")
    )
    titles = sorted("".join(title.itertext()) for title in shown.iter(f"{SVG}title"))
    assert titles == ["name of DNK: 4", "name of SGP: 1"]
    rest, denmark = (path.get("d", "") for path in shown.iter(f"{SVG}path"))
    assert rest.count("M") > 170 and denmark.count("M") == 2
    assert len(list(shown.iter(f"{SVG}circle"))) == 1


def test_hostile_labels_stay_text() -> None:
    pictures = [
        drawing.bars([drawing.Bar(HOSTILE, [1])], [HOSTILE], HOSTILE),
        drawing.timeline([drawing.Stretch(HOSTILE, 2000, 2001, words=HOSTILE)], HOSTILE),
        drawing.ties([drawing.Tie(HOSTILE, "b", HOSTILE)], {HOSTILE: "/x"}, HOSTILE),
        drawing.world({"DNK": 1}, lambda _: HOSTILE, lambda _: None, HOSTILE),
    ]
    for picture in pictures:
        shown = read(picture)
        assert not list(shown.iter(f"{SVG}script"))
        assert all(not (link.get("href") or "").startswith("javascript") for link in shown.iter(f"{SVG}a"))
        assert shown.get("aria-label") == HOSTILE
