"""Pictures of an answer: those that a question declares, and those that fit any table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup
from pyoxigraph import BlankNode, Literal, NamedNode

from ...queries.charts import Chart
from ...vocabulary.namespaces import COUNTRY, XSD
from .. import drawing
from ..drawing.timeline import years
from ..language import _, here
from .figures import date_words
from .names import Names, names
from .words import humane

if TYPE_CHECKING:
    from ..site import Site

Row = Mapping[str, object]
#: Rows that are drawn; the table has the others.
MOST = {"bars": 40, "timeline": 60, "graph": 120, "map": 300}
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "nonNegativeInteger"))
_DATES = frozenset(f"{XSD}{name}" for name in ("date", "gYear", "gYearMonth", "dateTime"))


@dataclass(frozen=True)
class Picture:
    """A chart as SVG; ``left_out`` counts the rows that are not in it."""

    kind: str
    svg: Markup
    left_out: int


def draw(site: Site, chart: Chart, rows: Sequence[Row], title: str) -> Picture | None:
    """The picture of a chart, None where no row has what it needs. ``title`` says what the answer is about."""
    usable = [
        row for row in rows if all(any(column in row for column in chart.columns(part)) for part in _needed(chart))
    ]
    if not usable:
        return None
    shown, known = usable[: MOST[chart.kind]], names(site)
    made = {"bars": _bars, "map": _map, "timeline": _timeline, "graph": _graph}[chart.kind](known, chart, shown, title)
    return Picture(chart.kind, made, len(rows) - len(shown)) if made else None


def kind_words(kind: str) -> str:
    """What a chart is called."""
    return {"bars": _("Bars"), "map": _("Map"), "timeline": _("Timeline"), "graph": _("Ties")}[kind]


def fitting(columns: Sequence[str], rows: Sequence[Row]) -> list[Chart]:
    """The charts that an answer to any query can be drawn as, one of a kind at most."""
    sample = rows[:50]

    def those(test) -> list[str]:  # type: ignore[no-untyped-def]
        return [
            name
            for name in columns
            if any(name in row for row in sample) and all(test(row[name]) for row in sample if name in row)
        ]

    numbers, dates, things = (
        those(_is_number),
        those(_is_date),
        those(lambda term: isinstance(term, NamedNode | BlankNode)),
    )
    countries = [
        name
        for name in things
        if any(name in row and str(getattr(row[name], "value", "")).startswith(COUNTRY) for row in sample)
    ]
    labels = [name for name in columns if name not in (*numbers, *dates)]
    label = next((name for name in labels if name.endswith(("Name", "Label"))), labels[0] if labels else "")
    found = []
    if countries and numbers:
        found.append(_chart("map", place=countries[:1], value=numbers[:1]))
    if label and numbers:
        found.append(_chart("bars", label=[label], value=numbers[:3]))
    if label and dates:
        found.append(
            _chart("timeline", label=[label], **{"from": dates[:1]}, **({"to": dates[1:2]} if len(dates) > 1 else {}))
        )
    if len(things) > 1:
        found.append(_chart("graph", **{"from": things[:1], "to": things[-1:]}))
    return found


def _chart(kind: str, **parts: Sequence[str]) -> Chart:
    return Chart(kind, tuple((name, tuple(columns)) for name, columns in parts.items()))


def _needed(chart: Chart) -> list[str]:
    return [part for part, _columns in chart.parts if part != "to" or chart.kind == "graph"]


def _is_number(term: object) -> bool:
    return isinstance(term, Literal) and term.datatype.value in _NUMBERS and _number(term) is not None


def _is_date(term: object) -> bool:
    return isinstance(term, Literal) and term.datatype.value in _DATES


def _number(term: object) -> float | None:
    try:
        value = float(getattr(term, "value", ""))
    except ValueError:
        return None
    return value if value == value and abs(value) < 1e15 else None


def _label(known: Names, row: Row, column: str) -> tuple[str, str | None]:
    """Words for a cell and where they lead: for ``networkName`` those of ``network``, if that is there."""
    for ending in ("Name", "Label"):
        thing = row.get(column.removesuffix(ending)) if column.endswith(ending) else None
        if isinstance(thing, NamedNode):
            link = known.link(thing)
            spoken = (
                str(link)
                if thing.value in known.things or thing.value in known.vocabulary
                else getattr(row[column], "value", "")
            )
            return spoken, _inside(link.href, link.external)
    term = row.get(column)
    if isinstance(term, NamedNode | Literal):
        link = known.link(term)
        return str(link), _inside(link.href, link.external)
    return str(getattr(term, "value", "")), None


def _inside(href: str | None, external: bool) -> str | None:
    return here(href) if href and not external else None


def _bars(known: Names, chart: Chart, rows: Sequence[Row], title: str) -> Markup:
    values = chart.columns("value")
    made = []
    for row in rows:
        label, href = _label(known, row, chart.column("label"))
        made.append(drawing.Bar(label, [_number(row.get(value)) for value in values], href))
    return drawing.bars(made, [column_words(value) for value in values], title)


def _map(known: Names, chart: Chart, rows: Sequence[Row], title: str) -> Markup | None:
    counted: dict[str, float] = {}
    for row in rows:
        place, value = row[chart.column("place")], _number(row[chart.column("value")])
        if isinstance(place, NamedNode) and place.value.startswith(COUNTRY) and value is not None:
            code = place.value.removeprefix(COUNTRY)
            counted[code] = counted.get(code, 0) + value
    if not counted:
        return None
    return drawing.world(
        counted,
        lambda code: str(known.text(COUNTRY + code)),
        lambda code: here(known.place(COUNTRY + code)[0] or "") or None,
        title,
    )


def _timeline(known: Names, chart: Chart, rows: Sequence[Row], title: str) -> Markup | None:
    made = []
    lasting = bool(chart.column("to"))
    for row in rows:
        begin, end = _date(row, chart.column("from")), _date(row, chart.column("to"))
        start = years(begin)
        if start is not None:
            label, href = _label(known, row, chart.column("label"))
            told = " – ".join(date_words(date) for date in (begin, end) if date)
            made.append(drawing.Stretch(label, start, years(end) if end else None, href, not lasting, told))
    return drawing.timeline(made, title) if made else None


def _date(row: Row, column: str) -> str:
    return str(getattr(row.get(column), "value", ""))


def _graph(known: Names, chart: Chart, rows: Sequence[Row], title: str) -> Markup:
    made: dict[drawing.Tie, None] = {}
    places: dict[str, str] = {}
    for row in rows:
        (start, begin), (end, finish) = _label(known, row, chart.column("from")), _label(known, row, chart.column("to"))
        how = _label(known, row, chart.column("label"))[0] if chart.column("label") else ""
        places |= {name: href for name, href in ((start, begin), (end, finish)) if href}
        made[drawing.Tie(start, end, how)] = None
    return drawing.ties(list(made), places, title)


def column_words(name: str) -> str:
    """What stands over a column."""
    from .columns import words

    return words().get(name) or humane(name)
