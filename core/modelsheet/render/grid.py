"""A signed distance and a colour on a grid, drawn by volume rendering in torch.

What is drawn has gradients with respect to the grid's values, so a shape can be fitted to pictures.
The opacity of a stretch of a ray follows NeuS (Wang et al. 2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F

_AXES = (0, 1, 2)


@dataclass
class FieldGrid:
    """Values at the nodes of a cube, the corner nodes at -radius and radius on each axis.

    distance: (R, R, R), object units, negative inside. color: (3, R, R, R), 0 to 1. Both are indexed by
    x, y, z, and may have gradients.
    """

    distance: torch.Tensor
    color: torch.Tensor
    radius: float

    @property
    def voxel(self) -> float:
        """How far nodes are apart."""
        return 2 * self.radius / (len(self.distance) - 1)

    def nodes(self) -> torch.Tensor:
        """(R, R, R, 3) the places of the nodes."""
        axis = torch.linspace(-self.radius, self.radius, len(self.distance)).to(self.distance)
        return torch.stack(torch.meshgrid(axis, axis, axis, indexing="ij"), -1)

    def gradient(self) -> torch.Tensor:
        """(3, R, R, R) of the distance, by differences between the nodes on both sides."""
        return torch.stack(torch.gradient(self.distance, spacing=self.voxel, dim=_AXES))

    def sample(self, values: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
        """Node values (C, R, R, R) at points (..., 3), trilinear: (..., C). Beyond the cube the border's."""
        places = (points / self.radius).flip(-1).reshape(1, -1, 1, 1, 3)
        read = F.grid_sample(values[None], places, padding_mode="border", align_corners=True)
        return read[0, :, :, 0, 0].T.reshape(*points.shape[:-1], len(values))

    def resampled(self, resolution: int, radius: float) -> FieldGrid:
        """The same field with other nodes, without gradients."""
        with torch.no_grad():
            empty = torch.zeros((resolution,) * 3).to(self.distance)
            nodes = FieldGrid(empty, self.color, radius).nodes()
            parts = self.sample(torch.cat([self.distance[None], self.color]), nodes)
        distance, *color = parts.unbind(-1)
        return FieldGrid(distance.contiguous(), torch.stack(color), radius)


@dataclass(frozen=True)
class Drawn:
    """What N rays see.

    color: (N, 3), over black. opacity: (N,), 0 to 1. depth: (N,), along the rays, times the opacity.
    normal: (N, 3), in the world, at most as long as the opacity; None where it was not asked for.
    """

    color: torch.Tensor
    opacity: torch.Tensor
    depth: torch.Tensor
    normal: torch.Tensor | None


def draw_rays(
    field: FieldGrid,
    origins: torch.Tensor,
    directions: torch.Tensor,
    depths: torch.Tensor,
    sharpness: float,
    with_normals: bool = False,
) -> Drawn:
    """What rays (N, 3) see of a field between their samples at `depths` (N, S), ascending.

    `sharpness`: one over the width of the seam between outside and inside, object units.
    """
    points = origins[:, None] + directions[:, None] * depths[..., None]
    parts = [field.distance[None], field.color]
    if with_normals:
        parts.append(field.gradient())
    read = field.sample(torch.cat(parts), points)
    outside = torch.sigmoid(read[..., 0] * sharpness)
    opacity = ((outside[:, :-1] - outside[:, 1:]) / outside[:, :-1].clamp(min=1e-6)).clamp(0, 1)
    clear = torch.cumprod(1 - opacity, 1)
    weight = opacity * torch.cat([torch.ones_like(clear[:, :1]), clear[:, :-1]], 1)
    between = (read[:, :-1] + read[:, 1:]) / 2
    normal = F.normalize(between[..., 4:], dim=-1) if with_normals else None
    return Drawn(
        (weight[..., None] * between[..., 1:4]).sum(1),
        weight.sum(1),
        (weight * (depths[:, :-1] + depths[:, 1:]) / 2).sum(1),
        (weight[..., None] * normal).sum(1) if normal is not None else None,
    )


def redistanced(distance: torch.Tensor, voxel: float, rounds: int = 3) -> torch.Tensor:
    """Values (R, R, R) with the same zero, nearer to a distance (Sussman et al. 1994): slope one.

    Each round carries the slope about half a voxel away from the zero.
    """
    sign = distance / torch.sqrt(distance**2 + voxel**2)
    for _ in range(rounds):
        slope = torch.zeros_like(distance)
        for axis in _AXES:
            step = torch.diff(distance, dim=axis) / voxel
            none = torch.zeros_like(distance.narrow(axis, 0, 1))
            before, after = torch.cat([none, step], axis), torch.cat([step, none], axis)
            rising = torch.maximum(before.clamp(min=0) ** 2, after.clamp(max=0) ** 2)
            falling = torch.maximum(before.clamp(max=0) ** 2, after.clamp(min=0) ** 2)
            slope += torch.where(sign > 0, rising, falling)  # upwind, after Godunov
        distance = distance - 0.4 * voxel * sign * (slope.sqrt() - 1)
    return distance
