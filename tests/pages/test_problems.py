"""The address that an error gives as its type leads to a page that explains it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from psin.web.language import speak
from psin.web.problem_pages import _kinds, meanings
from psin.web.titles import title_words


def test_every_kind_of_error_has_a_meaning_of_its_own(app: object) -> None:
    with app.test_request_context("/"):  # type: ignore[attr-defined]
        known = meanings()
    own = {code for code, kind in _kinds().items() if kind.__module__ == "psin.errors"}
    assert own <= set(known)
    assert len(set(known.values())) == len(known)


def test_every_kind_of_error_has_a_title_in_french(app: object) -> None:
    with app.test_request_context("/"):  # type: ignore[attr-defined]
        speak("fr")
        same = [kind.title for kind in _kinds().values() if title_words(kind.title) == kind.title]
    assert same == []


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/sparql?query=SELEC", "query-syntax"),
        ("/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", "input"),
        ("/network/nothing-of-this-name", "unknown-name"),
        ("/nothing", "http-404"),
    ],
)
def test_the_type_of_a_problem_is_a_page(client: FlaskClient, prefix: str, path: str, code: str) -> None:
    told = client.get(path, headers={"Accept": "application/json"}).json
    assert told is not None and told["code"] == code
    address = told["type"].removeprefix("https://w3id.org/psin")
    answer = client.get(f"{prefix}{address}")
    assert answer.status_code == 200 and answer.mimetype == "text/html"
    assert code in answer.get_data(as_text=True)


@pytest.mark.parametrize("code", ["nothing", "http-200", "http-999", "http-x", "%3Cscript%3E"])
def test_what_is_no_error_has_no_page(client: FlaskClient, code: str) -> None:
    assert client.get(f"/problem/{code}").status_code == 404
