"""A mesh agrees with its own renders, and less with those of another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modelsheet.evaluation.consistency import back_in_the_cube, carried, consistency, oblique_cameras
from modelsheet.evaluation.evaluate import main_share
from modelsheet.finishing import place
from modelsheet.render import RayCaster, render_sheet, render_view
from modelsheet.surface import Surface


@pytest.fixture(scope="module")
def sheet(cube):
    return render_sheet(cube)


def test_a_mesh_agrees_with_its_own_renders(cube, sheet):
    found, views = consistency(cube.normalized(), sheet)
    assert len(views) == 10
    assert found.iou > 0.99
    assert found.psnr > 30
    assert found.oblique_iou > 0.97
    assert found.oblique_psnr > 20


def test_a_smaller_mesh_agrees_less(cube, sheet):
    half = cube.normalized()
    half = replace(half, vertices=half.vertices / 2)
    found, _ = consistency(half, sheet)
    assert found.iou == pytest.approx(0.25, abs=0.02)
    assert found.oblique_iou == pytest.approx(0.25, abs=0.03)
    assert found.psnr < 15


def test_pixels_are_carried_to_where_another_camera_sees_them(cube, sheet):
    camera = oblique_cameras()[0]
    seen = render_view(RayCaster(cube.normalized()), camera)
    moved = carried(sheet, camera)
    either = seen.mask & moved.mask
    assert either.sum() / (seen.mask | moved.mask).sum() > 0.97
    assert np.abs(seen.rgb[either].astype(int) - moved.rgb[either]).mean() < 10


def test_of_a_sheet_without_depth_nothing_is_carried(sheet):
    flat = replace(sheet, views=tuple(replace(view, depth=None) for view in sheet))
    assert not carried(flat, oblique_cameras()[0]).mask.any()


def test_a_placed_surface_is_put_back(wedge):
    back = back_in_the_cube(place(wedge, height=2.5), wedge.bounds)
    np.testing.assert_allclose(back.vertices, wedge.vertices, atol=1e-5)


def test_the_largest_piece_counts(cube):
    assert main_share(cube) == pytest.approx(1)
    far = cube.vertices * 0.5 + 10
    two = Surface(
        np.concatenate([cube.vertices, far]),
        np.concatenate([cube.faces, cube.faces + len(cube.vertices)]),
    )
    assert main_share(two) == pytest.approx(0.8)
