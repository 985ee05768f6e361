"""Plain Turtle is read without the engine exactly as with it, or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from psin import assets
from psin.documents import from_file
from psin.turtle import reader
from psin.turtle.plain import plain
from psin.turtle.skim import skim

FILES = sorted(assets.data().glob("*/*.ttl"))
BASE = "https://w3id.org/psin/network/x"
HEAD = f"@base <{BASE}> .\n@prefix e: <https://example.org/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
SIGNS = [
    *"\"'\\<>@^.,;:#[](){} \t\n\r/%-_a0?é\u00a0\u2028\x00\x7f",
    "a ",
    "5.",
    "1e3",
    "../",
    "@en",
    "^^xsd:date",
    "_:b",
]
SIGNS += [
    "//",
    "/./",
    "/../",
    "@EN",
    '"""',
    "<>",
    "<#x>",
    "@prefix x: <http://x/> .\n",
    "PREFIX ",
    "%2F",
    "%zz",
    "\\u0041",
]


def base_of(file: Path) -> str:
    document = from_file(str(file))
    return document.iri if document else ""


def test_nearly_all_documents_are_plain_and_read_as_the_reader_reads_them() -> None:
    plainly = 0
    for file in FILES:
        text, base = file.read_text("utf-8"), base_of(file)
        found = plain(text, base)
        if found is not None:
            plainly += 1
            assert found == reader.read(text, base)._replace(comments=[]), file
    assert plainly > 0.9 * len(FILES)


def test_what_the_engine_refuses_or_reads_in_another_way_is_not_plain() -> None:
    random, read = Random(4), 0
    texts = [(file.read_text("utf-8"), base_of(file)) for file in random.sample(FILES, 60)]
    for _ in range(4000):
        text, base = random.choice(texts)
        for _ in range(random.choice((1, 1, 1, 3))):
            at, much = random.randrange(len(text)), random.choice((0, 1, 1, 2, 30))
            text = text[:at] + random.choice((*SIGNS, "")) + text[at + much :]
        found = plain(text, base)
        if found is not None:
            read += 1
            wanted = skim(text, base)
            assert wanted is not None, text
            assert [one[:3] for one in found.statements] == [one[:3] for one in wanted.statements], text
            assert (found.prefixes, found.base) == (wanted.prefixes, wanted.base), text
    assert read > 100


@pytest.mark.parametrize(
    "line",
    [
        '<> e:p "a", "b"@en, """c\n"d" """, "2020"^^xsd:gYear, "e"^^xsd:string ;; e:q <#f>, <../organisation/g#this> ; .',
        "<> e:p 5, 5.0, true, e:x-1 . # and so on",
        "<#a> a <https://example.org/b%20c?d=e#f> .",
    ],
)
def test_plain_lines(line: str) -> None:
    found = plain(HEAD + line)
    assert found is not None and found == reader.read(HEAD + line)._replace(comments=[])


@pytest.mark.parametrize(
    "line",
    [
        '<> e:p "a"@EN .',
        "<> e:p _:b .",
        "<> e:p [] .",
        "<> e:p 'a' .",
        '<> e:p "\\t" .',
        "<> e:p 5. ",
        "<> e:p -5 .",
        "<> e:p 1e3 .",
        "<> e:p <http://[::1]/> .",
        "<> e:p <https://example.org/a/../b> .",
        "<> e:p <https://example.org/a|b> .",
        "<> e:p <//example.org/> .",
        "<> e:p <x> .",
        "<> f:p e:o .",
        "<> e:p\\- e:o .",
        '<> e:p "a"^^e:t .',
        "<> e:p true:x .",
        "<> a a .",
        "true a e:o .",
        "<> e:p e:o",
        "<> e:p e:o .\r",
        "<> e:p\u00a0e:o .",
        "<> e:p e:o . @prefix g: <https://example.org/g/> .",
    ],
)
def test_lines_that_are_not_plain(line: str) -> None:
    assert plain(HEAD + line) is None


def test_a_plain_document_is_checked_without_the_engine() -> None:
    code = "import sys; from psin.cli import main; main(sys.argv[1:]); assert 'pyoxigraph' not in sys.modules"
    file = assets.data() / "networks" / "int-ogp.ttl"
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code, "validate", "--alone", str(file)], capture_output=True, text=True
        )
    assert done.stderr == "" and "conforms" in done.stdout
