"""Picture files to pixels: every depth and colour model, of any size, upright."""

from __future__ import annotations

import io
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from .errors import ModelsheetError

MOST_PIXELS = 400_000_000
"""A camera's largest picture has 200 million; of 400 million the decoder holds 1.2 to 1.6 GB."""

_ORIENTATION = 0x0112  # in Exif
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def bilinear(image: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Values (...) of an image (H, W) float32 between its pixels, those at its edge beyond them.

    x, y: pixel coordinates (...), the centre of the first pixel is (0.5, 0.5).
    """
    height, width = image.shape
    x = np.clip(x - np.float32(0.5), 0, width - 1.001).astype(np.float32, copy=False)
    y = np.clip(y - np.float32(0.5), 0, height - 1.001).astype(np.float32, copy=False)
    column, row = x.astype(np.int32), y.astype(np.int32)
    first = row * np.int32(width) + column
    a, b, c, d = (np.take(image, first + np.int32(step)) for step in (0, 1, width, width + 1))
    x, y = x - column.astype(np.float32), y - row.astype(np.float32)
    above, below = a + x * (b - a), c + x * (d - c)
    return above + y * (below - above)


def combined(values: np.ndarray, chosen: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(N, C) float32 sums of K of the values (M, C) each, by their numbers (N, K) and weights (N, K)."""
    from scipy.sparse import csr_matrix

    ends = np.arange(0, weight.size + 1, weight.shape[1])
    parts = weight.reshape(-1).astype(np.float32), chosen.reshape(-1), ends
    return csr_matrix(parts, (len(weight), len(values))) @ values.astype(np.float32)


def write_png(picture: Image.Image, to: Path | io.BytesIO) -> None:
    """Write a PNG. Runs alone are searched for: about as small as by default, in a third of the time."""
    picture.save(to, "PNG", compress_type=zlib.Z_RLE)


def read_picture(source: Path | bytes, name: str | Path, most: int) -> np.ndarray:
    """(H, W, 4) uint8 sRGB, straight alpha, turned as it was taken, at most `most` pixels a side.

    source: a file, or what one holds; name: what an error calls it. Raises ModelsheetError when it is
    missing, too large, or no picture that can be read.
    """
    try:
        with open_picture(io.BytesIO(source) if isinstance(source, bytes) else source) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ModelsheetError(
                    "image-large", path=name, width=picture.width, height=picture.height, most=most
                )
            picture.draft(None, (most, most))
            return np.asarray(_prepared(picture, most))
    except ModelsheetError:
        raise
    except FileNotFoundError as error:
        raise ModelsheetError("image-missing", path=name) from error
    except MemoryError:
        raise ModelsheetError("image-no-memory", path=name) from None
    except Exception as error:  # a damaged file fails anywhere in its decoder
        raise ModelsheetError("image-unreadable", path=name) from error


def open_picture(source: Path | io.BytesIO) -> Image.Image:
    """As Image.open, but without Pillow's limit, which warns from 90 million pixels on."""
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is wrong with its metadata does not show in the picture
            return Image.open(source)
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _prepared(picture: Image.Image, most: int) -> Image.Image:
    """RGBA, small and upright. What costs a copy comes after the picture is small, where it can."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture.load()
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
        if picture.mode[0] in "IF":
            picture = _eight_bits(picture)
        elif picture.mode in ("1", "P", "PA") or "transparency" in picture.info:
            picture = picture.convert("RGBA")
        factor = max(picture.size) // most
        if factor > 1:
            picture = picture.reduce(factor)
        picture = picture.convert("RGBA")
        picture.thumbnail((most, most))
        return picture if turn is None else picture.transpose(turn)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 bits, of 32 bits or in floats. A value that is marked as transparent becomes so."""
    values = np.asarray(picture)
    if picture.mode.startswith("I;16"):
        most = 65535
    else:
        top = float(np.nanmax(values)) if values.size else 0.0
        most = next((full for full in (1, 255, 65535) if top <= full), 2**32 - 1)
        most = 255 if most == 1 and picture.mode == "I" else most
    grey = np.rint(np.nan_to_num(values).clip(0, most).astype(np.float32) * (255 / most)).astype(np.uint8)
    clear = picture.info.get("transparency")
    if not isinstance(clear, int):
        return Image.fromarray(grey)
    alpha = np.where(values == clear, 0, 255).astype(np.uint8)
    return Image.fromarray(np.dstack([grey, alpha]), "LA")
