"""Asset: what an artist gets: the finished surface, its material and the report."""

from __future__ import annotations

from dataclasses import dataclass, field

from .sheet import ModelSheet
from .surface import Surface


@dataclass(frozen=True)
class Material:
    """A PBR material; the base colour is the surface's texture."""

    name: str = "modelsheet"
    metallic: float = 0.0
    roughness: float = 0.9


@dataclass(frozen=True)
class Asset:
    """A finished object in metres: Z up, front to -Y, standing on z = 0, centred in x and y.

    `surface` has UVs and a texture. `report` holds plain JSON values (see `finishing.report`).
    """

    surface: Surface
    sheet: ModelSheet
    material: Material = Material()
    report: dict = field(default_factory=dict)
