"""How MV-Adapter wants its reference picture."""

from __future__ import annotations

import numpy as np
from PIL import Image

_SHARE = 0.9  # of the side that the object's longer side takes
_GREY = 0.5


def reference_picture(rgba: np.ndarray, resolution: int) -> np.ndarray:
    """The object in the middle of a grey square, (resolution, resolution, 3) uint8; rgba (H, W, 4) uint8.

    The alpha must not be all zero.
    """
    rows, columns = (np.flatnonzero(rgba[..., 3].any(axis)) for axis in (1, 0))
    top, left = max(rows[0] - 1, 0), max(columns[0] - 1, 0)  # one pixel more on these two sides alone
    cut = rgba[top : rows[-1] + 1, left : columns[-1] + 1]
    height, width = cut.shape[:2]
    longer = resolution * _SHARE
    if height > width:
        width, height = int(width * longer / height), int(longer)
    else:
        height, width = int(height * longer / width), int(longer)
    small = np.asarray(Image.fromarray(cut).resize((max(width, 1), max(height, 1)))) / np.float32(255)
    square = np.full((resolution, resolution, 3), _GREY, np.float32)
    y, x = (resolution - height) // 2, (resolution - width) // 2
    alpha = small[..., 3:]
    square[y : y + small.shape[0], x : x + small.shape[1]] = small[..., :3] * alpha + _GREY * (1 - alpha)
    return (square * 255).clip(0, 255).astype(np.uint8)  # cut off, not rounded: the background is 127
