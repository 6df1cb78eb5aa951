"""From the button to the mesh, with the true operators, a real worker and the shipped model."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from .conftest import SMALL


def meshes() -> list:
    import bpy

    return [o for o in bpy.context.scene.objects if o.type == "MESH"]


def arrays(entry) -> list[np.ndarray]:
    """The views of an entry of the history."""
    with np.load(entry.drawing.views) as views:
        return [views[name] for name in views.files]


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
        job = blender.engine.session.running
        if job is not None:
            fractions.append(job.fraction)
            shown.append(bool(blender.pictures.drawing and len(blender.pictures.drawing.names) == 6))
        return blender.idle()

    blender.generate(seed=7)
    bpy.context.scene.cursor.location = (0, 0, 0)  # where it was when the button was pressed counts
    blender.until(watched)
    assert blender.engine.problem is None
    assert fractions[0] < 0.2 < 0.5 < fractions[-1]  # the first job only guesses how long it takes
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
    assert "another file" in blender.engine.notice
    blender.properties.choose_newest(bpy.context)
    assert bpy.ops.modelsheet.import_again() == {"FINISHED"}
    assert [o.name for o in meshes()] == ["red car"]


def test_it_waits_while_the_user_edits(blender):
    import bpy

    bpy.ops.mesh.primitive_cube_add()
    blender.generate()
    blender.until(blender.phase)
    bpy.ops.object.mode_set(mode="EDIT")
    blender.until(lambda: not blender.engine.session.jobs)
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
    assert (meshes(), blender.engine.problem) == ([], None)
    assert list(blender.preferences.history_folder().iterdir()) == []
    blender.generate()
    blender.until(blender.idle)
    assert len(meshes()) == 1


def test_a_worker_that_is_killed_while_it_draws_is_reported_and_replaced(blender):
    blender.engine.session.unload()
    for phases in ([""], ["load", "draw"], ["draw"]):  # an engine that had time has loaded already
        blender.generate()
        blender.until(lambda phases=phases: blender.engine.session.running and blender.phase() in phases)
        kill_worker(blender)
        assert meshes() == []
    blender.generate()
    blender.until(blender.idle)
    assert blender.engine.problem is None
    assert len(meshes()) == 1


def test_a_worker_that_is_killed_while_it_builds_is_reported_and_replaced(blender, drawn):
    import bpy

    for phase in ("reconstruct", "simplify", "unwrap", "bake"):
        assert bpy.ops.modelsheet.rebuild() == {"FINISHED"}
        blender.until(lambda phase=phase: blender.phase() == phase)
        kill_worker(blender, kept=1)
        assert meshes() == []
    assert bpy.ops.modelsheet.rebuild() == {"FINISHED"}
    blender.until(lambda: blender.phase() in ("report", "save"))  # the mesh was handed over, and stays
    kill_worker(blender, kept=1)
    assert len(meshes()) == 1
    bpy.data.objects.remove(meshes()[0])
    assert bpy.ops.modelsheet.rebuild() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.engine.problem is None
    assert len(meshes()) == 1


def kill_worker(blender, kept: int = 0) -> None:
    """kill -9: one clear message, and the history keeps nothing of the job; `kept`: its other entries."""
    pid = blender.engine.session.pid
    os.kill(pid, signal.SIGKILL)
    blender.until(blender.idle)
    assert "stopped while it worked" in blender.engine.problem.message
    assert (blender.engine.problem.fix, blender.engine.problem.values) == ("LOG", {"code": -9})
    assert len(list(blender.preferences.history_folder().iterdir())) == kept


def test_unload_ends_the_process_and_its_job(blender):
    import bpy

    blender.generate()
    blender.until(lambda: blender.phase() == "draw")
    pid = blender.engine.session.pid
    assert bpy.ops.modelsheet.unload() == {"FINISHED"}
    assert blender.engine.session.pid is None
    blender.until(lambda: not alive(pid))  # and so its memory is free
    blender.until(blender.idle)
    assert list(blender.preferences.history_folder().iterdir()) == []
    assert not bpy.ops.modelsheet.unload.poll()


def test_disabling_the_extension_ends_the_worker(blender, extension):
    addon_utils = importlib.import_module("addon_utils")
    blender.generate()
    blender.until(lambda: blender.engine.session.pid)
    pid, place = blender.engine.session.pid, blender.preferences.history_folder()
    addon_utils.disable(extension.__name__)
    try:
        blender.until(lambda: not alive(pid), poll=False)
        assert list(place.iterdir()) == []
    finally:
        assert addon_utils.enable(extension.__name__)


def test_variants_stand_side_by_side(blender):
    blender.generate(seed=3, variants=3)
    blender.until(blender.idle)
    row = sorted(meshes(), key=lambda o: o.location.x)
    assert [one["modelsheet_seed"] for one in row] == [3, 4, 5]
    for left, right in itertools.pairwise(row):
        assert right.location.x - left.location.x > (left.dimensions.x + right.dimensions.x) / 2


def test_pinned_views_stay(blender, drawn):
    import bpy

    state = bpy.context.window_manager.modelsheet
    blender.pump.poll_once()  # which names the views
    assert [view.name for view in state.views] == ["front", "right", "back", "left", "top", "bottom"]
    before = arrays(drawn)
    assert not bpy.ops.modelsheet.reroll.poll()
    state.views["front"].pinned = state.views["back"].pinned = True
    assert bpy.ops.modelsheet.reroll() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.engine.problem is None
    after = arrays(blender.entry())
    assert [bool(np.array_equal(a, b)) for a, b in zip(before, after, strict=True)][::2] == [
        True,
        True,
        False,
    ]
    assert len(meshes()) == 1
    assert not any(view.pinned for view in state.views)


def test_the_history_regenerates_rebuilds_and_deletes(blender, drawn):
    import bpy

    blender.set(**SMALL)
    assert bpy.ops.modelsheet.regenerate() == {"FINISHED"}
    blender.until(blender.idle)
    same = blender.entry()
    assert same.folder != drawn.folder
    assert (same.folder / "asset.glb").read_bytes() == (drawn.folder / "asset.glb").read_bytes()
    assert bpy.ops.modelsheet.rebuild() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.engine.problem is None
    shutil.rmtree(same.folder)  # what was rebuilt has a sheet of its own
    assert bpy.ops.modelsheet.regenerate() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.engine.problem is None
    assert bpy.ops.modelsheet.delete() == {"FINISHED"}
    numbers = [choice[4] for choice in blender.choices()]
    assert len(set(numbers)) == len(numbers) == 1 + 2
    assert len(meshes()) == 1  # what is made again takes the object's place


def test_another_history_folder_is_shown_at_once(blender, drawn, tmp_path: Path):
    assert len(blender.choices()) == 1 + 1
    blender.preferences.get().folder = str(tmp_path / "another")
    assert len(blender.choices()) == 1


def test_a_job_that_ends_after_the_history_moved_is_imported(blender, tmp_path: Path):
    blender.generate()
    blender.until(blender.phase)
    blender.preferences.get().folder = str(tmp_path / "another")
    blender.until(blender.idle)
    assert blender.engine.problem is None
    assert len(meshes()) == 1


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
    assert blender.engine.problem is None
    entry = blender.entry()
    front = arrays(entry)[0]
    assert front[64, 64, 3] == 255
    assert front[64, 64, 0] > 150 > front[64, 64, 2]
    assert Path(entry.request["image"]).parent == entry.folder


@pytest.mark.parametrize("prompt", ['a "red"\ncar {seed} %s \\n', "红色汽车 🚗"])
def test_any_prompt_is_imported(prompt, blender):
    blender.generate(prompt)
    blender.until(blender.idle)
    assert blender.engine.problem is None
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
    assert len(list((tmp_path / "textures").glob("red_car_*.png"))) == 1


@pytest.fixture
def disk(request: pytest.FixtureRequest, tmp_path: Path):
    """A disk of its own, mounted with the options that the test gives."""
    folder = tmp_path / "disk 磁盘"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", request.param, "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("disk", ["ro", "size=4k"], indirect=True)
def test_a_history_that_can_not_be_written_is_a_clear_message(blender, disk: Path):
    import bpy

    blender.preferences.get().folder = str(disk / "history")
    with contextlib.suppress(OSError):
        (disk / "fills it").write_bytes(bytes(4096))
    blender.settings.prompt = "red car"
    with pytest.raises(RuntimeError, match="choose another history folder"):
        bpy.ops.modelsheet.generate()
    assert blender.engine.problem.fix == "FOLDER"
    assert str(disk) in blender.engine.problem.values["path"]
    assert blender.idle()


@pytest.mark.parametrize("disk", ["size=256k"], indirect=True)
def test_a_disk_that_fills_up_is_a_clear_message(blender, disk: Path):
    blender.preferences.get().folder = str(disk)
    blender.generate()
    blender.until(blender.idle)
    assert "is full" in blender.engine.problem.message
    assert blender.engine.problem.fix == "FOLDER"
    assert list(disk.iterdir()) == []


@pytest.mark.parametrize("disk", ["size=512k"], indirect=True)
def test_a_texture_that_can_not_be_written_is_packed(blender, drawn, disk: Path):
    import bpy

    bpy.ops.wm.save_as_mainfile(filepath=str(disk / "full.blend"))
    with contextlib.suppress(OSError):
        (disk / "fills it").write_bytes(bytes(1 << 20))
    blender.settings.texture_place, blender.settings.as_asset = "BESIDE", True
    blender.settings.catalog = "Cars"
    assert bpy.ops.modelsheet.import_again() == {"FINISHED"}
    (added,) = meshes()
    assert added.active_material.node_tree.nodes.active.image.packed_file
    assert added.asset_data is not None
    assert "choose the asset's catalog" in blender.engine.problem.message
    assert sorted(path.name for path in disk.iterdir() if path.is_file()) == ["fills it", "full.blend"]


def test_a_deleted_engine_is_a_clear_message(blender, engine_python: str, tmp_path: Path):
    import bpy

    copy = tmp_path / "engine" / "python"
    copy.parent.mkdir()
    copy.write_text(f'#!/bin/sh\nexec "{engine_python}" "$@"\n')
    copy.chmod(0o755)
    blender.settings.prompt = "red car"  # from here on an engine starts while the user types
    blender.engine.session.unload()
    blender.preferences.get().engine = str(copy)
    shutil.rmtree(copy.parent)
    assert bpy.ops.modelsheet.generate() == {"FINISHED"}
    blender.until(blender.idle)
    assert (blender.engine.problem.message, blender.engine.problem.fix) == (
        "The engine is not set up yet",
        "SETUP",
    )
    assert not bpy.ops.modelsheet.generate.poll()


def test_a_broken_engine_is_a_clear_message(blender, tmp_path: Path):
    broken = tmp_path / "python"
    broken.write_text(f"#!/bin/sh\nexec {sys.executable} -c 'raise SystemExit(3)'\n")
    broken.chmod(0o755)
    blender.engine.session.unload()
    blender.preferences.get().engine = str(broken)
    blender.generate()
    blender.until(blender.idle)
    assert "does not start" in blender.engine.problem.message
    assert blender.engine.problem.values == {"code": 3}


def test_the_engine_is_checked_line_by_line(blender):
    import bpy

    assert bpy.ops.modelsheet.check() == {"FINISHED"}
    blender.until(lambda: blender.engine.task is None)
    assert blender.engine.problem is None
    names = [check["name"]["text"] for check in blender.engine.checks]
    assert {"Python", "torch", "weights", "disk space"} <= set(names)


def test_the_record_of_a_job_is_readable(blender):
    blender.generate("红色汽车", seed=9)
    (folder,) = blender.preferences.history_folder().iterdir()
    record = json.loads((folder / "job.json").read_text("utf-8"))
    assert (record["request"]["prompt"], record["request"]["seed"]) == ("红色汽车", 9)


def picture_of_a_lamp(kind: str, folder: Path) -> Path:
    """As users bring it; see what becomes of each kind below."""
    from PIL import Image

    pixels = np.full((120, 90, 3), 255, np.uint8)
    pixels[20:60, 20:70], pixels[60:100, 35:55] = (200, 30, 30), (30, 30, 200)
    path = folder / f"{kind}.png"
    if kind == "grey in 16 bits":
        Image.fromarray(pixels[..., 1].astype(np.uint16) * 257).save(path)
    elif kind == "busy":
        Image.fromarray(np.random.default_rng(0).integers(0, 256, pixels.shape, np.uint8)).save(path)
    elif kind != "missing":
        Image.fromarray(pixels).save(path)
    if kind == "cut off":
        path.write_bytes(path.read_bytes()[:100])
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("plain", None),
        ("grey in 16 bits", None),
        ("cut off", "can't be read as a picture"),
        ("busy", "has no plain background: cut the object out"),
    ],
)
def test_the_panel_says_what_is_wrong_with_a_picture(kind, words, blender, tmp_path):
    path = picture_of_a_lamp(kind, tmp_path)
    blender.generate("lamp", image=str(path))
    blender.until(blender.idle)
    if words is None:
        assert blender.engine.problem is None
        assert len(meshes()) == 1
    else:
        assert words in blender.engine.problem.message
        assert not meshes()


def test_the_panel_says_that_a_sheet_was_flattened(blender, drawn):
    """A paint program filled its background; the asset is kept."""
    import bpy
    from PIL import Image

    picture = Image.open(drawn.folder / "sheet.png")
    flat = Image.new("RGBA", picture.size, "white")
    flat.alpha_composite(picture)
    flat.save(drawn.folder / "sheet.png")
    before = (drawn.folder / "asset.glb").read_bytes()
    assert bpy.ops.modelsheet.rebuild() == {"FINISHED"}
    blender.until(blender.idle)
    assert "has lost its transparency" in blender.engine.problem.message
    assert (drawn.folder / "asset.glb").read_bytes() == before
