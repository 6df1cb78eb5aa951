"""The picture itself as the only view, for methods that see the other sides in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..cameras import sheet_camera
from ..errors import ModelsheetError
from ..registry import GeneratorSpec
from .known import KnownParts

if TYPE_CHECKING:
    from ..context import Context
    from ..request import Request
    from ..sheet import ModelSheet

NAME = "picture"
RESOLUTION = 512
"""Pixels a side of the view."""


class PictureGenerator:
    """See `registry.Generator`."""

    name = NAME

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """A sheet of one view, the front, without depth; its camera is a guess."""
        from ..sheet import ModelSheet

        view = _picture(request).sheet["front"]
        return ModelSheet((view,), request.prompt, request.seed, self.name)


def _load(folder: Path | None) -> PictureGenerator:
    return PictureGenerator()


def _picture(request: Request) -> KnownParts:
    if request.sheet:
        raise ModelsheetError("sheet-not-taken", name=NAME)
    if not request.image:
        raise ModelsheetError("image-needed", name=NAME)
    if request.image_view not in (None, "front"):
        raise ModelsheetError("image-no-view", name=request.image_view, known="front")
    return KnownParts.of_image(request.image, "front", {"front": sheet_camera("front", RESOLUTION)})


SPEC = GeneratorSpec(
    name=NAME,
    summary="The picture itself, for methods that build the whole from it",
    load=_load,
    takes=frozenset({"image"}),
    views=("front",),
    resolution=RESOLUTION,
    licence=("Apache-2.0", ""),
    check=_picture,
)
