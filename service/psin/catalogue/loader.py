"""The documents below ``data/``, and the vocabulary and shapes that belong to them, as named graphs."""

from __future__ import annotations

import hashlib
import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph

from .. import assets, documents
from ..documents import BASE, KINDS, Document
from ..errors import CatalogueError
from ..vocabulary.namespaces import PSIN


@dataclass(frozen=True)
class LoadedDocument:
    """A file of the catalogue: ``document`` is None for a file of the vocabulary or the shapes, and for what was
    derived from the others."""

    graph: str
    path: Path
    text: str
    document: Document | None = None

    def quads(self) -> list[pyoxigraph.Quad]:
        """The statements of the file in its graph. Raises CatalogueError where it is not Turtle."""
        try:
            graph = pyoxigraph.NamedNode(self.graph)
            return [
                pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph)
                for quad in pyoxigraph.parse(self.text.encode(), pyoxigraph.RdfFormat.TURTLE, base_iri=self.graph)
            ]
        except (SyntaxError, ValueError) as error:
            raise CatalogueError(
                f"{self.path} is not valid Turtle: {error}", f"Run: psin validate {self.path}"
            ) from None


_turns = itertools.count(1)


def turn() -> int:
    """The next place in the order of loading."""
    return next(_turns)


class Catalogue:
    """All documents of one folder at one moment. Nothing changes after loading.

    ``order`` grows from one loading to the next in a process, whether anything is different or not.
    """

    def __init__(self, folder: Path, loaded: list[LoadedDocument]) -> None:
        self.order = turn()
        self.folder = folder
        self.loaded = loaded
        self.by_graph: dict[str, list[LoadedDocument]] = {}
        for item in loaded:
            self.by_graph.setdefault(item.graph, []).append(item)

    @property
    def documents(self) -> list[LoadedDocument]:
        """The documents proper, without vocabulary and shapes, in the order of their IRIs."""
        return [item for item in self.loaded if item.document is not None]

    @property
    def size(self) -> int:
        """How many documents there are."""
        return len(self.documents)

    @cached_property
    def version(self) -> str:
        """Hash of all contents: equal if and only if the files are."""
        digest = hashlib.sha256()
        for item in self.loaded:
            digest.update(
                f"{item.graph}\0{item.path.name}\0{hashlib.sha256(item.text.encode()).hexdigest()}\n".encode()
            )
        return digest.hexdigest()

    @cached_property
    def nquads(self) -> bytes:
        """The whole dataset as N-Quads, every file in its graph."""
        out = io.BytesIO()
        pyoxigraph.serialize(self._quads(), out, format=pyoxigraph.RdfFormat.N_QUADS)
        return out.getvalue()

    def _quads(self) -> Iterator[pyoxigraph.Quad]:
        for item in self.loaded:
            yield from item.quads()

    def extended(self, items: Iterable[LoadedDocument]) -> Catalogue:
        """The same with graphs that were derived from it. Documents and version stay what they are."""
        added = list(items)
        more = Catalogue(self.folder, [*self.loaded, *added])
        more.order = self.order
        more.__dict__["version"] = self.version
        more.__dict__["nquads"] = self.nquads + Catalogue(self.folder, added).nquads
        return more

    @cached_property
    def triples(self) -> int:
        """Statements in all graphs, a statement in two graphs counted twice."""
        return self.nquads.count(b"\n")

    def count(self, kind_name: str) -> int:
        return sum(1 for item in self.loaded if item.document is not None and item.document.kind_name == kind_name)


def load(data: Path | None = None, *, ontology: Path | None = None, shapes: Path | None = None) -> Catalogue:
    """The catalogue in a folder, by default the one that belongs to this installation. Raises CatalogueError."""
    data = data or assets.data()
    if not data.is_dir():
        raise CatalogueError(
            f"There is no folder {data}.", "Name the folder that holds networks/, organisations/ and so on."
        )
    loaded = [*_documents(data), *_vocabulary(ontology or assets.ontology()), *_shapes(shapes or assets.shapes())]
    return Catalogue(data, sorted(loaded, key=lambda item: (item.document is None, item.graph, item.path.name)))


def _documents(data: Path) -> Iterator[LoadedDocument]:
    known = {kind.folder for kind in KINDS}
    for path in sorted(data.rglob("*.ttl")):
        found = documents.from_file(path)
        if found is None or path.parent.parent != data:
            where = ", ".join(f"{folder}/" for folder in sorted(known))
            raise CatalogueError(
                f"{path} is in no place that a document can have.",
                f"Documents lie in one of {where} and are named with lower-case letters, digits and hyphens.",
            )
        yield LoadedDocument(found.iri, path, read_text(path), found)


def _vocabulary(folder: Path) -> Iterator[LoadedDocument]:
    yield LoadedDocument(PSIN.removesuffix("#"), folder / "psin.ttl", read_text(folder / "psin.ttl"))
    for path in sorted((folder / "concepts").glob("*.ttl")):
        yield LoadedDocument(f"{BASE}concept/{path.stem}", path, read_text(path))


def _shapes(folder: Path) -> Iterator[LoadedDocument]:
    for path in sorted(folder.glob("*.ttl")):
        yield LoadedDocument(f"{BASE}shapes", path, read_text(path))


def read_text(path: Path) -> str:
    """The text of a file of the catalogue. Raises CatalogueError."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path} is not UTF-8: byte {error.start} has no meaning.", "Save it as UTF-8.") from None
