"""Small reports to write in every format."""

from __future__ import annotations

from psin.validation.findings import Edit, Finding, Place, Report, Severity, Words

SOURCE = "    psin:x 1 ."


def finding(
    line: int = 3, message: str = "Sentence.", severity: Severity = Severity.VIOLATION, **more: object
) -> Finding:
    file = more.pop("file", "a.ttl")
    code = more.pop("code", "X01")
    return Finding(code, severity, Words(message, "Phrase."), (Place(file, line, 5, SOURCE),), **more)  # type: ignore[arg-type]


def report(*findings: Finding, files: tuple[str, ...] = ("a.ttl",)) -> Report:
    return Report(tuple(findings), documents=len(files), triples=2, seconds=0.5, files=files)


#: One of each severity, with signs that every format has to escape somewhere.
VARIED = report(
    finding(
        3,
        'Say "yes" <or> no & 100 %, {x}:\nthen go',
        fix=Words("Write «1».", "Écrire «1»."),
        title=Words("A title", "Un titre"),
        focus="<https://example.org/a>",
        path="<https://example.org/p>",
        value='"<b>\\u0000]]>\\u202E"@en',
        shape="https://w3id.org/psin/shapes#x",
        component="http://www.w3.org/ns/shacl#MinCountConstraintComponent",
        edit=Edit(10, 3, "psin:y"),
    ),
    finding(4, severity=Severity.WARNING, code="X02", lesson="https://w3id.org/psin/lesson/x#this"),
    finding(9, severity=Severity.INFO, code="X03", file="dir with blank/ü,1:2.ttl"),
    files=("a.ttl", "dir with blank/ü,1:2.ttl", "good.ttl"),
)
