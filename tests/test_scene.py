"""A scene is assets, each in its place, in one file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import trimesh

from modelsheet.asset import Asset
from modelsheet.cli import main
from modelsheet.errors import ModelsheetError
from modelsheet.export import write_scene
from modelsheet.finishing.collision import collision
from modelsheet.finishing.lod import lods
from modelsheet.finishing.simplify import subdivided
from modelsheet.formats import read_asset
from modelsheet.formats.writers.glb import write_glb
from modelsheet.scene import Placed, Scene
from modelsheet.surface import Surface

from .finishing.conftest import bare_cube

WIDE = np.array([(0, -1, 0, 5), (1, 0, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)], float)  # a quarter turn, 5 m aside


@pytest.fixture(scope="module")
def asset() -> Asset:
    """A beam along x, with a coarser copy and a hull."""
    cube = subdivided(bare_cube(), 200)
    beam = replace(cube, vertices=cube.vertices * [1, 0.25, 0.25])
    return Asset(beam, name="a beam", lods=lods(beam, 1), hulls=collision(beam, "box", []))


@pytest.fixture(scope="module")
def scene(asset: Asset) -> Scene:
    return Scene((Placed(asset, np.eye(4)), Placed(asset, WIDE)))


@pytest.mark.parametrize("suffix", ["glb", "obj"])
def test_trimesh_finds_each_in_its_place(suffix: str, scene: Scene, tmp_path: Path) -> None:
    path = write_scene(scene, tmp_path / f"scene.{suffix}")
    surface = Surface.load(path)
    assert surface.bounds == pytest.approx(np.array([(-0.48, -0.48, -0.12), (5.12, 0.48, 0.12)]), abs=1e-5)
    whole = trimesh.load(path, force="mesh")
    whole.merge_vertices(merge_tex=True, merge_norm=True)
    assert whole.volume > 0


def test_what_is_there_twice_is_written_once(scene: Scene, asset: Asset, tmp_path: Path) -> None:
    write_glb(asset, tmp_path / "one.glb")
    write_scene(scene, tmp_path / "two.glb")
    assert (tmp_path / "two.glb").stat().st_size < 1.3 * (tmp_path / "one.glb").stat().st_size


def test_usd_finds_each_in_its_place(scene: Scene, tmp_path: Path) -> None:
    pytest.importorskip("pxr", reason="needs modelsheet[usd]")
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.Open(str(write_scene(scene, tmp_path / "scene.usdz")))
    cache = UsdGeom.BBoxCache(Usd.TimeCode.Default(), [UsdGeom.Tokens.default_])
    size = cache.ComputeWorldBound(stage.GetDefaultPrim()).ComputeAlignedRange()
    assert tuple(size.GetMin()) == pytest.approx((-0.48, -0.48, -0.12), abs=1e-5)
    assert tuple(size.GetMax()) == pytest.approx((5.12, 0.48, 0.12), abs=1e-5)


def test_an_asset_is_read_with_its_lods_and_hulls(asset: Asset, tmp_path: Path) -> None:
    write_glb(asset, tmp_path / "beam.glb")
    back = read_asset(tmp_path / "beam.glb")
    assert back.name == "a beam"
    for mine, theirs in zip(
        (asset.surface, *asset.lods, *asset.hulls), (back.surface, *back.lods, *back.hulls), strict=True
    ):
        assert np.array_equal(theirs.corners, mine.corners)


def test_rows_keep_things_apart(asset: Asset) -> None:
    places = np.array([item.matrix[:2, 3] for item in Scene.in_rows((asset,) * 5).items])
    assert len(np.unique(places, axis=0)) == 5
    apart = np.abs(places[:, None] - places).max(-1)[~np.eye(5, dtype=bool)]
    assert apart.min() > 0.24


def test_by_the_command_line(asset: Asset, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    for name in ("a", "b"):
        (tmp_path / "jobs" / name).mkdir(parents=True)
        write_glb(asset, tmp_path / "jobs" / name / "asset.glb")
    things = [str(tmp_path / "jobs"), str(tmp_path / "jobs" / "a" / "asset.glb")]
    assert main(["scene", *things, "--out", str(tmp_path / "scene.glb")]) == 0
    assert len(Surface.load(tmp_path / "scene.glb").faces) == 3 * len(asset.surface.faces)
    assert main(["scene", str(tmp_path), "--out", str(tmp_path / "scene.glb")]) == 2
    assert "holds no asset" in capsys.readouterr().err


def test_a_format_without_scenes_says_so(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(ModelsheetError, match=r"\.glb, \.obj, \.usdz"):
        write_scene(scene, tmp_path / "scene.stl")
