"""The wheel carries the weights and what runs in Blender; an editable install finds both in place."""

from __future__ import annotations

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ModelsBuildHook(BuildHookInterface):
    """Puts assets/models/ and blender_addon/ into the wheel, as modelsheet/_models/ and _blender_addon/."""

    def initialize(self, version: str, build_data: dict) -> None:
        """Called by hatchling before it builds; `version` is "standard" or "editable"."""
        if version == "standard":
            build_data["force_include"]["assets/models"] = "modelsheet/_models"
            build_data["force_include"]["blender_addon"] = "modelsheet/_blender_addon"
