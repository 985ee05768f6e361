"""One log, told in three ways that cannot disagree; its pages never change once they are full."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from .conftest import Service, network
from .followers import AS, LDES, TREE, from_atom, from_stream, from_time_map, pages_of

NETWORK = "https://w3id.org/psin/network/"


def quads(body: bytes, form: ox.RdfFormat = ox.RdfFormat.TRIG) -> ox.Dataset:
    return ox.Dataset(ox.parse(body, form))


def test_stream_atom_and_time_maps_tell_the_same_after_random_changes(
    served: Callable[..., Any], write: Callable[..., Path], folder: Path
) -> None:
    chance = random.Random(7)
    names = [f"circle-{number}" for number in range(8)]
    for name in names[:3]:
        write(name)
    service = served()
    alive, rounds = set(names[:3]), 3
    for round_ in range(rounds):
        for name in chance.sample(names, 3):
            if name in alive and chance.random() < 0.4:
                (folder / "networks" / f"{name}.ttl").unlink()
                alive.discard(name)
            else:
                write(name, words=f"People who try new things, round {round_}, {chance.random()}.")
                alive.add(name)
        service.reload()
        if round_ == rounds // 2:
            service.stop()
            service = served()
    told, says = from_stream(service)
    assert from_atom(service) == told
    for document, events in told.items():
        kinds = [kind for kind, _ in events]
        assert kinds[0] == "create" and "create" not in [
            b for a, b in zip(kinds, kinds[1:], strict=False) if a != "delete"
        ]
        states = from_time_map(service, document)
        assert [time for _, time in states] == [time[:19] for kind, time in events if kind != "delete"]
        if states and document in says and document.startswith(NETWORK):
            last = service.get(states[-1][0], Accept="application/n-triples")
            assert {line.removesuffix(" .") for line in last.text.splitlines()} == says[document]
    assert {d for d in says if d.startswith(NETWORK)} == {f"{NETWORK}{name}" for name in alive}
    dump = quads(service.get("/dump/latest.nq").body, ox.RdfFormat.N_QUADS)
    for document in says:
        if document.startswith(NETWORK):
            assert {
                f"{q.subject} {q.predicate} {q.object}" for q in dump.quads_for_graph_name(ox.NamedNode(document))
            } == says[document]
    left = {q.graph_name.value for q in dump} - {"https://w3id.org/psin/.well-known/void"}
    assert left == set(says)


def test_a_return_to_what_was_there_before_is_a_change_like_any_other(
    served: Callable[..., Any], write: Callable[..., Path]
) -> None:
    path = write("first")
    write("second")
    service, text = served(), path.read_text()
    versions = [service.get("/dump/latest.nq").headers["content-location"]]
    for change in (path.unlink, lambda: path.write_text(text), path.unlink, lambda: path.write_text(text)):
        change()
        service.reload()
        versions.append(service.get("/dump/latest.nq").headers["content-location"])
    told, _ = from_stream(service)
    assert [kind for kind, _ in told[f"{NETWORK}first"]] == ["create", "delete", "create", "delete", "create"]
    assert from_atom(service) == told and len(from_time_map(service, f"{NETWORK}first")) == 3
    assert len(set(versions)) == 5


def test_a_layout_that_says_the_same_is_no_change(lasting: Service) -> None:
    service, path = lasting, lasting.data / "networks" / "harbour-circle.ttl"
    before = from_stream(service)
    path.write_text("# another look\n" + path.read_text().replace("    ", "  "), encoding="utf-8")
    service.reload()
    assert from_stream(service) == before


def test_full_pages_never_change_and_say_so(served: Callable[..., Any], write: Callable[..., Path]) -> None:
    for number in range(90):
        write(f"circle-{number}")
    service = served()
    pages = pages_of(service)
    assert len(pages) == 2
    first, last = (service.get(page, Accept="application/trig") for page in pages)
    assert "immutable" in first.headers["cache-control"] and last.headers["cache-control"] == "no-cache"
    immutable = ox.NamedNode(f"{LDES}immutable")
    assert list(quads(first.body).quads_for_predicate(immutable)) and not list(
        quads(last.body).quads_for_predicate(immutable)
    )
    write("circle-0", words="People who changed their minds.")
    service.reload()
    assert service.get(pages[0], Accept="application/trig").body == first.body
    assert service.get(pages[1], Accept="application/trig").body != last.body
    assert service.get(pages[1], Accept="application/trig", If_None_Match=last.headers["etag"]).status == 200
    assert service.get(pages[0], Accept="application/trig", If_None_Match=first.headers["etag"]).status == 304
    members = [
        len(
            list(
                quads(service.get(page, Accept="application/trig").body).quads_for_predicate(
                    ox.NamedNode(f"{TREE}member")
                )
            )
        )
        for page in pages
    ]
    assert members[0] == 100 and sum(members) > 100


def test_the_stream_describes_itself(lasting: Service) -> None:
    service = lasting
    root = service.get("/feed")
    assert root.headers["content-type"] == "application/trig"
    found = quads(root.body)
    (view,) = {q.object.value for q in found.quads_for_predicate(ox.NamedNode(f"{TREE}view"))}
    assert view == f"{service.address}/feed"
    for name, value in (
        ("timestampPath", f"{AS}published"),
        ("versionOfPath", f"{AS}object"),
        ("versionDeleteObject", f"{AS}Delete"),
    ):
        assert [q.object.value for q in found.quads_for_predicate(ox.NamedNode(LDES + name))] == [value]
    assert list(found.quads_for_predicate(ox.NamedNode(f"{LDES}retentionPolicy")))
    same = quads(service.get("/feed", Accept="application/ld+json").body, ox.RdfFormat.JSON_LD)
    assert same == found
    page = pages_of(service)[0]
    trig = quads(service.get(page, Accept="application/trig").body)
    assert quads(service.get(page, Accept="application/ld+json").body, ox.RdfFormat.JSON_LD) == trig
    for member in trig.quads_for_predicate(ox.NamedNode(f"{TREE}member")):
        single = service.get(
            member.object.value.replace("https://w3id.org/psin", service.address), Accept="application/trig"
        )
        assert single.status == 200 and set(quads(single.body)) <= set(trig)
    assert (
        service.get("/feed/page/0").status
        == service.get("/feed/page/99").status
        == service.get("/feed/event/1-abc").status
        == 404
    )


def test_a_log_without_a_past_begins_with_git(
    served: Callable[..., Any], write: Callable[..., Path], folder: Path
) -> None:
    def git(*words: str, day: int = 1) -> None:
        when = f"2026-10-{day:02d}T12:00:00Z"
        environment = {
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_DATE": when,
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder.parent),
        }
        config = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", "-C", folder, *config, *words], check=True, capture_output=True, env=environment)

    write("first")
    write("second")
    git("init")
    git("add", ".")
    git("commit", "-m", "1", day=1)
    write("first", words="People who changed.")
    (folder / "networks" / "second.ttl").unlink()
    git("add", "-A")
    git("commit", "-m", "2", day=2)
    write("third")
    told, _ = from_stream(served())
    assert told[f"{NETWORK}first"] == [("create", "2026-10-01T12:00:00.000Z"), ("update", "2026-10-02T12:00:00.000Z")]
    assert [kind for kind, _ in told[f"{NETWORK}second"]] == ["create", "delete"]
    ((kind, time),) = told[f"{NETWORK}third"]
    assert kind == "create" and time > "2026-10-03"


def test_atom_tells_in_words_and_in_french_and_titles_stay_text(lasting: Service) -> None:
    service = lasting
    network(service.data, "harbour-circle", words="People who try many new things together.")
    network(service.data, "markup", name="<script>alert(1)</script>&amp;")
    service.reload()
    english, french = service.get("/feed.atom").text, service.get("/fr/feed.atom").text
    assert "Changed: Harbour Circle" in english and "many" in english
    assert "Modifié\u00a0: Harbour Circle" in french
    page = service.get("/feed", Accept="text/html,*/*;q=0.5")
    assert page.headers["content-type"].startswith("text/html") and "Harbour Circle" in page.text
    assert re.search('<link rel="alternate" type="application/atom.xml" [^>]*href="/feed.atom">', page.text)
    for path in ("/feed", "/feed.atom"):
        shown = service.get(path, Accept="text/html").text
        assert "alert(1)" in shown and "<script>alert" not in shown


@pytest.fixture
def client(node: Path) -> Callable[..., str]:
    """A function that runs ldes-client to the end and gives what it printed."""

    def run(address: str, *options: str, state: Path | None = None) -> str:
        saved = ["--save", str(state)] if state else []
        command = [
            node / "node_modules" / ".bin" / "node",
            node / "node_modules" / "ldes-client" / "dist" / "bin" / "cli.js",
        ]
        done = subprocess.run(
            [*command, address, "--ordered", "ascending", *saved, *options], capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_ldes_client_takes_everything_and_then_only_what_is_new(
    served: Callable[..., Any], write: Callable[..., Path], folder: Path, client: Callable[..., str], tmp_path: Path
) -> None:
    for number in range(50):
        write(f"circle-{number}")
    write("circle-0", words="People who go.")
    service = served()
    state = tmp_path / "ldes-state"
    told, _ = from_stream(service)
    whole = client(f"{service.address}/feed", state=state)
    events = sum(map(len, told.values()))
    assert whole.count(f"<{AS}published>") == events
    write("circle-1", words="People who changed.")
    (folder / "networks" / "circle-0.ttl").unlink()
    service.reload()
    new = client(f"{service.address}/feed", state=state)
    assert new.count(f"<{AS}published>") == 2
    assert f"<{AS}Delete>" in new and f"<{AS}Update>" in new and "People who changed." in new
    shutil.rmtree(state, ignore_errors=True)


def test_ldes_client_follows_what_happens(
    served: Callable[..., Any], write: Callable[..., Path], folder: Path, node: Path
) -> None:
    write("harbour-circle")
    service = served()
    command = [
        node / "node_modules" / ".bin" / "node",
        node / "node_modules" / "ldes-client" / "dist" / "bin" / "cli.js",
    ]
    options = ["--ordered", "ascending", "--follow", "--poll-interval", "500"]
    process = subprocess.Popen(
        [*command, f"{service.address}/feed", *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    watch = threading.Timer(90, process.kill)
    watch.start()
    try:
        lines = iter(process.stdout)  # type: ignore[arg-type]
        assert any("People who try new things together." in line for line in lines)
        write("harbour-circle", words="People who were followed.")
        service.reload()
        assert any("People who were followed." in line for line in lines)
        (folder / "networks" / "harbour-circle.ttl").unlink()
        service.reload()
        assert any(f"<{AS}Delete>" in line for line in lines)
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]
