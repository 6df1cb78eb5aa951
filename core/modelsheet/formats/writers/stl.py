"""Asset to binary STL: the bare triangles. Z up, in metres; the format knows no colours and no unit."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...asset import Asset
from ...registry import ExporterSpec


def write_stl(asset: Asset, path: Path) -> None:
    """Write PATH."""
    surface = asset.surface
    rows = np.zeros(len(surface.faces), [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("count", "<u2")])
    rows["normal"], rows["corners"] = surface.face_normals, surface.corners
    header = b"Modelsheet, metres, Z up".ljust(80)
    path.write_bytes(header + np.uint32(len(rows)).astype("<u4").tobytes() + rows.tobytes())


SPEC = ExporterSpec("stl", "binary STL, bare triangles", ".stl", write_stl)
