"""Colours of views that are painted already, as another view sees them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..sheet import View

_FACING = 0.35  # cosine between normal and view from which a painted view's colours are taken over
_SHARPNESS = 4  # exponent of that cosine: the view that faces a place decides its colour
_HIDDEN = 2.5  # pixels that a place may lie behind what the painted view shows there


def carried(painted: Sequence[View], seen: View) -> tuple[np.ndarray, np.ndarray]:
    """(H, W, 3) uint8 of what `seen`, a view with depth and normals, shows, and (H, W) bool where any painted
    view shows that too and faces it. All views must know their depth.
    """
    assert seen.depth is not None
    assert seen.normals is not None
    inside = seen.mask & np.isfinite(seen.depth) & np.isfinite(seen.normals).all(-1)
    points, normals = seen.camera.unproject(seen.depth)[inside], seen.normals[inside]
    total, weight = np.zeros((len(points), 3)), np.zeros(len(points))
    for view in painted:
        colors, facing = _seen_by(view, points, normals)
        share = np.where(facing >= _FACING, facing, 0) ** _SHARPNESS
        total += colors * share[:, None]
        weight += share
    rgb, known = np.zeros((*inside.shape, 3), np.uint8), np.zeros(inside.shape, bool)
    rgb[inside] = np.rint(total / np.maximum(weight, 1e-12)[:, None])
    known[inside] = weight > 0
    return rgb, known


def _seen_by(view: View, points: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The colours of points (N, 3) in a view, and the cosines at which it faces them, 0 for hidden ones."""
    assert view.depth is not None
    camera = view.camera
    pixels, depth = camera.project(points)
    column, row = np.floor(pixels).astype(int).T
    within = (column >= 0) & (row >= 0) & (column < camera.width) & (row < camera.height)
    column, row = column.clip(0, camera.width - 1), row.clip(0, camera.height - 1)
    towards = -camera.view_direction if camera.extent is not None else camera.position - points
    towards = towards / np.linalg.norm(towards, axis=-1, keepdims=True)
    facing = (normals * towards).sum(-1)
    slope = np.sqrt(np.maximum(1 - facing**2, 0)) / np.maximum(facing, _FACING)
    reach = _HIDDEN * camera.pixel_size(depth) * (1 + slope)
    there = view.depth[row, column]
    shown = within & view.mask[row, column] & (depth - np.where(np.isfinite(there), there, -1) < reach)
    return view.rgb[row, column].astype(float), np.where(shown, facing, 0)
