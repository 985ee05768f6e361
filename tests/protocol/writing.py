"""A test-only writer around the application: what the read-only service lacks to run the suites in full.

The product has no way to change its data over HTTP. Here a middleware takes updates and writes of graphs, and gives
the application the new state; every query and every GET is answered by the application itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, urljoin

import pyoxigraph as ox
from psin.catalogue import Catalogue, LoadedDocument
from psin.web.site import Site
from werkzeug.formparser import parse_form_data
from werkzeug.wrappers import Request, Response

_UPDATE, _FORM = "application/sparql-update", "application/x-www-form-urlencoded"
_OWN_DATASET = re.compile(r"\b(USING|WITH)\b")


class Updating:
    """SPARQL 1.1 Protocol, section 2.2, over ``/sparql``."""

    def __init__(self, application: object, site: Site) -> None:
        self.application, self.site = application, site
        self.store = ox.Store()
        self.store.load(site.catalogue.nquads, ox.RdfFormat.N_QUADS)

    def __call__(self, environ: dict[str, object], start_response: object) -> Iterable[bytes]:
        request = Request(environ)
        if request.method != "POST" or not self._is_update(request):
            return self.application(environ, start_response)
        return self._update(request)(environ, start_response)

    @staticmethod
    def _is_update(request: Request) -> bool:
        if request.mimetype == _FORM:
            body = request.get_data()
            request.environ["wsgi.input"] = _Again(body)
            return body.startswith(b"update=")
        return request.mimetype == _UPDATE

    def _update(self, request: Request) -> Response:
        address = parse_qs(request.query_string.decode(), keep_blank_values=True)
        try:
            body = request.environ["wsgi.input"].read() if request.mimetype == _FORM else request.get_data()
            text = (
                body.decode(request.mimetype_params.get("charset", "utf-8"))
                if request.mimetype == _FORM
                else body.decode("utf-8")
            )
            updates = parse_qs(text)["update"] if request.mimetype == _FORM else [text]
            if len(updates) != 1 or request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
                return Response("one update in UTF-8", 400)
            using = [("", graph) for graph in address.get("using-graph-uri", [])]
            using += [("NAMED ", graph) for graph in address.get("using-named-graph-uri", [])]
            if using and _OWN_DATASET.search(updates[0]):
                return Response("the dataset is given twice", 400)
            clauses = "".join(f"USING {named}<{graph}> " for named, graph in using)
            self.store.update(updates[0].replace("WHERE", f"{clauses}WHERE"), base_iri=request.base_url)
        except (UnicodeDecodeError, SyntaxError) as error:
            return Response(str(error), 400)
        self.site.engine.reload(self.store.dump(format=ox.RdfFormat.N_QUADS))
        return Response(status=204)


class _Again:
    """A body that has been looked at."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        size = len(self._body) if size < 0 else size
        part, self._body = self._body[:size], self._body[size:]
        return part


class Storing:
    """Graph Store Protocol, sections 5.3 to 5.5, over ``/graph-store`` and the graphs' own addresses."""

    def __init__(self, application: object, site: Site, base: str) -> None:
        self.application, self.site, self.base = application, site, base
        self.graphs: dict[str, str] = {}
        self.created = 0

    def __call__(self, environ: dict[str, object], start_response: object) -> Iterable[bytes]:
        request = Request(environ)
        if request.method not in ("PUT", "POST", "DELETE"):
            return self.application(environ, start_response)
        return self._write(request)(environ, start_response)

    def _name(self, request: Request) -> str:
        if request.path != "/graph-store":
            return self.base + request.path.lstrip("/").removesuffix(".ttl")
        if "default" in request.args:
            return "urn:default"
        if "graph" in request.args:
            return request.args["graph"]
        self.created += 1
        return f"{self.base}network/created-{self.created}"

    def _write(self, request: Request) -> Response:
        name = self._name(request)
        was = name in self.graphs
        if request.method == "DELETE":
            status = 204 if self.graphs.pop(name, None) is not None else 404
        else:
            old = self.graphs.get(name, "") if request.method == "POST" else ""
            self.graphs[name] = f"{old}\n{_turtle(request)}"
            status = 204 if was else 201
        loaded = [LoadedDocument(graph, Path("graph.ttl"), text) for graph, text in self.graphs.items()]
        self.site.catalogue = Catalogue(Path("."), loaded)
        return Response(status=status, headers={"Location": urljoin(self.base, name)} if status == 201 else {})


def _turtle(request: Request) -> str:
    if request.mimetype != "multipart/form-data":
        return request.get_data(as_text=True)
    _, form, files = parse_form_data(request.environ)
    parts = list(form.values())
    for file in files.values():
        with file.stream:
            parts.append(file.read().decode())
    return "\n".join(parts)
