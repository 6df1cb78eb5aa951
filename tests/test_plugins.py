"""A package of others brings stages that work everywhere, without a change to ours."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

from . import plugin_four
from .plugins import install
from .worker.conftest import Worker

STAGES = ["--generator", "four", "--method", "recolored", "--extra", "size=0.4,green=150"]
SMALL = ["--triangles", "100", "--texture-size", "64", "--format", "glb,count"]


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pip has installed the package."""
    return install(Path(plugin_four.__file__), plugin_four.ENTRY_POINTS, tmp_path_factory.mktemp("plugins"))


def modelsheet(plugins: Path, *arguments: object) -> subprocess.CompletedProcess:
    env = {**os.environ, "PYTHONPATH": str(plugins)}
    command = [sys.executable, "-m", "modelsheet", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env)


def assert_made(folder: Path) -> None:
    """By the stages of the package, with their options."""
    sheet = ModelSheet.load(folder)
    assert [view.name for view in sheet] == list(plugin_four.AZIMUTHS)
    assert {(view.camera.width, view.camera.extent) for view in sheet} == {(96, None)}
    assert sheet["front"].mask.sum() < 96 * 96 / 4  # the box is 0.4 wide, not 0.7
    surface = Surface.load(folder / "asset.glb")
    (material,) = surface.materials
    assert material.base_color_texture is not None
    texels = material.base_color_texture.pixels[..., :3].reshape(-1, 3)
    np.testing.assert_allclose(np.median(texels, axis=0), (10, 150, 10), atol=1)
    assert (folder / "asset.count").read_text() == f"{len(surface.faces)}\n"


def test_by_the_command_line(plugins: Path, tmp_path: Path) -> None:
    done = modelsheet(plugins, "generate", "a box", *STAGES, *SMALL, "--out", tmp_path / "box")
    assert (done.returncode, done.stderr) == (0, "")
    assert_made(tmp_path / "box")


def test_its_views_are_reconstructed_by_our_own_method_too(plugins: Path, tmp_path: Path) -> None:
    done = modelsheet(plugins, "generate", "a box", "--generator", "four", *SMALL, "--out", tmp_path / "box")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads((tmp_path / "box" / "report.json").read_text())
    assert report["watertight"]
    assert set(report["silhouette_iou"]) == {*plugin_four.AZIMUTHS, "mean"}
    assert report["silhouette_iou"]["mean"] > 0.97


def test_by_a_batch(plugins: Path, tmp_path: Path) -> None:
    row = {"prompt": "a box", "generator": "four", "method": "recolored", "extra": "size=0.4,green=150"}
    row |= {"triangles": 100, "texture_size": 64, "format": "glb,count", "name": "box"}
    (tmp_path / "jobs.jsonl").write_text(json.dumps(row))
    done = modelsheet(plugins, "batch", tmp_path / "jobs.jsonl", "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert_made(tmp_path / "out" / "assets" / "box")


def test_by_the_worker(plugins: Path, tmp_path: Path) -> None:
    worker = Worker(plugins=plugins)
    worker.send(id="s", do="stages")
    stages = worker.until("stages")[-1]
    assert {"name": "four", "summary": "a blue box from four sides"} in stages["generators"]
    job = {
        "id": "box",
        "do": "generate",
        "prompt": "a box",
        "folder": str(tmp_path / "box"),
        "generator": "four",
    }
    job |= {"method": "recolored", "extra": {"size": 0.4, "green": 150}, "format": ["glb", "count"]}
    worker.send(**job, triangles=100, texture_size=64)
    events = worker.until("done", "error")
    assert events[-1]["event"] == "done", events[-1]
    shown = next(event for event in events if event["event"] == "sheet")
    assert shown["names"] == list(plugin_four.AZIMUTHS)
    worker.close()
    assert_made(tmp_path / "box")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--extra", "size=2"], "size: '2' is not a number from 0.1 to 0.9"),
        (["--extra", "colour=red"], "there is no option 'colour': choose from size"),
        (["--extra", "size"], "write NAME=VALUE"),
        (
            ["--method", "magic"],
            "no reconstruction method 'magic': choose from depth_hull, instantmesh, procedural",
        ),
        (["--format", "fbx"], "no format 'fbx': choose from 3mf, count, field"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], words: str, plugins: Path, tmp_path: Path) -> None:
    done = modelsheet(plugins, "generate", "x", "--generator", "four", *arguments, "--out", tmp_path / "x")
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_broken_package_says_so_and_hurts_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "plugin_broken.py").write_text("raise OSError('half installed')\n")
    points = {"modelsheet.generators": {"broken": "plugin_broken:SPEC"}}
    site = install(tmp_path / "plugin_broken.py", points, tmp_path / "site")
    done = modelsheet(site, "generate", "x", "--generator", "broken", "--out", tmp_path / "x")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the generator 'broken' can't be loaded (half installed)" in done.stderr
    worker = Worker(plugins=site)
    worker.send(id="s", do="stages")
    assert "embedded" in [stage["name"] for stage in worker.until("stages")[-1]["generators"]]
    worker.close()


def test_the_generator_of_the_documentation_works(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "docs" / "extending.md").read_text("utf-8")
    (tmp_path / "discs.py").write_text(re.search(r"```python\n(.+?)```", text, re.DOTALL)[1])
    site = install(
        tmp_path / "discs.py", {"modelsheet.generators": {"discs": "discs:SPEC"}}, tmp_path / "site"
    )
    command = shlex.split(re.search(r"```\nmodelsheet (.+?)\n```", text)[1])
    done = modelsheet(site, *command, "--triangles", 100, "--texture-size", 64, "--out", tmp_path / "ball")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "ball" / "report.json").read_text())["silhouette_iou"]["mean"] > 0.85
