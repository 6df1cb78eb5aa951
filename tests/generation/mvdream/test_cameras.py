"""MVDream's cameras, as the network is told them and as the sheet has them."""

from __future__ import annotations

import numpy as np
import pytest
from tests.generation.tiny import golden

from modelsheet.generation.mvdream.cameras import AZIMUTHS, camera_numbers, view_cameras


@pytest.mark.parametrize(("elevation", "name"), [(0.0, "port_default"), (15.0, "elevation15")])
def test_the_network_is_told_what_the_reference_tells(elevation: float, name: str) -> None:
    np.testing.assert_allclose(camera_numbers(elevation), golden("mvdream")[f"camera.{name}"], atol=1e-6)


def test_the_original_script_only_starts_elsewhere() -> None:
    turned = np.roll(camera_numbers(15.0), -1, axis=0)  # from azimuth 90
    np.testing.assert_allclose(turned, golden("mvdream")["camera.original_default"], atol=1e-6)


def test_the_sheet_has_the_cameras_of_the_network() -> None:
    for told, camera in zip(camera_numbers(), view_cameras(256).values(), strict=True):
        pose = told.reshape(4, 4)
        np.testing.assert_allclose(camera.camera_to_world[:3, :3], pose[:3, :3], atol=1e-6)
        np.testing.assert_allclose(camera.position / np.linalg.norm(camera.position), pose[:3, 3], atol=1e-6)


def test_a_cube_falls_into_the_views() -> None:
    corners = 0.3 * np.array(np.meshgrid(*[(-1, 1)] * 3)).reshape(3, -1).T
    nearest = {"front": (1, -1), "right": (0, 1), "back": (1, 1), "left": (0, -1)}  # axis and side
    for name, camera in view_cameras(256).items():
        pixels, depth = camera.project(corners)
        assert ((pixels > 0) & (pixels < 256)).all()
        axis, side = nearest[name]
        near = corners[:, axis] * side > 0
        assert depth[near].max() < depth[~near].min()
        upper = corners[:, 2] > 0
        assert pixels[upper & near, 1].max() < pixels[~upper & near, 1].min()
    front, _ = view_cameras(256)["front"].project(np.array([(0.3, 0, 0)]))
    assert front[0, 0] > 128  # +x is to the right of who looks at the front
    assert list(view_cameras(256)) == list(AZIMUTHS)
