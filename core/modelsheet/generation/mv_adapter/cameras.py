"""The orthographic cameras of MV-Adapter, and what its condition encoder sees of them or of a mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...cameras import Camera, orbit_pose

if TYPE_CHECKING:
    from ...surface import Surface

AZIMUTHS = {
    "front": 0,
    "front-right": 45,
    "right": 90,
    "back": 180,
    "left": 270,
    "front-left": 315,
}  # degrees
FEW = 4
"""As many views as there are sides: it was taught with six, and draws these alone where memory is short."""
GEOMETRY = {
    "front": (0, 0),
    "right": (90, 0),
    "back": (180, 0),
    "left": (270, 0),
    "top": (180, 89.99),
    "bottom": (180, -89.99),
}  # azimuth and elevation in degrees, of the models that paint a mesh
_DISTANCE = 1.8  # object units
_EXTENT = 1.1  # object units that a view spans, both ways


def view_cameras(resolution: int, count: int = len(AZIMUTHS)) -> dict[str, Camera]:
    """The cameras by the names of their views, all level with the object; FEW are those of the four sides."""
    return {
        name: Camera.orthographic(orbit_pose(azimuth, 0, _DISTANCE), _EXTENT, resolution)
        for name, azimuth in AZIMUTHS.items()
        if count > FEW or azimuth % 90 == 0
    }


def geometry_cameras(resolution: int) -> dict[str, Camera]:
    """The cameras of the models that paint a mesh. Top and bottom have the front's right at their left."""
    return {
        name: Camera.orthographic(orbit_pose(*angles, _DISTANCE), _EXTENT, resolution)
        for name, angles in GEOMETRY.items()
    }


def ray_values(cameras: dict[str, Camera]) -> np.ndarray:
    """(V, 6) float32, -1 to 1: each view's direction, and the camera's position scaled to length 1."""
    return np.stack(
        [
            np.concatenate([camera.view_direction, camera.position / np.linalg.norm(camera.position)])
            for camera in cameras.values()
        ]
    ).astype(np.float32)


def control_images(cameras: dict[str, Camera]) -> np.ndarray:
    """(V, 6, H, W) float32, 0 to 1: the ray values, alike in all pixels of an orthographic view."""
    values = np.clip((ray_values(cameras) + 1) / 2, 0, 1)
    camera = next(iter(cameras.values()))
    return np.broadcast_to(values[..., None, None], (*values.shape, camera.height, camera.width)).copy()


def geometry_images(surface: Surface, cameras: dict[str, Camera]) -> np.ndarray:
    """(V, 6, H, W) float32, 0 to 1: where in the cube each pixel's surface lies, and its normal; 0.5 off it.

    surface: in the cube, its front to -Y.
    """
    from ...finishing.normals import corner_normals
    from ...render import RayCaster

    caster, normals = RayCaster(surface), corner_normals(surface)
    pictures = []
    for camera in cameras.values():
        hits = caster.cast(*camera.rays())
        face, weight = hits.face[hits.mask], hits.barycentric[hits.mask][..., None]
        normal = (normals[face] * weight).sum(1)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
        picture = np.full((*hits.mask.shape, 6), 0.5, np.float32)
        picture[hits.mask, :3] = (surface.corners[face] * weight).sum(1) + 0.5
        picture[hits.mask, 3:] = normal / 2 + 0.5
        pictures.append(picture.clip(0, 1).transpose(2, 0, 1))
    return np.stack(pictures)
