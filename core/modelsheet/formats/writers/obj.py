"""Asset to Wavefront OBJ with an MTL and a PNG. Y up, in metres, as importers expect it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...asset import Asset
from ...finishing.normals import corner_normals
from ...registry import ExporterSpec
from ._shared import title, write_texture, y_up


def write_obj(asset: Asset, path: Path) -> None:
    """Write PATH, and beside it the MTL and the texture; a vertex is one, whatever seams run through it."""
    surface, material = asset.surface, asset.material.name
    normals, normal = np.unique(
        np.round(y_up(corner_normals(surface).reshape(-1, 3)), 4), axis=0, return_inverse=True
    )
    indices = [surface.faces.reshape(-1) + 1]
    lines = [f"# Modelsheet, metres, Y up\nmtllib {path.stem}.mtl\no {title(asset)}"]
    lines += ["v " + " ".join(f"{value:.7g}" for value in row) for row in y_up(surface.vertices)]
    if surface.uvs is not None:
        uvs, uv = np.unique(surface.uvs.reshape(-1, 2), axis=0, return_inverse=True)
        lines += [f"vt {u:.7g} {v:.7g}" for u, v in uvs]
        indices.append(uv.reshape(-1) + 1)
    else:
        indices.append(np.full(surface.faces.size, -1))
    lines += ["vn " + " ".join(f"{value:.4g}" for value in row) for row in normals]
    lines.append(f"usemtl {material}")
    corners = np.stack([*indices, normal.reshape(-1) + 1], 1).reshape(-1, 3, 3)
    for face in corners.tolist():
        lines.append("f " + " ".join(f"{v}/{t if t > 0 else ''}/{n}" for v, t, n in face))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    _write_mtl(asset, path)


def _write_mtl(asset: Asset, path: Path) -> None:
    """The material, with the PBR extension that Blender and others read (Pr, Pm)."""
    lines = [f"newmtl {asset.material.name}", "Kd 1 1 1", "Ks 0 0 0", "illum 2"]
    lines += [f"Pr {asset.material.roughness:g}", f"Pm {asset.material.metallic:g}"]
    picture = write_texture(asset, path)
    lines += [f"map_Kd {picture}"] if picture else []
    path.with_suffix(".mtl").write_text("\n".join(lines) + "\n", "utf-8")


SPEC = ExporterSpec("obj", "Wavefront OBJ with MTL and PNG", ".obj", write_obj)
