"""Models of the Hub from the panel, with tiny random weights that the engine's Python has made."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKE = """
import json, pathlib, sys
from tests import test_routes, tiny_home
tiny_home.install(pathlib.Path(sys.argv[1]))
tiny_home.install_rembg(pathlib.Path(sys.argv[2]).parent)
ball = test_routes.draw_ball(pathlib.Path(sys.argv[2]))
print(json.dumps([test_routes.asked(route, ball) for route in test_routes.HUB]))
"""


@pytest.fixture
def jobs(blender, engine_python: str, tmp_path: Path) -> Iterator[list[dict]]:
    """A quick job of each route; the engine has all models."""
    home, ball = tmp_path / "models", tmp_path / "site" / "ball.png"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    paths = os.pathsep.join([str(ROOT), str(ROOT / "core")])
    made = subprocess.run(
        [engine_python, "-c", MAKE, str(home), str(ball)],
        cwd=ROOT,
        env=clean | {"PYTHONPATH": paths},
        check=True,
        stdout=subprocess.PIPE,
    )
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\nMODELSHEET_MODELS="{home}" PYTHONPATH="{ball.parent}" exec "{engine_python}" "$@"\n'
    )
    python.chmod(0o755)
    blender.engine.session.unload()
    blender.preferences.get().engine = str(python)
    yield json.loads(made.stdout.splitlines()[-1])
    blender.engine.session.unload()


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, pytest.param(None, id="all", marks=pytest.mark.long)])
def test_routes_work_from_the_panel(blender, jobs: list[dict], count: int | None):
    import bpy

    for job in jobs[-1:] if count else jobs:
        extra = ",".join(f"{name}={value}" for name, value in job.get("extra", {}).items())
        words = {"prompt": job.get("prompt", ""), "image": job.get("image", "")}
        blender.generate(**words, route=job["route"], extra=extra, triangles=200, steps=1)
        blender.until(blender.idle, patience=600)
        assert blender.engine.problem is None, job
        report = json.loads((blender.entry().folder / "report.json").read_text())
        assert report["route"] == job["route"]
        added = [each for each in bpy.context.scene.objects if each.type == "MESH"][-1]
        for row in report["licence"]["weights"]:
            assert f"{row['model']}: {row['licence']}" in added["modelsheet_licence"]
