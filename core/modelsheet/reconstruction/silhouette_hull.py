"""The visual hull: all that the silhouettes allow (Laurentini 1994)."""

from __future__ import annotations

from dataclasses import replace

from ..registry import ReconstructorSpec
from ..sheet import ModelSheet
from ..surface import Surface
from . import depth_hull


def reconstruct(sheet: ModelSheet) -> Surface:
    """The largest closed surface with the drawn silhouettes; depths are not looked at."""
    views = tuple(replace(view, depth=None) for view in sheet)
    return depth_hull.reconstruct(replace(sheet, views=views))


SPEC = ReconstructorSpec("silhouette_hull", "all that the silhouettes allow", reconstruct)
