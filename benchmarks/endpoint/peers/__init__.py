"""The peers, in the order of the report: psin first, it is what the others are compared with."""

from __future__ import annotations

from . import oxigraph, psin, rdflib_endpoint, rdflib_memory, virtuoso
from .base import Peer

PEERS: dict[str, Peer] = {
    peer.name: peer for peer in (psin.PEER, rdflib_endpoint.PEER, oxigraph.PEER, virtuoso.PEER, rdflib_memory.PEER)
}
#: rdflib needs about 1.1 kB a triple and minutes to load 10 million.
DEFAULT = {"10m": ("psin", "oxigraph", "virtuoso")}


def chosen(size: str, names: str | None) -> list[Peer]:
    """The peers of a run: those named, or all that make sense at a size. Raises KeyError for an unknown name."""
    wanted = names.split(",") if names else DEFAULT.get(size, tuple(PEERS))
    return [PEERS[name] for name in wanted]
