"""What validation finds, and the report of one run."""

from __future__ import annotations

from ..documents import BASE
from ..light import Choice, Record
from ..vocabulary.namespaces import SH


class Severity(Choice):
    """Ordered from grave to light: a violation is refused, a warning is shown, an info is a tip."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @classmethod
    def of(cls, term: str) -> Severity:
        """From an IRI term such as ``<http://www.w3.org/ns/shacl#Warning>``; a severity of one's own is a violation."""
        name = term[1:-1].removeprefix(SH).lower()
        return cls(name) if name in ("warning", "info") else cls.VIOLATION


class Place(Record):
    """``line`` and ``column`` count from 1, columns in characters. ``source`` is the text of the line."""

    file: str
    line: int
    column: int
    source: str = ""


class Words(Record):
    """One sentence in both languages of the project; ``fr`` may be empty."""

    en: str
    fr: str = ""

    def say(self, language: str = "en") -> str:
        return self.fr if language == "fr" and self.fr else self.en

    def __str__(self) -> str:
        return self.en


def counted(number: int, one: Words, many: Words | None = None, language: str = "en") -> str:
    """``3 tips``: French takes the singular up to 1, English for 1 alone; thousands apart."""
    single = number <= 1 if language == "fr" else number == 1
    name = one.say(language) if single else (many or Words(f"{one.en}s", f"{one.fr or one.en}s")).say(language)
    digits = f"{number:,}".replace(",", "\u202f") if language == "fr" else f"{number:,}"
    return f"{digits} {name}"


def counted_in_both(number: int, one: Words, many: Words | None = None) -> Words:
    """The same in both languages."""
    return Words(counted(number, one, many), counted(number, one, many, "fr"))


class Edit(Record):
    """A change that mends a finding: ``length`` characters from ``offset`` on give way to ``text``."""

    offset: int
    length: int
    text: str


class Finding(Record):
    """One thing that is wrong or could be better.

    ``code`` is stable and never translated. ``focus`` and ``value`` are N-Triples terms, ``path`` a property path in
    SPARQL syntax, ``shape``, ``lesson`` and ``component`` IRIs; each is None where it does not apply. ``title`` names
    the rule, ``fix`` says what to write, ``edit`` does it where that is safe.
    """

    code: str
    severity: Severity
    message: Words
    places: tuple[Place, ...]
    focus: str | None = None
    path: str | None = None
    value: str | None = None
    shape: str | None = None
    fix: Words | None = None
    lesson: str | None = None
    title: Words | None = None
    component: str | None = None
    edit: Edit | None = None

    @property
    def file(self) -> str:
        return self.places[0].file

    @property
    def line(self) -> int:
        return self.places[0].line

    @property
    def column(self) -> int:
        return self.places[0].column

    @property
    def page(self) -> str:
        """Where the rule, or the lesson it rests on, is explained."""
        return self.lesson.partition("#")[0] if self.lesson else f"{BASE}rules/{self.code}"

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        return self.file, self.line, self.column, self.code, self.message.en


class Report(Record):
    """``findings`` are in the order of file, line, column and code; ``documents`` and ``triples`` were read.

    ``files`` are the names of the documents, in the order they were given.
    """

    findings: tuple[Finding, ...]
    documents: int
    triples: int
    seconds: float
    files: tuple[str, ...] = ()

    @property
    def conforms(self) -> bool:
        """True if nothing is refused; warnings and tips do not count."""
        return not any(finding.severity is Severity.VIOLATION for finding in self.findings)

    @property
    def counts(self) -> dict[Severity, int]:
        return {one: sum(finding.severity is one for finding in self.findings) for one in Severity}
