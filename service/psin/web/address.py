"""The address at which readers reach the service: the one place that decides it."""

from __future__ import annotations

import re

from flask import request

from ..documents import BASE
from .site import Site

_PLAIN = re.compile(
    r"https?://(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?"
)


def root(site: Site) -> str:
    """Scheme and host without a slash at the end: as the settings say, else as the current request came, and where that
    is no plain address, the permanent one."""
    found = str(site.settings.public_url) or request.url_root
    return (found if _PLAIN.fullmatch(found) else BASE).rstrip("/")
