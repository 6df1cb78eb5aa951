"""Models of the Hub as generators: the words and the picture of a request in, a sheet out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..cameras import sheet_camera
from ..context import Notice
from ..errors import ModelsheetError
from ..hub.spec import ModelSpec
from ..hub.store import model_folder
from ..options import Choice, Option, Whole, read
from ..registry import GeneratorSpec
from ..sheet import ModelSheet
from .known import KnownParts

if TYPE_CHECKING:
    from ..context import Context
    from ..hub.fit import Placement
    from ..request import Request
    from ._diffusion import LatentGenerator

_LARGEST = 2048  # pixels a side of a view that can be asked for
_BLOCK = 64  # pixels a side of what the networks see as one at their coarsest
_PICTURE = 512  # pixels a side of the picture that a model is given


class HubGenerator:
    """See `registry.Generator`. pipeline: of the model. placement: how it was made to fit the machine."""

    def __init__(self, model: ModelSpec, pipeline: LatentGenerator, placement: Placement) -> None:
        self.model, self.pipeline, self.name = model, pipeline, pipeline.name
        self.placement = placement

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """A sheet without depth; a Chinese prompt is read in English."""
        from ..prompts import in_english

        self._arrange(request, context)
        english = in_english(request.prompt)
        text = english.text
        sheet = self.pipeline.draw(
            text,
            seed=request.seed,
            steps=request.steps,
            guidance_scale=request.guidance,
            known=_known(request, context),
            on_step=context.forming,
        )
        settings = dict(sheet.settings)
        if text != request.prompt:
            settings["understood"] = text
        if english.unknown:
            settings["unknown"] = list(english.unknown)
        return replace(sheet, prompt=request.prompt, settings=settings)

    def _arrange(self, request: Request, context: Context) -> None:
        """As many and as large views as are asked for, else as fit."""
        fits, notice = self.placement, self.placement.message
        if self.model.small:
            asked = read(_options(self.model), dict(request.extra))
            pixels, views = asked["view_size"], int(asked.get("view_count", 0))
            self.pipeline.arrange(pixels or fits.pixels, views or fits.views)
            notice = replace(
                fits, pixels=0 if pixels else fits.pixels, views=0 if views else fits.views
            ).message
        if notice:
            context.listen(Notice(notice))


def _options(model: ModelSpec) -> tuple[Option, ...]:
    """What a person may say of the views."""
    if not model.small:
        return ()
    size = Whole(0, _LARGEST)
    found = Option(
        "view_size", size, 0, f"pixels a side of a view, a multiple of {_BLOCK}; 0 for as many as fit"
    )
    if not model.few or not model.cameras:
        return (found,)
    most = len(model.cameras(model.resolution))
    count = Choice(tuple(map(str, (0, model.few, most))))
    return found, Option("view_count", count, "0", "of the views; 0 for as many as fit")


def generator_spec(model: ModelSpec, load: Callable[..., LatentGenerator]) -> GeneratorSpec:
    """How the list of generators has the model.

    load: makes its pipeline, called with the folder of its weights, `device` and `dtype`.
    """
    assert model.cameras is not None  # it draws views
    cameras = model.cameras(model.resolution)
    names = {"text": "prompt", "picture": "image"}
    weights = ", ".join(dict.fromkeys(download.licence.name for download in model.downloads))
    return GeneratorSpec(
        name=model.name,
        summary=model.title,
        load=lambda folder: _load(model, load, folder),
        takes=frozenset(names[source] for source in model.reads),
        views=tuple(cameras),
        resolution=model.resolution,
        perspective=any(camera.fov_y is not None for camera in cameras.values()),
        normals="controlnet" in model.index,
        languages=model.languages,
        downloads=tuple(download.repository for download in model.downloads),
        licence=(model.code.name, weights),
        memory=model.memory,
        options=_options(model),
        check=lambda request: _check(model, request),
    )


def _load(model: ModelSpec, load: Callable[..., LatentGenerator], folder: Path | None) -> HubGenerator:
    """The model of a folder, or of where downloads lie, in the best way that fits this machine."""
    from ..hub.fit import fit

    folder = folder or model_folder(model.name, size=model.size)
    placement = fit(model, folder=folder)
    device = "cpu" if placement.offload else placement.device
    pipeline = load(folder, device=device, dtype=placement.dtype)
    pipeline.settle(placement)
    return HubGenerator(model, pipeline, placement)


def _check(model: ModelSpec, request: Request) -> None:
    """Mistakes show before the model is loaded."""
    if request.sheet:
        raise ModelsheetError("sheet-not-taken", name=model.name)
    if request.image and "picture" not in model.reads:
        raise ModelsheetError("image-not-taken", name=model.name)
    if not request.image and "picture" in model.needs:
        raise ModelsheetError("image-needed", name=model.name)
    asked = read(_options(model), dict(request.extra))
    if asked.get("view_size", 0) % _BLOCK:
        raise ModelsheetError("view-size", size=asked["view_size"], block=_BLOCK)
    _picture(request)


def _known(request: Request, context: Context) -> KnownParts | None:
    """What the context has, or the picture; both where a mesh is painted."""
    if context.known is None or context.known.surface is None:
        return context.known or _picture(request)
    return replace(_picture(request) or KnownParts(ModelSheet(())), surface=context.known.surface)


def _picture(request: Request) -> KnownParts | None:
    if not request.image:
        return None
    return KnownParts.of_image(
        request.image, request.image_view or "front", {"front": sheet_camera("front", _PICTURE)}
    )
