"""The table of commands: name, help, options, and the module that does the work when the command runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

Add = Callable[[argparse.ArgumentParser], None]
Run = Callable[[argparse.Namespace], int]


def _lazily(module: str) -> Run:
    return lambda options: import_module(f".{module}", __package__).run(options)


def _validated(options: argparse.Namespace) -> int:
    code = _lazily("validate")(options)
    return code or (_lazily("answers")(options) if options.queries else 0)


def _validate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="Turtle files, folders of them, or - for standard input"
    )
    formats = ("text", "json", "sarif", "github", "junit", "html", "shacl")
    parser.add_argument("--format", choices=formats, default="text", help="how findings are written (text)")
    _language(parser)
    parser.add_argument("--strict", action="store_true", help="warnings count as not conforming")
    parser.add_argument("--quiet", action="store_true", help="leave the tips out")
    parser.add_argument("--fix", action="store_true", help="make the changes that are safe, and show them as a diff")
    parser.add_argument("--dry-run", action="store_true", help="with --fix: only show what would be changed")
    parser.add_argument("--watch", action="store_true", help="check again whenever a file has changed, until Ctrl-C")
    parser.add_argument("--data", type=Path, help="catalogue that references are looked up in (the installed one)")
    parser.add_argument("--alone", action="store_true", help="take references to other documents on trust")
    parser.add_argument("--reference", action="store_true", help="ask pySHACL too, and report every disagreement")
    parser.add_argument(
        "--queries", action="store_true", help="show which questions of the library change their answer"
    )
    _colour(parser)


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", nargs="*", metavar="CODE", help="codes of rules, such as N03 (lists all)")
    _language(parser)
    _colour(parser)


def _language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=("en", "fr"), default="en", help="language of the messages (en)")


def _colour(parser: argparse.ArgumentParser) -> None:
    choices = ("auto", "always", "never")
    parser.add_argument(
        "--color", "--colour", dest="colour", choices=choices, default="auto", help="colour the text (auto)"
    )


def _mcp(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder of documents (the installed one)")


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder of documents (the installed one)")
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (8000)")
    parser.add_argument("--watch", action="store_true", help="load documents again whenever they have changed")
    parser.add_argument(
        "--endpoint", metavar="URL", help="let a SPARQL engine elsewhere answer the queries; see docs/scaling.md"
    )
    parser.add_argument(
        "--store",
        metavar="DIR",
        help="keep the graph on disk in this folder, ready for the next start; see docs/scaling.md",
    )


def _publish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", required=True, metavar="URL", help="address at which the engine answers queries")
    parser.add_argument("--update-url", metavar="URL", help="address at which it takes updates (the same)")
    parser.add_argument(
        "--user", default="", help="user of the engine; the password is read from PSIN_PUBLISH_PASSWORD"
    )
    parser.add_argument("--data", type=Path, help="folder of documents (the installed one)")
    parser.add_argument("--dry-run", action="store_true", help="change nothing; say what would be done")


def _release(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", type=Path, default=Path("dist"), metavar="FOLDER", help="where the release is put (dist)"
    )
    parser.add_argument("--date", metavar="DAY", help="its date, as 2026-11-24 (that of the last commit, else today)")
    parser.add_argument("--data", type=Path, help="folder of documents (the installed one)")


def _query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", help="name of a query of the library, a file with SPARQL, or - for standard input")
    parser.add_argument(
        "parameters", nargs="*", metavar="NAME=VALUE", help="values for the parameters of a library query"
    )
    parser.add_argument("--data", type=Path, help="folder of documents (the installed one)")
    parser.add_argument(
        "--format", default="table", help="table, or json, xml, csv, tsv; for graphs turtle, ntriples, rdfxml, jsonld"
    )


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("network", "organisation", "convening"), help="kind of document")
    parser.add_argument("options", nargs=argparse.REMAINDER, help="what is known already; see psin new KIND --help")


def _fmt(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="Turtle files, folders of them, or - for standard input"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say which files are not in the canonical layout"
    )
    parser.add_argument("--diff", action="store_true", help="write nothing; show the lines that would change")
    parser.add_argument("--name", type=Path, metavar="FILE", help="name of the file that standard input comes from")


def _diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "versions", nargs="+", metavar="VERSION", help="OLD and NEW: a file, a folder, REVISION:PATH or a URL each"
    )
    parser.add_argument(
        "--git", action="store_true", help="VERSION is OLD-REVISION NEW-REVISION [PATH] of the git repository here"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how changes are written (text)")
    parser.add_argument("--language", choices=("en", "fr"), default="en", help="language of the sentences (en)")
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="catalogue that names are looked up in (the installed one)"
    )
    parser.add_argument(
        "--allow-private", action="store_true", help="fetch URLs from this machine and private networks too"
    )


def _harvest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="short names of partners (lists all with their state)"
    )
    parser.add_argument("--due", action="store_true", help="harvest every partner whose time has come")
    parser.add_argument("--dry-run", action="store_true", help="fetch and judge, but take nothing")
    decisions = parser.add_mutually_exclusive_group()
    decisions.add_argument("--accept", action="store_true", help="let in what is held for a person")
    decisions.add_argument("--refuse", action="store_true", help="turn down what is held for a person")
    decisions.add_argument("--rollback", action="store_true", help="go back to the version before the current one")
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="catalogue with the registry of partners (the installed one)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how runs are told (text)")
    parser.add_argument("--verbose", action="store_true", help="tell every step")


def _identities(parser: argparse.ArgumentParser) -> None:
    decisions = parser.add_mutually_exclusive_group()
    decisions.add_argument("--accept", metavar="NAME", help="decide that two records are about one thing")
    decisions.add_argument("--refuse", metavar="NAME", help="decide that they are about two things")
    decisions.add_argument("--withdraw", metavar="NAME", help="take a decision back")
    parser.add_argument("--reason", default="", help="what the decision rests on, in a sentence")
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="catalogue in which decisions are kept (the installed one)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how the list is written (text)")


def _check_partner(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="address of a site, or of its catalogue or endpoint")
    parser.add_argument(
        "--format", choices=("text", "json", "html"), default="text", help="how the report is written (text)"
    )


def _replicate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="address of a catalogue of psin")
    parser.add_argument(
        "--into", type=Path, metavar="FOLDER", help="where the copies are kept, to go on from next time (nowhere)"
    )
    parser.add_argument("--version", default="latest", metavar="NAME", help="version whose dump to begin with (latest)")
    parser.add_argument("--allow-private", action="store_true", help="copy from this machine and private networks too")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how the proof is written (text)")
    parser.add_argument("--verbose", action="store_true", help="tell every step")


COMMANDS: dict[str, tuple[str, Add, Run]] = {
    "validate": ("Check files: what is wrong, where, and how to mend it.", _validate, _validated),
    "explain": ("Say what a rule is for, with a good and a bad example.", _explain, _lazily("explain")),
    "serve": ("Serve the catalogue: endpoint, data and pages.", _serve, _lazily("serve")),
    "publish": ("Bring the documents to a SPARQL engine elsewhere.", _publish, _lazily("publish")),
    "release": ("Make a dated snapshot to archive and cite, the same bytes every time.", _release, _lazily("release")),
    "query": ("Ask the catalogue a question.", _query, _lazily("query")),
    "mcp": (
        "Let an assistant on this machine ask the catalogue (Model Context Protocol over stdio).",
        _mcp,
        _lazily("mcp"),
    ),
    "new": ("Write the first file of a network, an organisation or a convening.", _new, _lazily("new")),
    "diff": ("Tell in words what changed between two versions of a record or a catalogue.", _diff, _lazily("diff")),
    "harvest": ("Take in what partners publish.", _harvest, _lazily("harvest")),
    "identities": (
        "List, accept and refuse that records of partners are about the same as ours.",
        _identities,
        _lazily("identities"),
    ),
    "check-partner": (
        "Say what the software of partners would make of a site.",
        _check_partner,
        _lazily("check_partner"),
    ),
    "replicate": (
        "Copy a catalogue in three ways and prove that the copies are the same.",
        _replicate,
        _lazily("replicate"),
    ),
    "fmt": ("Write Turtle files in the canonical layout.", _fmt, _lazily("fmt")),
}
