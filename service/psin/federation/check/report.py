"""What a check found, client by client, as text, as JSON and as a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

GOOD, NOTE, BROKEN, UNKNOWN = "works", "better", "breaks", "not there"


@dataclass(frozen=True)
class Finding:
    """``client`` is who is played, ``what`` it did and got, ``mend`` what to change; both in whole sentences."""

    client: str
    verdict: str
    what: str
    mend: str = ""


@dataclass
class Report:
    """Findings in the order in which the clients asked."""

    url: str
    findings: list[Finding] = field(default_factory=list)
    requests: int = 0

    def add(self, client: str, verdict: str, what: str, mend: str = "") -> None:
        self.findings.append(Finding(client, verdict, what, mend))

    def good(self, client: str, what: str) -> None:
        self.add(client, GOOD, what)

    @property
    def broken(self) -> int:
        return sum(1 for one in self.findings if one.verdict == BROKEN)

    @property
    def better(self) -> int:
        return sum(1 for one in self.findings if one.verdict == NOTE)


def counted(number: int, one: str, several: str) -> str:
    """``1 dataset has`` or ``3 datasets have``."""
    return f"{number:,} {one if number == 1 else several}"


def summary(report: Report) -> str:
    """One sentence about all of it."""
    broken, asked = (
        counted(report.broken, "thing breaks", "things break"),
        counted(report.requests, "request", "requests"),
    )
    return f"{broken}, {report.better:,} could be better; {asked}."


def text(report: Report) -> str:
    """For a terminal: what breaks first, then what could be better, then what works."""
    lines = []
    for verdict in (BROKEN, NOTE, GOOD, UNKNOWN):
        for one in report.findings:
            if one.verdict == verdict:
                lines.append(f"{verdict}: {one.client}: {one.what}")
                if one.mend:
                    lines.append(f"    {one.mend}")
    lines.append(f"{report.url}: {summary(report)}")
    return "\n".join(lines) + "\n"


def plain(report: Report) -> dict[str, object]:
    """For JSON."""
    found: Sequence[dict[str, str]] = [vars(one) for one in report.findings]
    return {
        "url": report.url,
        "breaks": report.broken,
        "better": report.better,
        "requests": report.requests,
        "findings": found,
    }


_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head>
<body><main><h1>{title}</h1><p>{summary}</p>
{sections}</main></body></html>
"""
_HEADINGS = {BROKEN: "What breaks", NOTE: "What could be better", GOOD: "What works", UNKNOWN: "What is not there"}


def html(report: Report) -> str:
    """A page of its own, without style or script; everything that a site has sent is shown as text."""
    sections = []
    for verdict, heading in _HEADINGS.items():
        found = [one for one in report.findings if one.verdict == verdict]
        if found:
            items = "".join(
                f"<li><strong>{escape(one.client)}</strong>: <bdi>{escape(one.what)}</bdi>"
                + (f"<br><em>{escape(one.mend)}</em>" if one.mend else "")
                + "</li>\n"
                for one in found
            )
            sections.append(f"<h2>{heading}</h2>\n<ul>\n{items}</ul>\n")
    title = escape(f"What the software of partners makes of {report.url}")
    return _PAGE.format(title=title, summary=summary(report), sections="".join(sections))
