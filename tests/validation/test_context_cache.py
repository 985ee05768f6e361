"""What was worked out before is used again only if nothing it was worked out from has changed, and never needed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from psin.catalogue import cache, checking, load
from psin.settings import Settings
from psin.validation.validate import validate_files

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings({}, cache=str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "organisations/psin.ttl",
        "organisations/ictu.ttl",
        "networks/gebruiker-centraal.ttl",
        "networks/digicampus-nl.ttl",
    ):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / name, tmp_path / "data" / name)
    return tmp_path / "data"


def entries(settings: Settings, kind: str = "") -> list[Path]:
    return sorted(Path(str(settings["cache"])).glob(f"{kind}*-*"))


def test_a_restored_background_gives_the_findings_of_a_new_one(
    folder: Path, vocabulary, shapes, settings: Settings
) -> None:
    file = folder / "networks" / "digicampus-nl.ttl"
    off = Settings({}, cache="off")
    runs = []
    for chosen in (off, settings, settings):
        known = checking.background(folder, vocabulary, chosen)
        text = file.read_text("utf-8")
        draft = folder.parent / "networks" / file.name
        draft.parent.mkdir(exist_ok=True)
        draft.write_text(text.replace("organisation/ictu#this", "organisation/ictuu#this"), "utf-8")
        found = validate_files([draft], vocabulary=vocabulary, shapes=shapes, known_documents=known).findings
        runs.append([(one.order, one.value, one.fix) for one in found])
    assert runs[0] == runs[1] == runs[2] and any(order[3] == "G18" for order, *_ in runs[0])
    assert len(entries(settings, "background")) == 1


def test_a_changed_document_is_seen(folder: Path, vocabulary, settings: Settings) -> None:
    before = checking.background(folder, vocabulary, settings)
    file = folder / "organisations" / "ictu.ttl"
    stamp = file.stat()
    file.write_text(file.read_text("utf-8").replace("orgkind-agency", "orgkind-company"), "utf-8")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    after = checking.background(folder, vocabulary, settings)
    assert before.graph.nodes != after.graph.nodes


def test_the_report_on_a_catalogue_is_remembered_as_it_was(
    folder: Path, vocabulary, settings: Settings, monkeypatch
) -> None:
    catalogue = load(folder)
    fresh = checking.check(catalogue, vocabulary, Settings({}, cache="off"))
    first = checking.check(catalogue, vocabulary, settings)
    monkeypatch.setattr(checking, "_checked", lambda *_: pytest.fail("it was worked out again"))
    again = checking.check(catalogue, vocabulary, settings)
    assert fresh.findings == first.findings == again.findings and again.findings
    assert (again.documents, again.triples, again.files) == (fresh.documents, fresh.triples, fresh.files)


@pytest.mark.parametrize("damage", [b"", b"x", b"psin cache 1\n" + bytes(32), None])
def test_a_damaged_entry_is_worked_out_again(settings: Settings, damage: bytes | None) -> None:
    name = cache.key("x")
    assert cache.remembered("kind", name, lambda: [1, "a"], settings) == [1, "a"]
    (path,) = entries(settings)
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + b"?" if damage is None else damage)
    assert cache.remembered("kind", name, lambda: [2, "b"], settings) == [2, "b"]
    assert cache.remembered("kind", name, lambda: [3, "c"], settings) == [2, "b"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no owners of files here")
def test_what_others_can_write_is_not_trusted(settings: Settings) -> None:
    name = cache.key("x")
    cache.remembered("kind", name, lambda: 1, settings)
    (path,) = entries(settings)
    path.chmod(0o666)
    assert cache.remembered("kind", name, lambda: 2, settings) == 2
    path.parent.chmod(0o777)
    assert cache.remembered("kind", name, lambda: 3, settings) == 3


@pytest.mark.parametrize("place", ["off", "/proc/nowhere/cache", "relative", "/tmp/\0"])
def test_without_a_folder_everything_is_worked_out(place: str) -> None:
    chosen = Settings({}, cache=place)
    assert [cache.remembered("kind", cache.key("x"), lambda n=n: n, chosen) for n in (1, 2)] == [1, 2]


def test_writers_at_the_same_time_leave_a_good_entry(settings: Settings) -> None:
    name, seen = cache.key("x"), list[object]()
    threads = [
        threading.Thread(
            target=lambda n=n: seen.append(cache.remembered("kind", name, lambda: ["v" * 100_000, n], settings))
        )
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8 and len(entries(settings)) == 1 and not list(Path(str(settings["cache"])).glob(".new-*"))
    assert cache.remembered("kind", name, lambda: None, settings) in seen


def test_old_entries_are_forgotten(settings: Settings) -> None:
    for number in range(20):
        cache.remembered("kind", cache.key(str(number)), lambda: 1, settings)
    assert len(entries(settings)) == 8


def test_keys_depend_on_every_part_and_on_its_borders() -> None:
    assert len({cache.key("a", "b"), cache.key("ab", ""), cache.key("a"), cache.key("b", "a"), cache.key()}) == 5


def test_the_questions_that_change_their_answer_are_shown(tmp_path: Path) -> None:
    name = "networks/one-team-gov.ttl"
    (tmp_path / "networks").mkdir()
    text = (DATA / name).read_text("utf-8")
    (tmp_path / name).write_text(re.sub(r'"One Team ?Gov(ernment)?"@en', '"Another Name"@en', text), "utf-8")
    command = [
        sys.executable,
        "-m",
        "psin",
        "validate",
        "--queries",
        "--quiet",
        "--data",
        str(DATA),
        str(tmp_path / name),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert re.search(
        r"\n[1-9][0-9]* of [0-9]+ questions of the library (?:is|are) answered differently", done.stdout
    ), done.stderr
    assert re.search(r"\n  \+ .*Another Name", done.stdout)
    same = subprocess.run([*command[:-1], str(DATA / name)], capture_output=True, text=True, timeout=120, check=False)
    assert "no answer changes" in same.stdout
