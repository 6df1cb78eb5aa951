"""The one way from a request to files. Command line, worker and batch are listeners to it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .context import Context, Done, Drawn, Listener, Notice, Pictured, ignore
from .errors import Message, ModelsheetError
from .request import Request

if TYPE_CHECKING:
    from .candidates import Candidates
    from .pipeline import Models, Pipeline
    from .registry import RouteSpec
    from .surface import Surface

Load = Callable[[str], "Pipeline"]
"""Gives the pipeline of a generator, by its name or folder; one that is loaded already takes no time."""


def run(request: Request, folder: Path, listen: Listener = ignore, load: Load | None = None) -> Done:
    """Make what is asked for in `folder`, all or nothing; what `listen` raises ends it.

    A picture of the words lies there as soon as it is drawn, and stays where the rest fails. load: where
    generators come from; `pipeline.Models` keeps all models of a route for the next call. Mistakes in the
    request show before a model is loaded. Raises ModelsheetError.
    """
    from . import second
    from .folders import check_writable

    check_writable(folder)
    if request.do == "generate" and not request.views_only and not request.picture_only:
        second.start(warm_up)  # it is up before the sheet is drawn
    from .pipeline import Models
    from .surroundings import is_out_of_memory

    models = load if isinstance(load, Models) else Models(load) if load else Models()
    check(request, models.names)
    try:
        return _run(request, folder, Context(listen), models)
    except Exception as error:
        message = _too_large(request) if is_out_of_memory(error) else None
        if message is None:
            raise
        models.clear()
        raise message from None


def warm_up() -> None:
    """For a process that works beside this one: import what it needs; see `second.start`."""
    from ._open3d import open3d

    for name in ("scipy.ndimage", "skimage.measure", "modelsheet.finishing.preview"):
        importlib.import_module(name)
    open3d()


def check(request: Request, loaded: Iterable[str] = ()) -> None:
    """Raise ModelsheetError for stages that are not there, for what they can't use, and for models that are
    not installed or too large for this machine; loaded: the names of those that are in memory.
    """
    from .registry import EXPORTERS, RECONSTRUCTORS, REFINERS
    from .routes import check_models, find_route

    route = find_route(request)
    if request.do == "generate":
        _check_drawing(request, route)
    if request.do == "texture":
        _check_painting(request)
    elif not request.views_only and not request.picture_only and route.method != "auto":
        RECONSTRUCTORS.get(route.method)
    if not request.views_only and not request.picture_only:
        if request.refine != "off":
            REFINERS.get(request.refine)
        for name in request.format:
            EXPORTERS.get(name).check()
    if request.do in ("generate", "texture"):
        check_models(route, request, loaded)
    known = sorted(_options(request, route))
    for name, _ in request.extra:
        if name not in known:
            names = ", ".join(known) or "none, for what is chosen has no options"
            raise ModelsheetError("option-unknown", name=name, known=names)


def _check_drawing(request: Request, route: RouteSpec) -> None:
    from .generation import find_spec
    from .imagine.options import OPTIONS
    from .options import read
    from .registry import RECONSTRUCTORS
    from .request import check_prompt

    draws_picture = bool(route.picture) and not request.image
    if request.picture_only and not draws_picture:
        raise ModelsheetError("no-picture-drawn", route=request.route)
    spec = find_spec(route.generator)
    if draws_picture:
        check_prompt(request.prompt)
        read(OPTIONS, dict(request.extra))
    else:
        spec.check(request)
    if request.images and "images" not in spec.takes:
        raise ModelsheetError("images-not-taken", name=spec.name)
    if request.set and route.generator != "procedural":
        raise ModelsheetError("set-not-taken", route=request.route)
    method = RECONSTRUCTORS.find(route.method)
    if method is not None and method.perspective and not spec.perspective:
        raise ModelsheetError("views-not-perspective", method=route.method, generator=spec.name)


def _options(request: Request, route: RouteSpec) -> set[str]:
    """The names of the options that the stages of a route have."""
    from .generation import find_spec
    from .imagine.options import OPTIONS
    from .registry import RECONSTRUCTORS

    found = list(OPTIONS) if route.picture else []
    if request.do == "generate":
        found += find_spec(route.generator).options
    if request.do == "texture":
        return {option.name for option in find_spec(route.generator).options}
    method = RECONSTRUCTORS.find(route.method)
    return {option.name for option in (*found, *(method.options if method else ()))}


def _check_painting(request: Request) -> None:
    from . import texturing

    spec = texturing.check(request)
    if request.images and "images" not in spec.takes:
        raise ModelsheetError("images-not-taken", name=spec.name)


def _run(request: Request, folder: Path, context: Context, models: Models) -> Done:
    request = _with_picture(request, folder, context, models)
    if request.picture_only:
        return _done(folder, Path(str(request.image)), context)
    surface = _mesh(request, context) if request.do == "texture" else None
    drawn = _drawn(request, context, models, surface)
    for message in drawn.chosen.notices:
        context.listen(Notice(message))
    if len(drawn.sheets) > 1:
        for number, sheet in enumerate(drawn.sheets, 1):
            context.listen(Drawn(sheet, number))
    context.listen(Drawn(drawn.chosen))
    if request.views_only:
        return _done(folder, _save_sheets(drawn, folder), context)
    return _done(folder, _save_asset(drawn, request, context, folder, models, surface), context)


def _done(folder: Path, main: Path, context: Context) -> Done:
    done = Done(folder, main, dict(context.seconds))
    context.listen(done)
    return done


def _with_picture(request: Request, folder: Path, context: Context, models: Models) -> Request:
    """The request with the picture of its words, where its route draws one and none is given."""
    from .pipeline import PICTURE, imagine
    from .routes import find_route

    route = find_route(request)
    models.keep(route)
    if request.do != "generate" or not route.picture or request.image:
        return request
    path = imagine(request, route, context, models).save(folder / PICTURE)
    context.listen(Pictured(path))
    return replace(request, image=str(path))


def _mesh(request: Request, context: Context) -> Surface:
    """The mesh that is to be coloured; what could not be read of it is told."""
    from .surface import Surface

    assert request.mesh is not None  # see Request.of
    surface = Surface.load(request.mesh)
    for note in surface.notes:
        context.listen(Notice(Message(note)))
    return surface


def _drawn(request: Request, context: Context, models: Models, surface: Surface | None) -> Candidates:
    from .candidates import Candidates
    from .pipeline import draw_candidates
    from .routes import find_route
    from .sheet import ModelSheet

    if request.do == "reconstruct":
        assert request.sheet is not None  # see Request.of
        return Candidates((ModelSheet.load(request.sheet),))
    with context.phase("load"):
        pipeline = models(find_route(request).generator)
    if surface is not None:
        from . import texturing

        return Candidates((texturing.draw(pipeline.generator, surface, request, context),))
    return draw_candidates(pipeline.generator, request, context)


def _save_sheets(drawn: Candidates, folder: Path) -> Path:
    from .folders import staged

    with staged(folder) as stage:
        drawn.chosen.save(stage)
        drawn.save(stage)
    return folder / "sheet.png"


def _save_asset(
    drawn: Candidates,
    request: Request,
    context: Context,
    folder: Path,
    models: Models,
    surface: Surface | None,
) -> Path:
    from . import texturing
    from .export import FRAMES, main_file, save
    from .finishing.preview import Studio
    from .pipeline import make
    from .second import beside

    files = beside(drawn.chosen.files)
    studio: Callable[[], Studio] | None = None

    def look(shape: Surface) -> None:
        nonlocal studio
        if studio is None:
            studio = beside(Studio.around, shape, FRAMES)
        else:
            studio = beside(Studio.unwrapped, studio(), shape)

    if surface is None:
        asset = make(drawn.chosen, request, context, models, look)
    else:
        asset = texturing.make(surface, drawn.chosen, request, context)
        for message in asset.report["notices"]:
            context.listen(Notice(Message.from_json(message)))
    with context.phase("save"):
        save(asset, folder, request.format, drawn, files if asset.sheet is drawn.chosen else None, studio)
    return folder / main_file(request.format)


def _too_large(request: Request) -> ModelsheetError | None:
    """What to say when a model of the Hub has taken all memory; None where none is used."""
    from .routes import find_route, models_of

    models = models_of(find_route(request))
    if not models:
        return None
    return ModelsheetError("route-no-memory", models=", ".join(model.name for model in models))
