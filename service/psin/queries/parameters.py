"""Parameters of a query: from the words a person types to an RDF term of the declared type.

Types are ``xsd:date``, ``xsd:gYear``, ``xsd:integer``, ``string``, ``lang`` and ``iri:`` with what the IRI has to be: a
kind of document (``iri:network``), ``country``, the name of a concept scheme (``iri:activity-types``), or several of
them (``iri:country|areas``), and ``one-of:`` with the texts that are allowed (``one-of:year|month``). A ``+`` behind
the type allows several values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from .. import documents
from ..errors import InputError, UnknownName
from ..vocabulary.namespaces import COUNTRY, PSINC, XSD
from ..vocabulary.suggest import Suggester
from ..vocabulary.terms import Vocabulary

Term = ox.NamedNode | ox.Literal

_DECLARATION = re.compile(r'(?P<name>[a-z]\w*) (?P<type>\S+) (?P<default>"[^"]*"|\S+) "(?P<help>[^"]+)"', re.ASCII)
_KINDS = frozenset(kind.name for kind in documents.KINDS)
_LONGEST = 1000
_MOST = 50
_SHOWN = 60
_ONE_OF = "one-of:"


@dataclass(frozen=True)
class Parameter:
    """A variable of a query that may be given another value.

    ``default`` is written as a person would type it; None means that the variable is left open.
    """

    name: str
    type: str
    default: str | None
    help: str
    helps: tuple[tuple[str, str], ...] = ()

    def help_in(self, language: str) -> str:
        """What the parameter means in a language, else in English."""
        return dict(self.helps).get(language, self.help)

    @property
    def optional(self) -> bool:
        return self.default is None

    @property
    def several(self) -> bool:
        return self.type.endswith("+")

    @property
    def base(self) -> str:
        """The type of one value."""
        return self.type.removesuffix("+")

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the IRI may be: kinds of document, ``country`` and concept schemes; empty for literals."""
        return tuple(self.base.removeprefix("iri:").split("|")) if self.type.startswith("iri:") else ()

    @property
    def allowed(self) -> tuple[str, ...]:
        """The texts that are allowed, empty where any is."""
        return tuple(self.base.removeprefix(_ONE_OF).split("|")) if self.type.startswith(_ONE_OF) else ()

    @property
    def defaults(self) -> tuple[str, ...]:
        """The values that stand in the query, as a person would type them."""
        return () if self.default is None else tuple(self.split(self.default))

    def split(self, value: str) -> list[str]:
        """The values in one text: with commas between them where several are allowed and none can hold a comma."""
        return value.split(",") if self.several and self.base != "string" else [value]

    def terms(self, values: str | Sequence[str], vocabulary: Vocabulary) -> list[Term]:
        """The RDF terms for what was given, each once; none for an optional parameter that is left open.

        Raises what ``term`` raises, and InputError for more values than the parameter takes.
        """
        texts = [one for value in ([values] if isinstance(values, str) else values) for one in self.split(value)]
        if len(texts) > 1 and not self.several:
            raise InputError(f"The parameter {self.name} is given {len(texts)} times.", "Give it once.")
        if len(texts) > _MOST:
            raise InputError(f"The parameter {self.name} has {len(texts)} values.", f"It takes {_MOST} at most.")
        if self.several:
            texts = [text for text in texts if text.strip()] or [""]
        found = (self.term(text, vocabulary) for text in texts)
        return list(dict.fromkeys(term for term in found if term is not None))

    def term(self, value: str, vocabulary: Vocabulary) -> Term | None:
        """The RDF term for a value; None for an empty value of an optional parameter.

        Raises InputError where the value is not of the type, UnknownName where an IRI names nothing that it may be.
        """
        _check_text(self.name, value)
        if not value.strip():
            if self.optional:
                return None
            raise InputError(f"The parameter {self.name} is empty.", f"It takes {self.example}.")
        if self.kinds:
            return self._iri(value.strip(), vocabulary)
        if self.base == "string":
            return ox.Literal(value)
        if self.allowed:
            return self._allowed(value.strip())
        read, datatype, _ = _LITERALS[self.base]
        lexical = read(value.strip())
        if lexical is None:
            raise InputError(
                f"{_show(value)} is not a value for the parameter {self.name}.", f"It takes {self.example}."
            )
        return ox.Literal(lexical, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(lexical)

    @property
    def example(self) -> str:
        """What the parameter takes, in words."""
        if self.allowed:
            return f"one of {', '.join(self.allowed)}"
        if not self.kinds:
            return "a text" if self.base == "string" else _LITERALS[self.base][2]
        return " or ".join(_describe(kind) for kind in self.kinds)

    def _allowed(self, value: str) -> ox.Literal:
        if value in self.allowed:
            return ox.Literal(value)
        suggestion = Suggester(self.allowed).nearest(value)
        advice = f"Did you mean {suggestion}?" if suggestion else f"It takes {self.example}."
        raise UnknownName(
            f"{_show(value)} is not a value for the parameter {self.name}.", advice, suggestion=suggestion
        )

    def _iri(self, value: str, vocabulary: Vocabulary) -> ox.NamedNode:
        for kind in self.kinds:
            iri = _resolve(kind, value, vocabulary)
            if iri is not None:
                return ox.NamedNode(iri)
        names = [name for kind in self.kinds for name in _concepts(kind, vocabulary)]
        suggestion = Suggester(names).nearest(value.rpartition("/")[2].removeprefix("psinc:"))
        advice = f"Did you mean {suggestion}?" if suggestion else f"It takes {self.example}."
        raise UnknownName(
            f"{_show(value)} is not a value for the parameter {self.name}.", advice, suggestion=suggestion
        )


def declared(text: str, vocabulary: Vocabulary) -> Parameter:
    """The parameter that a header line ``name type default "help"`` declares; ``-`` as default leaves it open.

    Raises InputError where the line cannot be read, names an unknown type, or has a default that is not of its type.
    """
    match = _DECLARATION.fullmatch(text)
    if match is None:
        raise InputError(
            f"{_show(text)} declares no parameter.", 'Write: name type default "help", with - for no default.'
        )
    default = None if match["default"] == "-" else match["default"].strip('"')
    parameter = Parameter(match["name"], match["type"], default, match["help"])
    if not parameter.kinds and not parameter.allowed and parameter.base not in {*_LITERALS, "string"}:
        raise InputError(f"{_show(parameter.type)} is not a type of parameter.", f"Types are: {', '.join(TYPES)}.")
    for kind in parameter.kinds:
        if kind not in _KINDS and kind != "country" and f"{PSINC}{kind}" not in vocabulary.schemes:
            raise InputError(f"{_show(kind)} is neither a kind of document nor country nor a concept scheme.")
    if default is not None:
        parameter.terms(default, vocabulary)
    return parameter


def serialise_all(terms: Sequence[Term]) -> str:
    """The terms as they may stand in a VALUES block; UNDEF for none."""
    return " ".join(map(serialise, terms)) or serialise(None)


def serialise(term: Term | None) -> str:
    """The term as it may stand in a VALUES block; UNDEF for None.

    N-Triples is a subset of what SPARQL reads, but some engines replace ``\\uXXXX`` before they read strings
    (SPARQL 1.1, section 19.2). A ``u`` behind an escaped backslash is therefore written as an escape itself.
    """
    if term is None:
        return "UNDEF"
    return re.sub(r"\\\\([uU])|\\.", lambda m: f"\\\\\\U{ord(m[1]):08X}" if m[1] else m[0], str(term))


def _check_text(name: str, value: str) -> None:
    if len(value) > _LONGEST:
        raise InputError(f"The value of the parameter {name} is longer than {_LONGEST} characters.", "Shorten it.")
    if re.search(r"[\0\ud800-\udfff]", value):
        raise InputError(f"The value of the parameter {name} contains a character that no text can hold.", "Remove it.")


def _show(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…")


def _date(value: str) -> str | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _year(value: str) -> str | None:
    return value if re.fullmatch(r"[0-9]{4}", value) else None


def _integer(value: str) -> str | None:
    return str(int(value)) if re.fullmatch(r"[+-]?[0-9]{1,15}", value) else None


def _language(value: str) -> str | None:
    return value.lower() if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}", value) else None


#: How a literal is read, its datatype, and what to tell somebody who typed something else.
_LITERALS: dict[str, tuple[Callable[[str], str | None], str | None, str]] = {
    "xsd:date": (_date, f"{XSD}date", "a day such as 2018-06-01"),
    "xsd:gYear": (_year, f"{XSD}gYear", "a year such as 2018"),
    "xsd:integer": (_integer, f"{XSD}integer", "a whole number such as 2"),
    "lang": (_language, None, "a language tag such as en or pt-br"),
}
TYPES = (*_LITERALS, "string", "one-of:<text|text>", "iri:<kind of document, country or concept scheme>")


def _resolve(kind: str, value: str, vocabulary: Vocabulary) -> str | None:
    if kind == "country":
        code = value.removeprefix(COUNTRY).removeprefix("country:").upper()
        return f"{COUNTRY}{code}" if re.fullmatch(r"[A-Z]{3}", code) else None
    if kind in _KINDS:
        return _thing(kind, value)
    name = value.removeprefix(PSINC).removeprefix("psinc:")
    return f"{PSINC}{name}" if name in _concepts(kind, vocabulary) else None


def _thing(kind: str, value: str) -> str | None:
    """The thing of a document named by its IRI, the IRI of its thing, ``network/<slug>`` or ``<slug>``."""
    address = value.removeprefix(documents.BASE).removesuffix("#this")
    slug = address.removeprefix(f"{kind}/")
    return documents.document(kind, slug).thing if documents.SLUG.fullmatch(slug) else None


def _concepts(kind: str, vocabulary: Vocabulary) -> list[str]:
    scheme = vocabulary.schemes.get(f"{PSINC}{kind}")
    return [iri.removeprefix(PSINC) for iri in scheme.concepts] if scheme else []


def _describe(kind: str) -> str:
    if kind == "country":
        return "the code of a country, such as DNK"
    return f"the short name of a {kind}" if kind in _KINDS else f"a concept of the scheme {kind}"
