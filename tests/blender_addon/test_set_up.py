"""The engine set up for real, from the package index: takes minutes and downloads what it needs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import build_extension
import pytest
from blender_addon.engine.process import engine_environment

from .conftest import Blender

LONG = 3600  # seconds; a slow connection takes that
PROBE = "import torch, modelsheet; print(torch.__version__.partition('+')[0], modelsheet.__file__)"


@pytest.fixture
def online(extension: ModuleType, empty_scene, tmp_path: Path) -> Iterator[Blender]:
    """Blender with the engine's wheel at hand and leave to go online, but without an engine."""
    import bpy

    build_extension.main(tmp_path)
    bpy.context.preferences.system.use_online_access = True
    blender = Blender(extension)
    blender.preferences.get().folder = str(tmp_path / "history")
    yield blender
    blender.engine.stop_task()
    blender.engine.session.unload()
    shutil.rmtree(blender.preferences.home() / "venv", ignore_errors=True)
    blender.preferences.get().folder = ""
    bpy.context.preferences.system.use_online_access = False


@pytest.mark.long
def test_the_engine_is_set_up_goes_on_after_a_kill_is_checked_and_works(online: Blender):
    import bpy

    engine = online.engine
    assert bpy.ops.modelsheet.set_up() == {"FINISHED"}
    online.until(lambda: engine.task.phase == "download" and engine.task.fraction > 0.2, LONG)
    os.kill(engine.task.process.pid, signal.SIGKILL)
    online.until(lambda: engine.task is None)
    assert (engine.problem.fix, engine.checks) == ("SETUP", [])
    assert "Collecting" in online.preferences.log_file("setup").read_text("utf-8")

    assert bpy.ops.modelsheet.set_up() == {"FINISHED"}
    fractions: list[float] = []
    task = engine.task
    online.until(lambda: engine.task is not task or fractions.append(task.fraction), LONG)
    online.until(lambda: engine.task is None)  # the check that follows
    assert engine.problem is None
    assert fractions == sorted(fractions)
    assert [check["name"] for check in engine.checks if check["required"] and not check["ok"]] == []

    said = subprocess.check_output([str(engine.python), "-c", PROBE], text=True, env=engine_environment())
    version, place = said.split()
    assert version == "2.13.0"  # as constraints.txt says
    assert Path(place).is_relative_to(online.preferences.home())

    online.generate()
    online.until(online.idle)
    assert engine.problem is None
    assert [o.name for o in bpy.context.scene.objects] == ["red car"]
