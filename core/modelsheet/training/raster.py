"""Sheets of many meshes at once by an orthographic z-buffer in torch: the ray caster's twin for a GPU.

On a GPU it draws some hundred sheets a second. On a CPU `modelsheet.render` is faster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ..cameras import OBJECT_EXTENT, SHEET_VIEWS, sheet_camera

_DEPTH_STEPS = 2**30
"""Depths between the cameras and the far side of the cube (2 object units) are told apart in these steps."""
_FRAGMENTS = 2**25
"""Pixels of triangles' boxes that are worked on at once: about 4 GB of memory."""


@dataclass(frozen=True)
class ColoredTriangles:
    """A mesh for training. corners: (F, 3, 3) float32, Z up, any unit. colors: (F, 3, 3) uint8 sRGB, one a
    corner."""

    corners: np.ndarray
    colors: np.ndarray

    @property
    def bounds(self) -> np.ndarray:
        """(2, 3) lowest and highest corner."""
        points = self.corners.reshape(-1, 3)
        return np.stack([points.min(0), points.max(0)])

    def normalized(self) -> ColoredTriangles:
        """Centred, longest side 0.96, as `Surface.normalized`."""
        low, high = self.bounds
        scale = OBJECT_EXTENT / max(float((high - low).max()), 1e-9)
        return ColoredTriangles(((self.corners - (low + high) / 2) * scale).astype(np.float32), self.colors)


@dataclass(frozen=True)
class DrawnSheets:
    """K sheets, views in the order of SHEET_VIEWS.

    rgba: (K, 6, R, R, 4) uint8. depth: (K, 6, R, R) float32 object units, NaN where nothing is.
    """

    rgba: torch.Tensor
    depth: torch.Tensor


def draw_sheets(
    meshes: Sequence[ColoredTriangles], resolution: int, device: str | torch.device
) -> DrawnSheets:
    """The six views of each mesh: colour, alpha and depth as `modelsheet.render.render_view` gives them with
    two samples a side of a pixel."""
    corners, colors, owner = _together(meshes, device)
    size = 2 * resolution
    columns, rows, depths = _project(corners, size)
    buffer = _nearest(columns, rows, depths, owner, len(meshes), size)
    pixels, depth = _resolve(buffer, columns, rows, colors[None].expand(len(columns), -1, -1, -1))
    return DrawnSheets(pixels, depth)


def draw_pictures(
    meshes: Sequence[ColoredTriangles],
    poses: torch.Tensor,
    lens: torch.Tensor,
    lights: torch.Tensor,
    size: int,
) -> torch.Tensor:
    """Pictures of each of K meshes, the object in the middle, its longest side 0.96 of the picture's.

    poses: (K, V, 4, 4) camera-to-world, looking at the origin. lens: (V,) bool, which are perspective
    cameras. lights: (K, V, 3) unit vectors in the camera's space. Returns (K, V, size, size, 5) uint8, on
    the device of `poses`: colour, how much of it the light leaves where it falls on the surface, and alpha.
    """
    corners, colors, owner = _together(meshes, poses.device)
    turn, place = poses[..., :3, :3], poses[..., :3, 3]
    local = torch.einsum("fcvi,fvij->vfcj", corners[:, :, None] - place[owner][:, None], turn[owner])
    across, up, away = local[..., 0], local[..., 1], -local[..., 2]
    far = place.norm(dim=-1)[owner].T[..., None]
    across, up = (torch.where(lens[:, None, None], part / away, part) for part in (across, up))
    near, distant = (
        1 / (far - 0.9),
        1 / (far + 0.9),
    )  # a lens keeps lines straight: so is the inverse of depth
    depth = torch.where(lens[:, None, None], 2 * (near - 1 / away) / (near - distant), away - far + 1)
    columns, rows = _fitted(across, up, owner, len(meshes), 2 * size)
    normal = torch.linalg.cross(local[..., 1, :] - local[..., 0, :], local[..., 2, :] - local[..., 0, :])
    normal = normal / normal.norm(dim=-1, keepdim=True).clamp(min=1e-12)
    shade = (normal * normal[..., 2:].sign() * lights[owner].transpose(0, 1)).sum(-1).clamp(0, 1) * 255
    values = torch.cat(
        [colors.float().expand(len(columns), -1, -1, -1), shade[..., None, None].expand(-1, -1, 3, 1)], -1
    )
    buffer = _nearest(columns, rows, depth.clamp(0, 2), owner, len(meshes), 2 * size)
    return _resolve(buffer, columns, rows, values)[0]


def draw_through(meshes: Sequence[ColoredTriangles], lenses: torch.Tensor, size: int) -> torch.Tensor:
    """Pictures of each of K meshes as it stands, with two samples a side of a pixel.

    lenses: (K, V, 4, 4) from a point (x, y, z, 1) to (column * w, row * w, depth, w), all of the object
    before the camera. Returns (K, V, size, size, 4) uint8, colour and alpha, on the device of `lenses`.
    """
    corners, colors, owner = _as_they_stand(meshes, lenses.device)
    columns, rows, depths, _ = _through(corners, lenses, owner)
    columns, rows = 2 * columns, 2 * rows
    buffer = _nearest(columns, rows, depths, owner, len(meshes), 2 * size)
    return _resolve(buffer, columns, rows, colors[None].expand(len(columns), -1, -1, -1))[0]


def depth_maps(meshes: Sequence[ColoredTriangles], lenses: torch.Tensor, size: int) -> torch.Tensor:
    """Depths (K, V, size, size) float32 of K meshes as they stand through lenses (K, V, 4, 4) that keep
    parallels, inf where nothing is."""
    corners, _, owner = _as_they_stand(meshes, lenses.device)
    columns, rows, depths, (low, high) = _through(corners, lenses, owner)
    buffer = _nearest(columns, rows, depths, owner, len(meshes), size)
    found = (buffer >> 32).float() / _DEPTH_STEPS * (high - low) + low
    return torch.where(buffer == torch.iinfo(torch.int64).max, torch.inf, found)


def _as_they_stand(
    meshes: Sequence[ColoredTriangles], device: torch.device
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The meshes' corners (F, 3, 3), colours (F, 3, 3), and which mesh each face is of."""
    corners = torch.from_numpy(np.concatenate([mesh.corners for mesh in meshes])).to(device)
    colors = torch.from_numpy(np.concatenate([mesh.colors for mesh in meshes])).to(device)
    counts = torch.tensor([len(mesh.corners) for mesh in meshes])
    return corners, colors, torch.repeat_interleave(torch.arange(len(meshes)), counts).to(device)


def _through(
    corners: torch.Tensor, lenses: torch.Tensor, owner: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
    """Columns, rows and depths, (V, F, 3) each, of corners (F, 3, 3) through the lenses (K, V, 4, 4) of their
    meshes; the depths are brought to 0 to 2, where these ends are what is returned last. A pinhole keeps
    lines straight: so does the inverse of depth."""
    points = torch.cat([corners, torch.ones_like(corners[..., :1])], -1)
    found = torch.einsum("fvij,fcj->vfci", lenses[owner], points)
    depth, w = found[..., 2], found[..., 3]
    pinhole = (w[..., :1] != 1) | (w[..., 1:2] != 1)
    depth = torch.where(pinhole, -1 / depth.clamp(min=1e-3), depth)
    low, high = depth.amin(), depth.amax()
    depth = 2 * ((depth - low) / (high - low).clamp(min=1e-9)).clamp(0, 1)
    return found[..., 0] / w, found[..., 1] / w, depth, (low, high)


def _together(
    meshes: Sequence[ColoredTriangles], device: str | torch.device
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The normalized meshes' corners (F, 3, 3), colours (F, 3, 3), and which mesh each face is of."""
    return _as_they_stand([mesh.normalized() for mesh in meshes], device)


def _fitted(
    across: torch.Tensor, up: torch.Tensor, owner: torch.Tensor, count: int, size: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Columns and rows, (V, F, 3) pixels each, of places on the image plane, so that each object is in the
    middle of its picture and fills it."""
    lows: list[torch.Tensor] = []
    highs: list[torch.Tensor] = []
    for values in (across, up):
        for found, kind in ((lows, "amin"), (highs, "amax")):
            ends = values.amin(-1) if kind == "amin" else values.amax(-1)
            start = torch.full((len(values), count), torch.inf if kind == "amin" else -torch.inf)
            found.append(start.to(ends).scatter_reduce_(1, owner.expand_as(ends), ends, kind))
    longest = torch.maximum(highs[0] - lows[0], highs[1] - lows[1]).clamp(min=1e-9)
    scale = (OBJECT_EXTENT * size / longest)[:, owner, None]
    middle = [((low + high) / 2)[:, owner, None] for low, high in zip(lows, highs, strict=True)]
    return size / 2 + (across - middle[0]) * scale, size / 2 - (up - middle[1]) * scale


def _nearest(
    columns: torch.Tensor,
    rows: torch.Tensor,
    depths: torch.Tensor,
    owner: torch.Tensor,
    count: int,
    size: int,
) -> torch.Tensor:
    """The z-buffer of `count` meshes, (count, V, size, size) int64: depth and number of the nearest triangle
    of each pixel, the largest number where there is none. Depths: (V, F, 3) from 0 to 2."""
    views = len(columns)
    empty = torch.iinfo(torch.int64).max
    buffer = torch.full((count * views * size * size,), empty, device=columns.device)
    for triangle, x, y, weight, view in _fragments(columns, rows, size):
        z = (weight * depths[view, triangle]).sum(-1)
        code = (z / 2 * _DEPTH_STEPS).long() << 32 | triangle
        place = ((owner[triangle] * views + view) * size + y) * size + x
        buffer.scatter_reduce_(0, place, code, "amin")
    return buffer.view(count, views, size, size)


def _project(corners: torch.Tensor, size: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Columns, rows (pixels) and depths (object units) of all corners in all views, (6, F, 3) each."""
    parts: list[list[torch.Tensor]] = [[], [], []]
    for view in SHEET_VIEWS:
        camera = sheet_camera(view)
        rotation = torch.from_numpy(camera.camera_to_world[:3, :3]).to(corners)
        local = (corners - torch.from_numpy(camera.position.copy()).to(corners)) @ rotation
        for part, values in zip(
            parts, (size * (0.5 + local[..., 0]), size * (0.5 - local[..., 1]), -local[..., 2]), strict=True
        ):
            part.append(values)
    columns, rows, depths = (torch.stack(part) for part in parts)
    return columns, rows, depths


def _fragments(
    columns: torch.Tensor, rows: torch.Tensor, size: int
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, int]]:
    """The pixel centres inside of triangles: (triangle, column, row, barycentric weights (N, 3), view)."""
    for view in range(len(columns)):
        x, y = columns[view], rows[view]
        left, right = ((bound - 0.5).clamp(0, size) for bound in (x.amin(-1), x.amax(-1)))
        top, bottom = ((bound - 0.5).clamp(0, size) for bound in (y.amin(-1), y.amax(-1)))
        left, top = left.ceil().long(), top.ceil().long()
        width = (right.floor().long().clamp(max=size - 1) - left + 1).clamp(min=0)
        height = (bottom.floor().long().clamp(max=size - 1) - top + 1).clamp(min=0)
        total = (width * height).cumsum(0)
        start = 0
        while start < len(total):
            before = total[start - 1] if start else total.new_zeros(())
            end = max(start + 1, int(torch.searchsorted(total, before + _FRAGMENTS, right=True)))
            chosen = slice(start, end)
            count = (width * height)[chosen]
            triangle = torch.repeat_interleave(
                torch.arange(start, min(end, len(total)), device=x.device), count
            )
            first = total[chosen] - count - before
            index = torch.arange(len(triangle), device=x.device) - first.repeat_interleave(count)
            column = left[triangle] + index % width[triangle]
            row = top[triangle] + index // width[triangle]
            weight = _barycentric(x[triangle], y[triangle], column + 0.5, row + 0.5)
            inside = (weight >= 0).all(-1).nonzero()[:, 0]
            yield triangle[inside], column[inside], row[inside], weight[inside], view
            start = end


def _barycentric(x: torch.Tensor, y: torch.Tensor, column: torch.Tensor, row: torch.Tensor) -> torch.Tensor:
    """Weights (N, 3) of points in triangles (N, 3) of the plane; negative where a triangle has no area."""
    dx, dy = x - column[:, None], y - row[:, None]
    opposite = torch.stack(
        [
            dx[:, 1] * dy[:, 2] - dx[:, 2] * dy[:, 1],
            dx[:, 2] * dy[:, 0] - dx[:, 0] * dy[:, 2],
            dx[:, 0] * dy[:, 1] - dx[:, 1] * dy[:, 0],
        ],
        -1,
    )
    area = opposite.sum(-1, keepdim=True)
    return torch.where(area.abs() > 1e-9, opposite / area, -1.0)


def _resolve(
    buffer: torch.Tensor, columns: torch.Tensor, rows: torch.Tensor, values: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Codes (K, V, 2R, 2R) of the nearest triangles to averaged pixels: what the corners' values (V, F, 3, C)
    are there, and alpha, (K, V, R, R, C + 1) uint8; and depths (K, V, R, R), NaN where nothing is."""
    covered = buffer != torch.iinfo(torch.int64).max
    _, view, row, column = covered.nonzero(as_tuple=True)
    code = buffer[covered]
    triangle = code & 0xFFFFFFFF
    weight = _barycentric(columns[view, triangle], rows[view, triangle], column + 0.5, row + 0.5)
    shown = torch.zeros(*buffer.shape, values.shape[-1], device=buffer.device)
    shown[covered] = (values[view, triangle].float() * weight[..., None]).sum(1).round()
    depth = torch.full(buffer.shape, torch.inf, device=buffer.device)
    depth[covered] = (code >> 32).float() / _DEPTH_STEPS * 2

    count = sum(part.to(torch.uint8) for part in _quarters(covered))
    total = sum(_quarters(shown))  # of pixels that nothing covers black
    mean = total / count.clamp(min=1)[..., None]
    alpha = count * (255 / 4)
    middle = _lower_median(_quarters(depth), count)
    pixels = torch.cat([mean, alpha[..., None]], -1).round().to(torch.uint8)
    return pixels, torch.where(count > 0, middle, torch.nan)


def _quarters(values: torch.Tensor) -> list[torch.Tensor]:
    """(K, V, 2R, 2R, ...) to the four samples of each pixel, (K, 6, R, R, ...) each."""
    return [values[:, :, y::2, x::2] for y in (0, 1) for x in (0, 1)]


def _lower_median(depths: Sequence[torch.Tensor], count: torch.Tensor) -> torch.Tensor:
    """Of the `count` finite ones of four depths; the others are infinite. Sorted by minima and maxima."""
    a, b, c, d = depths
    low, other = torch.minimum(a, b), torch.minimum(c, d)
    first = torch.minimum(low, other)
    second = torch.minimum(torch.maximum(low, other), torch.minimum(torch.maximum(a, b), torch.maximum(c, d)))
    return torch.where(count > 2, second, first)
