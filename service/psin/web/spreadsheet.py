"""Tables as spreadsheet programs read them: CSV with a mark of UTF-8, and no cell that would run as a formula.

Sources: RFC 4180; OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal

from ..vocabulary.namespaces import XSD

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
#: How a formula begins; a tab and a line break may hide one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "nonNegativeInteger", "int", "long"))


def table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """The rows under their column names, terms by their value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(name) for name in columns])
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(term: object) -> str:
    if term is None:
        return ""
    value = str(getattr(term, "value", term))
    number = isinstance(term, Literal) and term.datatype.value in _NUMBERS
    return value if number and _is_number(value) else cell(value)


def _is_number(value: str) -> bool:
    """Whether the text is a number whatever its datatype claims: strangers' literals may be malformed."""
    try:
        float(value)
    except ValueError:
        return False
    return value.isascii()
