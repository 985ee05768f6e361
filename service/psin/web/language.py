"""The language of the interface: chosen in the address, English without a prefix, others with one (``/fr/networks``).

English texts stand in code and templates, their translations in ``locale/<language>/*.po``, one file an area, read by
Babel at the first use. The prefix is taken off before routing, so every address exists in every language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

from flask import has_request_context, request
from markupsafe import Markup

Environ = dict[str, Any]
Value = TypeVar("Value")
DEFAULT = "en"
#: Language tag to its own name.
LANGUAGES = {"en": "English", "fr": "Français"}
_KEY = "psin.language"
_FOLDER = Path(__file__).with_name("locale")
#: Spaces of a language and what stands in their place in its translations; a sign inside of code has no space behind it.
_SPACES = {
    "fr": (("\u202f", re.compile(r" (?=[;?!»](?:[\s)»<,.]|$))|(?<=«) ")), ("\u00a0", re.compile(r" (?=:(?:\s|$)|%)")))
}


class Languages:
    """The middleware that takes the prefix of a language off the path. ``application`` is a WSGI application (PEP 3333)."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        chosen = of_path(path)
        if chosen != DEFAULT:
            environ[_KEY] = chosen
            environ["PATH_INFO"] = path[1 + len(chosen) :] or "/"
        return self._application(environ, start_response)


def of_path(path: str) -> str:
    """The tag of the language that a path with its prefix asks for."""
    chosen = path[1:].partition("/")[0]
    return chosen if chosen in LANGUAGES else DEFAULT


def language() -> str:
    """The tag of the language that the current request asks for; English outside of one."""
    return str(request.environ.get(_KEY, DEFAULT)) if has_request_context() else DEFAULT


def speak(wanted: str) -> None:
    """Answers the current request in another language than its address asks for."""
    request.environ[_KEY] = wanted


def here(address: str, wanted: str | None = None) -> str:
    """An internal address in the ``wanted`` language, by default that of the request; any other address as it is."""
    chosen = wanted or language()
    if chosen == DEFAULT or not address.startswith("/") or address.startswith("//"):
        return address
    return f"/{chosen}{address}" if address != "/" else f"/{chosen}/"


def _(text: str, **values: object) -> str:
    """The English ``text`` in the current language, with ``{name}`` replaced by the values."""
    found = messages(language()).get(text, text)
    return found.format(**values) if values else found


def _m(text: str, **values: object) -> Markup:
    """As ``_``, for a text of ours that holds markup: the values are escaped, the text is not."""
    return Markup(messages(language()).get(text, text)).format(**values)  # noqa: S704


def _n(one: str, many: str, count: int, **values: object) -> str:
    """The text for ``count`` things, by the plural rule of the current language; ``{n}`` is the count in its figures."""
    # Imported where it is used: a start without a reader needs no Babel.
    from babel.numbers import format_decimal

    chosen = language()
    forms = messages(chosen).get((one, many), (one, many))
    singular = count == 1 if chosen == DEFAULT else abs(count) < 2
    form = forms[0] if singular else forms[1]
    return form.format(n=format_decimal(count, locale=chosen), **values)


def each_language(build: Callable[[], Value]) -> Callable[[], Value]:
    """A function without arguments whose value is built once for every language."""
    held: dict[str, Value] = {}

    @wraps(build)
    def found() -> Value:
        chosen = language()
        if chosen not in held:
            held[chosen] = build()
        return held[chosen]

    return found


@cache
def messages(chosen: str) -> dict[Any, Any]:
    """English text to translation; for what is counted, a pair of texts to a pair. Empty for English."""
    return dict(translations(chosen))


def translations(chosen: str, area: str = "") -> Iterator[tuple[Any, Any]]:
    """What the files of a language say, or those in a folder of it: texts or pairs of texts, with their translations."""
    from babel.messages.pofile import read_po

    for path in sorted((_FOLDER / chosen / area).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=chosen):
                counted = isinstance(message.string, tuple)
                forms = tuple(typeset(form, chosen) for form in (message.string if counted else (message.string,)))
                if message.id and all(forms):
                    yield message.id, forms if counted else forms[0]


def typeset(text: str, chosen: str) -> str:
    """The text with the spaces that belong to signs in a language and are never broken at; in French before : ; ? ! % and »,
    and after «. Source: Lexique des règles typographiques en usage à l’Imprimerie nationale.
    """
    for space, found in _SPACES.get(chosen, ()):
        text = found.sub(space, text)
    return text
