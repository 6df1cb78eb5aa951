"""The embedded generator: small, trained by this project, quick on a laptop's CPU."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pipeline import EmbeddedPipeline


def load(folder: Path) -> EmbeddedPipeline:
    """The pipeline of a folder of weights, checked against their recorded hashes."""
    from ...weights import how_to_mend, verify
    from .pipeline import EmbeddedPipeline

    verify(folder, how_to_mend(folder))
    return EmbeddedPipeline.from_pretrained(folder)
