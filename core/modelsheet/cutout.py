"""A picture of an object to a view of a sheet: cut out, fitted, squared.

The object is what is not transparent. Where that is nearly everything (a picture whose corners are rounded,
say) it is what differs from a background of one colour: from the edge inwards, and where the background shows
through a hole. Where the background is not plain `rembg` cuts it out, if it is installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from .cameras import OBJECT_EXTENT, Camera
from .errors import ModelsheetError
from .pictures import read_picture
from .sheet import View

_LARGEST = 2048  # pixels a side; more would only cost time
_PLAIN = 24  # how far the border's colours may lie apart, and the object's from them, 0 to 255
_BORDER_SHARE = 0.97  # of the border that must be of one colour
_CARD_SHARE = 0.92  # of the picture that is opaque: from here on it is a card, and not an object cut out
_HOLE_SHARE = 0.01  # of the object, that a hole has at least; less is a highlight, or the white of an eye
_HOLE_COLOR = 6  # of 255: how far a hole's colour may lie from the background's, which shows through it


def view_from_image(path: str | Path, name: str, cameras: Mapping[str, Camera]) -> View:
    """The object of a picture as a view without depth, its longest side as long as in every sheet.

    cameras: of the views that the picture may show, by name; square, and orthographic where the object shall
    have its size.

    Raises ModelsheetError when there is no such view, and when the picture can't be read or shows no
    object that stands out.
    """
    if name not in cameras:
        raise ModelsheetError("image-no-view", name=name, known=", ".join(cameras))
    rgba = _cut_out(read_picture(Path(path), path, _LARGEST), Path(path))
    rows, columns = (np.flatnonzero((rgba[..., 3] >= 128).any(axis)) for axis in (1, 0))
    if not len(rows):
        raise ModelsheetError("image-empty", path=path)
    cut = rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    rgba = _fitted(cut, cameras[name])
    return View(name, cameras[name], rgba[..., :3].copy(), rgba[..., 3].copy())


def _cut_out(rgba: np.ndarray, path: Path) -> np.ndarray:
    """With the background transparent."""
    opaque = rgba[..., 3] >= 128
    if opaque.mean() < _CARD_SHARE:
        return rgba
    rgb = rgba[..., :3].astype(np.int16)
    edge = rgb[_edge(opaque)]
    background = np.median(edge, axis=0)
    if (np.abs(edge - background).max(1) <= _PLAIN).mean() < _BORDER_SHARE:
        return _by_rembg(rgba, path)
    off = np.abs(rgb - background).max(2)
    return np.dstack([rgba[..., :3], _object(opaque & (off > _PLAIN), off)])


def _edge(opaque: np.ndarray) -> np.ndarray:
    """(H, W) bool, the outermost of what is opaque, within soft edges."""
    from scipy.ndimage import binary_erosion

    soft = 0 if opaque.all() else 2  # pixels
    inner = binary_erosion(opaque, iterations=soft) if soft else opaque
    return inner & ~binary_erosion(inner)


def _object(differs: np.ndarray, off: np.ndarray) -> np.ndarray:
    """(H, W) uint8 alpha: all that the background's colour does not reach from the border, without its holes.

    off: how far each pixel's colour is from the background's.
    """
    from scipy.ndimage import binary_propagation, label

    frame = np.ones_like(differs)
    frame[1:-1, 1:-1] = False
    inside = ~binary_propagation(frame & ~differs, mask=~differs)
    islands, count = label(inside & ~differs)
    sizes = np.bincount(islands.reshape(-1), minlength=count + 1)
    for island in np.flatnonzero(sizes >= _HOLE_SHARE * inside.sum()):
        if island and np.median(off[islands == island]) <= _HOLE_COLOR:
            inside &= islands != island
    return np.where(inside, 255, 0).astype(np.uint8)


def _by_rembg(rgba: np.ndarray, path: Path) -> np.ndarray:
    """The object as `rembg` finds it. Raises ModelsheetError where that is not installed, or fails."""
    try:
        import rembg
    except ImportError as error:
        raise ModelsheetError("image-no-background", path=path) from error
    try:
        found = rembg.remove(Image.fromarray(rgba).convert("RGB"))
    except Exception as error:  # its model may have to be fetched first
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise ModelsheetError("image-no-rembg", path=path, reason=reason) from error
    return np.asarray(found.convert("RGBA"))


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
