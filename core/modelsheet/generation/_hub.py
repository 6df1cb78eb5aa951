"""Models of the Hub as generators: the words and the picture of a request in, a sheet out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..cameras import sheet_camera
from ..errors import ModelsheetError
from ..hub.spec import ModelSpec
from ..registry import GeneratorSpec
from .known import KnownParts

if TYPE_CHECKING:
    from ..context import Context
    from ..request import Request
    from ..sheet import ModelSheet
    from ._diffusion import LatentGenerator

_PICTURE = 512  # pixels a side of the picture that a model is given


class HubGenerator:
    """See `registry.Generator`. pipeline: of the model."""

    def __init__(self, pipeline: LatentGenerator) -> None:
        self.pipeline, self.name = pipeline, pipeline.name

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """A sheet without depth; a Chinese prompt is read in English."""
        from ..prompts.chinese import is_chinese, translate

        text = request.prompt
        unknown: tuple[str, ...] = ()
        if is_chinese(text):
            english, unknown = translate(text)
            text = english or text
        sheet = self.pipeline.draw(
            text,
            seed=request.seed,
            steps=request.steps,
            guidance_scale=request.guidance,
            known=context.known or _picture(request),
            on_step=context.forming,
        )
        settings = dict(sheet.settings)
        if text != request.prompt:
            settings["understood"] = text
        if unknown:
            settings["unknown"] = list(unknown)
        return replace(sheet, prompt=request.prompt, settings=settings)


def generator_spec(model: ModelSpec, load: Callable[[Path], LatentGenerator]) -> GeneratorSpec:
    """How the list of generators has the model; load: makes its pipeline from the folder of its weights."""
    assert model.cameras is not None  # it draws views
    cameras = model.cameras(model.resolution)
    names = {"text": "prompt", "picture": "image"}
    weights = ", ".join(dict.fromkeys(download.licence.name for download in model.downloads))
    return GeneratorSpec(
        name=model.name,
        summary=model.title,
        load=lambda folder: HubGenerator(load(_folder(model, folder))),
        takes=frozenset(names[source] for source in model.reads),
        views=tuple(cameras),
        resolution=model.resolution,
        perspective=any(camera.fov_y is not None for camera in cameras.values()),
        normals="controlnet" in model.index,
        languages=model.languages,
        downloads=tuple(download.repository for download in model.downloads),
        licence=(model.code.name, weights),
        memory=model.memory,
        check=lambda request: _check(model, request),
    )


def _folder(model: ModelSpec, folder: Path | None) -> Path:
    if folder is None:
        raise ModelsheetError(f"{model.name} is not installed: name the folder that holds it")
    return folder


def _check(model: ModelSpec, request: Request) -> None:
    """Mistakes show before the model is loaded."""
    if request.sheet:
        raise ModelsheetError("sheet-not-taken", name=model.name)
    if request.image and "picture" not in model.reads:
        raise ModelsheetError("image-not-taken", name=model.name)
    if not request.image and "picture" in model.needs:
        raise ModelsheetError(f"{model.name} draws from a picture: give one with --image")
    _picture(request)


def _picture(request: Request) -> KnownParts | None:
    if not request.image:
        return None
    return KnownParts.of_image(
        request.image, request.image_view or "front", {"front": sheet_camera("front", _PICTURE)}
    )
