"""Ray casting gives exact depths, colours and silhouettes: the oracle of the other tests."""

from __future__ import annotations

import numpy as np
import pytest

from modelsheet.cameras import SHEET_VIEWS, orbit_camera, sheet_camera
from modelsheet.render import RayCaster, render_sheet, render_view
from modelsheet.surface import Surface

from ..conftest import FACE_COLORS


@pytest.fixture(scope="module")
def cube_sheet(cube):
    return render_sheet(cube)


@pytest.mark.parametrize("name", SHEET_VIEWS)
def test_each_view_of_a_cube_is_its_own_colour_at_the_exact_depth(name, cube_sheet):
    view = cube_sheet[name]
    inside = np.zeros((128, 128), bool)
    inside[3:125, 3:125] = True  # 0.96 of 128 pixels is 122.88: from 2.56 to 125.44

    assert (view.alpha[inside] == 255).all()
    assert (view.rgb[inside] == FACE_COLORS[name]).all()
    np.testing.assert_allclose(view.depth[inside], 1 - 0.48, atol=4e-5)
    np.testing.assert_allclose(view.normals[inside] @ view.camera.view_direction, -1, atol=1e-4)

    outside = np.ones((128, 128), bool)
    outside[2:126, 2:126] = False
    assert (view.alpha[outside] == 0).all()
    assert np.isnan(view.depth[outside]).all()
    assert np.isnan(view.normals[outside]).all()


def test_edges_are_anti_aliased(cube_sheet):
    """The edge lies at 2.56: two of the four columns of subpixels in pixel 2 are covered."""
    alpha = cube_sheet["front"].alpha
    assert (alpha[5:120, 2] == 128).all()
    assert alpha[2, 2] == 64
    assert (cube_sheet["front"].rgb[5:120, 2] == FACE_COLORS["front"]).all()  # not mixed with black


@pytest.mark.parametrize(
    ("one", "other", "mirror"),
    [("front", "back", np.fliplr), ("right", "left", np.fliplr), ("top", "bottom", np.flipud)],
)
def test_opposite_views_share_a_mirrored_silhouette(one, other, mirror, wedge_sheet):
    alpha = wedge_sheet[one].alpha
    np.testing.assert_array_equal(mirror(alpha), wedge_sheet[other].alpha)
    assert (alpha != wedge_sheet[other].alpha).any()  # the wedge has no symmetry of its own


def test_front_shows_right_on_the_right_and_top_at_the_top():
    """A long block to +X with a tower to +Z at its left end, seen from the front."""
    block = Surface(*box((-1, -0.1, -1), (1, 0.1, -0.6)))
    tower = Surface(*box((-1, -0.1, -0.6), (-0.6, 0.1, 1)))
    both = Surface(
        np.concatenate([block.vertices, tower.vertices]), np.concatenate([block.faces, tower.faces + 8])
    )
    mask = render_sheet(both, 64)["front"].mask
    assert mask[50:60, 10:50].all()
    assert mask[10, 5:12].all()
    assert not mask[10, 20:].any()


def test_depths_unproject_onto_the_surface(wedge, wedge_sheet):
    scene = RayCaster(wedge.normalized()).scene
    for view in wedge_sheet:
        points = view.camera.unproject(view.depth)[view.alpha == 255]
        distance = scene.compute_distance(np.ascontiguousarray(points)).numpy()
        assert len(points) > 50
        assert distance.max() < 0.5 / 32  # the median subpixel lies within its pixel


def test_a_perspective_camera_measures_depth_along_its_axis(cube):
    camera = orbit_camera(0, 0, 3, np.radians(50), 33)
    view = render_view(RayCaster(cube.normalized()), camera)
    np.testing.assert_allclose(view.depth[14:19, 14:19], 3 - 0.48, atol=1e-4)
    assert not view.mask[0, 0]


def test_a_texture_is_drawn_the_right_way_up():
    corners = np.array([(-1, 0, -1), (1, 0, -1), (1, 0, 1), (-1, 0, 1)])
    uvs = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])[[(0, 1, 2), (0, 2, 3)]]
    texture = np.zeros((8, 8, 3), np.uint8)
    texture[:4, :4], texture[:4, 4:], texture[4:, :4], texture[4:, 4:] = (
        (255, 0, 0),
        (0, 255, 0),
        (0, 0, 255),
        77,
    )
    quad = Surface(corners, np.array([(0, 1, 2), (0, 2, 3)]), uvs=uvs).textured(texture)

    front = render_sheet(quad, 64)["front"].rgb
    for row, column, color in (
        (12, 12, (255, 0, 0)),
        (12, 52, (0, 255, 0)),
        (52, 12, (0, 0, 255)),
        (52, 52, (77,) * 3),
    ):
        assert tuple(front[row, column]) == color
    back = render_sheet(quad, 64)["back"].rgb  # seen through its back, mirrored
    assert tuple(back[12, 52]) == (255, 0, 0)


def test_colours_blend_between_the_corners():
    corners = np.array([(-1, 0, -1), (1, 0, -1), (1, 0, 1), (-1, 0, 1)])
    colors = np.array([(0, 0, 0), (200, 0, 0), (200, 0, 0), (0, 0, 0)], np.uint8)
    quad = Surface(corners, np.array([(0, 1, 2), (0, 2, 3)]), colors)
    row = render_sheet(quad, 100)["front"].rgb[50, 2:98, 0].astype(int)
    np.testing.assert_allclose(row, (np.arange(96) + 0.5) / 96 * 200, atol=1)


def test_a_mesh_without_colours_is_grey(wedge_sheet):
    view = wedge_sheet["front"]
    assert (view.rgb[view.mask] == 200).all()


def test_rendering_is_deterministic(wedge):
    one, two = render_sheet(wedge, 24), render_sheet(wedge, 24)
    for name in SHEET_VIEWS:
        np.testing.assert_array_equal(one[name].rgba, two[name].rgba)
        np.testing.assert_array_equal(one[name].depth, two[name].depth)


def test_the_sheet_knows_its_cameras_and_prompt(wedge_sheet):
    assert wedge_sheet.prompt == "a wedge"
    assert [view.name for view in wedge_sheet] == list(SHEET_VIEWS)
    assert all(view.camera == sheet_camera(view.name, 32) for view in wedge_sheet)


def box(low, high):
    import trimesh

    mesh = trimesh.creation.box(bounds=[low, high])
    return np.asarray(mesh.vertices), np.asarray(mesh.faces)


def test_a_large_view_is_rendered_in_bands_to_the_same_pixels(wedge, monkeypatch):
    whole = render_sheet(wedge, 40)
    monkeypatch.setattr("modelsheet.render.rays._MOST_RAYS", 7 * 40 * 16)  # seven rows at a time
    assert render_sheet(wedge, 40) == whole
