"""What a rule of the checks beside the shapes refuses, and what it wants instead: a few lines of Turtle each."""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """The same lines kept (``good``) and broken (``bad``)."""

    good: str
    bad: str


_CONTRIBUTION = """<>
    a psin:Contribution ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    prov:wasAttributedTo <../organisation/psin#this> ;
    prov:generatedAtTime "2026-11-24T08:00:00Z"^^xsd:dateTime ;"""
_IN_FILE = "# data/networks/harbour-circle.ttl\n"

EXAMPLES: dict[str, Example] = {
    "G01": Example('<#this> skos:prefLabel "Harbour Circle"@en .', '<#this> skos:prefLabel "Harbour Circle@en .'),
    "G02": Example("<#this> psin:networkKind psinc:kind-network .", "<#this> psin:netwrokKind psinc:kind-network ."),
    "G03": Example("<#this> psin:networkKind psinc:kind-network .", "<#this> psin:networkKind psinc:kind-netwrok ."),
    "G04": Example("@prefix schema: <https://schema.org/> .", "@prefix schema: <http://schema.org/> ."),
    "G05": Example('<#this> skos:altLabel "Harbour"@en .', '<#this> foaf:nick "Harbour" .'),
    "G06": Example(
        "<#this> foaf:homepage <https://harbour-circle.example/> .",
        "<#this> foaf:homePage <https://harbour-circle.example/> .",
    ),
    "G07": Example(
        "# the term that replaces it, as the fix says\n<#this> psin:newTerm psinc:kind-network .",
        "# a term that the vocabulary marks as deprecated\n<#this> psin:oldTerm psinc:kind-network .",
    ),
    "G08": Example('<#this> skos:altLabel "Cercle du port"@fr .', '<#this> skos:altLabel "Cercle du port"@FRA .'),
    "G09": Example(
        '<#this> schema:foundingDate "2019-02-28"^^xsd:date .', '<#this> schema:foundingDate "2019-02-29"^^xsd:date .'
    ),
    "G10": Example(
        '<#contact>\n    a schema:ContactPoint ;\n    schema:email "info@harbour-circle.example" .',
        '<#this> skos:note "Write to jane.doe@example.org."@en .',
    ),
    "G11": Example('<#this> skos:note "See the contact page."@en .', '<#this> skos:note "Call +64 4 123 4567."@en .'),
    "G12": Example(
        "<#objective> psin:ofNetwork <#this> .", "<../network/other#objective> psin:ofNetwork <../network/other#this> ."
    ),
    "G13": Example('<#this> skos:prefLabel "Harbour Circle"@en .', '<#this> rdfs:label "Harbour Circle"@en .'),
    "G14": Example("# a file of at most 5 MB in UTF-8", "# a file in Latin-1, with a byte-order mark, or too large"),
    "G15": Example(
        f"{_IN_FILE}@base <https://w3id.org/psin/network/harbour-circle> .",
        f"{_IN_FILE}@base <https://w3id.org/psin/network/harbor-circle> .",
    ),
    "G16": Example(f"{_IN_FILE}<#this> a psin:Network .", f"{_IN_FILE}<#this> a psin:Objective ."),
    "G17": Example(f"{_CONTRIBUTION}\n    foaf:primaryTopic <#this> .", "<>\n    foaf:primaryTopic <#this> ."),
    "G18": Example(
        "<#convenership> psin:agent <../organisation/nesta#this> .",
        "<#convenership> psin:agent <../organisation/nessta#this> .",
    ),
    "G19": Example(
        "<#this> dcterms:source <#source-1> .\n<#source-1> a psin:Source .",
        "<#this> dcterms:source <#source-2> .\n<#source-1> a psin:Source .",
    ),
    "G20": Example(
        f"{_IN_FILE}@base <https://w3id.org/psin/network/harbour-circle> .",
        "# drafts/copy.ttl, beside data/networks/harbour-circle.ttl\n"
        "@base <https://w3id.org/psin/network/harbour-circle> .",
    ),
    "G21": Example("@base <https://w3id.org/psin/network/harbour-circle> .", "@base <https://example.org/harbour> ."),
    "G22": Example(
        "# the same network again: add to its document instead\n@base <https://w3id.org/psin/network/harbour-circle> .",
        '@base <https://w3id.org/psin/network/the-harbour-circle> .\n<#this> skos:prefLabel "The Harbour Circle"@en .',
    ),
    "G23": Example(
        "# another body on the same site: its own page\n<#this> foaf:page <https://harbour-circle.example/friends> .",
        "# the home page of another document\n<#this> foaf:homepage <https://harbour-circle.example/> .",
    ),
    "G24": Example(
        "@base <https://w3id.org/psin/network/harbour-circle-oslo> .",
        "# published already, for another network\n@base <https://w3id.org/psin/network/harbour-circle> .",
    ),
    "G25": Example(
        '# published: 2019\n<#this> schema:foundingDate "2019"^^xsd:gYear .',
        '# published: 2019\n<#this> schema:foundingDate "2014"^^xsd:gYear .',
    ),
    "G26": Example(
        '# published: both names\n<#this> skos:altLabel "HC"@en , "Harbour"@en .',
        '# published: both names\n<#this> skos:altLabel "HC"@en .',
    ),
    "G27": Example(
        "# published: both sources\n<#this> dcterms:source <#source-1> , <#source-2> .",
        "# published: both sources\n<#this> dcterms:source <#source-1> .",
    ),
    "G28": Example(
        "# another document cites <#source-2>\n<#source-1> a psin:Source .\n<#source-2> a psin:Source .",
        "# another document cites <#source-2>\n<#source-1> a psin:Source .",
    ),
    "G29": Example(
        "# other documents refer to this one, and still find it\n<#this> a psin:Network .",
        "# other documents refer to this one\n<#this> owl:deprecated true .",
    ),
    "G30": Example("<#this> dcterms:spatial country:NZL .", "<#this> dcterms:spatial country:NZD ."),
    "G31": Example("<#this> dcterms:language language:ENG .", "<#this> dcterms:language language:EMG ."),
    "G32": Example(
        '<#this> skos:note "The office of the chief digital officer answers."@en .',
        '<#this> skos:note "Ms Doe, born on 3 May 1980, answers."@en .',
    ),
    "G33": Example(
        "<#this> foaf:page <https://social.example/harbour-circle> .",
        "<#this> schema:sameAs <https://www.linkedin.com/groups/12345> .",
    ),
    "G34": Example(
        '<#membership> a psin:Membership ;\n    psin:nameAsGiven "Harbour Office" .',
        '<#membership> a psin:Membership ;\n    psin:nameAsGiven "Jane Doe" .',
    ),
    "G40": Example(
        '<#this> skos:prefLabel "Harbour Circle"@en .',
        "# between the words stands a zero-width space, written here as its escape\n"
        '<#this> skos:prefLabel "Harbour\\u200BCircle"@en .',
    ),
    "G41": Example(
        "<#opening>\n    a psin:LifeEvent ;\n    psin:ofNetwork <#this> .", "<#opening>\n    psin:ofNetwork <#this> ."
    ),
    "G42": Example(
        '{ "@context": "https://w3id.org/psin/context.jsonld" }', '{ "@context": "https://example.org/context.jsonld" }'
    ),
    "G43": Example(
        "<https://w3id.org/psin/network/harbour-circle> { <#this> a psin:Network . }", "<#this> a psin:Network ."
    ),
    "G44": Example("# harbour-circle.ttl", "# harbour-circle.jsonld"),
    "G45": Example("<rdf:RDF>", "<!DOCTYPE rdf:RDF>\n<rdf:RDF>"),
}
