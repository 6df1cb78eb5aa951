"""From the button to the mesh, with the true operators, a real worker and the shipped model."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest


def meshes() -> list:
    import bpy

    return [o for o in bpy.context.scene.objects if o.type == "MESH"]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_prompt_becomes_a_mesh_at_the_cursor(blender):
    import bpy

    bpy.context.scene.cursor.location = (3, 4, 5)
    fractions, shown = [], []

    def watched() -> bool:
        job = blender.pump.session.running
        if job is not None:
            fractions.append(job.fraction)
            shown.append("view 5" in blender.pictures._previews)
        return blender.idle()

    blender.generate(seed=7)
    bpy.context.scene.cursor.location = (0, 0, 0)  # where it was when the button was pressed counts
    blender.until(watched)
    assert blender.pump.problem is None
    assert fractions[0] < 0.2 < 0.8 < fractions[-1]
    assert any(shown)  # the sheet was seen as it formed

    (added,) = meshes()
    assert added.name == "red car"
    assert tuple(added.location) == (3, 4, 5)
    assert min(v.co.z for v in added.data.vertices) == pytest.approx(0, abs=1e-6)
    assert len(added.data.polygons) <= 1000
    assert added.active_material.node_tree.nodes.active.image.packed_file
    assert (added["modelsheet_prompt"], added["modelsheet_seed"]) == ("red car", 7)
    assert [c.name for c in added.users_collection] == ["Text to 3D"]


def test_undo_removes_it_and_redo_brings_it_back(blender):
    import bpy

    bpy.ops.mesh.primitive_cube_add()
    bpy.ops.ed.undo_push(message="a cube")
    blender.generate()
    blender.until(blender.idle)
    assert sorted(o.name for o in meshes()) == ["Cube", "red car"]
    bpy.ops.ed.undo()
    assert [o.name for o in bpy.data.objects] == ["Cube"]
    assert "Text to 3D" not in bpy.data.collections
    bpy.ops.ed.redo()
    assert sorted(o.name for o in meshes()) == ["Cube", "red car"]


def test_undo_while_a_job_runs_loses_nothing(blender):
    import bpy

    bpy.ops.ed.undo_push(message="before")
    bpy.ops.mesh.primitive_cube_add()
    bpy.ops.ed.undo_push(message="a cube")
    blender.settings.prompt = "red car"
    blender.generate()
    blender.until(blender.phase)
    bpy.ops.ed.undo()
    blender.until(blender.idle)
    assert [o.name for o in meshes()] == ["red car"]


def test_another_file_gets_nothing_the_history_does(blender):
    import bpy

    blender.generate()
    blender.until(blender.phase)
    bpy.ops.wm.read_homefile(use_empty=True)
    blender.until(blender.idle)
    assert meshes() == []
    assert "another file" in blender.pump.notice
    bpy.context.window_manager.modelsheet.entry = blender.pictures.latest()
    assert bpy.ops.modelsheet.import_again() == {"FINISHED"}
    assert [o.name for o in meshes()] == ["red car"]


def test_it_waits_while_the_user_edits(blender):
    import bpy

    bpy.ops.mesh.primitive_cube_add()
    blender.generate()
    blender.until(blender.phase)
    bpy.ops.object.mode_set(mode="EDIT")
    blender.until(lambda: not blender.pump.session.jobs)
    for _ in range(3):
        blender.pump.poll_once()
    assert [o.name for o in meshes()] == ["Cube"]
    bpy.ops.object.mode_set(mode="OBJECT")
    blender.until(blender.idle)
    assert sorted(o.name for o in meshes()) == ["Cube", "red car"]


def test_cancel_leaves_nothing_and_the_next_job_works(blender):
    import bpy

    blender.generate()
    blender.generate("another car")
    blender.until(lambda: blender.phase() == "draw")
    assert bpy.ops.modelsheet.cancel() == {"FINISHED"}
    blender.until(blender.idle)
    assert (meshes(), blender.pump.problem) == ([], None)
    assert list(blender.preferences.history_folder().iterdir()) == []
    blender.generate()
    blender.until(blender.idle)
    assert len(meshes()) == 1


@pytest.mark.parametrize("phase", ["load", "draw", "reconstruct", "bake", "save"])
def test_a_killed_worker_is_reported_once_and_replaced(phase, blender):
    blender.pump.session.unload()
    blender.generate()
    blender.until(lambda: blender.phase() == phase)
    os.kill(blender.pump.session.pid, signal.SIGKILL)
    blender.until(blender.idle)
    assert "stopped while it worked" in blender.pump.problem.message
    assert list(blender.preferences.history_folder().iterdir()) == []
    blender.generate()
    blender.until(blender.idle)
    assert blender.pump.problem is None
    assert len(meshes()) == 1


def test_unload_ends_the_process(blender):
    import bpy

    blender.generate()
    blender.until(blender.idle)
    pid = blender.pump.session.pid
    assert bpy.ops.modelsheet.unload() == {"FINISHED"}
    assert blender.pump.session.pid is None
    blender.until(lambda: not alive(pid))


def test_variants_stand_side_by_side(blender):
    blender.generate(seed=3, variants=2)
    blender.until(blender.idle)
    one, two = sorted(meshes(), key=lambda o: o.location.x)
    assert (one["modelsheet_seed"], two["modelsheet_seed"]) == (3, 4)
    assert two.location.x - one.location.x > one.dimensions.x / 2


def test_pinned_views_stay(blender):
    import bpy

    blender.generate(seed=1)
    blender.until(blender.idle)
    state = bpy.context.window_manager.modelsheet
    before = np.load(blender.pictures.entry(state.entry).views)
    assert not bpy.ops.modelsheet.reroll.poll()
    state.pinned = (True, False, True, False, False, False)
    assert bpy.ops.modelsheet.reroll() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.pump.problem is None
    after = np.load(blender.pictures.entry(state.entry).views)
    assert [bool(np.array_equal(a, b)) for a, b in zip(before, after, strict=True)][::2] == [
        True,
        True,
        False,
    ]
    assert len(meshes()) == 2
    assert tuple(state.pinned) == (False,) * 6


def test_the_history_regenerates_rebuilds_and_deletes(blender):
    import bpy

    blender.generate(seed=5)
    blender.until(blender.idle)
    state = bpy.context.window_manager.modelsheet
    first = blender.pictures.entry(state.entry)
    assert bpy.ops.modelsheet.regenerate() == {"FINISHED"}
    blender.until(blender.idle)
    same = blender.pictures.entry(state.entry)
    assert same.folder != first.folder
    assert (same.folder / "asset.glb").read_bytes() == (first.folder / "asset.glb").read_bytes()
    assert bpy.ops.modelsheet.rebuild() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.pump.problem is None
    assert bpy.ops.modelsheet.delete() == {"FINISHED"}
    assert len(blender.pictures.history_choices()) == 1 + 2
    assert len(meshes()) == 3


def test_a_dropped_image_decides_the_front(blender, tmp_path: Path):
    import bpy

    picture = bpy.data.images.new("picture", 64, 64, alpha=True)
    pixels = np.zeros((64, 64, 4), np.float32)
    pixels[16:48, 8:56] = (0.8, 0.2, 0.1, 1)
    picture.pixels.foreach_set(pixels.ravel())
    picture.filepath_raw, picture.file_format = str(tmp_path / "my red_car 图.png"), "PNG"
    picture.save()
    bpy.data.images.remove(picture)

    assert bpy.ops.modelsheet.dropped_image(filepath=str(tmp_path / "my red_car 图.png"), prompt="red car")
    (tmp_path / "my red_car 图.png").unlink()  # the job has its own copy
    blender.until(blender.idle)
    assert blender.pump.problem is None
    entry = blender.pictures.entry(bpy.context.window_manager.modelsheet.entry)
    front = np.load(entry.views)[0]
    assert front[64, 64, 3] == 255
    assert front[64, 64, 0] > 150 > front[64, 64, 2]
    assert Path(entry.request["image"]).parent == entry.folder


@pytest.mark.parametrize("prompt", ['a "red"\ncar', "红色汽车 🚗", "{seed} %s \\n"])
def test_any_prompt_is_imported(prompt, blender):
    blender.generate(prompt)
    blender.until(blender.idle)
    assert blender.pump.problem is None
    (added,) = meshes()
    assert added["modelsheet_prompt"] == " ".join(prompt.split())


def test_it_becomes_an_asset_where_wanted(blender, tmp_path: Path):
    import bpy

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "my 文件.blend"))
    blender.generate(as_asset=True, catalog="Cars", texture_place="BESIDE")
    blender.until(blender.idle)
    (added,) = meshes()
    assert added.asset_data.description == "red car"
    assert [tag.name for tag in added.asset_data.tags] == ["Modelsheet", "car"]
    assert ":Cars:" in (tmp_path / "blender_assets.cats.txt").read_text()
    assert (tmp_path / "textures" / "red_car.png").exists()


def test_a_read_only_folder_is_a_clear_message(blender):
    """A file where the folder should be stands for it: root may write everywhere."""
    import bpy

    place = blender.preferences.history_folder()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("")
    blender.settings.prompt = "red car"
    with pytest.raises(RuntimeError, match="choose another history folder"):
        bpy.ops.modelsheet.generate()
    assert blender.pump.problem.fix == "FOLDER"
    place.unlink()


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk with room for 256 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_a_clear_message(blender, small_disk: Path):
    blender.preferences.get().folder = str(small_disk)
    blender.generate()
    blender.until(blender.idle)
    assert "is full" in blender.pump.problem.message
    assert blender.pump.problem.fix == "FOLDER"
    assert list(small_disk.iterdir()) == []


def test_a_deleted_engine_is_a_clear_message(blender, engine_python: str, tmp_path: Path):
    import bpy

    copy = tmp_path / "engine" / "python"
    copy.parent.mkdir()
    copy.write_text(f'#!/bin/sh\nexec "{engine_python}" "$@"\n')
    copy.chmod(0o755)
    blender.pump.session.unload()
    blender.preferences.get().engine = str(copy)
    blender.settings.prompt = "red car"
    shutil.rmtree(copy.parent)
    assert bpy.ops.modelsheet.generate() == {"FINISHED"}
    blender.until(blender.idle)
    assert (blender.pump.problem.message, blender.pump.problem.fix) == (
        "The engine is not set up yet",
        "SETUP",
    )
    assert not bpy.ops.modelsheet.generate.poll()


def test_a_broken_engine_is_a_clear_message(blender, tmp_path: Path):
    broken = tmp_path / "python"
    broken.write_text(f"#!/bin/sh\nexec {sys.executable} -c 'raise SystemExit(3)'\n")
    broken.chmod(0o755)
    blender.pump.session.unload()
    blender.preferences.get().engine = str(broken)
    blender.generate()
    blender.until(blender.idle)
    assert "does not start" in blender.pump.problem.message
    assert blender.pump.problem.values == {"code": 3}


def test_the_engine_is_checked_line_by_line(blender):
    import bpy

    assert bpy.ops.modelsheet.check() == {"FINISHED"}
    blender.until(lambda: blender.pump.task is None)
    assert blender.pump.problem is None
    names = [check["name"] for check in blender.pump.checks]
    assert {"Python", "torch", "weights", "disk space"} <= set(names)


def test_the_record_of_a_job_is_readable(blender):
    blender.generate("红色汽车", seed=9)
    (folder,) = blender.preferences.history_folder().iterdir()
    record = json.loads((folder / "job.json").read_text("utf-8"))
    assert (record["request"]["prompt"], record["request"]["seed"]) == ("红色汽车", 9)
