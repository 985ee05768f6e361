"""The addresses of the service for programs, as OpenAPI 3.1, made from the library, the kinds of document and the tables
of formats. Source: OpenAPI Specification 3.1.1."""

from .route import blueprint

__all__ = ["blueprint"]
