"""Starting the processes that look at what partners sent, and telling why one of them ended."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from ...engine.child import start
from ...errors import EngineUnavailable
from ...settings import Settings
from ..partners import Partner
from .sniffing import NotData

#: What a process gets beyond its deadline, which its kernel keeps, before it is killed from here; in seconds.
_GRACE = 2.0
_ENDINGS = {
    signal.SIGALRM: "took too long",
    signal.SIGXCPU: "took too long",
    signal.SIGABRT: "needed too much memory",
    signal.SIGSEGV: "was nested too deep",
    signal.SIGBUS: "was nested too deep",
    signal.SIGXFSZ: "became too large",
}


def read(raw: Path, into: Path, form: str, partner: Partner, url: str, settings: Settings) -> dict[str, Any]:
    """Has a file read by a process of its own; returns how many statements it wrote and how many it refused.

    Raises NotData with the reason why nothing can be taken from the file, EngineUnavailable if no such process can be had.
    """
    mapping = partner.mapping
    columns = [vars(column) for column in mapping.columns] if mapping else []
    asked = {
        "format": form,
        "base": url,
        "way": str(settings.query_isolation),
        "seconds": float(settings.harvest_read_seconds),
        "memory_mib": int(settings.query_memory_mib),
        "statements": partner.statements,
        "blanks": 200_000,
        "mapping": {**vars(mapping), "columns": columns} if mapping else None,
    }
    with raw.open("rb") as source, into.open("wb") as target:
        channel, process = start(
            "reading", [source.fileno(), target.fileno()], [json.dumps(asked)], room="federation.harvest"
        )
        try:
            channel.settimeout(float(asked["seconds"]) + 20)
            answer = channel.recv(65_536)
        except TimeoutError:
            answer = b""
            process.kill()
        finally:
            channel.close()
            code = ended(process)
    if not answer:
        raise NotData(
            f"What {partner.name} sent {how(code)} while it was read.", "Ask the partner for a smaller or plainer file."
        )
    found: dict[str, Any] = json.loads(answer)
    if "error" in found:
        raise NotData(f"What {partner.name} sent is not taken: {found['error']}.", "The partner should mend it.")
    return found


def ended(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def how(code: int) -> str:
    """Why a process ended without an answer, as a verb."""
    return _ENDINGS.get(signal.Signals(-code), "broke the reader") if code < 0 else "broke the reader"


class Lost(Exception):
    """The process that judges has ended; ``how`` tells why."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


class Judging:
    """The process that judges records, one batch after the other; a new one is started when one is lost."""

    def __init__(self, partner: Partner, settings: Settings) -> None:
        self._given = {
            "way": str(settings.query_isolation),
            "memory_mib": int(settings.query_memory_mib),
            "seconds": float(settings.harvest_read_seconds),
            "spaces": list(partner.spaces),
            "licences": sorted(partner.licences),
        }
        self._seconds = float(settings.harvest_read_seconds)
        self._process: subprocess.Popen[bytes] | None = None

    def judge(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What is to be said of each record of a batch. Raises Lost if the process ended or failed over it."""
        if self._process is None:
            self._open()
        try:
            self._out.write(json.dumps(batch).encode() + b"\n")
            self._out.flush()
            line = self._line()
        except (OSError, TimeoutError):
            line = b""
        if not line.endswith(b"\n"):
            raise Lost(how(self.close()))
        found: list[dict[str, Any]] | dict[str, str] = json.loads(line)
        if isinstance(found, dict):
            raise Lost(f"could not be judged ({found['error']})")
        return found

    def _open(self) -> None:
        to_read, to_write = os.pipe()
        from_read, from_write = os.pipe()
        channel, self._process = start(
            "judging", [to_read, from_write], [json.dumps(self._given)], room="federation.harvest"
        )
        os.close(to_read)
        os.close(from_write)
        self._out, self._in, self._buffer = os.fdopen(to_write, "wb"), from_read, b""
        channel.settimeout(60)
        try:
            greeting = channel.recv(65_536)
        except OSError:
            greeting = b""
        channel.close()
        if greeting != b"ready":
            self.close()
            detail = greeting.decode("utf-8", "replace") or "The process that judges records cannot be started."
            raise EngineUnavailable(detail, "Leave the setting query_isolation on auto.")

    def _line(self) -> bytes:
        end = time.monotonic() + self._seconds + _GRACE
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError
            chunk = os.read(self._in, 1 << 20)
            if not chunk:
                return b""
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line + b"\n"

    def close(self) -> int:
        """Ends the process; safe to call twice."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        try:
            self._out.close()
        except OSError:
            pass
        code = ended(process)
        os.close(self._in)
        return code
