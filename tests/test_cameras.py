"""The conventions of space, as examples."""

from __future__ import annotations

import numpy as np
import pytest

from modelsheet.cameras import SHEET_VIEWS, Camera, look_at, orbit_camera, sheet_camera

PICTURE_AXES = {  # view: (world direction that points right in the picture, that points up, into it)
    "front": ("+x", "+z", "+y"),
    "right": ("+y", "+z", "-x"),
    "back": ("-x", "+z", "-y"),
    "left": ("-y", "+z", "+x"),
    "top": ("+x", "+y", "-z"),
    "bottom": ("+x", "-y", "+z"),
}


def axis(name: str) -> np.ndarray:
    sign = 1.0 if name[0] == "+" else -1.0
    return sign * np.eye(3)["xyz".index(name[1])]


@pytest.mark.parametrize("view", SHEET_VIEWS)
def test_each_view_looks_the_way_it_is_named(view):
    camera = sheet_camera(view, 128)
    right, up, into = (axis(name) for name in PICTURE_AXES[view])

    middle, depth = camera.project(np.zeros(3))
    np.testing.assert_allclose(middle, [64, 64], atol=1e-4)
    assert depth == pytest.approx(1.0)

    pixel, depth = camera.project(0.25 * right + 0.125 * up + 0.1 * into)
    np.testing.assert_allclose(pixel, [64 + 32, 64 - 16], atol=1e-4)  # row 0 is the top
    assert depth == pytest.approx(1.1)
    np.testing.assert_allclose(camera.view_direction, into, atol=1e-6)


def test_a_sheet_camera_sees_the_whole_cube_and_no_more():
    corners, _ = sheet_camera("front", 128).project(np.array([(-0.5, 0, 0.5), (0.5, 0, -0.5)]))
    np.testing.assert_allclose(corners, [(0, 0), (128, 128)], atol=1e-4)


@pytest.mark.parametrize(
    "camera",
    [
        *(sheet_camera(view, 16) for view in SHEET_VIEWS),
        orbit_camera(30, 20, 2.5, np.radians(40), 16),
        Camera(look_at((1, -2, 0.5), (0, 0, 0.1), (0, 0, 1)), width=24, height=12, fov_y=0.7),
    ],
)
def test_unproject_undoes_project(camera):
    depth = np.random.default_rng(0).uniform(0.6, 1.4, (camera.height, camera.width)).astype(np.float32)
    pixels, again = camera.project(camera.unproject(depth))

    columns, rows = np.meshgrid(np.arange(camera.width) + 0.5, np.arange(camera.height) + 0.5)
    np.testing.assert_allclose(pixels, np.stack([columns, rows], -1), atol=1e-3)
    np.testing.assert_allclose(again, depth, atol=1e-5)

    origins, directions = camera.rays_through(pixels)
    np.testing.assert_allclose(origins + directions * depth[..., None], camera.unproject(depth), atol=1e-5)


@pytest.mark.parametrize("camera", [sheet_camera("right", 64), orbit_camera(30, 20, 2.5, np.radians(40), 64)])
def test_a_window_holds_what_is_seen_and_little_more(camera):
    points = np.random.default_rng(0).uniform(-0.1, 0.1, (50, 3))
    rows, columns = camera.window(points)
    pixels, _ = camera.project(points)
    for part, places in ((columns, pixels[:, 0]), (rows, pixels[:, 1])):
        assert places.min() - 2 <= part.start <= places.min() - 1
        assert places.max() + 1 <= part.stop <= places.max() + 2


def test_the_window_of_what_surrounds_a_pinhole_is_the_whole_picture():
    camera = orbit_camera(0, 0, 2, 0.7, 64)
    assert camera.window(np.array([(0, -3, 0), (0.1, 0, 0.1)])) == (slice(0, 64), slice(0, 64))
    assert camera.window(np.array([(9, 0, 0.0)]))[1] == slice(64, 64)  # it lies beside the picture


def test_unknown_depth_stays_unknown():
    depth = np.full((16, 16), np.nan, np.float32)
    depth[3, 4] = 1
    points = sheet_camera("top", 16).unproject(depth)
    assert np.isfinite(points).all(-1).sum() == 1
    assert np.isfinite(points[3, 4]).all()


def test_azimuth_turns_from_the_front_to_the_right():
    front, right = (orbit_camera(azimuth, 0, 2, 0.7, 16).position for azimuth in (0, 90))
    np.testing.assert_allclose(front, [0, -2, 0], atol=1e-6)
    np.testing.assert_allclose(right, [2, 0, 0], atol=1e-6)


def test_a_finer_camera_sees_the_same_picture():
    coarse = sheet_camera("left", 16)
    point = np.array([0.1, -0.2, 0.3])
    np.testing.assert_allclose(coarse.resized(64).project(point)[0], 4 * coarse.project(point)[0], atol=1e-4)


def test_a_camera_survives_json():
    import json

    camera = orbit_camera(33, -12, 2.2, 0.6, 40)
    assert Camera.from_dict(json.loads(json.dumps(camera.to_dict()))) == camera


def test_a_camera_is_orthographic_or_perspective():
    with pytest.raises(ValueError, match="either"):
        Camera(np.eye(4), 8, 8)
    with pytest.raises(ValueError, match="either"):
        Camera(np.eye(4), 8, 8, extent=1.0, fov_y=1.0)
    with pytest.raises(ValueError, match="4x4"):
        Camera(np.eye(3), 8, 8, extent=1.0)


def test_a_pixel_grows_with_the_distance_where_lines_converge():
    assert sheet_camera("front", 128).pixel_size(5.0) == pytest.approx(1 / 128)
    camera = Camera.perspective(np.eye(4), np.pi / 2, 100)
    assert camera.pixel_size(np.array([1.0, 3.0])) == pytest.approx([0.02, 0.06])


def test_the_pixel_of_a_camera_is_one_at_the_middle_of_the_cube():
    assert sheet_camera("front", 128).pixel == pytest.approx(1 / 128)
    turned = look_at((3, 0, 4), (0, 0, 0), (0, 0, 1))
    assert Camera.perspective(turned, np.pi / 2, 100).pixel == pytest.approx(5 * 0.02)


def test_what_lies_behind_a_pinhole_is_far_outside_the_picture() -> None:
    camera = orbit_camera(0, 0, 2, 0.6, 64)
    behind = camera.position - camera.view_direction * 3
    points = np.stack([camera.position, behind, np.zeros(3)])
    pixels, depth = camera.project(points)
    assert (np.abs(pixels[:2]) > 1e5).all()
    assert pixels[2] == pytest.approx([32, 32], abs=1e-3)
    assert depth == pytest.approx([0, -3, 2], abs=1e-5)
