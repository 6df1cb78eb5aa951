"""What a request tells the embedded generator to keep."""

from __future__ import annotations

from ...cameras import sheet_cameras
from ...request import Request
from ...sheet import ModelSheet
from ..known import KnownParts
from . import PATCH, RESOLUTION


def known_parts(request: Request, resolution: int = RESOLUTION) -> KnownParts | None:
    """The pictures, or what is pinned and painted of a saved sheet; None where nothing is given.

    What is painted is kept by whole patches. resolution: pixels a side of the model's views. Raises
    ModelsheetError for what can't be kept.
    """
    if request.image:
        return KnownParts.of_images(request.pictures, sheet_cameras(resolution))
    if request.sheet:
        return KnownParts.of_sheet(ModelSheet.load(request.sheet), request.pin, PATCH)
    return None
