"""The wheel carries the weights and what runs in Blender; an editable install finds both in place."""

from __future__ import annotations

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ModelsBuildHook(BuildHookInterface):
    """Puts assets/models/ and blender_addon/ into the wheel, as modelsheet/_models/ and _blender_addon/."""

    def initialize(self, version: str, build_data: dict) -> None:
        """Called by hatchling before it builds; `version` is "standard" or "editable"."""
        if version == "standard":
            build_data["force_include"]["assets/models"] = "modelsheet/_models"
            addon = Path(self.root, "blender_addon")
            for path in addon.rglob("*"):  # but not a wheel that was built for the extension
                if path.is_file() and path.suffix not in (".pyc", ".whl"):
                    place = path.relative_to(addon).as_posix()
                    build_data["force_include"][str(path)] = f"modelsheet/_blender_addon/{place}"
