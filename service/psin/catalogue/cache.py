"""What was worked out before, kept in a folder by the hash of all that it was worked out from.

Nothing depends on it: what is missing, damaged, or not the user's own is worked out again. Entries are plain data
(marshal) behind a checksum of their bytes, and are put in place in one step, so that readers and writers never meet.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterable
from functools import cache
from zlib import crc32

from ..light import TYPE_CHECKING
from .seen import Seen, sha256

if TYPE_CHECKING:
    from typing import Any

    from ..settings import Settings

_MAGIC = b"psin cache 2\n"
#: Entries of one kind that are kept, the latest used ones: a few branches of a few catalogues.
_KEPT = 8
#: Size beyond which an entry is not kept, in bytes.
_LARGEST = 500_000_000
#: Rooms whose code works out what is kept, or is kept itself.
_CODE = ("validation", "vocabulary", "turtle", "catalogue", "cli")


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
    """The hash of the program as far as what is kept depends on it."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    todo = [os.path.join(package, name) for name in _CODE]
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
    folder = _folder(settings)
    if folder is None:
        return work_out()
    path = os.path.join(folder, f"{kind}-{name[:40]}")
    found = _read(path)
    if found is not None:
        return found[0]
    value = work_out()
    _write(path, value)
    return value


def keep(kind: str, name: str, value: Any, settings: Settings | None = None) -> None:
    """Puts a value in the place of the entry of a kind and a key."""
    folder = _folder(settings)
    if folder is not None:
        _write(os.path.join(folder, f"{kind}-{name[:40]}"), value)


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
        start = len(_MAGIC) + 4
        rest = memoryview(raw)[start:]
        if raw[: len(_MAGIC)] != _MAGIC or crc32(rest).to_bytes(4, "big") != raw[len(_MAGIC) : start]:
            return None
        os.utime(path)
        return (marshal.loads(rest),)
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write(path: str, value: Any) -> None:
    import tempfile

    try:
        raw = marshal.dumps(value)
        if len(raw) > _LARGEST:
            return
        handle, beside = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".new-")
        try:
            with open(handle, "wb") as stream:
                stream.write(_MAGIC + crc32(raw).to_bytes(4, "big") + raw)
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
