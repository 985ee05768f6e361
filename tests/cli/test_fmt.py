"""``psin fmt`` changes the layout and nothing else: not the meaning, not the mode, not a file it cannot read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from .inprocess import Run

UNTIDY = "@prefix schema: <https://schema.org/> . <http://x/a> schema:url <http://x/b>; a <http://x/C> . # end\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.ttl"
    path.write_text(UNTIDY)
    return path


def formatted(run: Run, path: Path) -> str:
    assert run("fmt", path).code == 0
    return path.read_bytes().decode()


def test_writes_the_canonical_layout_once(run: Run, file: Path) -> None:
    once = formatted(run, file)
    assert "# end" in once
    again = run("fmt", file)
    assert (again.code, again.out, file.read_text()) == (0, "", once)


def test_check_and_diff_write_nothing_and_return_one(run: Run, file: Path) -> None:
    checked, shown = run("fmt", "--check", file), run("fmt", "--diff", file)
    assert (checked.code, shown.code, file.read_text()) == (1, 1, UNTIDY)
    assert "not in the canonical layout" in checked.out
    assert "+    a <http://x/C> ;" in shown.out
    formatted(run, file)
    assert (run("fmt", "--check", file).code, run("fmt", "--diff", file).code) == (0, 0)
    assert run("fmt", "--diff", file).out == ""


def test_keeps_the_mode_of_the_file_and_links_to_it(run: Run, file: Path, tmp_path: Path) -> None:
    file.chmod(0o640)
    link = tmp_path / "link.ttl"
    link.symlink_to(file)
    formatted(run, link)
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.ttl", "x.ttl"]


def test_standard_input_goes_to_standard_output(run: Run, file: Path) -> None:
    assert run("fmt", "-", stdin=UNTIDY.encode()).out == formatted(run, file)


def test_standard_input_that_is_not_turtle_gives_no_output(run: Run) -> None:
    ran = run("fmt", "-", stdin=b"<http://a> <http://b>")
    assert (ran.code, ran.out) == (2, "")
    assert "1:" in ran.err


def test_standard_input_may_say_which_file_it_is(run: Run) -> None:
    text = b"@prefix : <http://p/> . <#this> :p <../organisation/x#this> .\n"
    assert "relative" in run("fmt", "-", stdin=text).err
    assert "<#this>" in run("fmt", "-", "--name", "networks/a.ttl", stdin=text).out


def test_a_file_with_a_mistake_is_left_alone_and_the_others_are_written(run: Run, file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<http://a> <http://b> .\n")
    ran = run("fmt", tmp_path)
    assert ran.code == 2
    assert "broken.ttl:1:" in ran.err
    assert broken.read_text() == "<http://a> <http://b> .\n"
    assert file.read_text() != UNTIDY


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xef\xbb\xbf" + UNTIDY.encode(), "byte-order mark"),
        (UNTIDY.replace("\n", "\r\n").encode(), "line ends other than LF"),
        (UNTIDY.replace("\n", "\r").encode(), "line ends other than LF"),
    ],
)
def test_says_what_else_it_put_right(run: Run, file: Path, raw: bytes, words: str) -> None:
    expected = formatted(run, file)
    file.write_bytes(raw)
    ran = run("fmt", file)
    assert words in ran.out
    assert file.read_bytes().decode() == expected


@pytest.mark.parametrize(("raw", "words"), [("é".encode("latin-1"), "not UTF-8"), (UNTIDY.encode("utf-16"), "UTF-16")])
def test_another_encoding_is_refused_and_left_alone(run: Run, file: Path, raw: bytes, words: str) -> None:
    file.write_bytes(raw)
    ran = run("fmt", file)
    assert ran.code == 2
    assert words in ran.err
    assert file.read_bytes() == raw


def test_an_empty_file_stays_empty(run: Run, file: Path) -> None:
    file.write_bytes(b"")
    assert (run("fmt", file).code, file.read_bytes()) == (0, b"")
