"""Playing SPARQL clients: Comunica 5.4 as one source among others, and SPARQLWrapper 2.0.

The requests are written as these clients, in these versions, are known to send them; they are no recordings of their
traffic. What breaks the clients was observed with them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from .asking import Client, Reply
from .report import BROKEN, NOTE, UNKNOWN, Report

COMUNICA, WRAPPER = "Comunica", "SPARQLWrapper"
_NODE = {"User-Agent": "Comunica/5.4 (Node.js)", "Accept-Encoding": "gzip,deflate"}
_DESCRIPTION = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,text/html;q=0.2"
)
_RESULTS = "application/sparql-results+json;q=1.0,application/sparql-results+xml;q=0.7"
_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
_GRAPHS = (
    "text/turtle",
    "application/n-triples",
    "application/n-quads",
    "application/trig",
    "application/ld+json",
    "application/rdf+xml",
)
_MOST_ROWS = 2000


def check(url: str, client: Client, report: Report) -> None:
    """Asks a few small queries the way the clients do."""
    bare = client.ask(url, {**_NODE, "Accept": _DESCRIPTION})
    if bare.status == 404 or not bare.status:
        report.add(COMUNICA, UNKNOWN, f"There is no endpoint at {url}: {bare.what}.")
        return
    _description(url, bare, report)
    if not _select(url, client, report):
        return
    _construct(url, client, report)
    _counts(url, client, report)
    _wrapper(url, client, report)


def _get(url: str, query: str, accept: str, client: Client, **more: str) -> Reply:
    return client.ask(
        f"{url}{'&' if '?' in url else '?'}{urlencode({'query': query, **more})}", {**_NODE, "Accept": accept}
    )


def _description(url: str, bare: Reply, report: Report) -> None:
    if bare.status == 200 and bare.type in _GRAPHS:
        report.good(COMUNICA, "It asks for a description of the endpoint and gets one.")
    elif urlsplit(url).path.endswith("/sparql"):
        report.add(
            COMUNICA,
            NOTE,
            f"It asks the bare address for a description and gets {bare.what}; it guesses from the name /sparql.",
            "Answer with a SPARQL service description in RDF.",
        )
    else:
        mend = "Answer the bare address with a SPARQL service description in RDF, or let the path end with /sparql."
        report.add(
            COMUNICA,
            BROKEN,
            f"It asks {url} for a description, gets {bare.what}, and then finds nothing at all, without an error.",
            mend,
        )


def _select(url: str, client: Client, report: Report) -> bool:
    reply = _get(url, "SELECT * WHERE { ?s ?p ?o } LIMIT 3", _RESULTS, client)
    if reply.status in (429, 503):
        _busy(reply, report)
        return False
    if reply.status != 200:
        report.add(
            COMUNICA,
            BROKEN,
            f"A query in the address got {reply.what}.",
            "Answer GET with the parameter query (SPARQL 1.1 Protocol, section 2.1.1).",
        )
        return False
    if not reply.whole:
        report.add(
            COMUNICA,
            BROKEN,
            "The answer to a small query broke off.",
            "Send the Content-Length of what is sent, or the last chunk.",
        )
        return False
    if reply.type not in (_JSON, _XML):
        report.add(
            COMUNICA,
            BROKEN,
            f"It gets the results as '{reply.type}', which it does not know.",
            f"Send {_JSON} when that is asked for, with just that type.",
        )
        return False
    if reply.type == _JSON and _rows(reply) is None:
        report.add(
            COMUNICA,
            BROKEN,
            "The results are no JSON that it can read.",
            "Follow SPARQL 1.1 Query Results JSON Format.",
        )
        return False
    report.good(COMUNICA, f"A query in the address gets results as {reply.type}.")
    return True


def _construct(url: str, client: Client, report: Report) -> None:
    reply = _get(url, "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3", "text/turtle", client)
    if reply.ok and reply.type in _GRAPHS:
        report.good(COMUNICA, "A CONSTRUCT query gets a graph.")
    else:
        report.add(
            COMUNICA,
            BROKEN,
            f"A CONSTRUCT query that accepts text/turtle got {reply.what}.",
            "Answer with the type text/turtle.",
        )


def _counts(url: str, client: Client, report: Report) -> None:
    """Whether a result has as many rows as the endpoint counts: a short one is taken for whole without an error."""
    count = _rows(_get(url, "SELECT (COUNT(*) AS ?n) WHERE { ?s a ?t }", _RESULTS, client))
    try:
        expected = int(count[0]["n"]["value"]) if count else None
    except (KeyError, ValueError, TypeError):
        expected = None
    if expected is None:
        report.add(
            COMUNICA,
            NOTE,
            "It asks for a count of each pattern before it joins, and gets none.",
            "Answer COUNT(*) over one pattern, fast.",
        )
        return
    wanted = min(expected, _MOST_ROWS)
    reply = _get(url, f"SELECT ?s ?t WHERE {{ ?s a ?t }} LIMIT {wanted}", _RESULTS, client)
    got = _rows(reply)
    if reply.status == 200 and got is not None and len(got) != wanted:
        mend = "Never end a short result cleanly: answer with an error, or cut the connection."
        report.add(
            COMUNICA,
            BROKEN,
            f"Of {wanted:,} rows it gets {len(got):,}, with the status 200 and no sign that some are missing.",
            mend,
        )
    elif got is not None:
        report.good(COMUNICA, f"As many rows come as are counted ({wanted:,}).")


def _wrapper(url: str, client: Client, report: Report) -> None:
    agent = {"User-Agent": "sparqlwrapper 2.0.0 (rdflib.github.io/sparqlwrapper)"}
    accept = "application/sparql-results+json,application/json,text/javascript,application/javascript"
    more = {"format": "json", "output": "json", "results": "json"}
    reply = client.ask(
        f"{url}?{urlencode({'query': 'SELECT * WHERE { ?s ?p ?o } LIMIT 1', **more})}", {**agent, "Accept": accept}
    )
    if reply.status in (401, 403, 429):
        mend = "Let agents of libraries in, and limit them by what they use."
        report.add(WRAPPER, BROKEN, f"Its own name as an agent is turned away with the status {reply.status}.", mend)
    elif not reply.ok or reply.type not in (_JSON, "application/json"):
        mend = "Ignore parameters that you do not know: it adds format, output and results to every query."
        report.add(WRAPPER, BROKEN, f"A query with its further parameters got {reply.what}.", mend)
    else:
        report.good(WRAPPER, "A query with its further parameters gets JSON.")
    body = urlencode({"query": "ASK { ?s ?p ?o }"}).encode()
    post = client.ask(
        url, {**agent, "Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}, "POST", body
    )
    if not post.ok:
        report.add(
            WRAPPER,
            BROKEN,
            f"A query in a form (POST) got {post.what}.",
            "Accept POST with application/x-www-form-urlencoded: long queries do not fit into an address.",
        )
    wrong = client.ask(f"{url}?{urlencode({'query': 'SELECT WHERE {'})}", {**agent, "Accept": accept})
    if wrong.status == 400:
        report.good(WRAPPER, "A mistake in a query is answered with 400.")
    elif wrong.status:
        report.add(
            WRAPPER,
            NOTE,
            f"A mistake in a query is answered with {wrong.what}, so that it cannot tell what is wrong.",
            "Answer 400 and a short text.",
        )


def _busy(reply: Reply, report: Report) -> None:
    if "retry-after" in reply.headers:
        report.add(
            COMUNICA,
            NOTE,
            f"The endpoint was busy (status {reply.status}) and told when to come back.",
            "A join of two endpoints takes about 50 requests: let a client save up as many.",
        )
    else:
        report.add(
            COMUNICA,
            BROKEN,
            f"The endpoint was busy (status {reply.status}) and did not tell when to come back.",
            "Send Retry-After.",
        )


def _rows(reply: Reply) -> list[Mapping[str, Mapping[str, str]]] | None:
    if not reply.ok or reply.type not in (_JSON, "application/json"):
        return None
    try:
        found: list[Mapping[str, Mapping[str, str]]] = json.loads(reply.body)["results"]["bindings"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, list) else None
