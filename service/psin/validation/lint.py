"""The closed world: names that do not exist, and values that no shape would notice.

SHACL is silent about a misspelt class, because nothing is then a target. Each check looks at one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from ..lazily import lazy
from ..light import TYPE_CHECKING
from ..turtle import terms
from ..turtle.statements import Statement
from ..vocabulary import foreign
from ..vocabulary.codes import AUTHORITY, wrong_code
from ..vocabulary.languages import better_tag
from ..vocabulary.namespaces import OWL, PSIN, PSINC, RDF, RDFS, SCHEMA, SH, XSD, compact
from ..vocabulary.suggest import Suggester
from ..vocabulary.terms import Vocabulary
from .directives import Directive, directives
from .findings import Finding, Place, Severity
from .hidden import hidden_signs
from .parse import Parsed
from .people import TELEPHONE, is_persons_name, is_social_network, private_details
from .rules import finding
from .shapes.graph import TYPE
from .shapes.values import is_well_formed

_EMAIL_PROPERTY = f"<{SCHEMA}email>"
_NAME_AS_GIVEN, _SAME = f"<{PSIN}nameAsGiven>", f"<{SCHEMA}sameAs>"
#: Properties whose values are names of terms.
_OF_TERMS = (TYPE, f"<{RDF}predicate>")
#: Properties that matter to what is said of their values.
_TELLING = frozenset((*_OF_TERMS, _SAME, _NAME_AS_GIVEN, _EMAIL_PROPERTY))
_CODES = (f"<{AUTHORITY}country/", f"<{AUTHORITY}language/")
_BUILT_IN = (RDF, RDFS, OWL, SH)
_BEFORE_AT, _AFTER_AT = lazy(r"[\w.+-]{1,64}$"), lazy(r"@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
#: Signs "@" that are looked at in one text.
_MOST_ATS = 5000
_SPEAKS_OF_TELEPHONE = lazy(r"\b(?:t[eé]l|phone|mobile|fax)", "i")
#: One of these is in every text that the expression finds something in, and they are sooner looked for.
_OF_TELEPHONES = ("tel", "tél", "phone", "mob", "fax")
#: Share of letters in common (difflib) from which a name is suggested for another.
_ALIKE = 0.7
#: Characters up to which a literal, such as a date, is likely to stand in other documents too.
_SHORT = 60
_XSD_STRING = f"{XSD}string"
_EXAMPLES = {
    f"{XSD}date": "2024-06-30",
    f"{XSD}gYearMonth": "2024-06",
    f"{XSD}gYear": "2024",
    f"{XSD}dateTime": "2024-06-30T08:00:00Z",
    f"{XSD}boolean": "true",
    f"{XSD}integer": "40",
    f"{XSD}nonNegativeInteger": "40",
    f"{XSD}decimal": "2.5",
}
_STRING = lazy(
    r"""\"{3}(?:\"{0,2}(?:[^\"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      | \"(?:[^\"\\\n\r]|\\.)*\"|'(?:[^'\\\n\r]|\\.)*'""",
    "xs",
)
_TAG = lazy(r"@([A-Za-z0-9-]+)")
_PREFIX = lazy(r"([\w.-]*):")
#: Rules that hold for a name or a text wherever it stands, and so in a file with mistakes of grammar too.
_OF_ONE_TOKEN = frozenset(("G02", "G03", "G04", "G06", "G07", "G08", "G09", "G10", "G11", "G30", "G31"))


if TYPE_CHECKING:
    #: Code, severity and suggestion.
    _Verdict = tuple[str, Severity | None, str | None]


class Linter:
    """Checks documents against a vocabulary; keeps what it learnt about names, so use one for many documents."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._names = cache(self._of)
        self._wrong: dict[tuple[str, bool], _Verdict] = {}
        self._mistaken: list[Directive] | None = None
        #: what is good in any document: as a predicate, as the name of a term, and as any other value
        self._predicates, self._terms, self._values = set[str](), set[str](), set[str]()
        self._literals = set[str]()
        #: subjects that are good in the document at hand
        self._subjects: set[str] = set()

    def _of(self, namespace: str) -> Suggester:
        declared = self.vocabulary.declared
        return Suggester(sorted(iri[len(namespace) :] for iri in declared if iri.startswith(namespace)))

    def check(self, parsed: Parsed) -> list[Finding]:
        """Findings of one document, in the order of its statements."""
        self._mistaken, self._subjects = None, set()
        own, found, seen = parsed.iri, list[Finding](), set[tuple[str, int]]()
        subjects, predicates, values, keeps_case = (
            self._subjects,
            self._predicates,
            self._values,
            not parsed.has_capital_tags,
        )
        for statement in parsed.certain:
            subject, predicate, value, *_ = statement
            if subject in subjects and predicate in predicates and predicate not in _TELLING:
                # most statements of most documents say nothing new
                if value in values if value[0] != '"' else keeps_case and self._is_good(value):
                    continue
            for one in self._statement(parsed, statement, own):
                key = (one.code, one.line * 1_000_000 + one.column)
                if key not in seen and (parsed.reading or one.code in _OF_ONE_TOKEN):
                    seen.add(key)
                    found.append(one)
        found.extend(hidden_signs(parsed))
        return found

    def _statement(self, parsed: Parsed, statement: Statement, own: str) -> Iterator[Finding]:
        """What is found good is not looked at again where it stands in the same place of another statement."""
        subject, predicate, value = statement[:3]
        if subject not in self._subjects:
            yield from _noted(self._subjects, subject, self._subject(parsed, statement, own))
        if predicate not in self._predicates:
            yield from _noted(self._predicates, predicate, self._predicate(parsed, statement))
        if value[0] == '"':
            yield from self._literal(parsed, statement)
        elif predicate == _SAME:
            yield from self._object(parsed, statement, own)
        else:
            good = self._terms if predicate in _OF_TERMS else self._values
            if value not in good:
                yield from _noted(good, value, self._object(parsed, statement, own))

    def _is_good(self, literal: str) -> bool:
        """Whether there is surely nothing to say of a literal, unless its property tells that it is of a person."""
        if literal in self._literals:
            return True
        text, language, datatype = terms.parts(literal)
        well = better_tag(language) is None if language else datatype == _XSD_STRING or is_well_formed(literal)
        good = well and not ("@" in text or _may_have_number(text) or private_details(text))
        if good and len(literal) <= _SHORT:
            self._literals.add(literal)
        return good

    def _subject(self, parsed: Parsed, statement: Statement, own: str) -> Iterator[Finding]:
        subject = statement.subject
        if subject[0] == "<":
            yield from self._name(parsed, statement, subject, statement.subject_at, is_term=False)
            if own and subject[1:-1] != own and not subject.startswith(f"<{own}#"):
                place, shown = parsed.place(statement.subject_at), {"value": compact(subject[1:-1])}
                yield finding("G12", place, shown, focus=subject)

    def _predicate(self, parsed: Parsed, statement: Statement) -> Iterator[Finding]:
        yield from self._name(parsed, statement, statement.predicate, statement.predicate_at, is_term=True)
        if statement.predicate.startswith(f"<{RDF}_"):
            yield from self._built_in(parsed, statement)

    def _object(self, parsed: Parsed, statement: Statement, own: str) -> Iterator[Finding]:
        subject, predicate, value = statement[:3]
        if value[0] == "<":
            yield from self._name(parsed, statement, value, statement.object_at, is_term=predicate in _OF_TERMS)
            if value.startswith(_CODES):
                yield from self._code(parsed, statement)
            if predicate == _SAME and subject == f"<{own}#this>" and is_social_network(value[1:-1]):
                place, shown = parsed.place(statement.object_at), {"value": value}
                yield finding("G33", place, shown, focus=subject, path=predicate, value=value)
            if "@" in value:
                yield from self._personal(parsed, statement, value[1:-1])

    def _name(self, parsed: Parsed, statement: Statement, term: str, at: int, *, is_term: bool) -> Iterator[Finding]:
        verdict = self._wrong.get((term, is_term)) or self._judge_iri(term, is_term)
        if verdict is None:
            return
        code, severity, suggestion = self._wrong[term, is_term] = verdict
        path: str | None = statement.predicate
        if code == "G04" and not parsed.text.startswith(term, at):
            declared = self._declaration(parsed, at)
            if declared:
                term, suggestion, path, at = (
                    f"<{declared.iri}>",
                    foreign.corrected(declared.iri),
                    None,
                    declared.iri_at - 1,
                )
        values = {"value": compact(term[1:-1])}
        if suggestion:
            values["suggestion"] = compact(suggestion)
        place = parsed.place(at)
        yield finding(code, place, values, severity=severity, focus=statement.subject, path=path, value=term)

    def _declaration(self, parsed: Parsed, at: int) -> Directive | None:
        """The declaration with a mistaken beginning that the name at an offset gets from its prefix or from the base."""
        if self._mistaken is None:
            self._mistaken = [one for one in directives(parsed.text) if foreign.corrected(one.iri)]
        written = _PREFIX.match(parsed.text, at)
        prefix = written[1] if written else None
        return next((one for one in self._mistaken if one.prefix == prefix), None)

    def _judge_iri(self, term: str, is_term: bool) -> _Verdict | None:
        """What is wrong with an IRI that should not stand where it stands."""
        iri = term[1:-1]
        meant = foreign.corrected(iri)
        if meant:
            return "G04", None, meant
        if iri.startswith((PSIN, PSINC)):
            if iri not in self.vocabulary.declared:
                code, namespace = ("G02", PSIN) if iri.startswith(PSIN) else ("G03", PSINC)
                nearest = self._names(namespace).nearest(iri[len(namespace) :], _ALIKE)
                return code, None, nearest and namespace + nearest
            if iri in self.vocabulary.deprecations:
                return "G07", None, self.vocabulary.deprecations[iri]
        if is_term and iri.startswith(SH):
            return "G13", None, None
        verdict = foreign.judge(iri) if is_term else None
        if verdict is None:
            return None
        if not verdict.exists:
            return "G06", None, verdict.suggestion
        return "G13" if iri.startswith(_BUILT_IN) else "G05", None, verdict.suggestion

    def _code(self, parsed: Parsed, statement: Statement) -> Iterator[Finding]:
        """A country or language that does not exist."""
        wrong = wrong_code(statement.object[1:-1])
        if wrong is not None:
            values = {"value": wrong.code or "''"}
            if wrong.meant:
                values["suggestion"] = compact(f"{AUTHORITY}{wrong.table}/{wrong.meant}")
            about = {"focus": statement.subject, "path": statement.predicate, "value": statement.object}
            place = parsed.place(statement.object_at)
            yield finding("G30" if wrong.table == "country" else "G31", place, values, **about)

    def _built_in(self, parsed: Parsed, statement: Statement) -> Iterator[Finding]:
        values = {"value": compact(statement.predicate[1:-1])}
        yield finding("G13", parsed.place(statement.predicate_at), values, focus=statement.subject)

    def _literal(self, parsed: Parsed, statement: Statement) -> Iterator[Finding]:
        value = statement.object
        text, language, datatype = terms.parts(value)
        about = {"focus": statement.subject, "path": statement.predicate, "value": value}
        if language:
            if parsed.has_capital_tags or better_tag(language) is not None:
                yield from self._language(parsed, statement, language)
        elif datatype != _XSD_STRING and not is_well_formed(value):
            shown = {"value": text, "datatype": compact(datatype)}
            if datatype in _EXAMPLES:
                shown["example"] = f'"{_EXAMPLES[datatype]}"^^{compact(datatype)}'
            yield finding("G09", parsed.place(statement.object_at), shown, **about)
        if statement.predicate != _EMAIL_PROPERTY:
            yield from self._personal(parsed, statement, text)

    def _language(self, parsed: Parsed, statement: Statement, language: str) -> Iterator[Finding]:
        """The reader has lower-cased the tag, so it is looked up in the text."""
        tag, at = _written_tag(parsed, statement.object_at) or (language, statement.object_at)
        better = better_tag(tag)
        if better is not None:
            values = {"value": tag} | ({"suggestion": better} if better else {})
            about = {"focus": statement.subject, "path": statement.predicate, "value": statement.object}
            yield finding("G08", parsed.place(at), values, **about)

    def _personal(self, parsed: Parsed, statement: Statement, text: str) -> Iterator[Finding]:
        about = {"focus": statement.subject, "path": statement.predicate, "value": statement.object}
        if "@" in text:
            email = _email(text)
            if email:
                yield finding("G10", self._inside(parsed, statement, email), {"value": email}, **about)
        if statement.object[0] == '"' and _may_have_number(text):
            number = TELEPHONE.search(text)
            if number:
                yield finding("G11", self._inside(parsed, statement, number[0]), {"value": number[0]}, **about)

        details = private_details(text) if statement.object[0] == '"' else None
        if details:
            yield finding("G32", self._inside(parsed, statement, details), {"value": details}, **about)
        if statement.predicate == _NAME_AS_GIVEN and is_persons_name(text):
            yield finding("G34", parsed.place(statement.object_at), {"value": text}, **about)

    def _inside(self, parsed: Parsed, statement: Statement, part: str) -> Place:
        """The place of a part of a text, or of the text if escapes hide the part."""
        string = _STRING.match(parsed.text, statement.object_at)
        end = string.end() if string else statement.object_at + len(statement.object)
        at = parsed.text.find(part, statement.object_at, end)
        return parsed.place(at if at >= 0 else statement.object_at)


def _may_have_number(text: str) -> bool:
    if "+" in text:
        return True
    small = text.lower()
    return any(one in small for one in _OF_TELEPHONES) and _SPEAKS_OF_TELEPHONE.search(text) is not None


def _noted(good: set[str], term: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings about a term, which is good if there are none."""
    found = list(findings)
    if not found:
        good.add(term)
    return found


def _email(text: str) -> str | None:
    """The first address in a text; looks from each "@" to both sides, so that time grows only with the length."""
    at = -1
    for _ in range(_MOST_ATS):
        at = text.find("@", at + 1)
        if at < 0:
            break
        before, after = _BEFORE_AT.search(text[max(0, at - 64) : at]), _AFTER_AT.match(text, at)
        if before and after:
            return before[0] + after[0]
    return None


def _written_tag(parsed: Parsed, at: int) -> tuple[str, int] | None:
    """The language tag behind a text as it is written, and where it starts."""
    string = _STRING.match(parsed.text, at)
    tag = _TAG.match(parsed.text, string.end()) if string else None
    return (tag[1], tag.start()) if tag else None
