"""The registry of partners, read from the documents below ``data/partners/``.

Source of the mapping of tables: Model for Tabular Data (CSVW, W3C 2015), of which the columns, templates, languages,
datatypes and separators are understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pyoxigraph as ox

from ..documents import BASE, Document, document
from ..errors import InputError, UnknownName
from ..vocabulary.namespaces import DCAT, DCTERMS, FOAF, PSIN, PSINC, SKOS

CSVW = "http://www.w3.org/ns/csvw#"
METHODS = ("catalogue", "dump", "stream", "query", "table")
VERIFIED, LISTED = "verified", "listed"
#: Days between two harvests, by the frequency in the authority table of the EU.
FREQUENCIES = {"HOURLY": 1 / 24, "DAILY": 1.0, "WEEKLY": 7.0, "BIWEEKLY": 14.0, "MONTHLY": 30.0, "QUARTERLY": 91.0}
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"


@dataclass(frozen=True)
class Column:
    """One column of a table. ``value`` and ``about`` are templates such as ``https://example.org/{id}#this``."""

    title: str
    property: str
    value: str = ""
    language: str = ""
    datatype: str = ""
    separator: str = ""


@dataclass(frozen=True)
class TableMapping:
    """How rows become records: ``about`` names the record, ``kind`` is its class."""

    about: str
    kind: str
    columns: tuple[Column, ...]
    delimiter: str = ","
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Partner:
    """Whom we harvest, from where, and within which limits.

    ``spaces`` are the beginnings of the IRIs that the partner may describe. ``days`` is the time between two harvests.
    ``loss`` is the part of its records, in percent, that may vanish at once.
    """

    document: Document
    name: str
    method: str
    address: str
    spaces: tuple[str, ...]
    licences: frozenset[str]
    verified: bool = False
    days: float = 7.0
    largest: int = 50_000_000
    statements: int = 2_000_000
    loss: float = 20.0
    query: str = ""
    homepage: str = ""
    mapping: TableMapping | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.document.slug

    @property
    def records(self) -> str:
        """The graph of what the partner says of its own records."""
        return f"{self.document.iri}/records"

    @property
    def claims(self) -> str:
        """The graph of what it says of records that are ours."""
        return f"{self.document.iri}/claims"

    def label(self, language: str) -> str:
        return self.names.get(language) or self.name


def read(iri: str, triples: Iterable[ox.Triple | ox.Quad]) -> Partner:
    """The partner that a document describes. Raises InputError for what no harvest could start from.

    The shapes of the registry say the same with more words; this is for documents that nobody has validated.
    """
    return _Reader(iri, triples).partner()


def of_slug(slug: str, partners: Mapping[str, Partner]) -> Partner:
    """Raises UnknownName."""
    if slug in partners:
        return partners[slug]
    known = ", ".join(sorted(partners)) or "none yet: add a document below data/partners/"
    raise UnknownName(f"There is no partner '{slug[:60]}'.", f"Partners are: {known}.")


class _Reader:
    def __init__(self, iri: str, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        self.document = document("partner", iri.rsplit("/", 1)[-1])
        self.nodes: dict[str, dict[str, list[ox.Term]]] = {}
        for triple in triples:
            node = self.nodes.setdefault(_text(triple.subject), {})
            node.setdefault(triple.predicate.value, []).append(triple.object)
        self.this = self.nodes.get(self.document.thing, {})

    def all(self, name: str) -> list[str]:
        return [_text(value) for value in self.this.get(name, ())]

    def one(self, name: str, default: str = "") -> str:
        return next(iter(self.all(name)), default)

    def number(self, name: str, default: float) -> float:
        return float(self.one(name, str(default)))

    def partner(self) -> Partner:
        names = {
            v.language or "en": v.value for v in self.this.get(f"{SKOS}prefLabel", ()) if isinstance(v, ox.Literal)
        }
        method = self.one(f"{PSIN}harvestMethod").removeprefix(f"{PSINC}harvest-")
        address, spaces = self.one(f"{DCAT}accessURL"), tuple(sorted(self.all(f"{PSIN}namespace")))
        name = names.get("en") or next(iter(names.values()), self.document.slug)
        if method not in METHODS:
            raise self.wrong(f"says no method of harvesting ({', '.join(METHODS)})", "Give psin:harvestMethod.")
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise self.wrong(f"gives no address to harvest ('{address[:80]}')", "Give dcat:accessURL.")
        for space in spaces:
            if not space.startswith(("https://", "http://")) or space[-1] not in "/#" or space.count("/") < 3:
                raise self.wrong(f"has '{space[:80]}' as its namespace", "End it with / or #, after the host.")
            if space.startswith(BASE) or BASE.startswith(space):
                raise self.wrong("claims our own namespace", "A partner describes IRIs of its own.")
        if not spaces:
            raise self.wrong("does not say which IRIs are its own", "Give psin:namespace.")
        mapping = self.mapping() if method == "table" else None
        return Partner(
            document=self.document,
            name=name,
            method=method,
            address=address,
            spaces=spaces,
            licences=frozenset(self.all(f"{DCTERMS}license")),
            verified=self.one(f"{PSIN}trust") == f"{PSINC}trust-verified",
            days=FREQUENCIES.get(self.one(f"{DCTERMS}accrualPeriodicity").removeprefix(_FREQUENCY), 7.0),
            largest=int(self.number(f"{PSIN}maximumBytes", Partner.largest)),
            statements=int(self.number(f"{PSIN}maximumStatements", Partner.statements)),
            loss=self.number(f"{PSIN}maximumLoss", Partner.loss),
            query=self.one(f"{PSIN}constructQuery"),
            homepage=self.one(f"{FOAF}homepage"),
            mapping=mapping,
            names=names,
        )

    def mapping(self) -> TableMapping:
        schema = self.nodes.get(self.one(f"{CSVW}tableSchema"), {})
        dialect = self.nodes.get(self.one(f"{CSVW}dialect"), {})

        def of(node: Mapping[str, list[ox.Term]], name: str, default: str = "") -> str:
            return next((_text(value) for value in node.get(CSVW + name, ())), default)

        columns, kind = [], ""
        for value in schema.get(f"{CSVW}column", ()):
            node = self.nodes.get(_text(value), {})
            prop = of(node, "propertyUrl")
            if prop == "http://www.w3.org/1999/02/22-rdf-syntax-ns#type":
                kind = of(node, "valueUrl")
                continue
            title = of(node, "title")
            columns.append(
                Column(title, prop, of(node, "valueUrl"), of(node, "lang"), of(node, "datatype"), of(node, "separator"))
            )
        about = of(schema, "aboutUrl")
        if not about or not kind or not columns:
            raise self.wrong("is a table without a mapping", "Give csvw:tableSchema with aboutUrl, columns and a type.")
        return TableMapping(
            about,
            kind,
            tuple(sorted(columns, key=lambda one: (one.title, one.property))),
            of(dialect, "delimiter", ","),
            of(dialect, "encoding", "utf-8").lower(),
        )

    def wrong(self, what: str, advice: str) -> InputError:
        return InputError(f"The partner {self.document.slug} {what}.", advice)


def _text(term: ox.Term) -> str:
    return str(term) if isinstance(term, ox.BlankNode) else term.value
