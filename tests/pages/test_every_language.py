"""No sentence of the interface escapes translation, and no link leaves the language: on one page of every type.

A made-up language in which every translation stands in ⟦brackets⟧ shows what was not translated: whatever is left
outside of brackets has to be data, and data in another language than the page have to say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from babel.core import Locale
from flask.testing import FlaskClient
from psin.web import language

#: Known to Babel, and to nobody's catalogue of messages.
MADE_UP = "eo"
#: Titles inside of pictures say again what stands beside them.
SKIPPED = frozenset({"code", "pre", "script", "style", "textarea", "head", "title"})
VOID = frozenset("area base br col embed hr img input link meta source track wbr circle line path rect".split())
SPOKEN = ("aria-label", "title", "placeholder", "alt")
#: Names that are the same in every language.
NAMES = re.compile(
    r"psin|SPARQL|SHACL|CSV|TSV|TXT|JSON(-LD|-?Lines)?|XML|SARIF|JUnit|Turtle|TriG|N-Triples|N-Quads|RDF/XML|RDF|BibTeX|RIS"
    r"|CSL-JSON|SVG|GraphML|GEXF|Memento|SHA-256|LDES|Reconciliation|1\.0-draft|Atom|curl|Python|R|Creative Commons (Attribution 4\.0|Zero)|CC BY 4\.0|CC0 1\.0"
    r"|English|Français|Esperanto"
)
#: Sentences of rules and questions exist in English and French alone, those about changes in English.
RULES = ("/rules/", "/shapes", "/queries/", "/feed", "/memento/", "/timegate/")
DOCUMENTS = ("/network/", "/organisation/", "/convening/", "/lesson/", "/guidance/", "/catalogue/")
ADDRESS = re.compile(r"https?://\S+|[\w.-]+\.[a-z]{2,}(/\S*)?|\bdata/\S+|\b[a-z]+:[A-Za-z]+\b")


class Texts(HTMLParser):
    """The texts of a page that are in the language of the page: all but code and what names another language."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool]] = []
        self._depth = 0
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        other = tag in SKIPPED or (tag != "html" and given.get("lang") not in (None, MADE_UP))
        if not any(skipped for _tag, skipped in self._open) and not other:
            self.found += [unbracketed(value)[0] for name in SPOKEN if (value := given.get(name))]
        if tag not in VOID:
            self._open.append((tag, other))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        rest, self._depth = unbracketed(data, self._depth)
        if rest and not any(skipped for _tag, skipped in self._open):
            self.found.append(rest)


def unbracketed(text: str, depth: int = 0) -> tuple[str, int]:
    """What stands outside of every bracket, and how many are still open; ``depth`` are those open before."""
    kept = []
    for sign in text:
        depth += sign == "⟦"
        kept.append(" " if depth else sign)
        depth -= sign == "⟧"
    return " ".join("".join(kept).split()), depth


@pytest.fixture(scope="module")
def kinds_of_pages(crawled: dict) -> list[str]:
    """Two addresses of every type of page."""
    by_type: dict[tuple[str, int, bool], list[str]] = {}
    for path in sorted(crawled):
        parts = path.partition("?")[0].split("/")
        if crawled[path].html.startswith("<!DOCTYPE"):
            by_type.setdefault((parts[1], len(parts), "?" in path), []).append(path)
    return [path for paths in by_type.values() for path in paths[:: max(1, len(paths) - 1)][:2]]


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> str:
    class Bracketed(dict):  # type: ignore[type-arg]
        def get(self, key: object, default: object = None) -> object:
            return tuple(f"⟦{text}⟧" for text in key) if isinstance(key, tuple) else f"⟦{key}⟧"

    monkeypatch.setattr(language, "LANGUAGES", {**language.LANGUAGES, MADE_UP: "Esperanto"})
    monkeypatch.setattr(language, "messages", lambda chosen: Bracketed())
    return MADE_UP


def data_words(site: object, *, tagged: bool) -> set[str]:
    """Every text of the data and of the vocabulary in small letters; those with a language only if ``tagged``."""
    words = set()
    for item in site.catalogue.loaded:
        for quad in item.quads():
            if tagged or not getattr(quad.object, "language", None):
                words.add(" ".join(getattr(quad.object, "value", "").casefold().removeprefix("has ").split()))
    of_babel = Locale(MADE_UP)
    words.update(name.casefold() for name in (*of_babel.territories.values(), *of_babel.languages.values()))
    return words


#: A day or a month in the made-up language.
DATE = re.compile(rf"(?:\d+ )?(?:{'|'.join(Locale(MADE_UP).months['format']['wide'].values())}) \d{{4}}", re.IGNORECASE)


def fetched(client: FlaskClient, path: str) -> str:
    """A page without the sentences of rules, which speak English and French alone."""
    html = client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
    return re.sub(r'<ul class="advices">.*?</ul>', "", html, flags=re.DOTALL)


def escaped(html: str, known: set[str]) -> Iterator[str]:
    for text in Texts(html).found:
        pieces = re.split(r" [·–→] |, |: | \(\d+\)|^: ", DATE.sub("", text).strip("“” "))
        if text.strip("“”: ").casefold() in known or all(
            piece.strip(" ·,.:;–()“”").casefold() in known for piece in pieces if piece
        ):
            continue
        if text.endswith("…") and any(word.startswith(text[:-1].casefold()) for word in known):
            continue
        rest = NAMES.sub("", ADDRESS.sub("", DATE.sub("", text)))
        if re.search(r"[^\W\d_]{3,}", rest):
            yield text


def test_nothing_of_the_interface_stands_outside_of_the_translations(
    client: FlaskClient, kinds_of_pages: list[str], made_up: str, site: object
) -> None:
    known = data_words(site, tagged=True)
    found = {}
    for path in kinds_of_pages:
        if path.startswith(RULES):
            continue
        html = fetched(client, f"/{made_up}{path}")
        if rest := list(dict.fromkeys(escaped(html, known))):
            found[path] = rest[:8]
    assert found == {}, "\n".join(f"{path}: {rest}" for path, rest in found.items())


def test_names_and_texts_of_documents_say_their_language(
    client: FlaskClient, kinds_of_pages: list[str], made_up: str, site: object
) -> None:
    known = data_words(site, tagged=False)
    found = {}
    for path in kinds_of_pages:
        if path.startswith(DOCUMENTS) and not path.endswith("/health"):
            html = fetched(client, f"/{made_up}{path}")
            if rest := list(dict.fromkeys(escaped(html, known))):
                found[path] = rest[:8]
    assert found == {}, "\n".join(f"{path}: {rest}" for path, rest in found.items())


@pytest.mark.parametrize("code", ["S05", "A01", "X28", "G18"])
def test_rules_speak_french(client: FlaskClient, code: str) -> None:
    pages = {
        chosen: re.sub(
            r"<[^>]+>", "", client.get(f"{prefix}/rules/{code}").get_data(as_text=True).partition("<main")[2]
        )
        for chosen, prefix in (("en", ""), ("fr", "/fr"))
    }
    leads = {chosen: text.partition("psin explain")[0].split() for chosen, text in pages.items()}
    shared = set(leads["en"]) & {"the", "of", "is", "and", "There", "needs"}
    assert shared and not shared & set(leads["fr"])
    assert set(leads["fr"]) & {"le", "la", "un", "une", "les", "de", "du"}


def test_every_link_keeps_the_language(client: FlaskClient, kinds_of_pages: list[str]) -> None:
    found = {}
    for path in kinds_of_pages:
        html = client.get(f"/fr{path}", headers={"Accept": "text/html"}).get_data(as_text=True)
        assert '<html lang="fr">' in html, path
        links = re.findall(r'<(?:a|form)\b(?![^>]*hreflang)[^>]*\b(?:href|action)="(/[^"]*)"', html)
        left = [link for link in links if not re.match(r"/fr/|/fr$|//", link) and not is_data(link)]
        if left:
            found[path] = left[:5]
    assert found == {}, "\n".join(f"{path}: {rest}" for path, rest in found.items())


def is_data(link: str) -> bool:
    path = link.partition("?")[0].partition("#")[0]
    return bool(re.search(r"\.[a-z]{2,7}$", path)) or path.startswith(("/static/", "/dump/", "/export/", "/reconcile"))
