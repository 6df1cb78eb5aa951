"""Flags: how commands and their options are described to argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from ..errors import ModelsheetError
from ..options import Kind, YesNo
from ..request import Request, flag
from ..request import options as request_options


class Parser(argparse.ArgumentParser):
    """Reports a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        """Raise it as a ModelsheetError."""
        raise ModelsheetError(f"{message} (see `{self.prog} --help`)")


def command(
    to: Any,
    name: str,
    run: Callable[[argparse.Namespace], int | None],
    flags: Callable[[Parser], None],
) -> None:
    """A command that calls `run`, whose first line describes it; `flags` adds what it takes."""
    text = (run.__doc__ or "").partition("\n")[0]  # there is none with `python -OO`
    added: Parser = to.add_parser(name, help=text, description=text)
    added.set_defaults(run=run)
    flags(added)


def add_options(parser: argparse._ActionsContainer, *names: str) -> None:
    """Fields of Request, by their names there; all of them where none is named."""
    for each in request_options():
        if names and each.name not in names:
            continue
        told = each.metadata
        how: dict[str, Any] = {"type": kind(told["kind"]), "metavar": told["metavar"]}
        if isinstance(told["kind"], YesNo):
            how = {"action": argparse.BooleanOptionalAction if each.default else "store_true"}
        parser.add_argument(flag(each.name), dest=each.name, default=None, help=told["help"], **how)


def add_generator(parser: argparse.ArgumentParser) -> None:
    """For what measures one."""
    add_options(parser, "generator")
    parser.set_defaults(generator="embedded")


def help_of(name: str) -> str:
    """What a field of Request says of itself."""
    return str(Request.__dataclass_fields__[name].metadata["help"])


def kind(of: Kind) -> Callable[[str], Any]:
    """What argparse calls to read an option."""

    def parse(text: str) -> Any:
        try:
            return of.parse(text)
        except ModelsheetError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return parse
