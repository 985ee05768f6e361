"""The feed of changes: a stream of events for programs, Atom and a page for people."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

import pyoxigraph as ox
from flask import Blueprint, Response, abort, request

from ...documents import from_iri, page_of
from ...errors import UnknownName
from ...federation import memento
from ...federation.feed import SIZE, atom, tree
from ...federation.feed.words import Words
from ...federation.history import CREATE, DELETE, UPDATE, Event, History
from ..address import root
from ..language import _, here, language
from ..negotiation import HTML, JSON_LD, TURTLE, Representation, choose, prefers_html
from ..pages.cache import per_version
from ..pages.rendering import render
from ..past import history
from ..site import Site, site
from ..versions import HEADER

blueprint = Blueprint("feed", __name__)
TRIG = Representation("trig", "application/trig", "TriG", ("application/x-trig",))
N_QUADS = Representation("nq", "application/n-quads", "N-Quads")
ATOM = Representation("atom", "application/atom+xml", "Atom")
_FORMATS = {TRIG: ox.RdfFormat.TRIG, JSON_LD: ox.RdfFormat.JSON_LD, N_QUADS: ox.RdfFormat.N_QUADS}
_KEPT = "public, max-age=31536000, immutable"


@blueprint.route("/feed")
@blueprint.route("/feed.<extension>")
def feed(extension: str = "") -> Response:
    """The way into the stream, the page with the latest changes for browsers, or Atom."""
    current, log = site(), current_history().log
    # No named graphs here, so plain Turtle can hold it.
    chosen = _chosen(extension, (*_FORMATS, TURTLE, HTML, ATOM))
    if chosen is HTML:
        return _sent(chosen, extension, _page(current).encode())
    if chosen is ATOM:
        pages = tree.pages(log)
        return _sent(chosen, extension, _atom(current, max(1, pages - 1), pages, archive=False))
    return _sent(chosen, extension, _written(tree.root(log, root(current)), chosen))


@blueprint.route("/feed/page/<int:number>")
@blueprint.route("/feed/page/<int:number>.<extension>")
def page(number: int, extension: str = "") -> Response:
    """One page of the stream; a full one never changes."""
    current, log = site(), current_history().log
    chosen = _chosen(extension, (*_FORMATS, ATOM))
    if not 1 <= number <= tree.pages(log):
        raise UnknownName(f"The feed has no page {number}.", f"It has {tree.pages(log)}, named in /feed.")
    full = tree.is_full(log, number)
    if chosen is ATOM:
        body = _atom(current, number, number, archive=full)
    elif full:
        body = _full(_Key(log), number, root(current), chosen)
    else:
        body = _written(tree.page(log, number, root(current)) or [], chosen)
    # What Atom tells in words follows the names that things have today.
    return _sent(chosen, extension, body, _KEPT if full and chosen is not ATOM else "")


@blueprint.route("/feed/event/<name>")
def event(name: str) -> Response:
    """One event; its name begins with its number."""
    log = current_history().log
    number = name.partition("-")[0]
    found = log.events(int(number), int(number)) if number.isascii() and number.isdigit() and len(number) < 12 else []
    if not found or found[0].name != name:
        raise UnknownName(f"There is no event '{name[:60]}'.", "Events stand in /feed.")
    chosen = _chosen("", tuple(_FORMATS))
    return _sent(chosen, "", _written(list(tree.member(log, found[0])), chosen), _KEPT)


def current_history() -> History:
    """The history, with the state that is served in it."""
    found = history()
    found.at(site().catalogue)
    return found


def _chosen(extension: str, offers: Sequence[Representation]) -> Representation:
    known = {offer.extension: offer for offer in offers}
    if extension:
        if extension not in known:
            raise UnknownName(
                f"There is no feed in the format '{extension[:20]}'.", f"Formats are: {', '.join(known)}."
            )
        return known[extension]
    if HTML in offers and prefers_html(request.accept_mimetypes):
        return HTML
    found = choose(request.accept_mimetypes, [offer for offer in offers if offer is not HTML])
    if found is None:
        abort(406, f"The feed can be had as {', '.join(offer.media_type for offer in offers)}.")
    return found


def _sent(chosen: Representation, extension: str, body: bytes, cache: str = "") -> Response:
    response = Response(body, content_type=chosen.content_type)
    response.headers["Cache-Control"] = cache or "no-cache"
    if not cache:
        response.headers[HEADER] = site().catalogue.version
    if not extension:
        response.vary.add("Accept")
    response.headers.add("Link", f'<{here("/feed.atom")}>; rel="alternate"; type="application/atom+xml"')
    response.add_etag()
    return response.make_conditional(request)


class _Key:
    """A log as a key of the cache."""

    def __init__(self, log: object) -> None:
        self.log = log

    def __hash__(self) -> int:
        return id(self.log)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.log is self.log


@lru_cache(maxsize=64)
def _full(key: _Key, number: int, base: str, chosen: Representation) -> bytes:
    return _written(tree.page(key.log, number, base) or [], chosen)  # type: ignore[arg-type]


def _written(quads: list[ox.Quad], chosen: Representation) -> bytes:
    out = io.BytesIO()
    form = ox.RdfFormat.TURTLE if chosen is TURTLE else _FORMATS[chosen]
    found = (quad.triple for quad in quads) if chosen is TURTLE else quads
    ox.serialize(found, out, format=form, prefixes=tree.PREFIXES if chosen in (TRIG, TURTLE) else None)
    return out.getvalue()


def words_of(current: Site) -> Words:
    """Tells changes in the names of a state."""
    log = current_history().log
    return per_version(
        current, "words of changes", lambda: Words(log, current.catalogue, current.vocabulary), words=False
    )


def heading(event: Event) -> str:
    """The event as the title of an entry, in the language of the request."""
    texts = {CREATE: _("New: {title}"), UPDATE: _("Changed: {title}"), DELETE: _("Withdrawn: {title}")}
    return texts[event.kind].replace("{title}", event.title)


def _atom(current: Site, first: int, last: int, *, archive: bool) -> bytes:
    base, log, words = root(current), current_history().log, words_of(current)
    entries = [
        atom.Entry(
            found, heading(found), " ".join(words.of(found, language())) or heading(found), base + _address(found)
        )
        for found in log.events((first - 1) * SIZE + 1, last * SIZE)
    ]
    before = f"{base}{here(f'/feed/page/{first - 1}.atom')}" if first > 1 else ""
    place = atom.Place(f"{base}{here(request.path)}", f"{base}{here('/feed.atom')}", before, archive)
    return atom.write(_("Changes of psin"), language(), place, entries, empty_at=0)


def _address(event: Event) -> str:
    if event.digest is None:
        return here(page_of(event.graph) or "/feed")
    return here(memento.address(event))


def _page(current: Site) -> str:
    """What happened to documents; vocabulary and rules are in the stream and in Atom."""
    log, words = current_history().log, words_of(current)
    latest = [found for found in log.events(log.count - 5 * SIZE, log.count) if from_iri(found.graph)][-SIZE:]
    rows = [(found, heading(found), _address(found), words.of(found, language())[:5]) for found in reversed(latest)]
    days = [(day, list(found)) for day, found in groupby(rows, key=lambda row: row[0].when.date().isoformat())]
    return render("feed.html", current, title=_("Changes"), days=days, count=log.count)
