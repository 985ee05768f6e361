"""JSON-LD and RDF/XML to statements. Neither may reach beyond its file: no foreign context, no document type.

Sources: JSON-LD 1.1, section 9 (grammar); RDF 1.1 XML Syntax; CWE-611 and CWE-776 for why a document type is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox

from .. import assets
from ..documents import from_iri
from ..errors import SyntaxProblem
from ..lazily import lazy
from ..turtle.reader import Reading, Statement, refusal
from ..vocabulary.namespaces import PREFIXES
from . import json_text, json_values, xml_text
from .parse import Parsed
from .repairs import MOST, Mistake, address_mistake, tag_mistake
from .rules import finding
from .search import Finder, json_words, xml_words
from .shapes.graph import as_string
from .syntaxes import split

CONTEXT = "https://w3id.org/psin/context.jsonld"
#: Keys that an object beside our context may have.
_HARMLESS = frozenset(("@base", "@language"))
#: Levels of nesting; the engine and Python's own reader go deeper, people do not.
_DEEPEST = 100
_CONSEQUENCE = lazy(r"Unexpected|No state in the stack")
_QUOTED = lazy(r"parsing (IRI|language tag) '(.*)':", "s")
_OURS = lazy(r"https://w3id\.org/psin/[a-z]+/[a-z0-9-]+(?=[\"'#])")
_XML_BASE = lazy(r"\bxml:base\s*=\s*[\"']([^\"']*)[\"']")
_DOCTYPE = lazy(r"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)", "i")
_ENCODING = lazy(r"<\?xml[^>]*\bencoding\s*=\s*[\"']([^\"']*)[\"']")


def parse_markup(parsed: Parsed) -> list[Parsed]:
    """The documents of a JSON-LD or RDF/XML text, at least one."""
    parsed.exact = False
    return _json(parsed) if parsed.syntax == "JSON-LD" else _xml(parsed)


# JSON-LD


def _json(parsed: Parsed) -> list[Parsed]:
    try:
        content, mistakes = json_text.read(parsed.text)
    except (RecursionError, ValueError):
        return _too_much(parsed)
    if mistakes:
        return _refuse_all(parsed, mistakes)
    if _depth(content) > _DEEPEST:
        return _too_much(parsed)
    _check_contexts(parsed, content)
    if parsed.findings:
        return [parsed]
    mistakes = json_values.mistakes(parsed.text, content, _our_context())
    if mistakes:
        return _refuse_all(parsed, mistakes)
    return _json_statements(parsed, content)


def _refuse_all(parsed: Parsed, mistakes: list[Mistake]) -> list[Parsed]:
    for one in mistakes:
        parsed.refuse(parsed.place(one.at), one.detail, one.advice, one.detail_fr, one.advice_fr)
    return [parsed]


def _too_much(parsed: Parsed) -> list[Parsed]:
    parsed.refuse(
        parsed.place_at(1, 1),
        f"The JSON is nested more than {_DEEPEST} deep, or holds a number without end.",
        "Give the inner things addresses of their own.",
        f"Le JSON est imbriqué sur plus de {_DEEPEST} niveaux, ou contient un nombre sans fin.",
        "Donner des adresses propres aux choses intérieures.",
    )
    return [parsed]


def _depth(content: Any) -> int:
    deepest, todo = 0, [(content, 1)]
    while todo:
        one, depth = todo.pop()
        deepest = max(deepest, depth)
        if isinstance(one, (dict, list)) and depth <= _DEEPEST:
            todo.extend((inner, depth + 1) for inner in (one.values() if isinstance(one, dict) else one))
    return deepest


def _check_contexts(parsed: Parsed, content: Any) -> None:
    tops = [one for one in (content if isinstance(content, list) else [content]) if isinstance(one, dict)]
    own = {id(one) for one in tops}
    number = -1
    for one in _objects(content):
        if "@context" not in one:
            continue
        number += 1
        at = _nth(parsed.text, number)
        if id(one) not in own:
            parsed.findings.append(finding("G42", parsed.place(at), {"value": json.dumps(one["@context"])}))
            continue
        parts = one["@context"] if isinstance(one["@context"], list) else [one["@context"]]
        for part in parts:
            if part != CONTEXT and not (isinstance(part, dict) and set(part) <= _HARMLESS):
                parsed.findings.append(finding("G42", parsed.place(at), {"value": json.dumps(part)}))
    for one in tops:
        if "@context" not in one and any(not key.startswith("@") and ":" not in key for key in one):
            parsed.findings.append(finding("G42", parsed.place(0), {"value": '""'}))
            break


def _objects(content: Any) -> Iterator[dict[str, Any]]:
    todo = [content]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            yield one
            todo.extend(reversed(list(one.values())))
        elif isinstance(one, list):
            todo.extend(reversed(one))


def _nth(text: str, number: int) -> int:
    places = [match.start() for match in re.finditer(r'"@context"\s*:', text)]
    return places[min(number, len(places) - 1)] if places else 0


@cache
def _our_context() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((assets.ontology() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    return found


def _json_statements(parsed: Parsed, content: Any) -> list[Parsed]:
    ours = _our_context()
    tops = [one for one in (content if isinstance(content, list) else [content]) if isinstance(one, dict)]
    declared = ""
    for one in tops:
        written = one.get("@context", CONTEXT)
        parts = written if isinstance(written, list) else [written]
        bases = [part["@base"] for part in parts if isinstance(part, dict) and isinstance(part.get("@base"), str)]
        declared = declared or next(iter(bases), "")
        one["@context"] = [ours if part == CONTEXT else part for part in parts]
    finder = Finder(parsed.text, json_words(parsed.text), _names(ours))
    return _statements(parsed, json.dumps(content), ox.RdfFormat.JSON_LD, declared, finder)


def _names(context: dict[str, Any]) -> dict[str, list[str]]:
    """The keys that stand for an IRI in our context."""
    found: dict[str, list[str]] = {}
    for key, value in context.items():
        short = value.get("@id", value.get("@reverse", "")) if isinstance(value, dict) else value
        prefix, _, local = str(short).partition(":")
        if prefix in PREFIXES and local and not local.startswith("//"):
            found.setdefault(PREFIXES[prefix] + local, []).append(key)
    return found


# RDF/XML


def _xml(parsed: Parsed) -> list[Parsed]:
    doctype = _DOCTYPE.search(parsed.text)
    if doctype:
        parsed.findings.append(finding("G45", parsed.place(doctype.start()), {}))
        return [parsed]
    encoding = _ENCODING.match(parsed.text.lstrip())
    if encoding and encoding[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        parsed.refuse(
            parsed.place(parsed.text.find(encoding[1])),
            f"The file says that its encoding is {encoding[1]}, but it is UTF-8.",
            'Write encoding="UTF-8".',
            f"Le fichier dit que son codage est {encoding[1]}, mais c’est UTF-8.",
            'Écrire encoding="UTF-8".',
        )
        return [parsed]
    mistakes = xml_text.mistakes(parsed.text)
    if mistakes:
        return _refuse_all(parsed, mistakes)
    declared = _XML_BASE.search(parsed.text)
    finder = Finder(parsed.text, xml_words(parsed.text), {})
    return _statements(parsed, parsed.text, ox.RdfFormat.RDF_XML, declared[1] if declared else "", finder)


# Both


def _statements(parsed: Parsed, text: str, syntax: ox.RdfFormat, declared: str, finder: Finder) -> list[Parsed]:
    """``declared`` is the base that the file names, empty if it names none."""
    base = declared or (parsed.by_name.iri if parsed.by_name else "") or _first_of_ours(parsed.text)
    graphs: dict[str, list[Statement]] = {}
    finder.base = base
    quads = iter(ox.parse(text.encode("utf-8"), syntax, base_iri=base or None))
    while len(parsed.findings) < MOST:
        try:
            for quad in quads:
                name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else as_string(quad.graph_name)
                subject, predicate, value = as_string(quad.subject), f"<{quad.predicate.value}>", as_string(quad.object)
                places = finder.places(subject, predicate, value)
                graphs.setdefault(name, []).append(Statement(subject, predicate, value, *places))
            break
        except SyntaxError as error:
            _refuse_reading(parsed, refusal(error, syntax), finder)
        except (ValueError, RecursionError):
            detail_fr = f"Ce n’est pas du {parsed.syntax} valide."
            parsed.refuse(parsed.place_at(1, 1), f"This is not valid {parsed.syntax}.", "", detail_fr)
            break
    if parsed.findings:
        return [parsed]
    return split(parsed, Reading([], dict(PREFIXES), base, []), graphs)


def _refuse_reading(parsed: Parsed, problem: SyntaxProblem, finder: Finder) -> None:
    """The engine reads on behind a mistake; what it then does not expect is a consequence, not a mistake of its own."""
    if parsed.findings and _CONSEQUENCE.search(problem.detail):
        return
    at = finder.of_message(problem.detail)
    quoted = _QUOTED.search(problem.detail)
    known = {"IRI": address_mistake, "language tag": tag_mistake}[quoted[1]](at, quoted[2]) if quoted else None
    detail_fr = problem.detail.replace("This is not valid", "Ce n’est pas valide en")
    mistake = known or Mistake(at, problem.detail, problem.advice, detail_fr, "")
    place = parsed.place(at)
    if all((one.line, one.column) != (place.line, place.column) for one in parsed.findings):
        _refuse_all(parsed, [mistake])


def _first_of_ours(text: str) -> str:
    found = (match[0] for match in _OURS.finditer(text))
    return next((iri for iri in found if from_iri(iri)), "")
