"""A newcomer with a browser: finds a network, follows its convener, runs a query. No JavaScript is needed for any of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

NETWORKS = len(list((Path(__file__).resolve().parents[2] / "data" / "networks").glob("*.ttl")))
DRIVER = shutil.which("chromedriver")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(not (DRIVER and CHROMIUM), reason="Chromium and its driver are not installed")


@pytest.fixture(scope="module", params=[True, False], ids=["with-scripts", "without-scripts"])
def browser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(flag)
    if not request.param:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.implicitly_wait(5)
    yield driver
    driver.quit()


def go(browser: object, act: Callable[[], None]) -> None:
    """Does what leads to another page and waits until that page stands: for a moment the old one still answers."""
    from selenium.webdriver.support import expected_conditions
    from selenium.webdriver.support.wait import WebDriverWait

    old = browser.find_element("tag name", "html")
    act()
    WebDriverWait(browser, 20).until(expected_conditions.staleness_of(old))
    WebDriverWait(browser, 20).until(lambda driver: driver.find_elements("tag name", "footer") or driver.find_elements("tag name", "pre"))


def ask(browser: object, address: str, query: str) -> None:
    """Asks with the form; where scripts put an editor in its place, which has tests of its own, by a link to the query."""
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/sparql")
    text = browser.find_element(By.CSS_SELECTOR, "textarea[name=query]")
    if not text.is_displayed():
        browser.get(f"{address}/sparql?{urlencode({'query': query})}")
        return
    text.clear()
    text.send_keys(query)
    go(browser, text.submit)


def problems_in_console(driver: object) -> list[str]:
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def test_find_a_network_follow_its_convener_run_a_query(browser: object, address: str) -> None:
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/")
    assert "psin" in browser.title
    box = browser.find_element(By.CSS_SELECTOR, "input[name=q]")
    box.send_keys("ambtenaar")
    go(browser, box.submit)
    go(browser, browser.find_element(By.LINK_TEXT, "Ambtenaar 2.0").click)
    assert browser.find_element(By.TAG_NAME, "h1").text.startswith("Ambtenaar 2.0")
    assert "ended" in browser.find_element(By.TAG_NAME, "main").text.lower()

    go(browser, browser.find_element(By.CSS_SELECTOR, "main a[href^='/organisation/']").click)
    assert "/organisation/" in browser.current_url
    assert "Ambtenaar 2.0" in browser.find_element(By.TAG_NAME, "main").text

    ask(browser, address, "SELECT (COUNT(?n) AS ?networks) WHERE { ?n a <https://w3id.org/psin/ns#Network> }")
    shown = browser.find_element(By.TAG_NAME, "body").text
    assert "networks" in shown and str(NETWORKS) in shown
    assert problems_in_console(browser) == []


def test_a_broken_query_comes_back_with_its_mistake(browser: object, address: str) -> None:
    from selenium.webdriver.common.by import By

    ask(browser, address, "SELECT ?s WHERE { ?s a foaf:Organization }")
    shown = browser.find_element(By.TAG_NAME, "body").text
    assert all(words in shown for words in ("foaf", "PREFIX foaf:", "not declared"))
    kept = browser.find_element(By.CSS_SELECTOR, "textarea[name=query]").get_attribute("value")
    assert "SELECT ?s" in kept


@pytest.mark.parametrize("path", ["/", "/networks", "/network/one-team-gov", "/ns", "/sparql", "/trade-offs"])
def test_a_narrow_screen_needs_no_sideways_scrolling(browser: object, address: str, path: str) -> None:
    browser.set_window_size(500, 900)
    browser.get(f"{address}{path}")
    width = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})
    assert width["cssContentSize"]["width"] <= width["cssVisualViewport"]["clientWidth"] + 1
    browser.set_window_size(1280, 900)
