"""English names for the country and language codes of the EU authority tables.

Source: http://publications.europa.eu/resource/authority/language (ISO 639-3).
"""

from __future__ import annotations

from ...vocabulary.countries import COUNTRIES

_LANGUAGES = """
ENG English|FRA French|DEU German|SPA Spanish|NLD Dutch|POR Portuguese|ITA Italian|SWE Swedish|DAN Danish
NOR Norwegian|FIN Finnish|ISL Icelandic|EST Estonian|LAV Latvian|LIT Lithuanian|POL Polish|CES Czech|SLK Slovak
SLV Slovenian|HRV Croatian|HUN Hungarian|RON Romanian|BUL Bulgarian|ELL Greek|GLE Irish|MLT Maltese|CAT Catalan
ARA Arabic|HEB Hebrew|JPN Japanese|KOR Korean|MSA Malay|ZHO Chinese|UKR Ukrainian|TUR Turkish|SRP Serbian|HIN Hindi
IND Indonesian|THA Thai|VIE Vietnamese
"""


def _table(text: str) -> dict[str, str]:
    rows = text.replace("\n", "|").split("|")
    return {code: name for code, _, name in (row.strip().partition(" ") for row in rows) if code}


LANGUAGES = _table(_LANGUAGES)

#: Names of the languages of labels, by the tag that stands in the data.
TAGS = {
    "ar": "Arabic",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "ms": "Malay",
    "nb": "Norwegian",
    "nl": "Dutch",
    "nn": "Norwegian",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "sl": "Slovenian",
    "sv": "Swedish",
    "zh": "Chinese",
    "mi": "Māori",
    "cy": "Welsh",
    "ga": "Irish",
    "eu": "Basque",
    "gl": "Galician",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ro": "Romanian",
    "lv": "Latvian",
    "lt": "Lithuanian",
    "hu": "Hungarian",
    "hr": "Croatian",
    "sk": "Slovak",
    "bg": "Bulgarian",
    "fil": "Filipino",
    "id": "Indonesian",
}


def name(code: str) -> str:
    """``NLD`` as ``Netherlands``; the code itself where it is not known."""
    return COUNTRIES.get(code, code)


def language(code: str) -> str:
    return LANGUAGES.get(code, code)


def language_of(tag: str) -> str:
    """``pt-br`` as ``Portuguese``; the tag itself where it is not known."""
    return TAGS.get(tag.split("-")[0], tag)
