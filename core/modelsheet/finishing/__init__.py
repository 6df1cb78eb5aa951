"""Surface and sheet to asset: simplify, unwrap, bake, put on the ground, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from ..asset import Asset
from ..errors import ModelsheetError
from ..sheet import ModelSheet
from ..surface import Surface

PHASES = ("simplify", "unwrap", "bake", "report")
TEXTURE_SIZES = (64, 8192)
SYMMETRIES = ("auto", "off", "x", "y")
TEXTURES = ("baked", "palette")
_TOLD = 0.4  # of a pixel: about what a drawn view gets right; finer triangles would model its noise


@dataclass(frozen=True)
class FinishOptions:
    """What the asset may weigh, and how tall it is.

    triangles: at most so many. texture_size: texels a side. height: metres, or None for an object
    whose longest side is one metre. symmetry: auto, off, x or y, see
    `reconstruction.regular`. texture: baked, or palette for few flat colours. Raises ModelsheetError
    for values that make no sense.
    """

    triangles: int = 5000
    texture_size: int = 1024
    height: float | None = None
    symmetry: str = "auto"
    texture: str = "baked"

    def __post_init__(self) -> None:
        low, high = TEXTURE_SIZES
        if self.triangles < 12:
            raise ModelsheetError(f"{self.triangles} triangles are too few: ask for at least 12")
        if not low <= self.texture_size <= high:
            raise ModelsheetError(f"texture size {self.texture_size} is out of range: choose {low} to {high}")
        for name, choices in (("symmetry", SYMMETRIES), ("texture", TEXTURES)):
            if getattr(self, name) not in choices:
                raise ModelsheetError(f"{name} can't be {getattr(self, name)!r}: choose {', '.join(choices)}")
        if self.height is not None and not 0 < self.height < float("inf"):
            raise ModelsheetError(f"height {self.height} is no height: give metres above zero")

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> FinishOptions:
        """Those that `values` holds; the default of one that is missing or None."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: values[name] for name in names if values.get(name) is not None})


def finish(
    surface: Surface,
    sheet: ModelSheet,
    options: FinishOptions = FinishOptions(),
    progress: Callable[[str, float], None] | None = None,
) -> Asset:
    """The surface as an asset, coloured from the sheet it was reconstructed from.

    `progress` is called with a name from PHASES and the part of that phase that is done, 0 or 1.
    """
    from .bake import bake
    from .inspect import inspect
    from .palette import with_palette
    from .report import measure
    from .simplify import simplify
    from .unwrap import unwrap

    seconds: dict[str, float] = {}

    @contextmanager
    def phase(name: str) -> Iterator[None]:
        start = time.perf_counter()
        if progress:
            progress(name, 0.0)
        yield
        seconds[name] = round(time.perf_counter() - start, 3)
        if progress:
            progress(name, 1.0)

    with phase("simplify"):
        surface = simplify(surface, options.triangles, _TOLD * min(view.camera.pixel for view in sheet))
    with phase("unwrap"):
        surface = unwrap(surface, options.texture_size)
    with phase("bake"):
        surface, facts = bake(surface, sheet, options.texture_size)
        if options.texture == "palette":
            surface, facts["palette"] = with_palette(surface, sheet)
    with phase("report"):
        placed = place(surface, options.height)
        size = [round(float(side), 6) for side in np.ptp(placed.bounds, axis=0)]
        card = inspect(placed, crossings=False)
        report = {**measure(surface, sheet), **facts, "size_metres": size, "card": card}
    return Asset(placed, sheet, report={**report, "seconds": seconds})


def place(surface: Surface, height: float | None = None) -> Surface:
    """In metres, feet on z = 0, centred in x and y; one metre long, or `height` metres tall."""
    low, high = surface.bounds
    extent = high - low
    scale = height / extent[2] if height is not None else 1 / extent.max()
    foot = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    return replace(surface, vertices=(surface.vertices - foot) * scale)
