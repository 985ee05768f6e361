"""The five ways in which partners publish, each with what is special about it."""

from __future__ import annotations

import csv
import io
import os
import urllib.parse
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pyoxigraph as ox
import pytest
from psin.federation.harvest.counting import counting
from psin.federation.harvest.gathering import distributions
from psin.federation.harvest.harvester import Harvester
from psin.federation.harvest.runs import ACCEPTED, FAILED, HELD, UNCHANGED

from .partner import CC_BY, PREFIXES, SPACE, Page, Site, network, networks, partner
from .test_hostile_partners import graph, quarantine

Make = Callable[..., Harvester]
AS = "https://www.w3.org/ns/activitystreams#"


def catalogue(site: Site, *files: str, more: str = "") -> str:
    said = "".join(
        f"""<{SPACE}data{file}> a dcat:Dataset ; dcterms:title "Data"@en ; dcterms:license <{CC_BY}> ;
            dcat:distribution [ a dcat:Distribution ; dcat:downloadURL <{site.url(file)}> ;
                dcat:mediaType <http://www.iana.org/assignments/media-types/text/turtle> ] .\n"""
        for file in files
    )
    return f"{PREFIXES}<{SPACE}> a dcat:Catalog ; dcterms:title 'Ours'@en .\n{said}{more}"


def test_a_catalogue_with_pages_leads_to_its_files(site: Site, harvester: Make) -> None:
    made = harvester()
    site.serve("/a.ttl", networks("alder"))
    site.serve("/b.ttl", networks("birch"))
    following = f"<{SPACE}#1> hydra:next <{site.url('/catalog.ttl?page=2')}> ."
    site.serve("/catalog.ttl", catalogue(site, "/a.ttl", more=following))
    site.serve("/catalog.ttl?page=2", catalogue(site, "/b.ttl"))
    run = made.harvest(partner(site.url("/catalog.ttl"), "catalogue"))
    assert (run.outcome, run.counts["records"]) == (ACCEPTED, 2)
    assert [path for _, path, _ in site.asked] == ["/catalog.ttl", "/catalog.ttl?page=2", "/a.ttl", "/b.ttl"]
    assert made.harvest(partner(site.url("/catalog.ttl"), "catalogue")).outcome == UNCHANGED


def test_a_process_with_many_open_files_harvests_all_the_same(site: Site, harvester: Make) -> None:
    made = harvester()
    site.serve("/a.ttl", networks("alder"))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(200)]
    try:
        run = made.harvest(partner(site.url("/a.ttl"), "dump"))
    finally:
        for number in held:
            os.close(number)
    assert (run.outcome, run.counts["records"]) == (ACCEPTED, 1)


def test_a_catalogue_whose_licence_changed_lets_nothing_in(site: Site, harvester: Make) -> None:
    made = harvester()
    site.serve("/a.ttl", networks("alder"))
    site.serve("/catalog.ttl", catalogue(site, "/a.ttl").replace(CC_BY, "https://example.org/closed"))
    run = made.harvest(partner(site.url("/catalog.ttl"), "catalogue"))
    assert run.outcome == FAILED
    assert "was not agreed" in run.detail
    assert "/a.ttl" in [path for _, path, _ in site.asked]
    assert graph(made) == ""


def test_of_a_catalogue_only_what_follows_our_vocabulary_is_taken_if_anything_does() -> None:
    def dataset(name: str, conforms: bool) -> dict[str, dict[str, list[str]]]:
        dcat, rdf = "http://www.w3.org/ns/dcat#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        about = {f"{rdf}type": [f"<{dcat}Dataset>"], f"{dcat}distribution": [f"<d{name}>"]}
        if conforms:
            about["http://purl.org/dc/terms/conformsTo"] = ["<https://w3id.org/psin/ns>"]
        return {f"<{name}>": about, f"<d{name}>": {f"{dcat}downloadURL": [f"<https://p.example/{name}.nt>"]}}

    assert set(distributions(dataset("a", False) | dataset("b", False))) == {
        "https://p.example/a.nt",
        "https://p.example/b.nt",
    }
    assert set(distributions(dataset("a", False) | dataset("b", True))) == {"https://p.example/b.nt"}


def test_earlier_states_of_a_dataset_do_not_bring_back_what_is_gone(site: Site, harvester: Make) -> None:
    made = harvester()
    site.serve("/now.ttl", networks("alder"))
    site.serve("/old.ttl", networks("alder", "birch"))
    site.serve("/older.ttl", networks("cedar"))
    datasets = "".join(
        f"""<{site.url(f"/{name}")}> a dcat:Dataset ; {more} dcterms:conformsTo <https://w3id.org/psin/ns> ; dcterms:license <{CC_BY}> ;
            dcat:distribution [ dcat:downloadURL <{site.url(f"/{name}.ttl")}> ] .\n"""
        for name, more in (
            ("older", ""),
            ("old", f"dcat:previousVersion <{site.url('/older')}> ;"),
            ("now", f"dcat:hasVersion <{site.url('/old')}>, <{site.url('/now')}> ;"),
        )
    )
    site.serve("/catalog.ttl", PREFIXES + datasets)
    run = made.harvest(partner(site.url("/catalog.ttl"), "catalogue"))
    assert (run.outcome, run.counts["records"]) == (ACCEPTED, 1), run
    assert "birch" not in graph(made) and "cedar" not in graph(made)


MAPPING = """
THIS csvw:tableSchema <#table> .
<#table> a csvw:Schema ; csvw:aboutUrl "https://partner.example/network/{id}#this" ;
    csvw:column <#name>, <#type>, <#words>, <#where>, <#level>, <#site> .
<#type> a csvw:Column ; csvw:propertyUrl "http://www.w3.org/1999/02/22-rdf-syntax-ns#type" ; csvw:valueUrl "psin:Network" .
<#name> a csvw:Column ; csvw:title "Name" ; csvw:propertyUrl "skos:prefLabel" ; csvw:lang "en" .
<#words> a csvw:Column ; csvw:title "About" ; csvw:propertyUrl "dcterms:description" ; csvw:lang "en" .
<#where> a csvw:Column ; csvw:title "Countries" ; csvw:propertyUrl "dcterms:spatial" ; csvw:separator ";" .
<#level> a csvw:Column ; csvw:title "Level" ; csvw:propertyUrl "psin:governmentLevel" .
<#site> a csvw:Column ; csvw:title "Web site" ; csvw:propertyUrl "foaf:homepage" ; csvw:datatype "anyURI" .
"""
HEAD = ["id", "Name", "About", "Countries", "Level", "Web site", "internal note"]


def table(*rows: list[str], head: list[str] = HEAD, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([head, *rows])
    return out.getvalue()


def row(name: str, **more: str) -> list[str]:
    values = {"id": name, "Name": name.title(), "About": "About it.", "Countries": "Belgium; NLD", "Level": "local",
              "Web site": f"https://{name}.example/", "internal note": "not for others"} | more  # fmt: skip
    return [values[one] for one in HEAD]


def test_a_table_becomes_records_by_its_mapping(site: Site, harvester: Make) -> None:
    made = harvester()
    site.serve("/list.csv", table(row("alder"), row("birch", Name="Søren, “quoted”")), "text/csv; charset=utf-8")
    run = made.harvest(partner(site.url("/list.csv"), "table", more=MAPPING))
    assert (run.outcome, run.counts["records"], run.counts["quarantined"]) == (ACCEPTED, 2, 0), quarantine(made)
    found = graph(made)
    assert '"Søren, “quoted”"@en' in found
    assert found.count("authority/country/BEL>") == found.count("authority/country/NLD>") == 2
    assert found.count("concept/level-local>") == 2
    assert "not for others" not in found


def test_a_row_that_cannot_be_mapped_costs_itself_only(site: Site, harvester: Make) -> None:
    made = harvester()
    rows = [row("alder"), row("birch", Countries="Atlantis"), row("cedar", Level="galactic"), row(""), [*row("elm"), "too", "many"],
            row("fir", **{"Web site": "javascript:alert(1)"}), row("../../etc", Name="Dots", **{"Web site": ""})]  # fmt: skip
    site.serve("/list.csv", table(*rows), "text/csv")
    run = made.harvest(partner(site.url("/list.csv"), "table", more=MAPPING))
    aside = quarantine(made)
    assert (run.outcome, run.counts["records"]) == (ACCEPTED, 2), aside
    assert "'Atlantis' in the column 'Countries' has no meaning" in aside[f"{SPACE}birch"]
    assert "'galactic'" in aside[f"{SPACE}cedar"]
    assert aside["row 5"] == "row 5 lacks what its address is made of"
    assert "more cells than the head" in aside["row 6"]
    assert "are not taken" in aside[f"{SPACE}fir"]
    assert "%2F" in graph(made)


def test_a_table_without_its_columns_or_in_another_encoding_says_so(site: Site, harvester: Make) -> None:
    made, source = harvester(), partner(site.url("/list.csv"), "table", more=MAPPING)
    site.serve("/list.csv", table(["alder", "Alder"], head=["id", "Label"]), "text/csv")
    run = made.harvest(source)
    assert (run.outcome, "has no column 'About'" in run.detail) == (FAILED, True), run.detail
    latin = table(row("alder", Name="Métropole")).encode("latin-1")
    site.serve("/list.csv", latin, "text/csv")
    assert "is not UTF-8: byte" in made.harvest(source).detail
    dialect = 'THIS csvw:dialect <#dialect> . <#dialect> csvw:encoding "windows-1252" .'
    assert made.harvest(partner(site.url("/list.csv"), "table", more=MAPPING + dialect)).outcome == ACCEPTED
    assert '"Métropole"@en' in graph(made)


def test_an_endpoint_is_asked_its_query(site: Site, harvester: Make) -> None:
    made, text = harvester(), "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    site.serve("/sparql", networks("alder", "birch"))
    run = made.harvest(partner(site.url("/sparql"), "query", more=f'THIS psin:constructQuery "{text}" .'))
    assert (run.outcome, run.counts["records"]) == (ACCEPTED, 2)
    assert {method for method, _, _ in site.asked} == {"GET"}
    asked = [
        (urllib.parse.parse_qs(path.partition("?")[2])["query"][0], headers["accept"])
        for _, path, headers in site.asked
    ]
    assert [accept.split(",")[0] for query, accept in asked if query == text] == ["application/n-triples"]
    assert [accept for query, accept in asked if query != text] == ["application/sparql-results+json"] * 2


def sparql(site: Site, text: str, *counts: str, **headers: str) -> str:
    """An endpoint that answers a CONSTRUCT with a text and each count with the next of the given ones, the last for ever."""
    left = list(counts)

    def act(request: BaseHTTPRequestHandler) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(request.path).query)["query"][0]
        if "COUNT(*)" not in query:
            body, kind = text.encode(), "text/turtle"
        else:
            number = left.pop(0) if len(left) > 1 else left[0]
            body, kind = (
                (b"no", "text/plain") if number == "no" else (_number(number), "application/sparql-results+json")
            )
        request.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    site.pages["/sparql"] = Page(act=act)
    return site.url("/sparql")


def _number(value: str) -> bytes:
    return f'{{"head": {{"vars": ["statements"]}}, "results": {{"bindings": [{{"statements": {{"type": "literal", "value": "{value}"}}}}]}}}}'.encode()


ALL = 'THIS psin:constructQuery "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }" .'


@pytest.mark.parametrize("counts", [("16",), ("999", "16"), ("16", "999"), ("no",), ("12",)])
def test_an_endpoint_with_as_many_statements_as_it_counts_is_harvested(
    site: Site, harvester: Make, counts: tuple[str, ...]
) -> None:
    run = harvester().harvest(partner(sparql(site, networks("alder", "birch"), *counts), "query", more=ALL))
    assert (run.outcome, run.counts["records"]) == (ACCEPTED, 2), run


def test_an_endpoint_that_leaves_out_a_part_in_silence_is_found_out(site: Site, harvester: Make) -> None:
    made = harvester()
    run = made.harvest(partner(sparql(site, networks("alder", "birch"), "10000"), "query", more=ALL))
    assert run.outcome == FAILED and "sent 16 statements of 10,000" in run.detail
    run = made.harvest(partner(sparql(site, networks("alder"), "8", X_SPARQL_MaxRows="8"), "query", more=ALL))
    assert run.outcome == FAILED and "only a part" in run.detail


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "construct where { ?s ?p ?o . }",
        "PREFIX x: <https://a.example/construct/> CONSTRUCT { ?s x:name ?o . } { ?s x:name ?o OPTIONAL { ?s x:other ?q } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { ?o ?q ?s . FILTER(isIRI(?s)) BIND(?q AS ?p) } UNION { ?s ?none ?o } }",
    ],
)
def test_what_is_counted_is_what_a_query_constructs(query: str) -> None:
    a = "https://a.example/"
    store = ox.Store()
    store.bulk_load(
        f"""<{a}1> <{a}construct/name> "one", "uno"@es ; <{a}p> [ <{a}q> 1, 01, 1.0 ] . <{a}2> <{a}construct/name> <{a}1> .""".encode(),
        ox.RdfFormat.TURTLE,
    )
    constructed = {str(triple) for triple in store.query(query)}
    (row,) = store.query(counting(query))
    assert int(row["statements"].value) == len(constructed) > 0


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 10",
        "CONSTRUCT { ?s ?p ?o . ?o ?p ?s } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o }",
        "CONSTRUCT { <a:a> <a:b> <a:c> } WHERE { ?s ?p ?o }",
        "DESCRIBE ?s WHERE { ?s ?p ?o }",
        "",
    ],
)
def test_what_cannot_be_counted_so_is_not_counted(query: str) -> None:
    assert counting(query) == ""


def event(number: int, kind: str, name: str, *, payload: str = "", minute: int | None = None) -> str:
    iri, minute = f"https://partner.example/event/{number}", number if minute is None else minute
    said = (
        f"<{iri}> a <{AS}{kind}> ; <{AS}object> <{SPACE}{name}> ; <{AS}published>"
        f' "2026-11-24T08:{minute:02}:00Z"^^xsd:dateTime .\n'
    )
    return said + (f"<{iri}> {{ {payload or network(name)} }}\n" if kind != "Delete" else "")


def stream(site: Site, *pages: str) -> str:
    tree = "@prefix tree: <https://w3id.org/tree#> . @prefix ldes: <https://w3id.org/ldes#> .\n"
    relations = "".join(
        f"<{site.url('/feed')}> tree:relation [ a tree:Relation ; tree:node <{site.url(f'/feed/{number}')}> ] .\n"
        for number in range(len(pages))
    )
    site.serve(
        "/feed",
        f"{PREFIXES}{tree}<{SPACE}stream> a ldes:EventStream ; tree:view <{site.url('/feed')}> .\n{relations}",
        "application/trig",
    )
    for number, text in enumerate(pages):
        full = f"<{site.url(f'/feed/{number}')}> ldes:immutable true .\n" if number < len(pages) - 1 else ""
        site.serve(f"/feed/{number}", PREFIXES + tree + full + text, "application/trig")
    return site.url("/feed")


def test_a_stream_is_followed_and_only_its_end_is_asked_for_again(site: Site, harvester: Make) -> None:
    made = harvester()
    first = event(1, "Create", "alder") + event(2, "Create", "birch")
    source = partner(stream(site, first, event(3, "Create", "cedar")), "stream")
    run = made.harvest(source)
    assert (run.outcome, run.counts["records"]) == (ACCEPTED, 3), run
    assert made.harvest(source).outcome == UNCHANGED
    site.asked.clear()
    renamed = network("alder", "Alder renamed")
    stream(
        site,
        first,
        event(3, "Create", "cedar") + event(4, "Update", "alder", payload=renamed) + event(5, "Delete", "birch"),
    )
    run = made.harvest(partner(site.url("/feed"), "stream", more="THIS psin:maximumLoss 50 ."))
    assert (run.outcome, run.counts["changed"], run.counts["removed"]) == (ACCEPTED, 1, 1), run
    assert [path for _, path, _ in site.asked] == ["/feed", "/feed/1"]
    found = graph(made)
    assert "Alder renamed" in found
    assert "birch" not in found
    assert "cedar" in found
    assert "activitystreams" not in found


def test_of_several_events_the_latest_counts_in_whatever_order_they_come(site: Site, harvester: Make) -> None:
    made = harvester()
    old, new = network("alder", "Old"), network("alder", "New")
    pages = [
        event(9, "Update", "alder", payload=new),
        event(1, "Create", "alder", payload=old) + event(2, "Create", "birch"),
    ]
    assert made.harvest(partner(stream(site, *pages), "stream")).counts["records"] == 2
    assert '"New"@en' in graph(made)
    assert '"Old"@en' not in graph(made)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("08:00:00Z", "08:00:00.250Z"),
        ("11:00:00+02:00", "09:30:00Z"),
        ("08:00:00.5Z", "08:00:00.75Z"),
        ("23:00:00-01:00", "24:00:00.001Z"),
    ],
)
def test_the_latest_event_is_the_one_whose_moment_is_latest(
    site: Site, harvester: Make, earlier: str, later: str
) -> None:
    made = harvester()
    times = [f"2026-11-24T{time}".replace("2026-11-24T24", "2026-11-25T00") for time in (later, earlier)]
    new, old = (
        event(number, "Update", "alder", payload=network("alder", name), minute=0).replace("2026-11-24T08:00:00Z", time)
        for number, (name, time) in enumerate(zip(("New", "Old"), times, strict=True), 1)
    )
    assert made.harvest(partner(stream(site, new + old), "stream")).outcome == ACCEPTED
    assert '"New"@en' in graph(made) and '"Old"@en' not in graph(made)


def test_a_stream_that_deletes_nearly_all_waits_for_a_person(site: Site, harvester: Make) -> None:
    made = harvester()
    creates = "".join(event(number, "Create", name) for number, name in enumerate(("alder", "birch", "cedar"), 1))
    source = partner(stream(site, creates), "stream")
    assert made.harvest(source).outcome == ACCEPTED
    stream(site, creates + event(4, "Delete", "alder") + event(5, "Delete", "birch"))
    assert made.harvest(source).outcome == HELD
    assert "alder" in graph(made)


def test_version_objects_are_about_what_they_are_versions_of(site: Site, harvester: Make) -> None:
    made = harvester()
    version = f"""<https://partner.example/v/1> a psin:Network ; dcterms:isVersionOf <{SPACE}alder#this> ;
        dcterms:created "2026-11-24T08:00:00Z"^^xsd:dateTime ; skos:prefLabel "Alder"@en ; dcterms:description "A version."@en ;
        dcterms:source [ a psin:Source ; foaf:page <https://alder.example/> ] ."""
    run = made.harvest(partner(stream(site, version), "stream"))
    assert run.counts["records"] == 1, quarantine(made)
    assert f"<{SPACE}alder#this>" in graph(made)


def test_a_stream_does_not_lead_elsewhere(site: Site, harvester: Make) -> None:
    made = harvester()
    away = "<x> <https://w3id.org/tree#node> <http://169.254.169.254/latest> .\n"
    run = made.harvest(partner(stream(site, event(1, "Create", "alder") + away), "stream"))
    assert run.outcome == ACCEPTED
    assert {path for _, path, _ in site.asked} == {"/feed", "/feed/0"}


@pytest.mark.parametrize("method", ["catalogue", "stream", "table", "query"])
def test_a_web_page_is_no_answer_whatever_the_method(site: Site, harvester: Make, method: str) -> None:
    more = {"table": MAPPING, "query": 'THIS psin:constructQuery "CONSTRUCT WHERE { ?s ?p ?o }" .'}.get(method, "")
    site.pages["/x"] = Page(b"<!doctype html><title>Error</title>", "text/html")
    run = harvester().harvest(partner(site.url("/x"), method, more=more))
    assert (run.outcome, "a web page" in run.detail) == (FAILED, True), run.detail
