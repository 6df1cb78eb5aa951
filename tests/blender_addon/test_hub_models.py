"""Models of the Hub from the panel, with tiny random weights that the engine's Python has made."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKE = "import sys, pathlib; from tests import tiny_home; tiny_home.install(pathlib.Path(sys.argv[1]))"


@pytest.mark.slow
def test_views_and_a_surface_of_hub_models_work_from_the_panel(blender, engine_python: str, tmp_path: Path):
    import bpy

    home = tmp_path / "models"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    paths = os.pathsep.join([str(ROOT), str(ROOT / "core")])
    command = [engine_python, "-c", MAKE, str(home)]
    subprocess.run(command, cwd=ROOT, env=clean | {"PYTHONPATH": paths}, check=True, capture_output=True)
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nMODELSHEET_MODELS="{home}" exec "{engine_python}" "$@"\n')
    python.chmod(0o755)
    blender.engine.session.unload()
    blender.preferences.get().engine = str(python)
    stages = {"generator": "NAME", "generator_name": "mvdream", "method": "instantmesh"}
    blender.generate("a barrel", **stages, extra="resolution=24")
    blender.until(blender.idle, patience=600)
    assert blender.engine.problem is None
    report = json.loads((blender.entry().folder / "report.json").read_text())
    assert (report["generator"], report["method"]) == ("mvdream", "instantmesh")
    (added,) = [each for each in bpy.context.scene.objects if each.type == "MESH"]
    assert "mvdream: CreativeML Open RAIL++-M" in added["modelsheet_licence"]
    blender.engine.session.unload()
