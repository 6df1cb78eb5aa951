"""What mirrored cameras would see of an object that its silhouettes show to be symmetric.

Views from 30, 150 ... degrees of a symmetric object are views from -30, -150 ... degrees as well: a hull of
both is nearer to the object, without a guess about a single pixel.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..sheet import View
from ._drawing import Drawing
from ._volume import Grid, Rays

AXES = (0, 1)  # across x, then across y: the object stands in the middle of the cube
_RESOLUTION = 64  # nodes a side of the grid on which symmetry is tried
_LOST = 0.005  # of a view's silhouette that may have nothing behind it any more: its edge, in pixels


def mirror_images(views: list[View]) -> list[View]:
    """Further views, for each plane that leaves every silhouette filled; colours are mirrored as they are.

    A handle on one side only would be cut off by its mirror image, and its silhouette left empty: then there
    is no such symmetry.
    """
    grid = Grid(_RESOLUTION)
    inside = _cut(np.full(grid.shape, np.inf, np.float32), views, grid)
    drawings = [Drawing.read(replace(view, depth=None)) for view in views]
    rays = [Rays(grid, each.camera, lattice(each, grid.voxel)).nodes for each in drawings]
    whole, found = _filled(inside, rays), list(views)
    for axis in AXES:
        images = [mirrored(view, axis) for view in found]
        cut = _cut(inside, images, grid)
        if (_filled(cut, rays) >= (1 - _LOST) * whole).all():
            inside, found = cut, [*found, *images]
    return found[len(views) :]


def mirrored(view: View, axis: int) -> View:
    """The mirror image of a view across the plane through the origin that `axis` stands on."""
    signs = np.ones(3, np.float32)
    signs[axis] = -1
    pose = view.camera.camera_to_world.copy()
    pose[:3, :3] = signs[:, None] * pose[:3, :3] * np.array([-1, 1, 1], np.float32)  # still right-handed
    pose[:3, 3] *= signs
    normals = None if view.normals is None else view.normals[:, ::-1] * signs
    return View(
        f"{view.name} mirrored across {'xyz'[axis]}",
        replace(view.camera, camera_to_world=pose),
        view.rgb[:, ::-1].copy(),
        view.alpha[:, ::-1].copy(),
        normals=normals,
    )


def lattice(drawing: Drawing, voxel: float) -> np.ndarray:
    """(H, W) bool, pixels of the silhouette about a voxel apart."""
    every = max(1, int(voxel / drawing.pixel))
    chosen = np.zeros_like(drawing.mask)
    chosen[every // 2 :: every, every // 2 :: every] = True
    return chosen & drawing.mask


def _cut(inside: np.ndarray, views: list[View], grid: Grid) -> np.ndarray:
    """A field, positive inside, cut by further silhouettes."""
    for view in views:
        drawing = Drawing.read(replace(view, depth=None))
        inside = np.minimum(inside, drawing.silhouette(grid.project(drawing.camera)[0]))
    return inside


def _filled(inside: np.ndarray, rays: list[np.ndarray]) -> np.ndarray:
    """(V,) how much of each silhouette has something behind it, 0 to 1."""
    solid = (inside > 0).ravel()
    return np.array([solid[nodes].any(1).mean() if len(nodes) else 1.0 for nodes in rays])
