"""Data sets in nerfstudio's layout: what was written comes back, what others write is read or refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.errors import ModelsheetError
from modelsheet.formats.transforms import write_transforms
from modelsheet.novel import orbit, render_views
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface


@pytest.mark.parametrize("fov", [40.0, 0.0])
def test_cameras_and_pictures_come_back(fov: float, cube: Surface, tmp_path: Path) -> None:
    sheet = render_views(cube, orbit([0, 30, 200], 20, 24, fov), prompt="a cube")
    write_transforms(sheet, tmp_path)
    again = ModelSheet.load(tmp_path)
    assert again.prompt == "a cube"
    for one, other in zip(sheet, again, strict=True):
        assert other.name == one.name
        assert other.camera.camera_to_world == pytest.approx(one.camera.camera_to_world, abs=1e-6)
        assert other.camera.extent == pytest.approx(one.camera.extent, abs=1e-6)
        assert other.camera.fov_y == pytest.approx(one.camera.fov_y, abs=1e-6)
        assert np.array_equal(other.rgba, one.rgba)
        assert other.depth == pytest.approx(one.depth, abs=1e-6, nan_ok=True)
        assert np.array_equal(other.normals, one.normals, equal_nan=True)


def test_the_focal_length_projects_as_nerfstudio_does(cube: Surface, tmp_path: Path) -> None:
    """x = fl_x X / Z + cx with OpenCV's axes: the cube's corner falls where our camera has it."""
    sheet = render_views(cube, orbit([30], 20, 64))
    document = json.loads(write_transforms(sheet, tmp_path).read_text())
    frame, corner = document["frames"][0], cube.normalized().vertices[0].astype(float)
    to_camera = np.linalg.inv(np.array(frame["transform_matrix"]))
    x, y, z = (to_camera @ [*corner, 1])[:3]
    pixel = frame["fl_x"] * x / -z + frame["cx"], frame["fl_y"] * -y / -z + frame["cy"]
    assert pixel == pytest.approx(sheet.views[0].camera.project(corner)[0], abs=1e-4)


def test_a_data_set_of_blender_is_read(tmp_path: Path) -> None:
    """The NeRF paper's own: one angle for all frames, pictures named without depth."""
    Image.new("RGBA", (20, 10), (200, 0, 0, 255)).save(tmp_path / "r_0.png")
    pose = np.eye(4).tolist()
    document = {"camera_angle_x": 0.7, "frames": [{"file_path": "r_0.png", "transform_matrix": pose}]}
    (tmp_path / "transforms.json").write_text(json.dumps({**document, "camera_model": "PINHOLE"}))
    (view,) = ModelSheet.load(tmp_path)
    assert view.camera.fov_y == pytest.approx(2 * np.arctan(np.tan(0.35) / 2))
    assert view.depth is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"k1": 0.1}, "undistort"),
        ({"camera_model": "EQUIRECTANGULAR"}, "only pinhole"),
        ({"frames": []}, "no frames"),
        ({"frames": [{"file_path": "gone.png"}]}, "export it again"),
        ({"w": 7}, "not 7"),
    ],
)
def test_what_can_not_be_read_is_one_line(change: dict, words: str, cube: Surface, tmp_path: Path) -> None:
    path = write_transforms(render_views(cube, orbit([0], 0, 8)), tmp_path)
    document = json.loads(path.read_text())
    document["frames"][0].pop("w")
    path.write_text(json.dumps({**document, **change}))
    with pytest.raises(ModelsheetError, match=words):
        ModelSheet.load(tmp_path)
