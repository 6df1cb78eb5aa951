"""Scene: assets, each in its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Asset


@dataclass(frozen=True, eq=False)
class Placed:
    """An asset in its place. matrix: (4, 4) float64, from the asset's coordinates to the world's, Z up."""

    asset: Asset
    matrix: np.ndarray

    def __post_init__(self) -> None:
        if self.matrix.shape != (4, 4) or not np.isfinite(self.matrix).all():
            raise ValueError("an asset is placed by a matrix of 4 x 4 finite numbers")


@dataclass(frozen=True)
class Scene:
    """Things that stand together, in metres, Z up."""

    items: tuple[Placed, ...]
    name: str = "scene"

    @classmethod
    def of(cls, asset: Asset) -> Scene:
        """One asset where it is."""
        return cls((Placed(asset, np.eye(4)),), asset.title)

    @classmethod
    def in_rows(cls, assets: tuple[Asset, ...], gap: float = 0.25) -> Scene:
        """Side by side on the ground, about as many in a row as there are rows, the first at the front left.

        gap: between two, as a share of the widest.
        """
        sizes = np.array([np.ptp(asset.surface.bounds, axis=0)[:2] for asset in assets])
        step = sizes.max(0) * (1 + gap)
        columns = int(np.ceil(np.sqrt(len(assets))))
        items = []
        for i, asset in enumerate(assets):
            matrix = np.eye(4)
            matrix[:2, 3] = (i % columns) * step[0], (i // columns) * step[1]
            items.append(Placed(asset, matrix))
        return cls(tuple(items))
