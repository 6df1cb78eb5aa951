"""Novel views of a mesh, as a sheet and as films."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.cli import main
from modelsheet.errors import ModelsheetError
from modelsheet.novel import azimuths, orbit, render_views, save_film
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

from .conftest import FACE_COLORS


@pytest.mark.parametrize(
    ("text", "angles"),
    [("0:360:90", [0, 90, 180, 270]), ("30", [30]), ("-45,45", [-45, 45]), ("90:0:-45", [90, 45])],
)
def test_directions(text: str, angles: list[float]) -> None:
    assert azimuths(text) == angles


@pytest.mark.parametrize("text", ["", "a", "0:360", "0:360:0", "0:1e9:1", "nan"])
def test_what_is_no_direction_is_one_line(text: str) -> None:
    with pytest.raises(ModelsheetError, match="FROM:TO:STEP"):
        azimuths(text)


@pytest.mark.parametrize("fov", [40.0, 0.0])
def test_each_direction_sees_its_side_whole(fov: float, cube: Surface) -> None:
    sheet = render_views(cube, orbit([0, 90, 180, 270], 0, 32, fov))
    for view, side in zip(sheet, ("front", "right", "back", "left"), strict=True):
        assert tuple(view.rgb[16, 16]) == FACE_COLORS[side]
        assert not view.mask[[0, -1]].any()
        assert not view.mask[:, [0, -1]].any()
        assert view.depth is not None
        assert view.normals[16, 16] == pytest.approx(-view.camera.view_direction, abs=1e-5)


def test_films_have_all_views(cube: Surface, tmp_path: Path) -> None:
    sheet = render_views(cube, orbit([0, 120, 240], 20, 33))
    for name in ("turn.gif", "turn.webp"):
        with Image.open(save_film(sheet, tmp_path / name)) as film:
            assert (film.n_frames, film.size) == (3, (33, 33))
    ffmpeg = pytest.importorskip("imageio_ffmpeg")
    path = save_film(sheet, tmp_path / "turn.mp4")
    frames = ffmpeg.read_frames(str(path))
    assert next(frames)["size"] == (32, 32)
    assert len(list(frames)) == 3
    with pytest.raises(ModelsheetError, match="webp"):
        save_film(sheet, tmp_path / "turn.avi")


def test_the_command_writes_a_data_set_that_is_rebuilt(cube: Surface, tmp_path: Path) -> None:
    cube.to_trimesh().export(tmp_path / "cube.ply")
    seen = ["--azimuths", "0:360:60", "--resolution", "64", "--layout", "transforms"]
    assert main(["views", str(tmp_path / "cube.ply"), *seen, "--out", str(tmp_path / "set")]) == 0
    assert len(ModelSheet.load(tmp_path / "set").views) == 6
    small = ["--triangles", "200", "--texture-size", "64", "--out", str(tmp_path / "again")]
    assert main(["reconstruct", str(tmp_path / "set"), *small]) == 0
    size = np.ptp(Surface.load(tmp_path / "again" / "asset.glb").bounds, axis=0)
    assert size == pytest.approx([1, 1, 1], abs=0.1)


def test_the_command_exports_a_sheet_as_it_was_drawn(wedge_sheet: ModelSheet, tmp_path: Path) -> None:
    wedge_sheet.save(tmp_path / "sheet")
    asked = ["views", str(tmp_path / "sheet"), "--drawn", "--layout", "transforms"]
    assert main([*asked, "--out", str(tmp_path / "set")]) == 0
    again = ModelSheet.load(tmp_path / "set")
    assert [view.name for view in again] == [view.name for view in wedge_sheet]
    assert all(np.array_equal(one.rgba, other.rgba) for one, other in zip(wedge_sheet, again, strict=True))
