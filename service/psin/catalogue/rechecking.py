"""Validation of a catalogue that changes under a service: after the first time only what a change touches is checked."""

from __future__ import annotations

from .. import assets
from ..settings import Settings
from ..validation.findings import Report
from ..validation.parse import Parsed
from ..vocabulary.terms import Vocabulary
from . import ready
from .checking import check, parsed
from .incremental import Checker
from .loader import Catalogue, LoadedDocument

#: Documents that are kept in memory for the next time; a larger catalogue is checked as a whole each time.
_MOST = 20_000


class Rechecker:
    """``check`` says the same as ``checking.check``. ``looked_at`` counts the documents that its last call checked.

    Nothing is kept before the first call that finds a catalogue nobody has checked yet, nor beyond one that fails.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.looked_at = 0
        self._settings = settings
        self._checker: Checker | None = None
        self._rules = ""

    def check(self, catalogue: Catalogue, vocabulary: Vocabulary) -> Report:
        self.looked_at = 0
        return check(catalogue, vocabulary, self._settings, self._checked)

    def _checked(self, catalogue: Catalogue, vocabulary: Vocabulary) -> Report:
        rules, checker = ready.rules(assets.ontology(), self._settings), self._checker
        self._checker = None
        if checker is None or checker.folder != catalogue.folder or rules != self._rules:
            shapes = ready.shapes(assets.place("shapes"))
            checker = Checker(catalogue.folder, vocabulary, shapes, documents=map(parsed, catalogue.documents))
        else:
            checker.exchange(_changes(checker, catalogue))
        if len(checker.parsed) <= _MOST:
            self._checker, self._rules = checker, rules
        self.looked_at = checker.rechecked
        return checker.report


def _changes(checker: Checker, catalogue: Catalogue) -> dict[str, Parsed | None]:
    """The documents that are not what they were, by the names of their files."""
    now: dict[str, LoadedDocument] = {str(item.path): item for item in catalogue.documents}
    found: dict[str, Parsed | None] = {name: None for name in checker.parsed if name not in now}
    for name, item in now.items():
        before = checker.parsed.get(name)
        if before is None or before.text != item.text:
            found[name] = parsed(item)
    return found
