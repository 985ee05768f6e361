"""What was worked out before, kept in a folder by the hash of all that it was worked out from.

Nothing depends on it: what is missing, damaged, or not the user's own is worked out again. Entries are plain data
(marshal) behind a checksum of their bytes, and are put in place in one step, so that readers and writers never meet.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from .seen import Seen, sha256

if TYPE_CHECKING:
    from ..settings import Settings

_MAGIC = b"psin cache 2\n"
#: Entries of one kind that are kept, the latest used ones: a few branches of a few catalogues.
_KEPT = 8
#: Size beyond which an entry is not kept, in bytes.
_LARGEST = 500_000_000
_CODE = ("validation", "vocabulary", "turtle")


def key(*parts: bytes | str) -> str:
    """The hash of what an entry is worked out from, of the code that does it, and of the version of Python."""
    import sys

    digest = sha256(f"{sys.version}\0{_code()}".encode())
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%d\0" % len(raw) + raw)
    return str(digest.hexdigest())


def contents(files: Iterable[Path | str], settings: Settings | None = None) -> str:
    """The hash of files, by their names and all that is in them; one that cannot be read counts as such.

    Files that look untouched since their hash was last worked out are not read again.
    """
    paths = [str(path) for path in files]
    seen = Seen(paths)
    folder = _folder(settings)
    place = folder / f"seen.{seen.name}" if folder else None
    found = _read(place) if place else None
    if found is not None and seen.equals(found[0]):
        return str(found[0][0])
    digest = sha256(b"")
    for path in paths:
        try:
            raw = Path(path).read_bytes()
        except OSError:
            raw = b"\0unreadable"
        name = os.sep.join(path.split(os.sep)[-2:])
        digest.update(f"{name}\0{len(raw)}\0".encode("utf-8", "surrogateescape") + raw)
    if place and seen.is_settled():
        _write(place, (digest.hexdigest(), *seen.plain))
    return str(digest.hexdigest())


@cache
def _code() -> str:
    found: list[str] = []
    todo = [os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), name) for name in _CODE]
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
    path = folder / f"{kind}-{name[:40]}"
    found = _read(path)
    if found is not None:
        return found[0]
    value = work_out()
    _write(path, value)
    return value


def _folder(settings: Settings | None) -> Path | None:
    """The folder of the settings: of one's own, so that nobody else can plant anything in it."""
    wanted = os.environ.get("PSIN_CACHE", "") if settings is None else str(settings["cache"])
    if wanted == "off":
        return None
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "psin"
        folder = Path(wanted) if wanted else home
        if not folder.is_absolute():
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_own(folder) else None
    except (OSError, RuntimeError, ValueError):
        return None


def _is_own(path: Path) -> bool:
    if not hasattr(os, "geteuid"):
        return True
    found = path.lstat()
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _read(path: Path) -> tuple[Any] | None:
    try:
        if not _is_own(path) or path.is_symlink():
            return None
        raw = path.read_bytes()
        start = len(_MAGIC) + 4
        rest = memoryview(raw)[start:]
        if raw[: len(_MAGIC)] != _MAGIC or crc32(rest).to_bytes(4, "big") != raw[len(_MAGIC) : start]:
            return None
        os.utime(path)
        return (marshal.loads(rest),)
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write(path: Path, value: Any) -> None:
    import tempfile

    try:
        raw = marshal.dumps(value)
        if len(raw) > _LARGEST:
            return
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with open(handle, "wb") as stream:
                stream.write(_MAGIC + crc32(raw).to_bytes(4, "big") + raw)
            os.replace(beside, path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        _forget_oldest(path)
    except (OSError, ValueError):
        return


def _forget_oldest(path: Path) -> None:
    kind, sign, _ = path.name.partition("." if path.name.startswith("seen.") else "-")
    entries = sorted(path.parent.glob(f"{kind}{sign}*"), key=lambda one: one.stat().st_mtime, reverse=True)
    for one in entries[_KEPT * (4 if kind == "seen" else 1) :]:
        one.unlink(missing_ok=True)
