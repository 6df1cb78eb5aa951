"""Does a mesh look like the sheet it came from: through the sheet's cameras, and through others?

The views that the sheet does not hold are compared with the sheet's own pixels, carried there by
their depth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..asset import Asset
from ..cameras import Camera, look_at
from ..context import Context
from ..pipeline import make
from ..render import RayCaster, render_view
from ..request import Request
from ..sheet import ModelSheet, View, iou
from ..surface import Surface

_OBLIQUE = ((45, 30), (135, 30), (225, -30), (315, 30))  # azimuth and elevation, degrees
_EXTENT = 1.7  # the cube's diagonal fits
_GREY = 0.5


@dataclass(frozen=True)
class Consistency:
    """Means over the views. iou: of the silhouettes, 0 to 1. psnr: decibels, over all that either draws."""

    iou: float
    psnr: float
    oblique_iou: float
    oblique_psnr: float


def consistency(surface: Surface, sheet: ModelSheet) -> tuple[Consistency, list[View]]:
    """How well the surface, in the sheet's cube, agrees with it; and its views: the sheet's, then oblique."""
    caster = RayCaster(surface)
    wanted = [*sheet, *(carried(sheet, camera) for camera in oblique_cameras())]
    seen = [render_view(caster, view.camera, view.name, 2) for view in wanted]
    ious = [iou(a.mask, b.mask) for a, b in zip(seen, wanted, strict=True)]
    psnrs = [_psnr(a, b) for a, b in zip(seen, wanted, strict=True)]
    count = len(sheet.views)
    parts = (ious[:count], psnrs[:count], ious[count:], psnrs[count:])
    return Consistency(*(float(np.mean(part)) for part in parts)), seen


def oblique_cameras(resolution: int = 128) -> list[Camera]:
    """Four orthographic cameras between those of the sheet, one of them from below."""
    cameras = []
    for azimuth, elevation in np.radians(_OBLIQUE):
        level = np.cos(elevation)
        eye = 2 * np.array([np.sin(azimuth) * level, -np.cos(azimuth) * level, np.sin(elevation)])
        matrix = look_at(eye, np.zeros(3), np.array([0, 0, 1.0]))
        cameras.append(Camera.orthographic(matrix, extent=_EXTENT, resolution=resolution))
    return cameras


def carried(sheet: ModelSheet, camera: Camera) -> View:
    """What another camera sees of the sheet's pixels, each a point at its depth; small gaps are closed."""
    from scipy.ndimage import binary_closing, distance_transform_edt

    points, colors = [], []
    for view in sheet:
        if view.depth is not None:
            known = view.mask & np.isfinite(view.depth)
            points.append(view.camera.unproject(view.depth)[known])
            colors.append(view.rgb[known])
    size = (camera.height, camera.width)
    pixels, depth = camera.project(np.concatenate(points)) if points else (np.zeros((0, 2)), np.zeros(0))
    column, row = np.floor(pixels).astype(int).T
    inside = (column >= 0) & (column < camera.width) & (row >= 0) & (row < camera.height)
    order = np.argsort(-depth[inside], kind="stable")  # the nearest is drawn last
    row, column = row[inside][order], column[inside][order]
    drawn = np.zeros(size, bool)
    rgb = np.zeros((*size, 3), np.uint8)
    drawn[row, column] = True
    if len(order):
        rgb[row, column] = np.concatenate(colors)[inside][order]
    nearest = distance_transform_edt(~drawn, return_distances=False, return_indices=True)
    covered = binary_closing(np.pad(drawn, 2), np.ones((3, 3)))[2:-2, 2:-2] | drawn
    rgb = np.where(covered[..., None], rgb[tuple(nearest)], np.uint8(0))
    return View("oblique", camera, rgb, np.where(covered, 255, 0).astype(np.uint8))


def product(sheet: ModelSheet) -> tuple[Asset, Surface]:
    """The asset that the product makes of a sheet, and its surface back in the sheet's cube. Raises
    ModelsheetError where there is none."""
    asset = make(sheet, Request(sheet.prompt, texture_size=512), Context())
    return asset, back_in_the_cube(asset.surface, np.array(asset.report["cube"]))


def back_in_the_cube(surface: Surface, bounds: np.ndarray) -> Surface:
    """A surface that was put on the ground in metres, where it was: in the box `bounds`, (2, 3)."""
    low, high = surface.bounds
    scale = np.ptp(bounds, axis=0).max() / (high - low).max()
    middle = (bounds[0] + bounds[1]) / 2
    return replace(surface, vertices=(surface.vertices - (low + high) / 2) * scale + middle)


def _psnr(a: View, b: View) -> float:
    """Over grey, where either draws anything; at most 50."""
    pictures = []
    for view in (a, b):
        alpha = view.alpha[..., None] / 255
        pictures.append(view.rgb / 255 * alpha + _GREY * (1 - alpha))
    either = (a.alpha > 0) | (b.alpha > 0)
    if not either.any():
        return 50.0
    error = ((pictures[0] - pictures[1])[either] ** 2).mean()
    return float(min(50.0, -10 * np.log10(max(error, 1e-9))))
