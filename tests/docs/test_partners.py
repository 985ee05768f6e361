"""What docs/partners.md says is so: its example is valid and maps its table, its commands and graphs exist."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from psin import assets
from psin.catalogue import ready
from psin.cli.commands import COMMANDS
from psin.engine.trust import LEVELS
from psin.federation import partners
from psin.federation.harvest.harvester import GRACE_RUNS, GRACE_SECONDS
from psin.settings import Settings
from psin.turtle.writer import format_text
from psin.validation.validate import validate_files

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "partners.md").read_text("utf-8")
EXAMPLE = re.findall(r"```turtle\n(.*?)```", TEXT, re.S)[0]
IRI = "https://w3id.org/psin/partner/harbour-list"


def test_the_example_is_valid_in_the_canonical_layout_and_can_be_harvested(tmp_path: Path) -> None:
    path = tmp_path / "partners" / "harbour-list.ttl"
    path.parent.mkdir()
    path.write_text(EXAMPLE, "utf-8")
    report = validate_files(
        [path], vocabulary=ready.vocabulary(assets.ontology()), shapes=ready.shapes(assets.shapes())
    )
    assert [str(one.message) for one in report.findings] == []
    partner = partners.read(IRI, ox.parse(EXAMPLE, ox.RdfFormat.TURTLE))
    assert (partner.method, partner.days, partner.loss, partner.verified) == ("table", 7.0, 20.0, False)
    assert partner.mapping is not None
    assert [column.title for column in partner.mapping.columns] == ["Countries", "Level", "Name", "What it does"]
    assert format_text(EXAMPLE, IRI) == EXAMPLE


@pytest.mark.parametrize("line", re.findall(r"^psin (.*?)(?:  #|$)", TEXT, re.M))
def test_commands_and_their_options_exist(line: str) -> None:
    import argparse

    name, *arguments = line.split()
    parser = argparse.ArgumentParser()
    COMMANDS[name][1](parser)
    parser.parse_args(arguments)


def test_levels_of_trust_and_numbers_are_those_in_force() -> None:
    assert all(f"`{level}`" in TEXT for level in LEVELS)
    assert (GRACE_RUNS, GRACE_SECONDS / 86_400) == (3, 7)
    assert "three runs or seven days" in TEXT
    assert Settings({}).harvest_versions == 5
    assert "Five versions are kept" in TEXT
    for method in partners.METHODS:
        assert f"harvest-{method}" in TEXT
