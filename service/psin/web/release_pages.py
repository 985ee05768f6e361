"""Releases for people and programs: the list, each with its files, and the archive."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, request, send_file

from ..errors import UnknownName
from . import earlier
from .language import _
from .pages.rendering import render
from .site import Site, site

blueprint = Blueprint("releases", __name__)
#: Media types by ending; what is not listed is plain text.
_TYPES = {
    "nq": "application/n-quads",
    "nt": "application/n-triples",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "json": "application/json",
    "csv": "text/csv",
    "graphml": "application/graphml+xml",
    "gz": "application/gzip",
}


@blueprint.get("/releases")
def releases() -> Response:
    """All releases that are kept here."""
    found = list(_present(site()).values())
    return _page("releases.html", title=_("Releases"), section="", releases=found)


@blueprint.get("/releases/<version>")
def release(version: str) -> Response:
    """One release with its files, or its archive where the name ends so."""
    stem = version.removesuffix(".tar.gz")
    found = earlier.release(str(site().settings.releases), stem)
    if stem != version:
        if not found.archive.is_file():
            raise UnknownName(
                f"The archive of the release {stem} is not kept here.", f"Its files are listed at /releases/{stem}."
            )
        return _kept(found.archive, f"{stem}-archive")
    files = [(name, (found.folder / name).stat().st_size, found.sums[name]) for name in sorted(found.sums)]
    crumbs = [("/releases", _("Releases"))]
    return _page("release.html", title=found.version, crumbs=crumbs, release=found, files=files)


@blueprint.get("/releases/<version>/<path:name>")
def file(version: str, name: str) -> Response:
    """A file of a release, which never changes."""
    found = earlier.release(str(site().settings.releases), version)
    return _kept(found.file(name), found.sums.get(name, f"{version}-sums"))


def _present(current: Site) -> dict[str, earlier.Earlier]:
    return earlier.present(str(current.settings.releases))


def _page(template: str, **context: object) -> Response:
    response = Response(render(template, site(), **context), mimetype="text/html")  # type: ignore[arg-type]
    response.add_etag()
    return response.make_conditional(request)


def _kept(path: Path, tag: str) -> Response:
    kind = _TYPES.get(path.suffix[1:], "text/plain")
    response = send_file(path, mimetype=kind, etag=tag, conditional=True, max_age=31_536_000)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if path.suffix == ".gz":
        response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response
