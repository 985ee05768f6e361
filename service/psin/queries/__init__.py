"""The query library: questions of the field as SPARQL files with typed parameters."""

from .library import Library, LibraryQuery
from .parameters import Parameter

__all__ = ["Library", "LibraryQuery", "Parameter"]
