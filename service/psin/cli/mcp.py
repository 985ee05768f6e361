"""``psin mcp``: the catalogue for an assistant on this machine, over standard input and output."""

from __future__ import annotations

import argparse

from ..settings import Settings


def run(options: argparse.Namespace) -> int:
    from ..web.mcp.asking import ASKER, alone
    from ..web.mcp.tools import server
    from ..web.start import open_site

    with open_site(options.data, Settings()) as site:
        ASKER.set(alone(site))
        server().run("stdio")
    return 0
