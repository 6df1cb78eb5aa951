"""What readers have in common: parts of one material, polygons cut into triangles, one joint surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..materials import Material
from ..surface import Surface

GREY = Material.of_color((200 / 255, 200 / 255, 200 / 255), "grey")
"""What has no colour is drawn in this one."""

MOST_FACES = 20_000_000
"""Of one file: they take about 3 GB."""

_MOST_CORNERS = 1000  # of a polygon that is cut ear by ear, which takes their number squared
_FAR = 100  # sizes of the object from the origin: from here on 32 bits show steps in its coordinates


@dataclass(frozen=True)
class Part:
    """Triangles of one material.

    vertices: (V, 3) float. faces: (F, 3) int. colors: (V, 3 or 4) uint8 sRGB, or None.
    uvs: (F, 3, 2) float, origin at the lower left, or None. identity: (V,) int64, equal for vertices that
    are one, also in other parts, or None.
    """

    vertices: np.ndarray
    faces: np.ndarray
    material: Material = GREY
    colors: np.ndarray | None = None
    uvs: np.ndarray | None = None
    identity: np.ndarray | None = None


def join(parts: list[Part], up: str, notes: tuple[str, ...]) -> Surface:
    """One surface, Z up. Raises ValueError for faces and texture coordinates that make no sense."""
    for part in parts:
        _check(part)
    starts = np.cumsum([0, *(len(part.vertices) for part in parts)])
    faces = np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=False)])
    vertices = np.concatenate([np.asarray(part.vertices, np.float64) for part in parts])
    vertices = _near(vertices, faces)
    if up == "y":
        x, y, z = vertices.T
        vertices = np.stack([x, -z, y], 1)
    colors = _joint_colors(parts)
    if all(part.identity is not None for part in parts):
        identity = np.concatenate([part.identity for part in parts])
        _, first, merged = np.unique(identity, return_index=True, return_inverse=True)
        vertices, faces = vertices[first], merged.reshape(-1)[faces]
        colors = None if colors is None else colors[first]
    materials = list(dict.fromkeys(part.material for part in parts))
    numbers = [np.full(len(part.faces), materials.index(part.material)) for part in parts]
    uvs = None
    if any(part.uvs is not None for part in parts):
        blank = [np.zeros((len(part.faces), 3, 2), np.float32) for part in parts]
        uvs = np.concatenate(
            [empty if part.uvs is None else part.uvs for part, empty in zip(parts, blank, strict=True)]
        )
    return Surface(
        vertices,
        faces,
        colors,
        uvs,
        materials=tuple(materials),
        face_materials=np.concatenate(numbers).astype(np.int32),
        notes=notes,
    )


def _check(part: Part) -> None:
    if part.faces.min() < 0 or part.faces.max() >= len(part.vertices):
        raise ValueError("a face names a vertex that is not there")
    if part.uvs is not None and not np.isfinite(part.uvs).all():
        raise ValueError("texture coordinates are NaN or infinite")


def _near(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Moved to the origin from so far away that 32 bits would spoil the shape."""
    used = vertices[faces.reshape(-1)]
    if not np.isfinite(used).all():
        return vertices  # which is refused
    low, high = used.min(0), used.max(0)
    centre = (low + high) / 2
    return vertices - centre if np.abs(centre).max() > _FAR * (high - low).max() else vertices


def _joint_colors(parts: list[Part]) -> np.ndarray | None:
    if all(part.colors is None for part in parts):
        return None
    rows = []
    for part in parts:
        rgba = np.full((len(part.vertices), 4), 255, np.uint8)
        if part.colors is not None:
            rgba[:, : part.colors.shape[1]] = part.colors
        rows.append(rgba)
    colors = np.concatenate(rows)
    return colors[:, :3] if (colors[:, 3] == 255).all() else colors


def triangles(points: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Polygons cut into triangles, also concave ones.

    points: (C, 3), the corners of one polygon after the other, of which each has `counts`. Returns
    (F, 3) places in `points`, and (F,) which polygon each triangle is of.
    """
    starts = np.cumsum(counts) - counts
    corners, owners = [np.zeros((0, 3), np.int64)], [np.zeros(0, np.int64)]
    for polygon in np.flatnonzero(counts >= 5):
        first, count = starts[polygon], counts[polygon]
        corners.append(first + np.array(_triangulate(points[first : first + count])))
        owners.append(np.full(count - 2, polygon)[: len(corners[-1])])
    three, four = np.flatnonzero(counts == 3), np.flatnonzero(counts == 4)
    quads = starts[four, None] + np.arange(4)
    a, b, c, d = (points[quads[:, i]] for i in range(4))
    dented = (np.cross(b - a, c - a) * np.cross(c - a, d - a)).sum(1) < 0  # at b or d: cut from there
    quads[dented] = np.roll(quads[dented], -1, 1)
    corners += [starts[three, None] + np.arange(3), quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]
    owners += [three, four, four]
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return np.concatenate(corners)[order], owner[order]


def _triangulate(points: np.ndarray) -> list[tuple[int, int, int]]:
    """Corners of the triangles of one polygon (N, 3)."""
    count = len(points)
    normal = np.cross(points, np.roll(points, -1, 0)).sum(0)  # Newell's, with twice the area as its length
    fan = [(0, i, i + 1) for i in range(1, count - 1)]
    axis = int(np.abs(normal).argmax())
    flat = np.delete(points, axis, 1)
    if (normal[axis] < 0) != (axis == 1):
        flat = flat[:, ::-1]  # counter-clockwise
    if count > _MOST_CORNERS or not normal.any() or _convex(flat):
        return fan
    return _ears(flat.tolist()) or fan


def _convex(flat: np.ndarray) -> bool:
    edges = np.roll(flat, -1, 0) - flat
    following = np.roll(edges, -1, 0)
    return bool((edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0] >= 0).all())


def _ears(points: list[list[float]]) -> list[tuple[int, int, int]]:
    """Triangles of a counter-clockwise polygon in the plane; empty where it crosses itself."""

    def side(a: int, b: int, c: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = points[a], points[b], points[c]
        return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)

    def is_ear(a: int, b: int, c: int) -> bool:
        if side(a, b, c) <= 0:
            return False
        corners = (points[a], points[b], points[c])
        others = (i for i in left if points[i] not in corners)
        return not any(side(a, b, i) >= 0 and side(b, c, i) >= 0 and side(c, a, i) >= 0 for i in others)

    left, found = list(range(len(points))), []
    while len(left) > 3:
        for i in range(len(left)):
            ear = (left[i - 1], left[i], left[(i + 1) % len(left)])
            if is_ear(*ear):
                found.append(ear)
                del left[i]
                break
        else:
            straight = [
                i for i in range(len(left)) if side(left[i - 1], left[i], left[(i + 1) % len(left)]) == 0
            ]
            if not straight:
                return []
            del left[straight[0]]  # a corner on a straight line bounds no area
    return [*found, (left[0], left[1], left[2])]
