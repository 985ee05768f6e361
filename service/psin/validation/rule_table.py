"""What is checked before and beside the shapes: one table, with the words for each rule.

Codes start with G (grammar); the shapes use other letters. ``{name}`` in a sentence is filled in where a rule is
broken.
"""

from __future__ import annotations

from .context_rules import CONTEXT_RULES
from .findings import Severity, Words
from .parse_rules import PARSE_RULES
from .rule import Rule

V, W = Severity.VIOLATION, Severity.WARNING
_NONE = Words("")


def _rule(code: str, severity: Severity, title: Words, message: Words, advice: Words = _NONE) -> Rule:
    return Rule(code, title, severity, message, advice)


_WRITE = Words("Write {suggestion}.", "Écrire {suggestion}.")

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        _rule(
            "G01",
            V,
            Words("Mistake of grammar", "Faute de grammaire"),
            Words("{detail}", "{detail}"),
            Words("{advice}", "{advice}"),
        ),
        _rule(
            "G02",
            V,
            Words("Unknown term", "Terme inconnu"),
            Words("The vocabulary has no term {value}.", "Le vocabulaire n’a pas de terme {value}."),
            _WRITE,
        ),
        _rule(
            "G03",
            V,
            Words("Unknown concept", "Concept inconnu"),
            Words("There is no concept {value}.", "Il n’y a pas de concept {value}."),
            _WRITE,
        ),
        _rule(
            "G04",
            V,
            Words("Mistaken namespace", "Espace de noms confondu"),
            Words(
                "{value} looks right, but it is another address, which means something else, or nothing.",
                "{value} semble juste, mais c’est une autre adresse, qui désigne autre chose, ou rien.",
            ),
            _WRITE,
        ),
        _rule(
            "G05",
            W,
            Words("Term that psin does not use", "Terme que psin n’emploie pas"),
            Words(
                "{value} exists, but psin does not use it, so nobody will find what it says.",
                "{value} existe, mais psin ne l’emploie pas, donc personne ne trouvera ce qu’il dit.",
            ),
            _WRITE,
        ),
        _rule(
            "G06",
            V,
            Words("Misspelt term", "Terme mal écrit"),
            Words("{value} does not exist in its vocabulary.", "{value} n’existe pas dans son vocabulaire."),
            _WRITE,
        ),
        _rule(
            "G07",
            W,
            Words("Deprecated term", "Terme abandonné"),
            Words("{value} is deprecated.", "{value} est abandonné."),
            _WRITE,
        ),
        _rule(
            "G08",
            W,
            Words("Language tag", "Étiquette de langue"),
            Words(
                "'@{value}' is not how files of psin write a language.",
                "« @{value} » n’est pas la façon dont les fichiers de psin écrivent une langue.",
            ),
            Words("Write @{suggestion}.", "Écrire @{suggestion}."),
        ),
        _rule(
            "G09",
            V,
            Words("Impossible value", "Valeur impossible"),
            Words("'{value}' is not a possible {datatype}.", "« {value} » n’est pas un {datatype} possible."),
            Words("A value of this type is written like {example}.", "Une valeur de ce type s’écrit comme {example}."),
        ),
        _rule(
            "G10",
            V,
            Words("E-mail address in a text", "Adresse électronique dans un texte"),
            Words("The text contains the e-mail address {value}.", "Le texte contient l’adresse électronique {value}."),
            Words(
                "Remove it; the mailbox of an office may stand in schema:email of a contact point.",
                "La retirer ; la boîte d’un service peut figurer dans schema:email d’un point de contact.",
            ),
        ),
        _rule(
            "G11",
            V,
            Words("Telephone number in a text", "Numéro de téléphone dans un texte"),
            Words("The text contains the telephone number {value}.", "Le texte contient le numéro {value}."),
            Words("Remove it.", "Le retirer."),
        ),
        _rule(
            "G12",
            V,
            Words("Statement about something else", "Énoncé sur autre chose"),
            Words(
                "This document may not make statements about {value}.",
                "Ce document ne peut pas énoncer quelque chose sur {value}.",
            ),
            Words(
                "Describe <#this> and other fragments of the document, or edit the document of that thing.",
                "Décrire <#this> et d’autres fragments du document, ou modifier le document de cette chose.",
            ),
        ),
        _rule(
            "G13",
            V,
            Words("Statement about the vocabulary", "Énoncé sur le vocabulaire"),
            Words(
                "{value} belongs to vocabularies, not to documents about networks.",
                "{value} appartient aux vocabulaires, pas aux documents sur les réseaux.",
            ),
            Words(
                "Leave it out; a new term or rule is a proposal to the editors.",
                "Le retirer ; un nouveau terme ou une nouvelle règle se propose aux éditeurs.",
            ),
        ),
        _rule(
            "G14",
            V,
            Words("File that cannot be read", "Fichier illisible"),
            Words("{detail}", "{detail}"),
            Words("{advice}", "{advice}"),
        ),
        _rule(
            "G15",
            V,
            Words("Base that does not fit", "Base qui ne convient pas"),
            Words(
                "The base of this file is {value}, but its place says {expected}.",
                "La base de ce fichier est {value}, mais son emplacement dit {expected}.",
            ),
            Words("Write @base {expected} .", "Écrire @base {expected} ."),
        ),
        _rule(
            "G16",
            V,
            Words("Nothing described", "Rien de décrit"),
            Words(
                "The document does not say that <#this> is {expected}.",
                "Le document ne dit pas que <#this> est {expected}.",
            ),
            Words("Add: <#this> a {first} .", "Ajouter : <#this> a {first} ."),
        ),
        _rule(
            "G17",
            V,
            Words("No contribution", "Pas de contribution"),
            Words(
                "The document does not say who contributed it, and under which licence.",
                "Le document ne dit pas qui l’a apporté ni sous quelle licence.",
            ),
            Words(
                "Add: <> a psin:Contribution with dcterms:license, prov:wasAttributedTo and prov:generatedAtTime.",
                "Ajouter : <> a psin:Contribution avec dcterms:license, prov:wasAttributedTo et prov:generatedAtTime.",
            ),
        ),
        _rule(
            "G18",
            V,
            Words("Reference to a document that does not exist", "Renvoi à un document qui n’existe pas"),
            Words("There is no document {value}.", "Il n’y a pas de document {value}."),
            _WRITE,
        ),
        _rule(
            "G19",
            V,
            Words("Reference to a part that is not described", "Renvoi à une partie qui n’est pas décrite"),
            Words("{value} is not described in its document.", "{value} n’est pas décrit dans son document."),
            _WRITE,
        ),
        _rule(
            "G20",
            V,
            Words("Two files for one document", "Deux fichiers pour un document"),
            Words("{other} holds the same document {value}.", "{other} contient le même document {value}."),
            Words("Keep one of the files.", "Garder un des fichiers."),
        ),
        _rule(
            "G21",
            V,
            Words("Base that names no document", "Base qui ne nomme aucun document"),
            Words(
                "The base of this file, {value}, is not the address of a document of psin.",
                "La base de ce fichier, {value}, n’est pas l’adresse d’un document de psin.",
            ),
            Words(
                "Start the file with a line like @base <https://w3id.org/psin/network/my-network> .",
                "Commencer le fichier par une ligne comme @base <https://w3id.org/psin/network/my-network> .",
            ),
        ),
        *CONTEXT_RULES,
        *PARSE_RULES,
    )
}
