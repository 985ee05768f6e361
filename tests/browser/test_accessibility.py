"""WCAG 2.2 AA: axe-core on every type of page, the keyboard, zoom, motion, print and forced colours."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from .chromium import look, wider_than_window
from .page_types import PAGES

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: arguments[0], resultTypes: ["violations"]}).then(
  found => done(found.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " | " + n.html.slice(0, 160)).join(" ;; "))),
  error => done(["axe: " + error]));
"""
#: Each language, width and colour scheme on every page, and each pair of them on those with a layout of their own.
LOOKS = {"en": ((1280, "light"),), "fr": ((375, "dark"),)}
ALL_LOOKS = {"en": ((1280, "light"), (375, "dark")), "fr": ((1280, "dark"), (375, "light"))}
PRINCIPAL = {
    "start",
    "networks",
    "network",
    "network-judged",
    "organisation",
    "practice",
    "question",
    "sparql",
    "check",
}
PREFIXES = {"en": "", "fr": "/fr"}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name: str, full: str, window: Any, axe: str) -> None:
    found = {}
    for language, looks in (ALL_LOOKS if name in PRINCIPAL else LOOKS).items():
        window.get(f"{full}{PREFIXES[language]}{PAGES[name]}")
        window.execute_script(axe)
        for width, scheme in looks:
            look(window, width=width, prefers_color_scheme=scheme)
            violations = window.execute_async_script(RUN, RULES)
            if violations:
                found[f"{language} {width} {scheme}"] = violations
    assert found == {}


@pytest.mark.parametrize("name", PAGES)
def test_zoomed_to_four_hundred_percent_nothing_needs_sideways_scrolling(name: str, full: str, plain: Any) -> None:
    look(plain, width=320, height=256)
    plain.get(f"{full}/fr{PAGES[name]}")
    assert wider_than_window(plain) <= 1


def focused(window: Any) -> str:
    return str(window.execute_script("return document.activeElement.textContent.trim()"))


def press(window: Any, key: str) -> None:
    window.switch_to.active_element.send_keys(key)


def test_the_first_stop_of_the_keyboard_leads_to_the_content(full: str, window: Any) -> None:
    look(window)
    window.get(f"{full}/network/au-psin")
    window.find_element("tag name", "body").send_keys(Keys.TAB)
    assert focused(window) == "Skip to the content"
    skip = window.switch_to.active_element
    assert skip.rect["x"] >= 0 and skip.is_displayed()
    press(window, Keys.ENTER)
    assert window.execute_script("return document.activeElement.id") == "page-main"


def test_every_stop_of_the_keyboard_shows_that_it_has_the_focus(full: str, window: Any) -> None:
    look(window)
    window.get(f"{full}/network/example-tinkers")
    body = window.find_element("tag name", "body")
    body.send_keys(Keys.TAB)
    seen = set()
    for _ in range(400):
        shown = window.execute_script(
            "const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();"
            "return [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth), r.width > 0 && r.height > 0,"
            " e.tagName + r.x + ' ' + (r.y + scrollY)]"
        )
        if shown[0] == "BODY" or shown[4] in seen:
            break
        seen.add(shown[4])
        assert shown[1] != "none" and shown[2] >= 2 and shown[3], shown
        press(window, Keys.TAB)
    assert len(seen) > 60


def test_details_open_and_forms_send_by_keyboard(full: str, window: Any) -> None:
    look(window)
    window.get(f"{full}/network/au-psin")
    summary = window.find_element("css selector", "figure details summary")
    window.execute_script("arguments[0].focus()", summary)
    press(window, Keys.ENTER)
    table = window.find_element("css selector", "figure details table")
    assert table.is_displayed() and len(table.find_elements("css selector", "tbody tr")) > 3
    box = window.find_element("css selector", "input[type=search]")
    box.send_keys("ambtenaar", Keys.ENTER)
    assert "Ambtenaar 2.0" in window.find_element("tag name", "main").text


def test_nothing_moves_for_those_who_want_no_motion(full: str, window: Any) -> None:
    look(window, prefers_reduced_motion="reduce")
    for path in ("/", "/network/au-psin", "/networks"):
        window.get(f"{full}{path}")
        moving = window.execute_script(
            "return [...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);"
            " return s.animationName !== 'none' || (s.transitionProperty !== 'all' && s.transitionProperty !== 'none')"
            " || parseFloat(s.transitionDuration) > 0 }).length"
        )
        assert moving == 0
    look(window)


def test_paper_shows_the_story_without_menus(full: str, window: Any) -> None:
    look(window, media="print")
    window.get(f"{full}/network/au-psin")
    hidden = window.execute_script(
        "return ['.menu', '.crumbs', '.contents', '.footer', '.search', '.edition'].filter(n => {"
        " const e = document.querySelector(n); return e && e.getClientRects().length > 0 })"
    )
    assert hidden == []
    assert window.find_element("css selector", "h1").is_displayed()
    assert window.find_element("css selector", ".lifelines").is_displayed()
    look(window)


def test_forced_colours_keep_what_tells_states_apart(full: str, window: Any) -> None:
    look(window, forced_colors="active")
    window.get(f"{full}/network/example-tinkers")
    border = window.execute_script("return getComputedStyle(document.querySelector('.status')).borderTopStyle")
    assert border == "solid"
    assert window.find_element("css selector", ".picture").is_displayed()
    look(window)
