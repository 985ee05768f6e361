"""A report for people, in the manner of a compiler."""

from __future__ import annotations

from ..findings import Place, Report, Severity, Words, counted
from ..rules import shorten
from .causes import NAMES, Cause, causes, enumerated, grouped, located, of
from .source import WIDTH, marked
from .style import PLAIN, Style

#: Places listed for a cause, and for a tip; blocks shown for one rule.
_PLACES, _TIP_PLACES, _BLOCKS = 10, 8, 50
_FIX, _LESSON, _RULE = Words("fix:", "remède :"), Words("lesson:", "leçon :"), Words("rule:", "règle :")
_MORE = Words("more finding of this rule.", "autre fois cette règle.")
_MORE_OF_THEM = Words("more findings of this rule.", "autres fois cette règle.")
_TIPS = Words("Tips, not errors; --quiet leaves them out:", "Conseils, et non des erreurs ; --quiet les omet :")


def text(report: Report, language: str = "en", style: Style = PLAIN) -> str:
    """Violations, then warnings, each a block; a line that sums up; then the tips, a line for each rule.

    A block is ``file:line:column: severity code sentence``, the source line with marks below the value, what to write,
    and the page that explains the rule. A cause that occurs more than five times is shown once, with its places.
    A report without findings is one line. ``language`` is "en" or "fr".
    """
    parts = []
    for severity in (Severity.VIOLATION, Severity.WARNING):
        parts += _blocks(grouped(of(severity, report)), language, style)
    parts.append(summary(report, language, style))
    if not style.quiet:
        parts += _tips(report, language, style)
    return "\n".join(parts) + "\n"


def _blocks(shown: list[Cause], language: str, style: Style) -> list[str]:
    blocks, of_rule = list[str](), dict[str, int]()
    for cause in shown:
        code = cause.first.code
        of_rule[code] = of_rule.get(code, 0) + 1
        if of_rule[code] <= _BLOCKS:
            blocks.append(_block(cause, language, style) + "\n")
    for code, number in of_rule.items():
        if number > _BLOCKS:
            more = number - _BLOCKS
            said = counted(more, _MORE, _MORE_OF_THEM, language)
            blocks.append(f"{code}{' :' if language == 'fr' else ':'} {said}\n")
    return blocks


def _block(cause: Cause, language: str, style: Style) -> str:
    one, place = cause.first, cause.places[0]
    severity = style.paint(one.severity.value, f"{NAMES[one.severity].say(language)} {one.code}")
    head = style.paint("place", f"{place.file}:{place.line}:{place.column}:")
    lines = [f"{head} {severity}{_fitted(place, one.code, shorten(one.message.say(language), 1000), style)}"]
    lines += _source(place, one.severity, style)
    if one.fix:
        label = _FIX.say(language)
        lines.append(style.wrapped(f"  {label} {shorten(one.fix.say(language), 1000)}", len(label) + 3))
    lines.append(style.paint("faint", f"  {(_LESSON if one.lesson else _RULE).say(language)} {one.page}"))
    if len(cause.places) > 1:
        others = [f"{other.file}:{other.line}:{other.column}" for other in cause.places[1:]]
        label = Words("also at:", "aussi à :").say(language)
        lines.append(style.wrapped(f"  {label} {enumerated(others, _PLACES, language)}", len(label) + 3))
    return "\n".join(lines)


def _fitted(place: Place, code: str, message: str, style: Style) -> str:
    """The sentence behind its place; on a line of its own where both do not fit beside each other."""
    taken = len(f"{place.file}:{place.line}:{place.column}: violation {code} ")
    if style.width is None or taken + len(message) <= style.width:
        return f" {message}"
    return "\n" + style.wrapped(f"  {message}", 2)


def _source(place: Place, severity: Severity, style: Style) -> list[str]:
    number = str(place.line)
    shown = marked(place, max(20, (style.width or WIDTH) - len(number) - 5))
    if shown is None:
        return []
    gutter = style.paint("faint", f"{' ' * len(number)} |")
    return [
        f"  {style.paint('faint', f'{number} |')} {shown[0]}",
        f"  {gutter} {style.paint(severity.value, shown[1])}",
    ]


def summary(report: Report, language: str = "en", style: Style = PLAIN) -> str:
    """One line: whether all is well, how much was found, and how much was read."""
    conforms = report.conforms and not (style.strict and report.counts[Severity.WARNING])
    found = [
        counted(report.counts[severity], NAMES[severity], None, language)
        for severity in Severity
        if report.counts[severity] and not (style.quiet and severity is Severity.INFO)
    ]
    read = counted(report.triples, Words("triple", "triplet"), None, language)
    detail = f"{', '.join(found)}{' ; ' if language == 'fr' else '; '}" if found else ""
    seconds = f"{report.seconds:.2f} s"
    line = f"{_verdict(report, conforms, style.strict, language)}{detail}{read}, {seconds}"
    return style.paint("good" if conforms else "violation", style.wrapped(line, 2))


def _verdict(report: Report, conforms: bool, strict: bool, language: str) -> str:
    colon = " : " if language == "fr" else ": "
    if report.documents == 1:
        name = report.files[0] if report.files else Words("1 document").say(language)
        said = Words("conforms", "est conforme") if conforms else Words("does not conform", "n’est pas conforme")
        return f"{name} {said.say(language)}{colon}"
    total = counted(report.documents, Words("document"), None, language)
    if conforms:
        return f"{total} {Words('conform', 'conformes').say(language)}{colon}"
    grave = (Severity.VIOLATION, Severity.WARNING) if strict else (Severity.VIOLATION,)
    wrong = len({place.file for one in report.findings if one.severity in grave for place in one.places})
    singular = Words(
        f"{wrong:,} of {total} {'does' if wrong == 1 else 'do'} not conform",
        f"{wrong} sur {total} non conforme{'' if wrong == 1 else 's'}",
    )
    return f"{singular.say(language)}{colon}"


def _tips(report: Report, language: str, style: Style) -> list[str]:
    """One line for each rule that has something to advise, the most frequent first."""
    by_rule: dict[str, list[Cause]] = {}
    for cause in causes(of(Severity.INFO, report)):
        by_rule.setdefault(cause.first.code, []).append(cause)
    lines = [_tip(found, language, style) for found in sorted(by_rule.values(), key=lambda found: found[0].first.code)]
    return ["", style.wrapped(_TIPS.say(language), 2), *lines] if lines else []


def _tip(found: list[Cause], language: str, style: Style) -> str:
    one = found[0].first
    same = len(found) == 1 or one.title is None
    message = one.message if same else one.title
    places = [place for cause in found for place in cause.places]
    where = located(places, _TIP_PLACES, language)
    line = f"  {one.code} {shorten((message or one.message).say(language), 500)} [{where}] {one.page}"
    coloured = style.wrapped(line, 6)
    return f"  {style.paint('info', one.code)}{coloured[2 + len(one.code) :]}"
