"""Emblems: the flat signs that coins, shields, books and flags bear."""

from __future__ import annotations

import numpy as np

from .shape import arc, halves

EMBLEMS = ("star-shaped", "heart-shaped", "cross-shaped", "round", "diamond-shaped", "arrow-shaped")


def emblem(word: str, size: float) -> np.ndarray:
    """(N, 2) outline about the origin of one of EMBLEMS, `size` high, counter-clockwise."""
    return _OUTLINES[word]() * size


def star(points: int = 5, inner: float = 0.42) -> np.ndarray:
    """A star within a circle of diameter 1, one point up. inner: inner by outer radius."""
    radius = np.where(np.arange(2 * points) % 2 == 0, 0.5, 0.5 * inner)
    return arc(1.0, 90, 450, 2 * points)[:-1] * radius[:, None]


def heart() -> np.ndarray:
    """A heart, point down, 1 high and about as wide."""
    lobe = arc(0.27, -35, 150, 9) + (0.25, 0.23)
    return halves([(0.0, -0.5), *lobe, (0.0, 0.27)])


def cross(arm: float = 0.32) -> np.ndarray:
    """A cross of equal arms, 1 high. arm: its width."""
    a = arm / 2
    return halves([(a, -0.5), (a, -a), (0.5, -a), (0.5, a), (a, a), (a, 0.5)])


def arrow() -> np.ndarray:
    """An arrow that points up, 1 high."""
    return halves([(0.14, -0.5), (0.14, 0.02), (0.42, 0.02), (0.0, 0.5)])


_OUTLINES = {
    "star-shaped": star,
    "heart-shaped": heart,
    "cross-shaped": cross,
    "round": lambda: arc(0.5, 0, 360, 20)[:-1],
    "diamond-shaped": lambda: halves([(0.0, -0.5), (0.36, 0.0), (0.0, 0.5)]),
    "arrow-shaped": arrow,
}
