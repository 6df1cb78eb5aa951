"""What a drawing has to keep: a picture, pinned views, what was painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..cameras import Camera
from ..cutout import views_from_images
from ..errors import ModelsheetError
from ..sheet import ModelSheet


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
    def of_image(cls, path: str | Path, view: str, cameras: Mapping[str, Camera]) -> KnownParts:
        """A picture of the object from one side; cameras: of the views that it may show, by name.

        Raises ModelsheetError for one that can't be used.
        """
        return cls.of_images({view: path}, cameras)

    @classmethod
    def of_images(cls, paths: Mapping[str, str | Path], cameras: Mapping[str, Camera]) -> KnownParts:
        """Pictures of the object, by the view that each shows; as `of_image` for several."""
        return cls.colors(ModelSheet(views_from_images(paths, cameras)))

    @classmethod
    def of_sheet(cls, sheet: ModelSheet, pinned: Sequence[str] = (), block: int = 1) -> KnownParts:
        """Of a saved sheet the pinned views, and what a person has painted on the others, grown to whole
        blocks of the generator, `block` pixels a side.

        Of a sheet without depth that pins nothing, all colour. Raises ModelsheetError for a view that
        is not there, when nothing stays, and when nothing is left to draw.
        """
        names = [view.name for view in sheet]
        strange = [name for name in pinned if name not in names]
        if strange:
            raise ModelsheetError("view-unknown", name=strange[0], known=", ".join(names))
        if not pinned and not sheet.has_depth:
            return cls.colors(sheet)
        if set(pinned) == set(names) and sheet.has_depth:
            raise ModelsheetError("all-pinned")
        whole = cls.pinned(sheet, list(pinned))
        painted = {name: _blocks(mask, block) for name, mask in sheet.painted.items()}
        color = {**painted, **whole.color}
        if not color:
            raise ModelsheetError("nothing-kept")
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


def _blocks(mask: np.ndarray, side: int) -> np.ndarray:
    """The mask grown to whole blocks: a generator takes in no single brush stroke."""
    rows, columns = (range(0, size, side) for size in mask.shape)
    grown = np.zeros_like(mask)
    for block in ((slice(y, y + side), slice(x, x + side)) for y in rows for x in columns):
        grown[block] = mask[block].any()
    return grown
