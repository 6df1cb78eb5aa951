"""Which faces meet at which edges. A half-edge 3 * face + i runs from corner i to the next."""

from __future__ import annotations

import numpy as np

from ..surface import Surface


def half_edges(faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(3 F,) int64 first and last vertex of each half-edge."""
    start = faces.reshape(-1).astype(np.int64)
    end = np.roll(faces, -1, axis=1).reshape(-1).astype(np.int64)
    return start, end


def is_closed(surface: Surface) -> bool:
    """True when every edge joins exactly two faces that run along it in opposite ways."""
    from scipy.sparse import csr_matrix

    start, end = surface.faces.reshape(-1), np.roll(surface.faces, -1, axis=1).reshape(-1)
    count = len(surface.vertices)
    ahead = csr_matrix((np.ones(len(start), np.int8), (start, end)), (count, count))
    if ahead.nnz < len(start) or (start == end).any():  # two run the same way
        return False
    back = ahead.T.tocsr()
    ahead.sort_indices()
    back.sort_indices()
    return bool((ahead.indptr == back.indptr).all() and (ahead.indices == back.indices).all())


def opposite_pairs(faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Half-edges that run along one edge in opposite ways, each in one pair at most."""
    start, end = half_edges(faces)
    count = int(faces.max()) + 1
    up = np.flatnonzero(start < end)
    down = np.flatnonzero(start > end)
    up_key, down_key = start[up] * count + end[up], end[down] * count + start[down]
    up_order, down_order = np.argsort(up_key, kind="stable"), np.argsort(down_key, kind="stable")
    # where several faces share an edge the first on one side meets the first on the other
    up_key, down_key = _numbered(up_key[up_order]), _numbered(down_key[down_order])
    _, i, j = np.intersect1d(up_key, down_key, assume_unique=True, return_indices=True)
    return up[up_order][i], down[down_order][j]


def corner_fans(faces: np.ndarray, one: np.ndarray, other: np.ndarray) -> tuple[int, np.ndarray]:
    """How many fans the corners form, and (3 F,) the fan of each.

    Two corners are of one fan when they meet at a vertex across the paired half-edges `one` and
    `other`, or are linked so through others.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    first = np.concatenate([one, _following(one)])
    second = np.concatenate([_following(other), other])
    count = faces.size
    links = coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(count, count))
    return connected_components(links, directed=False)


def _following(half_edge: np.ndarray) -> np.ndarray:
    """The next half-edge of the same face, which is also the corner at this one's end."""
    return half_edge - half_edge % 3 + (half_edge + 1) % 3


def _numbered(key: np.ndarray) -> np.ndarray:
    """Sorted keys made unique: 16 times the key plus its number among equals, up to 15."""
    first = np.searchsorted(key, key)
    number = np.arange(len(key)) - first
    return (key * 16 + np.minimum(number, 15))[number < 16]
