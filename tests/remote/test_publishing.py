"""Publishing: what changed and nothing else, each document in one step, to the end even if it was interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from psin.catalogue import Catalogue, load
from psin.catalogue import published as names
from psin.catalogue.publish import Plan, Target, compare, digests, plan, publish
from psin.errors import EngineUnavailable, InputError, PublishingFailed

from .conftest import connect, hold
from .servers import Server, free_port


class Counting(Target):
    """Notes the changes it is asked for, and fails at one of them if told to."""

    def __init__(self, server: Server, fail_at: int = 0) -> None:
        super().__init__(server.change_url, server.update_url, server.user, server.password)
        self.changes: list[str] = []
        self.fail_at = fail_at

    def change(self, update: str) -> None:
        self.changes.append(update)
        if len(self.changes) == self.fail_at:
            raise EngineUnavailable("The line is dead.")
        super().change(update)


def counts(server: Server) -> dict[str, int]:
    """Statements by graph, those of the engine's own left out."""
    target = server.target()
    rows = target.rows("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    target.close()
    found = {row["g"].value: int(row["n"].value) for row in rows}
    return {
        graph: count for graph, count in found.items() if graph.startswith(("https://w3id.org/psin/", "urn:of-others"))
    }


def expected(catalogue: Catalogue) -> dict[str, int]:
    triples = {g: {q.triple for item in items for q in item.quads()} for g, items in catalogue.by_graph.items()}
    every = set().union(*triples.values())
    own = {names.ALL: len(every), names.PUBLISHED: len(triples)}
    return {graph: len(found) for graph, found in triples.items()} | own


def first_network(folder: Path) -> Path:
    return sorted((folder / "networks").glob("*.ttl"))[0]


def iri_of(path: Path) -> str:
    return f"https://w3id.org/psin/network/{path.stem}"


def test_every_document_is_a_graph_and_every_statement_once_in_the_whole(server: Server, small: Catalogue) -> None:
    outcome = hold(server, small)
    assert counts(server) == expected(small)
    assert outcome.statements == outcome.expected == expected(small)[names.ALL]


def test_publishing_again_asks_for_no_change(server: Server, small: Catalogue) -> None:
    hold(server, small)
    target = Counting(server)
    outcome = publish(small, target)
    target.close()
    assert target.changes == []
    assert outcome.plan == Plan((), (), (), kept=len(small.by_graph))


def test_a_changed_document_is_replaced_and_no_other(server: Server, small: Catalogue, folder: Path) -> None:
    hold(server, small)
    path = first_network(folder)
    path.write_text(path.read_text(encoding="utf-8") + "\n<#fresh> <#label> [ a <#node> ] .\n", encoding="utf-8")
    changed = load(folder)
    assert hold(server, changed).plan == Plan((), (iri_of(path),), (), kept=len(small.by_graph) - 1)
    assert counts(server) == expected(changed)
    with connect(server, changed) as engine:
        # A blank node is the same in its document and in the whole.
        assert engine.ask(f"ASK {{ GRAPH ?g {{ <network/{path.stem}#fresh> ?p ?node }} ?node a ?type }}")
    hold(server, small)
    assert counts(server) == expected(small)


def test_a_statement_of_two_documents_stays_until_both_are_gone(server: Server, small: Catalogue, folder: Path) -> None:
    first, second = sorted((folder / "networks").glob("*.ttl"))[:2]
    before = {path: path.read_text(encoding="utf-8") for path in (first, second)}
    shared = '\n<http://shared.example/> <http://shared.example/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    seen = []
    for texts in ({first: shared, second: shared}, {first: shared}, {}, {second: shared}):
        for path, text in before.items():
            path.write_text(text + texts.get(path, ""), encoding="utf-8")
        catalogue = load(folder)
        hold(server, catalogue)
        assert counts(server) == expected(catalogue)
        with connect(server, catalogue) as engine:
            [row] = engine.select("SELECT (COUNT(*) AS ?n) { <http://shared.example/> ?p ?o }")
            seen.append(int(row["n"].value))
    assert seen == [1, 1, 0, 1]


def test_a_document_that_left_the_catalogue_is_taken_away(server: Server, small: Catalogue, folder: Path) -> None:
    hold(server, small)
    path = first_network(folder)
    path.unlink()
    rest = load(folder)
    assert hold(server, rest).plan.removed == (iri_of(path),)
    assert counts(server) == expected(rest)


def test_graphs_of_others_are_left_alone_and_not_seen(server: Server, small: Catalogue) -> None:
    target = server.target()
    target.change("INSERT DATA { GRAPH <urn:of-others> { <urn:x> <urn:y> <urn:z> } }")
    target.close()
    hold(server, small)
    assert counts(server)["urn:of-others"] == 1
    with connect(server, small) as engine:
        assert not engine.ask("ASK { <urn:x> ?p ?o }")
        assert not engine.ask("ASK { GRAPH ?g { <urn:x> ?p ?o } }")
        graphs = engine.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        assert {row["g"].value for row in graphs} == small.by_graph.keys()
    target = server.target()
    target.change("DELETE WHERE { GRAPH <urn:of-others> { ?s ?p ?o } }")
    target.close()


@pytest.mark.parametrize("fail_at", [1, 2, 4, 7])
def test_a_failed_publication_is_taken_up(server: Server, small: Catalogue, folder: Path, fail_at: int) -> None:
    hold(server, small)
    for path in sorted((folder / "networks").glob("*.ttl"))[:4]:
        path.write_text(path.read_text(encoding="utf-8") + f"\n<#fresh> <#number> {fail_at} .\n", encoding="utf-8")
    sorted((folder / "organisations").glob("*.ttl"))[0].unlink()
    changed = load(folder)
    target = Counting(server, fail_at)
    with pytest.raises(EngineUnavailable):
        publish(changed, target)
    left = plan(changed, target)
    target.close()
    assert left.interrupted == (fail_at > 1)
    assert len(left.steps) == 5 - max(fail_at - 2, 0)
    assert hold(server, changed).plan == left
    assert counts(server) == expected(changed)


KILLED = """
import os, signal, sys
from pathlib import Path
from psin.catalogue import load
from psin.catalogue.publish import Target, publish
def die(number, of, graph):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
publish(load(Path(sys.argv[1])), Target(*sys.argv[2:5], os.environ["PASSWORD"]), die)
"""


def test_a_killed_publication_is_taken_up(server: Server, small: Catalogue, folder: Path) -> None:
    hold(server, small)
    for path in sorted((folder / "networks").glob("*.ttl"))[:5]:
        path.write_text(path.read_text(encoding="utf-8") + "\n<#fresh> <#killed> true .\n", encoding="utf-8")
    arguments = [str(folder), server.change_url, server.update_url, server.user]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments], env={**os.environ, "PASSWORD": server.password}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    changed = load(folder)
    outcome = hold(server, changed)
    assert outcome.plan.interrupted and len(outcome.plan.replaced) == 2
    assert counts(server) == expected(changed)
    assert not hold(server, changed).plan.interrupted


def test_a_whole_that_was_left_wrong_is_put_right(server: Server, small: Catalogue) -> None:
    hold(server, small)
    target = server.target()
    target.change(f"DELETE WHERE {{ GRAPH <{names.ALL}> {{ ?s a ?type }} }}")
    target.change(f"INSERT DATA {{ GRAPH <{names.ALL}> {{ <urn:a> <urn:b> <urn:c> }} }}")
    target.change(names.begin("2026-01-01T00:00:00Z"))
    target.close()
    assert hold(server, small).repaired
    assert counts(server) == expected(small)


def test_a_reader_sees_the_old_document_or_the_new_one(server: Server, small: Catalogue, folder: Path) -> None:
    path = first_network(folder)
    text = path.read_text(encoding="utf-8")
    states = []
    for state in ("old", "new"):
        many = "".join(f'<#n{i}> <#is> "{state}" .\n' for i in range(300))
        path.write_text(f"{text}\n{many}", encoding="utf-8")
        states.append(load(folder))
    hold(server, states[0])
    question = (
        f"SELECT ?where ?value (COUNT(*) AS ?n) {{ {{ ?s <network/{path.stem}#is> ?value BIND('whole' AS ?where) }}"
        f" UNION {{ GRAPH <{iri_of(path)}> {{ ?s <network/{path.stem}#is> ?value }} BIND('document' AS ?where) }} }} GROUP BY ?where ?value"
    )
    seen: list[tuple[tuple[str, ...], ...]] = []
    over = threading.Event()
    with connect(server, small) as engine:

        def watch() -> None:
            while not over.is_set():
                rows = engine.select(question)
                seen.append(tuple(sorted(tuple(row[name].value for name in ("where", "value", "n")) for row in rows)))

        reader = threading.Thread(target=watch)
        reader.start()
        try:
            turns = 0
            while turns < 4 or (len(seen) < 20 and turns < 100):
                turns += 1
                hold(server, states[turns % 2])
        finally:
            over.set()
            reader.join()
    assert len(seen) >= 20
    if server.name == "oxigraph":
        assert set(seen) <= {(("document", state, "300"), ("whole", state, "300")) for state in ("old", "new")}
        return
    # Virtuoso reads what is committed at the moment, row by row: a query may meet both states, but never neither.
    for rows in seen:
        for place in ("document", "whole"):
            assert sum(int(count) for where, _, count in rows if where == place) >= 300


def test_a_dry_run_says_what_would_be_done_and_does_nothing(server: Server, small: Catalogue, folder: Path) -> None:
    hold(server, small)
    before = counts(server)
    path = first_network(folder)
    path.write_text(path.read_text(encoding="utf-8") + "\n<#fresh> <#p> 1 .\n", encoding="utf-8")
    target = Counting(server)
    todo = plan(load(folder), target)
    target.close()
    assert todo.replaced == (iri_of(path),) and not target.changes
    assert counts(server) == before


def test_a_document_of_many_statements_comes_in_parts(server: Server, folder: Path) -> None:
    path = first_network(folder)
    many = "".join(f"<#n{i}> <#next> [ <#is> [ <#number> {i} ] ] .\n" for i in range(700))
    path.write_text(path.read_text(encoding="utf-8") + many, encoding="utf-8")
    catalogue = load(folder)
    hold(server, catalogue)
    assert counts(server) == expected(catalogue)
    with connect(server, catalogue) as engine:
        query = f"SELECT (COUNT(*) AS ?n) {{ ?s <network/{path.stem}#next>/<network/{path.stem}#is>/<network/{path.stem}#number> ?i }}"
        assert engine.select(query)[0]["n"].value == "700"


def test_publishing_without_the_right_to_is_refused(server: Server, small: Catalogue) -> None:
    if server.name != "virtuoso":
        pytest.skip("Oxigraph lets everybody in")
    for user, password in (("", ""), ("dba", "wrong")):
        target = Target(server.change_url, "", user, password)
        with pytest.raises(PublishingFailed, match="does not let you"):
            plan(small, target)
        target.close()


def test_an_engine_that_is_not_there_is_named(small: Catalogue) -> None:
    target = Target(f"http://127.0.0.1:{free_port()}/query")
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        plan(small, target)
    target.close()


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1/", "http://", "http://user:secret@127.0.0.1/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InputError) as caught:
        Target(url)
    assert "secret" not in str(caught.value)


def test_hashes_tell_states_apart(small: Catalogue, folder: Path) -> None:
    path = first_network(folder)
    path.write_text(path.read_text(encoding="utf-8") + "\n# a comment\n", encoding="utf-8")
    todo = compare(digests(load(folder)), digests(small))
    assert (todo.added, todo.replaced, todo.removed) == ((), (iri_of(path),), ())
