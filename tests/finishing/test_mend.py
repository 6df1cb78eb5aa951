from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from modelsheet import cli
from modelsheet.asset import Asset
from modelsheet.errors import ModelsheetError
from modelsheet.finishing.inspect import inspect
from modelsheet.finishing.mend import mend
from modelsheet.finishing.unwrap import unwrap
from modelsheet.formats.writers.glb import encode_glb
from modelsheet.surface import Surface

from .conftest import bare_cube
from .test_inspect import joined, scaled


def test_a_sound_mesh_stays_as_it_is() -> None:
    cube = bare_cube()
    mended, done = mend(cube)
    assert mended is cube
    assert done == []


def test_what_is_there_twice_goes_and_uvs_stay() -> None:
    cube = unwrap(bare_cube())
    twice = Surface(cube.vertices, np.r_[cube.faces, cube.faces[:3]], uvs=np.r_[cube.uvs, cube.uvs[:3]])
    mended, done = mend(twice)
    assert "3 faces" in done[0]
    assert inspect(mended)["watertight"]
    assert len(mended.uvs) == 12


def test_turned_faces_are_turned_back() -> None:
    cube = bare_cube()
    faces = cube.faces.copy()
    faces[:5] = faces[:5, ::-1]
    card = inspect(mend(Surface(cube.vertices, faces))[0])
    assert card["watertight"]
    assert not card["inside_out"]


def test_a_hole_is_closed_and_colours_are_kept() -> None:
    pytest.importorskip("pymeshfix")
    cube = bare_cube()
    red = Surface(cube.vertices, cube.faces[:-1], colors=np.tile(np.uint8((200, 30, 20)), (8, 1)))
    mended, done = mend(red)
    assert inspect(mended)["watertight"]
    assert np.abs(mended.texture.reshape(-1, 3).astype(int) - (200, 30, 20)).max() <= 2
    assert any(line.startswith("closed it: 3 edges") for line in done)


def test_hidden_shells_go_and_crossing_pieces_are_united() -> None:
    hidden, _ = mend(joined(bare_cube(), scaled(0.2)))
    assert inspect(hidden)["components"] == 1
    crossing, done = mend(joined(bare_cube(), scaled(1, 0.4)))
    card = inspect(crossing)
    assert (card["components"], card["crossing_faces"]) == (1, 0)
    assert done == ["united 2 pieces, of which some cut through others"]


def test_nothing_left_is_an_error() -> None:
    with pytest.raises(ModelsheetError):
        mend(Surface(np.zeros((3, 3)), np.array([(0, 1, 2)])))


def test_the_command_writes_a_new_file(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    cube = unwrap(bare_cube())
    faces = np.r_[cube.faces[:, ::-1]]
    path = tmp_path / "box.glb"
    path.write_bytes(encode_glb(Asset(replace(cube, faces=faces, uvs=cube.uvs[:, ::-1]))))
    before = path.read_bytes()
    assert cli.main(["inspect", str(path), "--fix"]) == 0
    told = capsys.readouterr().out
    assert "inside out" in told
    assert "turned 12 faces over" in told
    assert path.read_bytes() == before
    assert inspect(Surface.load(tmp_path / "box-fixed.glb"))["verdict"].startswith("ready")
    assert cli.main(["inspect", str(path), "--out", "x.glb"]) == 2
