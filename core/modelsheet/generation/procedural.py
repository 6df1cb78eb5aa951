"""What a prompt names, built from parameters and drawn from all sides: exact, where its words are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..cameras import SHEET_VIEWS
from ..errors import ModelsheetError
from ..registry import GeneratorSpec

if TYPE_CHECKING:
    from ..context import Context
    from ..request import Request
    from ..sheet import ModelSheet

NAME = "procedural"
RESOLUTION = 256
"""Pixels a side of each view."""


class ProceduralGenerator:
    """See `registry.Generator`. The sheet's settings hold the family and its values: `reconstruction` builds
    the surface of these, not of the pixels.
    """

    name = NAME

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """Exact views of the surface, with depth and normals."""
        from ..procedural import surface
        from ..procedural.parameters import describe, texts, understand
        from ..render import render_sheet

        family, values = understand(request.prompt, request.seed, dict(request.set))
        made = surface(family.parts(values))
        settings = {
            "family": family.name,
            "values": texts(family, values),
            "parameters": describe(family, values),
            "height": float(np.ptp(made.bounds[:, 2])),
        }
        sheet = render_sheet(made, RESOLUTION, request.prompt)
        return replace(sheet, seed=request.seed, generator=self.name, settings=settings)


def _load(folder: Path | None) -> ProceduralGenerator:
    return ProceduralGenerator()


def _check(request: Request) -> None:
    from ..procedural.parameters import understand

    if request.image:
        raise ModelsheetError("image-not-taken", name=NAME)
    if request.sheet:
        raise ModelsheetError("sheet-not-taken", name=NAME)
    understand(request.prompt, request.seed, dict(request.set))


SPEC = GeneratorSpec(
    name=NAME,
    summary="What the prompt names, built exactly from parameters that can be changed",
    load=_load,
    views=SHEET_VIEWS,
    resolution=RESOLUTION,
    depth=True,
    normals=True,
    languages=("en", "zh"),
    licence=("Apache-2.0", ""),
    check=_check,
)
