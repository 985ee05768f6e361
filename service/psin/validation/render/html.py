"""A report as a page without scripts: what was found, and the file with its marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from ...turtle.lines import Lines
from ..findings import Finding, Place, Report, Severity, Words
from ..rules import shorten
from .causes import NAMES, Cause, enumerated, grouped, of
from .source import extent
from .terminal import summary

#: Lines of one file shown whole; of a longer one only those near a finding.
_WHOLE, _AROUND = 2000, 3
_PLACES = 20
_STYLE = """
body { margin: 2rem auto; max-width: 76rem; padding: 0 1.25rem; color: #15232b; background: #fff;
  font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
pre { background: #f4f6f7; border: 1px solid #d5dce0; border-radius: 6px; padding: 1rem; overflow-x: auto; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
a { color: #0b5394; } .fine { color: #4d5d66; font-size: .9rem; }
.advices { list-style: none; padding: 0; } .advices li { border-left: 4px solid #7fa3b5;
  padding-left: 1rem; margin-bottom: 1rem; }
.advices p { margin: 0 0 .25rem; }
.advices .advice-warning { border-color: #c77700; } .advices .advice-violation { border-color: #b3261e; }
.notice { border-left: 4px solid #2e7d32; padding: .7rem 1rem; background: #edf7ed; }
.notice.bad { border-color: #b3261e; background: #fdecea; }
mark { background: #ffe08a; color: inherit; } mark.advice-violation { background: #ffc9c4; }
.line-number { color: #6b7a83; user-select: none; }
@media (prefers-color-scheme: dark) { body { background: #12191d; color: #e4eaed; }
  pre { background: #1b252b; border-color: #33424a; }
  a { color: #8ec7f0; } .fine, .line-number { color: #a3b1b9; } mark { background: #6b5300; }
  mark.advice-violation { background: #7d2620; }
  .notice { background: #16301a; } .notice.bad { background: #3a1714; } }
"""
_TITLE = Words("Validation report", "Rapport de validation")


def page(report: Report, texts: Mapping[str, str], language: str = "en") -> str:
    """A page that stands alone. ``texts`` are the contents of the files by the names they have in the report."""
    title = _TITLE.say(language)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f"{body(report, texts, language)}</main>\n</body>\n</html>\n"
    )


def body(report: Report, texts: Mapping[str, str], language: str = "en") -> str:
    """The same to stand in a page of the site: classes of its style sheet, no styles and scripts of its own."""
    files = {file: f"file-{number}" for number, file in enumerate(texts, 1)}
    kind = "notice" if report.conforms else "notice bad"
    parts = [f'<p class="{kind}">{escape(summary(report, language))}</p>\n']
    headings = {
        Severity.VIOLATION: Words("Refused", "Refusé"),
        Severity.WARNING: Words("Doubtful", "Douteux"),
        Severity.INFO: Words("Advice", "Conseils"),
    }
    for severity, heading in headings.items():
        found = grouped(of(severity, report))
        if found:
            items = "".join(_item(cause, files, language) for cause in found)
            parts.append(f'<h2>{heading.say(language)}</h2>\n<ul class="advices">\n{items}</ul>\n')
    marks = _marks(report.findings, language)
    parts += [_source(file, text, files[file], marks.get(file, {})) for file, text in texts.items() if text]
    return "".join(parts)


def _item(cause: Cause, files: Mapping[str, str], language: str) -> str:
    one = cause.first
    lines = [
        f"<p><strong>{escape(NAMES[one.severity].say(language))} "
        f'<a href="{escape(one.page)}">{escape(one.code)}</a></strong> {_shown(one.message, language)}</p>'
    ]
    if one.fix:
        lines.append(f"<p>{_shown(one.fix, language)}</p>")
    where = enumerated([_link(place, files) for place in cause.places], _PLACES, language)
    lines.append(f'<p class="fine">{where}</p>')
    return f'<li class="advice-{one.severity.value}">{"".join(lines)}</li>\n'


def _shown(words: Words, language: str) -> str:
    return escape(shorten(words.say(language), 1000))


def _link(place: Place, files: Mapping[str, str]) -> str:
    name = escape(shorten(f"{place.file}:{place.line}:{place.column}"))
    return f'<a href="#{files[place.file]}-line-{place.line}">{name}</a>' if place.file in files else name


def _marks(findings: tuple[Finding, ...], language: str) -> dict[str, dict[int, dict[int, tuple[int, str, str]]]]:
    """By file, line and column: where a mark ends, how grave it is, and what it says; the gravest at a place wins."""
    found: dict[str, dict[int, dict[int, tuple[int, str, str]]]] = {}
    for severity in reversed(Severity):
        for one in findings:
            for place in one.places if one.severity is severity else ():
                said = f"{one.code} {shorten(one.message.say(language))}"
                mark = place.column - 1 + extent(place), severity.value, said
                found.setdefault(place.file, {}).setdefault(place.line, {})[place.column - 1] = mark
    return found


def _source(file: str, text: str, name: str, marks: Mapping[int, dict[int, tuple[int, str, str]]]) -> str:
    lines = Lines(text).texts()
    near = {line + step for line in marks for step in range(-_AROUND, _AROUND + 1)}
    shown = range(1, len(lines) + 1) if len(lines) <= _WHOLE else sorted(near & set(range(1, len(lines) + 1)))
    numbered = "".join(_numbered(lines[number - 1], number, name, marks.get(number, {})) for number in shown)
    return f'<h2>{escape(shorten(file))}</h2>\n<pre tabindex="0"><code>{numbered}</code></pre>\n'


def _numbered(line: str, number: int, name: str, marks: dict[int, tuple[int, str, str]]) -> str:
    marked = "".join(_pieces(line, marks))
    return f'<span id="{name}-line-{number}" class="line-number">{number:>5} </span>{marked}\n'


def _pieces(line: str, marks: dict[int, tuple[int, str, str]]) -> Iterator[str]:
    last = 0
    for start in sorted(marks):
        end, severity, said = marks[start]
        if start >= last:
            yield _visible(line[last:start])
            yield f'<mark class="advice-{severity}" title="{escape(said)}">{_visible(line[start:end])}</mark>'
            last = max(start, end)
    yield _visible(line[last:])


def _visible(text: str) -> str:
    """Control and direction signs shown, so that the page says what the file holds."""
    return escape("".join(one if one.isprintable() or one == "\t" else f"\\u{ord(one):04X}" for one in text))
