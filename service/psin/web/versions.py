"""Which state of the catalogue a question is asked of: the current one, or an earlier release where one is present."""

from __future__ import annotations

from ..errors import UnknownName
from .site import Site

#: The parameter that names a state, and the header that tells it with every answer.
PARAMETER, HEADER = "version", "Psin-Catalogue-Version"
#: Characters of a version that are enough to name it.
_ENOUGH = 8


def at(site: Site, wanted: str) -> Site:
    """The state that ``wanted`` names: ``site`` itself for an empty text and for its own version or the start of it.

    Raises UnknownName for a version that is not present.
    """
    version = site.catalogue.version
    if not wanted or (len(wanted) >= _ENOUGH and version.startswith(wanted.lower())):
        return site
    raise UnknownName(
        f"The version '{wanted[:60]}' of the catalogue is not present here.",
        f"Leave {PARAMETER} out to ask the current one, which is {version[:_ENOUGH]}; /releases lists what can be downloaded.",
    )
