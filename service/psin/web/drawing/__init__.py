"""Pictures of answers as SVG: bars, timelines, ties, maps.

Drawn on the server, so that they need no script. Colours stand as attributes, for the picture as a file, and are
overruled by the classes of the style sheet, which know about dark pages and print. Lengths across are in per cent, so
that a picture fits a narrow screen without its words getting smaller. Beside every picture stands a table that says
the same.
"""

from .bars import Bar, bars
from .ties import Tie, ties
from .timeline import Stretch, timeline
from .world import world

__all__ = ["Bar", "Stretch", "Tie", "bars", "ties", "timeline", "world"]
