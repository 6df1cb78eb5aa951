"""Sheets to closed surfaces: one file a method, found by its name.

A method is a module in this package with a `SPEC` (see `registry.ReconstructorSpec`), or an entry point of
another; modules whose name starts with an underscore are parts that methods share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..options import read
from ..registry import RECONSTRUCTORS
from ..sheet import ModelSheet
from ..surface import Surface


def methods() -> tuple[str, ...]:
    """The names of the reconstruction methods."""
    return RECONSTRUCTORS.names()


def reconstruct(sheet: ModelSheet, method: str = "auto", options: Mapping[str, str] | None = None) -> Surface:
    """A closed surface in object units; without colours, unless the method brings some.

    `auto` takes the depth hull where any view knows its depth, else refines the silhouettes' hull. options:
    as texts, by name; those of other stages are passed over. Raises ModelsheetError for an unknown method
    and for a sheet that draws nothing.
    """
    if method == "auto":
        known = any(view.depth is not None for view in sheet)
        method = "depth_hull" if known else "refine"
    spec = RECONSTRUCTORS.get(method)
    surface = spec.reconstruct(sheet, **read(spec.options, options or {}))
    return surface if spec.colours else replace(surface, colors=None, uvs=None, texture=None)
