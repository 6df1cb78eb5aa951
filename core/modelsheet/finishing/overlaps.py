"""Which faces lie on each other in the plane of their UVs: exactly, not by looking at texels."""

from __future__ import annotations

import numpy as np

_DEEP = 1e-3  # units of the UVs: so far faces go into each other by rounding alone, in a picture of 10,000
_AT_ONCE = 1_000_000  # pairs that are looked at together: about 200 MB


def overlapping(uvs: np.ndarray, chart: np.ndarray) -> np.ndarray:
    """(N, 2) the pairs of faces of one chart that lie on each other; uvs (F, 3, 2) in pixels, chart (F,)."""
    low, high = uvs.min(1).astype(np.float64), uvs.max(1).astype(np.float64)
    room = high[:, 0].max() - low[:, 0].min() + 1  # charts are lined up along x, each with so much
    order = np.lexsort((low[:, 0], chart))
    first, last = ((chart * room + side[:, 0])[order] for side in (low, high))
    beside = np.searchsorted(first, last) - np.arange(len(order)) - 1  # how many next ones begin within each
    found = [np.zeros((0, 2), np.int64)]
    for part in _parts(np.maximum(beside, 0)):
        one = np.repeat(part, beside[part].clip(0))
        step = np.arange(len(one)) - np.searchsorted(one, one)
        pairs = order[np.stack([one, one + 1 + step], 1)]
        a, b = pairs.T
        pairs = pairs[(low[a, 1] < high[b, 1] - _DEEP) & (low[b, 1] < high[a, 1] - _DEEP)]
        found.append(pairs[_deep(uvs[pairs[:, 0]], uvs[pairs[:, 1]])])
    return np.concatenate(found)


def _parts(counts: np.ndarray) -> list[np.ndarray]:
    """The numbers of counts in pieces whose counts add up to _AT_ONCE, about."""
    group = np.cumsum(counts) // _AT_ONCE
    return np.split(np.arange(len(counts)), np.flatnonzero(np.diff(group)) + 1)


def _deep(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(N,) bool, whether triangles (N, 3, 2) go into each other: no line along an edge parts them."""
    deep = np.ones(len(one), bool)
    for triangle in (one, other):
        for corner in range(3):
            along = (triangle[:, (corner + 1) % 3] - triangle[:, corner]).astype(np.float64)
            length = np.linalg.norm(along, axis=1)
            across = np.stack([-along[:, 1], along[:, 0]], 1) / np.maximum(length, 1e-12)[:, None]
            a, b = (np.einsum("nij,nj->ni", each, across) for each in (one, other))
            into = np.minimum(a.max(1), b.max(1)) - np.maximum(a.min(1), b.min(1))
            deep &= (into > _DEEP) | (length < _DEEP)
    return deep
