"""How to cite a record: in words, and for programs that keep references.

Sources: BibTeX as its manual and biblatex read it; RIS as Reference Manager defines it; CSL-JSON 1.0.2 (citeproc).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Citation:
    """What is cited. ``date`` is ISO, its precision as known; ``iri`` is the permanent address, ``key`` its last part."""

    title: str
    authors: tuple[str, ...]
    date: str
    iri: str
    key: str
    version: str
    licence: str
    language: str = "en"

    @property
    def year(self) -> str:
        return self.date[:4] if self.date[:4].isdigit() else ""


#: Name of the collection that holds every record.
COLLECTION = "psin: the open knowledge graph of public sector innovation networks"
#: Ending of the address to media type and name.
FORMATS = {
    "txt": ("text/plain; charset=utf-8", "Text"),
    "bib": ("application/x-bibtex; charset=utf-8", "BibTeX"),
    "ris": ("application/x-research-info-systems; charset=utf-8", "RIS"),
    "json": ("application/vnd.citationstyles.csl+json", "CSL-JSON"),
}


def write(citation: Citation, ending: str) -> str:
    """The citation in the form of an ending of FORMATS."""
    return {"txt": as_text, "bib": as_bibtex, "ris": as_ris, "json": as_csl}[ending](citation)


def as_text(citation: Citation) -> str:
    """One line, after the manner of APA."""
    authors = ", ".join(_line(author) for author in citation.authors) or "psin"
    when = f" ({citation.year})" if citation.year else ""
    licence = f" {_line(citation.licence)}." if citation.licence else ""
    return (
        f"{authors}{when}. {_line(citation.title)}. In: {COLLECTION} (data version {citation.version}). "
        f"{citation.iri}.{licence}\n"
    )


def as_bibtex(citation: Citation) -> str:
    """An entry ``@misc`` in UTF-8. Signs with a meaning in TeX are written so that they are printed."""
    fields = {
        "title": "{" + _tex(citation.title) + "}",
        "author": " and ".join("{" + _tex(author) + "}" for author in citation.authors) or "{psin}",
        "year": citation.year,
        "howpublished": _tex(COLLECTION),
        "note": _tex(f"Data version {citation.version}. {citation.licence}".strip()),
        "url": citation.iri,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{psin:{citation.key},\n" + ",\n".join(lines) + "\n}\n"


def as_ris(citation: Citation) -> str:
    """A record of type DATA. Every field is one line, whatever stands in the data."""
    fields = [
        ("TY", "DATA"),
        ("TI", citation.title),
        *(("AU", f"{author},") for author in citation.authors or ("psin",)),
        ("PY", citation.year),
        ("T2", COLLECTION),
        ("ET", f"Data version {citation.version}"),
        ("UR", citation.iri),
        ("LA", citation.language),
        ("N1", citation.licence),
        ("ID", f"psin:{citation.key}"),
    ]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in fields if value) + "ER  - \r\n"


def as_csl(citation: Citation) -> str:
    """An array with one item."""
    parts = [int(part) for part in citation.date.split("-") if part.isdigit()][:3]
    item: dict[str, object] = {
        "id": f"psin:{citation.key}",
        "type": "dataset",
        "title": _line(citation.title),
        "author": [{"literal": _line(author)} for author in citation.authors or ("psin",)],
        "container-title": COLLECTION,
        "publisher": "psin",
        "version": citation.version,
        "URL": citation.iri,
        "language": citation.language,
    }
    if parts:
        item["issued"] = {"date-parts": [parts]}
    if citation.licence:
        item["license"] = _line(citation.licence)
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _line(text: str) -> str:
    """The text on one line, without signs that have no shape."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def _tex(text: str) -> str:
    return re.sub(r"[\\{}$&#%_~^]", lambda match: _TEX[match[0]], _line(text))
