"""A network tells where in its hull an object's surface lies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
import trimesh

from modelsheet.cameras import Camera, orbit_camera
from modelsheet.errors import ModelsheetError
from modelsheet.reconstruction._carver import (
    GRID,
    PIXELS,
    TRUNCATION,
    Carver,
    Seen,
    carve,
    distance_map,
    hull_distance,
    lens,
    shipped,
    window,
)
from modelsheet.render import RayCaster, render_view
from modelsheet.sheet import View
from modelsheet.surface import Surface
from modelsheet.weights import models_folder


def around(surface: Surface, pixels: int = 96, count: int = 6) -> list[View]:
    """The first of six perspective views without depth, 20 degrees from above and 10 from below in turn."""
    caster, views = RayCaster(surface), []
    for i in range(count):
        camera = orbit_camera(60 * i, (20, -10)[i % 2], 3.2, np.radians(30), pixels)
        views.append(replace(render_view(caster, camera, f"view-{i}"), depth=None))
    return views


@pytest.fixture(scope="module")
def ball() -> Surface:
    """Red in front (-Y), green behind."""
    mesh = trimesh.creation.icosphere(3, 0.4)
    colors = np.where(mesh.vertices[:, 1:2] < 0, np.uint8((200, 0, 0)), np.uint8((0, 200, 0)))
    return Surface(mesh.vertices, mesh.faces, colors)


CPU = torch.device("cpu")


def hull(views: list[View]) -> np.ndarray:
    return hull_distance(Seen.read(views, CPU))[0].numpy()


def nodes() -> np.ndarray:
    return np.stack(np.meshgrid(*GRID.axes, indexing="ij"), -1)


def test_distances_within_a_window_are_those_of_the_whole() -> None:
    from scipy.ndimage import distance_transform_edt

    mask = np.random.default_rng(0).random((2, 20, 31)) < 0.03
    expected = np.stack([distance_transform_edt(~part) for part in mask]).clip(max=6)
    np.testing.assert_allclose(distance_map(torch.from_numpy(mask), 6).numpy(), expected, atol=1e-6)


@pytest.mark.parametrize("parallel", [True, False])
def test_a_lens_shows_points_where_its_camera_does(parallel: bool) -> None:
    camera = orbit_camera(30, 20, 3.2, np.radians(30), 320)
    if parallel:
        camera = Camera.orthographic(camera.camera_to_world, 1.5, 200)
    points = np.random.default_rng(0).uniform(-0.4, 0.4, (50, 3)).astype(np.float32)
    pixels, depth = camera.project(points)
    part = window(camera, pixels.min(0), pixels.max(0))
    matrix, focal = lens(camera, part)
    found = np.c_[points, np.ones(50)] @ matrix.T
    scale = PIXELS / part[2]
    np.testing.assert_allclose(found[:, :2] / found[:, 3:], (pixels - part[:2]) * scale, atol=0.01)
    np.testing.assert_allclose(found[:, 2], depth, atol=1e-5)
    np.testing.assert_allclose(found[:, 3] / focal, camera.pixel_size(depth) / scale, rtol=1e-4)
    assert (found[:, :2] / found[:, 3:] > 0).all()


def test_views_tell_the_distance_to_their_hull(ball: Surface) -> None:
    points = nodes()
    level = np.abs(points[..., 2]) < 0.05  # where the hull is the ball, nearly
    expected = (np.linalg.norm(points, axis=-1) - 0.4) / (TRUNCATION * GRID.voxel)
    less = expected[level].clip(-1, 1) - hull(around(ball))[level]
    assert less.min() > -0.3  # the hull holds the ball, but for the pixels' width
    assert less[np.abs(expected[level]) < 0.9].mean() < 0.3  # and little else, at this height


def test_pictures_show_what_nodes_look_like(ball: Surface) -> None:
    """Red in front, green behind: read where the first and the fourth view see the ball's sides."""
    seen = Seen.read(around(ball), CPU)
    for view, side, color in ((0, -0.4, (0.57, -1, -1)), (3, 0.4, (-1, 0.57, -1))):
        column, row, _, w = seen.lenses[0, view].numpy() @ (0, side, 0, 1)
        shown = seen.pictures[0, view, :, int(row / w), int(column / w)].numpy()
        np.testing.assert_allclose(shown, (*color, 1), atol=0.02)


def test_mirror_images_make_the_hull_smaller(ball: Surface) -> None:
    views = around(ball)
    torch.manual_seed(0)
    carver = Carver((8, 8), (8, 8)).eval()  # it knows nothing yet: the hull as it is
    few, more = carve(carver, views[:3]), carve(carver, views[:3], views[3:])
    assert (more >= few - 1e-6).all()
    assert float((more - few).max()) > GRID.voxel


def test_a_view_that_fills_up_changes_nothing(ball: Surface) -> None:
    torch.manual_seed(0)
    carver = Carver((8, 8), (8, 8)).eval()
    torch.nn.init.normal_(carver.out.weight)
    seen = Seen.read(around(ball), CPU)
    rows = torch.tensor([0, 1, 2, 3, 4, 5, 0, 0])
    there = torch.arange(8)[None] < 6
    more = Seen(seen.pictures[:, rows], seen.lenses[:, rows], seen.focal[:, rows], there)
    with torch.inference_mode():
        first, second = hull_distance(seen), hull_distance(more)
        torch.testing.assert_close(first, second)
        torch.testing.assert_close(carver(seen, first), carver(more, second), atol=1e-3, rtol=0)


def test_views_that_show_nothing_or_no_common_solid_are_refused(ball: Surface) -> None:
    first, *others = around(ball)
    corner = np.zeros_like(first.alpha)
    with pytest.raises(ModelsheetError, match="no view draws anything"):
        Seen.read([replace(first, alpha=corner)], CPU)
    corner[:4, :4] = 255
    with pytest.raises(ModelsheetError, match="no solid in common"):
        carve(Carver((8, 8), (8, 8)), [replace(first, alpha=corner), *others])


def test_a_carver_is_written_and_read(tmp_path, ball: Surface) -> None:
    torch.manual_seed(0)
    carver = Carver((8, 8), (8, 8)).eval()
    torch.nn.init.normal_(carver.out.weight)
    carver.save(tmp_path)
    views = around(ball)
    torch.testing.assert_close(carve(Carver.load(tmp_path), views), carve(carver, views), atol=2e-3, rtol=0)
    (tmp_path / "model.safetensors").write_bytes(b"cut off")
    with pytest.raises(ModelsheetError):
        Carver.load(tmp_path)


def test_the_carver_that_ships_is_small_and_flattens_a_roof() -> None:
    """Silhouettes from 20 degrees above leave a tent on a box."""
    files = list((models_folder() / "carver").glob("*.safetensors"))
    assert sum(file.stat().st_size for file in files) < 12e6
    mesh = trimesh.creation.box((0.96, 0.6, 0.4))
    distance = carve(shipped(), around(Surface(mesh.vertices, mesh.faces))).numpy()
    assert distance.shape == GRID.shape
    middle = len(GRID.axes[2]) // 2
    top = np.interp(0, distance[middle, middle, middle:], GRID.axes[2][middle:])
    tent = nodes()[hull(around(Surface(mesh.vertices, mesh.faces))) < 0, 2].max()
    assert top == pytest.approx(0.2, abs=1.5 * GRID.voxel)
    assert tent > 0.25
