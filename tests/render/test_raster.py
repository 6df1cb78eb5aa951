"""The mesh in torch shows what rays see, and its gradients are the true ones."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import trimesh

from modelsheet.cameras import Camera, orbit_camera, sheet_camera
from modelsheet.render import RayCaster, render_view
from modelsheet.render.raster import blend_edges, interpolate, project, rasterize, silhouette
from modelsheet.surface import Surface

CAMERAS = [orbit_camera(25, 15, 2.5, 0.5, 64), sheet_camera("right", 64)]


@pytest.fixture(scope="module")
def knot() -> Surface:
    """A torus that hides parts of itself from every side, turned so that no edge lies in a pixel row."""
    mesh = trimesh.creation.torus(0.3, 0.12, major_sections=24, minor_sections=12)
    mesh.apply_transform(trimesh.transformations.random_rotation_matrix(np.array([0.1, 0.7, 0.4])))
    return Surface(mesh.vertices, mesh.faces)


def tensors(surface: Surface, dtype: torch.dtype = torch.float64) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.from_numpy(surface.vertices).to(dtype), torch.from_numpy(surface.faces).long()


@pytest.mark.parametrize("camera", CAMERAS)
def test_points_are_projected_as_by_the_camera(camera: Camera, knot: Surface) -> None:
    pixels, depth = project(camera, tensors(knot)[0])
    expected_pixels, expected_depth = camera.project(knot.vertices)
    np.testing.assert_allclose(pixels, expected_pixels, atol=1e-3)
    np.testing.assert_allclose(depth, expected_depth, atol=1e-5)


@pytest.mark.parametrize("camera", CAMERAS)
def test_each_pixel_shows_what_its_ray_hits(camera: Camera, knot: Surface) -> None:
    raster = rasterize(camera, *tensors(knot))
    hits = RayCaster(knot).cast(*camera.rays())
    same = raster.face.numpy() == hits.face
    assert same.mean() > 0.998  # a ray through an edge may hit either side
    both = same & hits.mask
    assert both.sum() > 300
    np.testing.assert_allclose(raster.depth.numpy()[both], hits.depth[both], atol=1e-5)
    np.testing.assert_allclose(raster.barycentric.numpy()[both], hits.barycentric[both], atol=1e-3)


def test_many_faces_are_drawn_in_parts(knot: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rasterize(CAMERAS[0], *tensors(knot))
    monkeypatch.setattr("modelsheet.render.raster._CANDIDATES", 100)
    assert torch.equal(rasterize(CAMERAS[0], *tensors(knot)).face, whole.face)


@pytest.mark.parametrize("camera", CAMERAS)
def test_silhouettes_are_smoother_than_pixels(camera: Camera, knot: Surface) -> None:
    many = torch.from_numpy(render_view(RayCaster(knot), camera, supersample=8).alpha / 255)
    one = rasterize(camera, *tensors(knot)).mask.double()
    error, hard_error = ((image - many).abs().sum() for image in (silhouette(camera, *tensors(knot)), one))
    assert error < 0.65 * hard_error


@pytest.mark.parametrize("camera", CAMERAS)
def test_gradients_are_those_of_finite_differences(camera: Camera, knot: Surface) -> None:
    vertices, faces = tensors(knot)
    random = torch.Generator().manual_seed(0)
    colors = torch.rand(len(vertices), 3, generator=random, dtype=torch.float64)
    weights = torch.rand(camera.height, camera.width, 5, generator=random, dtype=torch.float64)

    def measure(places: torch.Tensor) -> torch.Tensor:
        raster = rasterize(camera, places, faces)
        depth = torch.where(raster.mask, raster.depth, 3.0)
        parts = [raster.mask[..., None].double(), interpolate(raster, colors, faces), depth[..., None]]
        return (blend_edges(camera, raster, torch.cat(parts, -1), places, faces) * weights).sum()

    moved = vertices.clone().requires_grad_()
    measure(moved).backward()
    for _ in range(5):
        direction = torch.randn(vertices.shape, generator=random, dtype=torch.float64)
        step = 1e-7
        slope = (measure(vertices + step * direction) - measure(vertices - step * direction)) / (2 * step)
        assert float((moved.grad * direction).sum()) == pytest.approx(float(slope), rel=1e-3)


def test_a_silhouette_pulls_a_mesh_over() -> None:
    """A ball moves until it covers another one's picture."""
    ball = trimesh.creation.icosphere(2, 0.25)
    faces = torch.from_numpy(ball.faces).long()
    places = torch.from_numpy(ball.vertices).float()
    aim = torch.tensor([0.08, 0.0, -0.06])
    wanted = silhouette(CAMERAS[1], places + aim[[1, 0, 2]], faces)
    offset = torch.zeros(3, requires_grad=True)
    descent = torch.optim.Adam([offset], lr=0.01)
    for _ in range(30):
        descent.zero_grad()
        (silhouette(CAMERAS[1], places + offset, faces) - wanted).abs().mean().backward()
        descent.step()
    np.testing.assert_allclose(offset.detach()[1:], aim[[0, 2]], atol=0.01)
