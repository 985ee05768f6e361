"""IRI ⇄ file ⇄ page: the one place that knows the rule.

One document = one named graph = one file = one page: ``https://w3id.org/psin/network/<slug>`` is the file
``data/networks/<slug>.ttl`` and the page ``/network/<slug>``; the thing it describes is ``<#this>``.
"""

from __future__ import annotations

import os.path
from functools import lru_cache

from .lazily import lazy
from .light import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from pathlib import PurePath
from .errors import UnknownName

BASE = "https://w3id.org/psin/"
_PAGES = lazy(r"ns|shapes|context\.jsonld|concept/[a-z0-9-]+")
SLUG = lazy(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?")


class Kind(Record):
    """A kind of document. ``name`` stands in IRIs and pages, ``folder`` below ``data/``."""

    name: str
    folder: str
    title: str
    plural: str


KINDS: tuple[Kind, ...] = (
    Kind("network", "networks", "Network", "Networks"),
    Kind("organisation", "organisations", "Organisation", "Organisations"),
    Kind("convening", "convenings", "Convening", "Convenings"),
    Kind("lesson", "lessons", "Lesson", "Lessons"),
    Kind("guidance", "guidance", "Guidance", "Guidance"),
    Kind("catalogue", "catalogues", "Catalogue", "Catalogues"),
    Kind("partner", "partners", "Partner", "Partners"),
    Kind("identity", "identities", "Identity", "Identities"),
)
_BY_NAME = {kind.name: kind for kind in KINDS}
_BY_FOLDER = {kind.folder: kind for kind in KINDS}


class Document(Record):
    """The address of one document, in all its forms."""

    kind_name: str
    slug: str

    @property
    def kind(self) -> Kind:
        return _BY_NAME[self.kind_name]

    @property
    def iri(self) -> str:
        return f"{BASE}{self.kind_name}/{self.slug}"

    @property
    def thing(self) -> str:
        return f"{self.iri}#this"

    @property
    def page(self) -> str:
        return f"/{self.kind_name}/{self.slug}"

    @property
    def file(self) -> PurePath:
        """Path below ``data/``."""
        from pathlib import PurePath

        return PurePath(self.kind.folder, f"{self.slug}.ttl")


def document(kind_name: str, slug: str) -> Document:
    """The document of a kind and a slug. Raises UnknownName if either cannot be one."""
    if kind_name not in _BY_NAME:
        raise UnknownName(f"'{kind_name}' is not a kind of document.", f"Kinds are: {', '.join(_BY_NAME)}.")
    if not SLUG.fullmatch(slug):
        raise UnknownName(
            f"'{slug}' cannot be the short name of a document.",
            "Use lower-case letters a-z, digits and hyphens, at most 100 of them.",
        )
    return Document(kind_name, slug)


@lru_cache(10_000)
def from_iri(iri: str) -> Document | None:
    """The document that an IRI, with or without fragment, belongs to; None if it is not one of ours."""
    if not iri.startswith(BASE):
        return None
    kind_name, _, slug = iri[len(BASE) :].partition("#")[0].partition("/")
    if kind_name in _BY_NAME and SLUG.fullmatch(slug):
        return Document(kind_name, slug)
    return None


def from_file(path: str | PurePath) -> Document | None:
    """The document that a file ``.../<folder>/<slug>.ttl`` holds by its name; None if the name does not say."""
    above, name = os.path.split(str(path))
    stem, ending = os.path.splitext(name)
    kind = _BY_FOLDER.get(os.path.basename(above))
    return Document(kind.name, stem) if kind and ending == ".ttl" and SLUG.fullmatch(stem) else None


def page_of(iri: str) -> str | None:
    """The address on this site that shows an IRI of ours (document, concept, term, shape); None for all others."""
    if not iri.startswith(BASE):
        return None
    path, hash_sign, fragment = iri[len(BASE) :].partition("#")
    found = from_iri(iri)
    if found is None and not _PAGES.fullmatch(path):
        return None
    return f"/{path}" + (f"{hash_sign}{fragment}" if fragment and fragment != "this" else "")
