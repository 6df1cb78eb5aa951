"""A mesh painted side by side by a ControlNet with tiny random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.conftest import FACE_COLORS
from tests.generation import tiny

from modelsheet.cameras import Camera, orbit_pose, sheet_cameras
from modelsheet.errors import ModelsheetError
from modelsheet.render import RayCaster, render_view
from modelsheet.request import Request
from modelsheet.run import run
from modelsheet.surface import Surface
from modelsheet.texturing._carry import carried
from modelsheet.texturing.controlnet import load


@pytest.fixture(scope="module", params=["sd21", "sdxl"])
def folder(request, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base with a ControlNet, as a user has them."""
    from diffusers import ControlNetModel, UNet2DConditionModel

    home = tmp_path_factory.mktemp("controlnet")
    base = getattr(tiny, request.param)(home / "base")
    unet = UNet2DConditionModel.from_pretrained(base / "unet")
    ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(8, 8, 8, 8)).save_pretrained(
        home / "controlnet"
    )
    return tiny.write_index(
        home, generator="controlnet-depth", base="base", controlnet="controlnet", resolution=tiny.SIDE
    )


def test_from_a_mesh_to_a_file(folder: Path, two_boxes: Path, tmp_path: Path) -> None:
    values = {"mesh": str(two_boxes), "prompt": "two crates", "generator": str(folder), "steps": 2}
    values |= {"texture_size": 256}
    done = run(Request.of(values), tmp_path / "out")
    after = Surface.load(done.main)
    assert [material.name for material in after.materials] == ["painted", "bare"]
    assert all(material.base_color_texture.pixels[..., :3].std() > 1 for material in after.materials)


def test_a_folder_that_does_not_say_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(ModelsheetError, match=r"docs/texturing.md"):
        load(None)
    with pytest.raises(ModelsheetError, match=r"docs/texturing.md"):
        load(tiny.write_index(tmp_path, generator="controlnet-depth"))


def test_what_is_painted_is_seen_from_the_next_side(cube: Surface) -> None:
    caster = RayCaster(cube.normalized())
    cameras = sheet_cameras(64)
    painted = [render_view(caster, cameras[name], name) for name in ("front", "right")]
    corner = render_view(caster, Camera.orthographic(orbit_pose(45, 0, 2), 1.5, 64))
    rgb, known = carried(painted, corner)
    inside = known[2:-2, 2:-2]
    assert known.sum() > 0.9 * corner.mask.sum()
    assert inside.any()
    for name, column in (("front", 22), ("right", 42)):
        assert np.abs(rgb[32, column].astype(int) - FACE_COLORS[name]).max() < 4
    _, known = carried(painted[:1], corner)
    assert not known[32, 42]
    back = render_view(caster, cameras["back"], "back")
    assert not carried(painted, back)[1][8:-8, 8:-8].any()
