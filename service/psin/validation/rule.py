"""What a rule of the checks beside the shapes is."""

from __future__ import annotations


from dataclasses import dataclass
from .findings import Severity, Words


@dataclass(frozen=True)
class Rule:
    """``{name}`` in ``message`` and ``advice`` is filled in where the rule is broken; ``advice`` is empty where the
    sentence says it all."""

    code: str
    title: Words
    severity: Severity
    message: Words
    advice: Words = Words("")
