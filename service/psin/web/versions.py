"""Which state of the catalogue a question is asked of: the current one, or an earlier release where one is present."""

from __future__ import annotations

from .requests import Record
from .site import Site

#: The parameter that names a state, and the header that tells it with every answer.
PARAMETER, HEADER = "version", "Psin-Catalogue-Version"
#: Characters of a version that are enough to name it.
_ENOUGH = 8


def at(record: Record, wanted: str) -> Site:
    """The state that ``wanted`` names, which is that of the request from now on: the current one for an empty text and for
    its own version or the start of it, else a release.

    Raises UnknownName for a release that is not present, CatalogueError for one that cannot be served.
    """
    if not is_current(record.site, wanted):
        record.go_back(wanted)
    return record.site


def is_current(site: Site, wanted: str) -> bool:
    """Whether a state is the one that ``wanted`` names."""
    version = site.catalogue.version
    return not wanted or (len(wanted) >= _ENOUGH and version.startswith(wanted.lower()))
