"""Findings of the rules that are checked before and beside the shapes."""

from __future__ import annotations

from collections.abc import Mapping

from .findings import Finding, Place, Severity, Words


def finding(
    code: str,
    place: Place,
    values: Mapping[str, str | Words],
    *,
    severity: Severity | None = None,
    focus: str | None = None,
    path: str | None = None,
    value: str | None = None,
) -> Finding:
    """A finding of a rule; the advice is left out where ``values`` does not fill it."""
    from .rule_table import RULES  # most files break none

    rule = RULES[code]
    advice = _filled(rule.advice, values)
    return Finding(
        code,
        severity or rule.severity,
        _filled(rule.message, values) or rule.title,
        (place,),
        focus=focus,
        path=path,
        value=value,
        fix=advice,
        title=rule.title,
    )


def _filled(words: Words, values: Mapping[str, str | Words]) -> Words | None:
    try:
        en, fr = (_format(words.say(language), _shown(values, language)) for language in ("en", "fr"))
    except KeyError:
        return None
    return Words(en, fr if words.fr else "") if en else None


def _shown(values: Mapping[str, str | Words], language: str) -> dict[str, str]:
    said = ((name, value if isinstance(value, str) else value.say(language)) for name, value in values.items())
    return {name: shorten(value) for name, value in said}


def _format(template: str, values: Mapping[str, str]) -> str:
    return template.format_map(values) if template else ""


def shorten(text: str, length: int = 300) -> str:
    """A long text cut in the middle, and its control and direction signs made visible."""
    text = text if len(text) <= length else f"{text[: length - 60]} ... {text[-50:]}"
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else f"\\u{ord(one):04X}" for one in text)
