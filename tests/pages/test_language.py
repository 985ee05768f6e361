"""The interface in French: every text has a translation that takes the same values, and the address chooses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from jinja2.ext import babel_extract
from psin.web import language

WEB = Path(language.__file__).parent
KEYWORDS = {"_": None, "_m": None, "_n": (1, 2)}
FILES = sorted((WEB / "locale" / "fr").glob("*.po"))


def texts() -> Iterator[tuple[str, object]]:
    """Every text of the interface, with where it stands."""
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    for path in sorted(WEB.rglob("*.html")):
        with path.open("rb") as file:
            for line, function, text, _ in babel_extract(file, list(KEYWORDS), [], options):
                yield f"{path.name}:{line}", text if function == "_n" or isinstance(text, str) else text[0]
    for name, line, text, _, _ in extract_from_dir(WEB, [("**.py", "python")], keywords=KEYWORDS):
        yield f"{name}:{line}", text


def key(text: object) -> object:
    return text[:2] if isinstance(text, tuple) else text


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_text_has_a_french_translation() -> None:
    known = language.messages("fr")
    missing = [f"{place}: {text}" for place, text in texts() if key(text) not in known]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_translation_takes_the_same_values_and_is_used(path: Path) -> None:
    used = {key(text) for _, text in texts()}
    with path.open("rb") as file:
        for message in read_po(file, locale="fr"):
            if not message.id:
                continue
            assert key(message.id) in used, f"{message.id!r} is no text of the interface any more"
            assert not message.fuzzy, message.id
            english = message.id if isinstance(message.id, tuple) else (message.id,)
            french = message.string if isinstance(message.string, tuple) else (message.string,)
            for one, other in zip(english, french, strict=True):
                assert other.strip(), one
                assert fields(one) == fields(other), one
                assert sorted(re.findall(r"</?\w+", one)) == sorted(re.findall(r"</?\w+", other)), one


def test_no_text_has_two_translations() -> None:
    seen: dict[object, tuple[object, str]] = {}
    for path in FILES:
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                if message.id:
                    before, where = seen.setdefault(key(message.id), (message.string, path.name))
                    assert before == message.string, f"{message.id!r} is another text in {where} and {path.name}"


def test_an_address_with_a_prefix_answers_in_that_language(client: FlaskClient) -> None:
    assert client.get("/fr/networks").status_code == 200
    assert client.get("/fr").status_code == client.get("/fr/").status_code == 200


def test_an_unknown_prefix_is_no_language(client: FlaskClient) -> None:
    assert client.get("/xx/networks").status_code == 404


def test_addresses_get_the_prefix_only_inside_the_site() -> None:
    assert language.here("/networks", "fr") == "/fr/networks"
    assert language.here("/", "fr") == "/fr/"
    assert language.here("/networks", "en") == "/networks"
    for foreign in ("https://example.org/", "//example.org/x", "#this", "mailto:x@example.org"):
        assert language.here(foreign, "fr") == foreign


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("Voici « un » mot : oui ; non ! Ou ?", "Voici «\u202fun\u202f» mot\u00a0: oui\u202f; non\u202f! Ou\u202f?"),
        ("SELECT ?g {{ ?s ?p ?o }} <{0}: x> timeout=2.5", "SELECT ?g {{ ?s ?p ?o }} <{0}: x> timeout=2.5"),
    ],
)
def test_french_signs_keep_their_spaces(written: str, set_: str) -> None:
    assert language.typeset(written, "fr") == set_
    assert language.typeset(written, "en") == written


def test_the_extraction_sees_texts_with_values() -> None:
    source = BytesIO(b'_n("{n} network", "{n} networks", 3)\n')
    found = list(extract("python", source, keywords=KEYWORDS))
    assert key(found[0][1]) == ("{n} network", "{n} networks")
