"""Titles and descriptions in the catalogue: title and description, each in English and French."""

from __future__ import annotations

from .statements import Words

TEXTS: dict[str, tuple[Words, Words]] = {
    "catalogue": (
        Words(
            "psin, the open knowledge graph of public sector innovation networks",
            "psin, le graphe de connaissances ouvert des réseaux d'innovation du secteur public",
        ),
        Words(
            "What psin publishes for other catalogues: the graph as files, every version of them, and the services over it.",
            "Ce que psin publie pour d'autres catalogues : le graphe en fichiers, chacune de ses versions et les services qui le "
            "donnent à lire.",
        ),
    ),
    "data": (
        Words("Public sector innovation networks", "Réseaux d'innovation du secteur public"),
        Words(
            "Open knowledge graph of the networks that help innovation in the public sector along: who convenes and backs them, "
            "how they change, what people get from them, and how each statement is known.",
            "Graphe de connaissances ouvert des réseaux qui font avancer l'innovation dans le secteur public : qui les anime et "
            "les soutient, comment ils changent, ce que l'on en retire et comment chaque énoncé est connu.",
        ),
    ),
    "version": (
        Words(
            "Public sector innovation networks, {day} ({name})",
            "Réseaux d'innovation du secteur public, {day} ({name})",
        ),
        Words(
            "The graph as it was published on {day}. It does not change.",
            "Le graphe tel que publié le {day}. Il ne change plus.",
        ),
    ),
    "file": (
        Words("All documents as {format}", "Tous les documents en {format}"),
        Words(
            "Every document with the vocabulary, the rules and the questions, in one file.",
            "Tous les documents avec le vocabulaire, les règles et les questions, en un seul fichier.",
        ),
    ),
    "vocabulary": (
        Words("Vocabulary and rules of psin", "Vocabulaire et règles de psin"),
        Words(
            "The terms that describe networks, those who convene and back them and how they change, and the rules (SHACL) that "
            "every record keeps.",
            "Les termes qui décrivent les réseaux, ceux qui les animent et les soutiennent et leur évolution, et les règles "
            "(SHACL) que suit chaque fiche.",
        ),
    ),
    "ns": (
        Words("The terms as {format}", "Les termes en {format}"),
        Words("Classes and properties with their definitions.", "Classes et propriétés avec leurs définitions."),
    ),
    "shapes": (
        Words("The rules as {format}", "Les règles en {format}"),
        Words("What is refused, doubted and advised (SHACL).", "Ce qui est refusé, mis en doute et conseillé (SHACL)."),
    ),
    "sparql": (
        Words("Questions to the graph (SPARQL)", "Questions au graphe (SPARQL)"),
        Words(
            "Answers SPARQL 1.1 queries over all documents.", "Répond aux requêtes SPARQL 1.1 sur tous les documents."
        ),
    ),
    "feed": (
        Words("Changes as they happen (LDES)", "Les changements au fil de l'eau (LDES)"),
        Words(
            "Every document that was made, changed or withdrawn, in that order, with its statements.",
            "Chaque document créé, modifié ou retiré, dans cet ordre, avec ses énoncés.",
        ),
    ),
    "reconciliation": (
        Words("Matching of names (reconciliation)", "Rapprochement de noms (réconciliation)"),
        Words(
            "Finds the networks, organisations and convenings that a list of names means.",
            "Trouve les réseaux, organisations et rencontres que désigne une liste de noms.",
        ),
    ),
}
