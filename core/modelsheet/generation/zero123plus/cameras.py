"""The six cameras of Zero123++, which the network is never told: it always draws these."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...cameras import Camera, orbit_camera

AZIMUTHS = (30, 90, 150, 210, 270, 330)  # degrees from the side that the picture shows
COLUMNS, ROWS = 2, 3  # of the one picture that holds the views, row by row
_FRAME = 1.0  # object units that a view spans at the origin: the object fits a sphere of that diameter


@dataclass(frozen=True)
class Version:
    """elevations: degrees, of the even and the odd views. fov: degrees."""

    elevations: tuple[float, float]
    fov: float


VERSIONS = {
    "1.1": Version((30, -20), 49.13434),  # the field of view of its training; the size follows the picture
    "1.2": Version((20, -10), 30.0),
}


def view_cameras(resolution: int, version: str = "1.2") -> dict[str, Camera]:
    """The cameras by the names of their views."""
    made = VERSIONS[version]
    fov = np.radians(made.fov)
    distance = _FRAME / 2 / np.tan(fov / 2)
    return {
        f"azimuth-{azimuth}": orbit_camera(azimuth, made.elevations[i % 2], distance, fov, resolution)
        for i, azimuth in enumerate(AZIMUTHS)
    }
