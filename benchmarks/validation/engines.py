"""The engines as commands, and what each of them found as (focus node, severity) with its number."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from psin.vocabulary.namespaces import SH

from .jena import Jena
from .material import Material

Findings = Counter[tuple[str, str]]
_RUDOF = """
import sys
from pyrudof import *
engine = Rudof(RudofConfig())
engine.read_data(sys.argv[1], RDFFormat.NTriples, reader_mode=ReaderMode.Strict)
engine.read_shacl(sys.argv[2])
engine.validate_shacl()
print(engine.serialize_shacl_validation_results(format=ResultShaclValidationFormat.NTriples))
"""


@dataclass(frozen=True)
class Engine:
    """``command`` makes the command line for a material; ``largest`` is the number of documents that it is asked for, since
    it would need hours for more; ``shapes`` says which of the shapes it is given. ``told`` is the command line for a report that
    programs can read, where the one that is timed writes for people."""

    name: str
    command: Callable[[Material], list[str]]
    read: Callable[[str], Findings] | None
    missing: str = ""
    shapes: str = "all"
    largest: int = 1_000_000
    told: Callable[[Material], list[str]] | None = None


def engines() -> list[Engine]:
    """All of them, those that cannot run with the reason."""
    python, jena = sys.executable, Jena()
    node, missing = _node_command()
    return [
        Engine("import pyoxigraph", lambda _: [python, "-c", "import pyoxigraph"], None),
        Engine(
            "psin", lambda one: [*_psin(one), "--alone"], _of_psin, told=lambda one: [*_psin(one), "--alone", *_JSON]
        ),
        Engine("psin, whole catalogue", _psin, _of_psin, largest=1, told=lambda one: [*_psin(one), *_JSON]),
        Engine(
            "pyshacl",
            lambda one: [python, "-m", "pyshacl", "-s", str(one.shapes), "-f", "nt", str(one.data)],
            _of_report,
            "" if find_spec("pyshacl") else "the package pyshacl is not installed",
            largest=100,
        ),
        Engine(
            "pyrudof",
            lambda one: [python, "-c", _RUDOF, str(one.data), str(one.shapes)],
            _of_report,
            "" if find_spec("pyrudof") else "the package pyrudof is not installed",
        ),
        Engine(
            "jena",
            lambda one: [*jena.command(one.folder.parent), "--shapes", str(one.english), "--data", str(one.data)],
            _of_report,
            jena.missing,
        ),
        Engine(
            "shacl-engine",
            lambda one: [*node, str(one.shapes), str(one.data)],
            _of_report,
            missing,
            largest=1,
        ),
        Engine(
            "shacl-engine (core)",
            lambda one: [*node, str(one.core), str(one.data)],
            _of_report,
            missing,
            shapes="core",
            largest=1000,
        ),
    ]


_JSON = ("--format", "json")
#: The clients in JavaScript that the tests install as well.
_NODE = Path(__file__).resolve().parents[2] / "tests" / "node"


def _node_command() -> tuple[list[str], str]:
    """The beginning of the command line of shacl-engine, and why it cannot run, if it cannot."""
    own = _NODE / "node_modules" / ".bin" / "node"
    program = str(own) if own.exists() else shutil.which("node")
    missing = (
        "" if program and (_NODE / "node_modules" / "shacl-engine").exists() else f"it is not installed in {_NODE}"
    )
    return [str(program), str(Path(__file__).with_name("shacl_engine.mjs")), str(_NODE)], missing


def _psin(one: Material) -> list[str]:
    files = [str(path) for path in sorted(one.folder.rglob("*.ttl"))] if one.documents == 1 else [str(one.folder)]
    return [sys.executable, "-m", "psin", "validate", *files]


def _of_psin(output: str) -> Findings:
    """Only what shapes found; the checks beside the shapes have no peer."""
    found = json.loads(output)["findings"]
    told = (one for one in found if one.get("component"))
    return Counter((_focus(place.get("focus")), one["severity"]) for one in told for place in one["places"])


def _of_report(output: str) -> Findings:
    """From a validation report in N-Triples or Turtle: its results, not their details, which some engines type alike."""
    import pyoxigraph as ox

    start = re.search(r"^(?:@prefix|PREFIX|<|_:|\[)", output, re.M)
    text = output[start.start() :] if start else ""
    focus: dict[str, str] = {}
    severity: dict[str, str] = {}
    results: set[str] = set()
    for quad in ox.parse(text.encode(), ox.RdfFormat.TURTLE):
        if quad.predicate.value == f"{SH}result":
            results.add(str(quad.object))
        elif quad.predicate.value == f"{SH}focusNode":
            focus[str(quad.subject)] = _focus(str(quad.object))
        elif quad.predicate.value == f"{SH}resultSeverity":
            severity[str(quad.subject)] = quad.object.value.removeprefix(SH).lower()
    return Counter((node, severity.get(result, "")) for result, node in focus.items() if result in results)


def _focus(text: str | None) -> str:
    return "_:" if not text or text.startswith("_:") else text.strip("<>")
