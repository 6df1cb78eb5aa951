"""All views as one signed field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..cores import side_by_side
from ..second import beside
from ._drawing import Drawing
from ._volume import Grid

SHELL = 1.2  # voxels; thinner shells are given this thickness, so that the grid can't miss them
BLUR = 0.035  # object units, about the side of the box
_SLAB = 16  # planes of nodes


class Hull:
    """The signed field of some drawings, positive inside; call it with points (N, 3).

    `field`: the same at the grid's nodes, (n, n, n) float32. Behind the drawn surfaces is what the
    mean of the views that are near says: as in a truncated signed distance field (Curless and Levoy
    1996) a view far in front says nothing, and one that sees through says so with all its weight.
    Where views contradict each other, neighbours as far as `blur` (object units) vote too, or each dispute
    would leave a splinter.
    At the nodes `kept`, (n, n, n) bool, silhouettes alone decide: no depth is right about a thin rod.
    """

    def __init__(
        self,
        drawings: list[Drawing],
        grid: Grid,
        tolerance: float,
        blur: float = BLUR,
        kept: np.ndarray | None = None,
    ) -> None:
        self.drawings, self.grid, self.tolerance, self.blur = drawings, grid, tolerance, blur
        self.reach = np.float32(max(2 * tolerance, grid.voxel))
        self.shell = np.float32(SHELL * grid.voxel)
        self.votes: list[np.ndarray] | None = None
        self.kept = kept.astype(np.float32) if kept is not None and kept.any() else None
        slabs = [slice(first, first + _SLAB) for first in range(0, grid.shape[0], _SLAB)]
        others = beside(self._read_slabs, slabs[len(slabs) // 2 :])
        parts = zip(*self._read_slabs(slabs[: len(slabs) // 2]), *others(), strict=True)
        inside, shell, *votes = (np.concatenate(part) for part in parts)
        if tolerance > 0 and blur > 0:
            side = 2 * int(blur / grid.voxel / 2) + 1
            self.votes = votes = side_by_side(lambda part: _blur(part, side), votes)
        self.field = self._combine(inside, shell, votes, self.kept)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        places = (drawing.camera.project(points) for drawing in self.drawings)
        inside, shell, *votes = self._read(points.shape[:-1], places, self.votes is None)
        if self.votes is not None:
            votes = [self.grid.interpolate(part, points) for part in self.votes]
        kept = None if self.kept is None else self.grid.interpolate(self.kept, points)
        return self._combine(inside, shell, votes, kept)

    def __getstate__(self) -> dict[str, Any]:
        """For another process: what is needed to call it."""
        return {name: value for name, value in vars(self).items() if name != "field"}

    def _read_slabs(self, slabs: list[slice]) -> list[tuple[np.ndarray, ...]]:
        """What `_read` gives for some of the grid's nodes, so few at a time that they stay in the cache."""
        parts = [self.grid.part((slab, slice(None), slice(None))) for slab in slabs]
        return [self._read(part.shape, (part.project(d.camera) for d in self.drawings)) for part in parts]

    def _read(
        self,
        shape: tuple[int, ...],
        places: Iterable[tuple[np.ndarray, np.ndarray]],
        voting: bool = True,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Depth inside all silhouettes, inside thin shells, and the views' votes: sum and weight."""
        inside = np.full(shape, self.reach, np.float32)
        shell = np.full(shape, -self.reach, np.float32)
        total, share = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        for drawing, (pixels, depth) in zip(self.drawings, places, strict=True):
            silhouette = drawing.silhouette(pixels)
            np.minimum(inside, silhouette, out=inside)
            thin = drawing.thin.any()
            if voting or thin:
                behind = depth - drawing.surface_depth(pixels)
            if voting:
                facing = drawing.at(drawing.facing, pixels)
                distance = behind * facing
                weight = np.where(distance < self.reach, facing, 0)
                total += weight * np.maximum(distance, -self.reach)
                share += weight
            if thin:
                slab = np.minimum(np.minimum(behind, self.shell - behind), silhouette)
                slab = np.where(drawing.at(drawing.thin, pixels), slab, -self.reach)
                np.maximum(shell, slab, out=shell)
        return inside, shell, total, share

    def _combine(
        self,
        inside: np.ndarray,
        shell: np.ndarray,
        votes: list[np.ndarray],
        kept: np.ndarray | None,
    ) -> np.ndarray:
        total, share = votes
        vote = np.where(share > 0, total / np.maximum(share, 1e-9), self.reach)
        if kept is not None:
            vote = np.where(kept > 0.5, self.reach, vote)
        return np.maximum(np.minimum(inside, vote), shell)


def _blur(values: np.ndarray, side: int) -> np.ndarray:
    from scipy.ndimage import uniform_filter

    return uniform_filter(uniform_filter(values, side), side)
