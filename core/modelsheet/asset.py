"""Asset: what an artist gets: the finished surface, its material and the report."""

from __future__ import annotations

from dataclasses import dataclass, field

from .materials import Material
from .sheet import ModelSheet
from .surface import Surface


@dataclass(frozen=True)
class Asset:
    """A finished object in metres: Z up, front to -Y, standing on z = 0, centred in x and y.

    `surface` has UVs and a texture. `report` holds plain JSON values (see `finishing.report`).
    """

    surface: Surface
    sheet: ModelSheet
    material: Material = field(default_factory=Material)
    report: dict = field(default_factory=dict)
