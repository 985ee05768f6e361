"""What answers are checked against: the lists of the vocabulary, countries, and the documents that exist."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from ... import assets, documents
from ...documents import Document
from ...errors import InputError, UnknownName
from ...turtle import terms
from ...validation.context import Background
from ...validation.lint import Linter
from ...validation.parse import parse_text
from ...vocabulary.countries import COUNTRIES
from ...vocabulary.entries import Concept
from ...vocabulary.namespaces import COUNTRY, DCTERMS, PSINC, SKOS
from ...vocabulary.suggest import Suggester
from ...vocabulary.terms import Vocabulary
from ..checking import background
from . import values

_NAMES = (f"<{SKOS}prefLabel>", f"<{SKOS}altLabel>", f"<{DCTERMS}title>")
_SINCE = re.compile(r"(?P<who>.+?)(?:\s*:\s*|,?\s+since\s+|\s+)(?P<since>[0-9][0-9-]*)\s*", re.I)
_QUOTED = re.compile(r"[\"'“«](.*)[\"'”»]", re.S)
#: Entries of a list that an error message names.
_LISTED = 12


class Party(NamedTuple):
    """Who convenes or sponsors: ``agent`` is an IRI term, "itself", or empty where ``words`` of the source stand."""

    agent: str
    words: str
    since: str

    @property
    def slug(self) -> str:
        found = documents.from_iri(self.agent[1:-1]) if self.agent else None
        return found.slug if found else values.slug_of(self.words) if self.words.isascii() else "unnamed"


class Choices:
    """Vocabulary and documents as a source of possible answers. ``folder`` is where the new file will lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary.load(assets.ontology())

    @cached_property
    def known(self) -> Background:
        return background(self.folder, self.vocabulary)

    def concepts(self, scheme: str) -> list[Concept]:
        """The entries of a list, in its order, without those withdrawn."""
        found = self.vocabulary.schemes[PSINC + scheme]
        ordered = dict.fromkeys((*found.top_concepts, *found.concepts))
        entries = [self.vocabulary.concepts[iri] for iri in ordered if iri in self.vocabulary.concepts]
        return [one for one in entries if not one.deprecated]

    def concept(self, scheme: str, text: str) -> str:
        """The entry of a list that a name, label or other label stands for, as a term. Raises UnknownName."""
        entries = self.concepts(scheme)
        named = {_folded(name): one.iri for one in reversed(entries) for name in _names_of(one)}
        if _folded(text) in named:
            return f"<{named[_folded(text)]}>"
        title = self.vocabulary.schemes[PSINC + scheme].label()
        raise _unknown(text, f"the list of {title}", named, [_short(one) for one in entries])

    def place(self, text: str) -> str:
        """A country, by code or name, or an area of the vocabulary. Raises UnknownName."""
        code = text.strip().upper()
        if code in COUNTRIES:
            return f"<{COUNTRY}{code}>"
        named = {_folded(name): COUNTRY + code for code, name in COUNTRIES.items()}
        named |= {_folded(name): one.iri for one in reversed(self.concepts("areas")) for name in _names_of(one)}
        if _folded(text) in named:
            return f"<{named[_folded(text)]}>"
        advice = "Write a country as three letters (NZL) or in English, or an area such as international."
        raise _unknown(text, "the list of countries and areas", named, (), advice)

    def party(self, text: str) -> Party:
        """``nesta``, ``nesta since 2019``, ``network/govlab:2020``, or words of the source in quotation marks."""
        found = _SINCE.fullmatch(text.strip())
        who, since = (
            (found["who"], values.past_date(found["since"])) if found and self._splits(found) else (text.strip(), "")
        )
        words = _QUOTED.fullmatch(who)
        if words:
            return Party("", terms.value(self.text(words[1], "en")), since)
        if _folded(who) == "itself":
            return Party("itself", "", since)
        return Party(self.document(who, "organisation", "network"), "", since)

    def _splits(self, found: re.Match[str]) -> bool:
        """A name may end in a number: it is a date only if there is no document with the whole name."""
        return not self._named(found.string, ("organisation", "network"))

    def document(self, text: str, *kinds: str) -> str:
        """The thing that a short name, or a name, of a document of one of the kinds stands for. Raises UnknownName."""
        wanted = text.strip()
        found = self._named(wanted, kinds)
        if len(found) == 1:
            return f"<{found[0].thing}>"
        if found:
            listed = ", ".join(_address(one, kinds) for one in found)
            raise UnknownName(f"Several documents are called '{wanted}'.", f"Give the short name: {listed}.")
        slugs = {_folded(one.slug): one.slug for one in self._documents(kinds)}
        names = {name: one[0].slug for name, one in self._by_name.items() if one[0].kind_name in kinds}
        advice = f"Write its file first: psin new {kinds[0]}."
        raise _unknown(wanted, f"the {kinds[0]}s of the catalogue", {**names, **slugs}, (), advice)

    def _named(self, text: str, kinds: Iterable[str]) -> list[Document]:
        kind, _, slug = text.strip().rpartition("/")
        slugs = [one for one in self._documents([kind] if kind in kinds else kinds) if one.slug == slug]
        return slugs[:1] or [one for one in self._by_name.get(_folded(text), []) if one.kind_name in kinds]

    def _documents(self, kinds: Iterable[str]) -> list[Document]:
        """In the order of the kinds."""
        return [one for kind in kinds for one in self._all if one.kind_name == kind]

    @cached_property
    def _all(self) -> list[Document]:
        return [one for one in map(documents.from_iri, self.known.parts) if one]

    @cached_property
    def _by_name(self) -> dict[str, list[Document]]:
        found: dict[str, list[Document]] = {}
        for one in self._all:
            for predicate in _NAMES:
                for label in self.known.graph.objects(f"<{one.thing}>", predicate):
                    held = found.setdefault(_folded(terms.value(label)), [])
                    if one not in held:
                        held.append(one)
        return found

    def text(self, text: str, language: str) -> str:
        """A text as a literal; it names no e-mail address and no telephone number. Raises InputError."""
        return self._harmless(terms.literal(values.plain_text(text), language=language))

    def page(self, text: str) -> str:
        """The address of a page, likewise."""
        return self._harmless(values.page(text))

    def _harmless(self, term: str) -> str:
        parsed = parse_text(f"<{documents.BASE}> <{DCTERMS}description> {term} .", "answer")
        for finding in self._linter.check(parsed):
            if finding.code in ("G10", "G11"):
                raise InputError(finding.message.en, finding.fix.en if finding.fix else "")
        return term

    @cached_property
    def _linter(self) -> Linter:
        return Linter(self.vocabulary)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _short(concept: Concept) -> str:
    """``active`` for ``status-active``."""
    return concept.name.partition("-")[2] or concept.name


def _names_of(concept: Concept) -> list[str]:
    others = [label for labels in concept.other_labels.values() for label in labels]
    return [concept.name, _short(concept), f"psinc:{concept.name}", *concept.labels.values(), *others]


def _address(document: Document, kinds: Iterable[str]) -> str:
    return document.slug if len(list(kinds)) == 1 else f"{document.kind_name}/{document.slug}"


def _unknown(text: str, where: str, named: dict[str, str], listed: Iterable[str], advice: str = "") -> UnknownName:
    nearest = Suggester(named).nearest(_folded(text), 0.6)
    shown = named[nearest] if nearest else ""
    shown = shown.removeprefix(COUNTRY).removeprefix(PSINC)
    entries = list(listed)
    more = ", ..." if len(entries) > _LISTED else "."
    possible = f"Possible are: {', '.join(entries[:_LISTED])}{more}" if entries else advice
    advice = f"Did you mean {shown}?" if shown else possible
    return UnknownName(f"'{text}' is not in {where}.", advice, suggestion=shown or None)
