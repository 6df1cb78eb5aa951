# SPDX-License-Identifier: GPL-3.0-or-later
"""Edit > Preferences > Add-ons > Modelsheet: the engine and where things are kept."""

from pathlib import Path

import bpy
from bpy.props import BoolProperty, StringProperty

from .engine import environment

PACKAGE = __package__  # the name by which Blender knows the extension


def _engine_changed(preferences, context):
    from .engine import pump

    pump.find_engine()


def _folder_changed(preferences, context):
    from . import pictures

    pictures.refresh_history(history_folder())


class ModelsheetPreferences(bpy.types.AddonPreferences):
    """What the user chooses once, for all files."""

    bl_idname = PACKAGE

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
    index: StringProperty(
        name="Package Index",
        description="One more place where pip looks for packages, such as a mirror, or the index of CPU-only "
        "PyTorch builds that pytorch.org shows",
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

    def draw(self, context):
        """Drawn by Blender."""
        from . import panels

        panels.draw_preferences(self, self.layout, context)


def get() -> ModelsheetPreferences:
    """The preferences of this extension."""
    return bpy.context.preferences.addons[PACKAGE].preferences


def home() -> Path:
    """The extension's own folder, which an update keeps and removal removes."""
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


def log_file(name: str) -> Path:
    """Where the "worker" or the "setup" logs."""
    return home() / f"{name}.log"


def register():
    """Called by the package."""
    bpy.utils.register_class(ModelsheetPreferences)


def unregister():
    """Called by the package."""
    bpy.utils.unregister_class(ModelsheetPreferences)
