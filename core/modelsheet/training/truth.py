"""How far nodes are from what can be seen of meshes from outside: what the carver is to find."""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from torch.nn import functional as F

from ..cameras import Camera, look_at
from ..reconstruction._carver import GRID, TRUNCATION, distance_map, lens
from .raster import ColoredTriangles, depth_maps

_DIRECTIONS = np.array(
    [(np.cos(turn), np.sin(turn), 0) for turn in np.arange(16) * np.pi / 8]
    + [(x, y, 1) for x in (-1, 0, 1) for y in (-1, 0, 1)],
    np.float32,
)
"""From where an object is looked at: not from below, where many a house has no floor and is no less solid."""
_FINE = 2  # nodes of the truth's grid in a voxel, along each axis
_PIXELS = 320  # a side of a depth map, which shows the whole cube
_SPAN = 1.8  # object units that a depth map is high and wide
_SLOPE = 0.005  # object units by which a node must be nearer than a depth map to be seen
_SHEET = 0.6  # voxels: half of the thickness that a sheet without any gets


def true_distance(meshes: list[ColoredTriangles], device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Signed distances (K, 64, 64, 64) of GRID's nodes to the outer surfaces, in units of TRUNCATION, -1 to
    1, and which meshes are solid anywhere (K,).

    Inside is what is seen from none of _DIRECTIONS.
    """
    axis = _fine_axis(device)
    count, side = len(meshes), len(axis)
    hidden = torch.ones(count, side**3, dtype=torch.bool, device=device)
    crust = torch.zeros(count, side**3, dtype=torch.bool, device=device)
    sights = _sights().to(device)
    depths = depth_maps(meshes, sights.expand(count, -1, -1, -1), _PIXELS)
    for number, sight in enumerate(sights):
        place, away = _placed(number, device)
        depth = depths[:, number]
        hidden &= away >= depth.flatten(1).index_select(1, place) - _SLOPE
        _mark(crust, depth, sight, axis)
    shape = (count, side, side, side)
    hidden, crust = hidden.view(shape), crust.view(shape)
    reach = int(_FINE * (TRUNCATION + 2))
    inner, outer = distance_map(~hidden, reach) - 0.5, distance_map(hidden, reach) - 0.5
    sheet = distance_map(crust, reach) - 0.5 - _FINE * _SHEET  # nothing solid is near
    signed = torch.where(hidden, -inner, torch.where(outer > 2 * _FINE, torch.minimum(sheet, outer), outer))
    mean = F.avg_pool3d(signed[:, None], _FINE)[:, 0]
    return (mean / (_FINE * TRUNCATION)).clamp(-1, 1), hidden.flatten(1).any(1)


def _fine_axis(device: torch.device) -> torch.Tensor:
    """Places of the truth's nodes along an axis: _FINE around each of GRID's."""
    count = _FINE * len(GRID.axes[0])
    return (torch.arange(count, device=device) - (count - 1) / 2) * (GRID.voxel / _FINE)


def _sights() -> torch.Tensor:
    """(25, 4, 4) float32: lenses of parallel cameras in _DIRECTIONS, as `lens` gives them."""
    found = []
    for direction in _DIRECTIONS:
        eye = direction / np.linalg.norm(direction)
        up = np.array([0, 0, 1.0]) if abs(eye[2]) < 0.99 else np.array([0, 1.0, 0])
        camera = Camera.orthographic(look_at(eye, np.zeros(3), up), _SPAN, _PIXELS)
        found.append(lens(camera, (0, 0, _PIXELS), _PIXELS)[0])
    return torch.from_numpy(np.stack(found))


@cache
def _placed(number: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Of the truth's nodes the pixel (M,) int32 in the depth map of a direction, and the depth (M,)."""
    axis = _fine_axis(device)
    columns, rows, depths = (
        way[0] * axis[:, None, None] + way[1] * axis[:, None] + way[2] * axis + way[3]
        for way in _sights()[number, :3].to(device)
    )
    column, row = (part.long().clamp(0, _PIXELS - 1) for part in (columns, rows))
    return (row * _PIXELS + column).flatten().int(), depths.flatten()


def _mark(crust: torch.Tensor, depth: torch.Tensor, sight: torch.Tensor, axis: torch.Tensor) -> None:
    """Set the nodes of the truth's grid (K, M) that are nearest to what a depth map (K, S, S) shows."""
    number, row, column = depth.isfinite().nonzero(as_tuple=True)
    seen = torch.stack([column + 0.5, row + 0.5, depth[number, row, column], torch.ones_like(row)], 1)
    points = (seen @ torch.linalg.inv(sight).T)[:, :3]
    x, y, z = ((points - axis[0]) / (axis[1] - axis[0])).round().long().clamp(0, len(axis) - 1).unbind(1)
    crust[number, (x * len(axis) + y) * len(axis) + z] = True
