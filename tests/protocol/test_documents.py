"""Every IRI of ours as page and data: the right representation for every wish, and no other."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

NETWORK = "/network/one-team-gov"
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": None,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
EXTENSIONS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


def graph(triples: object) -> ox.Dataset:
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def from_json_ld(data: bytes, root) -> ox.Dataset:  # type: ignore[no-untyped-def]
    """Read with the context from disk, as a consumer who has fetched it would."""
    body = json.loads(data)
    assert body["@context"] == "https://w3id.org/psin/context.jsonld"
    body["@context"] = json.loads((root / "ontology" / "context.jsonld").read_text("utf-8"))["@context"]
    return graph(ox.parse(json.dumps(body).encode(), ox.RdfFormat.JSON_LD))


@pytest.mark.parametrize(
    "path", [NETWORK, "/organisation/int-oecd-opsi", "/lesson/several-sponsors", "/concept/values", "/ns", "/shapes"]
)
def test_every_format_says_the_same(client, root, path) -> None:  # type: ignore[no-untyped-def]
    turtle = client.get(f"{path}.ttl")
    assert turtle.status_code == 200
    expected = graph(ox.parse(turtle.data, ox.RdfFormat.TURTLE, base_iri=f"https://w3id.org/psin{path}"))
    assert len(expected) > 10
    for media_type, form in FORMATS.items():
        answer = client.get(path, headers={"Accept": media_type})
        assert answer.status_code == 200
        assert answer.mimetype == media_type
        found = (
            from_json_ld(answer.data, root)
            if form is None
            else graph(ox.parse(answer.data, form, base_iri=f"https://w3id.org/psin{path}"))
        )
        assert found == expected, media_type


def test_turtle_is_the_file_itself(client, root) -> None:  # type: ignore[no-untyped-def]
    assert client.get(f"{NETWORK}.ttl").data == (root / "data" / "networks" / "one-team-gov.ttl").read_bytes()


@pytest.mark.parametrize(("extension", "media_type"), EXTENSIONS.items())
def test_an_extension_names_the_format_whatever_the_client_accepts(client, extension: str, media_type: str) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(f"{NETWORK}.{extension}", headers={"Accept": "text/html"})
    assert answer.mimetype == media_type
    assert "accept" not in answer.vary


WISHES = [
    (None, "text/html"),
    ("*/*", "text/html"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ("text/turtle", "text/turtle"),
    ("text/turtle;q=0.5, application/rdf+xml;q=0.9", "application/rdf+xml"),
    ("text/html;q=0.3, application/ld+json", "application/ld+json"),
    ("application/rdf+xml, text/turtle, application/ld+json, */*;q=0.1", "text/turtle"),
    ("application/n-triples;q=0, */*", "text/html"),
    ("application/json", "application/ld+json"),
    ("application/xml", "application/rdf+xml"),
    ("text/*", "text/html"),
    ("application/*;q=0.5, text/turtle;q=0.4", "application/ld+json"),
    ("TEXT/TURTLE", "text/turtle"),
]


@pytest.mark.parametrize(("accept", "media_type"), WISHES)
def test_the_client_gets_what_it_likes_best(client, accept: str | None, media_type: str) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(NETWORK, headers={"Accept": accept} if accept else {})
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]
    assert answer.headers["Content-Location"].startswith(f"{NETWORK}.")


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0, image/*", "application/pdf, */*;q=0"])
def test_a_wish_that_cannot_be_met_is_406_and_names_what_there_is(client, accept: str) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(NETWORK, headers={"Accept": accept})
    assert answer.status_code == 406
    assert "text/turtle" in answer.get_data(as_text=True)


def test_links_lead_to_the_alternates(client) -> None:  # type: ignore[no-untyped-def]
    links = client.get(NETWORK).headers.getlist("Link")
    assert f'<{NETWORK}.ttl>; rel="alternate"; type="text/turtle"' in links
    assert f'<{NETWORK}.jsonld>; rel="alternate"; type="application/ld+json"' in links
    assert '<https://w3id.org/psin/network/one-team-gov>; rel="canonical"' in links


@pytest.mark.parametrize("path", [NETWORK, "/concept/values", "/ns", "/shapes", "/queries"])
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_every_language_has_its_page_and_the_data_are_those_of_all(client, path: str, prefix: str) -> None:  # type: ignore[no-untyped-def]
    page = client.get(prefix + path, headers={"Accept": "text/html"})
    assert page.headers["Content-Location"] == f"{prefix}{path}.html"
    assert page.headers["Content-Language"] == (prefix[1:] or "en")
    turtle = client.get(prefix + path, headers={"Accept": "text/turtle"})
    assert turtle.headers["Content-Location"] == f"{path}.ttl" and "Content-Language" not in turtle.headers
    assert f'<{prefix}{path}.html>; rel="alternate"; type="text/html"' in turtle.headers.getlist("Link")
    for address in (page.headers["Content-Location"], turtle.headers["Content-Location"]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_redirects_keep_the_language(client, prefix: str) -> None:  # type: ignore[no-untyped-def]
    version = client.get("/ns.ttl").get_data(as_text=True).partition('owl:versionInfo "')[2].partition('"')[0]
    assert client.get(f"{prefix}/ns/{version}").headers["Location"] == f"{prefix}/ns"
    gate = client.get(f"{prefix}/timegate{NETWORK}")
    assert gate.status_code == 302 and gate.headers["Location"].startswith(f"{prefix}/memento/")
    state = client.get(gate.headers["Location"], headers={"Accept": "text/html"})
    assert state.headers["Content-Location"] == f"{gate.headers['Location']}.html"
    assert client.get(state.headers["Content-Location"]).status_code == 200


def test_an_unchanged_document_is_304(client) -> None:  # type: ignore[no-untyped-def]
    tag = client.get(f"{NETWORK}.nt").headers["ETag"]
    assert client.get(f"{NETWORK}.nt", headers={"If-None-Match": tag}).status_code == 304


def test_head_is_get_without_the_body(client) -> None:  # type: ignore[no-untyped-def]
    get, head = client.get(f"{NETWORK}.ttl"), client.head(f"{NETWORK}.ttl")
    assert head.data == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


@pytest.mark.parametrize(
    "path",
    [
        "/network/no-such-network",
        "/network/..%2F..%2Fetc%2Fpasswd",
        "/network/One-Team-Gov",
        "/concept/value-nothing",
        "/ns.exe",
        "/ns/0.0.1",
        "/nothing",
    ],
)
def test_what_is_not_there_is_404_in_one_shape(client, path: str) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    body = answer.get_json()
    assert body["status"] == 404
    assert body["detail"]
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert page.mimetype == "text/html"
    text = client.get(path, headers={"Accept": "text/plain"})
    assert text.mimetype == "text/plain"


@pytest.mark.parametrize("path", ["/", NETWORK, "/sparql", "/nothing", "/context.jsonld", "/dump/latest.nq"])
def test_any_page_of_the_web_may_read_us(client, path: str) -> None:  # type: ignore[no-untyped-def]
    assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options(
        path, headers={"Origin": "https://partner.example", "Access-Control-Request-Method": "GET"}
    )
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"


def test_the_context_is_json_ld(client) -> None:  # type: ignore[no-untyped-def]
    for path in ("/context.jsonld", "/context/1.0.0.jsonld"):
        answer = client.get(path)
        assert answer.mimetype == "application/ld+json"
        assert answer.get_json()["@context"]["@version"] == 1.1
    assert client.get("/context/9.9.9.jsonld").status_code == 404


@pytest.mark.parametrize("extension", ["nq", "nt", "ttl", "jsonld"])
def test_the_whole_catalogue_can_be_taken_home(client, site, extension: str) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(f"/dump/latest.{extension}")
    form = {
        "nq": ox.RdfFormat.N_QUADS,
        "nt": ox.RdfFormat.N_TRIPLES,
        "ttl": ox.RdfFormat.TURTLE,
        "jsonld": ox.RdfFormat.JSON_LD,
    }[extension]
    found = sum(1 for _ in ox.parse(answer.data, form))
    distinct = int(site.engine.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value)
    assert found == (site.catalogue.triples if extension == "nq" else distinct)


@pytest.mark.parametrize(
    "path",
    [
        "/.well-known/void",
        NETWORK,
        f"{NETWORK}.ttl",
        "/ns.ttl",
        "/catalog.ttl",
        "/feed",
        "/dump/latest.nq.gz",
        "/sparql?query=ASK{}",
    ],
)
def test_whatever_is_taken_says_of_which_version_it_is(client, site, path: str) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(path)
    assert answer.headers["Psin-Catalogue-Version"] == site.catalogue.version
    answer.close()


@pytest.mark.parametrize("name", ["org", "schema-org"])
def test_other_vocabularies_have_their_view(client, name: str) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(f"/export/{name}.ttl")
    assert answer.status_code == 200
    assert sum(1 for _ in ox.parse(answer.data, ox.RdfFormat.TURTLE)) > 20
    assert client.get("/export/no-such.ttl").status_code == 404
    alone = list(ox.parse(client.get(f"/export/{name}.jsonld").data, ox.RdfFormat.JSON_LD))
    assert len(set(alone)) == len(set(ox.parse(answer.data, ox.RdfFormat.TURTLE)))
