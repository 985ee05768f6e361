"""A newcomer with a browser: finds a network, follows its convener, runs a query. No JavaScript is needed for any of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from .chromium import CHROMIUM, DRIVER, chromium, complaints, go

NETWORKS = len(list((Path(__file__).resolve().parents[2] / "data" / "networks").glob("*.ttl")))
pytestmark = pytest.mark.skipif(not (DRIVER and CHROMIUM), reason="Chromium and its driver are not installed")


@pytest.fixture(scope="module", params=[True, False], ids=["with-scripts", "without-scripts"])
def browser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    with chromium(tmp_path_factory.mktemp("profile"), scripts=request.param) as driver:
        driver.implicitly_wait(5)
        yield driver


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
    assert complaints(browser) == []


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
