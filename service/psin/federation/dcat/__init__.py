"""The catalogue for other catalogues, in DCAT-AP 3.0.1."""

from .build import Facts, describe

__all__ = ["Facts", "describe"]
