"""ImageDream: four views of 256 pixels from a picture and words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .._hub import generator_spec
from .spec import SPECS as MODELS

if TYPE_CHECKING:
    from .pipeline import ImageDreamPipeline


def load(folder: Path) -> ImageDreamPipeline:
    """The pipeline of a folder in the layout that is published for diffusers."""
    from .pipeline import ImageDreamPipeline

    return ImageDreamPipeline.from_folder(folder)


SPECS = tuple(generator_spec(model, load) for model in MODELS)
