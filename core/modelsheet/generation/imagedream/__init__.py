"""ImageDream: four views of 256 pixels from a picture and words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._hub import generator_spec
from .spec import SPECS as MODELS

if TYPE_CHECKING:
    from .pipeline import ImageDreamPipeline


def load(folder: Path, **where: Any) -> ImageDreamPipeline:
    """The pipeline of a folder in the layout that is published for diffusers. where: device and dtype."""
    from .pipeline import ImageDreamPipeline

    return ImageDreamPipeline.from_folder(folder, **where)


SPECS = tuple(generator_spec(model, load) for model in MODELS)
