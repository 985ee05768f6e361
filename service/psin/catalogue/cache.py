"""What was worked out before, kept in a folder by the hash of all that it was worked out from.

Nothing depends on it: what is missing, damaged, or not the user's own is worked out again. Entries are plain data
(marshal) behind a checksum of their bytes, and are put in place in one step, so that readers and writers never meet.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterable
from functools import cache

from ..light import TYPE_CHECKING
from .seen import Seen, checksum, sha256

if TYPE_CHECKING:
    from typing import Any

    from ..settings import Settings

_MAGIC = b"psin cache 3\n"
#: Entries of one kind that are kept, the latest used ones: a few branches of a few catalogues.
_KEPT = 8
#: Size beyond which an entry is not kept, in bytes.
_LARGEST = 500_000_000
#: Rooms whose code works out what is kept, or is kept itself.
ROOMS = ("validation", "vocabulary", "turtle", "catalogue", "cli")


def key(*parts: bytes | str) -> str:
    """The hash of what an entry is worked out from, of the code that does it, and of the version of Python."""
    import sys

    digest = sha256(f"{sys.version}\0{code()}".encode())
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%d\0" % len(raw) + raw)
    return str(digest.hexdigest())


def contents(files: Iterable[os.PathLike[str] | str], settings: Settings | None = None) -> str:
    """The hash of files, by their names and all that is in them; one that cannot be read counts as such.

    Files that look untouched since their hash was last worked out are not read again.
    """
    paths = [str(path) for path in files]
    seen = Seen(paths)
    folder = _folder(settings)
    place = os.path.join(folder, f"seen.{seen.name}") if folder else None
    found = _read(place) if place else None
    if found is not None and seen.equals(found[0]):
        return str(found[0][0])
    digest = sha256(b"")
    for path in paths:
        try:
            with open(path, "rb") as stream:
                raw = stream.read()
        except OSError:
            raw = b"\0unreadable"
        name = os.sep.join(path.split(os.sep)[-2:])
        digest.update(f"{name}\0{len(raw)}\0".encode("utf-8", "surrogateescape") + raw)
    if place and seen.is_settled():
        _write(place, (digest.hexdigest(), *seen.plain))
    return str(digest.hexdigest())


@cache
def code() -> str:
    """The hash of the modules of ``ROOMS`` and of those in no room."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    todo = [os.path.join(package, name) for name in ROOMS]
    found = [entry.path for entry in os.scandir(package) if entry.name.endswith(".py")]
    for folder in todo:
        for entry in os.scandir(folder):
            if entry.name.endswith(".py"):
                found.append(entry.path)
            elif entry.is_dir(follow_symlinks=False) and entry.name != "__pycache__":
                todo.append(entry.path)
    return contents(sorted(found))


def remembered(kind: str, name: str, work_out: Callable[[], Any], settings: Settings | None = None) -> Any:
    """The entry of a kind and a key, or what ``work_out`` returns, which is then kept.

    Values are None, numbers, texts, bytes, and tuples, lists, sets and dictionaries of them.
    """
    path = _entry(kind, name, settings)
    if not path:
        return work_out()
    found = _read(path)
    if found is not None:
        return found[0]
    value = work_out()
    _write(path, value)
    return value


def keep(kind: str, name: str, value: Any, settings: Settings | None = None) -> None:
    """Puts a value in the place of the entry of a kind and a key."""
    path = _entry(kind, name, settings)
    if path:
        _write(path, value)


class Parts:
    """An entry whose parts are read one by one, so that a run takes up no memory for those it does not need.

    What is inside a part is not checked, as Python does not check what is inside a compiled module.
    """

    def __init__(self, file: int = -1, index: dict[str, tuple[int, int]] | None = None) -> None:
        self._file = file
        #: {part: (offset, length)}
        self._index = index or {}

    def __contains__(self, name: str) -> bool:
        return name in self._index

    def raw(self) -> dict[str, bytes]:
        return {name: self[name] for name in self._index}

    def __getitem__(self, name: str) -> bytes:
        offset, length = self._index[name]
        os.lseek(self._file, offset, os.SEEK_SET)
        return os.read(self._file, length)


def parts(kind: str, name: str, settings: Settings | None = None) -> Parts:
    """The entry of a kind and a key that ``keep_parts`` has left; without parts if there is none, or not all of it."""
    path = _entry(kind, name, settings)
    try:
        if not path or not _is_own(path) or os.path.islink(path):
            return Parts()
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        head = os.read(file, len(_MAGIC) + 24)
        sign, start, end = head[-24:-16], int.from_bytes(head[-16:-8], "big"), int.from_bytes(head[-8:], "big")
        if head[:-24] == _MAGIC and os.fstat(file).st_size == end:
            raw = os.read(file, start - len(head))
            if checksum(raw) == sign:
                os.utime(path)
                return Parts(
                    file, {part: (start + offset, length) for part, (offset, length) in marshal.loads(raw).items()}
                )
        os.close(file)
    except (OSError, ValueError):
        pass
    return Parts()


def keep_parts(kind: str, name: str, values: dict[str, bytes], settings: Settings | None = None) -> None:
    """Puts parts in the place of the entry of a kind and a key."""
    path = _entry(kind, name, settings)
    if not path:
        return
    index: dict[str, tuple[int, int]] = {}
    length = 0
    for part, raw in values.items():
        index[part] = length, len(raw)
        length += len(raw)
    head = marshal.dumps(index)
    start = len(_MAGIC) + 24 + len(head)
    places = start.to_bytes(8, "big") + (start + length).to_bytes(8, "big")
    _put(path, checksum(head), places, head, *values.values())


def _entry(kind: str, name: str, settings: Settings | None) -> str:
    """Where the entry of a kind and a key lies; empty if nothing is kept."""
    folder = _folder(settings)
    return os.path.join(folder, f"{kind}-{name[:40]}") if folder else ""


def _folder(settings: Settings | None) -> str | None:
    """The folder of the settings: of one's own, so that nobody else can plant anything in it."""
    wanted = os.environ.get("PSIN_CACHE", "") if settings is None else str(settings["cache"])
    if wanted == "off":
        return None
    try:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        folder = wanted or os.path.join(home, "psin")
        if not os.path.isabs(folder):
            return None
        try:
            return folder if _is_own(folder) else None
        except FileNotFoundError:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            return folder if _is_own(folder) else None
    except (OSError, ValueError):
        return None


def _is_own(path: str) -> bool:
    if not hasattr(os, "geteuid"):
        return True
    found = os.lstat(path)
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _read(path: str) -> tuple[Any] | None:
    try:
        if not _is_own(path) or os.path.islink(path):
            return None
        with open(path, "rb") as stream:
            raw = stream.read()
        start = len(_MAGIC) + 8
        rest = memoryview(raw)[start:]
        if raw[: len(_MAGIC)] != _MAGIC or checksum(rest) != raw[len(_MAGIC) : start]:
            return None
        os.utime(path)
        return (marshal.loads(rest),)
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write(path: str, value: Any) -> None:
    try:
        raw = marshal.dumps(_sharing(value, {}))
    except ValueError:
        return
    _put(path, checksum(raw), raw)


def _sharing(value: Any, known: dict[str, str]) -> Any:
    """The same with one object for equal texts, of which marshal then writes only the first in full."""
    kind = type(value)
    if kind is str:
        return known.setdefault(value, value)
    if kind is dict:
        return {_sharing(key, known): _sharing(one, known) for key, one in value.items()}
    if kind in (list, tuple, set, frozenset):
        return kind([_sharing(one, known) for one in value])
    return value


def _put(path: str, *pieces: bytes) -> None:
    import tempfile

    if sum(map(len, pieces)) > _LARGEST:
        return
    try:
        handle, beside = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".new-")
        try:
            with open(handle, "wb") as stream:
                stream.writelines((_MAGIC, *pieces))
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
        _forget_oldest(path)
    except (OSError, ValueError):
        return


def _forget_oldest(path: str) -> None:
    folder, name = os.path.split(path)
    kind, sign, _ = name.partition("." if name.startswith("seen.") else "-")
    with os.scandir(folder) as entries:
        same = [(one.stat().st_mtime, one.path) for one in entries if one.name.startswith(f"{kind}{sign}")]
    for _, one in sorted(same, reverse=True)[_KEPT * (4 if kind == "seen" else 1) :]:
        os.unlink(one)
