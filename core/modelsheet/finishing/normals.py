"""Shading normals by angle: smooth across soft edges, split at hard ones."""

from __future__ import annotations

import numpy as np

from ..surface import Surface

CREASE = 35.0  # degrees between two faces from which on their edge is hard


def corner_normals(surface: Surface, crease: float = CREASE) -> np.ndarray:
    """(F, 3, 3) float32 unit normals, one per face corner.

    Corners at one vertex share a normal when a walk around the vertex leads from one to the other
    over soft edges only; the normal is the mean of their faces', weighted by the corner's angle.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    normals = surface.face_normals.astype(np.float64)
    first, second = _soft_links(surface.faces, normals, np.cos(np.radians(crease)))
    count = surface.faces.size
    links = coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(count, count))
    groups, group = connected_components(links, directed=False)

    weighted = (normals[:, None] * corner_angles(surface)[..., None]).reshape(-1, 3)
    total = np.stack([np.bincount(group, weighted[:, axis], groups) for axis in range(3)], 1)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    mean = total / np.maximum(length, 1e-20)
    shared = mean[group].reshape(-1, 3, 3)
    usable = (length[group] > 1e-12).reshape(-1, 3, 1)
    return np.where(usable, shared, normals[:, None]).astype(np.float32)


def corner_angles(surface: Surface) -> np.ndarray:
    """(F, 3) float64 angles of the faces' corners in radians."""
    corners = surface.corners.astype(np.float64)
    ahead = np.roll(corners, -1, axis=1) - corners
    behind = np.roll(corners, 1, axis=1) - corners
    lengths = np.linalg.norm(ahead, axis=2) * np.linalg.norm(behind, axis=2)
    cosine = (ahead * behind).sum(2) / np.maximum(lengths, 1e-30)
    return np.arccos(np.clip(cosine, -1, 1))


def _soft_links(faces: np.ndarray, normals: np.ndarray, cosine: float) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of corners (index 3 * face + corner) that meet at a vertex across a soft edge."""
    start = faces.reshape(-1).astype(np.int64)
    end = np.roll(faces, -1, axis=1).reshape(-1).astype(np.int64)
    key = np.minimum(start, end) * (int(faces.max()) + 1) + np.maximum(start, end)
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(key[order][1:] == key[order][:-1])
    one, other = order[same], order[same + 1]
    soft = (normals[one // 3] * normals[other // 3]).sum(1) >= cosine
    one, other = one[soft], other[soft]

    def following(corner: np.ndarray) -> np.ndarray:
        return corner - corner % 3 + (corner + 1) % 3

    opposed = start[one] != start[other]  # the two faces run along their edge in opposite ways
    first = np.concatenate([one, following(one)])
    second = np.concatenate(
        [np.where(opposed, following(other), other), np.where(opposed, other, following(other))]
    )
    return first, second
