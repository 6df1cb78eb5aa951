"""The nearest of many points."""

from __future__ import annotations

import numpy as np

from .._open3d import open3d


def nearest(points: np.ndarray, places: np.ndarray, count: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Of each place (M, D) its distances (M, count) float32 to the nearest of some points (N, D), and their
    numbers (M, count) int64, the nearest first. count: at most N.

    Quicker to import than scipy.spatial, and as quick.
    """
    search = open3d().core.nns.NearestNeighborSearch(_tensor(points))
    search.knn_index()
    numbers, squares = search.knn_search(_tensor(places), count)
    shape = (len(places), count)
    return np.sqrt(squares.numpy()).reshape(shape), numbers.numpy().astype(np.int64).reshape(shape)


def _tensor(points: np.ndarray) -> object:
    return open3d().core.Tensor(np.ascontiguousarray(points, np.float32))
