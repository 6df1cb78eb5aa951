"""MVDream: four views of 256 pixels from words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._hub import generator_spec
from .spec import SPECS as MODELS

if TYPE_CHECKING:
    from .pipeline import MVDreamPipeline


def load(folder: Path, **where: Any) -> MVDreamPipeline:
    """The pipeline of a folder; see `MVDreamPipeline.from_folder`. where: device and dtype."""
    from .pipeline import MVDreamPipeline

    return MVDreamPipeline.from_folder(folder, **where)


SPECS = tuple(generator_spec(model, load) for model in MODELS)
