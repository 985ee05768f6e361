"""What the query editor completes: the prefixes, terms and concepts of the vocabulary, by how often the data use them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ...vocabulary.namespaces import PREFIXES, compact
from ..language import language
from .cache import per_version
from .graph import key
from .names import names

if TYPE_CHECKING:
    from ..site import Site

#: How often classes and properties are used, from the VoID description in the store.
_USED = """
PREFIX void: <http://rdfs.org/ns/void#>
SELECT ?term ?kind (SUM(?many) AS ?times) WHERE {
  { ?part void:class ?term ; void:entities ?many . BIND("class" AS ?kind) }
  UNION { ?part void:property ?term ; void:triples ?many . BIND("property" AS ?kind) }
}
GROUP BY ?term ?kind
"""
_CONCEPTS = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?term WHERE { ?term skos:inScheme ?scheme }
"""


def completion(site: Site) -> str:
    """JSON with ``prefixes`` by name and ``terms``, each with its short name, kind, label, definition and use."""
    return per_version(site, f"completion-{language()}", lambda: json.dumps(_completion(site), ensure_ascii=False))


def _completion(site: Site) -> dict[str, object]:
    known = names(site)
    found: dict[str, tuple[str, int]] = {}
    for row in site.engine.select(_USED):
        found[key(row["term"])] = (key(row["kind"]), int(float(key(row["times"]))))
    for row in site.engine.select(_CONCEPTS):
        found.setdefault(key(row["term"]), ("concept", 0))
    terms = []
    for iri, (kind, times) in sorted(found.items(), key=lambda item: (-item[1][1], item[0])):
        short = compact(iri)
        if not short.startswith("<"):
            about = known.definition(iri)
            terms.append(
                {
                    "name": short,
                    "kind": kind,
                    "label": str(known.text(iri)),
                    "about": str(about) if about else "",
                    "times": times,
                }
            )
    return {"prefixes": PREFIXES, "terms": terms}
