"""The form of a question: one field for each parameter, with what can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ... import documents
from ...queries.parameters import Parameter
from ...vocabulary.namespaces import COUNTRY, PSINC
from ..language import _, language
from .names import Names

if TYPE_CHECKING:
    from ..site import Site

#: Up to so many choices a list of several can be seen at once; more are folded away.
_OPEN = 12


@dataclass(frozen=True)
class Choice:
    value: str
    words: str
    chosen: bool = False


@dataclass(frozen=True)
class Field:
    """A parameter as a field of a form.

    ``shape`` is ``one`` for one of the choices, ``several`` for any of them, ``names`` for a text that the choices help
    to complete, and ``text``, ``number``, ``date`` or ``year`` for what is typed.
    """

    name: str
    words: str
    value: str
    example: str
    optional: bool
    shape: str
    choices: list[Choice]

    @property
    def folded(self) -> bool:
        return len(self.choices) > _OPEN


def field(site: Site, known: Names, parameter: Parameter, given: Sequence[str] | None) -> Field:
    """The field of a parameter with the values ``given``, its defaults where None is."""
    values = list(parameter.defaults if given is None else given)
    bare = {_bare(one, parameter) for value in values for one in parameter.split(value)}
    choices = _choices(site, known, parameter)
    listed = any(kind in _documents() for kind in parameter.kinds)
    if not listed and choices:
        strange = sorted(value for value in bare if value and value not in {choice.value for choice in choices})
        choices = [Choice(value, value) for value in strange] + choices
    chosen = [Choice(choice.value, choice.words, choice.value in bare) for choice in choices]
    shape = (
        "names" if listed else "several" if choices and parameter.several else "one" if choices else _shape(parameter)
    )
    value = ",".join(values)
    if listed:
        value = ",".join(sorted(bare))
    return Field(
        parameter.name, parameter.help_in(language()), value, _example(parameter), parameter.optional, shape, chosen
    )


def _shape(parameter: Parameter) -> str:
    if parameter.several:
        return "text"
    return {"xsd:date": "date", "xsd:gYear": "year", "xsd:integer": "number"}.get(parameter.base, "text")


def _bare(value: str, parameter: Parameter) -> str:
    """The value as it stands in the list of choices."""
    for before in ("country:", "psinc:", COUNTRY, PSINC, documents.BASE):
        value = value.removeprefix(before)
    for kind in parameter.kinds:
        value = value.removeprefix(f"{kind}/")
    return value.strip().removesuffix("#this")


def _documents() -> set[str]:
    return {kind.name for kind in documents.KINDS}


def _choices(site: Site, known: Names, parameter: Parameter) -> list[Choice]:
    """What the data and the vocabulary have for the parameter, by name."""
    found = [Choice(text, _allowed(text)) for text in parameter.allowed]
    for kind in parameter.kinds:
        if kind == "country":
            found += sorted(
                (Choice(code, str(known.text(COUNTRY + code))) for code in _codes(site)), key=lambda one: one.words
            )
        elif kind in _documents():
            things = [item.document for item in site.catalogue.documents if item.document.kind_name == kind]
            found += sorted(
                (Choice(one.slug, str(known.text(one.thing))) for one in things), key=lambda one: one.words.casefold()
            )
        elif f"{PSINC}{kind}" in known.vocabulary:
            members = known.vocabulary.having("skos:inScheme", f"{PSINC}{kind}")
            found += [Choice(member.removeprefix(PSINC), str(known.text(member))) for member in members]
    return found


def _allowed(text: str) -> str:
    return {"decade": _("decade"), "year": _("year")}.get(text, text)


def _codes(site: Site) -> set[str]:
    """Codes of the countries that networks are in."""
    return {code for code in site.model.listings["network"].values("country") if len(code) == 3 and code.isupper()}


def _example(parameter: Parameter) -> str:
    """What the parameter takes, in words."""
    words = {
        "xsd:date": _("a day such as 2018-06-01"),
        "xsd:gYear": _("a year such as 2018"),
        "xsd:integer": _("a whole number such as 2"),
        "lang": _("a language tag such as en or pt-br"),
        "string": _("a text"),
    }
    return words.get(parameter.base, _("the short name, as at the end of its address"))
