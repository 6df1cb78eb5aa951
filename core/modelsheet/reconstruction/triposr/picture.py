"""A picture as TripoSR was trained to see it: the object cropped, centred, on grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import ModelsheetError

if TYPE_CHECKING:
    import torch

PICTURE_SIZE = 512
FOREGROUND = 0.85  # of the picture's side that the object takes
_GREY = 0.5


def prepare(rgba: np.ndarray, size: int = PICTURE_SIZE) -> torch.Tensor:
    """An object cut out, (H, W, 4) uint8 with straight alpha, to (3, size, size) float32, 0 to 1."""
    return resized(on_grey(cropped(rgba)), size)


def cropped(rgba: np.ndarray) -> np.ndarray:
    """The object in the middle of a square, (S, S, 4).

    Its last row and column are left out, as they were in training.
    """
    rows, columns = np.nonzero(rgba[..., 3])
    if len(rows) == 0 or np.ptp(rows) == 0 or np.ptp(columns) == 0:
        raise ModelsheetError("no-object-seen")
    object_only = rgba[rows.min() : rows.max(), columns.min() : columns.max()]
    square = _centred(object_only, max(object_only.shape[:2]))
    return _centred(square, int(len(square) / FOREGROUND))


def on_grey(rgba: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8, rounded down."""
    color, alpha = rgba[..., :3].astype(np.float32) / 255, rgba[..., 3:].astype(np.float32) / 255
    return ((color * alpha + _GREY * (1 - alpha)) * 255).astype(np.uint8)


def resized(rgb: np.ndarray, size: int) -> torch.Tensor:
    """(H, W, 3) uint8 to (3, size, size) float32, 0 to 1, bilinear and anti-aliased."""
    import torch
    import torch.nn.functional as F

    picture = torch.from_numpy(rgb.astype(np.float32) / 255).permute(2, 0, 1)[None]
    return F.interpolate(picture, (size, size), mode="bilinear", align_corners=False, antialias=True)[0]


def _centred(rgba: np.ndarray, side: int) -> np.ndarray:
    """In the middle of a transparent black square; where halves differ the first is the smaller."""
    missing = [side - length for length in rgba.shape[:2]]
    return np.pad(rgba, [*((n // 2, n - n // 2) for n in missing), (0, 0)])
