"""``python -m psin``."""

from .cli import entry

entry()
