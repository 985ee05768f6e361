"""How the documents came to be what they are: one log, from which feeds, earlier versions and tombstones are made."""

from .events import CREATE, DELETE, UPDATE, Event, Version
from .history import History

__all__ = ["CREATE", "DELETE", "UPDATE", "Event", "History", "Version"]
