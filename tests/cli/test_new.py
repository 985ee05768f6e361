"""``psin new`` writes files that validate, whatever it is told, or says in a sentence why it does not."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psin.catalogue.draft import KINDS, Choices, compose, objections, read
from psin.cli import new
from psin.errors import InputError
from psin.turtle.writer import format_text
from psin.validation.findings import Finding

from .inprocess import Run

PAGE = "https://example.org/about"
NETWORK = ("new", "network", "--name", "Harbour Circle", "--description", "People who meet.", "--source", PAGE)


@pytest.fixture(scope="module")
def choices(tmp_path_factory: pytest.TempPathFactory) -> Choices:
    return Choices(tmp_path_factory.mktemp("data"))


def violations(kind: str, told: dict[str, list[str]], choices: Choices) -> list[Finding]:
    answers = read(KINDS[kind], told, choices)
    document, text = compose(kind, answers, choices, datetime.now(UTC))
    assert format_text(text) == text
    return objections(document, text, choices)


HOSTILE = [
    'The "best" \\ network',
    "two\nlines\r\nand a\ttab",
    "'''\"\"\"",
    "شبكة الابتكار الحكومي",
    "Δίκτυο καινοτομίας",
    "公共部门创新网络",
    "a" * 300,
    "Ünïcödé ñetwörk №5 ½",
    "<script>alert(1)</script>",
    "x ; a psin:Network .",
    "@base <http://evil/> .",
    "{?value} %s \\u0041",
    "-",
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", list(KINDS))
def test_hostile_names_make_valid_files(kind: str, name: str, choices: Choices) -> None:
    told = {
        "name": [name],
        "title": [name],
        "description": [name],
        "source": [PAGE],
        "slug": ["some-thing"],
        "language": ["ar"],
    }
    assert violations(kind, told, choices) == []


@pytest.mark.parametrize("name", ["شبكة", "Δίκτυο", "网络", "!!!"])
def test_a_name_that_gives_no_short_name_asks_for_one(run: Run, name: str) -> None:
    ran = run("new", "organisation", "--name", name, "--source", PAGE)
    assert ran.code == 2
    assert "--slug" in ran.err
    assert run("new", "organisation", "--name", name, "--source", PAGE, "--slug", "x").code == 0


dates = st.sampled_from(["1998", "2012-06", "2019-02-28"])
parties = st.sampled_from(
    ["int-nesta", "int-oecd-opsi since 2014", "itself", '"the volunteers"', '"志愿者": 2020', "network/one-team-gov"]
)
network_answers = st.fixed_dictionaries(
    {
        "name": st.text(min_size=1, max_size=30).map(lambda t: [f"N {t}"]),
        "description": st.just(["Text."]),
        "source": st.just([PAGE]),
    },
    optional={
        "kind": st.lists(st.sampled_from(["network", "kind-movement", "Community of practice", "réseau"]), max_size=2),
        "country": st.lists(
            st.sampled_from(["NZL", "new zealand", "Côte d’Ivoire", "international", "area-europe"]), max_size=2
        ),
        "level": st.lists(st.sampled_from(["national", "municipal"]), max_size=2),
        "homepage": st.just(["https://harbour.example/"]),
        "founded": st.lists(dates, max_size=1),
        "objective": st.just(["To try things."]),
        "eligibility": st.just(["All."]),
        "convener": st.lists(parties.filter(lambda p: "one-team" not in p), max_size=3),
        "sponsor": st.lists(parties.filter(lambda p: p != "itself"), max_size=3),
        "status": st.lists(st.sampled_from(["active", "dormant", "ended", "unknown"]), max_size=1),
        "last-seen": st.lists(dates, max_size=1),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(network_answers)
def test_any_combination_of_answers_about_a_network_is_valid_or_refused(
    choices: Choices, told: dict[str, list[str]]
) -> None:
    told["slug"] = ["some-network"]
    try:
        found = violations("network", told, choices)
    except InputError as error:
        assert error.detail
        return
    assert [one.message.en for one in found] == []


def test_all_options_of_the_other_kinds_make_valid_files(choices: Choices) -> None:
    organisation = {
        "name": ["Harbour Office"], "source": [PAGE], "kind": ["ministry"], "country": ["FRA"], "homepage": ["https://o.example/"],
        "part-of": ["oecd"], "description": ["An office."],
    }  # fmt: skip
    convening = {
        "title": ["Harbour Days"], "source": [PAGE], "start": ["2019-05-21"], "end": ["2019-05-22"], "organiser": ["int-nesta", "one-team-gov"],
        "network": ["One Team Gov"], "country": ["FRA"], "activity": ["conference"], "description": ["They met."],
    }  # fmt: skip
    assert violations("organisation", organisation, choices) == []
    assert violations("convening", convening, choices) == []


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--kind", "comunity-of-practise", "Did you mean kind-community-of-practice?"),
        ("--country", "Frence", "Did you mean FRA?"),
        ("--level", "nationall", "level-national"),
        ("--convener", "nesta-int", "Did you mean int-nesta?"),
        ("--convener", "nobody-at-all-zzz", "psin new organisation"),
        ("--sponsor", "int-nesta since 2999", "has not come yet"),
        ("--founded", "2019-02-30", "is not a date"),
        ("--founded", "٢٠١٩", "is not a date"),
        ("--status", "zzz", "Possible are"),
        ("--last-seen", "yesterday", "is not a date"),
        ("--language", "eng", "Write en."),
        ("--homepage", "example.org", "https://"),
        ("--homepage", "https://exa mple.org/", "blanks"),
        ("--homepage", "https://[::", "not the address"),
        ("--objective", "Write to jo.doe@example.org", "e-mail"),
        ("--eligibility", "Call +44 20 7946 0958", "telephone"),
        ("--objective", "\u202egnorw", "U+202E"),
        ("--objective", "\x1b[31m", "U+001B"),
        ("--objective", " \n ", "empty"),
        ("--slug", "../../etc/passwd", "short name"),
        ("--by", "nobody", "--by"),
    ],
)
def test_a_bad_option_is_refused_with_a_sentence_and_nothing_is_written(
    run: Run, tmp_path: Path, option: str, value: str, words: str
) -> None:
    ran = run(*NETWORK, option, value)
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert list(tmp_path.rglob("*.ttl")) == []


def test_several_things_of_one_name_are_told_apart(choices: Choices) -> None:
    choices = Choices(choices.folder)
    twice = [choices._all[0], choices._all[1]]
    choices._by_name["the same"] = twice
    kinds = {one.kind_name for one in twice}
    with pytest.raises(InputError, match="Several documents"):
        choices.document("The Same", *kinds)


def test_says_what_is_missing_where_nobody_can_be_asked(run: Run) -> None:
    ran = run("new", "convening")
    assert ran.code == 2
    assert "--title, --source" in ran.err


def test_never_writes_over_a_file(run: Run, tmp_path: Path) -> None:
    assert run(*NETWORK).code == 0
    before = (tmp_path / "data/networks/harbour-circle.ttl").read_bytes()
    ran = run(*NETWORK)
    assert ran.code == 2
    assert "exists already" in ran.err
    assert (tmp_path / "data/networks/harbour-circle.ttl").read_bytes() == before


def test_a_file_written_before_can_be_pointed_to(run: Run) -> None:
    assert run("new", "organisation", "--name", "Harbour Office", "--source", PAGE).code == 0
    assert run(*NETWORK, "--convener", "Harbour Office: 2020").code == 0
    assert run("validate", "data").code == 0


def test_what_only_validation_notices_is_not_written(run: Run, tmp_path: Path) -> None:
    assert run(*NETWORK, "--homepage", "https://oneteamgov.com/").code == 2
    assert not (tmp_path / "data").exists()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lines to be typed; the terminal closes when they are used up."""
    lines: list[str] = []

    def typed(prompt: str) -> Iterator[str]:
        print(prompt)
        if not lines:
            raise EOFError
        line = lines.pop(0)
        if line == "^C":
            raise KeyboardInterrupt
        return line  # type: ignore[return-value]

    monkeypatch.setattr(builtins, "input", typed)
    return lines


def test_asks_in_order_and_again_after_a_bad_answer(run: Run, tmp_path: Path, answers: list[str]) -> None:
    answers += [
        "",
        "会议",
        "english",
        "zh",
        "",
        "Bad Slug",
        "hui",
        "example.org",
        PAGE,
        "2019",
        "",
        "nesta",
        "int-nesta",
        "",
        "",
        "France",
        "",
    ]
    answers += ["99", "conference, 1", ""]
    ran = run("new", "convening", terminal=True)
    assert ran.code == 0, ran.out
    for words in (
        "This one is needed.",
        "not the tag",
        "cannot be a short name",
        "not the address",
        "There is no number 99",
    ):
        assert words in ran.out
    text = (tmp_path / "data/convenings/hui.ttl").read_text("utf-8")
    for words in (
        '"会议"@zh',
        "organisation/int-nesta#this",
        "country:FRA",
        "activity-conference",
        '"2019"^^xsd:gYear',
    ):
        assert words in text
    assert not answers


def test_options_are_not_asked_again(run: Run, answers: list[str]) -> None:
    answers += ["", "", PAGE, *[""] * 20]
    ran = run("new", "organisation", "--name", "Harbour Office", "--kind", "ministry", terminal=True)
    assert ran.code == 2 or ran.code == 0
    assert "What is the organisation called?" not in ran.out
    assert "What kind of organisation" not in ran.out


def test_asks_everything_again_with_the_answers_if_it_would_not_validate(
    run: Run, tmp_path: Path, answers: list[str]
) -> None:
    first = ["Harbour", "", "", "People.", PAGE, "", "", "", "https://oneteamgov.com/", *[""] * 7]
    second = ["", "", "", "", "", "", "", "", "-", *[""] * 7]
    answers += first + second
    ran = run("new", "network", terminal=True)
    assert ran.code == 0, ran.out
    assert "cannot be written yet" in ran.out
    assert "homepage" not in (tmp_path / "data/networks/harbour.ttl").read_text()


@pytest.mark.parametrize(("last", "code"), [("^C", 130), (None, 2)])
def test_an_interrupted_interview_leaves_nothing_behind(
    run: Run, tmp_path: Path, answers: list[str], last: str | None, code: int
) -> None:
    answers += ["Harbour", "", "", "People.", *([last] if last else [])]
    assert run("new", "network", terminal=True).code == code
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_is_interrupted_leaves_nothing_behind(tmp_path: Path, choices: Choices) -> None:
    answers = read(KINDS["network"], {"name": ["X"], "description": ["Y"], "source": [PAGE]}, choices)
    document, _ = compose("network", answers, choices, datetime.now(UTC))
    with pytest.raises(UnicodeEncodeError):
        new.write(tmp_path / "data", document, "half \ud800")
    assert list(tmp_path.iterdir()) == []
