"""A partner that does everything wrong: nothing of ours is lost, nothing of theirs gets in, and one sentence says why."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from psin.federation.harvest import children
from psin.federation.harvest.harvester import Harvester
from psin.federation.harvest.runs import ACCEPTED, FAILED, HELD, TRIAL, UNCHANGED, Run, known_current, next_due

from .partner import CC_BY, PREFIXES, SPACE, Page, Site, network, networks, partner

Make = Callable[..., Harvester]
GOOD = ("alder", "birch", "cedar")


def graph(harvester: Harvester, name: str = "records.nt") -> str:
    versions = harvester.state.versions("example")
    return (versions.place(versions.current) / name).read_text("utf-8") if versions.current else ""


def quarantine(harvester: Harvester) -> dict[str, str]:
    versions = harvester.state.versions("example")
    version = versions.open(versions.current)
    try:
        found: dict[str, str] = {}
        for key, reason in version.quarantine():
            found[key] = f"{found[key]} {reason}" if key in found else reason
        return found
    finally:
        version.close()


@pytest.fixture
def taken(site: Site, harvester: Make) -> Harvester:
    """A harvester that has taken three good records already."""
    made = harvester(harvest_fetch_seconds=1.0)
    site.serve("/data.ttl", networks(*GOOD))
    assert made.harvest(partner(site.url("/data.ttl"))).outcome == ACCEPTED
    return made


def fails(made: Harvester, address: str, *words: str, **more: str) -> Run:
    """A run that fails with one sentence, and what was there before is there still."""
    before = graph(made)
    run = made.harvest(partner(address, **more))
    assert run.outcome == FAILED, run.detail
    assert all(word in run.detail for word in words), run.detail
    assert "Traceback" not in run.detail
    assert run.detail.endswith(".")
    assert "\n" not in run.detail
    assert graph(made) == before
    assert len(before.splitlines()) == 24
    return run


def _slowly(request: BaseHTTPRequestHandler, site: Site, line: bytes) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n")
    while not site.stopped.wait(0.05):
        request.wfile.write(line)


def test_an_answer_that_drips_is_cut_off_in_the_head_and_in_the_body(site: Site, taken: Harvester) -> None:
    site.pages["/head"] = Page(act=lambda request: _slowly(request, site, b"X-More: drip\r\n"))
    fails(taken, site.url("/head"), "within 1 s")

    def body(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n\r\n")
        _slowly(request, site, b"# drip\n")

    site.pages["/body"] = Page(act=body)
    fails(taken, site.url("/body"), "within 1 s")


def test_an_endless_answer_stops_at_the_limit(site: Site, taken: Harvester) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n\r\n")
        while not site.stopped.is_set():
            request.wfile.write(b"# on and on\n" * 5000)

    site.pages["/endless"] = Page(act=endless)
    fails(taken, site.url("/endless"), "more than 100,000 bytes", more="THIS psin:maximumBytes 100000 .")


@pytest.mark.parametrize("where", ["transport", "file", "both"])
def test_a_bomb_of_gzip_stops_at_the_limit(site: Site, taken: Harvester, where: str) -> None:
    bomb = gzip.compress(b"# " + b"a" * 50_000_000)
    if where == "both":
        bomb = gzip.compress(bomb)
    coding = {} if where == "file" else {"Content-Encoding": "gzip"}
    site.serve("/bomb.ttl.gz", bomb, "text/turtle", headers=coding)
    fails(taken, site.url("/bomb.ttl.gz"), "more than 1,000,000 bytes", more="THIS psin:maximumBytes 1000000 .")


def test_compressed_data_that_is_whole_is_read_and_cut_data_is_not(site: Site, harvester: Make) -> None:
    made, packed = harvester(), gzip.compress(networks(*GOOD).encode())
    site.serve("/data.ttl.gz", packed, "application/gzip")
    assert made.harvest(partner(site.url("/data.ttl.gz"))).outcome == ACCEPTED
    site.serve("/cut.ttl.gz", packed[:-20], "application/gzip")
    fails(made, site.url("/cut.ttl.gz"), "broke off inside compressed data")


def test_compressed_data_in_several_members_is_read_to_its_end(site: Site, harvester: Make) -> None:
    made = harvester()
    first, last = networks(*GOOD[:2]).encode(), network(GOOD[2]).encode()
    parts = (gzip.compress(first), gzip.compress(last), b"\0" * 512)
    site.serve("/data.ttl.gz", b"".join(parts), "application/gzip")
    run = made.harvest(partner(site.url("/data.ttl.gz")))
    assert (run.outcome, run.counts["records"]) == (ACCEPTED, 3), run
    site.serve("/cut.ttl.gz", b"".join(parts[:2])[:-20], "application/gzip")
    fails(made, site.url("/cut.ttl.gz"), "broke off inside compressed data")
    site.serve("/more.ttl.gz", parts[0] + b"and something else", "application/gzip")
    fails(made, site.url("/more.ttl.gz"), "cannot be fetched")


def test_a_body_shorter_than_promised_is_refused(site: Site, taken: Harvester) -> None:
    body = networks(*GOOD).encode()
    site.serve("/short.ttl", body, headers={"Content-Length": str(len(body) + 100), "Connection": "close"})
    site.pages["/short.ttl"].act = lambda request: (
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\nContent-Length: 99999\r\n\r\n" + body),
        None,
    )[1]
    fails(taken, site.url("/short.ttl"), "broke off")


def test_a_redirect_inwards_is_refused_when_it_is_connected_to(site: Site, taken: Harvester) -> None:
    for target in ("http://169.254.169.254/latest/meta-data", "http://[::ffff:10.0.0.1]/x", "http://localhost:1/x"):
        site.serve("/away", b"", status=302, headers={"Location": target})
        fails(taken, site.url("/away"), "an address that the internet cannot reach")


def test_redirects_are_followed_three_times_and_never_to_something_else_than_the_web(
    site: Site, harvester: Make
) -> None:
    made = harvester()
    site.serve("/data.ttl", networks(*GOOD))
    for number in range(1, 4):
        target = site.url(f"/{number - 1}") if number > 1 else site.url("/data.ttl")
        site.serve(f"/{number}", b"", status=307, headers={"Location": target})
    assert made.harvest(partner(site.url("/3"))).outcome == ACCEPTED
    site.serve("/loop", b"", status=302, headers={"Location": "/loop"})
    fails(made, site.url("/loop"), "more than 3 times")
    for target in ("file:///etc/passwd", "ftp://example.org/x", "http://user:secret@127.0.0.1/x"):
        site.serve("/odd", b"", status=302, headers={"Location": target})
        fails(made, site.url("/odd"), "no address that is harvested")


def test_a_loopback_that_nobody_allowed_is_refused(site: Site, harvester: Make) -> None:
    site.serve("/data.ttl", networks(*GOOD))
    run = harvester(harvest_internal="").harvest(partner(site.url("/data.ttl")))
    assert run.outcome == FAILED
    assert "the internet cannot reach" in run.detail
    assert site.asked == []


def test_a_web_page_as_data_is_refused_whatever_it_is_called(site: Site, taken: Harvester) -> None:
    page = "<!DOCTYPE html><html><body>Sorry, an error</body></html>"
    for declared in ("text/turtle", "application/rdf+xml", "text/html", "application/octet-stream", ""):
        site.serve("/error.ttl", page, declared)
        fails(taken, site.url("/error.ttl"), "sent a web page")


def test_a_document_type_is_refused_wherever_it_stands(site: Site, taken: Harvester) -> None:
    laughs = '<!DOCTYPE rdf [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    for text in (
        f'<?xml version="1.0"?>{laughs}<rdf:RDF/>',
        f'<?xml version="1.0"?><!--{"x" * 9000}-->{laughs.lower()}<rdf:RDF/>',
    ):
        site.serve("/laughs.rdf", text, "application/rdf+xml")
        fails(taken, site.url("/laughs.rdf"), "document type declaration")


def test_types_that_lie_are_found_out(site: Site, taken: Harvester) -> None:
    site.serve("/zip", b"PK\x03\x04rest", "text/turtle")
    fails(taken, site.url("/zip"), "an archive")
    site.serve("/binary", b"\x7fELF\0\0\0", "application/n-triples")
    fails(taken, site.url("/binary"), "binary")
    site.serve("/plain", "Hello, is there anybody?", "text/plain")
    fails(taken, site.url("/plain"), "nothing is recognised")
    site.serve("/comments", "<!-- a -->" * 60 + "<nothing>", "text/plain")
    fails(taken, site.url("/comments"), "nothing is recognised")
    site.serve("/odd", '{"@graph": []}', "text/turtle")
    fails(taken, site.url("/odd"), "cannot be read as turtle")


def test_a_wrong_type_with_a_right_ending_is_read_by_its_ending(site: Site, harvester: Make) -> None:
    site.serve("/data.ttl", networks(*GOOD), "application/octet-stream")
    made = harvester()
    assert made.harvest(partner(site.url("/data.ttl"))).outcome == ACCEPTED
    site.serve("/data", networks("dogwood", *GOOD), "")
    assert made.harvest(partner(site.url("/data"))).counts["added"] == 1


def test_a_byte_order_mark_is_no_obstacle_and_latin_1_is_named(site: Site, harvester: Make) -> None:
    made = harvester()
    site.serve("/data.ttl", b"\xef\xbb\xbf" + networks(*GOOD).encode())
    assert made.harvest(partner(site.url("/data.ttl"))).outcome == ACCEPTED
    site.serve(
        "/latin.ttl",
        networks("acacia").replace("Acacia", "Acácia").encode("latin-1"),
        "text/turtle; charset=ISO-8859-1",
    )
    fails(made, site.url("/latin.ttl"), "not UTF-8: byte")


def test_one_address_with_a_space_costs_one_record(site: Site, harvester: Make) -> None:
    made = harvester()
    bad = network("dogwood", more="foaf:page <https://dogwood.example/with space> ;")
    site.serve("/data.ttl", networks(*GOOD, more=bad))
    run = made.harvest(partner(site.url("/data.ttl")))
    assert (run.outcome, run.counts["records"], run.counts["quarantined"]) == (ACCEPTED, 3, 1)
    assert quarantine(made) == {
        f"{SPACE}dogwood": "there is a space in the address 'https://dogwood.example/with space'"
    }
    assert "dogwood" not in graph(made)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("foaf:page <javascript:alert(1)> ;", "are not taken"),
        ("foaf:page <https://user@dogwood.example/> ;", "a user in it"),
        ("foaf:page <https://dogwood.example/../etc/passwd> ;", "dots as a folder"),
        ("foaf:page <https://dogwood.example/%2e%2e/x> ;", "dots as a folder"),
        ("foaf:page <file:///etc/passwd> ;", "are not taken"),
        ("foaf:page <data:text/html,x> ;", "are not taken"),
        (f"foaf:page <https://dogwood.example/{'a' * 3000}> ;", "longer than 2,048"),
        (f'skos:note "{"a" * 21_000}"@en ;', "longer than 20,000"),
        ('skos:note "abc\\u202Edef"@en ;', "direction of writing"),
        ('skos:note "abc\\u0007def"@en ;', "control characters"),
        ('schema:foundingDate "2026-99-99"^^xsd:date ;', "G09"),
        ("a psin:Netwrok ;", "G02"),
        ('skos:prefLabel "Twice"@en ;', "N04"),
    ],
)
def test_a_bad_value_costs_its_record_and_says_which_it_is(site: Site, harvester: Make, value: str, word: str) -> None:
    made = harvester()
    schema = "@prefix schema: <https://schema.org/> ."
    site.serve("/data.ttl", schema + networks("alder", more=network("dogwood", more=value)))
    run = made.harvest(partner(site.url("/data.ttl")))
    assert (run.outcome, run.counts["records"], run.counts["quarantined"]) == (ACCEPTED, 1, 1)
    assert word in quarantine(made)[f"{SPACE}dogwood"]


def test_an_earlier_version_of_a_record_that_became_bad_stays(site: Site, taken: Harvester) -> None:
    site.serve("/data.ttl", networks("birch", "cedar", more=network("alder", more="foaf:page <javascript:x> ;")))
    run = taken.harvest(partner(site.url("/data.ttl")))
    assert (run.outcome, run.counts["quarantined"]) == (ACCEPTED, 1)
    assert len(graph(taken).splitlines()) == 24
    assert "javascript" not in graph(taken)


def test_an_empty_catalogue_deletes_nothing(site: Site, taken: Harvester) -> None:
    site.serve("/empty.ttl", "")
    fails(taken, site.url("/empty.ttl"), "is empty")
    site.serve("/data.ttl", PREFIXES)
    run = taken.harvest(partner(site.url("/data.ttl")))
    assert run.outcome == HELD
    assert "no record" in run.detail
    site.serve("/catalog.ttl", f"{PREFIXES} <http://x.example/c> a dcat:Catalog ; dcterms:title 'Empty'@en .")
    fails(taken, site.url("/catalog.ttl"), "lists no dataset", method="catalogue")


def test_half_a_catalogue_waits_for_a_person_who_can_let_it_in_or_turn_it_down(site: Site, taken: Harvester) -> None:
    site.serve("/data.ttl", networks("alder"))
    source = partner(site.url("/data.ttl"))
    run = taken.harvest(source)
    assert run.outcome == HELD
    assert "2 of 3 records are gone at once, and 20 % are allowed" in run.detail
    assert len(graph(taken).splitlines()) == 24
    versions = taken.state.versions("example")
    versions.refuse()
    assert taken.harvest(source).outcome == HELD, "what was turned down does not come back by itself"
    versions.accept(versions.held)
    assert len(graph(taken).splitlines()) == 24, "what is gone is kept for a while"
    assert versions.about(versions.current)["counts"]["missing"] == 2


def test_a_record_that_stays_away_is_gone_after_three_runs_and_not_before(site: Site, taken: Harvester) -> None:
    site.serve("/data.ttl", networks("alder", "birch"))
    source = partner(site.url("/data.ttl"), more="THIS psin:maximumLoss 50 .")
    counted = [taken.harvest(source).counts for _ in range(3)]
    assert [one["missing"] for one in counted] == [1, 1, 0]
    assert counted[-1]["removed"] == 1
    assert "cedar" not in graph(taken)
    assert taken.harvest(source).outcome == UNCHANGED


def test_a_failed_run_does_not_count_as_staying_away(site: Site, taken: Harvester) -> None:
    site.serve("/data.ttl", networks("alder", "birch"))
    source = partner(site.url("/data.ttl"), more="THIS psin:maximumLoss 50 .")
    assert taken.harvest(source).counts["missing"] == 1
    site.serve("/data.ttl", "<html>down</html>")
    for _ in range(4):
        assert taken.harvest(source).outcome == FAILED
    assert "cedar" in graph(taken)


def test_a_licence_that_was_not_agreed_lets_nothing_in(site: Site, taken: Harvester) -> None:
    closed = "<https://example.org/all-rights-reserved>"
    text = networks("dogwood", *GOOD, more=f"<{SPACE}> dcterms:license {closed} .")
    site.serve("/data.ttl", text)
    fails(taken, site.url("/data.ttl"), "the licence", "was not agreed")
    site.serve("/data.ttl", networks("dogwood", *GOOD), headers={"Link": f'{closed}; rel="license"'})
    fails(taken, site.url("/data.ttl"), "the licence", "was not agreed")
    site.serve("/data.ttl", networks("dogwood", *GOOD), headers={"Link": f'<{CC_BY}>; rel="license"'})
    assert taken.harvest(partner(site.url("/data.ttl"))).outcome == ACCEPTED
    site.serve("/data.ttl", networks("dogwood", *GOOD), headers={"Link": f'{closed}; rel="license"'})
    run = taken.harvest(partner(site.url("/data.ttl")))
    assert run.outcome == FAILED and "was not agreed" in run.detail, "the same data under another licence"


def test_a_licence_that_is_no_longer_stated_waits_for_a_person(site: Site, harvester: Make) -> None:
    made, source = harvester(), partner(site.url("/data.ttl"))
    site.serve("/data.ttl", networks(*GOOD), headers={"Link": f'<{CC_BY}>; rel="license"'})
    assert made.harvest(source).outcome == ACCEPTED
    for names in (GOOD, (*GOOD, "dogwood")):
        site.serve("/data.ttl", networks(*names))
        run = made.harvest(source)
        assert run.outcome == HELD and "is no longer stated" in run.detail
    assert "dogwood" not in graph(made)
    made.state.versions("example").accept(made.state.versions("example").held)
    assert made.harvest(source).outcome == UNCHANGED


def test_a_partner_cannot_redefine_what_is_ours_or_somebody_elses(site: Site, harvester: Make) -> None:
    made = harvester()
    ours = "https://w3id.org/psin/network/one-team-gov#this"
    stolen = f"""
<{ours}> skos:prefLabel "Stolen"@en ; foaf:homepage <https://evil.example/> .
<https://w3id.org/psin/ns#Network> skos:prefLabel "Nonsense"@en .
<https://w3id.org/psin/concept/level-local> skos:prefLabel "Nonsense"@en .
<https://other.example/network/x#this> a psin:Network ; skos:prefLabel "Not theirs"@en .
"""
    site.serve("/data.ttl", networks("alder", more=stolen))
    run = made.harvest(partner(site.url("/data.ttl")))
    assert (run.outcome, run.counts["records"], run.counts["claims"], run.counts["left"]) == (ACCEPTED, 1, 2, 4)
    assert {line.split()[0].split("#")[0] for line in graph(made).splitlines()} == {f"<{SPACE}alder"}
    assert {line.split()[0] for line in graph(made, "claims.nt").splitlines()} == {f"<{ours}>"}
    assert set(quarantine(made)) == {"https://w3id.org/psin/ns", "https://w3id.org/psin/concept/level-local"}


def test_one_reason_is_told_once_however_often_it_holds(site: Site, harvester: Make) -> None:
    made = harvester()
    nonsense = "".join(f'<https://w3id.org/psin/ns#Network> skos:altLabel "Nonsense {n}"@en .\n' for n in range(9))
    site.serve("/data.ttl", networks("alder", more=nonsense))
    assert made.harvest(partner(site.url("/data.ttl"))).counts["quarantined"] == 1
    versions = made.state.versions("example")
    version = versions.open(versions.current)
    try:
        assert len(version.quarantine()) == 1
    finally:
        version.close()


def test_records_without_a_name_keep_the_name_they_get(site: Site, harvester: Make) -> None:
    made = harvester()

    def nameless(note: str, order: int) -> str:
        one = f"""[] a psin:Network ; dcterms:identifier "n-1" ; skos:prefLabel "Nameless"@en ; {note}
            dcterms:description "Without an address."@en ; dcterms:source [ a psin:Source ; foaf:page <https://a.example/> ] ."""
        other = """[] a psin:Network ; skos:prefLabel "Other"@en ; dcterms:description "Without an address."@en ;
            dcterms:source [ a psin:Source ; foaf:page <https://b.example/> ] ."""
        return PREFIXES + ((one + other) if order else (other + one))

    source = partner(site.url("/data.ttl"))
    site.serve("/data.ttl", nameless("", 0))
    first = made.harvest(source)
    assert first.counts["added"] == 2, quarantine(made)
    site.serve("/data.ttl", nameless("", 1) + "# the same in another order")
    assert made.harvest(source).counts | {"bytes": 0, "requests": 0} == first.counts | {
        "added": 0,
        "bytes": 0,
        "requests": 0,
    }
    site.serve("/data.ttl", nameless('skos:note "New."@en ;', 1))
    again = made.harvest(source)
    assert (again.counts["added"], again.counts["changed"], again.counts["missing"]) == (0, 1, 0)
    assert "_:" not in graph(made)


def test_a_knot_of_blank_nodes_is_put_aside_and_the_rest_is_taken(site: Site, harvester: Make) -> None:
    knot = "".join(f"_:k{a} skos:related _:k{b} .\n" for a in range(12) for b in range(12) if a != b)
    made = harvester(harvest_read_seconds=0.5)
    site.serve(
        "/data.ttl", networks("alder", "birch", more=f"<{SPACE}knot#this> a psin:Network ; skos:related _:k0 .\n{knot}")
    )
    run = made.harvest(partner(site.url("/data.ttl")))
    assert (run.outcome, run.counts["records"]) == (ACCEPTED, 2)
    assert "when it was judged" in quarantine(made)[f"{SPACE}knot"]


def test_too_many_statements_stop_the_reading(site: Site, taken: Harvester) -> None:
    site.serve("/many.ttl", networks(*[f"network-{n}" for n in range(30)]))
    fails(taken, site.url("/many.ttl"), "more than 100 statements", more="THIS psin:maximumStatements 100 .")


def test_nesting_without_end_does_not_reach_us(site: Site, taken: Harvester) -> None:
    site.serve(
        "/deep.ttl",
        PREFIXES + "<#a> <https://p.example/p> " + "[ <https://p.example/p> " * 20_000 + '"x"' + "]" * 20_000 + " .",
    )
    run = taken.harvest(partner(site.url("/deep.ttl")))
    assert run.outcome in (FAILED, HELD)
    assert len(graph(taken).splitlines()) == 24
    site.serve("/deep.jsonld", '{"https://p.example/p":' * 10_000 + "1" + "}" * 10_000, "application/ld+json")
    run = taken.harvest(partner(site.url("/deep.jsonld")))
    assert run.outcome in (FAILED, HELD)
    assert len(graph(taken).splitlines()) == 24


def test_a_context_elsewhere_is_not_fetched(site: Site, taken: Harvester) -> None:
    site.serve("/context", '{"@context": {}}', "application/ld+json")
    site.serve(
        "/data.jsonld", f'{{"@context": "{site.url("/context")}", "@id": "https://a.example/x"}}', "application/ld+json"
    )
    fails(taken, site.url("/data.jsonld"), "cannot be read as jsonld")
    assert "/context" not in [path for _, path, _ in site.asked]


def test_a_busy_partner_is_left_alone_for_as_long_as_it_asks(site: Site, taken: Harvester) -> None:
    for status in (429, 503):
        site.serve("/busy", b"later", status=status, headers={"Retry-After": "120"})
        run = fails(taken, site.url("/busy"), f"the status {status}")
        assert run.retry_after == 120
        assert "120 s" in run.advice
    for nonsense in ("soon", "1e999", "nan", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"):
        site.serve("/busy", b"later", status=503, headers={"Retry-After": nonsense})
        assert fails(taken, site.url("/busy"), "the status 503").retry_after <= 7 * 86_400


def test_nothing_new_is_asked_for_with_a_condition_and_costs_no_body(site: Site, harvester: Make) -> None:
    made, source = harvester(), partner(site.url("/data.ttl"))
    site.serve(
        "/data.ttl", networks(*GOOD), headers={"ETag": '"one"', "Last-Modified": "Tue, 24 Nov 2026 08:00:00 GMT"}
    )
    assert made.harvest(source).outcome == ACCEPTED
    assert made.harvest(source).outcome == UNCHANGED
    headers = site.asked[-1][2]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"one"', "Tue, 24 Nov 2026 08:00:00 GMT")
    assert headers["user-agent"].startswith("psin/")
    assert "w3id.org/psin" in headers["user-agent"]


def test_a_rollback_holds_until_the_partner_publishes_something_else(site: Site, taken: Harvester) -> None:
    before, source = graph(taken), partner(site.url("/data.ttl"))
    site.serve("/data.ttl", networks(*GOOD, "dogwood"))
    assert taken.harvest(source).counts["added"] == 1
    taken.state.versions("example").roll_back()
    assert graph(taken) == before
    assert taken.harvest(source).outcome == HELD
    assert graph(taken) == before
    site.serve("/data.ttl", networks(*GOOD, "elm"))
    assert taken.harvest(source).outcome == ACCEPTED
    assert "elm" in graph(taken)
    assert "dogwood" not in graph(taken)


def test_a_trial_takes_nothing(site: Site, taken: Harvester) -> None:
    before = graph(taken)
    site.serve("/data.ttl", networks(*GOOD, "dogwood"))
    source = partner(site.url("/data.ttl"))
    runs = taken.state.runs(source.slug)
    due, current = next_due(source, runs.all()), known_current(runs.all())
    run = taken.harvest(source, dry=True)
    assert run.counts["added"] == 1 and "1 record added" in run.detail
    assert graph(taken) == before
    site.serve("/data.ttl", "<html>")
    assert taken.harvest(source, dry=True).outcome == FAILED
    assert (next_due(source, runs.all()), known_current(runs.all())) == (due, current)


def test_a_trial_alone_does_not_make_a_partner_known(site: Site, harvester: Make) -> None:
    made, source = harvester(), partner(site.url("/data.ttl"))
    site.serve("/data.ttl", networks(*GOOD))
    assert made.harvest(source, dry=True).outcome == TRIAL
    runs = made.state.runs(source.slug).all()
    assert next_due(source, runs) == 0 and known_current(runs) is None


def test_a_run_that_is_cut_off_leaves_what_was_there(
    site: Site, taken: Harvester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before, source = graph(taken), partner(site.url("/data.ttl"))
    site.serve("/data.ttl", networks(*GOOD, "dogwood"))
    with monkeypatch.context() as patch:
        patch.setattr(children.Judging, "judge", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            taken.harvest(source)
    assert graph(taken) == before
    assert taken.state.runs("example").all()[-1].outcome == "interrupted"
    assert taken.harvest(source).counts["added"] == 1
    left = {path.name for path in (tmp_path / "harvested" / "partners" / "example").iterdir()}
    assert left == {"lease", "runs", "versions", "raw", "current.json"}
