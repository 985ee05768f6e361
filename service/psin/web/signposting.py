"""What a program learns from the head of an answer about a document: FAIR Signposting, level 1.

Source: https://signposting.org/FAIR/ and RFC 8288.
"""

from __future__ import annotations

from ..documents import Document
from ..vocabulary.namespaces import SCHEMA
from .negotiation import DOCUMENT, HTML

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: What a kind of document is about, in the classes that crawlers know.
_ABOUT = {
    "network": "Organization",
    "organisation": "Organization",
    "convening": "Event",
    "lesson": "CreativeWork",
    "guidance": "CreativeWork",
    "catalogue": "DataCatalog",
    "partner": "DataFeed",
    "identity": "Claim",
}


def links(document: Document) -> list[str]:
    """The values of ``Link`` headers for the page and the data of a document; alternates are not among them."""
    about = f"{SCHEMA}{_ABOUT.get(document.kind_name, 'Thing')}"
    found = [
        f'<{document.iri}>; rel="cite-as"',
        f'<{LICENCE}>; rel="license"',
        f'<{SCHEMA}AboutPage>; rel="type"',
        f'<{about}>; rel="type"',
        f'</{document.kind.folder}>; rel="collection"; type="text/html"',
    ]
    for form in DOCUMENT:
        if form is not HTML:
            found.append(f'<{document.page}.{form.extension}>; rel="describedby"; type="{form.media_type}"')
    return found
