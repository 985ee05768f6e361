"""The address at which readers reach the service: the one place that decides it."""

from __future__ import annotations

from flask import request

from .site import Site


def root(site: Site) -> str:
    """Scheme and host without a slash at the end: as the settings say, else as the current request came."""
    return (str(site.settings.public_url) or request.url_root).rstrip("/")
