"""A known object without a mesh: three balls, one on the other, whose views are computed exactly."""

from __future__ import annotations

import numpy as np

from ..cameras import Camera, sheet_camera
from ..sheet import View

_BALLS = (  # middle and radius in object units, colour in sRGB
    ((0.0, 0.0, -0.24), 0.24, (200, 60, 40)),
    ((0.0, -0.02, 0.12), 0.18, (60, 140, 70)),
    ((0.02, -0.04, 0.36), 0.12, (60, 80, 180)),
)
_DARKEST = 0.5  # of the colour, at the outline


def view_of(camera: Camera, name: str) -> View:
    """The three balls on nothing, with depth and normals; black where there are none."""
    origins, directions = (part.reshape(-1, 3) for part in camera.rays())
    depth = np.full(len(origins), np.inf, np.float32)
    normals = np.full((len(origins), 3), np.nan, np.float32)
    colors = np.zeros((len(origins), 3), np.float32)
    square = (directions**2).sum(1)
    for middle, radius, color in _BALLS:
        way = origins - np.array(middle, np.float32)
        half = (way * directions).sum(1)
        root = half**2 - square * ((way**2).sum(1) - radius**2)
        own = (-half - np.sqrt(np.maximum(root, 0))) / square
        first = (root > 0) & (own > 0) & (own < depth)
        depth[first] = own[first]
        normals[first] = (way[first] + directions[first] * own[first, None]) / radius
        facing = -(normals[first] * directions[first]).sum(1) / np.sqrt(square[first])
        colors[first] = np.array(color, np.float32) * (_DARKEST + (1 - _DARKEST) * facing.clip(0, 1))[:, None]
    shape = (camera.height, camera.width)
    return View(
        name,
        camera,
        np.rint(colors).astype(np.uint8).reshape(*shape, 3),
        np.where(np.isfinite(depth), 255, 0).astype(np.uint8).reshape(shape),
        np.where(np.isfinite(depth), depth, np.nan).reshape(shape),
        normals.reshape(*shape, 3),
    )


def picture_of(side: int) -> np.ndarray:
    """(side, side, 4) uint8: the front on white, all opaque."""
    view = view_of(sheet_camera("front", side), "front")
    rgb = np.where(view.mask[..., None], view.rgb, 255).astype(np.uint8)
    return np.dstack([rgb, np.full(view.alpha.shape, 255, np.uint8)])
