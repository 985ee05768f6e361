"""The plain ``psin validate FILE``, read without argparse, whose import takes as long as checking the file.

Whatever is not quite plain, mistakes and ``--help`` included, is left to the table of commands.
"""

from __future__ import annotations

from collections.abc import Sequence

_SWITCHES = ("alone", "strict", "quiet")
_CHOICES = {
    "format": ("text", "json", "sarif", "github", "junit", "html", "shacl"),
    "language": ("en", "fr"),
    "colour": ("auto", "always", "never"),
}
_NAMES = {"--format": "format", "--language": "language", "--color": "colour", "--colour": "colour"}


class Options:
    """What argparse finds in the same arguments."""

    def __init__(self) -> None:
        self.command = "validate"
        self.files: list[str] = []
        self.format, self.language, self.colour = "text", "en", "auto"
        self.alone = self.strict = self.quiet = False
        self.fix = self.dry_run = self.watch = self.reference = self.queries = False
        self.data = None


def read(arguments: Sequence[str]) -> Options | None:
    """The options; None if argparse has to read them."""
    if arguments[:1] != ["validate"]:
        return None
    options, left, apart = Options(), iter(arguments[1:]), False
    for one in left:
        apart = apart or bool(options.files and one.startswith("-"))
        if one.removeprefix("--") in _SWITCHES and one.startswith("--"):
            setattr(options, one[2:], True)
        elif one in _NAMES:
            name = _NAMES[one]
            value = next(left, "")
            if value not in _CHOICES[name]:
                return None
            setattr(options, name, value)
        elif one.startswith("-") or not one or apart:
            return None
        else:
            options.files.append(one)
    return options if options.files else None
