"""Sheets to closed surfaces: one file a method, found by its name.

A method is a module in this package with `reconstruct(sheet: ModelSheet) -> Surface`; modules
whose name starts with an underscore are parts that methods share.
"""

from __future__ import annotations

import importlib
import pkgutil

from ..errors import ModelsheetError
from ..sheet import ModelSheet
from ..surface import Surface


def methods() -> tuple[str, ...]:
    """The names of the reconstruction methods."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in names if not name.startswith("_")))


def reconstruct(sheet: ModelSheet, method: str = "auto") -> Surface:
    """A closed surface in object units; those that a field gave have colours.

    `auto` takes the depth hull where any view knows its depth, else refines the silhouettes' hull. Raises
    ModelsheetError for an unknown method and for a sheet that draws nothing.
    """
    if method == "auto":
        known = any(view.depth is not None for view in sheet)
        method = "depth_hull" if known else "refine"
    if method not in methods():
        names = ", ".join(methods())
        raise ModelsheetError(f"there is no reconstruction method {method!r}: choose auto, {names}")
    return importlib.import_module(f".{method}", __name__).reconstruct(sheet)
