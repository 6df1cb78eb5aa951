"""Quads follow the shape, are as many as asked, and stay quads in files that can hold them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from modelsheet.asset import Asset
from modelsheet.errors import ModelsheetError
from modelsheet.finishing.edges import is_closed
from modelsheet.finishing.quads import paired, quads
from modelsheet.registry import EXPORTERS
from modelsheet.surface import Surface

INSTALLED = importlib.util.find_spec("pynanoinstantmeshes") is not None
CUBE = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)], float)
SIDES = np.array([(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)])


@pytest.mark.skipif(not INSTALLED, reason="needs modelsheet[quads]")
def test_a_table_in_quads(marched_table: Surface) -> None:
    table = quads(marched_table, 3000)
    assert table is not None
    assert len(table.faces) == pytest.approx(3000, rel=0.02)
    assert is_closed(table)
    assert (np.bincount(table.polygons) == 2).mean() > 0.99
    volume = marched_table.to_trimesh().volume
    assert table.to_trimesh().volume == pytest.approx(volume, rel=0.07)  # thin legs get round


def test_without_the_extra_it_says_so(marched_table: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelsheetError, match="quads"):
        quads(marched_table, 3000)


@pytest.mark.parametrize("kind", ["obj", "ply", "usd"])
def test_files_hold_quads(kind: str, tmp_path: Path) -> None:
    cube = paired(CUBE, SIDES)
    assert is_closed(cube)
    path = tmp_path / f"cube{EXPORTERS.get(kind).suffix}"
    EXPORTERS.get(kind).write(Asset(cube), path)
    if kind == "usd":
        from pxr import Usd, UsdGeom

        stage = Usd.Stage.Open(str(path))
        assert (
            list(UsdGeom.Mesh(stage.GetPrimAtPath("/asset/mesh")).GetFaceVertexCountsAttr().Get()) == [4] * 6
        )
    elif kind == "obj":
        faces = [line.split()[1:] for line in path.read_text().splitlines() if line.startswith("f ")]
        assert [len(face) for face in faces] == [4] * 6
    else:
        assert b"element face 6\n" in path.read_bytes()
    if kind != "usd":
        assert Surface.load(path).to_trimesh().volume == pytest.approx(1)


def test_a_quad_that_a_seam_divides_stays_two_triangles(tmp_path: Path) -> None:
    cube = paired(CUBE, SIDES)
    uvs = np.zeros((12, 3, 2), np.float32)
    uvs[1] = 0.5  # the second half of the first side lies elsewhere on the texture
    split = Surface(cube.vertices, cube.faces, uvs=uvs, polygons=cube.polygons)
    EXPORTERS.get("obj").write(Asset(split), tmp_path / "cube.obj")
    faces = [line for line in (tmp_path / "cube.obj").read_text().splitlines() if line.startswith("f ")]
    assert sorted(len(line.split()) - 1 for line in faces) == [3, 3, 4, 4, 4, 4, 4]
