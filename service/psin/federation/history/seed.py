"""The beginning of a log: from the git history of the folder, else from when the documents say that they were made."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pyoxigraph as ox

from ...catalogue import Catalogue, LoadedDocument
from ...catalogue.git import Repository
from ...documents import from_file
from ...errors import PsinError
from ...vocabulary.namespaces import PROV
from .contents import Contents
from .log import Content, Log

_MADE = f"{PROV}generatedAtTime"


def seed(log: Log, catalogue: Catalogue, contents: Contents, now: int, commits: int) -> None:
    """Fills an empty log with at most ``commits`` commits. ``now`` is in milliseconds since 1970; nothing is later."""
    if not commits or not _from_git(log, catalogue.folder, contents, now, commits):
        _from_documents(log, catalogue, contents, now)


def _from_git(log: Log, folder: Path, contents: Contents, now: int, limit: int) -> bool:
    """Whether there was such a history. A text that is no document adds nothing: the event is the first that is one."""
    try:
        repository = Repository(folder)
        commits = repository.commits(limit)
        texts = repository.contents([sha for commit in commits for sha in commit.files.values() if sha])
    except (PsinError, OSError):
        return False
    for commit in commits:
        changed: dict[str, Content | None] = {}
        for path, sha in commit.files.items():
            inside = PurePosixPath(path.removeprefix(repository.prefix))
            document = from_file(inside)
            if document is None or len(inside.parts) != 2:
                continue
            found = _content(contents, document.iri, texts[sha]) if sha else None
            if sha is None or found is not None:
                changed[document.iri] = found
        log.append(changed, min(commit.time * 1000, now), whole=False)
    return bool(commits)


def _content(contents: Contents, graph: str, raw: bytes) -> Content | None:
    try:
        return contents.graph(graph, [LoadedDocument(graph, Path("history.ttl"), raw.decode())])
    except (PsinError, UnicodeDecodeError):
        return None


def _from_documents(log: Log, catalogue: Catalogue, contents: Contents, now: int) -> None:
    by_time: dict[int, dict[str, Content | None]] = {}
    for item in catalogue.documents:
        made = _made(item)
        if made is not None and made < now:
            by_time.setdefault(made, {})[item.graph] = contents.graph(item.graph, [item])
    for time, found in sorted(by_time.items()):
        log.append(found, time, whole=False)


def _made(item: LoadedDocument) -> int | None:
    """When a document says that it was made, in milliseconds since 1970."""
    for quad in item.quads():
        if quad.predicate.value == _MADE and quad.subject.value == item.graph and isinstance(quad.object, ox.Literal):
            try:
                found = datetime.fromisoformat(quad.object.value)
            except ValueError:
                return None
            return int(found.replace(tzinfo=found.tzinfo or UTC).timestamp() * 1000)
    return None
