"""The command ``psin``: one thin command for each library function, under the same word."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from ..light import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from typing import NoReturn

    from .bundle import Bundle

EXIT = "Exit codes: 0 all is well, 1 something does not conform, 2 something cannot be read or done."


def parser(command: str = "") -> argparse.ArgumentParser:
    """The whole command line, or that of one command; each has its own module, imported only when it runs."""
    import argparse

    from .. import __version__
    from . import commands

    top = argparse.ArgumentParser(
        prog="psin", description="The open knowledge graph of public sector innovation networks.", epilog=EXIT
    )
    top.add_argument("--version", action="version", version=f"psin {__version__}")
    choices = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (help_text, add, run) in commands.COMMANDS.items():
        if command in commands.COMMANDS and name != command:
            continue
        sub = choices.add_parser(name, help=help_text, description=help_text, epilog=EXIT)
        add(sub)
        sub.set_defaults(run=run)
    return top


def entry() -> NoReturn:
    """The command as a process of its own, which ends without tidying up memory that goes with it anyway."""
    bundle = _prepared() if sys.argv[1:2] == ["validate"] and "--watch" not in sys.argv else None
    code = main()
    if bundle:
        bundle.keep()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        code = code or 0
    if sys.argv[1:2] == ["validate"]:
        os._exit(code)
    sys.exit(code)


def _prepared() -> Bundle:
    """Measures for a command that is short and frequent."""
    # what is read stays until the end: looking for garbage in it costs a tenth of the time
    gc.disable()
    from .bundle import Bundle

    bundle = Bundle()
    sys.meta_path.insert(0, bundle)
    return bundle


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    from ..errors import PsinError

    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(arguments)
    except PsinError as error:
        print(f"psin: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _run(arguments: Sequence[str]) -> int:
    from . import plain

    options = plain.read(arguments)
    if options is not None:
        from . import validate

        return validate.run(options)
    read = parser(arguments[0] if arguments else "").parse_args(arguments)
    return int(read.run(read))
