"""MVDream: four views of 256 pixels from words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .._hub import generator_spec
from .spec import SPECS as MODELS

if TYPE_CHECKING:
    from .pipeline import MVDreamPipeline


def load(folder: Path) -> MVDreamPipeline:
    """The pipeline of a folder; see `MVDreamPipeline.from_folder`."""
    from .pipeline import MVDreamPipeline

    return MVDreamPipeline.from_folder(folder)


SPECS = tuple(generator_spec(model, load) for model in MODELS)
