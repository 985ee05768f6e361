"""The main paths of readers, each with and without scripts, with the keyboard alone, and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from .chromium import PATIENCE, complaints, go, look, wider_than_window


@pytest.fixture(params=["window", "plain"], ids=["with-scripts", "without-scripts"])
def browser(request: pytest.FixtureRequest) -> Any:
    driver = request.getfixturevalue(request.param)
    look(driver)
    return driver


def main_of(browser: Any) -> str:
    return str(browser.find_element(By.TAG_NAME, "main").text)


def test_find_and_understand_a_network(browser: Any, full: str) -> None:
    browser.get(full)
    complaints(browser)
    box = browser.find_element(By.CSS_SELECTOR, "main input[type=search], .hero input[type=search]")
    box.send_keys("ambtenaar")
    go(browser, box.submit)
    go(browser, browser.find_element(By.PARTIAL_LINK_TEXT, "Ambtenaar 2.0").click)
    told = main_of(browser)
    assert browser.find_element(By.TAG_NAME, "h1").text == "Ambtenaar 2.0"
    assert "Ended" in told and "June 2008" in told and "Who convenes and sponsors it" in told
    assert browser.find_element(By.CSS_SELECTOR, "svg.lifelines").is_displayed()
    assert len(browser.find_elements(By.CSS_SELECTOR, "ol.sources > li")) > 2
    go(browser, browser.find_element(By.CSS_SELECTOR, "#section-advice ~ p a[href$='/health']").click)
    assert "What the lessons say" in browser.find_element(By.TAG_NAME, "h1").text
    assert complaints(browser) == []


def test_read_it_in_the_other_language_and_stay_there(browser: Any, full: str) -> None:
    browser.get(f"{full}/network/ambtenaar-2-0")
    go(browser, browser.find_element(By.LINK_TEXT, "Français").click)
    assert browser.current_url == f"{full}/fr/network/ambtenaar-2-0"
    assert "juin 2008" in main_of(browser) and "Qui l’anime et le parraine" in main_of(browser)
    go(browser, browser.find_element(By.CSS_SELECTOR, "main a[href^='/fr/organisation/']").click)
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "fr"
    go(browser, browser.find_element(By.LINK_TEXT, "English").click)
    assert "/fr" not in browser.current_url


def test_filter_the_networks_and_take_the_rows_away(browser: Any, full: str) -> None:
    browser.get(f"{full}/networks?country=NLD")
    assert "Ambtenaar 2.0" in main_of(browser) and "One Team Gov" not in main_of(browser)
    csv = browser.find_element(By.PARTIAL_LINK_TEXT, "CSV").get_attribute("href")
    assert csv.startswith(full) and "NLD" in csv


def test_answer_a_question_of_the_library(browser: Any, full: str) -> None:
    browser.get(f"{full}/queries")
    go(browser, browser.find_element(By.CSS_SELECTOR, "main a[href='/queries/invitation-list']").click)
    assert "Tinkers' Forum" in main_of(browser)
    browser.get(f"{full}/convenings/invitations?catalogue=example-catalogue")
    rows = browser.find_elements(By.CSS_SELECTOR, "main table tbody tr")
    assert rows and "Tinkers' Forum" in main_of(browser)


def test_write_break_and_mend_a_query(plain: Any, full: str) -> None:
    look(plain)
    plain.get(f"{full}/sparql")
    text = plain.find_element(By.CSS_SELECTOR, "textarea[name=query]")
    text.clear()
    text.send_keys("SELECT ?n WHERE { ?n a psin:Network ")
    go(plain, text.submit)
    assert plain.find_elements(By.CSS_SELECTOR, "[role=alert]")
    text = plain.find_element(By.CSS_SELECTOR, "textarea[name=query]")
    text.clear()
    text.send_keys(
        "PREFIX psin: <https://w3id.org/psin/ns#> SELECT (COUNT(?n) AS ?networks) WHERE { ?n a psin:Network }"
    )
    go(plain, text.submit)
    assert "networks" in plain.find_element(By.TAG_NAME, "body").text


def test_on_a_phone_a_network_can_be_read_to_its_end(browser: Any, full: str) -> None:
    look(browser, width=360, height=640)
    browser.get(f"{full}/fr/network/au-psin")
    assert wider_than_window(browser) <= 1
    last = browser.find_element(By.ID, "section-record")
    assert last.is_displayed() and last.rect["width"] > 200
    # a picture keeps its size and moves inside its own frame
    frame = browser.find_element(By.CSS_SELECTOR, ".drawing .scroll")
    assert frame.rect["width"] <= 360 < frame.find_element(By.TAG_NAME, "svg").rect["width"]


def test_with_the_keyboard_alone_from_the_start_to_a_networks_sources(window: Any, full: str) -> None:
    look(window)
    window.get(full)

    def tab_to(wanted: str) -> Any:
        for _ in range(250):
            window.switch_to.active_element.send_keys(Keys.TAB)
            found = window.switch_to.active_element
            if wanted in (found.text, found.get_attribute("name"), found.get_attribute("aria-label")):
                return found
        raise AssertionError(f"the keyboard does not reach {wanted}")

    box = tab_to("q")
    box.send_keys("one team gov")
    go(window, lambda: box.send_keys(Keys.ENTER))
    go(window, lambda: tab_to("One Team Gov").send_keys(Keys.ENTER))
    assert window.find_element(By.TAG_NAME, "h1").text == "One Team Gov"
    mark = window.find_element(By.CSS_SELECTOR, ".marks a")
    window.execute_script("arguments[0].focus()", mark)
    window.switch_to.active_element.send_keys(Keys.ENTER)
    WebDriverWait(window, PATIENCE).until(lambda driver: "#source" in driver.current_url)
