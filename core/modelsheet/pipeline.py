"""The Python face: prompt to sheet to surface to asset, on one screen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import finishing, reconstruction, routes, texturing
from .asset import Asset, Conventions
from .candidates import Candidates, seeds
from .context import Context, Listener, Meshed, Notice, ignore
from .errors import ModelsheetError
from .finishing import FinishOptions
from .generation import KnownParts, load_generator
from .options import read
from .presets import UNITS
from .prompts.sizes import typical_size
from .registry import ROUTES, BatchGenerator, Generator, HasPrior, Prior, ReconstructorSpec, RouteSpec
from .request import Request, check_prompt
from .second import beside
from .sheet import ModelSheet
from .surface import Surface

if TYPE_CHECKING:
    from .imagine.model import PictureModel
    from .imagine.picture import Picture
    from .surface import Surface

PICTURE = "picture.png"
"""The picture of the words, where a route draws one."""

_FINISHED = (
    "triangles",
    "texture_size",
    "texture",
    "style",
    "maps",
    "exact",
    "quads",
    "lods",
    "collision",
)  # options of finishing


class Pipeline:
    """A view generator with everything that turns its sheets into assets.

    Options are the fields of `request.Request`; one that is not, or has a value that can't be, raises
    TypeError or ModelsheetError. `listen` is called with the events of `context`.

    >>> asset = Pipeline.from_pretrained().generate("a wooden barrel", seed=7)
    """

    def __init__(self, generator: Generator, route: str = routes.DEFAULT) -> None:
        self.generator, self.route = generator, route
        self._models = Models(lambda name: self)

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path = routes.DEFAULT) -> Pipeline:
        """A route by its name, a generator by its name, or a trained one from its folder.

        Raises ModelsheetError where its models are not installed or don't fit this machine.
        """
        route = ROUTES.find(str(name_or_folder))
        if route is None:
            return cls(load_generator(name_or_folder))
        routes.check_models(route, Request(route=route.name))
        return cls(load_generator(route.generator), route.name)

    def draw(
        self, prompt: str, *, known: KnownParts | None = None, listen: Listener = ignore, **options: Any
    ) -> ModelSheet:
        """The model sheet of a prompt, which may be empty where parts are known.

        The sheet's settings say how the prompt was understood, and what of it was not.
        """
        return self._draw(self._request(prompt, known, options), Context(listen, known))

    def reconstruct(self, sheet: ModelSheet, *, listen: Listener = ignore, **options: Any) -> Asset:
        """The finished asset of a sheet, drawn or painted."""
        request = Request(sheet.prompt, **{"route": self.route, **options})
        return make(sheet, request, Context(listen), self._models)

    def generate(
        self, prompt: str, *, known: KnownParts | None = None, listen: Listener = ignore, **options: Any
    ) -> Asset:
        """Prompt to asset: `draw`, then `reconstruct`."""
        request, context = self._request(prompt, known, options), Context(listen, known)
        return make(self._draw(request, context), request, context, self._models)

    def texture(
        self, mesh: Surface | str | Path, prompt: str, *, listen: Listener = ignore, **options: Any
    ) -> Asset:
        """A mesh that exists, or its file, in the colours of a prompt; its generator must be one of
        `registry.TEXTURERS`.
        """
        surface = mesh if isinstance(mesh, Surface) else Surface.load(mesh)
        request, context = Request(check_prompt(prompt), **options), Context(listen)
        sheet = texturing.draw(self.generator, surface, request, context)
        return texturing.make(surface, sheet, request, context)

    def _request(self, prompt: str, known: KnownParts | None, options: dict[str, Any]) -> Request:
        needed = known is None and not options.get("image")
        return Request(check_prompt(prompt, needed=needed), **{"route": self.route, **options})

    def _draw(self, request: Request, context: Context) -> ModelSheet:
        route = routes.find_route(request)
        if not route.picture or request.image or context.known is not None:
            return draw(self.generator, request, context)
        picture = imagine(request, route, context, self._models)
        with tempfile.TemporaryDirectory() as folder:
            path = picture.save(Path(folder) / PICTURE)
            return draw(self.generator, replace(request, image=str(path)), context)


def imagine(request: Request, route: RouteSpec, context: Context, models: Models) -> Picture:
    """The picture of the words from which the views are to be drawn, its background still there."""
    from .imagine.options import OPTIONS
    from .prompts import in_english

    chosen = read(OPTIONS, dict(request.extra))
    with context.phase("load"):
        model = models.picture(route.picture, chosen["lora"], chosen["lora_scale"])
    if model.notice:
        context.listen(Notice(model.notice))
    with context.phase("picture"):
        return model.draw(
            in_english(request.prompt).text,
            seed=request.seed,
            steps=chosen["picture_steps"] or None,
            size=chosen["picture_size"] or None,
            template=chosen["template"],
            on_step=lambda step, count: context.progress(step / count),
        )


def draw(generator: Generator, request: Request, context: Context) -> ModelSheet:
    """The sheet that a request asks for, with the seconds that it took."""
    with context.phase("draw"):
        sheet = generator.draw(request, context)
    return _told(sheet, request, context)


def _told(sheet: ModelSheet, request: Request, context: Context) -> ModelSheet:
    """With what was asked for, and the seconds that it took."""
    settings = {**sheet.settings, **_picture_told(request)}
    return replace(sheet, prompt=request.prompt, settings=settings, seconds=dict(context.seconds))


def draw_candidates(generator: Generator, request: Request, context: Context) -> Candidates:
    """`request.candidates` sheets and which of them is the best, with the seconds that all took."""
    if request.candidates == 1:
        return Candidates((draw(generator, request, context),))
    with context.phase("draw"):
        if isinstance(generator, BatchGenerator):
            drawn = generator.draw_candidates(request, context)
        else:
            drawn = Candidates(_one_after_the_other(generator, request, context))
    return replace(drawn, sheets=tuple(_told(sheet, request, context) for sheet in drawn.sheets))


def _one_after_the_other(generator: Generator, request: Request, context: Context) -> tuple[ModelSheet, ...]:
    sheets = []
    context.candidates = request.candidates
    for context.candidate, seed in enumerate(seeds(request.seed, request.candidates), 1):
        sheets.append(generator.draw(replace(request, seed=seed, candidates=1), context))
    context.candidate = context.candidates = 1
    return tuple(sheets)


def _picture_told(request: Request) -> dict[str, Any]:
    """How the picture that a sheet was drawn from was made, where a model has drawn it."""
    from .imagine.picture import Picture

    if not request.image:
        return {}
    picture = Picture.load(request.image)
    made = {"model": picture.model, "seed": picture.seed, "settings": picture.settings}
    return {"picture": made} if picture.model else {}


def make(
    sheet: ModelSheet,
    request: Request,
    context: Context,
    models: Models | None = None,
    shaped: Callable[[Surface], None] = lambda surface: None,
) -> Asset:
    """The finished asset of a sheet; needs no generator. Its report has what the drawing took, too.

    shaped: is called with the surface when it has its triangles, and again when it has its UVs.
    """
    route = routes.find_route(request)
    method = reconstruction.find_method(sheet, route.method)
    options: dict[str, Any] = {}
    if method.load is not None:
        with context.phase("load"):
            options["network"] = (models or Models()).network(method)
    if request.refine != "off":
        sheet = _refined(sheet, request, context, models or Models(), method, options)
    with context.phase("reconstruct"):
        notes: list[str] = []
        surface, even, symmetries = _built(sheet, request, method, options, notes)
    height = sheet.settings.get("height") if method.clean and request.height is None else request.height
    size = None if height else typical_size(sheet.prompt)
    longest = size.longest if size else 1.0
    shared = {name: getattr(request, name) for name in _FINISHED}
    finish = FinishOptions(**shared, height=height, longest=longest)
    picture = sheet.settings.get("picture", {}).get("model", "")
    licence = routes.licence_of(picture, sheet.generator, method.name)
    conventions = Conventions(request.naming, request.up, UNITS[request.unit])

    def tell(asset: Asset) -> None:
        whole = replace(asset, sheet=sheet, report={"licence": licence}, conventions=conventions)
        context.listen(Meshed(whole))

    asset = finishing.finish(surface, even, finish, context, method.clean, sheet, tell, shaped)
    notes += asset.report["notes"]
    facts: dict[str, Any] = {"symmetries": list(symmetries), "notes": notes}
    facts |= {"route": request.route} if request.do == "generate" else {}
    facts["typical_size"] = {"word": size.word, "longest_side_metres": size.longest} if size else None
    facts |= {"method": method.name, "licence": licence}
    seconds = {**sheet.seconds, **context.seconds}
    report = {**asset.report, **facts, "seconds": seconds}
    return replace(asset, sheet=sheet, report=report, conventions=conventions)


def _built(
    sheet: ModelSheet, request: Request, method: ReconstructorSpec, options: dict[str, Any], notes: list[str]
) -> tuple[Surface, ModelSheet, tuple[str, ...]]:
    """The surface, the sheet made regular that it comes from, and the symmetries that were found."""
    least = 0.0 if method.clean else reconstruction.least_contradiction(sheet)
    if least > 0:  # so much is known before, and more changes nothing of what is regular
        contradiction = beside(reconstruction.contradiction, sheet)
        even, symmetries = reconstruction.regular(sheet, request.symmetry, least)
        tolerance = contradiction()
    else:
        tolerance = 0.0 if method.clean else reconstruction.contradiction(sheet)
        even, symmetries = reconstruction.regular(sheet, request.symmetry, tolerance)
    surface = reconstruction.reconstruct(even, method.name, dict(request.extra), tolerance, notes, **options)
    return surface, even, symmetries


def _refined(
    sheet: ModelSheet,
    request: Request,
    context: Context,
    models: Models,
    method: ReconstructorSpec,
    options: dict[str, Any],
) -> ModelSheet:
    """The sheet after `request.refine`."""
    from .refining import refine

    def rebuild(sheet: ModelSheet) -> Surface:
        return _built(sheet, request, method, options, [])[0]

    with context.phase("load"):
        prior = _prior(sheet, request, models)
    with context.phase("refine"):
        return refine(sheet, request, prior, rebuild, context)


def _prior(sheet: ModelSheet, request: Request, models: Models) -> Prior:
    """The model that refines: the one that is named, or what drew the views."""
    text = sheet.settings.get("understood", sheet.prompt)
    if request.refine_with:
        from .imagine.prior import PicturePrior

        return PicturePrior(models.picture(request.refine_with), text)
    name = routes.find_route(request).generator
    generator = models(name).generator
    if not isinstance(generator, HasPrior):
        raise ModelsheetError("refine-no-prior", name=name)
    return generator.prior(text)


class Models:
    """The models that are loaded, by kind and name; each is loaded when it is first asked for.

    load: where the pipeline of a generator comes from, by the generator's name or folder. Before another
    model is loaded that does not fit beside those that are there, these are let go.
    """

    def __init__(self, load: Callable[[str], Pipeline] = Pipeline.from_pretrained) -> None:
        self._load = load
        self._loaded: dict[tuple[str, str], Any] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Of all that are loaded."""
        return tuple(name for _, name in self._loaded)

    @property
    def generator(self) -> str | None:
        """The name of the generator that is loaded."""
        return next((name for kind, name in self._loaded if kind == "generator"), None)

    def __call__(self, generator: str) -> Pipeline:
        """The pipeline of a generator; only one is kept."""
        if self.generator not in (None, generator):
            self._drop({("generator", str(self.generator))})
        return self._get("generator", generator, lambda: self._load(generator))

    def picture(self, name: str, lora: str = "", scale: float = 1.0) -> PictureModel:
        """The model that draws pictures, with LoRA weights from a file or a folder."""
        from .imagine.model import Lora, PictureModel

        loras = [Lora(Path(lora), scale)] if lora else []
        key = f"{name} with {lora} {scale:g}" if lora else name
        return self._get("picture", key, lambda: PictureModel.load(name, loras=loras))

    def network(self, method: ReconstructorSpec) -> Any:
        """What a reconstruction method computes with."""
        assert method.load is not None
        return self._get("method", method.name, method.load)

    def keep(self, route: RouteSpec) -> None:
        """Let go of all that a route does not use."""
        used = (route.picture, route.generator, route.method)
        self._drop({key for key in self._loaded if key[1].partition(" with ")[0] not in used})

    def clear(self) -> None:
        """Let go of all."""
        self._drop(set(self._loaded))

    def _get(self, kind: str, name: str, load: Callable[[], Any]) -> Any:
        if (kind, name) not in self._loaded:
            self._make_room(name.partition(" with ")[0])
            self._loaded[kind, name] = load()
        return self._loaded[kind, name]

    def _make_room(self, name: str) -> None:
        from .hub.catalogue import known_models

        models = known_models([name])
        if not self._loaded or not models:
            return
        from .hub.fit import Machine, ways
        from .hub.store import models_home

        if not Machine.here().holds(next(ways(models[0], Machine.here(), models_home() / name))):
            self.clear()

    def _drop(self, keys: set[tuple[str, str]]) -> None:
        if not keys:
            return
        from .hub.fit import release

        for key in keys:
            del self._loaded[key]
        release()
