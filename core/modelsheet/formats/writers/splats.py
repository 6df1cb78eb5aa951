"""Asset to Gaussian splats, PLY in the layout of 3D Gaussian Splatting (Kerbl et al. 2023). Z up, metres.

The splats are flat discs on the surface, not fitted to the views: what is drawn of them is the surface.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...asset import Asset
from ...registry import ExporterSpec
from ._sampling import scatter
from ._shared import write_ply_points

COUNT = 40_000  # splats: 10 MB
_REACH = 0.75  # standard deviation of a disc, in distances between splats: it covers its neighbours' gaps
_THICKNESS = 0.05  # likewise, along the normal
_OPACITY = 0.98
_FLAT_COLOR = 0.28209479177387814  # the constant spherical harmonic
_REST = 45  # coefficients of the other harmonics, all zero: the colour is the same from everywhere


def write_splats(asset: Asset, path: Path) -> None:
    """Write PATH, which SuperSplat, gsplat's and nerfstudio's viewers and three.js's splat viewers open."""
    places = scatter(asset.surface, COUNT)
    apart = np.sqrt(asset.surface.face_areas.sum() / COUNT)
    scales = np.log(apart * np.array([_REACH, _REACH, _THICKNESS]))
    values = {
        **_columns(("x", "y", "z"), places.points),
        **_columns(("nx", "ny", "nz"), places.normals),
        **_columns([f"f_dc_{i}" for i in range(3)], (places.colors / 255 - 0.5) / _FLAT_COLOR),
        **{f"f_rest_{i}": 0.0 for i in range(_REST)},
        "opacity": np.log(_OPACITY / (1 - _OPACITY)),
        **{f"scale_{i}": scales[i] for i in range(3)},
        **_columns([f"rot_{i}" for i in range(4)], _turns(places.normals)),
    }
    write_ply_points(path, values, "Modelsheet, metres, Z up")


def _columns(names: list[str] | tuple[str, ...], values: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip(names, values.T, strict=True))


def _turns(normals: np.ndarray) -> np.ndarray:
    """(N, 4) quaternions, w x y z, that turn the z axis to the normals."""
    from scipy.spatial.transform import Rotation

    aside = np.where(np.abs(normals[:, :1]) < 0.9, [[1.0, 0, 0]], [[0, 1.0, 0]])
    first = np.cross(aside, normals)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    axes = np.stack([first, np.cross(normals, first), normals], -1)
    return np.roll(Rotation.from_matrix(axes).as_quat(), 1, axis=1)


SPEC = ExporterSpec("splats", "Gaussian splats on the surface, PLY", "_splats.ply", write_splats)
