"""Searching with suggestions and the keyboard alone, facets, and the drawing of the ecosystem."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from .chromium import complaints, go, look, wider_than_window


@pytest.fixture
def browser(window: Any) -> Any:
    look(window)
    return window


def options(browser: Any) -> list[Any]:
    return browser.find_elements(By.CSS_SELECTOR, "#page-search-list [role=option]")


def test_suggestions_follow_the_keyboard(browser: Any, full: str) -> None:
    browser.get(f"{full}/about")
    complaints(browser)
    box = browser.find_element(By.ID, "page-search")
    assert box.get_attribute("role") == "combobox" and box.get_attribute("aria-expanded") == "false"
    box.send_keys("ambten")
    WebDriverWait(browser, 10).until(lambda _: options(browser))
    assert box.get_attribute("aria-expanded") == "true"
    assert options(browser)[0].text.startswith("Ambtenaar 2.0")
    box.send_keys(Keys.ARROW_DOWN)
    chosen = browser.find_element(By.ID, box.get_attribute("aria-activedescendant"))
    assert chosen.get_attribute("aria-selected") == "true" and chosen == options(browser)[0]
    box.send_keys(Keys.ARROW_UP)
    assert box.get_attribute("aria-activedescendant") == options(browser)[-1].get_attribute("id")
    box.send_keys(Keys.ESCAPE)
    assert box.get_attribute("aria-expanded") == "false" and box.get_attribute("value") == "ambten"
    box.send_keys(Keys.ARROW_DOWN)
    WebDriverWait(browser, 10).until(lambda _: box.get_attribute("aria-expanded") == "true")
    box.send_keys(Keys.ARROW_DOWN)
    go(browser, lambda: box.send_keys(Keys.ENTER))
    assert browser.current_url.endswith("/network/ambtenaar-2-0")
    assert complaints(browser) == []


def test_enter_without_a_choice_searches(browser: Any, full: str) -> None:
    browser.get(full)
    box = browser.find_element(By.ID, "start-search")
    box.send_keys("inovation")
    go(browser, lambda: box.send_keys(Keys.ENTER))
    assert "Did you mean" in browser.find_element(By.TAG_NAME, "main").text
    assert browser.find_elements(By.CSS_SELECTOR, "main mark")


def test_a_hostile_name_is_text_among_suggestions(browser: Any, full: str) -> None:
    browser.get(f"{full}/about")
    box = browser.find_element(By.ID, "page-search")
    box.send_keys("script alert")
    WebDriverWait(browser, 10).until(lambda _: options(browser))
    assert any("<script>" in option.text for option in options(browser))
    assert not browser.find_elements(By.CSS_SELECTOR, "#page-search-list script, #page-search-list img")


def test_facets_narrow_the_list_and_can_be_taken_back(browser: Any, full: str) -> None:
    browser.get(f"{full}/networks")
    browser.find_element(By.CSS_SELECTOR, "input[name=country][value=NLD]").click()
    go(browser, browser.find_element(By.CSS_SELECTOR, ".facets button").click)
    assert "country=NLD" in browser.current_url
    assert "Ambtenaar 2.0" in browser.find_element(By.TAG_NAME, "main").text
    go(browser, browser.find_element(By.CSS_SELECTOR, ".chips a").click)
    assert browser.current_url.endswith("/networks")


def test_the_drawing_can_be_brought_nearer_and_ties_light_up(browser: Any, full: str) -> None:
    browser.get(f"{full}/ecosystem")
    complaints(browser)
    stage = browser.find_element(By.CSS_SELECTOR, "[data-stage]")
    nearer, _, whole = browser.find_elements(By.CSS_SELECTOR, ".zoom-bar button")
    nearer.click()
    assert "scale(1.6" in stage.get_attribute("transform")
    whole.click()
    assert "scale(1)" in stage.get_attribute("transform")
    dot = browser.find_element(By.CSS_SELECTOR, "a[data-n]")
    browser.execute_script("arguments[0].dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))", dot)
    lit = browser.find_elements(By.CSS_SELECTOR, "path[data-t].is-lit")
    assert lit and all(dot.get_attribute("data-n") in line.get_attribute("data-t").split() for line in lit)
    assert complaints(browser) == []


@pytest.mark.parametrize(
    "path",
    ["/ecosystem", "/ecosystem/map", "/ecosystem/sponsors", "/ecosystem/formality", "/networks", "/search?q=lab"],
)
def test_nothing_is_wider_than_a_phone(browser: Any, full: str, path: str) -> None:
    look(browser, width=390)
    browser.get(f"{full}{path}")
    assert not wider_than_window(browser)


def test_the_landscape_shows_every_judgement_once(browser: Any, full: str) -> None:
    browser.get(f"{full}/ecosystem/landscape")
    rows = browser.find_elements(By.CSS_SELECTOR, "main tbody tr")
    counted = sum(int(cell.text) for row in rows for cell in row.find_elements(By.CSS_SELECTOR, "td.num"))
    drawn = sum(int(text.text) for text in browser.find_elements(By.CSS_SELECTOR, ".landscape text.on-dot"))
    assert rows and drawn == counted > 0
