"""The address under which the service is reached, for texts that must name it in full."""

from __future__ import annotations

import re

from flask import request

from ..documents import BASE
from ..settings import Settings

_PLAIN = re.compile(r"https?://(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?")


def base(settings: Settings) -> str:
    """Without a slash at the end: as the settings have it, else as the client wrote it, unless that is no plain address."""
    found = str(settings.public_url) or request.url_root
    return (found if _PLAIN.fullmatch(found) else BASE).rstrip("/")
