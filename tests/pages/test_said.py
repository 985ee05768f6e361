"""What the rooms below say in English is known again by its pattern, and said in French: every sentence that can reach a reader."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from psin.web import said
from psin.web.language import speak, typeset

PACKAGE = Path(said.__file__).parents[1]
FILES = sorted((PACKAGE / "web/locale/fr/said").glob("*.po"))
#: Where sentences arise that are shown to readers of the service.
ROOMS = ("documents.py", "engine", "queries", "federation", "validation/explain.py", "web")
#: What is told to those who start the service, to programs in English alone, or at a terminal.
ELSEWHERE = (
    "engine/child.py", "engine/delta.py", "engine/disk.py", "engine/engine.py", "engine/folder.py", "engine/isolation.py", "engine/launch.py", "engine/writer.py",
    "engine/writing.py", "engine/zygote.py", "federation/check", "federation/dcat", "federation/harvest/log.py", "federation/history/log.py", "federation/identity", "federation/release", "federation/replica",
    "queries/answers.py", "web/archive.py", "web/clients.py", "web/mcp", "web/metrics.py", "web/openapi", "web/server.py",
    "web/start.py", "web/status.py",
)  # fmt: skip
WORD = re.compile(r"(?<![\w{<])[A-Za-z]{2,}(?![\w:}])")
SENTENCE = re.compile(r"(?!SELECT|UPDATE|DELETE|INSERT|PREFIX|@|<|#|\\)(?:\S+ .*\S[.?]|[A-Z]\S*[.?])", re.DOTALL)
#: Sentences in these rooms that never reach a page, by how they begin.
NOT_SHOWN = (
    "'{0}' does not ask questions here", "'{0}' is not the address of an engine", "'{0}' is not the number of a question", "An engine elsewhere is not changed",
    "Correct the query", "Give addresses like", "Give user and password", "psin explain lists", "Name the folder that holds the queries", "Publish to it", "Set ResultSetMaxRows",
    "The address of the engine holds", "The engine at {0} cuts results", "The library holds SELECT", "The graph {0} cannot be read", "The setting PSIN_", "There is no folder",
    "Those who ask are", "Those with one are", "Write a number from 1", "Write it like http://127.0.0.1", "Write: name", "the key '", "the parameter {0}",
    "there are {0} notes", "{0} declares no parameter", "{0} gives no words", "{0} is neither a kind", "{0} is not a SELECT", "{0} is not a type of parameter", "{0} is not of the form",
    "{0} cannot be read: {1}", "An open catalogue of", "{0} Asked on",
)  # fmt: skip
#: Texts whose values are clauses: what comes of them has patterns of its own.
COMPOSED = (
    "A trial, nothing was taken: {0}{1}",
    "Only public addresses are asked{0}",
    "{0}: the part that ends here",
    "{0} {1} an address that",
    "{0} sent a web page {1}",
    "{0} is not UTF-8: byte {1}",
)


def template(node: ast.AST) -> str:
    """A text with a number for each value, as it stands in a file of translations."""
    parts, number = [], 0
    for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value).replace("{", "{{").replace("}", "}}"))
        else:
            parts.append(f"{{{number}}}")
            number += 1
    return "".join(parts)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of what stands in code, without docstrings, parts of other texts and what ``_`` translates."""
    passed: set[int] = set()
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("_", "_n", "_m"):
            passed.update(map(id, ast.walk(node)))
        if isinstance(node, ast.JoinedStr):
            passed.update(id(part) for part in node.values)
            specs = [
                part.format_spec for part in node.values if isinstance(part, ast.FormattedValue) and part.format_spec
            ]
            passed.update(id(inner) for spec in specs for inner in ast.walk(spec))
    for node in ast.walk(tree):
        if id(node) not in passed and (
            isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        ):
            yield node.lineno, template(node)


def sentences() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")) if (PACKAGE / room).is_dir() else [PACKAGE / room]:
            name = path.relative_to(PACKAGE).as_posix()
            if not name.startswith(ELSEWHERE):
                for line, text in texts(path):
                    if (
                        SENTENCE.fullmatch(text)
                        and len(WORD.findall(text)) > 1
                        and not text.startswith((*NOT_SHOWN, *COMPOSED))
                    ):
                        yield f"{name}:{line}", text


def messages(path: Path) -> Iterator[tuple[str, str]]:
    with path.open("rb") as file:
        yield from ((message.id, message.string) for message in read_po(file, locale="fr") if message.id)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def filled(text: str) -> str:
    return text.format(*(f"value{number}" for number in range(9)))


@pytest.fixture
def french() -> Iterator[None]:
    with Flask("psin").test_request_context("/"):
        speak("fr")
        yield


def test_every_sentence_is_known_in_french() -> None:
    known = said.patterns("fr")
    missing = [
        f"{place}: {text}"
        for place, text in sentences()
        if not any(pattern.values(filled(text)) is not None for pattern in known)
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_translation_takes_the_values_of_its_pattern_and_no_other(path: Path, french: None) -> None:
    for text, translation in messages(path):
        assert translation.strip(), text
        assert fields(translation) <= fields(text) and fields(text) == {
            str(number) for number in range(len(fields(text)))
        }, text
        assert "'" not in re.sub(r"\{\d+:?\w*\}", "", translation), (
            f"{translation}: the apostrophe is a typographic one"
        )
        plain = re.sub(r"\{(\d+):\w+\}", r"{\1}", translation)
        assert said.said(filled(text)) == filled(typeset(plain, "fr")), text


def test_no_pattern_stands_twice() -> None:
    every = [text for path in FILES for text, _ in messages(path)]
    assert len(every) == len(set(every)) > 300


@pytest.mark.parametrize(
    ("english", "translated"),
    [
        (
            "Line 3, column 7: the prefix 'foaf:' is not declared.",
            "Ligne 3, colonne 7\u00a0: le préfixe «\u202ffoaf:\u202f» n’est pas déclaré.",
        ),
        (
            "The result has more than the 100,000 rows or triples it may have.",
            "Le résultat dépasse les 100\u202f000 lignes ou triplets permis.",
        ),
        ("The query took longer than its 0.5 s.", "La requête a dépassé les 0,5 s dont elle dispose."),
        (
            "There is no network 'There is no partner 'x'.' in this catalogue.",
            "Il n’y a pas de réseau «\u202fThere is no partner 'x'.\u202f» dans ce catalogue.",
        ),
        ("Nobody has ever said this.", "Nobody has ever said this."),
        ("", ""),
    ],
)
def test_what_was_said_is_said_in_french(french: None, english: str, translated: str) -> None:
    assert said.said(english) == translated


def test_english_words_on_a_french_page_say_so_and_stay_text(french: None) -> None:
    assert said.shown("Nobody <b>knows</b>.") == '<span lang="en">Nobody &lt;b&gt;knows&lt;/b&gt;.</span>'
    assert (
        said.shown("The query cannot be evaluated: <i>.")
        == 'La requête ne peut pas être évaluée\u00a0: <span lang="en">&lt;i&gt;</span>.'
    )
    assert (
        said.shown("There is no network '<script>' in this catalogue.")
        == "Il n’y a pas de réseau «\u202f&lt;script&gt;\u202f» dans ce catalogue."
    )
    assert said.shown("Line 1, column 2: <script>") == 'Ligne 1, colonne 2\u00a0: <span lang="en">&lt;script&gt;</span>'


def test_english_pages_say_it_as_it_is() -> None:
    with Flask("psin").test_request_context("/"):
        assert (
            said.shown("There is no network '<script>' in this catalogue.")
            == "There is no network &#39;&lt;script&gt;&#39; in this catalogue."
        )


def test_a_long_value_full_of_separators_is_no_riddle(french: None) -> None:
    hostile = "' in this catalogue " * 20_000
    assert said.said(f"There is no network '{hostile}' in this catalogue.").startswith("Il n’y a")
    assert said.said("The parameter '" + "' is given " * 20_000).startswith("The parameter")
