"""The wheel carries the weights; an editable install reads them from assets/models in place."""

from __future__ import annotations

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ModelsBuildHook(BuildHookInterface):
    """Puts assets/models/ into the wheel as modelsheet/_models/."""

    def initialize(self, version: str, build_data: dict) -> None:
        """Called by hatchling before it builds; `version` is "standard" or "editable"."""
        if version == "standard":
            build_data["force_include"]["assets/models"] = "modelsheet/_models"
