"""Collision hulls: a few closed convex pieces that stand for the surface where things touch."""

from __future__ import annotations

import importlib.util

import numpy as np

from ..errors import Message
from ..surface import Surface
from . import _apart

MOST_FACES = 64
"""Of a hull; engines take up to 255, and less is faster."""

_MOST_POINTS = MOST_FACES // 2 + 2  # a closed hull of n points has 2 n - 4 triangles
_SOURCE = 1500  # triangles that are decomposed: more take longer and change nothing
_SIDES = 8  # of a capsule: four rings of eight make 64 faces


def collision(surface: Surface, kind: str, notes: list[Message]) -> tuple[Surface, ...]:
    """Hulls in the surface's place. kind: "hulls", convex pieces; "box" or "capsule", one that holds it all.

    Each has MOST_FACES faces at most. notes: gets a line where coacd is not installed or gives up, and one
    hull stands for all pieces.
    """
    if kind == "box":
        return (_box(surface.bounds.astype(np.float64)),)
    if kind == "capsule":
        return (_capsule(surface),)
    pieces = _pieces(surface)
    if pieces is None:
        notes.append(Message("one-hull"))
        pieces = [surface.vertices[np.unique(surface.faces)]]
    return tuple(_hull(points) for points in pieces)


def _pieces(surface: Surface) -> list[np.ndarray] | None:
    """The points of convex pieces; None where coacd is not installed or gives up."""
    from .simplify import decimate

    if importlib.util.find_spec("coacd") is None:
        return None
    if len(surface.faces) > _SOURCE:
        surface = decimate(Surface(surface.vertices, surface.faces), _SOURCE, 0.0)
    return _apart.run("pieces", vertices=surface.vertices, faces=surface.faces) or None


def _hull(points: np.ndarray) -> Surface:
    """The convex hull; of many points those that lie furthest out in even directions."""
    from scipy.spatial import ConvexHull, QhullError

    try:
        corners = points[ConvexHull(points).vertices]
        count = _MOST_POINTS
        while len(corners) > _MOST_POINTS:
            corners = corners[np.unique((_directions(count) @ corners.T).argmax(1))]
            count -= 1
        hull = ConvexHull(corners)
    except QhullError:  # flat: it has no volume
        return _box(np.stack([points.min(0), points.max(0)]))
    faces = hull.simplices
    a, b, c = np.moveaxis(hull.points[faces], 1, 0)
    inward = (np.cross(b - a, c - a) * hull.equations[:, :3]).sum(1) < 0
    faces[inward] = faces[inward, ::-1]
    used, number = np.unique(faces, return_inverse=True)
    return Surface(hull.points[used], number.reshape(-1, 3))


def _directions(count: int) -> np.ndarray:
    """(count, 3) even directions, a Fibonacci spiral."""
    i = np.arange(count) + 0.5
    z, turn = 1 - 2 * i / count, i * np.pi * (3 - np.sqrt(5))
    return np.stack([np.sqrt(1 - z**2) * np.cos(turn), np.sqrt(1 - z**2) * np.sin(turn), z], 1)


def _box(bounds: np.ndarray) -> Surface:
    low, high = bounds
    high = np.maximum(high, low + 1e-3 * max(float((high - low).max()), 1e-6))  # not flat
    corners = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)])
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [(q[0], q[i], q[i + 1]) for q in quads for i in (1, 2)]
    return Surface(low + corners * (high - low), np.array(faces))


def _capsule(surface: Surface) -> Surface:
    """Along the longest side of the bounds, around everything: a rod with a half ball at each end."""
    points = surface.vertices[np.unique(surface.faces)].astype(np.float64)
    centre = surface.bounds.astype(np.float64).mean(0)
    axis = int(np.ptp(surface.bounds, axis=0).argmax())
    local = np.roll(points - centre, 2 - axis, axis=1)  # the axis becomes z
    across = np.linalg.norm(local[:, :2], axis=1)
    inner = max(float(across.max()), 1e-6)
    radius = inner / np.cos(np.pi / _SIDES) ** 2  # flat sides and flat rings lie within the round ball
    # of each point, how far along the axis the centre of the inner ball must be to hold it
    half = max(float((np.abs(local[:, 2]) - np.sqrt(np.maximum(inner**2 - across**2, 0))).max()), 0.0)
    turn = np.arange(_SIDES) * 2 * np.pi / _SIDES
    circle = np.stack([np.cos(turn), np.sin(turn), np.zeros(_SIDES)], 1)
    rings = [(np.sqrt(0.5), half + radius * np.sqrt(0.5)), (1.0, half)]
    points = [(0, 0, half + radius)]
    for share, height in (*rings, *((share, -height) for share, height in reversed(rings))):
        points += [(radius * share * x, radius * share * y, height) for x, y, _ in circle]
    points.append((0, 0, -half - radius))
    return _hull(np.roll(np.array(points), axis - 2, axis=1) + centre)
