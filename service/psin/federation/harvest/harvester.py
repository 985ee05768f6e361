"""One harvest from beginning to end: fetch, sniff, read, judge, compare, guard, swap."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ... import __version__
from ...errors import PsinError
from ...settings import Settings
from ..partners import Partner
from . import runs as outcomes
from .children import Judging
from .fetching import Fetcher
from .gathering import Gathered, Gatherer
from .intake import Intake
from .runs import Run, Runs
from .sniffing import NotData
from .state import State
from .versions import Kept, Version, Versions

#: After so many runs, or so many seconds, a record that a partner no longer sends is gone.
GRACE_RUNS, GRACE_SECONDS = 3, 7 * 86_400.0
#: Told how many of how many records are judged.
Progress = Callable[[int, int], None]


class TookTooLong(PsinError):
    """A run that was not done when its lease ended."""

    code = "harvest-seconds"
    title = "The harvest took too long"


def _quiet(done: int, of: int) -> None:
    """Nobody wants to know."""


@dataclass
class Harvester:
    """Harvests partners into the state of ``settings``. ``now`` gives seconds since 1970."""

    settings: Settings
    state: State
    now: Callable[[], float] = time.time

    def harvest(self, partner: Partner, progress: Progress = _quiet, *, dry: bool = False) -> Run:
        """One run; whatever happens is in what it returns, and what was taken before stays. Raises AlreadyRunning.

        ``dry`` compares, and takes nothing.
        """
        folder, seconds = self.state.folder(partner.slug), float(self.settings.harvest_seconds)
        run: Run | None = None
        try:
            with Runs(folder).one(partner.address, seconds) as run:
                run.dry = dry
                _One(self, partner, run, progress, dry, time.monotonic() + seconds).work()
        except outcomes.AlreadyRunning:
            raise
        except PsinError:
            if run is None:
                raise
        assert run is not None
        return run


class _One:
    def __init__(
        self, harvester: Harvester, partner: Partner, run: Run, progress: Progress, dry: bool, end: float
    ) -> None:
        self.partner, self.run, self.progress, self.dry, self.end = partner, run, progress, dry, end
        self.settings, self.state, self.now = harvester.settings, harvester.state, harvester.now()
        self.folder = self.state.folder(partner.slug)
        self.versions = Versions(self.folder, int(self.settings.harvest_versions))
        self.before = self.versions.about(self.versions.current)

    def work(self) -> None:
        intake = Intake(self.folder / "intake.db")
        try:
            gathered = self._gather(intake)
            self._check_licence(gathered)
            if self._is_the_same(gathered):
                self.run.outcome, self.run.version = outcomes.UNCHANGED, self.versions.current
                self.run.detail = "The partner has published nothing new."
                self.run.counts = dict(self.before.get("counts", {}))
                return
            self._compare(intake, gathered)
        finally:
            intake.close()
            (self.folder / "intake.db").unlink(missing_ok=True)
            self._tidy()

    def _gather(self, intake: Intake) -> Gathered:
        internal = frozenset(str(self.settings.harvest_internal).split())
        fetcher = Fetcher(self.state.locks, internal, float(self.settings.harvest_fetch_seconds))
        usable = self.before.get("by") == self._by()
        files = self.before.get("files", {}) if usable and not self.before.get("missing") else {}
        gatherer = Gatherer(self.partner, fetcher, self.settings, self.folder / "raw", files, self.run.step)
        gatherer.gathered.cursor = dict(self.before.get("cursor", {})) if usable else {}
        try:
            gathered = gatherer.gather(intake)
        finally:
            self.run.files = gatherer.gathered.files
        self.run.licences = sorted(gathered.licences)
        self.run.counts = {"bytes": gathered.size, "requests": fetcher.requests}
        intake.indexed()
        return gathered

    def _by(self) -> str:
        """What a version depends on beside what was sent: this program and the entry in the registry."""
        said = json.dumps(
            [
                __version__,
                self.partner.method,
                self.partner.address,
                self.partner.spaces,
                sorted(self.partner.licences),
                self.partner.query,
                repr(self.partner.mapping),
            ]
        )
        return hashlib.sha256(said.encode()).hexdigest()

    def _is_the_same(self, gathered: Gathered) -> bool:
        if not self.before or self.before.get("by") != self._by() or self.before.get("missing"):
            return False
        before = _hashes(self.before.get("files", {}))
        if self.partner.method == "stream":
            return all(before.get(url) == digest for url, digest in _hashes(gathered.files).items())
        return _hashes(gathered.files) == before and sorted(gathered.licences) == self.before.get("licences", [])

    def _check_licence(self, gathered: Gathered) -> None:
        agreed = self.partner.licences
        foreign = sorted(one for one in gathered.licences if one.removeprefix("<").removesuffix(">") not in agreed)
        if foreign:
            known = ", ".join(sorted(agreed)) or "none"
            raise NotData(
                f"{self.partner.name} states the licence {foreign[0][:120]}, which was not agreed (agreed: {known}).",
                "Nothing is taken until a person has looked: agree, and add it to the partner's document.",
            )
        self.run.step("licence", f"{', '.join(sorted(gathered.licences)) or 'none stated; the one agreed stands'}.")

    def _silence(self, gathered: Gathered) -> str:
        """Why a person should look, if a licence is no longer stated that was; a stream states it on its first pages only."""
        before = self.before.get("licences", [])
        if gathered.complete and before and not gathered.licences:
            return f"the licence {str(before[0])[:120]} is no longer stated"
        return ""

    def _compare(self, intake: Intake, gathered: Gathered) -> None:
        number, version = self.versions.begin()
        before = self.versions.open(self.versions.current) if self.versions.current else None
        try:
            taking = _Taking(self, intake, version, before, gathered)
            why = taking.all() or self._silence(gathered)
            about = {
                "number": number, "run": self.run.number, "at": self.now, "by": self._by(),
                "files": {**(self.before.get("files", {}) if self.partner.method == "stream" else {}), **gathered.files},
                "licences": self.run.licences, "counts": taking.counts, "cursor": gathered.cursor, "missing": taking.counts["missing"],
            }  # fmt: skip
            self.run.counts |= taking.counts
            version.finish()
        finally:
            version.close()
            if before is not None:
                before.close()
        self._decide(number, about, why)

    def _decide(self, number: int, about: dict[str, Any], why: str) -> None:
        """Makes the version current, keeps it for a person, or throws it away."""
        refused = self.versions.pointer().get("refused", [])
        if not why and sorted(_hashes(about["files"]).values()) in refused:
            why = "a person has turned down what the partner sends at the moment"
        counts = about["counts"]
        if self.dry:
            held = f"; it would be held for a person: {why}" if why else ""
            self.run.outcome = outcomes.TRIAL
            self.run.detail = f"A trial, nothing was taken: {_told(counts)}{held}."
            return
        if why and not self.versions.current and not counts["records"]:
            raise NotData(f"Nothing was taken from {self.partner.name}: {why}.", "The partner should mend it.")
        self.versions.finish(number, about)
        self.run.version = number
        if why:
            self.versions.hold(number)
            self.run.outcome, self.run.detail = outcomes.HELD, f"Held for a person: {why}."
            self.run.advice = f"Look at it, then: psin harvest --accept {self.partner.slug}, or --refuse."
            return
        self.versions.accept(number)
        self.run.outcome = outcomes.ACCEPTED
        self.run.detail = f"{_told(counts)}."

    def _tidy(self) -> None:
        """Leaves only the files that a version was made from."""
        wanted = {
            str(file["sha256"])
            for n in self.versions.numbers()
            for file in self.versions.about(n).get("files", {}).values()
        }
        for path in (self.folder / "raw").glob("*"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)
        for path in (self.folder / "versions").glob("[0-9]*"):
            if path.name.isdigit() and not self.versions.is_whole(int(path.name)):
                _remove(path)


class _Taking:
    """Fills a new version with the records that were sent and with those that are still to be kept."""

    def __init__(self, one: _One, intake: Intake, version: Version, before: Version | None, gathered: Gathered) -> None:
        self.one, self.intake, self.version, self.before, self.gathered = one, intake, version, before, gathered
        names = ("records", "added", "changed", "removed", "missing", "quarantined", "claims", "left", "statements")
        self.counts = dict.fromkeys(names, 0)
        self.lost = 0

    def all(self) -> str:
        """Returns why a person should look at it first; empty if nobody has to."""
        judging = Judging(self.one.partner, self.one.settings)
        total = self.intake.count()
        try:
            for found in self.intake.judged(judging, lambda done: self._progress(done, total)):
                self._take(found)
        finally:
            judging.close()
        for key, reason in self.intake.asides():
            if not self.intake.lines(key):
                self._aside(key, [reason])
        self.counts["quarantined"] = self.version.count("quarantine")
        fresh = self.counts["records"]
        self._carry_over()
        self.counts["records"] = self.version.count()
        return self._why(fresh)

    def _progress(self, done: int, of: int) -> None:
        if time.monotonic() > self.one.end:
            seconds = float(self.one.settings.harvest_seconds)
            raise TookTooLong(f"The harvest was not done after {seconds:g} s.", "Raise the setting harvest_seconds.")
        self.one.progress(done, of)

    def _take(self, found: dict[str, Any]) -> None:
        key, own, claims = found["key"], "\n".join(found["own"]), "\n".join(found["claims"])
        self.counts["left"] += found["left"]
        if found["reasons"]:
            return self._aside(key, found["reasons"])
        if not own and not claims:
            return None
        before = self.before.get(key) if self.before else None
        self.version.keep(Kept(key, found["hash"], own, claims))
        self.counts["records"] += bool(own)
        self.counts["claims"] += len(found["claims"])
        self.counts["statements"] += len(found["own"])
        if before is None:
            self.counts["added"] += bool(own)
        elif before.hash != found["hash"]:
            self.counts["changed"] += 1
        return None

    def _aside(self, key: str, reasons: list[str]) -> None:
        """What was taken of the record earlier stays."""
        self.version.put_aside(key, reasons)
        before = self.before.get(key) if self.before else None
        if before is not None:
            self.version.keep(before)

    def _carry_over(self) -> None:
        if self.before is None:
            return
        now = self.one.now
        for key, at, reason in self.before.tombstones():
            if self.version.get(key) is None:
                self.version.bury(key, at, reason)
        for record in self.before.records():
            if self.version.get(record.key) is not None:
                continue
            if record.key in self.gathered.deleted:
                self._bury(record.key, "The partner has deleted it.")
                self.lost += record.own != "" and not record.missing_runs
            elif not self.gathered.complete:
                self.version.keep(record)
            else:
                self.lost += record.own != "" and not record.missing_runs
                self._miss(record, now)

    def _miss(self, record: Kept, now: float) -> None:
        since, runs = record.missing_since or now, record.missing_runs + 1
        if runs >= GRACE_RUNS or now - since >= GRACE_SECONDS:
            return self._bury(record.key, "The partner no longer has it.")
        self.counts["missing"] += 1
        self.version.keep(Kept(record.key, record.hash, record.own, record.claims, since, runs))
        return None

    def _bury(self, key: str, reason: str) -> None:
        self.version.bury(key, self.one.now, reason)
        self.counts["removed"] += 1

    def _why(self, fresh: int) -> str:
        partner = self.one.partner
        if self.gathered.complete and not fresh:
            aside = self.counts["quarantined"]
            return (
                f"not one record can be taken ({aside} put aside)"
                if aside
                else "it holds no record that is the partner's own"
            )
        if self.before is None:
            return ""
        standing = sum(1 for record in self.before.records() if record.own and not record.missing_runs)
        if standing and 100 * self.lost > partner.loss * standing:
            return f"{self.lost} of {standing} records are gone at once, and {partner.loss:g} % are allowed"
        return ""


def _hashes(files: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {url: str(file["sha256"]) for url, file in files.items()}


def _told(counts: dict[str, int]) -> str:
    return (
        f"{counts['added']} record{'' if counts['added'] == 1 else 's'} added, {counts['changed']} changed, {counts['removed']} removed, "
        f"{counts['quarantined']} put aside"
    )


def _remove(path: Path) -> None:
    import shutil

    shutil.rmtree(path, ignore_errors=True)
