"""Tables as spreadsheet programs read them: CSV with a mark of UTF-8, and no cell that would run as a formula.

Source: RFC 4180.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal

from ..queries.cells import safe
from ..vocabulary.namespaces import XSD

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
_NUMBERS = frozenset(
    f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "nonNegativeInteger", "int", "long")
)


def table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """The rows under their column names, terms by their value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(name) for name in columns])
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _cell(term: object) -> str:
    if term is None:
        return ""
    value = str(getattr(term, "value", term))
    number = isinstance(term, Literal) and term.datatype.value in _NUMBERS
    return value if number and _is_number(value) else safe(value)


def _is_number(value: str) -> bool:
    """Whether the text is a number whatever its datatype claims: strangers' literals may be malformed."""
    try:
        float(value)
    except ValueError:
        return False
    return value.isascii()
