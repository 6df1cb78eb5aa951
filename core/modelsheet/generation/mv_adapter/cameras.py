"""The six orthographic cameras of MV-Adapter, and what its condition encoder sees of them."""

from __future__ import annotations

import numpy as np

from ...cameras import Camera, orbit_pose

AZIMUTHS = {
    "front": 0,
    "front-right": 45,
    "right": 90,
    "back": 180,
    "left": 270,
    "front-left": 315,
}  # degrees
_DISTANCE = 1.8  # object units
_EXTENT = 1.1  # object units that a view spans, both ways


def view_cameras(resolution: int) -> dict[str, Camera]:
    """The cameras by the names of their views, all level with the object."""
    return {
        name: Camera.orthographic(orbit_pose(azimuth, 0, _DISTANCE), _EXTENT, resolution)
        for name, azimuth in AZIMUTHS.items()
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
