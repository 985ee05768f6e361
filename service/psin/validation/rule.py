"""What a rule of the checks beside the shapes is."""

from __future__ import annotations

from ..light import Record
from .findings import Severity, Words


class Rule(Record):
    """``{name}`` in ``message`` and ``advice`` is filled in where the rule is broken; ``advice`` is empty where the
    sentence says it all."""

    code: str
    title: Words
    severity: Severity
    message: Words
    advice: Words = Words("")
