"""``psin diff`` tells in words what changed between files, folders, revisions and addresses, and fetches with care."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.catalogue.changes import Names
from psin.catalogue.changes.record import Teller
from psin.catalogue.changes.wording import reworded
from psin.cli.fetch import fetch
from psin.errors import InputError, PsinError, UnreadableFile
from psin.turtle.diff import difference
from psin.turtle.matching import Triple
from psin.vocabulary.terms import Vocabulary

from .inprocess import ROOT, Run

OLD = """\
@base <https://w3id.org/psin/network/harbour-circle> .
@prefix psin: <https://w3id.org/psin/ns#> .
@prefix psinc: <https://w3id.org/psin/concept/> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<#this> a psin:Network ; skos:prefLabel "Harbour Circle"@en ; psin:networkKind psinc:kind-network ;
    dcterms:description "Civil servants of a port city who try out new ways of working together."@en ;
    dcterms:spatial country:NZL ; schema:foundingDate "2016"^^xsd:gYear ; dcterms:source <#source-1> , <#source-3> .
<#sponsorship-treasury> a psin:Sponsorship ; psin:ofNetwork <#this> ; psin:nameAsGiven "Treasury" ;
    schema:startDate "2018"^^xsd:gYear ; dcterms:source <#source-1> .
<#count-members> a psin:Count ; psin:count 40 ; dcterms:source <#source-1> .
<#source-1> a psin:Source ; foaf:page <https://harbour.example/about> .
<#source-3> a psin:Source ; foaf:page <https://harbour.example/history> .
"""
CONVENER = """
<#convenership-nesta> a psin:Convenership ; psin:ofNetwork <#this> ; psin:agent <../organisation/int-nesta#this> ;
    schema:startDate "2019"^^xsd:gYear ; dcterms:source <#source-1> .
"""
GONE = "<#source-3> a psin:Source ; foaf:page <https://harbour.example/history> .\n"


class Case(NamedTuple):
    old: str
    new: str
    en: str
    fr: str


CASES = {
    "record added": Case(
        "",
        CONVENER,
        "convener added: Nesta, since 2019 [convenership-nesta]",
        "ajout : animateur : Nesta, depuis 2019 [convenership-nesta]",
    ),
    "date": Case('"2016"^^', '"2017"^^', "founded changed from 2016 to 2017", "fondation : 2016 devient 2017"),
    "concept": Case(
        "psinc:kind-network",
        "psinc:kind-movement",
        "kind changed from network to movement",
        "type : réseau devient mouvement",
    ),
    "country": Case(
        "country:NZL",
        "country:AUS",
        "place changed from New Zealand to Australia",
        "lieu : country:NZL devient country:AUS",
    ),
    "text": Case(
        "try out new ways",
        "try new ways",
        "description reworded: … port city who try [-out -]new ways of working …",
        "texte reformulé",
    ),
    "value added": Case(
        '"Harbour Circle"@en',
        '"Harbour Circle"@en , "Cercle du port"@fr',
        "name added: “Cercle du port” (fr)",
        "nom : ajout de “Cercle du port”",
    ),
    "source removed": Case(GONE, "", "source 3 removed: https://harbour.example/history", "retrait : source 3"),
    "property of a record": Case(
        '"2018"^^',
        '"2019"^^',
        "sponsor Treasury [sponsorship-treasury]: start changed from 2018 to 2019",
        "début : 2018 devient 2019",
    ),
    "record renamed": Case(
        "#sponsorship-treasury",
        "#sponsorship-hm-treasury",
        "[sponsorship-treasury] is now called [sponsorship-hm-treasury]",
        "s’appelle maintenant",
    ),
    "number": Case("psin:count 40", "psin:count 41", "number changed from 40 to 41", "nombre : 40 devient 41"),
    "brackets": Case(
        "psin:count 40",
        'psin:count 40 ; schema:contactPoint [ schema:email "info@harbour.example" ]',
        "contact added: [mailbox info@harbour.example]",
        "contact : ajout de [adresse électronique info@harbour.example]",
    ),
}


def changed(case: Case) -> str:
    assert case.old in OLD
    return OLD.replace(case.old, case.new, 1) if case.old else OLD + case.new


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(OLD, "utf-8")
    new.write_text(OLD, "utf-8")
    return old, new


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_says_in_words_what_changed(run: Run, pair: tuple[Path, Path], case: Case) -> None:
    pair[1].write_text(changed(case), "utf-8")
    english, french = run("diff", *pair), run("diff", "--language", "fr", *pair)
    assert (english.code, french.code) == (1, 1)
    assert case.en in english.out
    assert case.fr in french.out


def test_one_change_is_one_line(run: Run, pair: tuple[Path, Path]) -> None:
    pair[1].write_text(changed(CASES["date"]), "utf-8")
    assert run("diff", *pair).out == "Harbour Circle: founded changed from 2016 to 2017\n"
    assert run("diff", "--language", "fr", *pair).out == "Harbour Circle : fondation : 2016 devient 2017\n"


def test_layout_comments_and_labels_are_no_change(run: Run, pair: tuple[Path, Path]) -> None:
    pair[1].write_text("# a comment\n" + OLD.replace(" ; ", "\n ;\n\n  "), "utf-8")
    ran = run("diff", *pair)
    assert (ran.code, ran.out) == (0, "Harbour Circle: says the same, written differently\nNothing changed.\n")
    assert run("diff", pair[0], pair[0]).out == "Nothing changed.\n"


def test_json_says_the_same_to_programs(run: Run, pair: tuple[Path, Path]) -> None:
    pair[1].write_text(changed(CASES["date"]), "utf-8")
    body = json.loads(run("diff", "--format", "json", *pair).out)
    assert body["same"] is False
    (change,) = body["documents"][0]["changes"]
    assert change["property"] == "https://schema.org/foundingDate"
    assert (change["kind"], len(change["removed"]), len(change["added"])) == ("changed", 1, 1)
    assert json.loads(run("diff", "--format", "json", pair[0], pair[0]).out)["same"] is True


def test_folders_have_new_and_removed_documents(run: Run, tmp_path: Path) -> None:
    for version, names in (("one", ("a", "b")), ("two", ("b", "c"))):
        for name in names:
            file = tmp_path / version / "networks" / f"{name}.ttl"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                OLD.replace("harbour-circle", name).replace(
                    "Harbour Circle", f"Network {name} {version if name == 'b' else ''}".strip()
                )
            )
    ran = run("diff", "one", "two")
    assert ran.code == 1
    assert "Network a: document removed" in ran.out
    assert "Network c: new document" in ran.out
    assert "Network b two: name changed from “Network b one” to “Network b two”" in ran.out
    assert ran.out.endswith("1 of 1 document changed, 1 new, 1 removed.\n")
    french = run("diff", "--language", "fr", "one", "two").out
    assert french.endswith("1 document modifié sur 1, 1 nouveau, 1 retiré.\n")
    assert "name changed" in run("diff", "one", "two/networks/b.ttl").out


def test_a_text_cannot_steer_the_terminal(run: Run, pair: tuple[Path, Path]) -> None:
    pair[1].write_text(OLD.replace('"Harbour Circle"', '"x\\u001b[31m\\u202e"'), "utf-8")
    out = run("diff", *pair).out
    assert "\x1b" not in out
    assert "\u202e" not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("old.ttl",), "Two versions"),
        (("old.ttl", "nowhere.ttl"), "There is no file nowhere.ttl"),
        (("old.ttl", "broken.ttl"), "broken.ttl:1:"),
        (("old.ttl", "latin.ttl"), "not UTF-8"),
        (("old.ttl", "ftp://example.org/x.ttl"), "Only http:// and https://"),
        (("old.ttl", "file:///etc/passwd"), "Only http:// and https://"),
        (("old.ttl", "http://localhost:1/x.ttl"), "--allow-private"),
        (("old.ttl", "http://169.254.169.254/latest"), "--allow-private"),
        (("old.ttl", "http://[::ffff:127.0.0.1]/x"), "--allow-private"),
        (("old.ttl", "http://me:secret@example.org/x.ttl"), "password"),
        (("old.ttl", "http:///x.ttl"), "no host"),
        (("old.ttl", "HEAD:x.ttl"), "no git repository"),
        (("--git", "HEAD"), "two revisions"),
        (("old.ttl", "empty"), "no Turtle files"),
        (("old.ttl", "\x00"), "no file"),
    ],
)
def test_what_cannot_be_read_is_two_and_a_sentence(
    run: Run,
    pair: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "broken.ttl").write_text("<http://a> <http://b> .")
    (tmp_path / "latin.ttl").write_bytes("é".encode("latin-1"))
    (tmp_path / "empty").mkdir()
    ran = run("diff", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert words in ran.err
    assert "secret" not in ran.err
    assert "Traceback" not in ran.err


def test_a_mistake_of_grammar_is_told_as_by_validate(run: Run, pair: tuple[Path, Path], tmp_path: Path) -> None:
    mistakes = {
        'skos:prefLabel "Harbour Circle"@en ;': 'skos:prefLabel "Harbour Circle"@en',
        "psin:networkKind psinc:kind-network ;": "psin:networkKind GARBAGE ;",
        "country:NZL": "state:NZL",
        "about>": "about us>",
    }
    broken = tmp_path / "broken.ttl"
    for good, bad in mistakes.items():
        broken.write_text(OLD.replace(good, bad, 1))
        first = json.loads(run("validate", "--alone", "--format", "json", broken).out)["findings"][0]
        line, column = first["places"][0]["line"], first["places"][0]["column"]
        told = f"psin: broken.ttl:{line}:{column}: {first['message']} {first['fix']}\n"
        assert run("diff", pair[0], "broken.ttl").err == told
        assert "not valid Turtle" not in told
    (tmp_path / "folder/networks").mkdir(parents=True)
    (tmp_path / "folder/networks/good.ttl").write_text(OLD)
    broken.write_text(OLD.replace("psinc:kind-network", "GARBAGE"))
    told = run("diff", "folder", "broken.ttl").err  # which is read for its base
    assert told.startswith("psin: broken.ttl:11:") and "'GARBAGE' is neither" in told


def git(folder: Path, *arguments: str) -> None:
    identity = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    names = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(
        ["git", "-C", folder, *arguments], check=True, capture_output=True, env={**os.environ, **identity, **names}
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    file = tmp_path / "data" / "networks" / "harbour-circle.ttl"
    file.parent.mkdir(parents=True)
    for text in (OLD, changed(CASES["date"])):
        file.write_text(text, "utf-8")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", "x")
    return file


def test_revisions_are_compared_in_every_form(run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "Harbour Circle: founded changed from 2016 to 2017\n"
    name = "data/networks/harbour-circle.ttl"
    assert run("diff", "--git", "HEAD~1", "HEAD").out == words
    assert run("diff", "--git", "HEAD~1", "HEAD", "data").out == words
    assert run("diff", f"HEAD~1:{name}", f"HEAD:{name}").out == words
    assert run("diff", f"HEAD~1:{name}", name).out == words
    assert run("diff", "HEAD~1:data", "data").out == words
    assert run("diff", "--git", "HEAD", "HEAD").code == 0
    monkeypatch.chdir(repository.parent)
    assert run("diff", "--git", "HEAD~1", "HEAD", "harbour-circle.ttl").out == words
    assert run("diff", "HEAD~1:./harbour-circle.ttl", "harbour-circle.ttl").out == words


@pytest.mark.parametrize(
    "revision", ["nothing", "--output=x", "-p", "HEAD..HEAD", "", "HEAD\n", "$(touch x)", "HEAD;touch x"]
)
def test_a_revision_is_never_an_option_and_never_a_command(
    run: Run, repository: Path, tmp_path: Path, revision: str
) -> None:
    ran = run("diff", f"{revision}:data", "data")
    assert ran.code == 2
    assert "revision" in ran.err or "unrecognized" in ran.err or "required" in ran.err
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("path", ["../outside", "/etc", "data/../../x"])
def test_a_path_outside_the_repository_is_refused(run: Run, repository: Path, path: str) -> None:
    ran = run("diff", "--git", "HEAD~1", "HEAD", path)
    assert ran.code == 2
    assert ran.err


class Pages(BaseHTTPRequestHandler):
    """A few addresses, each with its own way to misbehave."""

    def do_GET(self) -> None:
        kind, body, more = "text/turtle", OLD.encode(), {}
        status = 200
        match self.path:
            case "/page":
                kind = "text/html"
            case "/missing":
                status = 404
            case "/large":
                body = b"#" * 50_000
            case "/away":
                status, more = 302, {"Location": "http://other.example/x.ttl"}
            case "/here":
                status, more = 302, {"Location": "/x.ttl"}
            case "/round":
                status, more = 302, {"Location": "/round"}
            case "/file":
                status, more = 302, {"Location": "file:///etc/passwd"}
            case "/packed":
                more = {"Content-Encoding": "gzip"}
            case "/slow":
                self.server.waiting.wait(20)  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in {"Content-Type": kind, "X-Asked": self.headers["Accept"], **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        return


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.waiting = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.waiting.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_address_is_compared_like_a_file(run: Run, pair: tuple[Path, Path], site: str) -> None:
    pair[1].write_text(changed(CASES["date"]), "utf-8")
    assert (
        run("diff", "--allow-private", f"{site}/here", pair[1]).out
        == "Harbour Circle: founded changed from 2016 to 2017\n"
    )


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/page", "text/html"),
        ("/missing", "404"),
        ("/large", "larger than 10,000"),
        ("/away", "forwards to http://other.example"),
        ("/round", "again and again"),
        ("/file", "Only http:// and https://"),
        ("/packed", "compressed"),
        ("/slow", "did not answer"),
    ],
)
def test_an_address_that_misbehaves_is_refused(site: str, page: str, words: str) -> None:
    with pytest.raises(PsinError) as caught:
        fetch(site + page, 10_000, allow_private=True, seconds=0.5 if page == "/slow" else 20)
    assert words in str(caught.value)
    assert isinstance(caught.value, UnreadableFile | InputError)


def test_a_private_address_is_refused_before_anything_is_sent(site: str) -> None:
    with pytest.raises(InputError, match="private"):
        fetch(f"{site}/x.ttl", 10_000)


nodes = st.sampled_from(
    ["<https://w3id.org/psin/network/x#this>", "<https://w3id.org/psin/network/x#a>", "_:a", "_:b", "_:c"]
)
rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
verbs = st.sampled_from(
    ["<http://p>", f"<{rdf}first>", f"<{rdf}rest>", "<http://purl.org/dc/terms/source>", f"<{rdf}type>"]
)
values = st.one_of(nodes, st.sampled_from(['"x"', '"y"@en', f"<{rdf}nil>", "<https://w3id.org/psin/ns#Network>"]))
graphs = st.lists(st.tuples(nodes, verbs, values), max_size=8)
names = Names(Vocabulary.load(ROOT / "ontology"), lambda document: ())


@settings(max_examples=300, deadline=None)
@given(graphs, graphs)
def test_every_difference_is_told_in_at_least_one_sentence(old: list[Triple], new: list[Triple]) -> None:
    found = difference(old, new)
    now = [triple for triple in old if triple not in found.removed] + list(found.added)
    changes = Teller(names, "https://w3id.org/psin/network/x", old, now, "en").tell(found)
    assert bool(changes) == (not found.same)
    assert all(change.text.strip() for change in changes)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("a b c d e", "a b x d e", "a b [-c-]{+x+} d e"),
        ("one two", "something else entirely", ""),
        ("x " * 5000, "y " * 5000, ""),
        ("same words here", "same words here", "same words here"),
    ],
)
def test_a_text_is_compared_word_by_word_if_that_helps(old: str, new: str, words: str) -> None:
    assert reworded(old, new) == words
