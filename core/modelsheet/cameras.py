"""Cameras, and every convention of space in one place.

World: right-handed, Z up, the object's front faces -Y (Blender). The object sits in the cube
[-0.5, 0.5]^3, its longest side is 0.96. Camera: 4x4 camera-to-world, OpenGL axes (looks along -Z,
Y up), float32. Images: row 0 is the top. Depth: float32, object units along the viewing axis,
measured from the camera's position.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

OBJECT_EXTENT = 0.96
SHEET_RESOLUTION = 128
SHEET_VIEWS = ("front", "right", "back", "left", "top", "bottom")

_DISTANCE = 1.0
_SHEET_AXES = {  # view: (direction from the object to the camera, up)
    "front": ((0, -1, 0), (0, 0, 1)),
    "right": ((1, 0, 0), (0, 0, 1)),
    "back": ((0, 1, 0), (0, 0, 1)),
    "left": ((-1, 0, 0), (0, 0, 1)),
    "top": ((0, 0, 1), (0, 1, 0)),
    "bottom": ((0, 0, -1), (0, -1, 0)),
}
_FAR = 1e6  # pixels: so far off is what lies behind a camera


@dataclass(frozen=True)
class Camera:
    """A pinhole or orthographic camera.

    Exactly one of `extent` (orthographic: height of the picture in object units) and `fov_y`
    (perspective: vertical field of view in radians) is set. `camera_to_world` is (4, 4) float32.
    """

    camera_to_world: np.ndarray
    width: int
    height: int
    extent: float | None = None
    fov_y: float | None = None

    def __post_init__(self) -> None:
        if (self.extent is None) == (self.fov_y is None):
            raise ValueError("a camera has either an extent (orthographic) or fov_y (perspective)")
        matrix = np.asarray(self.camera_to_world, dtype=np.float32)
        if matrix.shape != (4, 4):
            raise ValueError(f"camera_to_world must be 4x4, got {matrix.shape}")
        object.__setattr__(self, "camera_to_world", matrix)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Camera) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.camera_to_world.tobytes(), self.width, self.height, self.extent, self.fov_y))

    @classmethod
    def orthographic(cls, camera_to_world: np.ndarray, extent: float, resolution: int) -> Camera:
        """A square orthographic camera, `extent` object units high and wide."""
        return cls(camera_to_world, resolution, resolution, extent=float(extent))

    @classmethod
    def perspective(cls, camera_to_world: np.ndarray, fov_y: float, resolution: int) -> Camera:
        """A square pinhole camera; `fov_y` in radians."""
        return cls(camera_to_world, resolution, resolution, fov_y=float(fov_y))

    @property
    def position(self) -> np.ndarray:
        """(3,) the camera's place in the world."""
        return self.camera_to_world[:3, 3]

    @property
    def view_direction(self) -> np.ndarray:
        """(3,) unit vector into the picture."""
        return -self.camera_to_world[:3, 2]

    @property
    def pixel(self) -> float:
        """How many object units a pixel spans at the middle of the cube."""
        return float(self.pixel_size(-self.position @ self.view_direction))

    def rays(self, supersample: int = 1, rows: slice = slice(None)) -> tuple[np.ndarray, np.ndarray]:
        """Origins and directions, each (H*s, W*s, 3) float32, through the (sub)pixels' centres in some rows.

        Directions have unit length along the viewing axis, so a hit distance is a depth.
        """
        x = (np.arange(self.width * supersample) + 0.5) / supersample
        first, last, _ = rows.indices(self.height)
        y = (np.arange(first * supersample, last * supersample) + 0.5) / supersample
        return self.rays_through(np.stack(np.meshgrid(x, y), -1))

    def rays_through(self, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Origins and directions, (..., 3) float32, through pixel coordinates (..., 2); see `project`."""
        scale = 2 * self._half_height() / self.height
        x, y = (pixels[..., 0] - self.width / 2) * scale, (self.height / 2 - pixels[..., 1]) * scale
        rotation = self.camera_to_world[:3, :3]
        if self.extent is not None:
            origins = np.stack([x, y, np.zeros_like(x)], -1) @ rotation.T + self.position
            directions = np.broadcast_to(self.view_direction, origins.shape)
        else:
            directions = np.stack([x, y, -np.ones_like(x)], -1) @ rotation.T
            origins = np.broadcast_to(self.position, directions.shape)
        return origins.astype(np.float32), directions.astype(np.float32)

    def project(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """World points (..., 3) to pixel coordinates (..., 2) and depth (...).

        Pixel coordinates are (column, row), continuous; the centre of the first pixel is (0.5, 0.5). What a
        pinhole camera has behind it lies far outside the picture.
        """
        local = (np.asarray(points, dtype=np.float32) - self.position) @ self.camera_to_world[:3, :3]
        depth = -local[..., 2]
        scale = self.height / (self._half_height() * 2)
        plane = local[..., :2]
        if self.extent is None:
            ahead = depth[..., None] > 0
            plane = np.where(ahead, plane / np.where(ahead, depth[..., None], 1), _FAR)
        middle = np.array([self.width / 2, self.height / 2], np.float32)
        pixels = plane * np.array([scale, -scale], np.float32) + middle
        return np.clip(pixels, -_FAR, _FAR) if self.extent is None else pixels, depth

    def window(self, points: np.ndarray) -> tuple[slice, slice]:
        """The rows and columns of the picture that hold points (N, 3) and a pixel around them.

        All of it where a pinhole camera has points behind it.
        """
        pixels, depth = self.project(points)
        size = np.array([self.width, self.height])
        low, high = np.zeros(2, int), size
        if self.extent is not None or depth.min() > 0:
            low = np.clip(np.floor(pixels.min(0)) - 1, 0, size).astype(int)
            high = np.clip(np.ceil(pixels.max(0)) + 1, 0, size).astype(int)
        return slice(low[1], high[1]), slice(low[0], high[0])

    def towards(self, points: np.ndarray) -> np.ndarray:
        """The directions (..., 3) in which the camera sees points (..., 3), of any length."""
        if self.extent is not None:
            return np.broadcast_to(self.view_direction, points.shape)
        return points - self.position

    def unproject(self, depth: np.ndarray) -> np.ndarray:
        """A depth image (H, W) to world points (H, W, 3); NaN stays NaN."""
        origins, directions = self.rays()
        return origins + directions * depth[..., None]

    def pixel_size(self, depth: np.ndarray | float) -> np.ndarray | float:
        """How many object units a pixel spans at a depth; an orthographic camera's are all alike."""
        size = 2 * self._half_height() / self.height
        return size if self.extent is not None else depth * size

    def resized(self, resolution: int) -> Camera:
        """The same camera with `resolution` rows and columns."""
        return Camera(self.camera_to_world, resolution, resolution, self.extent, self.fov_y)

    def to_dict(self) -> dict:
        """Plain JSON values."""
        return {
            "camera_to_world": [[float(v) for v in row] for row in self.camera_to_world],
            "width": self.width,
            "height": self.height,
            "extent": self.extent,
            "fov_y": self.fov_y,
        }

    @classmethod
    def from_dict(cls, values: dict) -> Camera:
        """The inverse of `to_dict`."""
        matrix = np.array(values["camera_to_world"], dtype=np.float32)
        return cls(matrix, values["width"], values["height"], values["extent"], values["fov_y"])

    def _half_height(self) -> float:
        if self.extent is not None:
            return self.extent / 2
        assert self.fov_y is not None  # see __post_init__
        return float(np.tan(self.fov_y / 2))


def look_at(eye: np.ndarray, target: np.ndarray, up: np.ndarray) -> np.ndarray:
    """Camera-to-world (4, 4) float32 of a camera at `eye` that looks at `target`."""
    backward = np.asarray(eye, dtype=np.float64) - np.asarray(target, dtype=np.float64)
    backward /= np.linalg.norm(backward)
    right = np.cross(np.asarray(up, dtype=np.float64), backward)
    right /= np.linalg.norm(right)
    matrix = np.eye(4)
    matrix[:3, :3] = np.stack([right, np.cross(backward, right), backward], axis=1)
    matrix[:3, 3] = eye
    return matrix.astype(np.float32)


def orbit_pose(azimuth: float, elevation: float, distance: float) -> np.ndarray:
    """Camera-to-world (4, 4) float32 of a camera that looks at the origin.

    Azimuth 0 sees the front, 90 the right; an elevation above 0 looks down. Both in degrees.
    """
    a, e = np.radians([azimuth, elevation])
    eye = distance * np.array([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)])
    return look_at(eye, np.zeros(3), np.array([0, 0, 1.0]))


def orbit_camera(azimuth: float, elevation: float, distance: float, fov_y: float, resolution: int) -> Camera:
    """A pinhole camera that looks at the origin; see `orbit_pose`."""
    return Camera.perspective(orbit_pose(azimuth, elevation, distance), fov_y, resolution)


def sheet_cameras(resolution: int = SHEET_RESOLUTION) -> dict[str, Camera]:
    """The six orthographic cameras by the names of their views."""
    return {name: sheet_camera(name, resolution) for name in SHEET_VIEWS}


def sheet_camera(view: str, resolution: int = SHEET_RESOLUTION) -> Camera:
    """One of the six orthographic cameras of the embedded generator; it sees the whole cube."""
    direction, up = (np.array(v, dtype=np.float64) for v in _SHEET_AXES[view])
    matrix = look_at(direction * _DISTANCE, np.zeros(3), up)
    return Camera.orthographic(matrix, extent=1.0, resolution=resolution)
