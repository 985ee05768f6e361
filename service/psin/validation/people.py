"""What texts and addresses tell about people that may not be published, in the field's common languages."""

from __future__ import annotations

from itertools import islice

from ..lazily import lazy

_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Mme|Mlle|M|Herr|Frau|Dhr|Mevr|Mw|Sr|Sra|Dott|Monsieur|Madame|Se[ñn]ora?)\b\.?"
_NAME = r"[^\W\d_a-z][\w.’'-]{0,30}(?:[ \u00a0](?:van|von|de|del|da|den|der)?[ \u00a0]?[^\W\d_a-z][\w’'-]{1,30}){0,3}"
_HOME = r"""
    (?i:\b(?:home|private)[ ](?:address|number|phone)|\b(?:lives|living|resides|residing)[ ](?:at|in)\b
      | \baged[ ][0-9]{2}\b|\b[0-9]{2}[ ]years[ ]old\b|\bmarried[ ]to\b
      | \badresse[ ](?:priv[ée]e|personnelle)|\b(?:habite|demeurant|domicili[ée]e?)\b|\bn[ée]e?[ ](?:le|en)[ ][0-9]
      | \b[âa]g[ée]e?[ ]de[ ][0-9]{2}|\bmari[ée]e?[ ](?:à|avec)\b
      | \bwohnhaft\b|\bgeboren[ ](?:am|op|in)\b|\bwoonachtig\b|\bnacid[oa][ ](?:el|en)\b)
    | \bborn[ ](?:on[ ]|in[ ])(?:the[ ])?[0-9A-Z]
    | \b[0-9]{1,5}[a-z]?,?[ ](?i:rue|avenue|boulevard|chemin|impasse|allée)[ ]\w
    | \b[0-9]{1,5}[ ](?:[A-Z][\w’'-]{1,30}[ ]){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Crescent|Terrace)\b
    | \b\w{2,30}(?:straat|laan|weg|stra[ßs]s?e|gasse)[ ][0-9]{1,4}\b
"""
#: The same titles by their first letters, by which an expression is looked for several times as fast.
_BEGINS = lazy(
    r"(?:M(?<!\wM)(?:rs?|s|iss|x|me|lle||evr|w|onsieur|adame)|D(?<!\wD)(?:r|hr|ott)|S(?<!\wS)(?:ra?|e[ñn]ora?)"
    r"|P(?<!\wP)rof|H(?<!\wH)err|F(?<!\wF)rau)\b\.?[ \u00a0](?=[^\W\d_])"
)
#: Titles that are looked at in one text, so that a text made of titles costs no more than a page.
_MOST_TITLES = 200
_BODIES = "Foundation|Institute|Center|Centre|University|Prize|Award|Lab|Network|Fund|Trust|Council|Group|Team|School"
_SOCIAL = r"""https?://(?:[a-z0-9-]+\.){0,3}(?:linkedin\.com|facebook\.com|instagram\.com|twitter\.com|x\.com|tiktok\.com
    |youtube\.com|threads\.(?:com|net)|bsky\.app|mastodon\.[a-z]+|medium\.com|xing\.com|vk\.com|weibo\.com|t\.me
    |telegram\.me|wa\.me|pinterest\.[a-z.]+|snapchat\.com|reddit\.com)(?:[/?#]|$)"""

#: A telephone number, international or announced by a word.
TELEPHONE = lazy(
    r"""(?<![\w+])\+[1-9][0-9]{0,2}(?:[ ().\-/\u00a0]{0,3}[0-9]){6,14}(?![0-9])
    | \b(?:tel|telephone|telefon|telefono|telefoon|téléphone|teléfono|phone|mobile|fax)\b[.: \u00a0]{0,3}
      [+(]?[0-9](?:[ ().\-/\u00a0]{0,2}[0-9]){5,14}""",
    "xi",
)
_PRIVATE = lazy(rf"\b{_TITLE}[ \u00a0]{_NAME}[^.!?;\n]{{0,80}}?(?:{_HOME.strip()})", "x")
_PERSON = lazy(rf"(?!.*\b(?:{_BODIES})\b)(?:{_TITLE}[ \u00a0]){{1,2}}{_NAME}(?:,[^,]{{0,80}})?", "x")
_SOCIAL_NETWORK = lazy(_SOCIAL, "xi")


def private_details(text: str) -> str | None:
    """The part of a text that tells a person's home, age or family: a title, a name, and such a detail after it."""
    for title in islice(_BEGINS.finditer(text), _MOST_TITLES):
        found = _PRIVATE.match(text, title.start())
        if found:
            return found[0]
    return None


def is_persons_name(text: str) -> bool:
    """Whether a text is a title with a name, and no office."""
    return _BEGINS.match(text) is not None and _PERSON.fullmatch(text) is not None


def is_social_network(iri: str) -> bool:
    return _SOCIAL_NETWORK.match(iri) is not None
