"""Rules about what a file is made of, before anybody asks what it says: the third part of the table of rules."""

from __future__ import annotations

from .findings import Severity, Words
from .rule import Rule

V, W, I = Severity.VIOLATION, Severity.WARNING, Severity.INFO
_CONTEXT = '"@context": "https://w3id.org/psin/context.jsonld"'

PARSE_RULES: tuple[Rule, ...] = (
    Rule(
        "G40",
        Words("Sign that cannot be seen", "Signe invisible"),
        V,
        Words(
            "The sign {value} stands here, and nobody can see it.",
            "Le signe {value} se trouve ici, et personne ne le voit.",
        ),
        Words("Remove it, and type the words around it anew.", "Le retirer, et retaper les mots autour."),
    ),
    Rule(
        "G41",
        Words("Data that nothing checks", "Données que rien ne vérifie"),
        V,
        Words(
            "Nothing here checks what is said about {value}, because {reason}.",
            "Rien ne vérifie ce qui est dit de {value}, car {reason}.",
        ),
        Words(
            "Give it the type of a record, such as a psin:LifeEvent, or remove it.",
            "Lui donner le type d’une fiche, par exemple a psin:LifeEvent, ou la retirer.",
        ),
    ),
    Rule(
        "G42",
        Words("Context that is not ours", "Contexte qui n’est pas le nôtre"),
        V,
        Words(
            "The JSON-LD context {value} is not used here, and never fetched.",
            "Le contexte JSON-LD {value} n’est pas employé ici, et jamais chargé.",
        ),
        Words(f"Write {_CONTEXT}, once, at the top.", f"Écrire {_CONTEXT}, une fois, en haut."),
    ),
    Rule(
        "G43",
        Words("Statement outside of every graph", "Énoncé hors de tout graphe"),
        V,
        Words(
            "Statements outside of the graphs of this file belong to no document.",
            "Les énoncés hors des graphes de ce fichier n’appartiennent à aucun document.",
        ),
        Words(
            "Move them into the graph of their document: <https://w3id.org/psin/network/my-network> {{ ... }}",
            "Les mettre dans le graphe de leur document : <https://w3id.org/psin/network/my-network> {{ ... }}",
        ),
    ),
    Rule(
        "G44",
        Words("Places are near, not exact", "Emplacements proches, non exacts"),
        I,
        Words(
            "{value} does not tell exact places: lines and columns are those of the nearest words that fit.",
            "{value} ne donne pas d’emplacements exacts : lignes et colonnes sont celles des mots les plus proches.",
        ),
        Words("In Turtle they are exact.", "En Turtle, elles sont exactes."),
    ),
    Rule(
        "G45",
        Words("Document type declaration", "Déclaration de type de document"),
        V,
        Words(
            "The file declares a document type or an entity, so it is not read: such files can swell or reach elsewhere.",
            "Le fichier déclare un type de document ou une entité, donc il n’est pas lu : de tels fichiers peuvent enfler ou "
            "puiser ailleurs.",
        ),
        Words(
            "Remove <!DOCTYPE ...> and write all addresses in full.",
            "Retirer <!DOCTYPE ...> et écrire les adresses en entier.",
        ),
    ),
)
