"""Kinds of options: how a value is read from a text, and which values there are.

`parse` reads what stands on the command line or in a cell, `check` what comes as a value, from JSON or
Python. Both return the value as it is kept and raise ModelsheetError for one that can't be.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .errors import ModelsheetError

_LONGEST_NUMBER = 40  # characters; Python would read thousands of digits


class Kind(Protocol):
    """How an option is read."""

    def parse(self, text: str) -> Any:
        """The value of a text."""

    def check(self, value: Any) -> Any:
        """The value, as it is kept."""


@dataclass(frozen=True)
class Text:
    """Any text that can be written as UTF-8."""

    def parse(self, text: str) -> str:
        """As it is."""
        return self.check(text)

    def check(self, value: Any) -> str:
        """As it is."""
        if not isinstance(value, str):
            raise ModelsheetError("not-a-text", value=repr(value))
        if re.search(r"[\ud800-\udfff]", value):  # bytes that were no UTF-8
            raise ModelsheetError("not-utf8")
        if "\0" in value:
            raise ModelsheetError("zero-byte")
        return value


@dataclass(frozen=True)
class File(Text):
    """A file or folder."""

    def check(self, value: Any) -> str:
        """The absolute path, so that it is found from anywhere."""
        return str(Path(super().check(str(value) if isinstance(value, Path) else value)).absolute())


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`."""

    low: int
    high: int

    def parse(self, text: str) -> int:
        """Decimal digits, perhaps with a sign."""
        return self.check(int(text) if re.fullmatch(r"[+-]?\d{1,20}", text) else text)

    def check(self, value: Any) -> int:
        """An int; not a bool, nor a float."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.low <= value <= self.high:
            raise ModelsheetError("not-whole", value=repr(value), low=self.low, high=self.high)
        return value


@dataclass(frozen=True)
class Real:
    """A number from `low` to `high`."""

    low: float
    high: float

    def parse(self, text: str) -> float:
        """Anything that Python reads as a float."""
        try:
            number = float(text) if len(text) <= _LONGEST_NUMBER else math.nan
            return self.check(number)
        except ValueError:
            raise ModelsheetError("not-a-number", value=repr(text), low=self.low, high=self.high) from None

    def check(self, value: Any) -> float:
        """An int or a float."""
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not self.low <= value <= self.high
        ):
            raise ModelsheetError("not-a-number", value=repr(value), low=self.low, high=self.high)
        return float(value)


@dataclass(frozen=True)
class YesNo:
    """Yes or no."""

    def parse(self, text: str) -> bool:
        """True for yes, true and 1; False for no, false and 0."""
        known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
        return self.check(known.get(text.lower(), text))

    def check(self, value: Any) -> bool:
        """A bool."""
        if not isinstance(value, bool):
            raise ModelsheetError("not-yes-or-no", value=repr(value))
        return value


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def parse(self, text: str) -> str:
        """The word."""
        return self.check(text)

    def check(self, value: Any) -> str:
        """The word."""
        if value not in self.words:
            raise ModelsheetError("not-a-choice", value=repr(value), known=", ".join(self.words))
        return str(value)


@dataclass(frozen=True)
class Names:
    """Names, separated by commas."""

    def parse(self, text: str) -> tuple[str, ...]:
        """Without the spaces around them."""
        return tuple(name.strip() for name in Text().parse(text).split(",") if name.strip())

    def check(self, value: Any) -> tuple[str, ...]:
        """A sequence of texts, or one text with commas."""
        if isinstance(value, str):
            return self.parse(value)
        if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
            raise ModelsheetError("not-names", value=repr(value))
        return tuple(map(Text().check, value))


@dataclass(frozen=True)
class Settings:
    """Values of options by name: NAME=VALUE, separated by commas. Kept as sorted pairs of texts."""

    def parse(self, text: str) -> tuple[tuple[str, str], ...]:
        """Without the spaces around names and values."""
        pairs = [pair.partition("=") for pair in Text().parse(text).split(",") if pair.strip()]
        if not all(name.strip() and sign for name, sign, _ in pairs):
            raise ModelsheetError("not-settings", value=repr(text))
        return self.check({name.strip(): value.strip() for name, _, value in pairs})

    def check(self, value: Any) -> tuple[tuple[str, str], ...]:
        """A mapping, pairs, or a text."""
        if isinstance(value, str):
            return self.parse(value)
        try:
            pairs = dict(value).items()
        except (TypeError, ValueError):
            raise ModelsheetError("not-settings", value=repr(value)) from None
        plain = all(isinstance(part, str | int | float) for pair in pairs for part in pair)
        if not plain or not isinstance(value, Mapping | tuple | list):
            raise ModelsheetError("not-settings", value=repr(value))
        return tuple(sorted((Text().check(str(name)), Text().check(str(part))) for name, part in pairs))


@dataclass(frozen=True)
class Files(Settings):
    """Files by name: NAME=PATH, separated by commas. Kept as sorted pairs of a name and an absolute path."""

    def check(self, value: Any) -> tuple[tuple[str, str], ...]:
        """A mapping, pairs, or a text; a path may be a Path."""
        if isinstance(value, Mapping):
            value = {name: str(path) for name, path in value.items()}
        return tuple((name, File().check(path)) for name, path in super().check(value))


@dataclass(frozen=True)
class Option:
    """An option of a stage, by which the stage is called: see `registry`."""

    name: str
    kind: Kind
    default: Any
    help: str = ""


def read(options: tuple[Option, ...], given: Mapping[str, str]) -> dict[str, Any]:
    """The values of all options: what is given as text, the default of the rest."""
    values = {option.name: option.default for option in options}
    for option in options:
        if option.name in given:
            try:
                values[option.name] = option.kind.parse(given[option.name])
            except ModelsheetError as error:
                raise ModelsheetError("option", name=option.name, problem=error.message) from error
    return values
