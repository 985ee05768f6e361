"""The service in this process over the real catalogue, the invented one of the query tests and a hostile document.

The invented networks have what the real data do not know yet, such as places on trade-offs. Documents are served without
being checked first: what the checks refuse has to be shown safely all the same.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (ROOT / "data", ROOT / "tests" / "queries" / "fixture")


def gather(target: Path) -> Path:
    """Copies every document into the folder ``target``."""
    for source in SOURCES:
        shutil.copytree(source, target, dirs_exist_ok=True)
    shutil.copy(Path(__file__).with_name("hostile.ttl"), target / "networks" / "hostile.ttl")
    return target


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a service over a folder of documents."""
    from psin import assets
    from psin.catalogue import load
    from psin.catalogue.checking import check
    from psin.engine import Engine
    from psin.queries.library import Library
    from psin.settings import Settings
    from psin.vocabulary.terms import Vocabulary
    from psin.web import create_app
    from psin.web.server import listen
    from psin.web.service import Service
    from psin.web.site import Site
    from psin.web.start import with_derived

    settings = Settings(port=0, log="off", workers=3, web_threads=12)
    vocabulary = Vocabulary.load(assets.ontology())
    library = Library.load(assets.queries(), vocabulary)
    catalogue = load(folder)
    findings = list(check(catalogue, vocabulary).findings)
    catalogue = with_derived(catalogue, library)
    with Engine.open(catalogue.nquads, settings) as engine:
        service = Service(Site(settings, engine, catalogue, vocabulary, library, findings))
        server = listen(create_app(service), settings)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield server.address
        finally:
            server.stop()
            thread.join(timeout=20)
            server.close()
            service.close()
