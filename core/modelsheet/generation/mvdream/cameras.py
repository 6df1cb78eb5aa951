"""The four cameras of MVDream and ImageDream."""

from __future__ import annotations

import numpy as np

from ...cameras import Camera, orbit_camera, orbit_pose

AZIMUTHS = {"front": 0, "right": 90, "back": 180, "left": 270}  # of the views, in degrees
ELEVATION = 15.0  # degrees; MVDream was taught 0 to 30
IMAGEDREAM_ELEVATION = 5.0  # degrees, as its authors draw
_FOV = np.radians(37.5)  # the middle of the 15 to 60 degrees of its training; the network isn't told
_FRAME = 1.0  # object units that a view spans at the origin, again the middle of the training's range


def view_cameras(resolution: int, elevation: float = ELEVATION) -> dict[str, Camera]:
    """The cameras by the names of their views."""
    distance = _FRAME / 2 / np.tan(_FOV / 2)
    return {
        name: orbit_camera(azimuth, elevation, distance, _FOV, resolution)
        for name, azimuth in AZIMUTHS.items()
    }


def camera_numbers(elevation: float = ELEVATION) -> np.ndarray:
    """(4, 16) float32, what the network is told: each camera-to-world row by row, at distance 1."""
    return np.stack([orbit_pose(azimuth, elevation, 1.0).ravel() for azimuth in AZIMUTHS.values()])
