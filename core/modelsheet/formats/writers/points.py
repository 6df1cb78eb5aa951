"""Asset to a coloured point cloud with normals, binary PLY. Z up, in metres."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...asset import Asset
from ...registry import ExporterSpec
from ._sampling import scatter
from ._shared import write_ply_points

COUNT = 50_000  # points: 1.4 MB, and no gaps at the size of a window


def write_points(asset: Asset, path: Path) -> None:
    """Write PATH, which MeshLab, CloudCompare, Blender, open3d and trimesh open."""
    places = scatter(asset.surface, COUNT)
    names = ("x", "y", "z", "nx", "ny", "nz")
    columns = dict(zip(names, np.concatenate([places.points, places.normals], 1).T, strict=True))
    columns |= dict(zip(("red", "green", "blue"), places.colors.T, strict=True))
    write_ply_points(path, columns, "Modelsheet, metres, Z up")


SPEC = ExporterSpec("points", "coloured point cloud, PLY", "_points.ply", write_points)
