"""Routes: whole ways from words or a picture to a surface, and what each needs, costs and allows.

A route is a `registry.RouteSpec`: those of this file, and entry points of the group modelsheet.routes. It
names stages that can be chosen one by one too; a request's own choice of a stage stands above the route's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from .errors import ModelsheetError
from .hub.catalogue import known_models
from .hub.fit import gpu_memory
from .hub.spec import APACHE, MIT, Licence, ModelSpec
from .hub.store import is_installed, left_to_fetch
from .registry import GENERATORS, ROUTES, RouteSpec
from .request import Request

DEFAULT = "embedded"
_UNKNOWN = "unknown"  # whether a product may be made with what another package brings
_FREE = {licence.name: licence.commercial for licence in (APACHE, MIT)}


def find_route(request: Request) -> RouteSpec:
    """The stages that a request goes through: those of its route, but for the ones that it names itself.

    Raises ModelsheetError where there is no such route.
    """
    route = ROUTES.get(request.route)
    chosen = {"picture": request.picture, "generator": request.generator, "method": request.method}
    usual = {"picture": "", "generator": DEFAULT, "method": "auto"}
    own: dict[str, Any] = {name: value for name, value in chosen.items() if value != usual[name]}
    return replace(route, **own)


def models_of(route: RouteSpec) -> tuple[ModelSpec, ...]:
    """What has to be downloaded for a route, in the order of use."""
    return known_models(dict.fromkeys((route.picture, route.generator, route.method)))


def check_models(route: RouteSpec, request: Request, loaded: Iterable[str] = ()) -> None:
    """Raise ModelsheetError unless all models that a request uses are installed and fit this machine.

    loaded: the names of models that are in memory; the room that they take is theirs, or can be made free.
    """
    used = replace(
        route,
        picture="" if request.image else route.picture,
        method="" if request.views_only else route.method,
    )
    if request.picture_only:
        used = replace(used, generator="", method="")
    models = models_of(used)
    missing = [model for model in models if not is_installed(model.name)]
    if missing:
        raise _not_installed(route, request, missing)
    if models:
        from .hub.fit import Machine, fit
        from .hub.store import model_folder

        held = [model_folder(model.name) for model in known_models(loaded)]
        machine = Machine.here().without(held)
        for model in models:
            fit(model, machine, model_folder(model.name))


def licence_of(*stages: str) -> dict[str, Any]:
    """The terms of the weights that stages use, by their names, as plain JSON values for the report.

    commercial: "yes", "no", "conditions", or "unknown" for what another package brings. weights: a list of
    model, licence, commercial and conditions; empty where nothing was trained.
    """
    names = tuple(dict.fromkeys(name for name in stages if name))
    rows = [_terms(model.name, licence) for model in known_models(names) for licence in model.licences]
    listed = {row["model"] for row in rows}
    for name in (name for name in names if name not in listed and name in GENERATORS.names()):
        code, weights = GENERATORS.get(name).licence
        if weights or not code:
            rows.append(_terms(name, Licence(weights, "yes")) | {"commercial": _FREE.get(weights, _UNKNOWN)})
    found = {row["commercial"] for row in rows}
    strict = next((word for word in ("no", _UNKNOWN, "conditions") if word in found), "yes")
    return {"commercial": strict, "weights": rows}


def to_dict(route: RouteSpec, home: Path | None = None) -> dict[str, Any]:
    """What a menu shows of a route, as plain JSON values; sizes and memory in bytes.

    takes: which of "prompt" and "image" it starts from; needs_picture: whether words alone are not enough.
    size: of all downloads; missing: of those that are still to come. memory: of the model that needs most.
    """
    models = models_of(route)
    return {
        "name": route.name,
        "summary": route.summary,
        "quality": route.quality,
        "picture": route.picture,
        "generator": route.generator,
        "method": route.method,
        "takes": sorted(takes(route)),
        "needs_picture": not route.picture and _draws_from_a_picture(route.generator),
        "models": [model.name for model in models],
        "size": sum(model.size for model in models),
        "missing": sum(left_to_fetch(model, home) for model in models),
        "memory": max(map(gpu_memory, models), default=0),
        "installed": all(is_installed(model.name, home) for model in models),
        **licence_of(route.picture, route.generator, route.method),
    }


def takes(route: RouteSpec) -> frozenset[str]:
    """Which of "prompt" and "image" a route starts from."""
    own = GENERATORS.get(route.generator).takes & {"prompt", "image"}
    return own | {"prompt"} if route.picture else own


def _draws_from_a_picture(generator: str) -> bool:
    needed = known_models([generator])
    return GENERATORS.get(generator).takes == {"image"} or any("picture" in model.needs for model in needed)


def routes() -> list[RouteSpec]:
    """The routes there are, the default first; one whose package is broken is left out."""
    found = []
    for name in ROUTES.names():
        try:
            found.append(ROUTES.get(name))
        except ModelsheetError:
            continue  # it says so when it is asked for
    return sorted(found, key=lambda route: (bool(models_of(route)), route.name != DEFAULT))


def wanted_models(name: str) -> tuple[ModelSpec, ...]:
    """The models of a route, or the one of this name. Raises ModelsheetError where there is neither."""
    from .hub.catalogue import catalogue

    models = catalogue()
    if name in models:
        return (models[name],)
    route = ROUTES.find(name)
    if route is None:
        raise ModelsheetError("model-not-listed", name=name, known=", ".join([*ROUTES.names(), *models]))
    return models_of(route)


def _not_installed(route: RouteSpec, request: Request, missing: list[ModelSpec]) -> ModelsheetError:
    whole = request.route != DEFAULT
    return ModelsheetError(
        "models-missing",
        models=", ".join(model.name for model in missing),
        gigabytes=f"{sum(map(left_to_fetch, missing)) / 1e9:.1f}",
        command=f"modelsheet models download {request.route if whole else missing[0].name}",
    )


def _terms(model: str, licence: Licence) -> dict[str, str]:
    return {
        "model": model,
        "licence": licence.name,
        "commercial": licence.commercial,
        "conditions": licence.conditions,
    }


SPECS = (
    RouteSpec(
        DEFAULT,
        "The small model that comes with the engine: on any computer, offline",
        generator=DEFAULT,
        quality=1,
    ),
    RouteSpec(
        "procedural",
        "What the prompt names, built exactly from parameters that can be changed",
        generator="procedural",
        method="procedural",
        quality=2,
    ),
    RouteSpec(
        "sd-turbo+triposr",
        "A quick picture of the words, and the whole object from it: also without a GPU",
        picture="sd-turbo",
        generator="picture",
        method="triposr",
        quality=3,
    ),
    RouteSpec(
        "flux-schnell+triposr",
        "A fine picture of the words, and the whole object from it",
        picture="flux-schnell",
        generator="picture",
        method="triposr",
        quality=3,
    ),
    RouteSpec(
        "triposr",
        "The whole object from your picture",
        generator="picture",
        method="triposr",
        quality=3,
    ),
    RouteSpec(
        "sd-turbo+embedded",
        "A quick picture of the words, and the other sides by the model that comes with the engine",
        picture="sd-turbo",
        generator=DEFAULT,
        quality=2,
    ),
    RouteSpec(
        "sdxl+mv-adapter+refine",
        "A picture of the words, six views of it, and a surface that is fitted to them",
        picture="sdxl",
        generator="mv-adapter-picture-sdxl",
        method="refine",
        quality=5,
    ),
    RouteSpec(
        "mv-adapter+refine",
        "Six views of the words, and a surface that is fitted to them",
        generator="mv-adapter-text-sd21",
        method="refine",
        quality=4,
    ),
    RouteSpec(
        "mvdream+instantmesh",
        "Four views of the words, and a surface from them in one pass",
        generator="mvdream",
        method="instantmesh",
        quality=4,
    ),
    RouteSpec(
        "imagedream+instantmesh",
        "Four views of your picture, and a surface from them in one pass",
        generator="imagedream",
        method="instantmesh",
        quality=4,
    ),
    RouteSpec(
        "zero123plus+instantmesh",
        "Six views of your picture, and a surface from them in one pass",
        generator="zero123plus-1.2",
        method="instantmesh",
        quality=5,
    ),
    RouteSpec(
        "zero123plus+refine",
        "Six views of your picture with normals, and a surface that is fitted to them",
        generator="zero123plus-1.2-normals",
        method="refine",
        quality=4,
    ),
)
