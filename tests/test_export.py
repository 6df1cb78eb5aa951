from __future__ import annotations

import hashlib
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet import export
from modelsheet.asset import Asset
from modelsheet.errors import ModelsheetError
from modelsheet.export import save
from modelsheet.finishing import FinishOptions, finish
from modelsheet.render import render_sheet
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

from .finishing.conftest import bare_cube


@pytest.fixture(scope="module")
def asset(cube: Surface) -> Asset:
    return finish(bare_cube(), render_sheet(cube, prompt="a colourful cube"), FinishOptions(texture_size=128))


@pytest.fixture(scope="module")
def folder(asset: Asset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(asset, tmp_path_factory.mktemp("out") / "cube")


def test_everything_is_there(folder: Path, asset: Asset) -> None:
    assert Surface.load(folder / "asset.glb").bounds == pytest.approx(asset.surface.bounds, abs=1e-6)
    assert ModelSheet.load(folder)["front"].rgb.tolist() == asset.sheet["front"].rgb.tolist()
    with Image.open(folder / "preview.png") as preview:
        assert (preview.mode, preview.size) == ("RGBA", (640, 640))
    with Image.open(folder / "turntable.webp") as turntable:
        assert (turntable.n_frames, turntable.size) == (export.FRAMES, (256, 256))
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_the_report_signs_every_other_file(folder: Path) -> None:
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert report["prompt"] == "a colourful cube"
    files = {path.name for path in folder.iterdir()} - {"report.json"}
    assert set(report["files"]) == files
    for name in files:
        assert report["files"][name] == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_twice_is_byte_for_byte_the_same(folder: Path, asset: Asset, tmp_path: Path) -> None:
    again = save(asset, tmp_path / "again")
    for path in folder.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_an_earlier_asset_gives_way_and_other_files_stay(folder: Path, asset: Asset, tmp_path: Path) -> None:
    (tmp_path / "mine.blend").write_text("mine")
    (tmp_path / "asset.glb").write_text("old")
    save(asset, tmp_path)
    assert (tmp_path / "mine.blend").read_text() == "mine"
    assert (tmp_path / "asset.glb").read_bytes() == (folder / "asset.glb").read_bytes()


def test_a_file_in_the_way_is_a_clear_error(asset: Asset, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(ModelsheetError, match="choose another folder"):
        save(asset, tmp_path / "taken" / "out")
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_full_disk_leaves_nothing_half_written(asset: Asset, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a tiny file system")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True
    ).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        noise = np.random.default_rng(0).integers(0, 256, (256, 256, 3), np.uint8)
        large = replace(asset, surface=asset.surface.textured(noise))
        with pytest.raises(ModelsheetError, match="is full"):
            save(large, disk / "out")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)
