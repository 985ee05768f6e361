"""Headless Chromium: how it is started, and what the tests ask of it."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DRIVER = shutil.which("chromedriver")
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
#: Seconds until a page must stand.
PATIENCE = 20


@contextmanager
def chromium(profile: Path, *, scripts: bool = True) -> Iterator[Any]:
    """A browser with an empty ``profile``; without ``scripts`` it runs no JavaScript."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(PATIENCE * 3)
    try:
        yield driver
    finally:
        driver.quit()


def look(driver: Any, *, width: int = 1280, height: int = 900, **media: str) -> None:
    """Sets the size of the window in CSS pixels and features such as ``prefers_color_scheme="dark"``."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    kind = media.pop("media", "")
    features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": features})


def go(driver: Any, act: Callable[[], object]) -> None:
    """Does what leads to another page and waits until that page stands: for a moment the old one still answers."""
    from selenium.webdriver.support import expected_conditions
    from selenium.webdriver.support.wait import WebDriverWait

    old = driver.find_element("tag name", "html")
    act()
    WebDriverWait(driver, PATIENCE).until(expected_conditions.staleness_of(old))
    WebDriverWait(driver, PATIENCE).until(
        lambda d: d.find_elements("tag name", "footer") or d.find_elements("tag name", "pre")
    )


def complaints(driver: Any) -> list[str]:
    """What the browser complains about: refused scripts, missing files, mistakes in code."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def wider_than_window(driver: Any) -> float:
    """Pixels by which the page has to be scrolled sideways."""
    found = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})
    return float(found["cssContentSize"]["width"] - found["cssVisualViewport"]["clientWidth"])


def photograph(driver: Any, target: Path, *, tallest: int = 12_000) -> None:
    """The whole page as PNG."""
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], tallest), "scale": 1}
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    target.write_bytes(base64.b64decode(shot["data"]))
