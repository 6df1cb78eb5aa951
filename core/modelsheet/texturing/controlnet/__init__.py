"""Any Stable Diffusion with a ControlNet for depth: the mesh is painted side by side, each new side around
what the sides before it have painted.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...cameras import SHEET_VIEWS, sheet_camera
from ...errors import ModelsheetError
from ...registry import GeneratorSpec

if TYPE_CHECKING:
    from ...request import Request
    from .painter import ControlNetPainter

NAME = "controlnet-depth"


def load(folder: Path | None) -> ControlNetPainter:
    """The painter of a folder whose `model_index.json` says {"generator": "controlnet-depth"} and, as paths
    from that folder, "base" (a StableDiffusionPipeline or StableDiffusionXLPipeline of diffusers) and
    "controlnet"; "resolution" for views of another size than 512 or 1024 pixels.
    """
    from ...hub.checkpoints import read_settings
    from .painter import ControlNetPainter

    if folder is None:
        raise ModelsheetError("controlnet-folder", name=NAME)
    index = read_settings(folder / "model_index.json")
    if "base" not in index or "controlnet" not in index:
        raise ModelsheetError("controlnet-folder", name=NAME)
    return ControlNetPainter.from_folders(
        folder / index["base"], folder / index["controlnet"], resolution=index.get("resolution")
    )


def _check(request: Request) -> None:
    """Mistakes in pictures show before the model is loaded."""
    if request.image:
        from ...cutout import views_from_images

        views_from_images(request.pictures, {view: sheet_camera(view) for view in SHEET_VIEWS})


SPEC = GeneratorSpec(
    name=NAME,
    summary="Stable Diffusion with a ControlNet for depth, side by side: name its folder",
    load=load,
    takes=frozenset({"prompt", "image", "images", "sheet"}),
    views=SHEET_VIEWS,
    depth=True,
    memory=8 * 10**9,
    licence=("Apache-2.0", "that of the models in the folder"),
    check=_check,
)
