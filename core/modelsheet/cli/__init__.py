"""The command `modelsheet`: a file for each kind of command, its functions and its flags side by side.

Heavy imports stay inside the commands: `--help` answers at once.
"""

from __future__ import annotations

import argparse
import io
import sys

from .. import __version__, surroundings
from ..errors import ModelsheetError
from . import batches, benches, making, meshes, models, training
from .flags import Parser, command
from .showing import stoppable


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code.

    0; 1 (doctor found a fault); 2 (bad input); 3 (some jobs of a batch failed); 130 (Ctrl-C).
    """
    try:
        surroundings.check()
        if isinstance(sys.stdout, io.TextIOWrapper):  # not every console can write every prompt
            sys.stdout.reconfigure(errors="backslashreplace")
        options = parser().parse_args(argv)
        with stoppable():
            return options.run(options) or 0
    except KeyboardInterrupt:
        message, code = "modelsheet: stopped", 130
    except Exception as error:
        if surroundings.is_out_of_memory(error):
            said = str(surroundings.TOO_LITTLE_MEMORY)
        elif isinstance(error, ModelsheetError):
            said = str(error)
        elif isinstance(error, OSError):
            said = f"{error.filename or 'system'}: {error.strerror or error}"
        else:
            raise
        message, code = f"modelsheet: error: {said}", 2
    print(" ".join(message.split()), file=sys.stderr)
    return code


def parser() -> Parser:
    """Of all commands."""
    whole = Parser(prog="modelsheet", description="From a prompt to a model sheet to a textured mesh.")
    whole.add_argument("--version", action="version", version=f"modelsheet {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for kind in (making, meshes, batches, models, training, benches):
        kind.add_commands(commands)
    command(commands, "doctor", doctor, _doctor_flags)
    return whole


def doctor(options: argparse.Namespace) -> int:
    """What is installed, what is missing and how to mend it."""
    from ..doctor import diagnose, report

    checks = diagnose()
    print(report(checks, as_json=options.json))
    return int(any(check.required and not check.ok for check in checks))


def _doctor_flags(add: Parser) -> None:
    add.add_argument("--json", action="store_true", help="for programs")
