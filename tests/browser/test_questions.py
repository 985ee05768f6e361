"""Somebody who has never seen SPARQL answers a question of the library, with scripts and without."""

from __future__ import annotations

from typing import Any

import pytest

from .chromium import go, look, wider_than_window


@pytest.fixture(params=["window", "plain"])
def reader(request: pytest.FixtureRequest) -> Any:
    """A browser with scripts, and one without."""
    found = request.getfixturevalue(request.param)
    look(found)
    return found


def test_a_question_is_found_asked_with_other_values_and_taken_away(reader: Any, full: str) -> None:
    reader.get(f"{full}/queries")
    go(reader, reader.find_element("link text", "Networks that one can join").click)
    before = reader.find_element("id", "section-answer").text
    reader.find_element("css selector", "input[name=admission][value=admission-registration]").click()
    reader.find_element("css selector", "select[name=place] option[value=GBR]").click()
    go(reader, reader.find_element("css selector", "form.ask button.go").click)
    assert "place=GBR" in reader.current_url
    assert reader.find_element("id", "section-answer").text != before
    assert (
        reader.find_element("css selector", "input[name=admission][value=admission-registration]").is_selected()
        is False
    )
    links = [link.get_attribute("href") for link in reader.find_elements("css selector", "#section-take ~ .actions a")]
    assert links and any(".excel.csv?" in link and "place=GBR" in link for link in links)


@pytest.mark.parametrize(
    "path", ["networks-by-country", "tenure-of-conveners", "ties-between-networks", "size-of-networks"]
)
def test_pictures_fit_a_phone(reader: Any, full: str, path: str) -> None:
    look(reader, width=360)
    reader.get(f"{full}/queries/{path}")
    assert reader.find_elements("css selector", "svg.picture")
    assert wider_than_window(reader) <= 1
