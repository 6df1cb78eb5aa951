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

from .background import NoRembg, alpha_by_rembg
from .cameras import OBJECT_EXTENT, Camera, sheet_camera
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
    (view,) = views_from_images({name: path}, cameras)
    return view


def views_from_images(paths: Mapping[str, str | Path], cameras: Mapping[str, Camera]) -> tuple[View, ...]:
    """Pictures of one object as views, by the names of the sides that they show; see `view_from_image`.

    Pictures may be of any size: they are scaled so that the sides agree in what they share, as front and
    right do in the height.
    """
    cuts = {}
    for name, path in paths.items():
        if name not in cameras:
            raise ModelsheetError("image-no-view", name=name, known=", ".join(cameras))
        rgba = _cut_out(read_picture(Path(path), path, _LARGEST), Path(path))
        rows, columns = (np.flatnonzero((rgba[..., 3] >= 128).any(axis)) for axis in (1, 0))
        if not len(rows):
            raise ModelsheetError("image-empty", path=path)
        cuts[name] = rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    sizes = _agreed({name: (cut.shape[1], cut.shape[0]) for name, cut in cuts.items()})
    views = []
    for name, cut in cuts.items():
        rgba = _fitted(cut, cameras[name], sizes[name])
        views.append(View(name, cameras[name], rgba[..., :3].copy(), rgba[..., 3].copy()))
    return tuple(views)


def save_cut_out(path: str | Path, to: Path, side: int = 256) -> None:
    """The object of a picture as a view has it, as a PNG of `side` pixels. Raises ModelsheetError."""
    view = view_from_image(path, "front", {"front": sheet_camera("front", side)})
    stage = to.with_suffix(".tmp")
    Image.fromarray(view.rgba).save(stage, "PNG")
    stage.replace(to)


def _agreed(sizes: Mapping[str, tuple[int, int]]) -> dict[str, tuple[float, float]]:
    """Width and height of each view in the world, from those in its picture's pixels.

    The object's three sides and each picture's scale are fitted to all of them, in logarithms.
    """
    x, y, z = range(3)
    axes = {"right": (y, z), "left": (y, z), "top": (x, y), "bottom": (x, y)}
    seen = {name: axes.get(name, (x, z)) for name in sizes}
    equations = np.zeros((2 * len(sizes), 3 + len(sizes)))
    measured = np.log([size for pair in sizes.values() for size in pair])
    for i, pair in enumerate(seen.values()):
        for j, axis in enumerate(pair):
            equations[2 * i + j, [axis, 3 + i]] = 1, 1  # side times scale is pixels
    solved = np.exp(np.linalg.lstsq(equations, measured, rcond=None)[0][:3])
    shown = sorted({axis for pair in seen.values() for axis in pair})
    sides = solved * OBJECT_EXTENT / solved[shown].max()
    return {name: (float(sides[a]), float(sides[b])) for name, (a, b) in seen.items()}


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
        return np.dstack([rgba[..., :3], alpha_by_rembg(rgba[..., :3])])
    except NoRembg as error:
        if error.installed:
            raise ModelsheetError("image-no-rembg", path=path, reason=str(error)) from error
        raise ModelsheetError("image-no-background", path=path) from error


def _fitted(rgba: np.ndarray, camera: Camera, extent: tuple[float, float]) -> np.ndarray:
    """The cut-out in the middle of a square view; colours are weighed by alpha as it shrinks.

    extent: width and height in the world.
    """
    side = camera.height
    width, height = (min(side, max(1, round(length / camera.pixel))) for length in extent)
    premultiplied = Image.fromarray(rgba).convert("RGBa")
    small = np.asarray(premultiplied.resize((width, height), Image.Resampling.BOX).convert("RGBA"))
    top, left = (side - height) // 2, (side - width) // 2
    square = np.zeros((side, side, 4), np.uint8)
    square[top : top + height, left : left + width] = small
    return square
