"""View generators: a prompt in, a model sheet out. One file (or package) a generator, found by name.

A generator's module has a function `load(folder: Path) -> ViewGenerator`; `model_index.json` in the
folder of its weights names the module under "generator".
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from ..cutout import view_from_image
from ..errors import ModelsheetError
from ..sheet import ModelSheet
from ..weights import find_model, how_to_mend

StepCallback = Callable[[int, int, Callable[[], ModelSheet]], None]
"""Called after each step with its number (from 1), their count, and a function that gives the sheet as it
stands: calling it costs time, so call it only to show it. What the callback raises ends the drawing."""


_BLOCK = 32  # pixels


@dataclass(frozen=True)
class KnownParts:
    """What a generator must keep: a sheet and, per view, where it is given.

    color and depth: view name to (H, W) bool; colour includes alpha. Views that are not named are
    free, and so is everything where the mask is False.
    """

    sheet: ModelSheet
    color: dict[str, np.ndarray] = field(default_factory=dict)
    depth: dict[str, np.ndarray] = field(default_factory=dict)

    @classmethod
    def of_image(cls, path: str | Path, view: str = "front") -> KnownParts:
        """A picture of the object from one side. Raises ModelsheetError for one that can't be used."""
        return cls.colors(ModelSheet((view_from_image(path, view),)))

    @classmethod
    def of_sheet(cls, sheet: ModelSheet, pinned: Sequence[str] = ()) -> KnownParts:
        """Of a saved sheet the pinned views, and what a person has painted on the others.

        Of a sheet without depth that pins nothing, all colour. Raises ModelsheetError for a view that
        is not there, when nothing stays, and when nothing is left to draw.
        """
        names = [view.name for view in sheet]
        strange = [name for name in pinned if name not in names]
        if strange:
            raise ModelsheetError(f"the sheet has no view {strange[0]!r}: pin some of {', '.join(names)}")
        if not pinned and not sheet.has_depth:
            return cls.colors(sheet)
        if set(pinned) == set(names) and sheet.has_depth:
            raise ModelsheetError("all views are pinned, none is left to draw: pin fewer")
        whole = cls.pinned(sheet, list(pinned))
        painted = {name: _blocks(mask) for name, mask in sheet.painted.items()}
        color = {**painted, **whole.color}
        if not color:
            raise ModelsheetError(
                "the sheet is as it was drawn: paint on sheet.png what shall stay, or pin views"
            )
        deep = {
            name: mask & ~painted[name] if name in painted else mask for name, mask in whole.depth.items()
        }
        return cls(sheet, color, deep)

    @classmethod
    def pinned(cls, sheet: ModelSheet, names: list[str]) -> KnownParts:
        """Whole views, with their depth where they have it; the other views are drawn anew."""
        views = [sheet[name] for name in names]
        whole = {view.name: np.ones(view.alpha.shape, bool) for view in views}
        deep = {view.name: whole[view.name] for view in views if view.depth is not None}
        return cls(sheet, whole, deep)

    @classmethod
    def colors(cls, sheet: ModelSheet) -> KnownParts:
        """All colour and alpha, no depth: depth completion."""
        return cls(sheet, {view.name: np.ones(view.alpha.shape, bool) for view in sheet})

    @classmethod
    def outside(cls, sheet: ModelSheet, painted: dict[str, np.ndarray]) -> KnownParts:
        """Everything but the painted regions (view name to (H, W) bool), which are drawn anew."""
        keep = {view.name: ~painted.get(view.name, np.zeros(view.alpha.shape, bool)) for view in sheet}
        return cls(sheet, keep, dict(keep) if sheet.has_depth else {})


def _blocks(mask: np.ndarray) -> np.ndarray:
    """The mask grown to whole blocks: a generator takes in no single brush stroke."""
    rows, columns = (range(0, size, _BLOCK) for size in mask.shape)
    grown = np.zeros_like(mask)
    for block in ((slice(y, y + _BLOCK), slice(x, x + _BLOCK)) for y in rows for x in columns):
        grown[block] = mask[block].any()
    return grown


class ViewGenerator(Protocol):
    """Draws all views of one object together."""

    name: str

    def draw(
        self,
        prompt: str,
        *,
        seed: int = 0,
        steps: int | None = None,
        guidance_scale: float | None = None,
        known: KnownParts | None = None,
        on_step: StepCallback | None = None,
    ) -> ModelSheet:
        """A sheet for the prompt. None takes the generator's own default."""


def load_generator(name_or_folder: str | Path = "embedded") -> ViewGenerator:
    """The generator whose weights are shipped under this name, or lie in this folder."""
    folder = find_model(name_or_folder)
    try:
        module = str(json.loads((folder / "model_index.json").read_text("utf-8"))["generator"])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelsheetError(f"{folder / 'model_index.json'} is damaged: {how_to_mend(folder)}") from error
    if not module.isidentifier() or importlib.util.find_spec(f"{__name__}.{module}") is None:
        raise ModelsheetError(
            f"{folder} is for a generator {module!r} that this version doesn't have: update modelsheet"
        )
    return importlib.import_module(f"{__name__}.{module}").load(folder)
