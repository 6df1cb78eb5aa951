"""A network tells where in its hull an object's surface lies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
import trimesh

from modelsheet.cameras import orbit_camera
from modelsheet.errors import ModelsheetError
from modelsheet.reconstruction._carver import (
    EVIDENCE,
    GRID,
    OUTSIDE,
    TRUNCATION,
    Carver,
    carve,
    gather,
    shipped,
    spread_out,
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


def places(nodes: np.ndarray) -> np.ndarray:
    return GRID.axes[0][np.stack(np.unravel_index(nodes, GRID.shape), 1)]


def test_views_tell_the_distance_to_their_hull(ball: Surface) -> None:
    evidence = gather(around(ball))
    points = places(evidence.nodes)
    level = np.abs(points[:, 2]) < 0.05  # where the hull is the ball, nearly
    expected = (np.linalg.norm(points, axis=1) - 0.4) / (TRUNCATION * GRID.voxel)
    less = expected[level].clip(-1, 1) - evidence.values[level, 0]
    assert less.min() > -0.3  # the hull holds the ball, but for the pixels' width
    assert less.mean() < 0.3  # and little else, at this height
    assert len(evidence.nodes) < 0.5 * 64**3


def test_views_tell_colours_and_normals_where_they_see_the_hull(ball: Surface) -> None:
    evidence = gather(around(ball))
    points = places(evidence.nodes)
    for side, color in ((-1, (0.57, -1, -1)), (1, (-1, 0.57, -1))):
        near = np.linalg.norm(points - (0, side * 0.4, 0), axis=1) < GRID.voxel
        np.testing.assert_allclose(evidence.values[near, 2:5].mean(0), color, atol=0.1)
        assert side * evidence.values[near, 7].mean() > 0.6
        assert evidence.values[near, 5].max() < 0.2  # all views show the same there
    assert evidence.values[:, 1].min() >= 0


def test_the_colours_of_mirror_images_do_not_count(ball: Surface) -> None:
    views = around(ball)
    few, more = gather(views[:3]), gather(views[:3], views[3:])
    kept = np.isin(few.nodes, more.nodes)
    assert kept.sum() == len(more.nodes) < len(few.nodes)
    assert (more.values[:, 0] >= few.values[kept, 0] - 1e-6).all()  # a smaller hull


def test_pixels_that_fill_no_square_change_little(ball: Surface) -> None:
    one, other = (gather(around(ball, pixels, 2)) for pixels in (320, 321))
    assert abs(len(one.nodes) - len(other.nodes)) < 0.03 * len(one.nodes)


def test_a_part_of_the_grid_holds_all_nodes() -> None:
    nodes = np.ravel_multi_index(([3, 60], [10, 12], [63, 30]), GRID.shape).astype(np.int32)
    dense, box = spread_out(nodes, np.full((2, EVIDENCE), 0.5, np.float32), OUTSIDE)
    assert [part.stop - part.start for part in box] == [64, 8, 40]
    whole = np.ones(GRID.shape, np.float32)
    whole[box] = dense[0]
    assert np.flatnonzero(whole.ravel() == 0.5).tolist() == sorted(nodes.tolist())


def test_no_common_solid_is_refused(ball: Surface) -> None:
    first, *others = around(ball)
    beside = replace(first, alpha=np.roll(first.alpha, 40, 1))
    corner = np.zeros_like(first.alpha)
    corner[:4, :4] = 255
    with pytest.raises(ModelsheetError, match="no solid in common"):
        gather([replace(beside, alpha=corner), *others])


def test_a_carver_is_written_and_read(tmp_path) -> None:
    torch.manual_seed(0)
    carver = Carver((8, 8, 8))
    carver.save(tmp_path)
    given = torch.rand(1, EVIDENCE, 16, 8, 24)
    with torch.inference_mode():
        distance, expected = Carver.load(tmp_path)(given), carver(given)
    assert distance.shape == (1, 16, 8, 24)
    torch.testing.assert_close(distance, expected, atol=0.02, rtol=0)
    (tmp_path / "model.safetensors").write_bytes(b"cut off")
    with pytest.raises(ModelsheetError):
        Carver.load(tmp_path)


def test_the_carver_that_ships_is_small_and_flattens_a_roof() -> None:
    """Silhouettes from 20 degrees above leave a tent on a box."""
    files = list((models_folder() / "carver").glob("*.safetensors"))
    assert sum(file.stat().st_size for file in files) < 4e6
    mesh = trimesh.creation.box((0.96, 0.6, 0.4))
    distance = carve(shipped(), around(Surface(mesh.vertices, mesh.faces))).numpy()
    assert distance.shape == GRID.shape
    middle = len(GRID.axes[2]) // 2
    top = np.interp(0, distance[middle, middle, middle:], GRID.axes[2][middle:])
    evidence = gather(around(Surface(mesh.vertices, mesh.faces)))
    points = places(evidence.nodes)
    tent = points[evidence.values[:, 0] < 0, 2].max()
    assert top == pytest.approx(0.2, abs=1.5 * GRID.voxel)
    assert tent > 0.25
