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


def _validate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Turtle files, or folders of them")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how findings are written (text)")
    parser.add_argument("--language", choices=("en", "fr"), default="en", help="language of the messages (en)")
    parser.add_argument("--strict", action="store_true", help="warnings count as not conforming")
    parser.add_argument("--data", type=Path, help="catalogue that references are looked up in (the installed one)")
    parser.add_argument("--reference", action="store_true", help="ask pySHACL too, and report every disagreement")


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder of documents (the installed one)")
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (8000)")


def _query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", help="name of a query of the library, a file with SPARQL, or - for standard input")
    parser.add_argument("parameters", nargs="*", metavar="NAME=VALUE", help="values for the parameters of a library query")
    parser.add_argument("--data", type=Path, help="folder of documents (the installed one)")
    parser.add_argument("--format", default="table", help="table, or json, xml, csv, tsv; for graphs turtle, ntriples, rdfxml, jsonld")


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("network",), help="kind of document")
    parser.add_argument("--name", help="name of the network, in English or as it calls itself")
    parser.add_argument("--language", default="en", help="language of the name (en)")
    parser.add_argument("--description", help="what the network is, in a sentence or two of English")
    parser.add_argument("--country", help="country as three letters of ISO 3166-1, e.g. NZL")
    parser.add_argument("--homepage", help="web site of the network")
    parser.add_argument("--source", help="address of a page where these facts can be checked")
    parser.add_argument("--convener", help="short name of the convening organisation's document, e.g. int-oecd-opsi")
    parser.add_argument("--founded", help="date of founding: 2012, 2012-06 or 2012-06-30")
    parser.add_argument("--slug", help="short name in the address (made from the name)")
    parser.add_argument("--data", type=Path, help="folder of documents to write into (./data)")


def _fmt(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Turtle files, or folders of them")
    parser.add_argument("--check", action="store_true", help="write nothing; say which files are not in the canonical layout")


COMMANDS: dict[str, tuple[str, Add, Run]] = {
    "validate": ("Check files: what is wrong, where, and how to mend it.", _validate, _lazily("validate")),
    "serve": ("Serve the catalogue: endpoint, data and pages.", _serve, _lazily("serve")),
    "query": ("Ask the catalogue a question.", _query, _lazily("query")),
    "new": ("Write the first file of a network.", _new, _lazily("new")),
    "fmt": ("Write Turtle files in the canonical layout.", _fmt, _lazily("fmt")),
}
