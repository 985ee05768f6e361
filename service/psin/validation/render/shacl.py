"""A report as W3C SHACL has it, in Turtle. Source: SHACL, section 3.6."""

from __future__ import annotations

from collections.abc import Iterator

from ...documents import BASE
from ...lazily import lazy
from ..findings import Finding, Report, Severity

_SEVERITIES = {Severity.VIOLATION: "sh:Violation", Severity.WARNING: "sh:Warning", Severity.INFO: "sh:Info"}
_HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n"
_STEP = lazy(r"<[^>]*>|[()/|^*+?]")
_REPEATS = {"*": "sh:zeroOrMorePath", "+": "sh:oneOrMorePath", "?": "sh:zeroOrOnePath"}
#: What Turtle cannot hold in an address or a string as it stands.
_BAD_IRI, _ESCAPED = lazy(r"[\x00-\x20\"{}|^`\\]"), lazy(r"[\x00-\x1f\"\\]")


def write(report: Report, language: str = "en") -> str:
    """A validation report: sh:conforms is true only if there are no results at all, whatever their severity.

    Results of the checks beside the shapes have the page of their rule as constraint component. Messages are given in
    both languages, so ``language`` changes nothing.
    """
    results = ",\n".join(_result(one) for one in report.findings)
    conforms = "false" if report.findings else "true"
    listed = f" ;\n    sh:result\n{results}" if results else ""
    return f"{_HEAD}[] a sh:ValidationReport ;\n    sh:conforms {conforms}{listed} .\n"


def _result(one: Finding) -> str:
    pairs = [
        ("sh:focusNode", one.focus or _iri(f"{BASE}rules/{one.code}")),
        ("sh:resultSeverity", _SEVERITIES[one.severity]),
        ("sh:sourceConstraintComponent", _iri(one.component or f"{BASE}rules/{one.code}")),
        ("sh:resultPath", _path(one.path) if one.path else ""),
        ("sh:value", one.value or ""),
        ("sh:sourceShape", _iri(one.shape) if one.shape else ""),
        ("sh:resultMessage", ", ".join(_messages(one))),
    ]
    lines = "".join(f" ;\n            {predicate} {value}" for predicate, value in pairs if value)
    return f"        [ a sh:ValidationResult{lines} ]"


def _messages(one: Finding) -> Iterator[str]:
    place = one.places[0]
    yield f"{_string(one.message.en)}@en"
    if one.message.fr:
        yield f"{_string(one.message.fr)}@fr"
    yield _string(f"{place.file}:{place.line}:{place.column}")


def _iri(iri: str) -> str:
    return f"<{_BAD_IRI.sub(lambda found: f'%{ord(found[0]):02X}', iri)}>"


def _string(text: str) -> str:
    safe = text.encode("utf-8", "replace").decode()
    return f'"{_ESCAPED.sub(lambda found: f"{chr(92)}u{ord(found[0]):04X}", safe)}"'


def _path(text: str) -> str:
    """A property path in SPARQL syntax, as our shapes write it, in the terms of SHACL (section 2.3.1)."""
    steps = _STEP.findall(text)
    steps.reverse()
    return _choice(steps)


def _choice(steps: list[str]) -> str:
    parts = [_sequence(steps)]
    while steps and steps[-1] == "|":
        steps.pop()
        parts.append(_sequence(steps))
    return parts[0] if len(parts) == 1 else f"[ sh:alternativePath ( {' '.join(parts)} ) ]"


def _sequence(steps: list[str]) -> str:
    parts = [_step(steps)]
    while steps and steps[-1] == "/":
        steps.pop()
        parts.append(_step(steps))
    return parts[0] if len(parts) == 1 else f"( {' '.join(parts)} )"


def _step(steps: list[str]) -> str:
    sign = steps.pop() if steps else ""
    if sign == "^":
        return f"[ sh:inversePath {_step(steps)} ]"
    if sign == "(":
        path = _choice(steps)
        if steps:
            steps.pop()
    else:
        path = sign
    while steps and steps[-1] in _REPEATS:
        path = f"[ {_REPEATS[steps.pop()]} {path} ]"
    return path
