"""A document for search engines: schema.org as JSON-LD, by the same view that ``/export/schema-org`` gives of everything.

The text stands in the page as a data block, which no browser runs. Source: JSON-LD 1.1, section 7.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from markupsafe import Markup

from ... import assets
from ...catalogue import LoadedDocument
from ...documents import BASE, Document
from ...vocabulary.namespaces import RDF, SCHEMA
from ..language import DEFAULT, language
from .names import names

if TYPE_CHECKING:
    from ..site import Site

#: Texts of which a page shows the one in its language.
_SPOKEN = frozenset({"name", "description"})
_ABOUT = (
    "An open catalogue of {networks} networks of public servants who try new things, with {organisations} organisations: who "
    "convenes and sponsors them, how they change, what people get from them, and how each statement is known."
)
_DOWNLOADS = (
    ("nq", "application/n-quads"),
    ("ttl", "text/turtle"),
    ("nt", "application/n-triples"),
    ("jsonld", "application/ld+json"),
)
#: Values of one property that are worth a search engine's time.
_LISTED = 50


def of_document(site: Site, document: Document) -> Markup:
    """What the document is about; empty where the view says nothing of it."""
    loaded = tuple(site.catalogue.by_graph.get(document.iri, ()))
    described = _described(loaded)
    about = described.get(document.thing)
    if not about:
        return Markup("")
    known = names(site)

    def named(value: Any) -> Any:
        if isinstance(value, dict) and "@id" in value and value["@id"].startswith(BASE):
            return {**value, "name": str(known.link(value["@id"]))}
        return value

    shown: dict[str, Any] = {}
    for key, values in about.items():
        listed = _spoken(values) if key in _SPOKEN else [named(item) for item in values[:_LISTED]]
        shown[key] = listed[0] if len(listed) == 1 else listed
    shown["mainEntityOfPage"] = {"@id": document.iri}
    return block({"@context": "https://schema.org", "@id": document.thing, **shown})


def of_catalogue(site: Site) -> Markup:
    """The catalogue as a dataset, for the start page."""
    version = site.catalogue.version
    return block(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": f"{BASE}.well-known/void#this",
            "name": "Public sector innovation networks",
            "description": _ABOUT.format(
                networks=site.catalogue.count("network"), organisations=site.catalogue.count("organisation")
            ),
            "url": BASE,
            "identifier": f"{BASE}.well-known/void#this",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "creator": {"@type": "Organization", "@id": f"{BASE}organisation/psin#this", "name": "psin"},
            "isAccessibleForFree": True,
            "keywords": ["public sector innovation", "networks", "communities of practice", "linked data"],
            "version": version[:32],
            "distribution": [
                {"@type": "DataDownload", "contentUrl": f"{BASE}dump/latest.{extension}", "encodingFormat": media_type}
                for extension, media_type in _DOWNLOADS
            ],
        }
    )


def block(value: dict[str, Any]) -> Markup:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704


@lru_cache(maxsize=256)
def _described(loaded: tuple[LoadedDocument, ...]) -> dict[str, dict[str, list[Any]]]:
    store = ox.Store()
    store.extend(ox.Quad(q.subject, q.predicate, q.object) for item in loaded for q in item.quads())
    found: dict[str, dict[str, list[Any]]] = {}
    for triple in store.query(_view()):  # type: ignore[union-attr]
        predicate = triple.predicate.value  # type: ignore[union-attr]
        entry = found.setdefault(str(triple.subject.value), {})  # type: ignore[union-attr]
        if predicate == f"{RDF}type":
            entry.setdefault("@type", []).append(triple.object.value.removeprefix(SCHEMA))  # type: ignore[union-attr]
        elif predicate.startswith(SCHEMA):
            entry.setdefault(predicate.removeprefix(SCHEMA), []).append(_value(triple.object))  # type: ignore[union-attr]
    return {subject: {key: entry[key] for key in sorted(entry)} for subject, entry in found.items()}


def _spoken(values: list[Any]) -> list[Any]:
    """The text in the language of the page, else without a language, else in English, else the first."""
    by_language = {item.get("@language", "") if isinstance(item, dict) else "": item for item in reversed(values)}
    chosen = next((by_language[tag] for tag in (language(), "", DEFAULT) if tag in by_language), values[0])
    return [chosen["@value"] if isinstance(chosen, dict) and "@value" in chosen else chosen]


def _value(term: object) -> Any:
    if isinstance(term, ox.Literal):
        return {"@language": term.language, "@value": term.value} if term.language else term.value
    value = str(getattr(term, "value", term))
    return {"@id": value} if isinstance(term, ox.NamedNode) else {"@id": f"_:{value}"}


@lru_cache(maxsize=1)
def _view() -> str:
    return (assets.ontology() / "exports" / "schema-org.rq").read_text(encoding="utf-8")
