"""What was harvested, as the service shows it: beside what is ours, under the name of who says it, never mixed with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from psin.cli import main
from psin.federation.harvest.runs import Run, next_due
from psin.settings import Settings
from psin.web.app import create_app
from psin.web.start import Unchanged, load_site, open_site

from .partner import CC_BY, PREFIXES, SPACE, Site, network, networks, partner

OURS = "https://w3id.org/psin/network/one-team-gov#this"
DOCUMENT = """@base <https://w3id.org/psin/partner/{slug}> .
{prefixes}
@prefix prov: <http://www.w3.org/ns/prov#> .
<> a psin:Contribution ; dcterms:title "{slug}"@en ; dcterms:license <{licence}> ; foaf:primaryTopic <#this> ;
    prov:wasAttributedTo <https://w3id.org/psin/organisation/psin#this> ; prov:generatedAtTime "2026-11-24T08:00:00Z"^^xsd:dateTime .
<#this> a psin:Partner ; skos:prefLabel "Partner {slug}"@en, "Partenaire {slug}"@fr ; psin:harvestMethod psinc:harvest-dump ;
    psin:trust psinc:trust-{trust} ; dcat:accessURL <{address}> ; psin:namespace "{space}" ; dcterms:license <{licence}> .
"""
HOSTILE = '<script>alert(\\"x\\")</script>'


def register(data: Path, site: Site, slug: str, trust: str, text: str) -> None:
    space = SPACE if slug == "verified" else "https://other.example/network/"
    address = site.serve(f"/{slug}.ttl", text)
    said = DOCUMENT.format(slug=slug, prefixes=PREFIXES, licence=CC_BY, trust=trust, address=address, space=space)
    (data / "partners").mkdir(exist_ok=True)
    (data / "partners" / f"{slug}.ttl").write_text(said, "utf-8")


@pytest.fixture
def data(folder: Path, write: Callable[..., Path], tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small catalogue with two partners of which one is verified."""
    path = write("one-team-gov", "One Team Government", country="BEL")
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("    dcterms:source", "    foaf:homepage <https://www.oneteamgov.uk/> ;\n    dcterms:source"),
        "utf-8",
    )
    monkeypatch.setenv("PSIN_HARVESTED", str(tmp_path / "harvested"))
    monkeypatch.setenv("PSIN_HARVEST_INTERNAL", site.host)
    monkeypatch.setenv("PSIN_STATE", str(tmp_path / "state"))
    same = network(
        "one-team",
        "One Team Government",
        more=f'schema:sameAs <http://www.wikidata.org/entity/Q99> ; skos:note "{HOSTILE}"@en ;',
    )
    claims = f'<{OURS}> foaf:homepage <https://elsewhere.example/> ; skos:prefLabel "{HOSTILE}"@en .\n'
    register(
        folder,
        site,
        "verified",
        "verified",
        "@prefix schema: <https://schema.org/> ." + networks("alder", more=same + claims),
    )
    register(folder, site, "listed", "listed", PREFIXES + network("birch", space="https://other.example/network/"))
    return folder


def harvest(data: Path, *arguments: str) -> int:
    return main(["harvest", *arguments, "--data", str(data)])


@pytest.fixture
def client(data: Path) -> Iterator[FlaskClient]:
    assert harvest(data, "verified", "listed") == 0
    with open_site(data, Settings()) as site:
        yield create_app(site).test_client()


def ask(client: FlaskClient, query: str, **parameters: str) -> set[tuple[str, ...]]:
    answer = client.get(
        "/sparql", query_string={"query": query, **parameters}, headers={"Accept": "application/sparql-results+json"}
    )
    assert answer.status_code == 200, answer.text
    bindings = json.loads(answer.text)["results"]["bindings"]
    return {tuple(value["value"] for value in row.values()) for row in bindings}


NETWORKS = "SELECT ?n { ?n a <https://w3id.org/psin/ns#Network> }"


def test_a_query_chooses_how_far_it_trusts(client: FlaskClient) -> None:
    ours = ask(client, NETWORKS)
    assert not any("example" in iri for (iri,) in ours)
    level = "https://w3id.org/psin/trust/"
    assert ask(client, NETWORKS, **{"default-graph-uri": f"{level}ours"}) == ours
    verified = ask(client, NETWORKS, **{"default-graph-uri": f"{level}verified"})
    assert verified - ours == {(f"{SPACE}alder#this",), (f"{SPACE}one-team#this",)}
    every = ask(client, NETWORKS, **{"default-graph-uri": f"{level}all"})
    assert every - verified == {("https://other.example/network/birch#this",)}
    assert ask(client, NETWORKS.replace("{", f"FROM <{level}all> {{")) == every
    only = ask(client, NETWORKS, **{"default-graph-uri": "https://w3id.org/psin/partner/listed/records"})
    assert only == every - verified


def test_no_level_holds_a_triple_twice_or_a_claim(client: FlaskClient) -> None:
    for level in ("ours", "verified", "all"):
        chosen = {"default-graph-uri": f"https://w3id.org/psin/trust/{level}"}
        count, distinct = (
            ask(client, f"SELECT (COUNT({what}*) AS ?c) {{ ?s ?p ?o }}", **chosen) for what in ("", "DISTINCT ")
        )
        assert count == distinct
        said = f"SELECT ?h {{ <{OURS}> <http://xmlns.com/foaf/0.1/homepage> ?h }}"
        assert ask(client, said, **chosen) == {("https://www.oneteamgov.uk/",)}
    graphs = ask(client, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert ("https://w3id.org/psin/partner/verified/claims",) in graphs


def test_the_page_of_a_network_shows_who_says_what(client: FlaskClient) -> None:
    english, french = client.get("/network/one-team-gov").text, client.get("/fr/network/one-team-gov").text
    assert "What partners say" in english
    assert "Ce que disent les partenaires" in french
    assert english.count("<table>") == english.count("<caption")
    part = english[english.index("What partners say") :]
    assert "Partner verified" in part
    assert "https://elsewhere.example/" in part
    assert "differs" in part
    assert "<script>alert" not in english
    assert "&lt;script&gt;alert" in part


def test_why_records_may_be_one_thing_is_told_in_the_language_of_the_page(client: FlaskClient) -> None:
    english, french = (
        client.get(f"{prefix}/identities").text.partition("section-proposals")[2] for prefix in ("", "/fr")
    )
    assert "the same name; in the same place" in english
    assert (
        "le même nom\u202f; au même endroit" in french and '<span lang="en">' not in french and "the same" not in french
    )


def test_a_linked_record_is_compared_with_ours_and_the_link_can_be_taken_back(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert harvest(data, "verified") == 0
    arguments = ["identities", "--data", str(data)]
    assert main([*arguments, "--format", "json"]) == 0
    out = capsys.readouterr().out
    found = json.loads(out[out.index("{") :])
    (proposal,) = [one for one in found["proposals"] if one["first"] == OURS]
    assert proposal["second"] == f"{SPACE}one-team#this"
    assert main([*arguments, "--accept", proposal["slug"], "--reason", "The same people."]) == 0
    with open_site(data, Settings()) as site:
        client = create_app(site).test_client()
        page = client.get("/network/one-team-gov").text
        assert "their record" in page
        assert "agrees" in page
        assert "decided: The same people." in client.get("/identities").text
        assert client.get(f"/identity/{proposal['slug']}").status_code == 200
    assert main([*arguments, "--withdraw", proposal["slug"]]) == 0
    with open_site(data, Settings()) as site:
        assert "their record" not in create_app(site).test_client().get("/network/one-team-gov").text


def test_the_log_is_public_as_page_and_as_data(data: Path, site: Site) -> None:
    bad = network("dogwood", more="foaf:page <javascript:alert(1)> ;")
    odd = network("elm", more='foaf:page <https://elm.example/\U0001f333 "tree"> ;')
    wrong = network("fir", more="psin:governmentLevel <https://w3id.org/psin/concept/level-locale> ;")
    site.serve("/verified.ttl", networks("alder", more=bad + odd + wrong))
    assert harvest(data, "verified") == 1
    site.serve("/verified.ttl", "<html>", status=200)
    assert harvest(data, "verified") == 2
    with open_site(data, Settings()) as served:
        client = create_app(served).test_client()
        listed = client.get("/partners").text
        assert "Partner verified" in listed
        assert "a web page" in listed
        assert listed.count("<table>") == listed.count("<caption")
        page = client.get("/partners/verified").text
        assert "3 records are not shown until the partner has mended them." in page
        assert "javascript:alert(1)" in page
        assert 'href="javascript' not in page
        assert client.get("/fr/partners").status_code == client.get("/fr/partners/verified").status_code == 200
        french = client.get("/fr/partners/verified").text
        assert "Fiches ajoutées" in french and "octets, sha-256" in french
        assert "added" not in french and "bytes" not in french and "statements" not in french
        aside = french.partition("section-quarantined")[2]
        assert '<a href="/fr/rules/G03">G03</a>' in aside and 'lang="en"' not in aside
        assert client.get("/partners/nobody").status_code == 404
        turtle = client.get("/partners/verified", headers={"Accept": "text/turtle"})
        assert turtle.content_type.startswith("text/turtle")
        answer = client.get("/partners/verified.nt")
        triples = list(ox.parse(answer.data, ox.RdfFormat.N_TRIPLES))
        again = client.get("/partners/verified.nt", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    prov = "http://www.w3.org/ns/prov#"
    activities = {t.subject.value for t in triples if t.object == ox.NamedNode(f"{prov}Activity")}
    assert len(activities) == 2
    predicates = {t.predicate.value for t in triples}
    assert {
        f"{prov}startedAtTime",
        f"{prov}endedAtTime",
        f"{prov}used",
        f"{prov}generated",
        f"{prov}wasDerivedFrom",
    } <= predicates
    assert any("are not taken" in getattr(t.object, "value", "") for t in triples)
    dqv = "http://www.w3.org/ns/dqv#"
    measured = {
        t.subject.value.rpartition("#")[2]: t.object.value for t in triples if t.predicate.value == f"{dqv}value"
    }
    assert (measured["now-records"], measured["now-quarantined"], measured["run-1-added"]) == ("1", "3", "1")
    assert measured["now-current"] < measured["now-due"]
    assert {f"metric-{name.rpartition('-')[2]}" for name in measured} <= {
        t.subject.value.rpartition("#")[2] for t in triples
    }
    assert any("\U0001f333" in getattr(t.object, "value", "") for t in triples)


def test_the_service_moves_on_when_something_else_was_harvested(data: Path, site: Site) -> None:
    assert harvest(data, "verified", "listed") == 0
    first = load_site(data, Settings())
    try:
        with pytest.raises(Unchanged):
            load_site(data, Settings(), unless=first.catalogue.version)
        site.serve("/listed.ttl", PREFIXES + network("birch", "Silver birch", space="https://other.example/network/"))
        assert harvest(data, "listed") == 0
        second = load_site(data, Settings(), unless=first.catalogue.version, previous=first)
        try:
            client = create_app(second).test_client()
            chosen = {"default-graph-uri": "https://w3id.org/psin/trust/all"}
            named = (
                "SELECT ?l { <https://other.example/network/birch#this> <http://www.w3.org/2004/02/skos/core#prefLabel>"
                " ?l }"
            )
            assert ask(client, named, **chosen) == {("Silver birch",)}
            assert ask(client, named) == set()
        finally:
            second.engine.close()
    finally:
        first.engine.close()


def test_what_partners_say_is_not_in_our_dumps_and_feed(client: FlaskClient) -> None:
    dump = client.get("/dump/latest.nq")
    assert dump.status_code == 200
    assert b"/partner/verified>" in dump.data
    assert b"other.example/network/birch" not in dump.data
    assert b"elsewhere.example" not in dump.data


def test_the_commands_tell_what_they_did(data: Path, capsys: pytest.CaptureFixture[str], site: Site) -> None:
    assert harvest(data) == 0
    assert "listed: never harvested, next now." in capsys.readouterr().out
    assert harvest(data, "--due") == 0
    assert "listed: accepted. 1 record added" in capsys.readouterr().out
    assert harvest(data, "--due") == 0
    assert capsys.readouterr().out == "", "nothing is due right after a run"
    assert harvest(data, "nobody") == 2
    assert "There is no partner 'nobody'. Partners are: listed, verified." in capsys.readouterr().err
    site.serve("/verified.ttl", PREFIXES + network("elm"))
    assert harvest(data, "verified") == 1
    assert "held. Held for a person: 2 of 2 records are gone" in capsys.readouterr().out
    assert harvest(data, "--accept", "verified") == 0
    assert "version 2 is current" in capsys.readouterr().out
    assert harvest(data, "--rollback", "verified") == 0
    assert "version 1 is current again" in capsys.readouterr().out
    assert harvest(data, "--refuse", "verified") == 2


def run(outcome: str, ended: float, number: int = 1, retry_after: float = 0.0) -> Run:
    return Run(number, ended - 1, "https://p.example/", outcome, ended, retry_after=retry_after)


def test_the_next_run_comes_after_a_while_that_differs_and_sooner_after_failures() -> None:
    source = partner("https://p.example/data.ttl")
    assert next_due(source, []) == 0
    week = 7 * 86_400
    waits = [next_due(source, [run("accepted", 1000.0, n)]) - 1000 for n in range(1, 30)]
    assert len(set(waits)) > 20
    assert all(0.9 * week <= wait <= 1.1 * week for wait in waits)
    failed = [run("failed", 1000.0, n) for n in range(1, 10)]
    growing = [next_due(source, failed[:n]) - 1000 for n in range(1, 9)]
    assert 0.9 * 3600 <= growing[0] <= 1.1 * 3600
    assert growing == sorted(growing)
    assert growing[-1] <= 1.1 * week
    assert next_due(source, [run("failed", 1000.0, retry_after=5000)]) == 6000


def test_two_harvests_of_one_partner_do_not_meet(harvester: Callable[..., object], site: Site) -> None:
    made = harvester()
    site.serve("/data.ttl", networks("alder"))
    source = partner(site.url("/data.ttl"))
    from psin.federation.harvest.runs import AlreadyRunning, Runs

    with Runs(made.state.folder("example")).one(source.address, 60):  # type: ignore[attr-defined]
        with pytest.raises(AlreadyRunning, match="A harvest is under way: process"):
            made.harvest(source)  # type: ignore[attr-defined]
    assert made.harvest(source).outcome == "accepted"  # type: ignore[attr-defined]
