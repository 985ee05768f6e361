"""When two names may be one: folding them in any script, and a score with its reason.

Folding: NFKC and case (Unicode 15, sections 3.11 and 3.13), accents, punctuation, a plain transliteration of Cyrillic
and Greek, legal forms, and words that so many names share that they tell nothing.
"""

from __future__ import annotations

from functools import lru_cache

from ..lazily import lazy
from ..light import Record
from .findings import Words

#: Names shorter than this, folded, are the same only if they are equal: one letter makes another acronym.
_SHORT = 7
#: Share of letters in common (difflib) from which two names look alike.
ALIKE = 0.86
#: The share of letters in common for single words of them.
_WORDS_ALIKE = 0.85
#: Characters of a name that are compared.
_LONGEST = 160
#: Signs of which it is remembered what they are.
_MOST_SIGNS = 5000
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўј"
_CYRILLIC_AS = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia i i ie g u j"
_GREEK, _GREEK_AS = "αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
_OTHER, _OTHER_AS = "øłđðþæœıىةـ’'", "o l d d th ae oe i ي ه _ _ _"
_LETTERS = str.maketrans(
    dict(zip(_CYRILLIC + _GREEK + _OTHER, f"{_CYRILLIC_AS} {_GREEK_AS} {_OTHER_AS}".split(), strict=True))
)
_INITIAL, _DIGITS = lazy(r"\b(\w)\.(?=\w\b)"), lazy(r"\d+")
_ADDRESS = lazy(r"https?://(?:[^/?#@]*@)?([^/?#:]+)(?::\d+)?([^?#]*)(\?[^#]*)?(?:#.*)?", "i")
_INDEX_PAGE = lazy(r"/(?:index|default|home)\.(?:html?|php|aspx?)$", "i")
_TRACKING = lazy(r"(?<=[?&])(?:utm_[^&]*|fbclid=[^&]*)(?:&|$)", "i")
_LEGAL = frozenset(
    """
    ag ab aps as asa asbl aisbl bv cic clg co corp eg ev ggmbh gmbh inc incorporated kft kg limited llc llp ltd mbh nv oy
    oyj plc pty sa sarl sas sasu sl srl spa vzw zrt stichting
    """.split()
)
_SMALL = frozenset(
    """
    a an and at by for from in of on the to with
    de del der des die das dem den du d da do dos das e ed een en et het im i il in l la las le les lo los los na no
    och og of op para per pela pelo por pour sur te und van vom von voor y zum zur z
    """.split()
)
_COMMON = _SMALL | frozenset(
    """
    public publica publico publique publics publiques pubblica pubblico offentlig offentliga offentlige oeffentlich
    offentlicher offentlichen sector sectors sektor secteur setor settore sektorn
    innovation innovations innovacion inovacao innovazione innovatie innovasjon innovaatio innovaatioiden
    network networks netzwerk netwerk natverk natverket nettverk netvaerk reseau reseaux red rede rete verkosto
    government governments governmental gouvernement gobierno governo regering regierung
    """.split()
)


class Name(Record):
    """A folded name: its words, those that tell something in alphabetical order, and these written together.

    ``ordered`` are the words in alphabetical order, ``great`` those that are not small, ``told`` what ``telling`` has, as a set.
    """

    words: tuple[str, ...]
    telling: tuple[str, ...]
    together: str
    numbers: frozenset[str]
    ordered: tuple[str, ...]
    great: tuple[str, ...]
    told: frozenset[str]


class Likeness(Record):
    """``score`` from 0 (nothing in common) to 1 (equal)."""

    score: float
    reason: Words


class _Signs(dict[int, str]):
    """For ``str.translate``: letters, marks and digits stay, everything else becomes a blank."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if code > 127:
            from unicodedata import category

            found = sign if category(sign)[0] in "LMN" else " "
        else:
            found = sign if sign.isalnum() else " "
        if len(self) < _MOST_SIGNS:
            self[code] = found
        return found


_SIGNS = _Signs()


def _without_accents(text: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # Marks of Indic and other scripts (classes 0 to 9, 36 to 199) are letters of their own; accents are not.
    plain = "".join(sign for sign in plain if not (10 <= (mark := unicodedata.combining(sign)) <= 35 or mark >= 200))
    return unicodedata.normalize("NFC", plain)


@lru_cache(20_000)
def fold(text: str) -> Name:
    """The words of a name, without what writers choose freely."""
    plain = text[:_LONGEST].lower() if text.isascii() else _without_accents(text[:_LONGEST])
    plain = plain.translate(_LETTERS).replace("_", "").replace("&", " and ")
    # The dots of e.V. and S.A. hold letters together, all other punctuation parts words.
    plain = _INITIAL.sub(lambda initial: initial[1], plain)
    words = tuple(plain.translate(_SIGNS).split())
    without_form = tuple(word for word in words if word not in _LEGAL) or words
    telling = tuple(sorted(word for word in without_form if word not in _COMMON))
    together = "".join(word for word in without_form if word not in _COMMON)
    numbers = frozenset(_DIGITS.findall(" ".join(without_form)))
    great = tuple(word for word in without_form if word not in _SMALL)
    return Name(without_form, telling, together, numbers, tuple(sorted(without_form)), great, frozenset(telling))


def compare(one: str, other: str) -> Likeness | None:
    """How alike two names are; None where they are not, or where only common words are alike."""
    return likeness(fold(one), fold(other))


def likeness(first: Name, second: Name) -> Likeness | None:
    """The same for names that are folded already."""
    words, telling, together, numbers, ordered, great, _ = first
    their_words, their_telling, their_together, their_numbers, their_ordered, their_great, _ = second
    if words == their_words:
        return Likeness(1.0, Words("the same name", "le même nom"))
    if numbers != their_numbers or not telling or not their_telling:
        return None
    if ordered == their_ordered:
        return Likeness(0.95, Words("the same words in another order", "les mêmes mots dans un autre ordre"))
    if great == their_great:
        return Likeness(0.95, Words("the same but for small words", "les mêmes aux petits mots près"))
    if together == their_together or telling == their_telling:
        if len(together) < _SHORT and len(telling) < 2:
            return None
        return Likeness(0.9, Words("the same but for common words", "les mêmes aux mots courants près"))
    shorter, both = min(len(together), len(their_together)), len(together) + len(their_together)
    if shorter < _SHORT or 2.0 * shorter < ALIKE * both:
        return None
    if _differ_in_a_word(first, second):
        return None
    ratio = _ratio(together, their_together)
    if ratio < ALIKE:
        return None
    percent = f"{ratio:.0%}".replace("%", " %")
    return Likeness(
        round(0.95 * ratio, 2),
        Words(f"{percent.replace(' ', '')} of the letters in common", f"{percent} des lettres en commun"),
    )


def _ratio(one: str, other: str) -> float:
    if not _have_in_common(one, other, ALIKE):
        return 0.0
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _have_in_common(one: str, other: str, share: float) -> bool:
    """Whether so many letters are the same, wherever they stand; if not, the ratio is less, and nobody has to find it."""
    common = sum(min(one.count(letter), other.count(letter)) for letter in set(one))
    return 2.0 * common / (len(one) + len(other)) >= share


def _differ_in_a_word(one: Name, other: Name) -> bool:
    """Whether a word of one has no counterpart: a lab for health is none for wealth, however long the rest is."""
    ours, theirs = one.told - other.told, other.told - one.told
    if len(ours) != len(theirs):
        # the same letters parted in another way
        return abs(len(one.together) - len(other.together)) > 2
    return not all(any(_are_alike(word, candidate) for candidate in theirs) for word in ours)


@lru_cache(100_000)
def _are_alike(one: str, other: str) -> bool:
    if not _have_in_common(one, other, _WORDS_ALIKE):
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _WORDS_ALIKE


def keys(text: str) -> set[str]:
    """Under what a name is filed. Names that ``compare`` finds alike share at least one key, but for rare misspellings
    at both ends of a name of one word."""
    name = fold(text)
    found = {"=" + " ".join(name.ordered)}
    if name.together:
        span = 5 if name.together.isascii() else 2
        found |= {"<" + name.together[:span], ">" + name.together[-span:]}
        found.update("." + word for word in name.telling if len(word) > 3 or not word.isascii())
    return found


@lru_cache(20_000)
def site(iri: str) -> str | None:
    """What a web address names, whatever way it is written: host and path; None for what is no web address.

    Scheme, www, port, empty queries, fragments, trailing slashes and index pages do not count.
    """
    found = _ADDRESS.fullmatch(iri)
    if found is None:
        return None
    host, path, query = found[1].lower().removeprefix("www.").rstrip("."), found[2], found[3] or ""
    path = _INDEX_PAGE.sub("/", path).rstrip("/").lower()
    query = _TRACKING.sub("", query).rstrip("?&")
    return f"{_ascii_host(host)}{path}{query}"


def _ascii_host(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host
