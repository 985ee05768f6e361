"""What the service says about itself below ``/-/``."""

from __future__ import annotations

import platform

import pyoxigraph
from flask import Blueprint, Response, jsonify

from .. import __version__
from ..documents import KINDS
from ..settings import SETTINGS
from .site import site

blueprint = Blueprint("status", __name__, url_prefix="/-")


@blueprint.route("/health")
def health() -> Response:
    """200 with ``ok`` if a worker answers a query; the engine's error otherwise."""
    site().engine.ask("ASK {}")
    return Response("ok\n", mimetype="text/plain")


@blueprint.route("/versions")
def versions() -> Response:
    current = site()
    return jsonify(
        psin=__version__,
        vocabulary=current.vocabulary.version,
        catalogue=current.catalogue.version,
        triples=current.catalogue.triples,
        documents={kind.name: current.catalogue.count(kind.name) for kind in KINDS},
        python=platform.python_version(),
        pyoxigraph=pyoxigraph.__version__,
    )


@blueprint.route("/settings")
def settings() -> Response:
    current = site().settings
    return jsonify(
        [
            {"name": s.name, "variable": s.variable, "value": current[s.name], "default": s.default, "unit": s.unit, "help": s.help}
            for s in SETTINGS
        ]
    )
