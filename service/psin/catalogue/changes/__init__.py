"""What changed between two versions of a record or of a catalogue, in words."""

from .compare import Comparison, DocumentChange, Version, compare
from .names import Names

__all__ = ["Comparison", "DocumentChange", "Names", "Version", "compare"]
