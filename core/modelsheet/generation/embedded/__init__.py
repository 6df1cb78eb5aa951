"""The embedded generator: small, trained by this project, quick on a laptop's CPU."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...cameras import SHEET_VIEWS
from ...registry import GeneratorSpec

if TYPE_CHECKING:
    from ...request import Request
    from .generator import EmbeddedGenerator

RESOLUTION = 256
"""Pixels a side of each view."""
PATCH = 32
"""Pixels a side of what one token holds."""


def load(folder: Path | None = None) -> EmbeddedGenerator:
    """The generator of a folder of weights, checked against their hashes; without one, the shipped."""
    from ...cores import meanwhile
    from ...weights import find_model, how_to_mend, verify
    from .generator import EmbeddedGenerator

    folder = folder or find_model("embedded")
    verified = meanwhile(lambda: verify(folder, how_to_mend(folder)))
    try:
        return EmbeddedGenerator.load(folder)
    finally:
        verified()  # what it raises says more than what a damaged file led to


def _check(request: Request) -> None:
    """Mistakes in pictures, sheets and pins show before the model is loaded."""
    from .known import known_parts

    known_parts(request)


SPEC = GeneratorSpec(
    name="embedded",
    summary="The small model that comes with the engine and runs on any computer",
    load=load,
    takes=frozenset({"prompt", "image", "images", "sheet"}),
    views=SHEET_VIEWS,
    resolution=RESOLUTION,
    depth=True,
    languages=("en", "zh"),
    licence=("Apache-2.0", "Apache-2.0"),
    memory=2**30,
    check=_check,
)
