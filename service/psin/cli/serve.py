"""``psin serve``: loads, validates and serves the catalogue until it is told to stop."""

from __future__ import annotations

import argparse
import signal
import time

from ..settings import Settings
from ..validation.findings import Words, counted

_STARTED = time.perf_counter()
#: How often --watch looks for changed documents, in seconds.
_WATCH_SECONDS = 2.0


def run(options: argparse.Namespace) -> int:
    named = {name: getattr(options, name, None) for name in ("host", "port", "endpoint", "store")}
    given = {name: value for name, value in named.items() if value is not None}
    settings = Settings(**given)
    if settings.store and not settings.endpoint:
        from ..engine.launch import start_nursery

        start_nursery(str(settings.query_isolation))
    from ..catalogue.rechecking import Rechecker
    from ..web import create_app, resume
    from ..web.memory import keep_flat
    from ..web.reload import Reloader, Signature, signature
    from ..web.server import listen
    from ..web.service import Service, open_log
    from ..web.site import Site
    from ..web.start import load_site

    keep_flat()
    loaded = signature(options.data)
    resumed = resume.read(settings, loaded)
    site = resume.site(options.data, settings, resumed) if resumed else load_site(options.data, settings)
    service = Service(site, site.close, open_log(settings))
    try:
        if not resumed:
            service.past.note(site.catalogue)
        server = listen(create_app(service), settings)
        service.gauges |= server.gauges()
        seconds = settings.watch_seconds or (_WATCH_SECONDS if options.watch else 0.0)

        def look() -> Signature:
            return signature(options.data)

        rechecker = Rechecker(settings)

        def load(version: str) -> Site:
            before = look()
            found = load_site(options.data, settings, unless=version, previous=service.current, rechecker=rechecker)
            resume.note(found, before, look)
            return found

        reloader = Reloader(service, load, look, loaded, seconds, lambda: rechecker.looked_at)
        signal.signal(signal.SIGTERM, lambda *_: server.stop())
        signal.signal(signal.SIGINT, lambda *_: server.stop())
        signal.signal(signal.SIGHUP, lambda *_: reloader.ask())
        reloader.start()
        if resumed:
            resume.fill(site, service.past, reloader.ask)
        else:
            resume.note(site, loaded, look)
        print(_greeting(site, server.address), flush=True)
        try:
            server.run()
        finally:
            reloader.stop()
            server.close()
    finally:
        service.close()
    return 0


def _greeting(site, address: str) -> str:  # type: ignore[no-untyped-def]
    catalogue = site.catalogue
    return (
        f"psin is at {address}/\n"
        f"It holds {counted(catalogue.size, Words('document'))}, {counted(catalogue.count('network'), Words('network'))} "
        f"and {counted(catalogue.triples, Words('triple'))}, "
        f"all valid, and was ready after {time.perf_counter() - _STARTED:.1f} s.\n"
        "Stop it with Ctrl-C."
    )
