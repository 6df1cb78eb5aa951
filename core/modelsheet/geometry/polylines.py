"""Lines of many points."""

from __future__ import annotations

import numpy as np


def corners(points: np.ndarray, tolerance: float) -> list[int]:
    """Indices into points (N, 2), ascending, the first and the last among them, between which no point lies
    more than `tolerance` off the straight line (Douglas and Peucker 1973).

    >>> corners(np.array([[0, 0], [1, 0.1], [2, 0], [2, 2.0]]), 0.2)
    [0, 2, 3]
    """
    kept, waiting = {0, len(points) - 1}, [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        chord = points[last] - points[first]
        apart = points[first + 1 : last] - points[first]
        length = float(np.linalg.norm(chord))
        away = (
            np.abs(apart[:, 0] * chord[1] - apart[:, 1] * chord[0]) / length
            if length > 1e-6
            else np.linalg.norm(apart, axis=1)
        )
        if away.max() > tolerance:
            corner = first + 1 + int(away.argmax())
            kept.add(corner)
            waiting += [(first, corner), (corner, last)]
    return sorted(kept)
