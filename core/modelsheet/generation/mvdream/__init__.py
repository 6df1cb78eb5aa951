"""MVDream: four views of 256 pixels from words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pipeline import MVDreamPipeline


def load(folder: Path) -> MVDreamPipeline:
    """The pipeline of a folder; see `MVDreamPipeline.from_folder`."""
    from .pipeline import MVDreamPipeline

    return MVDreamPipeline.from_folder(folder)
