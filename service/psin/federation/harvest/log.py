"""The public log of a partner's harvests: what each run found, what is put aside and why, in words and as RDF.

Sources: PROV-O (W3C 2013), for activities, what they used and what they generated; Data Quality Vocabulary (W3C 2016), for
what was counted and since when what is served is known to be what the partner has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pyoxigraph as ox

from ...vocabulary.namespaces import PREFIXES
from ..partners import Partner
from .runs import ACCEPTED, HELD, Run, known_current, lag, next_due
from .state import State

_SHOWN_RUNS, _SHOWN_ASIDE = 20, 500
_SPDX, _DQV = "http://spdx.org/rdf/terms#", "http://www.w3.org/ns/dqv#"
#: What is measured: name to definition and datatype.
_METRICS = {
    "records": ("Records of the partner that are served.", "integer"),
    "quarantined": ("Records that are put aside until the partner has mended them.", "integer"),
    "added": ("Records that a run added.", "integer"),
    "changed": ("Records that a run changed.", "integer"),
    "removed": ("Records that a run removed.", "integer"),
    "claims": ("Statements of the partner about records of ours.", "integer"),
    "current": ("When what is served was last known to be what the partner has.", "dateTime"),
    "due": ("When the partner is harvested next.", "dateTime"),
}


@dataclass(frozen=True)
class Log:
    """``runs`` newest first; ``quarantined`` are (record, reason); ``lag`` is in seconds, None if nothing was ever taken."""

    partner: Partner
    runs: tuple[Run, ...]
    records: int
    quarantined: tuple[tuple[str, str], ...]
    aside: int
    gone: tuple[tuple[str, float, str], ...]
    version: int
    held: int
    lag: float | None
    due: float


def read(partner: Partner, state: State, now: float) -> Log:
    """The log as it is at the moment."""
    versions, runs = state.versions(partner.slug), state.runs(partner.slug).all()
    current, held = versions.current, versions.held
    records, aside, quarantined, gone = 0, 0, list[tuple[str, str]](), list[tuple[str, float, str]]()
    if current:
        version = versions.open(current)
        try:
            records, aside = version.count(), version.count("quarantine")
            quarantined, gone = version.quarantine(_SHOWN_ASIDE), version.tombstones()[:_SHOWN_ASIDE]
        finally:
            version.close()
    return Log(
        partner, tuple(reversed(runs)), records, tuple(quarantined), aside, tuple(gone), current, held,
        lag(runs, now), next_due(partner, runs),
    )  # fmt: skip


def turtle(log: Log, address: str) -> str:
    """The log as Turtle; ``address`` is where it is published."""
    partner = log.partner
    names = ("psin", "dcat", "dcterms", "prov", "rdf", "rdfs", "skos", "xsd")
    lines = [
        f"@base <{address}> .",
        *(f"@prefix {name}: <{PREFIXES[name]}> ." for name in names),
        f"@prefix spdx: <{_SPDX}> .",
        f"@prefix dqv: <{_DQV}> .",
        "",
    ]
    lines.append(f"<> a prov:Bundle ; dcterms:subject <{partner.document.thing}> .")
    if log.version:
        lines.append(
            f"<{partner.records}> a prov:Entity ; prov:wasAttributedTo <{partner.document.thing}> ; "
            f"dcterms:source <{partner.address}> ; dcterms:hasPart <#version-{log.version}> ."
        )
        lines += _measured("now", partner.records, {"records": log.records, "quarantined": log.aside})
    current = known_current(list(reversed(log.runs)))
    times = {"current": _time(current) if current is not None else None, "due": _time(log.due) if log.due else None}
    lines += _measured("now", partner.document.thing, times)
    for name, (words, kind) in _METRICS.items():
        lines.append(
            f"<#metric-{name}> a dqv:Metric ; skos:definition {_text(words)}@en ; dqv:expectedDataType xsd:{kind} ."
        )
    for run in log.runs[:_SHOWN_RUNS]:
        lines.extend(_run(run, partner))
    for number, (key, reason) in enumerate(log.quarantined, 1):
        about = f"dcterms:subject <{key}> ; " if _is_iri(key) else f"dcterms:identifier {_text(key)} ; "
        lines.append(f"<#quarantined-{number}> a psin:Claim ; {about}rdfs:comment {_text(reason)}@en .")
    for number, (key, at, reason) in enumerate(log.gone, 1):
        if _is_iri(key):
            lines.append(
                f"<#gone-{number}> a prov:Entity ; dcterms:subject <{key}> ; prov:invalidatedAtTime {_time(at)} ; "
                f"rdfs:comment {_text(reason)}@en ."
            )
    return "\n".join(lines) + "\n"


def _run(run: Run, partner: Partner) -> list[str]:
    made = f" ; prov:generated <#version-{run.version}>" if run.outcome in (ACCEPTED, HELD) and run.version else ""
    used = "".join(f" ; prov:used <#run-{run.number}-file-{number}>" for number in range(1, len(run.files) + 1))
    ended = f" ; prov:endedAtTime {_time(run.ended)}" if run.ended else ""
    lines = [
        f"<#run-{run.number}> a prov:Activity ; rdfs:label {_text(f'run {run.number}: {run.outcome}')}@en ;"
        f" rdfs:comment {_text(run.detail or run.outcome)}@en ; prov:startedAtTime"
        f" {_time(run.started)}{ended}{used}{made} ; prov:wasAssociatedWith <#psin-{run.tool}> ."
    ]
    lines += _measured(f"run-{run.number}", f"#run-{run.number}", run.counts)
    files = [f"<#run-{run.number}-file-{number}>" for number in range(1, len(run.files) + 1)]
    for name, (url, file) in zip(files, run.files.items(), strict=True):
        etag = f" ; dcterms:hasVersion {_text(str(file['etag']))}" if file.get("etag") else ""
        where = f"dcterms:source <{url}> ; " if _is_iri(url) else ""
        lines.append(
            f'{name} a prov:Entity ; {where}dcat:byteSize "{int(file["size"])}"^^xsd:nonNegativeInteger{etag} ; '
            f"spdx:checksum {name[:-1]}-sha256> ."
        )
        lines.append(
            f"{name[:-1]}-sha256> a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ; "
            f'spdx:checksumValue "{file["sha256"]}"^^xsd:hexBinary .'
        )
    if made:
        derived = "".join(f" ; prov:wasDerivedFrom {name}" for name in files)
        licences = "".join(f" ; dcterms:license <{one}>" for one in sorted(partner.licences))
        lines.append(
            f"<#version-{run.version}> a prov:Entity ; prov:wasGeneratedBy <#run-{run.number}>{derived}{licences} ."
        )
    return lines


def _measured(name: str, of: str, values: Mapping[str, object]) -> list[str]:
    """Those of the values that there is a metric for."""
    return [
        f"<#{name}-{metric}> a dqv:QualityMeasurement ; dqv:computedOn <{of}> ; dqv:isMeasurementOf <#metric-{metric}> ; "
        f"dqv:value {value} ."
        for metric, value in values.items()
        if metric in _METRICS and value is not None
    ]


def _is_iri(text: str) -> bool:
    return text.startswith(("https://", "http://")) and not set(text) & set(' <>"{}|\\^`') and text.isprintable()


def _text(text: str) -> str:
    return str(ox.Literal(text))


def _time(seconds: float) -> str:
    return f'"{datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}"^^xsd:dateTime'
