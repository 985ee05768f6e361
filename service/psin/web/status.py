"""What the service says about itself below ``/-/``."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph
from flask import Blueprint, Response, current_app, jsonify

from .. import __version__
from ..documents import KINDS
from ..settings import SETTINGS
from .metrics import CONTENT_TYPE
from .service import Service
from .site import site

blueprint = Blueprint("status", __name__, url_prefix="/-")
_STALE = "The documents on disk cannot be served, so an older state is"


def _service() -> Service:
    return current_app.extensions["psin"]  # type: ignore[no-any-return]


@blueprint.after_request
def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/health")
def health() -> Response:
    """200 with ``ok`` if a worker answers a query; the engine's error otherwise.

    A second line says so if the newest state of the documents is not the one that is served.
    """
    site().engine.ask("ASK {}")
    problem = _service().problem
    stale = "" if problem is None else f"{_STALE}: {problem.detail}\n"
    return Response(f"ok\n{stale}", mimetype="text/plain")


@blueprint.route("/metrics")
def metrics() -> Response:
    """Counters since the start, for Prometheus."""
    service, current = _service(), site()
    lanes = service.lanes.counts()
    gauges: dict[str, tuple[str, float]] = {
        "psin_queries_quick": ("Queries in the quick lane.", lanes["quick"]),
        "psin_queries_heavy": ("Queries in the heavy lane.", lanes["heavy"]),
        "psin_queries_quick_waiting": ("Queries that wait for the quick lane.", lanes["quick_waiting"]),
        "psin_queries_heavy_waiting": ("Queries that wait for the heavy lane.", lanes["heavy_waiting"]),
        "psin_documents": ("Documents served.", current.catalogue.size),
        "psin_triples": ("Triples served.", current.catalogue.triples),
        "psin_stale": (f"1 if this is so: {_STALE}.", service.problem is not None),
        "psin_memory_bytes": ("Resident memory of the web process.", _memory()),
        "psin_descriptors": ("Open descriptors of the web process.", len(os.listdir("/proc/self/fd"))),
    }
    gauges |= {name: (text, value()) for name, (text, value) in service.gauges.items()}
    return Response(service.metrics.render(gauges), content_type=CONTENT_TYPE)


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@blueprint.route("/versions")
def versions() -> Response:
    current, problem = site(), _service().problem
    since = problem and datetime.fromtimestamp(problem.since, UTC).isoformat(timespec="seconds")
    return jsonify(
        psin=__version__,
        vocabulary=current.vocabulary.version,
        catalogue=current.catalogue.version,
        triples=current.catalogue.triples,
        documents={kind.name: current.catalogue.count(kind.name) for kind in KINDS},
        python=platform.python_version(),
        pyoxigraph=pyoxigraph.__version__,
        stale=problem and {"detail": problem.detail, "since": since},
    )


@blueprint.route("/settings")
def settings() -> Response:
    """Every setting with its value in force; none is a secret."""
    current = site().settings
    return jsonify([{**row._asdict(), "variable": row.variable, "value": current[row.name]} for row in SETTINGS])
