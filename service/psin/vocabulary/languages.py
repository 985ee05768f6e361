"""Language tags as BCP 47 (RFC 5646) wants them, as far as data in the field's languages needs it."""

from __future__ import annotations

from functools import lru_cache

from ..lazily import lazy

#: ISO 639-1.
_TWO_LETTERS = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)
#: ISO 639-2 and -3 codes that people write although a two-letter code exists (RFC 5646, section 2.2.1).
_SHORTER = dict(
    pair.split(":")
    for pair in """
    eng:en fra:fr fre:fr deu:de ger:de nld:nl dut:nl spa:es por:pt ita:it dan:da swe:sv nor:no nob:nb nno:nn fin:fi
    isl:is ice:is est:et lav:lv lit:lt pol:pl ces:cs cze:cs slk:sk slo:sk slv:sl hrv:hr srp:sr bos:bs mkd:mk mac:mk
    sqi:sq alb:sq ron:ro rum:ro bul:bg ell:el gre:el hun:hu tur:tr gle:ga cym:cy wel:cy cat:ca eus:eu baq:eu glg:gl
    ara:ar heb:he fas:fa per:fa rus:ru ukr:uk kat:ka geo:ka hye:hy arm:hy jpn:ja kor:ko zho:zh chi:zh hin:hi urd:ur
    ben:bn tha:th vie:vi ind:id msa:ms may:ms mlt:mt ltz:lb mri:mi mao:mi swa:sw
    """.split()
)
_TAG = lazy(
    r"(?P<primary>[a-z]{2,3})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-x(?:-[a-z0-9]{1,8})+)?"
)


@lru_cache(1000)
def better_tag(tag: str) -> str | None:
    """The tag that should stand in place of this one; an empty text if nobody can tell; None if the tag is good.

    Canonical files have tags in lower case throughout, so that one text has one spelling.
    """
    lower = tag.lower()
    match = _TAG.fullmatch(lower)
    if match is None:
        return ""
    primary = match["primary"]
    if primary in _SHORTER:
        return _SHORTER[primary] + lower[len(primary) :]
    if len(primary) == 2 and primary not in _TWO_LETTERS:
        return ""
    return lower if lower != tag else None
