"""A view as the hulls read it: a silhouette and a depth that can be looked up anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ..cameras import Camera
from ..pictures import bilinear
from ..sheet import View

COMMON_PIXEL = 1 / 128  # object units: what is drawn by hand or by a generator is no surer than this
_RIDGE = 0.25  # a line this faint is still a line: thinner than a pixel, not half transparent
_JUMP = 4.0  # pixels; a larger step of depth between neighbours is an edge, not a slope
_FACING_FLOOR = 0.05
_WINDOWS = (5 / 128, 9 / 128, 17 / 128, 33 / 128)  # object units: from a detail to a side of the object


def coarse(view: View) -> View:
    """The view in pixels of about COMMON_PIXEL, if its own are half as large or smaller.

    Alpha is the mean of the pixels that become one, depth the mean of those near their median, so that
    none lies between two surfaces.
    """
    size = round(COMMON_PIXEL / view.camera.pixel)
    height, width = view.camera.height, view.camera.width
    if size < 2 or height % size or width % size:
        return view

    def blocks(image: np.ndarray) -> np.ndarray:
        split = image.reshape(height // size, size, width // size, size, *image.shape[2:]).swapaxes(1, 2)
        return split.reshape(height // size, width // size, size * size, *image.shape[2:])

    alpha = blocks(view.alpha.astype(np.float32))
    rgb = blocks(view.rgb.astype(np.float32)).mean(2)
    depth = None
    if view.depth is not None:
        every = np.where(alpha > 0, blocks(view.depth), np.nan)
        count = np.isfinite(every).sum(-1, keepdims=True)
        middle = np.take_along_axis(np.sort(every, -1), np.maximum(count - 1, 0) // 2, -1)
        near = np.abs(every - middle) < _JUMP * COMMON_PIXEL
        total = np.where(near, every, 0).sum(-1)
        depth = np.where(count[..., 0] > 0, total / np.maximum(near.sum(-1), 1), np.nan).astype(np.float32)
    camera = replace(view.camera, width=width // size, height=height // size)
    return View(view.name, camera, rgb.astype(np.uint8), np.rint(alpha.mean(-1)).astype(np.uint8), depth)


def opened(mask: np.ndarray, size: int) -> np.ndarray:
    """What of a mask, of any dimension, lies in some cube of `size` pixels a side that is all inside.

    scipy's binary opening with such a cube, but an axis at a time.
    """
    return _grown(~_grown(~mask, size, True), size)


def closed(mask: np.ndarray, size: int) -> np.ndarray:
    """A mask and what no cube of `size` pixels a side that is all outside reaches; see `opened`."""
    return ~_grown(~_grown(mask, size), size, True)


def _grown(mask: np.ndarray, size: int, beyond: bool = False) -> np.ndarray:
    """The mask and what is near to it; beyond: whether what lies outside of the array is of the mask."""
    from scipy.ndimage import maximum_filter

    return maximum_filter(mask.view(np.uint8), size, mode="constant", cval=beyond).view(bool)


@dataclass
class Drawing:
    """One view.

    alpha: (H, W) float32, 0 to 1. depth: (H, W) float32, continued outwards where unknown.
    known: (H, W) bool, where the depth was drawn. source: row and column (2, H, W) of the known pixel
    nearest to each. thin: (H, W) bool, part of a shell that is kept whatever other views say. facing:
    (H, W) float32 cosine between the surface and the view, 0 where the depth has no say. pixel: its
    size at the middle of the cube, object units.
    """

    camera: Camera
    alpha: np.ndarray
    depth: np.ndarray
    known: np.ndarray
    source: np.ndarray
    thin: np.ndarray
    pixel: float
    facing: np.ndarray = field(init=False)
    trusted: bool = True
    _windows: _Windows | None = None

    def __post_init__(self) -> None:
        self.update()

    @classmethod
    def read(cls, view: View) -> Drawing:
        """Faint lines made solid, depth continued from its nearest drawn pixel."""
        from scipy.ndimage import distance_transform_edt, maximum_filter

        alpha = view.alpha.astype(np.float32) / 255
        peak = maximum_filter(alpha, 3)
        alpha = np.where(peak >= _RIDGE, alpha / np.maximum(peak, _RIDGE), alpha)
        drawn = np.full(alpha.shape, np.nan, np.float32) if view.depth is None else view.depth
        known = np.isfinite(drawn) & (view.alpha > 0)
        if view.camera.extent is None:
            known &= drawn > 0  # a pinhole sees nothing behind it
        if known.any():
            source = distance_transform_edt(~known, return_distances=False, return_indices=True)
            depth = drawn[tuple(source)]
        else:
            source, depth = np.indices(known.shape), np.zeros_like(alpha)
        thin = np.zeros_like(known)
        return cls(view.camera, alpha, depth.astype(np.float32), known, source, thin, view.camera.pixel)

    @property
    def mask(self) -> np.ndarray:
        """(H, W) bool, inside the silhouette."""
        return self.alpha >= 0.5

    @property
    def step(self) -> int:
        """Every which pixel is looked at, so that a finer drawing takes no longer."""
        return max(1, round(COMMON_PIXEL / self.pixel))

    def update(self) -> None:
        """Take `facing` from the depth anew."""
        slope = np.zeros_like(self.depth)
        for axis in (0, 1):
            step = np.abs(np.diff(np.where(self.known, self.depth, np.nan), axis=axis)) / self.pixel
            before = np.insert(step, 0, np.nan, axis)
            after = np.insert(step, step.shape[axis], np.nan, axis)
            smaller = np.fmin(before, after)  # what stands next to a jump is not steep
            slope += np.where(np.isnan(smaller), 0, smaller) ** 2
        facing = np.maximum(1 / np.sqrt(1 + slope), _FACING_FLOOR)[tuple(self.source)]
        silent = (self.mask & ~self.known) | (not self.trusted) | (not self.known.any())
        self.facing = np.where(silent, 0, facing).astype(np.float32)

    def normals(self) -> np.ndarray:
        """(H, W, 3) unit normals of the drawn surface in the world, towards the camera."""
        steps = []
        for axis in (0, 1):
            step = np.diff(np.where(self.known, self.depth, np.nan), axis=axis)
            before = np.insert(step, 0, np.nan, axis)
            after = np.insert(step, step.shape[axis], np.nan, axis)
            smaller = np.where((np.abs(before) <= np.abs(after)) | np.isnan(after), before, after)
            steps.append(np.nan_to_num(smaller)[..., None])
        rays = self.camera.rays()[1]
        right, up = self.camera.camera_to_world[:3, :2].T
        size = np.broadcast_to(self.camera.pixel_size(self.depth), self.depth.shape)[..., None]
        normals = np.cross(steps[0] * rays - size * up, steps[1] * rays + size * right)
        return normals / np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-12)

    def silhouette(self, pixels: np.ndarray) -> np.ndarray:
        """How deep inside the silhouette pixel coordinates (..., 2) are: object units, at most a pixel."""
        alpha = bilinear(self.alpha, pixels[..., 0], pixels[..., 1])
        pixel = np.float32(self.pixel)
        return np.where(self._outside(pixels), -pixel, (alpha - np.float32(0.5)) * (2 * pixel))

    def surface_depth(self, pixels: np.ndarray) -> np.ndarray:
        """Depth at pixel coordinates (..., 2): bilinear, but never across an edge."""
        corners, x, y = self._corners(pixels)
        weights = ((1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y)
        nearest = self.at(self.depth, pixels)
        total = share = np.float32(0)
        for w, c in zip(weights, corners, strict=True):
            depth = np.take(self.depth, c)
            w = w * (np.abs(depth - nearest) < _JUMP * self.pixel)
            total, share = total + w * depth, share + w
        return np.where(share > 1e-6, total / np.maximum(share, 1e-6), nearest).astype(np.float32)

    def at(self, image: np.ndarray, pixels: np.ndarray) -> np.ndarray:
        """The pixels of an image (H, W) that hold the coordinates (..., 2)."""
        row = np.clip(pixels[..., 1].astype(np.int32), 0, image.shape[0] - 1)
        column = np.clip(pixels[..., 0].astype(np.int32), 0, image.shape[1] - 1)
        return image[row, column]

    def points(self, pixels: np.ndarray) -> np.ndarray:
        """The drawn surface at the pixels of a mask (H, W): (N, 3)."""
        return self.camera.unproject(self.depth)[pixels]

    def flatten(self, tolerance: float) -> None:
        """Replace the depth by planes where planes fit within about `tolerance`, object units.

        Least-squares planes in windows of several sizes vote for each pixel they cover, a good fit in
        a large window most (compare the guided filter, He et al. 2010, whose guide here is the
        pixel's own place). A window across an edge fits badly and stays silent, so edges stay sharp.
        Where the surface is a plane, the depth of an orthographic camera is affine in the pixels, and the
        inverse depth of a pinhole camera.
        """
        inside = self.mask & self.known
        if not inside.any():
            return
        pinhole = self.camera.extent is None
        depth = 1 / self.depth.astype(np.float64) if pinhole else self.depth.astype(np.float64)
        if pinhole:  # so large is a step of the depth in its inverse
            tolerance *= float(np.median(depth[inside])) ** 2
        windows = self._windows
        if windows is None or not np.array_equal(windows.inside, inside):
            windows = self._windows = _Windows(inside, self.pixel)
        flat = np.where(inside, windows.flattened(depth, tolerance), depth)
        self.depth = (1 / flat if pinhole else flat).astype(np.float32)

    def _corners(self, pixels: np.ndarray) -> tuple[tuple[np.ndarray, ...], np.ndarray, np.ndarray]:
        """Flat indices of the four pixel centres around, and how far right and down of the first."""
        height, width = self.alpha.shape
        x = np.clip(pixels[..., 0] - 0.5, 0, width - 1.001).astype(np.float32, copy=False)
        y = np.clip(pixels[..., 1] - 0.5, 0, height - 1.001).astype(np.float32, copy=False)
        column, row = x.astype(np.int32), y.astype(np.int32)
        first = row * np.int32(width) + column
        corners = (first, first + 1, first + width, first + (width + 1))
        return corners, x - column.astype(np.float32), y - row.astype(np.float32)

    def _outside(self, pixels: np.ndarray) -> np.ndarray:
        height, width = self.alpha.shape
        x, y = pixels[..., 0], pixels[..., 1]
        return (x < 0) | (x > width) | (y < 0) | (y > height)


class _Windows:
    """The windows in which planes are fitted to the depths of a mask (H, W): what of it is the same for all
    depths.
    """

    def __init__(self, inside: np.ndarray, pixel: float) -> None:
        self.inside = inside
        count = inside.astype(np.float64)
        y, x = (np.indices(inside.shape, np.float64) / max(inside.shape) - 0.5) * count
        self.places = np.stack([x, y])
        self.sizes = [2 * round((window / pixel - 1) / 2) + 1 for window in _WINDOWS]
        moments = np.stack([count, x, y, x * x, y * y, x * y])
        self.moments = [_window_mean(moments, size) for size in self.sizes]

    def flattened(self, depth: np.ndarray, tolerance: float) -> np.ndarray:
        """(H, W) depths on the planes that fit them within about `tolerance`; see `Drawing.flatten`."""
        x, y = self.places
        total, share = 1e-3 * depth, np.full_like(depth, 1e-3)
        values = np.stack([self.inside * depth, x * depth, y * depth, self.inside * depth * depth])
        for size, moments in zip(self.sizes, self.moments, strict=True):
            cover = np.maximum(moments[0], 1e-9)
            mx, my, xx, yy, xy = moments[1:] / cover
            md, xd, yd, dd = _window_mean(values, size) / cover
            xx, yy, xy = xx - mx * mx + 1e-5, yy - my * my + 1e-5, xy - mx * my
            xd, yd, dd = xd - mx * md, yd - my * md, dd - md * md
            determinant = xx * yy - xy * xy
            a = (yy * xd - xy * yd) / determinant
            b = (xx * yd - xy * xd) / determinant
            c = md - a * mx - b * my
            residual = np.maximum(dd - a * xd - b * yd, 0)
            weight = np.exp(-residual / (2 * tolerance**2)) * cover * size * (cover * size > 1)
            votes = np.stack([weight * c, weight * a, weight * b, weight])
            of_one, of_x, of_y, weights = _window_mean(votes, size)
            total += of_one + x * of_x + y * of_y
            share += weights
        return total / share


def _window_mean(images: np.ndarray, size: int) -> np.ndarray:
    """Images (N, H, W) averaged over windows of `size` pixels a side; 0 beyond their edges."""
    from scipy.ndimage import uniform_filter

    return uniform_filter(images, (1, size, size), mode="constant")
