# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user chooses once, for all files, and where things are kept. `panels/preferences.py` draws it."""

from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, StringProperty

from .engine import engine, environment

PACKAGE = __package__  # the name by which Blender knows the extension


def _engine_changed(preferences: Any, context: bpy.types.Context) -> None:
    engine.find()


def _folder_changed(preferences: Any, context: bpy.types.Context) -> None:
    engine.history.open(history_folder())


class Choices:
    """The properties of the extension's page in the preferences."""

    engine: StringProperty(
        name="Existing Engine",
        description="A Python environment that has Modelsheet installed: its folder, or its Python. Leave "
        "empty to use the one that the set-up makes",
        subtype="FILE_PATH",
        update=_engine_changed,
    )
    python: StringProperty(
        name="Python",
        description="Python 3.11, 3.12 or 3.13 that the engine is made with. Leave empty "
        "to use Blender's own",
        subtype="FILE_PATH",
    )
    build: EnumProperty(
        name="Runs On",
        description="What the engine is made for",
        items=[
            ("CPU", "Any Computer", "It runs on the processor"),
            ("CUDA", "NVIDIA GPU", "It runs on a graphics card of NVIDIA, which large models need"),
        ],
    )
    index: StringProperty(
        name="Package Index",
        description="One more place where pip looks for packages, such as a mirror",
    )
    folder: StringProperty(
        name="History Folder",
        description="Where generated assets are kept. Leave empty to use the extension's own folder",
        subtype="DIR_PATH",
        update=_folder_changed,
    )
    drop: BoolProperty(
        name="Drop Images to Generate",
        description="Offer image-to-3D when an image is dropped on the 3D viewport",
        default=True,
    )
    early: BoolProperty(
        name="Start While Typing",
        description="Start the engine as soon as a prompt is typed, so that the first job begins sooner",
        default=True,
    )
    unload: IntProperty(
        name="Unload After",
        description="Minutes without a job after which the engine is unloaded and its memory is free again; "
        "0 keeps it loaded",
        default=15,
        min=0,
        max=1440,
    )


def get() -> Any:
    """The preferences of this extension, with the properties of `Choices`."""
    return bpy.context.preferences.addons[PACKAGE].preferences


def home() -> Path:
    """Where the engine, the history and the logs are kept.

    It lies beside the settings of all Blender versions, which share it; where the settings have a place of
    their own (a portable Blender), in the extension's folder.
    """
    settings = Path(bpy.utils.resource_path("USER"))
    if settings.name != "{}.{}".format(*bpy.app.version[:2]):
        return _extension_folder()
    shared = settings.parent / "modelsheet"
    shared.mkdir(parents=True, exist_ok=True)
    return shared


def take_along() -> None:
    """Move what an earlier version kept for one Blender version only to where all find it."""
    old, new = _extension_folder(), home()
    if old == new:
        return
    for name in ("venv", "worker.log", "setup.log"):
        _move(old / name, new / name)
    history = old / "history"
    for entry in history.iterdir() if history.is_dir() else []:
        _move(entry, new / "history" / entry.name)


def _move(old: Path, new: Path) -> None:
    """Where nothing is in the way; what can't be moved, for it is in use, is the next time."""
    if old.exists() and not new.exists():
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            old.rename(new)
        except OSError as error:
            print(f"Modelsheet: {old} stays where it is ({error.strerror})")


def _extension_folder() -> Path:
    try:
        return Path(bpy.utils.extension_path_user(PACKAGE, path="", create=True))
    except ValueError:  # run from a checkout as a legacy add-on
        return Path(bpy.utils.user_resource("DATAFILES", path="modelsheet", create=True))


def history_folder() -> Path:
    """Where jobs and their results are kept."""
    chosen = get().folder
    return Path(bpy.path.abspath(chosen)) if chosen else home() / "history"


def engine_python() -> Path | None:
    """The engine's Python, or None when there is none yet."""
    return environment.engine_python(bpy.path.abspath(get().engine), home())


def engine_trouble() -> str:
    """Why an engine that was there before can't be used; empty where that is not so."""
    return environment.broken(bpy.path.abspath(get().engine), home())


def log_file(name: str) -> Path:
    """Where the "worker" or the "setup" logs."""
    return home() / f"{name}.log"
