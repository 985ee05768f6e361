"""The folder of documents as one dataset: loading, counting, versioning."""

from .loader import Catalogue, LoadedDocument, load

__all__ = ["Catalogue", "LoadedDocument", "load"]
