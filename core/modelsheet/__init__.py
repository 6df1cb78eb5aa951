"""Modelsheet: a prompt becomes a model sheet, the sheet becomes a textured mesh.

    import modelsheet
    asset = modelsheet.Pipeline.from_pretrained().generate("a wooden barrel", seed=7)

Names are imported when they are first used, so `import modelsheet` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Asset": "asset",
    "Camera": "cameras",
    "Material": "materials",
    "Scene": "scene",
    "FinishOptions": "finishing",
    "ModelSheet": "sheet",
    "ModelsheetError": "errors",
    "Pipeline": "pipeline",
    "Surface": "surface",
    "View": "sheet",
    "render_sheet": "render",
}

if TYPE_CHECKING:
    from .asset import Asset
    from .cameras import Camera
    from .errors import ModelsheetError
    from .finishing import FinishOptions
    from .materials import Material
    from .pipeline import Pipeline
    from .render import render_sheet
    from .scene import Scene
    from .sheet import ModelSheet, View
    from .surface import Surface

__all__ = [
    "Asset",
    "Camera",
    "FinishOptions",
    "Material",
    "ModelSheet",
    "ModelsheetError",
    "Pipeline",
    "Scene",
    "Surface",
    "View",
    "render_sheet",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
