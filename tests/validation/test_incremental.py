"""After any edit the report that was brought up to date is the one that a fresh look at all documents gives."""

from __future__ import annotations

import random
import re
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest
from psin.catalogue.incremental import Checker
from psin.validation.findings import Report
from psin.validation.shapes.graph import Graph
from psin.validation.shapes.shapeset import ShapeSet
from psin.vocabulary.terms import Vocabulary

DATA = Path(__file__).resolve().parents[2] / "data"
SAMPLE = 8


@pytest.fixture(scope="module")
def neighbourhood() -> list[str]:
    """Some networks, the documents that they refer to, and some that refer to them."""
    networks = sorted(DATA.glob("networks/*.ttl"))[5 :: len(list(DATA.glob("networks/*.ttl"))) // SAMPLE]
    wanted = {str(path.relative_to(DATA)) for path in networks} | {"organisations/psin.ttl"}
    folders = {
        "organisation": "organisations",
        "network": "networks",
        "convening": "convenings",
        "guidance": "guidance",
    }
    for path in networks:
        for kind, slug in re.findall(r"<\.\./(\w+)/([a-z0-9-]+)#", path.read_text("utf-8"))[:12]:
            if kind in folders:
                wanted.add(f"{folders[kind]}/{slug}.ttl")
    return sorted(name for name in wanted if (DATA / name).exists())


@pytest.fixture
def folder(tmp_path: Path, neighbourhood: list[str]) -> Path:
    for name in neighbourhood:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def said(report: Report) -> Counter[object]:
    return Counter(
        (one.file, one.line, one.column, one.code, one.message, one.focus, one.value, one.fix, one.edit)
        for one in report.findings
    )


def edit(folder: Path, dice: random.Random) -> list[Path]:
    """One random change, good or bad; returns the files it touches."""
    files = sorted(folder.glob("*/*.ttl"))
    path, other = dice.sample(files, 2)
    text, theirs = path.read_text("utf-8"), other.read_text("utf-8")
    lines = text.split("\n")
    pairs = [number for number, line in enumerate(lines) if re.match(r"    [a-z].* ;$", line)]
    match dice.choice((*range(6), *range(7, 11), *((6,) if dice.random() < 0.1 else ()))):
        case 0 if pairs:
            del lines[dice.choice(pairs)]
            text = "\n".join(lines)
        case 1:
            texts = re.findall(r'"[^"\n]+"@\w+', theirs)
            text = re.sub(r'"[^"\n]+"@\w+', dice.choice(texts), text, count=dice.randrange(1, 4)) if texts else text
        case 2:
            blocks = re.split(r"\n\n(?=<)", text)
            if len(blocks) > 2:
                del blocks[dice.randrange(2, len(blocks))]
            text = "\n\n".join(blocks)
        case 3:
            path.unlink()
            return [path]
        case 4:
            target = path.with_name(f"copy-{dice.randrange(3)}.ttl")
            target.write_text(text.replace(f"/{path.stem}>", f"/{target.stem}>", 1), "utf-8")
            return [target]
        case 5:
            text = text.replace("@base", "@bas", 1)
        case 6:
            text += f"\n<../{path.parent.name[:-1]}/{other.stem}#this> a <http://xmlns.com/foaf/0.1/Agent> .\n"
        case 7:
            text = re.sub(r"<\.\./organisation/[\w-]+#this>", f"<../organisation/{other.stem}#this>", text, count=3)
        case 8:
            homepage = "\n<#this> <http://xmlns.com/foaf/0.1/homepage> <https://www.shared.example/> .\n"
            text += homepage
        case 9:
            years = re.findall(r'"\d{4}', text)
            text = text.replace(dice.choice(years), f'"{dice.randrange(1980, 2035)}') if years else text
        case _:
            text += "\n<#this> <https://schema.org/knows> [ a <https://w3id.org/psin/ns#Network> ] .\n"
    path.write_text(text, "utf-8")
    return [path]


@pytest.mark.parametrize("seed", range(3))
def test_an_updated_report_equals_a_fresh_one(
    folder: Path, vocabulary: Vocabulary, shapes: ShapeSet, seed: int
) -> None:
    dice = random.Random(seed)
    checker, shares = Checker(folder, vocabulary, shapes), list[float]()
    for number in range(10):
        touched = [path for _ in range(dice.choice((1, 1, 1, 2))) for path in edit(folder, dice)]
        updated = checker.update(touched)
        shares.append(checker.rechecked / updated.documents)
        fresh = Checker(folder, vocabulary, shapes).report
        assert said(updated) == said(fresh), f"edit {number} of {[str(one) for one in touched]}"
        assert (updated.documents, updated.triples, updated.files) == (fresh.documents, fresh.triples, fresh.files)
        assert [one.order for one in updated.findings] == sorted(one.order for one in updated.findings)
    assert min(shares) < 0.1


def test_taking_an_edit_back_brings_the_first_report_back(
    folder: Path, vocabulary: Vocabulary, shapes: ShapeSet
) -> None:
    checker = Checker(folder, vocabulary, shapes)
    before = said(checker.report)
    path = next(iter(sorted(folder.glob("networks/*.ttl"))))
    text = path.read_text("utf-8")
    path.write_text(text.replace("psin:formality ", "psin:formalty "), "utf-8")
    assert said(checker.update([path])) != before
    path.write_text(text, "utf-8")
    assert said(checker.update([path])) == before


def test_a_change_that_touches_one_document_rechecks_one(
    folder: Path, vocabulary: Vocabulary, shapes: ShapeSet
) -> None:
    checker = Checker(folder, vocabulary, shapes)
    path = next(iter(sorted(folder.glob("networks/*.ttl"))))
    path.write_text(path.read_text("utf-8").replace("dcterms:description", "skos:note", 1), "utf-8")
    checker.update([path])
    assert checker.rechecked == 1


def test_a_file_that_did_not_change_costs_no_check(folder: Path, vocabulary: Vocabulary, shapes: ShapeSet) -> None:
    checker = Checker(folder, vocabulary, shapes)
    before = said(checker.report)
    assert said(checker.update(sorted(folder.glob("networks/*.ttl"))[:3])) == before
    assert checker.rechecked == 0


FAR = '''
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix psin: <https://w3id.org/psin/ns#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:s> a sh:NodeShape ; sh:targetClass psin:Convenership ; sh:property <urn:p> .
<urn:p> sh:path ( psin:agent [ sh:zeroOrMorePath org:unitOf ] [ sh:inversePath org:unitOf ] ) ; sh:node <urn:n> ; skos:notation "F1" .
<urn:n> a sh:NodeShape ; sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ] .
<urn:q> a sh:NodeShape ; sh:targetClass foaf:Organization ; skos:notation "F2" ; sh:sparql [ sh:message "all"@en ; sh:select """
  SELECT $this ?value WHERE { $this a <http://xmlns.com/foaf/0.1/Organization> .
    FILTER EXISTS { ?a <https://schema.org/foundingDate> ?value . FILTER(STR(?value) > "2030") } }""" ] .
'''


@pytest.mark.parametrize("seed", range(2))
def test_shapes_that_look_far_are_evaluated_where_a_change_matters(
    folder: Path, vocabulary: Vocabulary, seed: int
) -> None:
    import pyoxigraph as ox

    shapes = ShapeSet(Graph.of(ox.parse(FAR.encode(), ox.RdfFormat.TURTLE)))
    dice = random.Random(100 + seed)
    checker = Checker(folder, vocabulary, shapes)
    for _ in range(8):
        touched = edit(folder, dice)
        assert said(checker.update(touched)) == said(Checker(folder, vocabulary, shapes).report)


def test_one_changed_document_of_the_whole_catalogue_costs_a_small_share(
    tmp_path: Path, vocabulary: Vocabulary, shapes: ShapeSet
) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    started = time.process_time()
    checker = Checker(folder, vocabulary, shapes)
    everything = time.process_time() - started
    path = folder / "organisations" / "ictu.ttl"
    text = path.read_text("utf-8")
    costs = []
    for kind in ("company", "association", "company", "association"):
        path.write_text(re.sub(r"psinc:orgkind-\w+", f"psinc:orgkind-{kind}", text), "utf-8")
        started = time.process_time()
        checker.update([path])
        costs.append(time.process_time() - started)
    assert min(costs) < everything / 50
