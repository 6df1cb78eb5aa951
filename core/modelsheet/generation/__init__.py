"""View generators: a request in, a model sheet out. One file (or package) a generator, found by name.

A generator is a module in this package with a `SPEC` (see `registry.GeneratorSpec`), or an entry point of
another package. Of a trained model's folder `model_index.json` names the generator under "generator".
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from ..errors import ModelsheetError
from ..registry import GENERATORS, TEXTURERS, Generator, GeneratorSpec
from ..sheet import ModelSheet
from ..weights import find_model, how_to_mend
from .known import KnownParts

__all__ = ["KnownParts", "StepCallback", "find_spec", "load_generator"]

StepCallback = Callable[[int, int, Callable[[], ModelSheet]], None]
"""Called after each step with its number (from 1), their count, and a function that gives the sheet as it
stands: calling it costs time, so call it only to show it. What the callback raises ends the drawing."""


def find_spec(name_or_folder: str | Path) -> GeneratorSpec:
    """The spec of a generator, by its name or by the folder of a trained model. Raises ModelsheetError."""
    return _named(str(name_or_folder)) or _spec_of(find_model(name_or_folder, GENERATORS.names()))


def load_generator(name_or_folder: str | Path = "embedded") -> Generator:
    """The generator of this name, or whose weights lie in this folder."""
    spec = _named(str(name_or_folder))
    if spec is not None:
        return spec.load(None)
    folder = find_model(name_or_folder, GENERATORS.names())
    return _spec_of(folder).load(folder)


def _named(name: str) -> GeneratorSpec | None:
    """The spec of a generator, or of one that paints a mesh."""
    return GENERATORS.find(name) or TEXTURERS.find(name)


def _spec_of(folder: Path) -> GeneratorSpec:
    try:
        name = str(json.loads((folder / "model_index.json").read_text("utf-8"))["generator"])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelsheetError(
            "file-damaged", path=folder / "model_index.json", remedy=how_to_mend(folder)
        ) from error
    spec = _named(name)
    if spec is None:
        raise ModelsheetError("model-of-other-generator", folder=folder, name=name)
    return spec
