"""A mistake in a Turtle text: what it is, where it stands, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import SyntaxProblem
from ..light import Record
from .causes import CAUSES
from .lines import Lines

#: Characters of a token that a message quotes.
_QUOTED = 40
END, END_OF_LINE = "the end of the file", "the end of the line"
#: Names of values that stand in a sentence as words or between quotation marks.
_SHOWN = frozenset(("found", "opening", "what"))
_FRENCH = {
    END: "la fin du fichier",
    END_OF_LINE: "la fin de la ligne",
    "a blank": "une espace",
    "a tabulator": "une tabulation",
    "HTML": "du HTML",
    "JSON": "du JSON",
    "XML": "du XML",
    "a line break": "une fin de ligne",
}


class Complaint(Record):
    """``at`` is an offset; ``also`` are further offsets with the same cause and the same values."""

    cause: str
    at: int
    values: Mapping[str, str]
    also: tuple[int, ...] = ()

    def words(self) -> tuple[str, str, str, str]:
        """Detail and advice in English, detail and advice in French."""
        cause = CAUSES[self.cause]
        english = {name: _quotable(value) for name, value in self.values.items()}
        french = {name: _in_french(value) if name in _SHOWN else value for name, value in english.items()}
        detail, advice, detail_fr, advice_fr, _ = cause
        return (
            detail.format_map(english),
            advice.format_map(english),
            detail_fr.format_map(french),
            advice_fr.format_map(french),
        )


class TurtleProblem(SyntaxProblem):
    """A SyntaxProblem that knows its complaint."""

    def __init__(self, complaint: Complaint, text: str) -> None:
        line, column = Lines(text)(complaint.at)
        detail, advice, *_ = complaint.words()
        super().__init__(detail, advice, line=line, column=column)
        self.complaint = complaint


def problem(text: str, at: int, cause: str, **values: str) -> TurtleProblem:
    return TurtleProblem(Complaint(cause, at, values), text)


def _in_french(value: str) -> str:
    inner = value[1:-1] if value[:1] == value[-1:] == "'" and len(value) > 2 else ""
    return f"« {inner} »" if inner else _FRENCH.get(value, value)


def _quotable(value: str) -> str:
    value = value if len(value) <= 2 * _QUOTED else f"{value[:_QUOTED]}...{value[-_QUOTED // 2 :]}"
    return "".join(one if one.isprintable() else f"\\u{ord(one):04X}" for one in value)


def shown(text: str) -> str:
    """A token as a message quotes it; the empty one is the end of the file."""
    return f"'{text}'" if text and len(text) <= _QUOTED else f"'{text[: _QUOTED - 3]}...'" if text else END
