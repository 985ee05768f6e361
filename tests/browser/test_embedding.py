"""A partner's page, under a strict policy of its own, shows our card by one script and nothing of ours runs in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from .chromium import CHROMIUM, DRIVER, chromium, complaints

pytestmark = pytest.mark.skipif(not (DRIVER and CHROMIUM), reason="Chromium and its driver are not installed")


@pytest.fixture
def partner(address: str) -> Iterator[Callable[[str], str]]:
    """A function that puts the body of a page onto another origin and gives its address."""
    pages: dict[str, str] = {}

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = pages.get(self.path)
            self.send_response(200 if found else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header(
                "Content-Security-Policy", f"default-src 'none'; script-src {address}; frame-src {address}"
            )
            self.end_headers()
            if found:
                self.wfile.write(f"<!DOCTYPE html><title>Partner</title><body>{found}</body>".encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def put(body: str) -> str:
        pages["/"] = body
        return f"http://localhost:{server.server_port}/"

    yield put
    server.shutdown()
    thread.join()
    server.server_close()


def test_one_script_shows_the_card(
    partner: Callable[[str], str], address: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.expected_conditions import frame_to_be_available_and_switch_to_it
    from selenium.webdriver.support.wait import WebDriverWait

    body = f'<p>Ours</p><script src="{address}/embed.js" data-network="one-team-gov" data-language="fr"></script><p>After</p>'
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        driver.get(partner(body))
        WebDriverWait(driver, 20).until(frame_to_be_available_and_switch_to_it((By.TAG_NAME, "iframe")))
        heading = WebDriverWait(driver, 20).until(lambda found: found.find_element(By.TAG_NAME, "h1"))
        assert heading.text == "One Team Gov"
        assert (
            driver.find_element(By.CSS_SELECTOR, "h1 a").get_attribute("href") == f"{address}/fr/network/one-team-gov"
        )
        assert (
            "Royaume" in driver.find_element(By.TAG_NAME, "body").text
            or "Réseau" in driver.find_element(By.TAG_NAME, "body").text
        )
        family = driver.find_element(By.TAG_NAME, "h1").value_of_css_property("font-weight")
        assert family != "400"
        driver.switch_to.default_content()
        assert not driver.get_cookies()
        order = driver.execute_script("return [...document.body.children].map(e => e.tagName)")
        assert order == ["P", "SCRIPT", "IFRAME", "P"]
        assert [line for line in complaints(driver) if "favicon" not in line] == []


def test_a_name_that_is_markup_or_a_path_stays_a_name(
    partner: Callable[[str], str], address: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from selenium.webdriver.common.by import By

    body = f'<script src="{address}/embed.js" data-network="../../sparql?query=x&quot;&gt;&lt;script&gt;"></script>'

    def sources(driver: Any) -> list[str]:
        return [frame.get_attribute("src") for frame in driver.find_elements(By.TAG_NAME, "iframe")]

    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        driver.get(partner(body))
        (source,) = sources(driver)
        assert source.startswith(f"{address}/embed/network/..%2F..%2Fsparql%3F")
