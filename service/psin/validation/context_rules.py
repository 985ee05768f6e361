"""Rules about a document among others, about codes of tables, and about people: the second part of the table of rules."""

from __future__ import annotations

from .findings import Severity, Words
from .rule import Rule

V, W, I = Severity.VIOLATION, Severity.WARNING, Severity.INFO
_WRITE = Words("Write {suggestion}.", "Écrire {suggestion}.")

CONTEXT_RULES: tuple[Rule, ...] = (
    Rule(
        "G22",
        Words("Probable duplicate", "Doublon probable"),
        W,
        Words(
            "{other} may be the same (score {score}): {reason}.",
            "{other} est peut-être identique (score {score}) : {reason}.",
        ),
        Words(
            "If it is, add to that document instead, or withdraw one of the two; if not, link one to the other, so that "
            "nobody takes them for one again.",
            "Si c’est le cas, compléter plutôt ce document, ou retirer l’un des deux ; sinon, relier l’un à l’autre, pour "
            "que personne ne les confonde plus.",
        ),
    ),
    Rule(
        "G23",
        Words("Duplicate by its address", "Doublon par son adresse"),
        V,
        Words("{other} is the same thing: {reason}.", "{other} est la même chose : {reason}."),
        Words(
            "Join the two; if several bodies share a site, give it as a page (foaf:page), and link one to the other if "
            "they belong together.",
            "Réunir les deux ; si plusieurs organismes partagent un site, le donner comme page (foaf:page), et relier l’un "
            "à l’autre s’ils vont ensemble.",
        ),
    ),
    Rule(
        "G24",
        Words("Short name taken", "Nom court déjà pris"),
        V,
        Words(
            "The address {value} already belongs to {published}: name, place and web site all differ.",
            "L’adresse {value} appartient déjà à {published} : nom, lieu et site diffèrent tous.",
        ),
        Words(
            "Choose another short name; an address is never given to something else.",
            "Choisir un autre nom court ; une adresse n’est jamais donnée à autre chose.",
        ),
    ),
    Rule(
        "G25",
        Words("Contradicts what is published", "Contredit ce qui est publié"),
        W,
        Words(
            "{property} is {value} here, but {published} in what is published.",
            "{property} : {value} ici, mais {published} dans ce qui est publié.",
        ),
        Words(
            "Correct it here, or keep both with their sources (psin:Claim) if sources differ.",
            "Corriger ici, ou garder les deux avec leurs sources (psin:Claim) si les sources divergent.",
        ),
    ),
    Rule(
        "G26",
        Words("No longer said", "N’est plus dit"),
        I,
        Words("This file no longer says {published}.", "Ce fichier ne dit plus {published}."),
    ),
    Rule(
        "G27",
        Words("Source no longer cited", "Source qui n’est plus citée"),
        W,
        Words(
            "This file no longer cites {published}, which is cited in what is published.",
            "Ce fichier ne cite plus {published}, qui est cité dans ce qui est publié.",
        ),
        Words(
            "Keep the source as long as anything it supports stands.",
            "Garder la source tant que ce qu’elle appuie subsiste.",
        ),
    ),
    Rule(
        "G28",
        Words("Others refer to a part that is gone", "D’autres renvoient à une partie disparue"),
        V,
        Words(
            "{other} refers to {value}, which this file no longer describes.",
            "{other} renvoie à {value}, que ce fichier ne décrit plus.",
        ),
        Words(
            "Keep the part, or change the other documents with this one.",
            "Garder cette partie, ou modifier les autres documents avec celui-ci.",
        ),
    ),
    Rule(
        "G29",
        Words("Others are affected", "D’autres sont concernés"),
        I,
        Words(
            "{change}: {count} to this one ({others}).",
            "{change} : {count} à celui-ci ({others}).",
        ),
    ),
    Rule(
        "G30",
        Words("No such country", "Pays inconnu"),
        V,
        Words("There is no country with the code {value}.", "Aucun pays n’a le code {value}."),
        _WRITE,
    ),
    Rule(
        "G31",
        Words("No such language", "Langue inconnue"),
        V,
        Words("There is no language with the code {value}.", "Aucune langue n’a le code {value}."),
        _WRITE,
    ),
    Rule(
        "G32",
        Words("Private details of a person", "Détails privés sur une personne"),
        V,
        Words(
            "The text gives private details of a person: {value}.",
            "Le texte donne des détails privés sur une personne : {value}.",
        ),
        Words(
            "Leave them out; the office and its public address will do.",
            "Les enlever ; la fonction et son adresse publique suffisent.",
        ),
    ),
    Rule(
        "G33",
        Words("Profile on a social network", "Profil sur un réseau social"),
        V,
        Words(
            "{value} is a page of a person or group on a social network, not another record of the same thing.",
            "{value} est une page sur un réseau social, pas une autre fiche de la même chose.",
        ),
        Words(
            "Remove it, or give the page of a network as foaf:page; of a person, an ORCID may stand.",
            "L’enlever, ou donner la page d’un réseau comme foaf:page ; pour une personne, un ORCID est admis.",
        ),
    ),
    Rule(
        "G34",
        Words("Person among the members", "Personne parmi les membres"),
        W,
        Words(
            "“{value}” reads like the name of a person: name the office or the body instead.",
            "« {value} » se lit comme le nom d’une personne : nommer plutôt la fonction ou l’organisme.",
        ),
    ),
)
