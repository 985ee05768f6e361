"""The query editor in a browser, under the policy of the pages: no inline style, no inline script, nothing from elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

DRIVER, CHROMIUM = shutil.which("chromedriver"), shutil.which("chromium")
pytestmark = pytest.mark.skipif(not (DRIVER and CHROMIUM), reason="Chromium and its driver are not installed")
COUNTRIES = (
    "PREFIX psin: <https://w3id.org/psin/ns#>\nPREFIX dcterms: <http://purl.org/dc/terms/>\n"
    "SELECT ?place (COUNT(?n) AS ?many) WHERE { ?n a psin:Network ; dcterms:spatial ?place } GROUP BY ?place"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
    ):
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


def until(browser: object, script: str) -> object:
    """The first true value of a piece of script."""
    from selenium.webdriver.support.wait import WebDriverWait

    return WebDriverWait(browser, 30).until(lambda driver: driver.execute_script(f"return {script}"))


EDITOR = 'document.querySelector(".editor-frame")?.shadowRoot?.querySelector(".cm-content")'


def write(browser: object, text: str) -> None:
    """Replaces the query as a person would: all of it marked, then typed over in one go."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    until(browser, EDITOR)
    browser.execute_script(f"{EDITOR}.focus()")
    ActionChains(browser).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).send_keys(Keys.DELETE).perform()
    browser.execute_cdp_cmd("Input.insertText", {"text": text})
    assert until(browser, 'document.querySelector("textarea[name=query]").value') == text


def run(browser: object) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    browser.execute_script(f"{EDITOR}.focus()")
    ActionChains(browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()


def complaints(browser: object) -> list[str]:
    """What the browser says of the policy, of scripts and of what it could not load; a refused query is expected."""
    entries = browser.get_log("browser")
    return [
        entry["message"]
        for entry in entries
        if entry["level"] in ("SEVERE", "WARNING") and "status of 400" not in entry["message"]
    ]


def test_a_query_is_written_run_and_seen_as_table_map_and_bars(browser: object, address: str) -> None:
    browser.get(f"{address}/sparql")
    write(browser, COUNTRIES)
    run(browser)
    assert "United Kingdom" in str(until(browser, 'document.querySelector("#answer table")?.textContent'))
    assert "query=PREFIX" in browser.current_url
    for view, mark in (("map", "svg.world"), ("bars", "svg.bars")):
        browser.execute_script(f'document.querySelector("#answer a[data-view={view}]").click()')
        until(browser, f'document.querySelector("#answer {mark}")')
    until(browser, '/\\d\\.\\d/.test(document.querySelector(".editor-state").textContent)')
    assert complaints(browser) == []


def test_a_mistake_is_marked_at_its_place_and_mended(browser: object, address: str) -> None:
    browser.get(f"{address}/sparql")
    write(browser, "SELECT ?s\nWHERE { ?s a foaf:Organization }")
    run(browser)
    assert "PREFIX foaf:" in str(until(browser, 'document.querySelector("#answer [role=alert]")?.textContent'))
    root = 'document.querySelector(".editor-frame").shadowRoot'
    assert str(until(browser, f'{root}.querySelector(".cm-lintRange-error")?.textContent')).startswith("foaf")
    write(browser, "ASK { ?s a <https://w3id.org/psin/ns#Network> }")
    run(browser)
    assert "Yes." in str(
        until(
            browser,
            '!document.querySelector("#answer [role=alert]") && document.querySelector("#answer .lead")?.textContent',
        )
    )
    assert not browser.execute_script(f'return {root}.querySelector(".cm-lintRange-error")')
    assert complaints(browser) == []


def test_terms_are_completed_and_their_prefix_declared(browser: object, address: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    browser.get(f"{address}/sparql")
    write(browser, "SELECT ?n WHERE { ?n a ")
    ActionChains(browser).send_keys("psin:Netw").perform()
    root = 'document.querySelector(".editor-frame").shadowRoot'
    assert "psin:Network" in str(
        until(browser, f'{root}.querySelector(".cm-tooltip-autocomplete li[aria-selected]")?.textContent')
    )
    until(browser, f'{root}.querySelector(".cm-completionInfo")')
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    text = str(
        until(
            browser,
            '/psin:Network/.test(document.querySelector("textarea[name=query]").value) && document.querySelector("textarea[name=query]").value',
        )
    )
    assert text.startswith("PREFIX psin: <https://w3id.org/psin/ns#>\n") and "psin:Network" in text
    assert complaints(browser) == []


def test_a_long_query_can_be_cancelled(browser: object, address: str) -> None:
    browser.get(f"{address}/sparql")
    write(browser, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    run(browser)
    cancel = '[...document.querySelectorAll("form[data-editor] button")].find((one) => one.textContent === "Cancel")'
    until(browser, f'getComputedStyle({cancel}).display !== "none"')
    browser.execute_script(f"{cancel}.click()")
    until(browser, 'document.querySelector(".editor-state").textContent === "Cancelled."')
    assert browser.execute_script(f"return getComputedStyle({cancel}).display") == "none"
    assert complaints(browser) == []


def test_the_keyboard_gets_in_and_out_of_the_editor(browser: object, address: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    browser.get(f"{address}/sparql")
    until(browser, EDITOR)
    browser.execute_script(f"{EDITOR}.focus()")
    ActionChains(browser).send_keys(Keys.TAB).perform()
    assert browser.switch_to.active_element.text == "Run"
    ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
    assert browser.execute_script('return document.activeElement === document.querySelector(".editor-frame")')


def test_the_version_that_is_asked_of_travels_with_the_query(browser: object, address: str) -> None:
    import urllib.request

    with urllib.request.urlopen(f"{address}/sparql?query=ASK%7B%7D") as answer:
        version = answer.headers["Psin-Catalogue-Version"]
    browser.get(f"{address}/sparql?version={version}")
    write(browser, "ASK {}")
    run(browser)
    assert "Yes." in str(until(browser, 'document.querySelector("#answer .lead")?.textContent'))
    assert f"version={version}" in browser.current_url
    assert f"version={version}" in str(until(browser, 'document.querySelector("#answer .actions a")?.href'))
    assert complaints(browser) == []


def test_a_link_to_a_query_shows_its_answer_and_an_editor(browser: object, address: str) -> None:
    browser.get(f"{address}/fr/sparql?query=ASK%20%7B%7D")
    assert "Oui." in browser.find_element("id", "answer").text
    until(browser, EDITOR)
    assert browser.execute_script(f"return {EDITOR}.textContent").strip() == "ASK {}"
    assert complaints(browser) == []
