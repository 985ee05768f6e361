"""Which records are held for one thing: by identifiers alone, and otherwise by people, who can take it back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from psin import assets
from psin.catalogue import load, ready
from psin.cli import main
from psin.federation.identity import decisions
from psin.federation.identity.described import Described, identifier
from psin.federation.identity.matching import DIFFERENT, SAME, Decision, Identities, identities, weigh
from psin.validation.validate import validate_files

from .partner import SPACE

OURS = "https://w3id.org/psin/network/"


def thing(name: str, source: str = "ours", **more: object) -> Described:
    start = OURS if source == "ours" else f"https://{source}.example/network/"
    values: dict[str, object] = {"names": (name.replace("-", " ").title(),), "kind": "network", "source": source} | more
    return Described(f"{start}{name}#this", **values)  # type: ignore[arg-type]


ROR = frozenset({("ROR", "05d5mza29")})


def pairs(found: Identities) -> set[tuple[str, str]]:
    return {(one.iri.split("/")[-1], other.iri.split("/")[2]) for one, other, _ in found.links}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://ror.org/05D5MZA29", ("ROR", "05d5mza29")),
        ("http://www.wikidata.org/entity/Q42", ("Wikidata", "Q42")),
        ("https://www.wikidata.org/wiki/Q42", ("Wikidata", "Q42")),
        ("https://isni.org/isni/000000012146438X", ("ISNI", "000000012146438X")),
        ("https://example.org/Q42", None),
        ("https://ror.org/", None),
    ],
)
def test_identifiers_are_known_by_their_addresses(address: str, found: tuple[str, str] | None) -> None:
    assert identifier(address) == found


def test_only_a_shared_identifier_links_by_itself() -> None:
    same = thing("harbour-circle", "p", identifiers=ROR)
    found = identities([thing("harbour-circle", identifiers=ROR), same])
    assert len(found.links) == 1
    assert "ROR identifier 05d5mza29" in found.links[0][2]
    alike = thing("harbour-circle", "p", sites=("harbour.example/",), places=frozenset({"NZL"}))
    found = identities([thing("harbour-circle", sites=("harbour.example/",), places=frozenset({"NZL"})), alike])
    assert not found.links
    (proposal,) = found.proposals
    assert proposal.score > 0.9
    assert len(proposal.reasons) == 3


@pytest.mark.parametrize(
    ("theirs", "least", "most"),
    [
        ({"sites": ("harbour.example/",)}, 0.95, 1.0),
        ({}, 0.65, 0.75),
        ({"places": frozenset({"AUS"})}, 0.0, 0.0),
        ({"names": ("Something else",), "sites": ("harbour.example/",)}, 0.0, 0.0),
        ({"names": ("Harbour Circles",), "places": frozenset({"NZL"})}, 0.7, 0.9),
    ],
)
def test_the_score_adds_up_what_speaks_for_and_against(theirs: dict[str, object], least: float, most: float) -> None:
    ours = thing("harbour-circle", sites=("harbour.example/",), places=frozenset({"NZL"}))
    found = weigh(ours, thing("harbour-circle", "p", **theirs))
    score = found.score if found else 0.0
    assert least <= score <= most


def test_no_two_records_of_one_source_become_one() -> None:
    things = [thing("a", identifiers=ROR), thing("x", "p", identifiers=ROR), thing("y", "p", identifiers=ROR)]
    found = identities(things)
    assert pairs(found) == {("a#this", "p.example")}
    assert len(found.links) == 1
    (proposal,) = found.proposals
    assert "keeps apart" in proposal.why_not


def test_different_identifiers_of_one_scheme_keep_records_apart() -> None:
    wikidata = [frozenset({("Wikidata", f"Q{n}"), *ROR}) for n in (1, 2)]
    found = identities([thing("a", identifiers=wikidata[0]), thing("b", "p", identifiers=wikidata[1])])
    assert not found.links
    assert "different Wikidata identifiers, Q1 and Q2" in found.proposals[0].why_not


def test_a_decision_wins_over_an_identifier_and_can_be_taken_back() -> None:
    things = [thing("a", identifiers=ROR), thing("b", "p", identifiers=ROR)]
    refused = Decision("d", things[0].iri, things[1].iri, DIFFERENT)
    assert identities(things, [refused]) == Identities()
    assert len(identities(things).links) == 1


def test_decisions_that_cannot_all_be_right_are_told() -> None:
    things = [thing("a"), thing("b"), thing("x", "p")]
    both = [Decision(f"d{n}", things[n].iri, things[2].iri, SAME) for n in (0, 1)]
    found = identities(things, both)
    assert len(found.links) == 1
    assert "The decision d1 is not followed" in found.conflicts[0]
    assert "our catalogue keeps apart" in found.conflicts[0]


def test_two_partners_are_linked_through_ours_and_without_us() -> None:
    things = [thing("x", "p", identifiers=ROR), thing("y", "q", identifiers=ROR)]
    assert len(identities(things).links) == 1
    assert len(identities([*things, thing("a", identifiers=ROR)]).links) == 3


def test_many_records_with_one_word_in_common_are_no_trouble() -> None:
    things = [thing(f"harbour-{n}", "p" if n % 2 else "ours", names=(f"Harbour number {n}",)) for n in range(600)]
    assert identities(things).links == []


def test_a_decision_is_a_valid_document_that_says_what_was_decided(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(
        assets.data() / "organisations",
        data / "organisations",
        ignore=lambda _, names: [n for n in names if n not in ("psin.ttl",)],
    )
    first, second = (
        thing("harbour-circle", names=('A "quoted" name \\ with more',)),
        Described(f"{SPACE}alder#this", "network", "example", ("Alder",)),
    )
    found = weigh(first, thing("harbour-circle", "example", names=first.names))
    assert found is not None
    proposal = type(found)(first, second, 0.7, found.reasons)
    path = decisions.write(proposal, SAME, "", data)
    report = validate_files(
        [path], vocabulary=ready.vocabulary(assets.ontology()), shapes=ready.shapes(assets.shapes())
    )
    assert report.conforms, report.findings
    (decision,) = decisions.of_catalogue(load(data))
    assert (decision.first, decision.second, decision.verdict) == (first.iri, second.iri, SAME)
    assert decisions.withdraw(decision.slug, data) == path
    assert decisions.of_catalogue(load(data)) == []


def test_the_command_lists_nothing_where_nothing_was_harvested(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PSIN_HARVESTED", str(tmp_path))
    assert main(["identities"]) == 0
    assert capsys.readouterr().out == "0 linked, 0 to decide, 0 in conflict.\n"
    assert main(["identities", "--accept", "nothing"]) == 2
    assert "Nothing is proposed under the name 'nothing'" in capsys.readouterr().err
