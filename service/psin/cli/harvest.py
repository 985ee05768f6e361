"""``psin harvest``: takes in what partners publish."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from ..catalogue import load
from ..errors import InputError
from ..federation import registry
from ..federation.harvest.harvester import Harvester
from ..federation.harvest.runs import FAILED, HELD, AlreadyRunning, Run, next_due
from ..federation.harvest.state import State
from ..federation.partners import Partner, of_slug
from ..settings import Settings
from .progress import Progress


def run(options: argparse.Namespace) -> int:
    settings = Settings()
    state = State.of(settings)
    partners = registry.of_catalogue(load(options.data))
    chosen = [of_slug(slug, partners) for slug in dict.fromkeys(options.sources)]
    decision = next((name for name in ("accept", "refuse", "rollback") if getattr(options, name)), "")
    if decision:
        return _decide(decision, chosen, state)
    if options.due:
        if chosen:
            raise InputError("--due chooses the sources itself.", "Leave out either.")
        chosen = [one for one in partners.values() if next_due(one, state.runs(one.slug).all()) <= time.time()]
    elif not chosen:
        return _list(partners, state)
    codes = [_harvest(Harvester(settings, state), partner, options) for partner in chosen]
    return max(codes, default=0)


def _harvest(harvester: Harvester, partner: Partner, options: argparse.Namespace) -> int:
    try:
        with Progress(f"Judging records of {partner.slug}") as progress:
            done = harvester.harvest(partner, progress, dry=options.dry_run)
    except AlreadyRunning as running:
        print(f"{partner.slug}: {running}", file=sys.stderr)
        return 2
    if options.format == "json":
        print(json.dumps({"partner": partner.document.iri, **vars(done)}, ensure_ascii=False))
    else:
        _print(partner, done, harvester.state, verbose=options.verbose)
    return 2 if done.outcome == FAILED else 1 if done.outcome == HELD or done.counts.get("quarantined") else 0


def _print(partner: Partner, run: Run, state: State, *, verbose: bool) -> None:
    print(f"{partner.slug}: {run.outcome}. {run.detail} {run.advice}".rstrip())
    if verbose:
        for name, found in run.steps:
            print(f"  {name}: {found}")
    if run.version and run.counts.get("quarantined"):
        version = state.versions(partner.slug).open(run.version)
        try:
            for key, reason in version.quarantine(20):
                print(f"  put aside {key}: {reason}")
        finally:
            version.close()


def _list(partners: Mapping[str, Partner], state: State) -> int:
    if not partners:
        print("There are no partners yet: add a document below data/partners/.")
    for slug, partner in partners.items():
        runs = state.runs(slug).all()
        due = next_due(partner, runs)
        when = datetime.fromtimestamp(due, UTC).isoformat(timespec="minutes") if due > time.time() else "now"
        print(
            f"{slug}: {runs[-1].outcome if runs else 'never harvested'}, next {when}. {runs[-1].detail if runs else ''}".rstrip()
        )
    return 0


def _decide(decision: str, partners: list[Partner], state: State) -> int:
    if not partners:
        raise InputError(f"--{decision} needs the name of a source.", "Run psin harvest to see them.")
    for partner in partners:
        versions = state.versions(partner.slug)
        if decision == "rollback":
            print(f"{partner.slug}: version {versions.roll_back()} is current again; what came after it stays out.")
            continue
        held = versions.held
        if not held:
            raise InputError(f"Nothing of {partner.slug} waits for a decision.", "")
        if decision == "accept":
            versions.accept(held)
            print(f"{partner.slug}: version {held} is current.")
        else:
            versions.refuse()
            print(f"{partner.slug}: version {held} is turned down; version {versions.current or 'none'} stays.")
    return 0
