"""Zero123++: six views of 320 pixels from one picture, versions 1.1 and 1.2."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._hub import generator_spec
from .spec import SPECS as MODELS

if TYPE_CHECKING:
    from .pipeline import Zero123PlusPipeline


def load(folder: Path, **where: Any) -> Zero123PlusPipeline:
    """The pipeline of a published folder. where: device and dtype.

    Keys of its `model_index.json` beside the published ones: "version" (1.2 unless it says else),
    "controlnet" (a folder below, the one that draws normals), "resolution" (pixels a side of a view).
    """
    from ...hub.checkpoints import read_settings
    from .pipeline import Zero123PlusPipeline

    index = read_settings(folder / "model_index.json")
    chosen = {name: index[name] for name in ("version", "resolution") if name in index}
    controlnet = folder / index["controlnet"] if "controlnet" in index else None
    return Zero123PlusPipeline.from_folder(folder, controlnet=controlnet, **chosen, **where)


SPECS = tuple(generator_spec(model, load) for model in MODELS)
