"""Views without depth become a surface that looks like them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
import trimesh

from modelsheet.cameras import orbit_camera
from modelsheet.errors import ModelsheetError
from modelsheet.evaluation.metrics import compare_surfaces
from modelsheet.finishing.edges import is_closed
from modelsheet.reconstruction import reconstruct, refine
from modelsheet.reconstruction._drawing import Drawing
from modelsheet.reconstruction._mirrored import mirror_images, mirrored
from modelsheet.reconstruction._volume import Grid
from modelsheet.reconstruction.refine import Stage
from modelsheet.render import RayCaster, render_sheet, render_view, silhouette_iou
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

QUICK = (Stage(32, 60),)


def around(surface: Surface, normals: bool) -> ModelSheet:
    """Six perspective views, 20 degrees from above and 10 from below in turn, without depth."""
    caster, views = RayCaster(surface), []
    for i in range(6):
        camera = orbit_camera(30 + 60 * i, (20, -10)[i % 2], 3.2, np.radians(30), 128)
        view = render_view(caster, camera, f"view-{i}")
        views.append(replace(view, depth=None, normals=view.normals if normals else None))
    return ModelSheet(tuple(views))


@pytest.fixture(scope="module")
def house() -> Surface:
    """A flat box, each side in a colour of its own."""
    box = trimesh.creation.box((0.96, 0.6, 0.4))
    corners = box.vertices[box.faces].reshape(-1, 3)
    colors = np.repeat(np.uint8(np.abs(box.face_normals) * 120 + 60 + 60 * (box.face_normals > 0)), 3, 0)
    return Surface(corners, np.arange(len(corners)).reshape(-1, 3), colors)


@pytest.mark.long
def test_a_flat_roof_is_not_left_a_tent(house: Surface) -> None:
    """Silhouettes allow a tent; the carver knows better."""
    sheet = around(house, normals=False)
    hull = compare_surfaces(reconstruct(sheet, "silhouette_hull"), house).chamfer
    found = refine.reconstruct(sheet, QUICK)
    assert compare_surfaces(found, house).chamfer < 0.6 * hull
    assert is_closed(found)
    assert np.mean(list(silhouette_iou(found, sheet).values())) > 0.95


def test_what_silhouettes_hide_is_found() -> None:
    """A dish: its silhouettes are those of a full one. The carver sees the hollow, normals more so."""
    profile = [(0, -0.13), (0.3, -0.12), (0.46, 0.12), (0.43, 0.12), (0.28, -0.05), (0, -0.06)]
    dish = trimesh.creation.revolve(profile, sections=32)
    surface = Surface(dish.vertices, dish.faces)
    sheet = around(surface, normals=False)
    hull = compare_surfaces(reconstruct(sheet, "silhouette_hull"), surface).chamfer
    without = compare_surfaces(refine.reconstruct(sheet, QUICK), surface).chamfer
    with_normals = compare_surfaces(refine.reconstruct(around(surface, True), QUICK), surface).chamfer
    assert with_normals < without < 0.8 * hull


def test_colours_come_from_the_views(house: Surface) -> None:
    found = refine.reconstruct(around(house, normals=False), QUICK)
    assert found.colors is not None
    assert house.colors is not None
    middle = np.abs(found.vertices[:, [0, 2]]).max(1) < 0.1
    front = middle & (found.vertices[:, 1] < -0.25)
    expected = house.colors[np.nonzero(house.face_normals[:, 1] < -0.9)[0][0] * 3]
    assert front.sum() > 5
    np.testing.assert_allclose(found.colors[front].mean(0), expected, atol=12)


def test_the_box_around_is_cut_no_further_than_silhouettes_need(house: Surface) -> None:
    drawings = [Drawing.read(view) for view in around(house, normals=False)]
    grid = Grid(32)
    box, middle = refine._boxed(refine._hull(drawings, grid), drawings, grid), len(grid.axes[0]) // 2
    for axis, side in enumerate((0.96, 0.6, 0.4)):
        line = np.moveaxis(box, axis, 0)[:, middle, middle]
        ends = np.abs(grid.axes[axis][[0, -1]]) - line[[0, -1]]  # where its distance is zero
        assert ends == pytest.approx(side / 2, abs=grid.voxel / 2)


def test_the_same_sheet_gives_the_same_surface(house: Surface) -> None:
    sheet = around(house, normals=False)
    one, other = (refine.reconstruct(sheet, (Stage(16, 5),)) for _ in range(2))
    np.testing.assert_array_equal(one.vertices, other.vertices)


def test_orthographic_views_will_do(wedge: Surface) -> None:
    views = tuple(replace(view, depth=None, normals=None) for view in render_sheet(wedge, 64))
    found = refine.reconstruct(ModelSheet(views), QUICK)
    assert compare_surfaces(found, wedge.normalized()).chamfer < 0.05


def test_an_empty_sheet_is_refused(wedge_sheet: ModelSheet) -> None:
    views = tuple(replace(view, alpha=np.zeros_like(view.alpha)) for view in wedge_sheet)
    with pytest.raises(ModelsheetError, match="empty"):
        refine.reconstruct(ModelSheet(views))


def test_a_mirrored_view_is_that_of_the_mirrored_object(wedge: Surface) -> None:
    turned = Surface(wedge.vertices * (-1, 1, 1), wedge.faces[:, ::-1])
    camera = orbit_camera(30, 20, 3.2, np.radians(30), 64)
    image = mirrored(render_view(RayCaster(wedge), camera, "view"), 0)
    direct = render_view(RayCaster(turned), orbit_camera(-30, 20, 3.2, np.radians(30), 64), "view")
    np.testing.assert_allclose(image.camera.camera_to_world, direct.camera.camera_to_world, atol=1e-6)
    assert (image.mask != direct.mask).mean() < 0.002
    both = image.mask & direct.mask
    np.testing.assert_allclose(image.normals[both], direct.normals[both], atol=0.2)


def test_views_of_a_symmetric_object_count_for_both_sides(house: Surface, wedge: Surface) -> None:
    assert len(mirror_images(list(around(house, normals=False)))) == 3 * 6  # across x, then both across y
    assert mirror_images(list(around(wedge, normals=False))) == []


@pytest.mark.long
def test_a_ball_becomes_a_ring_by_its_silhouettes_alone() -> None:
    """The fit does not need the hull: from a ball it opens a hole."""
    mesh = trimesh.creation.torus(0.33, 0.13)
    caster = RayCaster(Surface(mesh.vertices, mesh.faces))
    cameras = [orbit_camera(45 * i, 35, 2.6, np.radians(30), 96) for i in range(8)]
    views = [render_view(caster, camera, f"view-{i}") for i, camera in enumerate(cameras)]
    sheet = ModelSheet(tuple(replace(view, depth=None, normals=None) for view in views))
    field = None
    for stage in (Stage(32, 300), Stage(48, 100)):
        grid = Grid(stage.resolution)
        places = np.stack(np.meshgrid(*grid.axes, indexing="ij"), -1)
        ball = torch.from_numpy(np.linalg.norm(places, axis=-1).astype(np.float32) - 0.48)
        field = refine._on_grid(field, ball, grid)
        pixels = refine._pixels(sheet.views, (), replace(field, distance=ball))
        refine._fit(
            field,
            ball,
            pixels,
            stage.steps,
            torch.Generator().manual_seed(0),
        )
    assert field is not None
    ring = refine._surface(field, grid)
    assert np.mean(list(silhouette_iou(ring, sheet).values())) >= 0.97
