"""Sentences for results whose shape has no sh:message, by constraint component."""

from __future__ import annotations

from ...lazily import lazy
from ...turtle import terms
from ...vocabulary.namespaces import compact
from .model import Result

_IRI = lazy(r"<([^>]*)>")
_SENTENCES: dict[str, tuple[str, str]] = {
    "Class": ("{value} is not of the class that {path} needs.", "{value} n’est pas de la classe que demande {path}."),
    "Closed": ("{path} may not be used here.", "{path} ne peut pas s’employer ici."),
    "Datatype": ("{value} is not of the datatype that {path} needs.", "{value} n’est pas du type que demande {path}."),
    "HasValue": ("A required value of {path} is missing.", "Une valeur exigée de {path} manque."),
    "In": ("{value} is not one of the values that {path} may have.", "{value} n’est pas une des valeurs de {path}."),
    "LanguageIn": ("{value} is in none of the languages allowed.", "{value} n’est dans aucune des langues admises."),
    "LessThan": ("{value} is not before or below the value it must precede.", "{value} n’est pas inférieur."),
    "MaxCount": ("There are too many values of {path}.", "Il y a trop de valeurs de {path}."),
    "MinCount": ("There are too few values of {path}.", "Il y a trop peu de valeurs de {path}."),
    "NodeKind": (
        "{value} is not the kind of node that {path} needs.",
        "{value} n’est pas du genre que demande {path}.",
    ),
    "Pattern": ("{value} does not have the form that {path} needs.", "{value} n’a pas la forme que demande {path}."),
    "UniqueLang": ("{path} has two values in one language.", "{path} a deux valeurs dans une même langue."),
    "QualifiedMinCount": (
        "There are too few fitting values of {path}.",
        "Il y a trop peu de valeurs de {path} qui conviennent.",
    ),
    "QualifiedMaxCount": ("There are too many such values of {path}.", "Il y a trop de telles valeurs de {path}."),
}
_OTHERWISE = ("{value} does not meet the shape {shape}.", "{value} ne respecte pas la forme {shape}.")


def default_message(result: Result) -> tuple[str, str]:
    """English and French."""
    name = result.component.rsplit("#", 1)[-1][:-1].removesuffix("ConstraintComponent")
    values = {
        "value": readable(result.value or result.focus),
        "path": _IRI.sub(lambda match: compact(match[1]), result.path or "it"),
        "shape": readable(result.shape.id),
    }
    en, fr = _SENTENCES.get(name, _OTHERWISE)
    return en.format_map(values), fr.format_map(values)


def readable(term: str) -> str:
    """A term as a person writes it, long texts cut."""
    if term[0] == "<":
        return compact(term[1:-1])
    if term[0] == "_":
        return "an unnamed thing"
    text = terms.parts(term).text
    return f"'{text if len(text) <= 80 else text[:77] + '...'}'"
