"""``psin serve``: loads, validates and serves the catalogue until it is told to stop."""

from __future__ import annotations

import argparse
import signal
import time

from ..settings import Settings

_STARTED = time.perf_counter()


def run(options: argparse.Namespace) -> int:
    from ..web.start import open_site

    given = {name: value for name in ("host", "port") if (value := getattr(options, name)) is not None}
    settings = Settings(**given)
    signal.signal(signal.SIGTERM, _stop)
    with open_site(options.data, settings) as site:
        from ..web import create_app
        from ..web.server import listen

        server = listen(create_app(site), settings)
        print(_greeting(site, server.address), flush=True)
        server.run()
    return 0


def _greeting(site, address: str) -> str:  # type: ignore[no-untyped-def]
    catalogue = site.catalogue
    return (
        f"psin is at {address}/\n"
        f"It holds {len(catalogue.documents)} documents, {catalogue.count('network')} networks and {catalogue.triples} triples, "
        f"all valid, and was ready after {time.perf_counter() - _STARTED:.1f} s.\n"
        "Stop it with Ctrl-C."
    )


def _stop(*_: object) -> None:
    raise SystemExit(0)
