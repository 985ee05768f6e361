"""A document as it comes with a request: the body itself, or a form with a file or a pasted text.

Sources: RFC 7578 (multipart/form-data); the media types of RDF 1.1 Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD 1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import Request, abort
from werkzeug.datastructures import FileStorage

from ..errors import InputError
from ..settings import Settings
from ..validation.parse import SYNTAXES
from .language import DEFAULT, language
from .negotiation import wants_html

#: Ending of a file by its media type.
TYPES = {
    "text/turtle": ".ttl",
    "application/x-turtle": ".ttl",
    "application/turtle": ".ttl",
    "text/n3": ".ttl",
    "application/n-triples": ".nt",
    "application/n-quads": ".nq",
    "application/trig": ".trig",
    "application/ld+json": ".jsonld",
    "application/json": ".jsonld",
    "application/rdf+xml": ".rdf",
}
#: Endings by their name in the form.
ENDINGS = {
    ".ttl": "Turtle",
    ".trig": "TriG",
    ".nt": "N-Triples",
    ".nq": "N-Quads",
    ".jsonld": "JSON-LD",
    ".rdf": "RDF/XML",
}
LANGUAGES = ("en", "fr")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
#: What a form has around the document, in bytes.
_AROUND = 100_000
_NAME_LENGTH = 200


@dataclass(frozen=True)
class Submission:
    """``name`` is a file name whose ending tells the syntax. ``pasted`` says that the document was typed into a form."""

    raw: bytes
    name: str
    pasted: bool = False


def body_limit(settings: Settings) -> int:
    """Bytes that the body of a request with a document may have."""
    return int(settings.document_bytes) + _AROUND


def read(request: Request, settings: Settings) -> Submission:
    """The document of a POST.

    Raises InputError if there is none or its name is of no use, and an HTTP error 413 or 415 for a body that is too large
    or of another type.
    """
    request.max_content_length = request.max_form_memory_size = body_limit(settings)
    kind = request.mimetype
    if request.content_encoding:
        abort(415, f"The body is encoded as '{request.content_encoding[:60]}'; send it without Content-Encoding.")
    if kind in _FORMS:
        found = _from_form(request)
    elif kind in TYPES:
        charset = request.mimetype_params.get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
            abort(415, f"The body is in the character set '{charset[:60]}'; send it as UTF-8.")
        found = Submission(request.get_data(), _named(request.args.get("name", ""), TYPES[kind]))
    else:
        abort(
            415,
            f"The body is of type '{kind[:60] or 'none'}'; send a form or one of {', '.join(TYPES)}.",
        )
    if len(found.raw) > settings.document_bytes:
        abort(413)
    return found


def parameter(request: Request, name: str) -> str:
    """A parameter of the form or of the address, empty if it is not given. Raises InputError if it is given twice."""
    given = [one for one in (*request.form.getlist(name), *request.args.getlist(name)) if one]
    if len(set(given)) > 1:
        raise InputError(f"The parameter '{name}' is given {len(given)} times.", "Give it once.")
    return given[0] if given else ""


def language_of(request: Request) -> str:
    """``lang`` if it is given, else the language of the address.

    Programs use addresses without a language; they get the one that they prefer. Raises InputError for a third one.
    """
    wish = parameter(request, "lang").lower()
    if wish and wish not in LANGUAGES:
        raise InputError(f"'{wish[:60]}' is not a language of the reports.", "Give lang=en or lang=fr.")
    if not wish and (language() != DEFAULT or wants_html(request)):
        return language()
    liked = (tag.lower().partition("-")[0] for tag in request.accept_languages.values())
    return wish or next((one for one in liked if one in LANGUAGES), "en")


def _from_form(request: Request) -> Submission:
    """A file has the first word: a page that shows a text again still lets a file be chosen."""
    wish = parameter(request, "syntax")
    if wish and wish not in ENDINGS:
        raise InputError(f"'{wish[:60]}' is not a syntax.", f"Give one of {', '.join(ENDINGS)}, or leave it out.")
    name, file = parameter(request, "name"), request.files.get("file")
    if file is not None and file.filename:
        return Submission(
            file.stream.read(), _named(name or file.filename, wish or _ending_of(file), forced=bool(wish))
        )
    texts = request.form.getlist("text")
    if len(texts) > 1:
        raise InputError(f"The parameter 'text' is given {len(texts)} times.", "Give it once.")
    if not texts or not texts[0].strip():
        raise InputError("There is no document in the form.", "Choose a file or paste its text.")
    # browsers send every line of a text area with CR and LF, whatever was pasted
    text = texts[0].replace("\r\n", "\n")
    return Submission(
        text.encode("utf-8", "surrogatepass"), _named(name, wish or ".ttl", forced=bool(wish)), pasted=True
    )


def _ending_of(file: FileStorage) -> str:
    return TYPES.get(file.mimetype, ".ttl")


def _named(name: str, ending: str, *, forced: bool = False) -> str:
    """A name to show, with at most one folder, that has the ending of the syntax."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    shown = "".join(one for one in "/".join(parts[-2:]) if one.isprintable())[-_NAME_LENGTH:] or "document"
    path = PurePosixPath(shown)
    known = path.suffix == ".ttl" or path.suffix in SYNTAXES
    if known and not forced:
        return shown
    return str(path.with_suffix(ending)) if known else f"{shown}{ending}"
