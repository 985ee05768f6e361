"""A document full of hostile labels and addresses, in a real browser: nothing runs, everything stays text."""

from __future__ import annotations

from typing import Any

import pytest

from .chromium import complaints, look

PATHS = (
    "/network/hostile",
    "/network/hostile/health",
    "/networks",
    "/networks?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/search?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "/trade-offs",
    "/concept/axis-formality",
    "/concept/practice-several-sponsors",
    "/organisation/psin",
    "/network/hostile/timeline.svg",
    "/network/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "//example.org/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
)


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_a_stranger_runs(path: str, prefix: str, full: str, window: Any) -> None:
    look(window)
    complaints(window)
    window.get(f"{full}{prefix}{path}" if not path.startswith("//") else f"{full}{path}")
    # An alert would make every command fail with UnexpectedAlertPresentException.
    made = window.execute_script(
        "const own = [...document.querySelectorAll('script')].filter(s => !(s.src || '').startsWith(location.origin + '/static/')"
        " && s.type !== 'application/ld+json');"
        "const images = [...document.querySelectorAll('img[src=x], iframe, object, embed')];"
        "const links = [...document.querySelectorAll('a')].map(a => (a.getAttribute('href') || '').trim().toLowerCase())"
        "  .filter(h => /^(javascript|data|vbscript|ftp):/.test(h) || h.startsWith('//'));"
        "const handlers = [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on')));"
        "return [own.length, images.length, links, handlers.length]"
    )
    assert made == [0, 0, [], 0]
    refused = [line for line in complaints(window) if "Content Security Policy" in line or "violates" in line]
    assert refused == []


def test_hostile_texts_are_told_as_text(full: str, window: Any) -> None:
    window.get(f"{full}/network/hostile")
    assert window.find_element("tag name", "h1").text == "<script>alert(1)</script>"
    shown = window.find_element("tag name", "main").text
    assert "</title></svg><script>alert(6)</script>" in shown and "onerror=alert(1)" in shown


def test_another_host_in_the_path_never_becomes_a_link(full: str, plain: Any) -> None:
    plain.get(f"{full}//example.org/networks")
    languages = [link.get_attribute("href") for link in plain.find_elements("css selector", "a[hreflang]")]
    assert languages and all(str(link).startswith(full) for link in languages)
