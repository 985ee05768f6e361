"""Every error this project raises on purpose.

PsinError
├── InputError              what a person handed in cannot be used
│   ├── UnreadableFile      missing, not readable, not UTF-8, or too large
│   ├── SyntaxProblem       text that does not follow its grammar; has line and column
│   └── UnknownName         a name that nothing answers to; may have a suggestion
├── QueryError              a SPARQL query that gets no answer
│   ├── QuerySyntaxError    does not follow the grammar; has line and column where the engine tells them
│   ├── QueryRefused        asks for something that is switched off: SERVICE, updates, unknown graphs
│   ├── FormatUnfit         has an answer that the format asked for cannot hold
│   └── BudgetExceeded      would need more time, memory, rows or bytes than it was given
├── ShapesError             shapes that cannot be used: unknown SHACL terms, SPARQL that SHACL forbids
├── EngineUnavailable       nobody free to answer now, or the worker was lost; trying again may help
├── CatalogueError          the folder of documents cannot be served
├── StoreError              the store on disk cannot be used or written; what it held before is still there
└── PublishingFailed        an engine elsewhere does not take the documents
"""

from __future__ import annotations


class PsinError(Exception):
    """Base of all errors meant for a reader.

    ``detail`` is one sentence that says what is wrong and where; ``advice`` is one that says what to do about it.
    ``code`` is stable and never translated.
    """

    code = "error"
    title = "Something went wrong"

    def __init__(self, detail: str, advice: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.detail} {self.advice}".strip()


class InputError(PsinError):
    code = "input"
    title = "The input cannot be used"


class UnreadableFile(InputError):
    code = "unreadable-file"
    title = "The file cannot be read"


class SyntaxProblem(InputError):
    """``line`` and ``column`` count from 1, columns in characters."""

    code = "syntax"
    title = "The text does not follow its grammar"

    def __init__(self, detail: str, advice: str = "", *, line: int = 1, column: int = 1) -> None:
        super().__init__(detail, advice)
        self.line = line
        self.column = column


class UnknownName(InputError):
    code = "unknown-name"
    title = "Nothing answers to this name"

    def __init__(self, detail: str, advice: str = "", *, suggestion: str | None = None) -> None:
        super().__init__(detail, advice)
        self.suggestion = suggestion


class QueryError(PsinError):
    code = "query"
    title = "The query gets no answer"


class QuerySyntaxError(QueryError):
    """``line`` and ``column`` count from 1; None where the engine does not tell them."""

    code = "query-syntax"
    title = "The query does not follow the SPARQL grammar"

    def __init__(self, detail: str, advice: str = "", *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(detail, advice)
        self.line = line
        self.column = column


class QueryRefused(QueryError):
    code = "query-refused"
    title = "The query asks for something that is switched off here"


class FormatUnfit(QueryError):
    code = "format-unfit"
    title = "The format cannot hold the answer"


class BudgetExceeded(QueryError):
    """``budget`` is the limit that was reached (seconds, memory, rows, bytes, text), ``limit`` its value with unit."""

    code = "budget-exceeded"
    title = "The query needs more than its budget"

    def __init__(self, detail: str, advice: str = "", *, budget: str, limit: str) -> None:
        super().__init__(detail, advice)
        self.budget = budget
        self.limit = limit


class ShapesError(PsinError):
    code = "shapes"
    title = "The shapes cannot be used"


class EngineUnavailable(PsinError):
    """``retry_after`` is in whole seconds."""

    code = "engine-unavailable"
    title = "No worker is free to answer"

    def __init__(self, detail: str, advice: str = "", *, retry_after: int = 1) -> None:
        super().__init__(detail, advice)
        self.retry_after = retry_after


class CatalogueError(PsinError):
    code = "catalogue"
    title = "The catalogue cannot be served"


class StoreError(PsinError):
    code = "store"
    title = "The store on disk cannot be used"


class PublishingFailed(PsinError):
    code = "publishing"
    title = "The catalogue cannot be published"
