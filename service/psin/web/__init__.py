"""The service: SPARQL endpoint, documents in every format, and pages."""

from .app import create_app

__all__ = ["create_app"]
