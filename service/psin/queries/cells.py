"""Cells of tables that no spreadsheet program takes for a formula: whoever wrote the text, it stays a text.

Source: OWASP, "CSV Injection".
"""

from __future__ import annotations

import re

#: How a formula begins, behind whatever hides its beginning.
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


def safe(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it; without zero characters."""
    text = text.replace("\0", "")
    return f"'{text}" if _FORMULA.match(text) else text
