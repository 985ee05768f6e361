"""A dated snapshot of the catalogue to archive and cite: the same bytes from the same documents, on any machine."""

from .archive import write
from .build import Release, build

__all__ = ["Release", "build", "write"]
