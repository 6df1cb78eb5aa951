"""A field on a grid looks like the mesh of its zero, and its gradients are the true ones."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from modelsheet.cameras import Camera, orbit_camera, sheet_camera
from modelsheet.render.grid import FieldGrid, draw_rays, redistanced

CAMERAS = [orbit_camera(25, 15, 2.5, 0.5, 24), sheet_camera("top", 24)]
RADIUS = 0.4


def ball(resolution: int, dtype: torch.dtype = torch.float32, radius: float = RADIUS) -> FieldGrid:
    """A ball whose colour is its place."""
    empty = torch.zeros((resolution,) * 3, dtype=dtype)
    nodes = FieldGrid(empty, empty.expand(3, -1, -1, -1), 0.5).nodes()
    return FieldGrid(nodes.norm(dim=-1) - radius, nodes.permute(3, 0, 1, 2) + 0.5, 0.5)


def rays(camera: Camera, dtype: torch.dtype = torch.float32) -> tuple[torch.Tensor, ...]:
    """Origins, directions and depths of samples through the cube."""
    origins, directions = (torch.from_numpy(part.reshape(-1, 3)).to(dtype) for part in camera.rays())
    middle = float(np.linalg.norm(camera.position))
    depths = torch.linspace(middle - 0.6, middle + 0.6, 80, dtype=dtype).expand(len(origins), -1)
    return origins, directions, depths


@pytest.mark.parametrize("camera", CAMERAS)
def test_a_ball_is_seen_where_it_is(camera: Camera) -> None:
    origins, directions, depths = rays(camera)
    drawn = draw_rays(ball(48), origins, directions, depths, 300, with_normals=True)
    nearest = origins - directions * (origins * directions).sum(1, keepdim=True) / (directions**2).sum(
        1, keepdim=True
    )
    away = nearest.norm(dim=1)
    inside, outside = away < RADIUS - 0.05, away > RADIUS + 0.05
    assert (drawn.opacity[inside] > 0.98).all()
    assert (drawn.opacity[outside] < 0.02).all()
    places = origins + directions * drawn.depth[:, None]
    np.testing.assert_allclose(places[inside].norm(dim=1), RADIUS, atol=0.02)
    np.testing.assert_allclose(drawn.color[inside] - 0.5, places[inside], atol=0.03)
    np.testing.assert_allclose(drawn.normal[inside], places[inside] / RADIUS, atol=0.06)


@pytest.mark.parametrize("camera", CAMERAS)
def test_gradients_are_those_of_finite_differences(camera: Camera) -> None:
    """At places where there is one: no two samples of a ray may read the very same distance."""
    field = ball(12, torch.float64, radius=0.2)
    random = torch.Generator().manual_seed(0)
    field.distance += 0.01 * torch.rand(field.distance.shape, generator=random, dtype=torch.float64)
    origins, directions, _ = rays(camera.resized(12), torch.float64)
    origins, directions = origins[40:100], directions[40:100]
    middle = float(np.linalg.norm(camera.position))
    depths = torch.linspace(middle - 0.31, middle + 0.27, 40, dtype=torch.float64).expand(len(origins), -1)
    weights = torch.rand(len(origins), 8, generator=random, dtype=torch.float64)

    def measure(distance: torch.Tensor, color: torch.Tensor) -> torch.Tensor:
        drawn = draw_rays(FieldGrid(distance, color, 0.5), origins, directions, depths, 20, with_normals=True)
        assert drawn.normal is not None
        parts = [drawn.color, drawn.opacity[:, None], drawn.depth[:, None], drawn.normal]
        return (torch.cat(parts, 1) * weights).sum()

    values = [field.distance.clone().requires_grad_(), field.color.clone().requires_grad_()]
    measure(*values).backward()
    for _ in range(3):
        steps = [torch.randn(v.shape, generator=random, dtype=torch.float64) * 1e-6 for v in values]
        ahead, behind = (
            [v.detach() + sign * s for v, s in zip(values, steps, strict=True)] for sign in (1, -1)
        )
        slope = (measure(*ahead) - measure(*behind)) / 2
        found = sum((v.grad * s).sum() for v, s in zip(values, steps, strict=True))
        assert float(found) == pytest.approx(float(slope), rel=1e-3)


def test_values_are_indexed_by_x_y_z() -> None:
    field = ball(24)
    points = torch.tensor([[0.1, 0.2, -0.3], [-0.25, 0.05, 0.3]])
    np.testing.assert_allclose(field.sample(field.color, points), points + 0.5, atol=1e-5)


def test_a_field_is_the_same_on_other_nodes() -> None:
    field = ball(40).resampled(30, 0.45)
    assert field.distance.shape == (30, 30, 30)
    np.testing.assert_allclose(field.distance, field.nodes().norm(dim=-1) - RADIUS, atol=0.01)


def test_redistancing_keeps_the_zero_and_mends_the_slope() -> None:
    field = ball(40)
    steep = field.distance * 3
    mended = redistanced(steep, field.voxel, 30)
    band = field.distance.abs() < 2 * field.voxel
    np.testing.assert_allclose(mended[band], field.distance[band], atol=0.4 * field.voxel)
    assert (steep[band] - field.distance[band]).abs().max() > 2 * field.voxel
