"""Which network, organisation or convening somebody means by a name: the Reconciliation Service API, 0.2 and 1.0 draft."""

from .records import Record, Records
from .search import Candidate, Query, Search

__all__ = ["Candidate", "Query", "Record", "Records", "Search"]
