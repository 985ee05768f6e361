"""What the catalogue holds, counted: a VoID description as a document of its own.

The numbers are those of the default graph without this description itself: each statement once, in however many
documents it stands. Source: Describing Linked Datasets with the VoID Vocabulary, sections 4.2 and 4.6; the partitions
of a class by property, and of those by class or datatype of the objects, follow http://ldf.fi/void-ext, which editors
read to suggest what comes next.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..documents import BASE
from ..vocabulary.namespaces import DCTERMS, FOAF, PREFIXES, PSIN, RDF, SKOS, XSD, compact
from .loader import Catalogue, LoadedDocument

VOID_GRAPH = f"{BASE}.well-known/void"
DATASET = f"{VOID_GRAPH}#this"
_VOID = "http://rdfs.org/ns/void#"
_TYPE = f"<{RDF}type>"
_LITERALS = {"": f"{XSD}string", "@": f"{RDF}langString"}
_FORMATS = ("Turtle", "JSON-LD", "N-Triples", "RDF_XML")
_DUMPS = ("nq", "nq.gz", "nt", "ttl", "jsonld")
_USED = (PSIN, DCTERMS, FOAF, SKOS)


@dataclass
class Counts:
    """Numbers of distinct statements, subjects and objects; the keys are IRIs without brackets.

    ``classes`` counts instances; ``reaching`` the statements by class of the subject, property, and class
    (``class``) or datatype (``datatype``) of the object.
    """

    triples: int = 0
    entities: int = 0
    subjects: int = 0
    objects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    within: Counter[tuple[str, str]] = field(default_factory=Counter)
    reaching: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)


def count(nquads: bytes) -> Counts:
    """The numbers of a dataset in N-Quads as the engine's serialiser writes them: one space between terms."""
    statements = list(_statements(nquads.decode()))
    classes: dict[str, list[str]] = defaultdict(list)
    for subject, predicate, object_ in statements:
        if predicate == _TYPE and object_.startswith("<"):
            classes[subject].append(object_[1:-1])
    by_property: dict[str, list[tuple[str, str]]] = defaultdict(list)
    counts = Counts(triples=len(statements))
    for subject, predicate, object_ in statements:
        by_property[predicate[1:-1]].append((subject, object_))
        for class_ in classes.get(subject, ()):
            counts.within[class_, predicate[1:-1]] += 1
            for kind, target in _reached(object_, classes):
                counts.reaching[class_, predicate[1:-1], kind, target] += 1
    counts.classes.update(class_ for found in classes.values() for class_ in found)
    for name, pairs in by_property.items():
        counts.properties[name] = (len(pairs), len({s for s, _ in pairs}), len({o for _, o in pairs}))
    subjects = {subject for subject, _, _ in statements}
    counts.entities = sum(1 for subject in subjects if subject.startswith(f"<{BASE}"))
    counts.subjects, counts.objects = len(subjects), len({object_ for _, _, object_ in statements})
    return counts


def _statements(nquads: str) -> Iterable[tuple[str, str, str]]:
    found: dict[tuple[str, str, str], None] = {}
    for line in nquads.split("\n"):
        if line:
            subject, predicate, rest = line.split(" ", 2)
            found[subject, predicate, rest.rsplit(" ", 2)[0]] = None
    return found


def _reached(object_: str, classes: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    if object_.startswith('"'):
        after = object_[object_.rindex('"') + 1 :]
        yield "datatype", after[3:-1] if after.startswith("^^") else _LITERALS[after[:1]]
    else:
        for class_ in classes.get(object_, ()):
            yield "class", class_


def describe(catalogue: Catalogue) -> LoadedDocument:
    """The description of a catalogue as a document that can be added to it."""
    return LoadedDocument(VOID_GRAPH, Path("void.ttl"), _text(catalogue, count(catalogue.nquads)))


def _text(catalogue: Catalogue, counts: Counts) -> str:
    blocks = [
        _block(
            VOID_GRAPH,
            "void:DatasetDescription",
            ('dcterms:title "What the catalogue of public sector innovation networks holds, counted"@en',),
            (f"foaf:primaryTopic {_iri(DATASET)}",),
            (f"dcterms:license {_iri('https://creativecommons.org/licenses/by/4.0/')}",),
        ),
        _block(
            DATASET,
            "void:Dataset",
            ('dcterms:title "Public sector innovation networks"@en',),
            (
                'dcterms:description "All documents with the vocabulary, the shapes and the queries; not counted is this description."@en',
            ),
            (f"dcterms:publisher {_iri(f'{BASE}organisation/psin#this')}",),
            (f"dcterms:license {_iri('https://creativecommons.org/licenses/by/4.0/')}",),
            (f"foaf:homepage {_iri(BASE)}",),
            tuple(f"void:feature {_iri(f'http://www.w3.org/ns/formats/{name}')}" for name in _FORMATS),
            (f"void:sparqlEndpoint {_iri(f'{BASE}sparql')}",),
            tuple(f"void:dataDump {_iri(f'{BASE}dump/latest.{extension}')}" for extension in _DUMPS),
            (f'void:uriSpace "{BASE}"',),
            tuple(f"void:vocabulary {_iri(namespace)}" for namespace in _USED),
            (
                f"void:triples {counts.triples}",
                f"void:entities {counts.entities}",
                f"void:distinctSubjects {counts.subjects}",
                f"void:distinctObjects {counts.objects}",
                f"void:classes {len(counts.classes)}",
                f"void:properties {len(counts.properties)}",
                f"void:documents {len(catalogue.by_graph)}",
            ),
            tuple(f"void:classPartition {part('class', name)}" for name in sorted(counts.classes)),
            tuple(f"void:propertyPartition {part('property', name)}" for name in sorted(counts.properties)),
        ),
    ]
    blocks += _class_partitions(counts)
    for name, (triples, subjects, objects) in sorted(counts.properties.items()):
        numbers = (f"void:triples {triples}", f"void:distinctSubjects {subjects}", f"void:distinctObjects {objects}")
        blocks.append(_block(part("property", name)[1:-1], "void:Dataset", (f"void:property {_iri(name)}", *numbers)))
    return f"{_header()}\n\n" + "\n\n".join(blocks) + "\n"


def _class_partitions(counts: Counts) -> Iterator[str]:
    properties: dict[str, list[str]] = defaultdict(list)
    targets: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for class_, name in sorted(counts.within):
        properties[class_].append(name)
    for class_, name, kind, target in sorted(counts.reaching):
        targets[class_, name].append((kind, target))
    for class_, number in sorted(counts.classes.items()):
        parts = tuple(
            f"void:propertyPartition {part('class', class_, 'property', name)}" for name in properties[class_]
        )
        facts = (f"void:class {_iri(class_)}", f"void:entities {number}")
        yield _block(part("class", class_)[1:-1], "void:Dataset", facts, parts)
        for name in properties[class_]:
            path = ("class", class_, "property", name)
            facts = (f"void:property {_iri(name)}", f"void:triples {counts.within[class_, name]}")
            partitions = tuple(
                f"{_PARTITION[kind]} {part(*path, kind, target)}" for kind, target in targets[class_, name]
            )
            yield _block(part(*path)[1:-1], "void:Dataset", facts, partitions)
            for kind, target in targets[class_, name]:
                number = counts.reaching[class_, name, kind, target]
                facts = (f"{_TARGET[kind]} {_iri(target)}", f"void:triples {number}")
                yield _block(part(*path, kind, target)[1:-1], "void:Dataset", facts)


_PARTITION = {"class": "void:classPartition", "datatype": "voidext:datatypePartition"}
_TARGET = {"class": "void:class", "datatype": "voidext:datatype"}


def _header() -> str:
    prefixes = {"void": _VOID, "voidext": "http://ldf.fi/void-ext#", "dcterms": DCTERMS, "foaf": FOAF}
    return "\n".join(f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in prefixes.items())


def _block(subject: str, class_: str, *groups: tuple[str, ...]) -> str:
    return f"<{subject}>\n    a {class_} ;\n    " + " ;\n    ".join(line for group in groups for line in group) + " ."


def _iri(iri: str) -> str:
    return f"<{iri}>"


def part(*path: str) -> str:
    """The IRI of a partition, readable: ``#class/psin:Network/property/skos:prefLabel``. Other names keep their IRI."""
    return f"<{VOID_GRAPH}#{'/'.join(_named(step) for step in path)}>"


def _named(step: str) -> str:
    short = compact(step)
    return short if short.partition(":")[0] in PREFIXES else short.strip("<>").replace("#", "%23")
