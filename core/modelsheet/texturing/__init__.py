"""Colour for a mesh that exists: its views are drawn in its shape, then fused in its textures.

What draws them is a generator that reads `known.surface` of its context: a module of this package with a SPEC
(see `registry.TEXTURERS`), or an entry point of another package.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from .. import generation, routes
from ..asset import Asset
from ..cameras import sheet_cameras
from ..context import Context
from ..errors import ModelsheetError
from ..finishing.bake import bake
from ..finishing.inspect import inspect
from ..finishing.report import measure
from ..finishing.seams import border_jump
from ..generation import KnownParts
from ..registry import TEXTURERS, Generator, GeneratorSpec
from ..render import RayCaster, render_view
from ..request import Request
from ..sheet import ModelSheet, View
from ..surface import Surface
from ._charts import Charts, lay_out

__all__ = ["check", "draw", "find_spec", "make"]

_SIDES = 128  # pixels a side at which it is looked for which side of a face is outside


def find_spec(name_or_folder: str) -> GeneratorSpec:
    """The spec of what paints a mesh, by its name or by the folder of a model. Raises ModelsheetError."""
    spec = TEXTURERS.find(name_or_folder)
    if spec is None:
        spec = generation.find_spec(name_or_folder)
        spec = TEXTURERS.find(spec.name)
    if spec is None:
        raise ModelsheetError("not-a-texturer", name=name_or_folder, known=", ".join(TEXTURERS.names()))
    return spec


def check(request: Request) -> GeneratorSpec:
    """The spec of what paints the mesh. Raises ModelsheetError for a request that it can't use."""
    spec = find_spec(request.generator)
    if _all_pinned(request) is None:
        spec.check(request)
    return spec


def draw(generator: Generator, surface: Surface, request: Request, context: Context) -> ModelSheet:
    """The views of a mesh in new colours: their outline, depth and normals are its own.

    Where all views of a saved sheet are pinned it is that sheet, and nothing is drawn.
    """
    body = surface.normalized()
    if (whole := _all_pinned(request)) is not None:
        return shaped(whole, body)
    known = replace(context.known or KnownParts(ModelSheet(())), surface=body)
    with context.phase("draw"):
        sheet = generator.draw(request, replace(context, known=known))
    sheet = replace(sheet, prompt=request.prompt, seconds=dict(context.seconds))
    return shaped(sheet, body)


def make(surface: Surface, sheet: ModelSheet, request: Request, context: Context) -> Asset:
    """The mesh with textures of the sheet's views, where it was, as large as it was."""
    with context.phase("unwrap"):
        charts = lay_out(surface, request.texture_size, request.unwrap)
    with context.phase("bake"):
        flat = outwards(charts.flat().normalized())
        baked, shares = bake(flat, sheet, charts.side)
        assert baked.texture is not None
        painted = charts.painted(baked.texture)
    with context.phase("report"):
        facts = {**measure(painted.normalized(), sheet), **_facts(sheet.generator, charts, baked, shares)}
        facts |= {"card": inspect(painted, crossings=False)}
    return Asset(painted, sheet, report={**facts, "seconds": {**sheet.seconds, **context.seconds}})


def shaped(sheet: ModelSheet, body: Surface) -> ModelSheet:
    """The sheet's colours in the outline of a mesh that is in the cube, with its depth and normals."""
    caster = RayCaster(body)
    views = []
    for view in sheet:
        seen = render_view(caster, view.camera)
        views.append(View(view.name, view.camera, view.rgb, seen.alpha, seen.depth, seen.normals))
    return replace(sheet, views=tuple(views))


def outwards(surface: Surface) -> Surface:
    """With the faces turned round that are seen from behind rather than from the front."""
    caster, votes = RayCaster(surface), np.zeros(len(surface.faces))
    normals = surface.face_normals
    for camera in sheet_cameras(_SIDES).values():
        face = caster.cast(*camera.rays()).face
        face = face[face >= 0]
        votes += np.bincount(face, -np.sign(normals[face] @ camera.view_direction), len(votes))
    turned = (votes < 0)[:, None]
    uvs = surface.uvs
    if uvs is not None:
        uvs = np.where(turned[..., None], uvs[:, ::-1], uvs)
    return replace(surface, faces=np.where(turned, surface.faces[:, ::-1], surface.faces), uvs=uvs)


def _all_pinned(request: Request) -> ModelSheet | None:
    """The saved sheet that a request keeps as it is, with what a person painted on it."""
    if not request.sheet:
        return None
    sheet = ModelSheet.load(request.sheet)
    return sheet if {view.name for view in sheet} == set(request.pin) else None


def _facts(generator: str, charts: Charts, baked: Surface, shares: dict[str, Any]) -> dict[str, Any]:
    """Beside those of every asset, in the report: what became of the UVs, and how well the colours cover."""
    names = [material.name for material in charts.surface.materials]
    return {
        **shares,
        "licence": routes.licence_of("", generator, ""),
        "unseen": 1 - shares["seen"],
        "seam_delta_e": border_jump(baked),
        "uvs_kept": [name for number, name in enumerate(names) if number not in charts.anew],
        "uvs_made": [names[number] for number in sorted(charts.anew)],
        "uv_overlap": charts.overlap,
        "texture_size": charts.size,
        "notices": [message.to_json() for message in charts.notices],
    }
