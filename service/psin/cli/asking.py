"""Questions on a terminal: one field after the other, explained in a line, asked again until the answer can be used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..catalogue.draft import Answers, Choices, Field
from ..catalogue.draft.values import slug_of
from ..errors import InputError
from ..validation.rules import shorten

Read = Callable[[str], str]
Say = Callable[[str], None]
#: What was typed, by field: kept so that a second round can offer it again.
Typed = dict[str, list[str]]
#: Longer lists are shown without their definitions.
_EXPLAINED = 12
_CLEAR = "-"


class Interview:
    """``read`` takes a prompt and returns a line, ``say`` shows one; ``refuse`` objects to a short name, or is None."""

    def __init__(self, choices: Choices, read: Read, say: Say, refuse: Callable[[str], str | None]) -> None:
        self.choices = choices
        self.read = read
        self.say = say
        self.refuse = refuse

    def run(self, fields: Sequence[Field], typed: Typed, again: bool = False) -> Answers:
        """Asks for what ``typed`` does not tell yet, or for everything ``again``, and adds it to ``typed``.

        Raises InputError where the input ends.
        """
        answers: Answers = {}
        for field in fields:
            told = typed.get(field.name, [])
            if field.asked and (again or not told):
                typed[field.name] = self._field(field, told or self._default(field, answers))
            told = typed.get(field.name) or ([field.default] if field.default else [])
            answers[field.name] = [field.check(self.choices, text) for text in told]
        return answers

    def _default(self, field: Field, answers: Answers) -> list[str]:
        if field.name != "slug":
            return [field.default] if field.default else []
        try:
            found = slug_of(str((answers.get("name") or answers["title"])[0]))
        except InputError:
            return []
        return [] if self.refuse(found) else [found]

    def _field(self, field: Field, before: list[str]) -> list[str]:
        entries = [entry.name for entry in self.choices.concepts(field.scheme)] if field.scheme else []
        need = " Needed." if field.required else ""
        self.say(f"\n{field.question} {field.hint}{need}")
        if field.scheme:
            self._show(field.scheme)
        kept = f"[{'; '.join(before)}] " if before else ""
        found: list[str] = []
        while True:
            line = self._line(f"{kept if not found else 'Another one? '}> ").strip()
            if not line or (line == _CLEAR and before and not found):
                told = found or (before if not line else [])
                if told or not self._is_needed(field):
                    return told
                self.say("This one is needed.")
                continue
            parts = [part.strip() for part in line.split(",") if part.strip()] if entries and field.many else [line]
            try:
                found += [self._checked(field, part, entries) for part in parts]
            except InputError as error:
                self.say(shorten(str(error)))
                continue
            if not field.many or entries:
                return found

    def _is_needed(self, field: Field) -> bool:
        return field.required or field.name == "slug"

    def _checked(self, field: Field, text: str, entries: list[str]) -> str:
        """The answer itself, or the entry whose number it is."""
        if entries and text.isascii() and text.isdigit():
            if not 1 <= int(text[:4]) <= len(entries):
                raise InputError(f"There is no number {text}.", f"Numbers go from 1 to {len(entries)}.")
            text = entries[int(text) - 1]
        field.check(self.choices, text)
        objection = self.refuse(text) if field.name == "slug" else None
        if objection:
            raise InputError(objection)
        return text

    def _line(self, prompt: str) -> str:
        try:
            return self.read(prompt)
        except EOFError:
            raise InputError("The answers ended before the last question, so nothing was written.") from None

    def _show(self, scheme: str) -> None:
        entries = self.choices.concepts(scheme)
        for number, entry in enumerate(entries, 1):
            more = f": {shorten(entry.definition(), 110)}" if len(entries) <= _EXPLAINED and entry.definition() else ""
            self.say(f"  {number:2}  {entry.label()}{more}")
