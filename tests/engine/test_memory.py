"""What a worker shares with the process it was forked from, and what it has to copy."""

from __future__ import annotations

from pathlib import Path

from psin.engine.engine import Engine
from psin.engine.formats import FORMATS

#: An answer in ten rows takes some hundred allocations.
_QUERIES, _FAULTS_EACH = 40, 20


def test_a_small_query_has_hardly_a_page_of_memory_copied(tmp_path: Path) -> None:
    quads = tmp_path / "quads.nq"
    with quads.open("w") as file:
        for thing in range(20_000):
            for number in range(5):
                value = "long " * (thing % 40) + str(thing)
                file.write(f'<http://e/{thing}> <http://e/p{number}> "{value}" <http://e/g{thing % 50}> .\n')
    with Engine.open(quads) as engine:
        _ask(engine, 0)
        number = engine._pool._idle[-1].number
        before = _faults(number)
        for thing in range(1, _QUERIES + 1):
            assert _ask(engine, thing * 400) == 5
        assert engine._pool._idle[-1].number == number
        assert _faults(number) - before < _QUERIES * _FAULTS_EACH


def _ask(engine: Engine, thing: int) -> int | None:
    with engine.stream(f"SELECT ?p ?o {{ <http://e/{thing}> ?p ?o }}", accept=FORMATS["json"]) as answer:
        b"".join(answer)
        return answer.rows


def _faults(number: int) -> int:
    """Times the kernel had to find a page for the process (proc(5), minflt)."""
    return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[7])
