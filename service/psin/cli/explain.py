"""``psin explain``: a rule with the reason for it and two examples; all rules without a code."""

from __future__ import annotations

import argparse

from .. import assets
from ..errors import UnknownName
from ..validation.explain import FAMILIES, Explanation, Line, Rulebook
from ..validation.findings import Words
from ..validation.render.causes import NAMES
from ..validation.render.style import Style
from ..validation.shapes.shapeset import ShapeSet
from .terminal import style

_SAYS = {"lesson": Words("Why", "Pourquoi"), "good": Words("Good", "Bien"), "bad": Words("Bad", "À éviter")}


def run(options: argparse.Namespace) -> int:
    shapes = assets.shapes()
    rulebook = Rulebook(ShapeSet.load(shapes), shapes / "examples", assets.data())
    look = style(options.colour)
    if not options.codes:
        print(_listed(rulebook, options.language, look))
        return 0
    missing: list[UnknownName] = []
    shown = []
    for code in options.codes:
        try:
            shown.append(_explained(rulebook.explain(code), options.language, look))
        except UnknownName as error:
            missing.append(error)
    if shown:
        print("\n\n".join(shown))
    if missing:
        raise missing[0]
    return 0


def _listed(rulebook: Rulebook, language: str, look: Style) -> str:
    lines: list[str] = []
    family = ""
    for code in rulebook.codes:
        if code[0] != family:
            family = code[0]
            lines += ["", look.paint("place", FAMILIES.get(family, Words(family)).say(language))]
        one = rulebook.explain(code)
        severity = NAMES[one.severity].say(language)
        lines.append(f"  {code}  {look.paint(one.severity.value, f'{severity:<13}')} {one.title.say(language)}")
    return "\n".join(lines[1:])


def _explained(one: Explanation, language: str, look: Style) -> str:
    severity = look.paint(one.severity.value, f"{NAMES[one.severity].say(language)} {one.code}")
    lines = [f"{severity} {look.paint('place', one.title.say(language))}", ""]
    lines += [look.wrapped(f"  {words.say(language)}", 2) for words in (one.message, one.advice) if words.en]
    if one.why:
        lines += ["", look.paint("place", _SAYS["lesson"].say(language)), look.wrapped(f"  {one.why.say(language)}", 2)]
    for name, example in (("good", one.good), ("bad", one.bad)):
        if example:
            lines += ["", look.paint("place", _SAYS[name].say(language)), *_example(example, name, look)]
    lines += ["", one.page, *([one.lesson.partition("#")[0]] if one.lesson else [])]
    return "\n".join(lines)


def _example(lines: tuple[Line, ...], name: str, look: Style) -> list[str]:
    """Numbered lines, those that differ marked, gaps shown."""
    shown, last = list[str](), None
    for line in lines:
        if last is not None and line.number > last + 1:
            shown.append("       ...")
        sign = ("+" if name == "good" else "-") if line.differs else " "
        words = f"{line.number:>5} {sign} {line.text}".rstrip()
        shown.append(look.paint("good" if name == "good" else "violation", words) if line.differs else words)
        last = line.number
    return shown
