"""The plain command line is read as argparse reads it, and everything else is left to argparse."""

from __future__ import annotations

import itertools

import pytest
from psin.cli import parser, plain

PIECES = [
    ["--alone"],
    ["--strict"],
    ["--quiet"],
    ["--format", "json"],
    ["--language", "fr"],
    ["--color", "never"],
    ["--colour", "always"],
    ["a.ttl"],
    ["folder/b.ttl", "c"],
]


def by_argparse(arguments: list[str]) -> dict[str, object]:
    found = vars(parser("validate").parse_args(arguments))
    return {name: value for name, value in found.items() if name != "run"}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_plain_arguments_mean_what_argparse_makes_of_them(number: int) -> None:
    read = 0
    for pieces in itertools.permutations(PIECES, number):
        arguments = ["validate", *itertools.chain.from_iterable(pieces)]
        options = plain.read(arguments)
        if options is not None:
            assert vars(options) == by_argparse(arguments), arguments
            read += 1
    assert read


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fmt", "a.ttl"],
        ["validate"],
        ["validate", "--alone"],
        ["validate", "-"],
        ["validate", "a.ttl", "--help"],
        ["validate", "a.ttl", "--fix"],
        ["validate", "a.ttl", "--watch"],
        ["validate", "a.ttl", "--data", "x"],
        ["validate", "a.ttl", "--format"],
        ["validate", "a.ttl", "--format", "yaml"],
        ["validate", "a.ttl", "--form", "json"],
        ["validate", "a.ttl", "--format=json"],
        ["validate", "--", "a.ttl"],
        ["validate", ""],
        ["validate", "a.ttl", "--alone", "b.ttl"],
    ],
)
def test_what_is_not_plain_is_left_to_argparse(arguments: list[str]) -> None:
    assert plain.read(arguments) is None
