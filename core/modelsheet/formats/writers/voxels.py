"""Asset to voxels: NumPy arrays with distances, and MagicaVoxel's file with a palette. Z up."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from PIL import Image

from ...asset import Asset
from ...registry import ExporterSpec
from ._sampling import voxelize

RESOLUTION = 64  # cubes along the longest side: a second to make; MagicaVoxel's models have 256 at most
_PALETTE = 255  # colours; number 0 stands for nothing


def write_voxels(asset: Asset, path: Path) -> None:
    """Write PATH for numpy.load.

    occupancy: (X, Y, Z) bool. signed_distance: (X, Y, Z) float32 metres, negative inside. color:
    (X, Y, Z, 3) uint8 sRGB of the nearest place of the surface. origin: (3,) metres, the first cube's
    centre. voxel: metres.
    """
    voxels = voxelize(asset.surface, RESOLUTION)
    np.savez_compressed(
        path,
        occupancy=voxels.distance < 0,
        signed_distance=voxels.distance,
        color=voxels.colors,
        origin=voxels.origin,
        voxel=voxels.size,
    )


def write_vox(asset: Asset, path: Path) -> None:
    """Write PATH, which MagicaVoxel, Goxel and three.js's VOXLoader open.

    https://github.com/ephtracy/voxel-model/blob/master/MagicaVoxel-file-format-vox.txt
    """
    voxels = voxelize(asset.surface, RESOLUTION)
    filled = voxels.distance < voxels.size * 0.25  # a little more than half: thin parts stay whole
    if not filled.any():  # thinner than that everywhere
        filled = voxels.distance <= voxels.distance.min() + voxels.size / 2
    palette, number = _palette(voxels.colors[filled])
    rows = np.column_stack([np.argwhere(filled), number + 1]).astype(np.uint8)
    table = np.zeros((256, 4), np.uint8)
    table[: len(palette), :3], table[:, 3] = palette, 255
    chunks = _chunk(b"SIZE", struct.pack("<3i", *filled.shape))
    chunks += _chunk(b"XYZI", struct.pack("<i", len(rows)) + rows.tobytes())
    chunks += _chunk(b"RGBA", table.tobytes())
    path.write_bytes(b"VOX " + struct.pack("<i", 150) + _chunk(b"MAIN", b"", chunks))


def _palette(colors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most _PALETTE colours (P, 3) uint8, and which of them each of N has."""
    known, number = np.unique(colors, axis=0, return_inverse=True)
    if len(known) <= _PALETTE:
        return known, number.reshape(-1)
    picture = Image.fromarray(colors[None]).quantize(_PALETTE, Image.Quantize.MEDIANCUT)
    table = np.array(picture.getpalette(), np.uint8).reshape(-1, 3)[:_PALETTE]
    return table, np.asarray(picture)[0].astype(int)


def _chunk(name: bytes, content: bytes, children: bytes = b"") -> bytes:
    return name + struct.pack("<2i", len(content), len(children)) + content + children


SPECS = (
    ExporterSpec("voxels", "occupancy and signed distance on a grid, NPZ", "_voxels.npz", write_voxels),
    ExporterSpec("vox", "MagicaVoxel's voxels with a palette", ".vox", write_vox),
)
