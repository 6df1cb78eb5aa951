"""Surface and sheet to asset: simplify, unwrap, bake, put on the ground, report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from ..asset import Asset
from ..context import Context
from ..errors import Message, ModelsheetError
from ..request import check
from ..second import beside
from ..sheet import ModelSheet
from ..surface import Surface

MAPS = ("normal", "occlusion", "roughness")
CREASES = {"faceted": 0.0, "smooth": 75.0}
"""Degrees between faces from which on an edge is hard, by style; `auto` leaves it to the reconstruction."""

_NEARLY = 0.98  # of the triangles that are asked for: so many count as all of them
_TOLD = 0.4  # of a pixel: about what a drawn view gets right; finer triangles would model its noise
_TOLD_THIN = 0.03  # of the area of silhouettes by the length of their outlines: thin things show more of it


@dataclass(frozen=True)
class FinishOptions:
    """What the asset may weigh, how tall it is, and what lies beside it.

    triangles: at most so many; exact: just so many. texture_size: texels a side. height: metres, or None
    for an object whose longest side is `longest` metres. texture: baked, palette for few flat colours, or
    vertex for colours of the vertices. style: how faces meet, one of CREASES. maps: some of MAPS.
    quads: faces with four sides. lods: copies with fewer triangles. collision: "off", or which hulls.
    Raises ModelsheetError for values that make no sense.
    """

    triangles: int = 5000
    texture_size: int = 1024
    height: float | None = None
    longest: float = 1.0
    texture: str = "baked"
    style: str = "auto"
    maps: tuple[str, ...] = ()
    exact: bool = False
    quads: bool = False
    lods: int = 0
    collision: str = "off"

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None and each.name != "longest":
                check(each.name, value)
        for name in self.maps:
            if name not in MAPS:
                raise ModelsheetError("not-a-choice", value=repr(name), known=", ".join(MAPS))


def finish(
    surface: Surface,
    sheet: ModelSheet,
    options: FinishOptions = FinishOptions(),
    context: Context | None = None,
    clean: bool = False,
    drawn: ModelSheet | None = None,
    whole: Callable[[Asset], None] = lambda asset: None,
    shaped: Callable[[Surface], None] = lambda surface: None,
) -> Asset:
    """The surface as an asset, coloured from the sheet it was reconstructed from, or by its own colours where
    it has some. clean: its triangles stay as they are where they are few enough. drawn: the sheet before it
    was made symmetric, with which the report compares silhouettes. whole: is called with the asset before it
    is measured, shaped with the surface when it has its triangles and when it has its UVs.
    """
    from .bake import pictures_of
    from .inspect import inspect, uv_facts
    from .report import measure
    from .unwrap import unwrap

    context, made = context or Context(), surface
    notes: list[Message] = []
    coloured = bool(made.materials) or made.colors is not None
    with context.phase("simplify"):
        surface = _simplified(surface, sheet, options, clean, notes)
    pictures = None if coloured else beside(pictures_of, sheet, surface)
    move = placing(surface, options.height, options.longest)
    inspected = beside(inspect, move(surface), False)
    measured = beside(measure, surface, drawn or sheet)
    shaped(surface)
    with context.phase("unwrap"):
        surface = unwrap(surface)
    shaped(surface)
    uvs, unwrapped = surface.uvs, beside(uv_facts, surface)
    with context.phase("bake"):
        surface, facts = _coloured(surface, made, sheet, options, pictures)
    facts["cube"] = surface.bounds.round(6).tolist()  # where it lies before the sheet's cameras
    lods, hulls = _beside(surface, options, context, notes)
    placed, lods, hulls = move(surface), tuple(map(move, lods)), tuple(map(move, hulls))
    asset = Asset(placed, sheet, {}, lods, hulls, options.collision if hulls else "hulls")
    whole(asset)
    with context.phase("report"):
        card = inspected() | (unwrapped() if surface.uvs is uvs else uv_facts(surface))
        report = _report(surface, placed, measured(), card, lods, hulls) | facts
        report["notes"] = [str(note) for note in notes]
    report["seconds"] = dict(context.seconds)
    return replace(asset, report=report)


def _told(sheet: ModelSheet) -> float:
    """How far triangles may lie off the surface, object units: less where it is thin in the views."""
    from scipy.ndimage import binary_erosion

    drawn = [(view.mask, view.camera.pixel) for view in sheet if view.mask.any()]
    rims = [
        np.count_nonzero(mask & ~binary_erosion(mask)) / np.count_nonzero(mask) / pixel
        for mask, pixel in drawn
    ]
    return min(_TOLD * min(pixel for _, pixel in drawn), _TOLD_THIN / float(np.mean(rims)))


def _simplified(
    surface: Surface, sheet: ModelSheet, options: FinishOptions, clean: bool, notes: list[Message]
) -> Surface:
    """The bare surface with as many triangles as are asked for, or tell."""
    from .simplify import simplify

    asked = options.triangles
    if options.quads:
        from .quads import quads

        found = quads(surface, asked)
        if found is not None:
            return found
        notes.append(Message("no-quads"))
    if clean and len(surface.faces) <= asked and not options.exact:
        return Surface(surface.vertices, surface.faces)
    simple = simplify(surface, asked, _told(sheet), options.exact)
    if len(simple.faces) < _NEARLY * asked:
        notes.append(Message("fewer-triangles", {"count": len(simple.faces), "asked": asked}))
    return simple


def _coloured(
    surface: Surface,
    made: Surface,
    sheet: ModelSheet,
    options: FinishOptions,
    pictures: Callable[[], list[np.ndarray]] | None,
) -> tuple[Surface, dict[str, Any]]:
    """The unwrapped surface with its textures, and what there is to tell of them; pictures: from
    `bake.pictures_of`, None for what was made with colours of its own.
    """
    from .bake import bake
    from .palette import with_palette
    from .transfer import transfer

    if pictures is None:
        surface, facts = transfer(surface, made, options.texture_size)
    else:
        surface, facts = bake(surface, sheet, options.texture_size, pictures())
    if options.texture == "palette":
        surface, facts["palette"] = with_palette(surface, sheet)
    surface, facts["materials"] = _dressed(surface, made, sheet, options)
    return surface, facts


def _dressed(
    surface: Surface, made: Surface, sheet: ModelSheet, options: FinishOptions
) -> tuple[Surface, dict[str, str]]:
    """The coloured surface with what light makes of it: further textures, shine, the style of its edges."""
    from .maps import with_normal_map, with_occlusion
    from .palette import on_strip
    from .simplify import prepared
    from .substances import shining
    from .transfer import on_vertices

    surface = replace(surface, crease=CREASES.get(options.style, made.crease))
    if {"normal", "occlusion"} & set(options.maps):
        dense = prepared(made)
        surface = with_normal_map(surface, dense) if "normal" in options.maps else surface
        surface = with_occlusion(surface, dense) if "occlusion" in options.maps else surface
    surface, found = shining(surface, sheet.prompt, "roughness" in options.maps)
    if options.texture == "palette" and options.style == "faceted" and not options.maps:
        surface = on_strip(surface)
    return on_vertices(surface) if options.texture == "vertex" else surface, found


def _beside(
    surface: Surface, options: FinishOptions, context: Context, notes: list[Message]
) -> tuple[tuple[Surface, ...], tuple[Surface, ...]]:
    """LODs and collision hulls."""
    from .collision import collision
    from .lod import lods

    copies: tuple[Surface, ...] = ()
    hulls: tuple[Surface, ...] = ()
    if options.lods:
        with context.phase("lods"):
            copies = tuple(replace(lod, crease=surface.crease) for lod in lods(surface, options.lods))
    if options.collision != "off":
        with context.phase("collision"):
            hulls = collision(surface, options.collision, notes)
    return copies, hulls


def _report(
    surface: Surface,
    placed: Surface,
    measured: dict[str, Any],
    card: dict[str, Any],
    lods: tuple[Surface, ...],
    hulls: tuple[Surface, ...],
) -> dict[str, Any]:
    """What there is to tell of a coloured surface, as it lies before the sheet's cameras and where it is
    placed. measured: from `report.measure`; card: from `inspect` and `uv_facts`.
    """
    from .inspect import verdict
    from .seams import border_jump

    if surface.texture is not None:
        card["texture_size"] = list(surface.texture.shape[1::-1])
    card["verdict"] = verdict(card)
    card["triangles_by_lod"] = [len(each.faces) for each in (surface, *lods)]
    card["silhouette_agreement"] = measured["silhouette_iou"]["mean"]
    card["border_jump"] = border_jump(surface)
    size = [round(float(side), 6) for side in np.ptp(placed.bounds, axis=0)]
    counts = {"lods": [len(lod.faces) for lod in lods], "hulls": [len(hull.faces) for hull in hulls]}
    return {**measured, "size_metres": size, "crease": surface.crease, "card": card, **counts}


def place(surface: Surface, height: float | None = None, longest: float = 1.0) -> Surface:
    """In metres, feet on z = 0, centred in x and y; `height` metres tall, or its longest side `longest`."""
    return placing(surface, height, longest)(surface)


def placing(
    surface: Surface, height: float | None = None, longest: float = 1.0
) -> Callable[[Surface], Surface]:
    """What moves a surface where `place` has it, and what belongs to it along with it."""
    low, high = surface.bounds
    extent = high - low
    scale = height / extent[2] if height is not None else longest / extent.max()
    foot = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    return lambda part: replace(part, vertices=(part.vertices - foot) * scale)
