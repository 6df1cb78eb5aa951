"""Shading normals by angle: smooth across soft edges, split at hard ones."""

from __future__ import annotations

import numpy as np

from ..surface import Surface
from .edges import corner_fans, opposite_pairs


def corner_normals(surface: Surface, crease: float | None = None) -> np.ndarray:
    """(F, 3, 3) float32 unit normals, one per face corner. crease: degrees, by default the surface's own.

    Corners at one vertex share a normal when a walk around the vertex leads from one to the other
    over soft edges only; the normal is the mean of their faces', weighted by angle and by area, so that
    large flat faces stay flat beside slivers.
    """
    crease = surface.crease if crease is None else crease
    normals = surface.face_normals.astype(np.float64)
    one, other = opposite_pairs(surface.faces)
    soft = (normals[one // 3] * normals[other // 3]).sum(1) >= np.cos(np.radians(crease))
    groups, group = corner_fans(surface.faces, one[soft], other[soft])

    weight = corner_angles(surface) * surface.face_areas[:, None]
    weighted = (normals[:, None] * weight[..., None]).reshape(-1, 3)
    total = np.stack([np.bincount(group, weighted[:, axis], groups) for axis in range(3)], 1)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    mean = total / np.maximum(length, 1e-30)
    shared = mean[group].reshape(-1, 3, 3)
    usable = (length[group] > 1e-20).reshape(-1, 3, 1)
    return np.where(usable, shared, normals[:, None]).astype(np.float32)


def corner_angles(surface: Surface) -> np.ndarray:
    """(F, 3) float64 angles of the faces' corners in radians."""
    corners = surface.corners.astype(np.float64)
    ahead = np.roll(corners, -1, axis=1) - corners
    behind = np.roll(corners, 1, axis=1) - corners
    lengths = np.linalg.norm(ahead, axis=2) * np.linalg.norm(behind, axis=2)
    cosine = (ahead * behind).sum(2) / np.maximum(lengths, 1e-30)
    return np.arccos(np.clip(cosine, -1, 1))
