"""Words that went and came are marked, punctuation stays with its word, and names written small stay small."""

from __future__ import annotations

import pytest
from markupsafe import Markup
from psin.web.pages.rendering import capital
from psin.web.pages.typography import changed_words, kept_together


def test_words_that_went_and_came_are_marked_and_escaped() -> None:
    shown = changed_words("works on [-<b>big</b>-] {+small & fine+} steps")
    assert shown == "works on <del>&lt;b&gt;big&lt;/b&gt;</del> <ins>small &amp; fine</ins> steps"
    assert changed_words("<script>") == "&lt;script&gt;"


@pytest.mark.parametrize(("path", "expected"), [("/fr/", "«\u00a0a\u00a0»\u00a0: 90\u00a0%"), ("/", "« a » : 90 %")])
def test_french_punctuation_stays_with_its_word(client: object, path: str, expected: str) -> None:
    with client.application.test_request_context(
        "/", environ_overrides={"psin.language": "fr" if path == "/fr/" else "en"}
    ):
        assert kept_together("« a » : 90 %") == expected
        assert isinstance(kept_together(Markup("a : b")), Markup)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("network", "Network"),
        ("iN Forum", "iN Forum"),
        ("psin, the graph", "psin, the graph"),
        ("écosystème", "Écosystème"),
        ("", ""),
    ],
)
def test_a_first_letter_is_raised_where_the_name_allows_it(name: str, shown: str) -> None:
    assert capital(name) == shown
