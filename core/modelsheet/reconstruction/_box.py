"""The box around an object that is as small as its silhouettes allow."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from ._volume import Grid, Rays

_COVERED = 0.999  # of the rays that keep a part of the hull


def smallest_box(grid: Grid, solid: np.ndarray, rays: Sequence[Rays]) -> list[tuple[int, int, float]]:
    """Axis, sign and limit of the six sides of the smallest box around a hull that fills each silhouette.

    What lies above a flat roof or under a floor, no silhouette taken from the side denies. The box is made
    smaller side by side, the one that cuts most first. solid: (n, n, n) bool, the hull's nodes. rays: through
    pixels of the silhouettes, for each camera.
    """
    nodes = np.flatnonzero(solid)
    points = [axis[i] for axis, i in zip(grid.axes, np.unravel_index(nodes, solid.shape), strict=True)]
    along = [each.origins[:, None] + each.directions[:, None] * each.depths[:, None] for each in rays]
    inside, left = solid.ravel().copy(), np.ones(len(nodes), bool)
    sides = list(itertools.product(range(3), (-1, 1)))
    found = []
    while sides:
        inside[nodes] = left
        kept = [inside[each.nodes] for each in rays]
        limits = [_limit(kept, [sign * place[..., axis] for place in along]) for axis, sign in sides]
        cut = [left & (sign * points[axis] > end) for (axis, sign), end in zip(sides, limits, strict=True)]
        best = int(np.argmax([part.sum() for part in cut]))
        left &= ~cut[best]
        found.append((*sides.pop(best), limits[best]))
    return found


def _limit(kept: list[np.ndarray], along: list[np.ndarray]) -> float:
    """The least that places may be cut at, with a sample of each ray still kept.

    kept, along: for each camera (N, K), which samples are in the hull, and their places along an axis.
    """
    needed = [np.where(inside, place, np.inf).min(1) for inside, place in zip(kept, along, strict=True)]
    every = np.concatenate(needed)
    every = every[np.isfinite(every)]
    return float(np.quantile(every, _COVERED)) if len(every) else np.inf
