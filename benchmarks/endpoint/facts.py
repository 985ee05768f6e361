"""Constants for queries, read from the data, so that every query of every size asks for something that is there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import count
from random import Random

from psin.documents import BASE
from psin.vocabulary.namespaces import COUNTRY, FOAF, PSIN

from .dataset import Dataset

#: Kept at most, spread evenly over the data.
_SUBJECTS = 50_000


@dataclass
class Facts:
    """``networks`` and ``organisations`` are IRIs, ``subjects`` those of anything, ``countries`` those with
    most networks first."""

    networks: list[str]
    organisations: list[str]
    subjects: list[str]
    countries: list[str]

    def __post_init__(self) -> None:
        self._serial = count(1)

    def lookup(self, random: Random) -> str:
        """A small query that was never asked before in this run."""
        return f"SELECT ?p ?o WHERE {{ <{random.choice(self.subjects)}> ?p ?o }} LIMIT {1000 + next(self._serial)}"


def collect(dataset: Dataset) -> Facts:
    """Reads the data once."""
    networks, organisations, subjects = [], [], []
    countries: Counter[str] = Counter()
    step = max(1, dataset.triples // 5 // _SUBJECTS)
    seen = 0
    with dataset.ntriples.open(encoding="utf-8") as lines:
        for line in lines:
            if "#type> <" in line and line[0] == "<":
                subject, _, value = line.split(" ", 2)
                if value.startswith(f"<{PSIN}Network>"):
                    networks.append(subject[1:-1])
                elif value.startswith(f"<{FOAF}Organization>"):
                    organisations.append(subject[1:-1])
                seen += 1
                if seen % step == 0:
                    subjects.append(subject[1:-1])
            elif f"<{COUNTRY}" in line and line.startswith(f"<{BASE}network/"):
                countries[line.rsplit("/", 1)[1].partition(">")[0]] += 1
    return Facts(networks, organisations, subjects, [code for code, _ in countries.most_common(12)])
