"""Mutated documents against parser, lint, shapes, positions, formatter and reports: ``python -m tests.validation.fuzz``.

Stops at the first input that raises, hangs or contradicts itself, shrinks it, and prints it with its seed.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from psin.errors import SyntaxProblem
from psin.turtle.recovery import recover
from psin.turtle.writer import format_text
from psin.validation.findings import Report
from psin.validation.shapes.shapeset import ShapeSet
from psin.validation.validate import validate_bytes
from psin.vocabulary.terms import Vocabulary

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).parent / "corpus"
BASE = "https://w3id.org/psin/network/fuzz"
#: Seconds that one document of a few kilobytes may take on a busy machine.
PATIENCE = 5.0
PIECES = [
    *"<>\"'.,;[](){}@^\\#:%&|`$?!=~*+-/_ \t\n\r\0",
    *("\ufeff", "\u202e", "\u200b", "\u00a0", "\u2028", "\ud7ff", "é", "𝔸", "“", "”", "«"),
    *(
        '"""',
        "'''",
        "^^",
        "^^xsd:date",
        "@en",
        "@en_GB",
        "@prefix ",
        "@base <",
        "PREFIX x: <urn:x>",
        "GRAPH <urn:g> {",
        "}",
    ),
    *(
        "_:b1",
        "[]",
        "()",
        "[ a ",
        "( 1 2",
        "<#this>",
        "<a b>",
        "<",
        "psin:x",
        "psinc:",
        "foo:bar",
        "\\u202E",
        "\\uD800",
        "\\x",
    ),
    *(
        "true",
        "1e999",
        "-.5",
        "99999999999999999999",
        "2019-02",
        "https://x.example/a,b",
        "<!DOCTYPE x>",
        "&#x202E;",
        "&lt;",
    ),
    *(
        "<<<<<<< HEAD\n",
        "=======\n",
        ">>>>>>> x\n",
        "// x\n",
        "{",
        '{"@context": 1}',
        "<rdf:x/>",
        "]]>",
        " a psin:Network . ",
    ),
    *('"@context": "https://evil.example/"', '"@id": ', '"@graph": [', '"@reverse": {', "null", "[" * 200, "<a>" * 200),
]


class Broken(AssertionError):
    """An input that the checks do not survive."""


def seeds() -> list[tuple[str, str]]:
    """(ending, text) of the good documents and of the corpus."""
    files = sorted(CORPUS.glob("*.*"))
    found = [(file.suffix, file.read_text("utf-8", "replace")) for file in files if file.suffix in _ENDINGS]
    return found or [(".ttl", file.read_text("utf-8")) for file in sorted((ROOT / "data").glob("*/*.ttl"))[:20]]


_ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf")


def mutate(text: str, random_: random.Random, others: Sequence[str]) -> str:
    """The text with one to six changes, small ones mostly."""
    for _ in range(random_.randint(1, 6)):
        a, b = sorted((random_.randint(0, len(text)), random_.randint(0, len(text))))
        near = min(b, a + random_.randint(0, 30))
        change = random_.randrange(9)
        if change <= 2:
            text = text[:a] + random_.choice(PIECES) + text[a:]
        elif change <= 4:
            text = text[:a] + text[near:]
        elif change == 5:
            text = text[:a] + random_.choice(PIECES) + text[near:]
        elif change == 6:
            text = text[:a] + text[a:near] * random_.randint(2, 40) + text[near:]
        elif change == 7:
            lines = text.splitlines(keepends=True)
            random_.shuffle(lines)
            text = "".join(lines)
        else:
            other = random_.choice(others)
            at = random_.randint(0, len(other))
            text = text[:a] + other[at : at + 200] + text[near:]
        if len(text) > 60_000:
            text = text[:60_000]
    return text


class Target:
    """Everything that meets an unknown document."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary.load(ROOT / "ontology")
        self.shapes = ShapeSet.load(ROOT / "shapes")

    def check(self, raw: bytes, ending: str) -> Report:
        """Raises Broken, or whatever the checked code raises."""
        started = time.monotonic()
        report = validate_bytes(raw, f"fuzz{ending}", vocabulary=self.vocabulary, shapes=self.shapes)
        self._places(report, raw)
        if ending == ".ttl":
            self._turtle(report, raw)
        if time.monotonic() - started > PATIENCE:
            raise Broken(f"took {time.monotonic() - started:.1f} s")
        return report

    def _places(self, report: Report, raw: bytes) -> None:
        text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for one in report.findings:
            if (
                not one.message.en
                or "{" in one.message.en.replace("{ ... }", "").replace("'{'", "")
                and "{v" in one.message.en
            ):
                raise Broken(f"{one.code} says nothing: {one.message.en!r}")
            for place in one.places:
                if not 1 <= place.line <= len(lines) or not 1 <= place.column <= len(lines[place.line - 1]) + 1:
                    raise Broken(f"{one.code} stands outside of the text, at {place.line}:{place.column}")

    def _turtle(self, report: Report, raw: bytes) -> None:
        refused = any(one.code in ("G01", "G14") for one in report.findings)
        text = raw.decode("utf-8", "replace")
        try:
            formatted = format_text(text, BASE)
        except SyntaxProblem:
            if not refused and not text.startswith("\ufeff"):
                # without a base of its own a file is read under no base here, so only the reverse is a contradiction
                raise Broken("the formatter refuses what the validator reads") from None
            return
        if format_text(formatted, BASE) != formatted:
            raise Broken("formatting twice changes the text")
        recovered = recover(text, BASE)
        if recovered.complaints and not refused:
            causes = {one.cause for one in recovered.complaints} - {"too-deep"}
            if causes:
                raise Broken(f"recovery complains of a good text: {sorted(causes)}")


def shrink(text: str, fails: Callable[[str], bool], seconds: float = 20) -> str:
    """A shorter text that still fails."""
    end, size = time.monotonic() + seconds, max(1, len(text) // 2)
    while size and time.monotonic() < end:
        at = 0
        while at < len(text) and time.monotonic() < end:
            shorter = text[:at] + text[at + size :]
            if fails(shorter):
                text = shorter
            else:
                at += size
        size //= 2
    return text


def run(seconds: float, seed: int, *, target: Target | None = None) -> int:
    """Fuzzes for some seconds; returns the number of inputs. Raises Broken with the shrunk input."""
    target, known, count = target or Target(), seeds(), 0
    texts = [text for _, text in known]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        random_ = random.Random(f"{seed}-{count}")
        ending, text = random_.choice(known)
        mutated = mutate(text, random_, texts)
        raw = mutated.encode("utf-8", "surrogatepass")
        if random_.random() < 0.03:
            raw = bytes(random_.randrange(256) if random_.random() < 0.01 else byte for byte in raw)
        try:
            target.check(raw, ending)
        except Exception as error:

            def fails(candidate: str, kind: type[Exception] = error.__class__, ending: str = ending) -> bool:
                try:
                    target.check(candidate.encode("utf-8", "surrogatepass"), ending)
                except Exception as other:
                    return isinstance(other, kind)
                return False

            small = shrink(mutated, fails)
            raise Broken(f"seed {seed}-{count}, {ending}: {type(error).__name__}: {error}\n{small!r}") from error
        count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    options = parser.parse_args()
    print(f"{run(options.seconds, options.seed)} inputs survived (seed {options.seed}).")


if __name__ == "__main__":
    main()
