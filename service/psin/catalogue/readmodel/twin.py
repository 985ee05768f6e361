"""The SPARQL query that gives the same members as a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .facets import UNKNOWN, Facet, Listed, iri_of, prologue
from .lists import Selection

#: A query longer than this, in characters, is longer than endpoints take.
LONGEST = 60_000


def twin(listed: Listed, selection: Selection, members: Sequence[str]) -> str | None:
    """A SELECT with one column named as the kind.

    ``members`` are the IRIs of the list: where a choice is not in the graph (words that were searched, advice of the
    validator) the query names them one by one. None if it would be too long.
    """
    thing = listed.kind
    lines: list[str] = []
    unsaid = [name for name in ("q",) if selection.q]
    for facet in listed.facets:
        codes = selection.chosen.get(facet.name, ())
        if codes and facet.derived:
            unsaid.append(facet.name)
        elif codes:
            lines += _narrowed(listed, facet, codes)
        if facet.years and (selection.since is not None or selection.until is not None):
            lines += _between(listed, facet, selection)
    # Last, since engines begin with the first of equals, and a choice has fewer.
    lines.append(f"  {_named(listed.base, thing, '')} .")
    if unsaid:
        named = " ".join(f"<{iri}>" for iri in sorted(members))
        lines.insert(
            0,
            f"  # {', '.join(unsaid)}: not in the graph, so what was found is named.\n  VALUES ?{thing} {{ {named} }}",
        )
    body = f"SELECT DISTINCT ?{thing} WHERE {{\n" + "\n".join(lines) + f"\n}}\nORDER BY ?{thing}\n"
    text = prologue(body) + body
    return text if len(text) <= LONGEST else None


def _narrowed(listed: Listed, facet: Facet, codes: Sequence[str]) -> list[str]:
    branches = []
    plain = [code for code in codes if code != UNKNOWN and code not in facet.special]
    if plain and facet.pattern:
        branches.append(
            f"{_values(facet, plain)}{_named(facet.pattern, listed.kind, facet.name)}{_ending(facet, plain)}"
        )
    branches += [_named(facet.special[code], listed.kind, facet.name + code) for code in codes if code in facet.special]
    if UNKNOWN in codes:
        without = " ".join(
            f"MINUS {{ {_named(pattern, listed.kind, f'{facet.name}{number or str()}')} }}"
            for number, pattern in enumerate(facet.patterns)
        )
        branches.append(f"{_named(listed.base, listed.kind, '')} . {without}")
    if not branches:
        branches = [f"VALUES ?{listed.kind} {{ }}"]
    return _apart(listed, "\n    UNION ".join(f"{{ {branch} }}" for branch in branches))


def _apart(listed: Listed, pattern: str) -> list[str]:
    """A query of its own, which engines answer once: a group with a filter they may go through for each thing."""
    return [f"  {{ SELECT DISTINCT ?{listed.kind} WHERE {{", f"    {pattern}", "  } }"]


def _values(facet: Facet, codes: Sequence[str]) -> str:
    if facet.years:
        return ""
    known = [iri for iri in (iri_of(facet, code) for code in codes) if iri]
    return f"VALUES ?{_name('value', facet.name)} {{ {' '.join(_short(iri) for iri in known)} }} "


def _ending(facet: Facet, codes: Sequence[str]) -> str:
    if not facet.years:
        return ""
    decades = ", ".join(f'"{code[:3]}"' for code in codes if re.fullmatch(r"\d{3}0s", code)) or '""'
    return f" FILTER(SUBSTR(?{_name('value', facet.name)}, 1, 3) IN ({decades}))"


def _between(listed: Listed, facet: Facet, selection: Selection) -> list[str]:
    name = f"{facet.name}Year"
    variable = f"?{_name('value', name)}"
    bounds = ((">=", selection.since), ("<=", selection.until))
    tests = " && ".join(f'{variable} {sign} "{year:04d}"' for sign, year in bounds if year is not None)
    return _apart(listed, f"{_named(facet.pattern, listed.kind, name)} FILTER({tests})")


def _named(pattern: str, thing: str, suffix: str) -> str:
    """A pattern with ``?thing`` named as the kind, and its other variables after the facet, so that none meet."""

    def rename(match: re.Match[str]) -> str:
        return f"?{thing if match[1] == 'thing' else _name(match[1], suffix)}"

    return re.sub(r"\?(\w+)", rename, pattern)


def _name(variable: str, suffix: str) -> str:
    if not suffix:
        return variable
    return suffix if variable == "value" else suffix + variable.capitalize()


def _short(iri: str) -> str:
    from ...vocabulary.namespaces import compact

    return compact(iri)
