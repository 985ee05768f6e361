"""Addresses relative to another, exactly: the standard library drops an empty query and trips over semicolons.

Source: RFC 3986, sections 5.2.2 to 5.2.4 and appendix B.
"""

from __future__ import annotations

from ..lazily import lazy

_PARTS = lazy(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", "s")


def resolved(base: str, reference: str) -> str:
    """The address that ``reference`` means beside ``base``, which is absolute; with a host of its own it stays as it is,

    as the engine has it, and as an absolute one.
    """
    found, own = _PARTS.fullmatch(reference), _PARTS.fullmatch(base)
    assert found and own, "every text has these parts"
    scheme, authority, path, query, fragment = found.groups()
    if scheme is None:
        scheme = own[1]
        if authority is None:
            authority = own[2]
            if not path:
                path, query = own[3], own[4] if query is None else query
            elif path.startswith("/"):
                path = _without_dots(path)
            else:
                before = "/" if own[2] is not None and not own[3] else own[3][: own[3].rfind("/") + 1]
                path = _without_dots(before + path)
    start = "" if scheme is None else f"{scheme}:"
    host = "" if authority is None else f"//{authority}"
    end = ("" if query is None else f"?{query}") + ("" if fragment is None else f"#{fragment}")
    return f"{start}{host}{path}{end}"


def _without_dots(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")
    for number, part in enumerate(parts):
        if part == "..":
            if len(kept) > 1 or (kept and kept[0]):
                kept.pop()
        elif part != ".":
            kept.append(part)
            continue
        if number == len(parts) - 1:
            kept.append("")
    return "/".join(kept)
