"""The kinds of documents in the language of the page."""

from __future__ import annotations

from ..language import _, _n, each_language


@each_language
def titles() -> dict[str, str]:
    """Name of a kind → what all of its documents are called."""
    return {
        "network": _("Networks"),
        "organisation": _("Organisations"),
        "convening": _("Convenings"),
        "lesson": _("Lessons"),
        "guidance": _("Guidance"),
        "catalogue": _("Catalogues"),
        "partner": _("Partners"),
        "identity": _("Decisions on identity"),
    }


@each_language
def single() -> dict[str, str]:
    """Name of a kind → what one of its documents is called, inside a sentence."""
    return {
        "network": _("network"),
        "organisation": _("organisation"),
        "convening": _("convening"),
        "lesson": _("lesson"),
        "guidance": _("guide"),
        "catalogue": _("catalogue"),
        "partner": _("partner"),
        "identity": _("decision on identity"),
    }


def counted(name: str, count: int) -> str:
    """``3 networks``."""
    words = {
        "network": lambda: _n("{n} network", "{n} networks", count),
        "organisation": lambda: _n("{n} organisation", "{n} organisations", count),
        "convening": lambda: _n("{n} convening", "{n} convenings", count),
        "lesson": lambda: _n("{n} lesson", "{n} lessons", count),
        "guidance": lambda: _n("{n} guide", "{n} guides", count),
        "catalogue": lambda: _n("{n} catalogue", "{n} catalogues", count),
        "partner": lambda: _n("{n} partner", "{n} partners", count),
        "identity": lambda: _n("{n} decision on identity", "{n} decisions on identity", count),
    }
    return words[name]()
