"""Names of countries and languages in the language of the page, by the codes of the EU authority tables and by tag.

Sources: http://publications.europa.eu/resource/authority/country (ISO 3166-1 alpha-3) and .../language (ISO 639-3);
names in languages other than English from Unicode CLDR, through Babel.
"""

from __future__ import annotations

from functools import lru_cache

from ...vocabulary.countries import COUNTRIES
from ..language import DEFAULT
from ..language import language as of_page

#: Codes that Babel does not lead to the two letters of CLDR.
_TERRITORIES = {"XKX": "XK"}


def name(code: str) -> str:
    """``NLD`` as ``Netherlands`` or ``Pays-Bas``; the code itself where it is not known."""
    return _territory(code, of_page())


def language(code: str) -> str:
    """``NLD`` as ``Dutch`` or ``néerlandais``; the code itself where it is not known."""
    return _language(code, of_page())


def language_of(tag: str) -> str:
    """``pt-br`` as ``Portuguese``; the tag itself where it is not known."""
    return _language(tag.split("-")[0], of_page())


@lru_cache(maxsize=1024)
def _territory(code: str, chosen: str) -> str:
    if chosen == DEFAULT:
        return COUNTRIES.get(code, code)
    from babel.core import Locale, get_global

    short = _TERRITORIES.get(code) or next(iter(get_global("territory_aliases").get(code, ())), code)
    return Locale(chosen).territories.get(short) or COUNTRIES.get(code, code)


@lru_cache(maxsize=1024)
def _language(code: str, chosen: str) -> str:
    from babel.core import Locale, get_global

    lower = code.lower()
    return Locale(chosen).languages.get(get_global("language_aliases").get(lower, lower)) or code
