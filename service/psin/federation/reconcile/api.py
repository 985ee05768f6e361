"""The requests and answers of the Reconciliation Service API, version 0.2 and the draft of 1.0, as plain objects.

Sources: Reconciliation Service API 0.2 (Final Community Group Report, 10 April 2023); 1.0-draft of the same group.
"""

from __future__ import annotations

import time
from typing import Any

from ...documents import BASE
from ...errors import InputError
from ...vocabulary.namespaces import DCTERMS, PSIN
from .properties import PROPERTIES, Property
from .records import TYPES, Record
from .search import FEATURES, Candidate, Query, Search

_PREVIEW = {"width": 420, "height": 260}
#: Characters of a value that are looked at.
_LONGEST = 2000
Json = dict[str, Any]


class TooMany(InputError):
    """More queries at once than are answered together."""

    code = "batch-too-large"
    title = "The batch is too large"


class Api:
    """Answers in the words of the API. ``root`` is the address of the service, ``batch`` how many queries come together,
    ``seconds`` the time for them. Raises InputError, TooMany and BudgetExceeded."""

    def __init__(self, search: Search, root: str, batch: int, seconds: float, language: str = "en") -> None:
        self._search, self._root, self._batch, self._seconds, self._language = search, root, batch, seconds, language

    def manifest_0_2(self) -> Json:
        here = f"{self._root}/reconcile"

        def suggest(name: str) -> Json:
            return {"service_url": here, "service_path": f"/suggest/{name}"}

        return {
            "versions": ["0.2"],
            "name": "psin: public sector innovation networks",
            "identifierSpace": BASE,
            "schemaSpace": PSIN,
            "documentation": f"{self._root}/about",
            "defaultTypes": [self._type(kind) for kind in TYPES],
            "view": {"url": f"{self._root}/{{{{id}}}}"},
            "preview": {"url": f"{here}/preview?id={{{{id}}}}", **_PREVIEW},
            "suggest": {name: suggest(name) for name in ("entity", "type", "property")},
            "extend": {
                "propose_properties": {"service_url": here, "service_path": "/properties"},
                "property_settings": [],
            },
        }

    def manifest_1_0(self) -> Json:
        return {
            "versions": ["1.0-draft"],
            "name": "psin: public sector innovation networks",
            "lang": self._language,
            "documentation": f"{self._root}/about",
            "defaultTypes": [self._type(kind) for kind in TYPES],
            "view": {"url": f"{self._root}/{{+id}}"},
            "preview": dict(_PREVIEW),
            "suggest": {"entity": True, "property": True, "type": True},
            "extend": {"proposeProperties": True, "propertySettings": []},
            "batchSize": self._batch,
            "standardizedScore": True,
        }

    def queries_0_2(self, asked: object) -> Json:
        """Answers to a batch: name to query in, name to result out."""
        queries = _object(asked, "queries")
        parsed = {name: self._query_0_2(_object(one, f"the query {name[:20]}")) for name, one in queries.items()}
        return {
            name: {"result": [self._candidate(one) for one in found]} for name, found in self._found(parsed).items()
        }

    def match_1_0(self, asked: object) -> Json:
        queries = _list(_object(asked, "the body").get("queries"), "queries")
        parsed = {str(number): self._query_1_0(_object(one, f"query {number}")) for number, one in enumerate(queries)}
        found = self._found(parsed)
        return {
            "results": [
                {"candidates": [self._candidate(one, named=True) for one in found[str(n)]]} for n in range(len(queries))
            ]
        }

    def _found(self, queries: dict[str, Query]) -> dict[str, list[Candidate]]:
        if len(queries) > self._batch:
            raise TooMany(f"A batch has {len(queries)} queries.", f"Send at most {self._batch} at once.")
        until = time.monotonic() + self._seconds
        return {name: self._search.find(query, until) for name, query in queries.items()}

    def _query_0_2(self, one: Json) -> Query:
        properties = [
            (_object(p, "a property").get("pid"), p.get("v")) for p in _list(one.get("properties", []), "properties")
        ]
        types = one.get("type", [])
        return Query(
            _text(one.get("query", "")),
            _types([types] if isinstance(types, str) else _list(types, "type")),
            one.get("type_strict") != "should",
            _limit(one.get("limit")),
            _properties(properties),
        )

    def _query_1_0(self, one: Json) -> Query:
        text, properties = "", []
        for condition in _list(one.get("conditions"), "conditions"):
            value = _object(condition, "a condition").get("propertyValue")
            kind = condition.get("matchType")
            if kind in ("name", "id"):
                text = _values(value)[0] if _values(value) else ""
            elif kind == "property":
                properties.append((condition.get("propertyId"), value))
            else:
                raise InputError(f"'{str(kind)[:20]}' is no matchType.", "Write name, id or property.")
        types = [one["type"]] if one.get("type") else []
        return Query(text, _types(types), True, _limit(one.get("limit")), _properties(properties))

    def _candidate(self, found: Candidate, named: bool = False) -> Json:
        name = found.record.name(self._language)
        features = [
            {"id": id_, **({"name": FEATURES[id_][self._language == "fr"]} if named else {}), "value": value}
            for id_, value in found.features.items()
        ]
        return {
            "id": found.record.id,
            "name": name.text,
            "description": _short(found.record.text(f"{DCTERMS}description", self._language)),
            "type": [self._type(found.record.kind)],
            "score": found.score,
            "match": found.match,
            "features": features,
        }

    def _type(self, kind: str) -> Json:
        return {"id": kind, "name": TYPES[kind][self._language == "fr"]}

    def suggest_entity(self, prefix: str) -> Json:
        found = self._search.suggest(_text(prefix))
        return {"result": [self._suggested(record) for record, _ in found]}

    def _suggested(self, record: Record) -> Json:
        return {
            "id": record.id,
            "name": record.name(self._language).text,
            "description": _short(record.text(f"{DCTERMS}description", self._language)),
            "notable": [self._type(record.kind)],
        }

    def suggest_type(self, prefix: str) -> Json:
        wanted = _text(prefix).casefold()
        found = [
            self._type(kind)
            for kind in TYPES
            if wanted in kind or any(wanted in name.casefold() for name in TYPES[kind])
        ]
        return {"result": found}

    def suggest_property(self, prefix: str) -> Json:
        wanted = _text(prefix).casefold()
        found = [one for one in PROPERTIES.values() if wanted in one.id or wanted in one.en or wanted in one.fr]
        return {"result": [self._property(one) for one in found]}

    def _property(self, one: Property) -> Json:
        return {"id": one.id, "name": one.name(self._language)}

    def propose(self, kind: str, limit: str = "") -> Json:
        """Properties for data extension that things of a type have."""
        _types([kind] if kind else [])
        found = [self._property(one) for one in PROPERTIES.values() if not kind or kind in one.kinds]
        most = int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 6 else len(found)
        return {"properties": found[:most], **({"type": kind} if kind else {}), **({"limit": most} if limit else {})}

    def extend_0_2(self, asked: object) -> Json:
        ids, wanted = self._extension(asked)
        rows = {id_: {one.id: self._extended(id_, one) for one in wanted} for id_ in ids}
        return {"meta": self._meta(wanted), "rows": rows}

    def extend_1_0(self, asked: object) -> Json:
        ids, wanted = self._extension(asked)
        rows = [
            {"id": i, "properties": [{"id": one.id, "values": self._extended(i, one)} for one in wanted]} for i in ids
        ]
        return {"meta": self._meta(wanted), "rows": rows}

    def _extension(self, asked: object) -> tuple[list[str], list[Property]]:
        body = _object(asked, "extend")
        ids = [_text(one) for one in _list(body.get("ids"), "ids")]
        if len(ids) > 10 * self._batch:
            raise TooMany(f"An extension is asked for {len(ids)} things.", f"Send at most {10 * self._batch} at once.")
        named = [str(_object(one, "a property").get("id")) for one in _list(body.get("properties"), "properties")]
        return ids, [_known(name) for name in named]

    def _extended(self, id_: str, one: Property) -> list[Json]:
        record = self._search.records.by_id.get(id_) or self._search.records.of_iri(id_)
        return one.values(record, self._search.records, self._language) if record else []

    def _meta(self, wanted: list[Property]) -> list[Json]:
        return [self._property(one) | ({"type": self._type(one.entity)} if one.entity else {}) for one in wanted]


def _object(value: object, what: str) -> Json:
    if not isinstance(value, dict):
        raise InputError(f"{what[:1].upper()}{what[1:]} must be a JSON object.", "See the Reconciliation Service API.")
    return value


def _list(value: object, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError(f"'{what}' must be a JSON array.", "See the Reconciliation Service API.")
    return value


def _text(value: object) -> str:
    return str(value if value is not None else "")[:_LONGEST]


def _values(value: object) -> list[str]:
    """A property's value as texts: a plain one, an entity, or several of these."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            one = one.get("name") or one.get("id")
        if one is not None and not isinstance(one, (dict, list)):
            found.append(_text(one))
    return found


def _properties(given: list[tuple[object, object]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((_known(str(id_)).id, tuple(values)) for id_, value in given if (values := _values(value)))


def _known(id_: str) -> Property:
    if id_ not in PROPERTIES:
        raise InputError(f"There is no property '{id_[:60]}'.", f"Properties are: {', '.join(PROPERTIES)}.")
    return PROPERTIES[id_]


def _types(given: list[object]) -> frozenset[str]:
    found = []
    for one in given:
        name = str(one.get("id")) if isinstance(one, dict) else str(one)
        if name not in TYPES:
            raise InputError(f"There is no type '{name[:60]}'.", f"Types are: {', '.join(TYPES)}.")
        found.append(name)
    return frozenset(found)


def _limit(value: object) -> int:
    return (
        max(1, min(int(value), 50))
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value and abs(value) < 1e6
        else 10
    )


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:199].rsplit(" ", 1)[0] + "…"
