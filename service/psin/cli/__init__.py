"""The command ``psin``: one thin command for each library function, under the same word."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ..errors import PsinError

EXIT = "Exit codes: 0 all is well, 1 something does not conform, 2 something cannot be read or done."


def parser() -> argparse.ArgumentParser:
    """The whole command line; every command has its own module, imported only when it runs."""
    from .. import __version__
    from . import commands

    top = argparse.ArgumentParser(prog="psin", description="The open knowledge graph of public sector innovation networks.", epilog=EXIT)
    top.add_argument("--version", action="version", version=f"psin {__version__}")
    choices = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (help_text, add, run) in commands.COMMANDS.items():
        sub = choices.add_parser(name, help=help_text, description=help_text, epilog=EXIT)
        add(sub)
        sub.set_defaults(run=run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    options = parser().parse_args(arguments)
    try:
        return options.run(options)
    except PsinError as error:
        print(f"psin: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
