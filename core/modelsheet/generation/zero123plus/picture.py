"""How Zero123++ wants its picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from PIL import Image

_SHARE = 0.85  # of the side that the object's longer side takes
_GREY = 127


def squared(rgba: np.ndarray) -> np.ndarray:
    """The object in the middle of a square, (S, S, 4) uint8; the alpha must not be all zero."""
    rows, columns = (np.flatnonzero(rgba[..., 3].any(axis)) for axis in (1, 0))
    cut = rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = cut.shape[:2]
    side = round(max(height, width) / _SHARE)
    square = np.zeros((side, side, 4), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = cut
    return square


def on_grey(rgba: np.ndarray) -> np.ndarray:
    """(H, W, 4) uint8 over a grey background: (H, W, 3) uint8."""
    picture = Image.fromarray(rgba)
    grey = Image.new("RGB", picture.size, (_GREY, _GREY, _GREY))
    grey.paste(picture, mask=picture.getchannel("A"))
    return np.asarray(grey)


def extract(rgb: np.ndarray, settings: Mapping[str, Any]) -> torch.Tensor:
    """(H, W, 3) uint8 as the pixels (1, 3, S, S) float32 that a network takes.

    settings: those of the published `preprocessor_config.json`. Written out here because the classes of
    transformers resize differently from version to version.
    """
    side, crop = _side(settings["size"]), _side(settings["crop_size"])
    picture = Image.fromarray(rgb)
    scale = side / min(picture.size)
    size = (int(picture.width * scale), int(picture.height * scale))
    small = picture.resize(size, Image.Resampling(settings["resample"]))
    left, top = (size[0] - crop) // 2, (size[1] - crop) // 2
    values = np.asarray(small.crop((left, top, left + crop, top + crop)), np.float32)
    mean, deviation = (np.array(settings[f"image_{name}"], np.float32) for name in ("mean", "std"))
    pixels = (values * np.float32(settings["rescale_factor"]) - mean) / deviation
    return torch.from_numpy(pixels).permute(2, 0, 1)[None]


def _side(size: Any) -> int:
    return int(size.get("shortest_edge") or size["height"]) if isinstance(size, Mapping) else int(size)
