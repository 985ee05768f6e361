"""The public endpoint over other data, and the record of what the suites of the W3C found (EARL)."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from psin.catalogue import Catalogue, LoadedDocument
from psin.engine import Engine
from psin.settings import Settings
from psin.web import create_app
from psin.web.site import Site

_OUTCOMES = pytest.StashKey[list[tuple[str, str, str, str]]]()
_EARL = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix doap: <http://usefulinc.com/ns/doap#> .
@prefix earl: <http://www.w3.org/ns/earl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/psin/> a doap:Project , earl:Software , earl:TestSubject ; doap:name "psin" .
<https://w3id.org/psin/#test-instance> a earl:Software , earl:TestSubject ; doap:name "psin, with the updates of its tests" .
"""


@pytest.fixture(scope="session")
def opened(site: Site) -> Iterator[Callable[[dict[str, str]], tuple[object, Site]]]:
    """A function from graphs in Turtle, by name, to an application that serves them with the settings of the public one."""
    with ExitStack() as stack:

        def open_(graphs: dict[str, str], **settings: int | float) -> tuple[object, Site]:
            loaded = [LoadedDocument(name, Path("data.ttl"), text) for name, text in graphs.items()]
            catalogue = Catalogue(Path("."), loaded)
            chosen = Settings({}, **{"workers": 2, "rate_burst_seconds": 1e6, **settings})
            engine = stack.enter_context(Engine.open(catalogue.nquads, chosen))
            other = Site(chosen, engine, catalogue, site.vocabulary, site.library)
            return create_app(other), other

        yield open_


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()
    facts = dict(item.user_properties)
    if "earl:test" in facts and (report.when == "call" or report.failed):
        result = "failed" if report.failed else facts.get("earl:outcome", "passed" if report.passed else "untested")
        item.config.stash.setdefault(_OUTCOMES, []).append(
            (facts["earl:test"], facts["earl:subject"], result, facts.get("earl:note", ""))
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    outcomes = session.config.stash.get(_OUTCOMES, [])
    if not outcomes:
        return
    path = Path(os.environ.get("PSIN_EARL") or session.config.rootpath / ".cache" / "earl.ttl")
    path.parent.mkdir(parents=True, exist_ok=True)
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assertions = "".join(
        f"\n[] a earl:Assertion ; earl:assertedBy <https://w3id.org/psin/> ; earl:mode earl:automatic ;\n"
        f"    earl:subject <{subject}> ; earl:test <{test}> ;\n"
        f'    earl:result [ a earl:TestResult ; earl:outcome earl:{result} ; dcterms:date "{now}"^^xsd:dateTime'
        + (f' ; dcterms:description "{note}"@en' if note else "")
        + " ] .\n"
        for test, subject, result, note in outcomes
    )
    path.write_text(_EARL + assertions, encoding="utf-8")
