"""Asset to binary STL: the bare triangles. Z up, in metres; the format knows no colours and no unit."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...asset import Asset
from ...registry import ExporterSpec
from ...surface import Surface
from ._shared import collision_file, said_unit, separate_lods, turned

UP = "z"


def write_stl(asset: Asset, path: Path) -> None:
    """Write PATH; LODs and hulls have files of their own."""
    _write(asset, asset.surface, path)
    for lod, file in separate_lods(asset, path):
        _write(lod, lod.surface, file)
    if asset.hulls:
        _write(asset, *collision_file(asset, path))


def _write(asset: Asset, surface: Surface, path: Path) -> None:
    def turn(vectors: np.ndarray) -> np.ndarray:
        return turned(vectors.reshape(-1, 3), asset.conventions, UP).reshape(vectors.shape)

    rows = np.zeros(len(surface.faces), [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("count", "<u2")])
    rows["normal"], rows["corners"] = (
        turn(surface.face_normals),
        turn(surface.corners) / asset.conventions.unit,
    )
    header = said_unit(asset.conventions, UP).encode().ljust(80)
    path.write_bytes(header + np.uint32(len(rows)).astype("<u4").tobytes() + rows.tobytes())


SPEC = ExporterSpec("stl", "binary STL, bare triangles", ".stl", write_stl)
