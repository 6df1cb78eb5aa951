"""Asset to binary PLY with UVs and a PNG. Z up, in metres; vertices are split at UV seams."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...asset import Asset
from ...registry import ExporterSpec
from ._shared import write_texture


def write_ply(asset: Asset, path: Path) -> None:
    """Write PATH and the texture beside it, which the header names as MeshLab and trimesh read it."""
    surface = asset.surface
    picture = write_texture(asset, path)
    columns = ["x", "y", "z"]
    if surface.uvs is not None:
        key = np.column_stack([surface.faces.reshape(-1), np.rint(surface.uvs.reshape(-1, 2) * (1 << 20))])
        _, first, corner = np.unique(key.astype(np.int64), axis=0, return_index=True, return_inverse=True)
        vertices = np.column_stack(
            [surface.vertices[surface.faces.reshape(-1)[first]], surface.uvs.reshape(-1, 2)[first]]
        )
        faces, columns = corner.reshape(-1, 3), [*columns, "s", "t"]
    else:
        vertices, faces = surface.vertices, surface.faces
    header = ["ply", "format binary_little_endian 1.0", "comment Modelsheet, metres, Z up"]
    header += [f"comment TextureFile {picture}"] if picture else []
    header += [f"element vertex {len(vertices)}", *(f"property float {name}" for name in columns)]
    header += [f"element face {len(faces)}", "property list uchar int vertex_indices", "end_header\n"]
    rows = np.zeros(len(faces), [("count", "u1"), ("corners", "<i4", 3)])
    rows["count"], rows["corners"] = 3, faces
    path.write_bytes("\n".join(header).encode() + vertices.astype("<f4").tobytes() + rows.tobytes())


SPEC = ExporterSpec("ply", "binary PLY with UVs and PNG", ".ply", write_ply)
