"""What a request tells the embedded generator to keep."""

from __future__ import annotations

from ...cameras import SHEET_RESOLUTION, sheet_cameras
from ...request import Request
from ...sheet import ModelSheet
from ..known import KnownParts

BLOCK = 16  # pixels: a token's patch is kept as a whole or not at all


def known_parts(request: Request, resolution: int = SHEET_RESOLUTION) -> KnownParts | None:
    """The picture, or what is pinned and painted of a saved sheet; None where nothing is given.

    resolution: pixels a side of the model's views. Raises ModelsheetError for what can't be kept.
    """
    if request.image:
        return KnownParts.of_image(request.image, request.image_view or "front", sheet_cameras(resolution))
    if request.sheet:
        return KnownParts.of_sheet(ModelSheet.load(request.sheet), request.pin, BLOCK)
    return None
