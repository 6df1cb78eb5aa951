"""Sheets to closed surfaces: one file a method, found by its name.

A method is a module in this package with a `SPEC` (see `registry.ReconstructorSpec`), or an entry point of
another; modules whose name starts with an underscore are parts that methods share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..options import read
from ..registry import RECONSTRUCTORS, ReconstructorSpec
from ..sheet import ModelSheet
from ..surface import Surface


def methods() -> tuple[str, ...]:
    """The names of the reconstruction methods."""
    return RECONSTRUCTORS.names()


def find_method(sheet: ModelSheet, method: str = "auto") -> ReconstructorSpec:
    """The spec of a method by its name. Raises ModelsheetError for an unknown one.

    `auto` builds a procedural sheet that nobody painted on as it was meant; else it takes the depth hull
    where any view knows its depth, and refines the silhouettes' hull where none does.
    """
    if method == "auto":
        known = any(view.depth is not None for view in sheet)
        method = "depth_hull" if known else "refine"
        if sheet.generator == "procedural" and not any(mask.any() for mask in sheet.painted.values()):
            method = "procedural"
    return RECONSTRUCTORS.get(method)


def reconstruct(
    sheet: ModelSheet,
    method: str = "auto",
    options: Mapping[str, str] | None = None,
    tolerance: float = 0.0,
    notes: list[str] | None = None,
    **given: Any,
) -> Surface:
    """A closed surface in object units; without colours, unless the method brings some.

    method: see `find_method`. options: as texts, by name; those of other stages are passed over. tolerance:
    how far depths may be off, object units, if more than the sheet itself shows. notes: gets a line for each
    thing that was mended, for the report. given: what else the method takes, such as its `network`. Raises
    ModelsheetError for an unknown method and for a sheet that draws nothing.
    """
    spec = find_method(sheet, method)
    values = read(spec.options, options or {}) | given
    if spec.drawn:
        values |= {"tolerance": tolerance, "notes": notes}
    surface = spec.reconstruct(sheet, **values)
    return surface if spec.colours else Surface(surface.vertices, surface.faces, crease=surface.crease)


def contradiction(sheet: ModelSheet) -> float:
    """How far what is drawn may be from what is meant, object units; 0 for a rendered sheet."""
    from .depth_hull import contradiction

    return contradiction(sheet)


def least_contradiction(sheet: ModelSheet) -> float:
    """What `contradiction` is at least: known at once, and above 0 where it can't be 0."""
    from .depth_hull import least_contradiction

    return least_contradiction(sheet)


def regular(
    sheet: ModelSheet, symmetry: str = "auto", tolerance: float = 0.0
) -> tuple[ModelSheet, tuple[str, ...]]:
    """The sheet with straight outlines where they are meant to be, made symmetric, and how: x, y for mirror
    images, round for all turns about an axis.

    `auto`: all that hold but for noise; a sheet whose `contradiction` is 0 has none and stays as it is.
    `x`, `y`: that one, whatever is drawn. `off`: none.
    """
    from ._outlines import straightened
    from ._rounded import rounded
    from ._symmetry import PLANES, find_mirrors, symmetric, wanted_mirrors

    if tolerance > 0:
        sheet = straightened(sheet)
    if symmetry in PLANES:
        return symmetric(sheet, wanted_mirrors(sheet, (symmetry,))), (symmetry,)
    if symmetry == "off" or tolerance == 0:
        return sheet, ()
    mirrors = find_mirrors(sheet)
    names = tuple(mirror.name for mirror in mirrors)
    sheet = symmetric(sheet, mirrors)
    turned = rounded(sheet)
    return (sheet, names) if turned is None else (turned, (*names, "round"))
