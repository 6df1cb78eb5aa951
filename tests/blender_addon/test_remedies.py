"""What went wrong says what helps, and the button is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from blender_addon.engine import environment


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder with an engine that the set-up has made."""
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    (tmp_path / "base").write_text("")
    python.symlink_to(tmp_path / "base")
    (tmp_path / "venv" / environment.READY).touch()
    return tmp_path


def test_an_engine_whose_python_is_gone_says_so(made: Path, tmp_path: Path):
    assert environment.broken("", made) == ""
    (made / "base").unlink()
    assert environment.engine_python("", made) is None
    assert "is gone: set the engine up again" in environment.broken("", made)
    assert environment.broken("", tmp_path / "nothing") == ""


def test_an_existing_engine_that_is_gone_says_so(made: Path, tmp_path: Path):
    assert environment.broken(str(made / "venv"), tmp_path) == ""
    assert "choose another, or use your own" in environment.broken(str(tmp_path / "nowhere"), made)


def test_the_engine_that_was_chosen_can_be_left(extension, empty_scene, tmp_path: Path):
    import bpy

    chosen = extension.preferences.get()
    chosen.engine = str(tmp_path)
    assert extension.preferences.engine_trouble()
    assert not bpy.ops.modelsheet.set_up.poll()
    assert bpy.ops.modelsheet.use_own_engine() == {"FINISHED"}
    assert chosen.engine == ""
    assert not bpy.ops.modelsheet.use_own_engine.poll()


def test_a_missing_picture_asks_for_a_picture(extension, empty_scene, tmp_path: Path):
    engine = extension.engine.engine
    engine.history.open(tmp_path)
    asked = {"do": "generate", "prompt": "", "image": str(tmp_path / "gone.png")}
    trouble = engine.submit(asked, {}, None)
    assert "choose another image" in trouble.line
    assert trouble.fix == ""
    engine.dismiss()


def test_a_folder_that_is_full_or_locked_asks_for_another(extension, empty_scene, tmp_path: Path):
    engine = extension.engine.engine
    (tmp_path / "file").write_text("")
    engine.history.open(tmp_path / "file" / "history")
    trouble = engine.submit({"do": "generate", "prompt": "x"}, {}, None)
    assert "choose another history folder" in trouble.line
    assert trouble.fix == "FOLDER"
    engine.dismiss()
    engine.history.open(extension.preferences.history_folder())


class Versions:
    """Stands for a Blender whose settings lie where an installed one has them."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def resource_path(self, kind: str) -> str:
        import bpy

        return str(self.home / "{}.{}".format(*bpy.app.version[:2]))


def test_all_versions_of_blender_share_engine_and_history(extension, tmp_path: Path, monkeypatch):
    import bpy

    preferences = extension.preferences
    old = preferences._extension_folder()
    monkeypatch.setattr(bpy.utils, "resource_path", Versions(tmp_path).resource_path)
    assert preferences.home() == tmp_path / "modelsheet"
    for name in ("one", "two"):
        (old / "history" / name).mkdir(parents=True)
    (tmp_path / "modelsheet" / "history" / "two").mkdir(parents=True)
    (old / "venv").mkdir()
    preferences.take_along()
    assert not (old / "venv").exists()
    assert {path.name for path in (tmp_path / "modelsheet").iterdir()} >= {"history", "venv"}
    assert (tmp_path / "modelsheet" / "history" / "one").is_dir()
    (old / "history" / "two").rmdir()  # what was there already was left


def test_a_portable_blender_keeps_to_its_own_folder(extension, tmp_path: Path, monkeypatch):
    import bpy

    monkeypatch.setattr(bpy.utils, "resource_path", lambda kind: str(tmp_path / "portable"))
    assert extension.preferences.home() == extension.preferences._extension_folder()
    extension.preferences.take_along()  # moves nothing


def test_what_is_done_waits_in_edit_mode_and_says_so(extension, empty_scene):
    import bpy

    pump = extension.pump.pump
    assert pump.obstacle() == ""
    bpy.ops.mesh.primitive_cube_add()
    for mode in ("EDIT", "SCULPT"):
        bpy.ops.object.mode_set(mode=mode)
        assert pump.obstacle() == "It is imported when you are back in Object Mode"
        assert bpy.ops.modelsheet.import_now() == {"FINISHED"}
        assert (bpy.context.mode, pump.obstacle()) == ("OBJECT", "")


def test_what_is_done_waits_for_a_render_and_says_so(extension, empty_scene, monkeypatch):
    import bpy

    class Rendering:
        """Stands for Blender while it renders."""

        def __getattr__(self, name: str):
            return (lambda kind: kind == "RENDER") if name == "is_job_running" else getattr(bpy.app, name)

    class Module:
        """`bpy` with that in it."""

        app = Rendering()

        def __getattr__(self, name: str):
            return getattr(bpy, name)

    monkeypatch.setattr(extension.pump, "bpy", Module())
    assert extension.pump.pump.obstacle() == "It is imported after the render"
    assert not bpy.ops.modelsheet.import_now.poll()
