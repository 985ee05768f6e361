"""Networks that resemble another one, with the reasons.

Two networks are alike as far as they share values of the features below. A shared value counts its feature's weight
times log(networks / networks that have the value): what few share says more than what many do. Values that more than
half of the networks have do not count, and one feature alone makes no likeness.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language import _
from .cache import per_version
from .graph import key
from .names import names
from .words import Link

if TYPE_CHECKING:
    from ..site import Site

#: What each network is, does and rests on; the name of a feature with each value.
FEATURES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX psin: <https://w3id.org/psin/ns#>
SELECT DISTINCT ?network ?feature ?value WHERE {
  ?network a psin:Network .
  { ?network psin:networkKind ?value . BIND("kind" AS ?feature) }
  UNION { ?network dcterms:spatial ?value . BIND("place" AS ?feature) }
  UNION { ?network psin:audience ?value . BIND("audience" AS ?feature) }
  UNION { ?network psin:origin ?value . BIND("origin" AS ?feature) }
  UNION { ?record psin:ofNetwork ?network ; psin:activityType ?value . BIND("activity" AS ?feature) }
  UNION { ?record psin:ofNetwork ?network ; psin:practice ?value . BIND("practice" AS ?feature) }
  UNION { ?record a psin:Convenership ; psin:ofNetwork ?network ; psin:agent ?value . BIND("convener" AS ?feature) }
  UNION { ?record a psin:Sponsorship ; psin:ofNetwork ?network ; psin:agent ?value . BIND("sponsor" AS ?feature) }
}
"""

#: Weight of a feature in the score.
WEIGHTS = {
    "convener": 3.0,
    "sponsor": 2.0,
    "practice": 2.0,
    "activity": 1.0,
    "audience": 1.0,
    "place": 1.0,
    "origin": 0.5,
    "kind": 0.5,
}
SHOWN = 5

Feature = tuple[str, str]


@dataclass(frozen=True)
class Reason:
    words: str
    shared: list[Link]


@dataclass(frozen=True)
class Similar:
    network: Link
    reasons: list[Reason]


def similar(site: Site, network: str) -> list[Similar]:
    """The networks most like the one with this IRI, the most alike first."""
    index = per_version(site, "features", lambda: _Index(site), words=False)
    known = names(site)
    words = {
        "convener": _("same convener"),
        "sponsor": _("same sponsor"),
        "practice": _("same practice"),
        "activity": _("both offer"),
        "audience": _("both meant for"),
        "place": _("same place"),
        "origin": _("born alike"),
        "kind": _("same kind"),
    }
    found = []
    for other, shared in index.like(network)[:SHOWN]:
        reasons = [
            Reason(words[feature], [known.link(value) for name, value in shared if name == feature])
            for feature in WEIGHTS
            if any(name == feature for name, _value in shared)
        ]
        found.append(Similar(known.link(other), reasons))
    return found


class _Index:
    def __init__(self, site: Site) -> None:
        self.features: dict[str, list[Feature]] = defaultdict(list)
        self.having: dict[Feature, list[str]] = defaultdict(list)
        for row in sorted(site.engine.select(FEATURES), key=lambda row: tuple(map(str, row.values()))):
            network, feature, value = (key(row[name]) for name in ("network", "feature", "value"))
            if value != network:
                self.features[network].append((feature, value))
                self.having[feature, value].append(network)

    def like(self, network: str) -> list[tuple[str, list[Feature]]]:
        total = len(self.features)
        shared: dict[str, list[tuple[float, Feature]]] = defaultdict(list)
        for feature in self.features.get(network, ()):
            others = self.having[feature]
            if 2 * len(others) <= total:
                weight = WEIGHTS[feature[0]] * math.log(total / len(others))
                for other in others:
                    if other != network:
                        shared[other].append((weight, feature))
        scored = [
            (sum(weight for weight, _feature in found), other, [feature for _weight, feature in found])
            for other, found in shared.items()
            if len({name for _weight, (name, _value) in found}) > 1
        ]
        scored.sort(key=lambda item: (-item[0], item[1]))
        return [(other, found) for _score, other, found in scored]
