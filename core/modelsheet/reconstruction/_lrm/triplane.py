"""Three feature planes: read at points, and the surface of the field that a small network makes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ...errors import ModelsheetError
from ...surface import Surface

if TYPE_CHECKING:
    import torch

POINTS_AT_ONCE = 1 << 16  # with 240 features and their network about 120 MB in float32

Query = Callable[["torch.Tensor"], "torch.Tensor"]
"""Values (N, ...) of a field at points (N, 3) in its own box."""


def read_planes(
    planes: torch.Tensor, points: torch.Tensor, axes: tuple[tuple[int, int], ...]
) -> torch.Tensor:
    """Features (N, 3 C) of planes (3, C, R, R) at points (N, 3), where the planes span [-1, 1].

    `axes`: for each plane the coordinates that run along its columns and its rows. Bilinear; beyond
    the planes features are zero.
    """
    import torch.nn.functional as F

    places = points[:, axes].transpose(0, 1)[:, None].to(planes.dtype)  # (3, 1, N, 2)
    features = F.grid_sample(planes, places, mode="bilinear", padding_mode="zeros", align_corners=False)
    return features[:, :, 0].permute(2, 0, 1).flatten(1)


def in_chunks(query: Query, points: torch.Tensor, chunk: int = POINTS_AT_ONCE) -> torch.Tensor:
    """A field at any number of points, so many at once."""
    import torch

    return torch.cat([query(part) for part in points.split(chunk)])


def grid_values(query: Query, radius: float, resolution: int, device: torch.device) -> np.ndarray:
    """(R, R, R) float32 values of a field at nodes from -radius to radius, x slowest.

    Plane by plane of nodes, so that the nodes are never all held as points.
    """
    import torch

    axis = torch.linspace(-radius, radius, resolution, device=device)
    plane = torch.cartesian_prod(axis, axis)
    values = np.empty((resolution,) * 3, np.float32)
    for index, x in enumerate(axis):
        points = torch.cat([x.expand(len(plane), 1), plane], 1)
        values[index] = in_chunks(query, points).reshape(resolution, resolution).float().cpu().numpy()
    return values


def closed_triangles(values: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Vertices, in steps of the grid (n, n, n), and faces where values cross a level; high is inside.

    Marching cubes (Lewiner et al. 2003). Beyond the grid is outside, so the surface is closed.
    """
    from skimage.measure import marching_cubes

    lowest = float(values.min())
    if not lowest < level < float(values.max()):
        raise ModelsheetError("no-object-seen")
    padded = np.pad(values, 1, constant_values=lowest)
    vertices, faces, _, _ = marching_cubes(padded, level, gradient_direction="ascent")
    return vertices - 1, faces


def field_surface(
    inside: Query,
    color: Query,
    *,
    level: float,
    radius: float,
    resolution: int,
    device: torch.device,
) -> Surface:
    """The coloured surface, in the field's own box, where `inside` (N,) falls below a level.

    color: (N, 3) sRGB 0 to 1.
    """
    import torch

    with torch.inference_mode():
        values = grid_values(inside, radius, resolution, device)
        vertices, faces = closed_triangles(values, level)
        vertices = (vertices * (2 * radius / (resolution - 1)) - radius).astype(np.float32)
        colors = in_chunks(color, torch.from_numpy(vertices).to(device)).float().cpu().numpy()
    return Surface(vertices, faces, (colors.clip(0, 1) * 255).astype(np.uint8))


def facing_front(surface: Surface, scale: float) -> Surface:
    """From a world whose front is +X to ours, whose front is -Y; sizes times `scale`."""
    x, y, z = surface.vertices.T * np.float32(scale)
    return Surface(np.stack([y, -x, z], 1), surface.faces, surface.colors)
