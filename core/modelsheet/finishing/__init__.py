"""Surface and sheet to asset: simplify, unwrap, bake, put on the ground, report."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from ..asset import Asset
from ..context import Context
from ..request import check
from ..sheet import ModelSheet
from ..surface import Surface

_TOLD = 0.4  # of a pixel: about what a drawn view gets right; finer triangles would model its noise


@dataclass(frozen=True)
class FinishOptions:
    """What the asset may weigh, and how tall it is.

    triangles: at most so many. texture_size: texels a side. height: metres, or None for an object
    whose longest side is `longest` metres. texture: baked, or palette for few flat colours.
    Raises ModelsheetError for values that make no sense.
    """

    triangles: int = 5000
    texture_size: int = 1024
    height: float | None = None
    longest: float = 1.0
    texture: str = "baked"

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None and each.name != "longest":
                check(each.name, value)


def finish(
    surface: Surface,
    sheet: ModelSheet,
    options: FinishOptions = FinishOptions(),
    context: Context | None = None,
    clean: bool = False,
) -> Asset:
    """The surface as an asset, coloured from the sheet it was reconstructed from, or by its own colours where
    it has some. clean: its triangles stay as they are where they are few enough.
    """
    from .bake import bake
    from .inspect import inspect
    from .palette import with_palette
    from .report import measure
    from .simplify import simplify
    from .transfer import transfer
    from .unwrap import unwrap

    context, made = context or Context(), surface
    facts: dict[str, Any]
    with context.phase("simplify"):
        if clean and len(surface.faces) <= options.triangles:
            surface = Surface(surface.vertices, surface.faces)
        else:
            surface = simplify(surface, options.triangles, _TOLD * min(v.camera.pixel for v in sheet))
    with context.phase("unwrap"):
        surface = unwrap(surface, options.texture_size)
    with context.phase("bake"):
        if made.materials or made.colors is not None:
            surface, facts = transfer(surface, made, options.texture_size)
        else:
            surface, facts = bake(surface, sheet, options.texture_size)
        if options.texture == "palette":
            surface, facts["palette"] = with_palette(surface, sheet)
    with context.phase("report"):
        placed = place(surface, options.height, options.longest)
        size = [round(float(side), 6) for side in np.ptp(placed.bounds, axis=0)]
        card = inspect(placed, crossings=False)
        report = {**measure(surface, sheet), **facts, "size_metres": size, "card": card}
    return Asset(placed, sheet, report={**report, "seconds": dict(context.seconds)})


def place(surface: Surface, height: float | None = None, longest: float = 1.0) -> Surface:
    """In metres, feet on z = 0, centred in x and y; `height` metres tall, or its longest side `longest`."""
    low, high = surface.bounds
    extent = high - low
    scale = height / extent[2] if height is not None else longest / extent.max()
    foot = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    return replace(surface, vertices=(surface.vertices - foot) * scale)
