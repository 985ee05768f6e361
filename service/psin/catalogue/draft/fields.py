"""What can be told about each kind of record: one table for options, questions and checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...errors import InputError
from . import values
from .choices import Choices

#: Checked values by field: terms, parties, tags, short names.
Answers = dict[str, list[object]]
Check = Callable[[Choices, str], object]


@dataclass(frozen=True)
class Field:
    """One thing to tell. ``question`` is asked, ``hint`` explains it in a line; ``scheme`` is a list to choose from.

    ``check`` takes an answer to a term, or raises InputError. A field that is not ``asked`` is an option only.
    """

    name: str
    question: str
    hint: str
    check: Check
    required: bool = False
    many: bool = False
    scheme: str = ""
    default: str = ""
    asked: bool = True

    @property
    def option(self) -> str:
        return f"--{self.name}"


def read(fields: Sequence[Field], given: Mapping[str, Sequence[str]], choices: Choices) -> Answers:
    """Options to answers. Raises InputError for the first that cannot be used, with the name of its option."""
    answers: Answers = {}
    for field in fields:
        texts = given.get(field.name) or ([field.default] if field.default else [])
        try:
            answers[field.name] = [field.check(choices, text) for text in texts]
        except InputError as error:
            raise type(error)(f"{field.option}: {error.detail}", error.advice) from None
    return answers


def _english(choices: Choices, text: str) -> object:
    return choices.text(text, "en")


def _any_language(choices: Choices, text: str) -> object:
    """Its language is told by another answer."""
    return choices.text(text, "")


def _of(scheme: str) -> Check:
    return lambda choices, text: choices.concept(scheme, text)


def _document(*kinds: str) -> Check:
    return lambda choices, text: choices.document(text, *kinds)


def _value(check: Callable[[str], str]) -> Check:
    return lambda choices, text: check(text.strip())


def _name(question: str, option: str = "name") -> tuple[Field, Field, Field]:
    return (
        Field(option, question, "As it calls itself.", _any_language, required=True),
        Field(
            "language",
            "In which language is that name?",
            "A tag like en, fr or ar.",
            _value(values.language_tag),
            default="en",
        ),
        Field(
            "slug",
            "Short name for its address?",
            "Letters a-z, digits and hyphens; it never changes.",
            _value(values.slug),
        ),
    )


_SOURCE = Field(
    "source", "Where can this be checked?", "Address of a public page.", lambda c, t: c.page(t), required=True
)
_HOMEPAGE = Field("homepage", "Web site?", "Its own address, starting with https://.", lambda c, t: c.page(t))
_SEVERAL = "Numbers or names, with commas between them."
_PLACE_HINT = "A country in English or as three letters (NZL), or an area such as international."
_BY = Field(
    "by", "Who hands this in?", "Short name of an organisation.", _value(values.slug), default="psin", asked=False
)
_PARTY_HINT = (
    'Short name or name, with since when if known: nesta since 2019. Without a document: "words of the source".'
)

NETWORK: tuple[Field, ...] = (
    *_name("What is the network called?"),
    Field("description", "What is it?", "A sentence or two of English.", _english, required=True),
    _SOURCE,
    Field("kind", "What kind of network is it?", _SEVERAL, _of("network-kinds"), many=True, scheme="network-kinds"),
    Field("country", "Where does it work?", _PLACE_HINT, lambda c, t: c.place(t), many=True),
    Field(
        "level",
        "At which level of government?",
        _SEVERAL,
        _of("government-levels"),
        many=True,
        scheme="government-levels",
    ),
    _HOMEPAGE,
    Field("founded", "Founded when?", "A year, month or day: 2012, 2012-06, 2012-06-30.", _value(values.past_date)),
    Field("objective", "What is it meant to achieve?", "A sentence of English.", _english),
    Field("eligibility", "Who may join?", "In English, as the network says it.", _english),
    Field("convener", "Who convenes it?", f"{_PARTY_HINT} Or: itself.", lambda c, t: c.party(t), many=True),
    Field("sponsor", "Who sponsors it?", _PARTY_HINT, lambda c, t: c.party(t), many=True),
    Field(
        "status",
        "Is it alive?",
        "As you judge it today: a number or a name.",
        _of("activity-statuses"),
        scheme="activity-statuses",
    ),
    Field("last-seen", "Latest dated sign of life?", "A year, month or day.", _value(values.past_date)),
    _BY,
)

ORGANISATION: tuple[Field, ...] = (
    *_name("What is the organisation called?"),
    _SOURCE,
    Field(
        "kind",
        "What kind of organisation is it?",
        "A number or a name.",
        _of("organisation-kinds"),
        scheme="organisation-kinds",
    ),
    Field("country", "Where does it work?", _PLACE_HINT, lambda c, t: c.place(t), many=True),
    _HOMEPAGE,
    Field("part-of", "Part of which organisation?", "Its short name or name.", _document("organisation")),
    Field("description", "What is it?", "A sentence of English.", _english),
    _BY,
)

CONVENING: tuple[Field, ...] = (
    *_name("What was the convening called?", "title"),
    _SOURCE,
    Field("start", "When did it start?", "A year, month or day: 2019, 2019-05, 2019-05-21.", _value(values.date_term)),
    Field("end", "When did it end?", "If it took more than a day.", _value(values.date_term)),
    Field(
        "organiser",
        "Who organised it?",
        "Short name or name of an organisation or network.",
        _document("organisation", "network"),
        many=True,
    ),
    Field("network", "Which networks did it belong to?", "Short name or name.", _document("network"), many=True),
    Field("country", "Where did it take place?", _PLACE_HINT, lambda c, t: c.place(t), many=True),
    Field(
        "activity", "What kind of occasion was it?", _SEVERAL, _of("activity-types"), many=True, scheme="activity-types"
    ),
    Field("description", "What happened?", "A sentence of English.", _english),
    _BY,
)

KINDS: dict[str, tuple[Field, ...]] = {"network": NETWORK, "organisation": ORGANISATION, "convening": CONVENING}
