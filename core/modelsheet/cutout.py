"""A picture of an object to a view of a sheet: cut out, fitted, squared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from .cameras import OBJECT_EXTENT, Camera
from .errors import ModelsheetError
from .sheet import View

_LARGEST = 2048  # pixels a side; more would only cost time
_PLAIN = 24  # how far the border's colours may lie apart, and the object's from them, 0 to 255
_BORDER_SHARE = 0.97  # of the border that must be of one colour


def view_from_image(path: str | Path, name: str, cameras: Mapping[str, Camera]) -> View:
    """The object of a picture as a view without depth, its longest side as long as in every sheet.

    cameras: of the views that the picture may show, by name; square, and orthographic where the object shall
    have its size.

    The object is what is not transparent, or else what differs from a background of one colour.
    Raises ModelsheetError when there is no such view, and when the picture can't be read or shows no
    object that stands out.
    """
    if name not in cameras:
        raise ModelsheetError("image-no-view", name=name, known=", ".join(cameras))
    rgba = _cut_out(_read(Path(path)), Path(path))
    rows, columns = (np.flatnonzero((rgba[..., 3] >= 128).any(axis)) for axis in (1, 0))
    if not len(rows):
        raise ModelsheetError("image-empty", path=path)
    cut = rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    rgba = _fitted(cut, cameras[name])
    return View(name, cameras[name], rgba[..., :3].copy(), rgba[..., 3].copy())


def _read(path: Path) -> np.ndarray:
    """(H, W, 4) uint8."""
    try:
        with Image.open(path) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except FileNotFoundError as error:
        raise ModelsheetError("image-missing", path=path) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ModelsheetError("image-unreadable", path=path) from error
    upright.thumbnail((_LARGEST, _LARGEST))
    return np.asarray(upright)


def _cut_out(rgba: np.ndarray, path: Path) -> np.ndarray:
    """With the background transparent."""
    if rgba[..., 3].min() < 128:
        return rgba
    rgb = rgba[..., :3].astype(np.int16)
    border = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    background = np.median(border, axis=0)
    if (np.abs(border - background).max(1) <= _PLAIN).mean() < _BORDER_SHARE:
        raise ModelsheetError("image-no-background", path=path)
    return np.dstack([rgba[..., :3], _object(np.abs(rgb - background).max(2) > _PLAIN)])


def _object(differs: np.ndarray) -> np.ndarray:
    """(H, W) uint8 alpha: all that the background's colour does not reach from the border."""
    from scipy.ndimage import binary_propagation

    frame = np.ones_like(differs)
    frame[1:-1, 1:-1] = False
    return np.where(binary_propagation(frame & ~differs, mask=~differs), 0, 255).astype(np.uint8)


def _fitted(rgba: np.ndarray, camera: Camera) -> np.ndarray:
    """The cut-out in the middle of a square view; colours are weighed by alpha as it shrinks."""
    height, width = rgba.shape[:2]
    side = camera.height
    scale = OBJECT_EXTENT / camera.pixel / max(height, width)
    size = (min(side, max(1, round(width * scale))), min(side, max(1, round(height * scale))))
    premultiplied = Image.fromarray(rgba).convert("RGBa")
    small = np.asarray(premultiplied.resize(size, Image.Resampling.BOX).convert("RGBA"))
    top, left = (side - size[1]) // 2, (side - size[0]) // 2
    square = np.zeros((side, side, 4), np.uint8)
    square[top : top + size[1], left : left + size[0]] = small
    return square
