"""Between pictures and the views of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from ..background import is_plain, object_alpha
from ..cameras import Camera
from ..errors import ModelsheetError
from ..sheet import View
from . import KnownParts

if TYPE_CHECKING:
    import torch


def picture_of(known: KnownParts | None, model: str) -> np.ndarray:
    """The one picture that a model draws from: (H, W, 4) uint8, straight alpha.

    Raises ModelsheetError where there is none, or more than one, or nothing to be seen in it.
    """
    if known is None or not known.color:
        raise ModelsheetError("image-needed", name=model)
    if len(known.color) != 1 or known.depth:
        raise ModelsheetError("one-image-only", name=model)
    (name,) = known.color
    rgba = known.sheet[name].rgba
    if not rgba[..., 3].any():
        raise ModelsheetError("no-object-seen")
    return rgba


def refuse_picture(known: KnownParts | None, model: str) -> None:
    """Raise ModelsheetError where a picture or views are given to a model that takes words alone."""
    if known is not None and (known.color or known.depth):
        raise ModelsheetError("words-only", name=model)


def squared(rgba: np.ndarray, share: float) -> np.ndarray:
    """The object in the middle of a square, (S, S, 4) uint8; the alpha must not be all zero.

    share: of the side that the object's longer side takes.
    """
    rows, columns = (np.flatnonzero(rgba[..., 3].any(axis)) for axis in (1, 0))
    cut = rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = cut.shape[:2]
    side = round(max(height, width) / share)
    square = np.zeros((side, side, 4), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = cut
    return square


def extract(rgb: np.ndarray, settings: Mapping[str, Any]) -> torch.Tensor:
    """(H, W, 3) uint8 as the pixels (1, 3, S, S) float32 that a network takes.

    settings: those of the published `preprocessor_config.json`. Written out here because the classes of
    transformers resize differently from version to version.
    """
    import torch

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


def views_of(
    pictures: np.ndarray, cameras: Mapping[str, Camera], alphas: np.ndarray | None = None
) -> tuple[tuple[View, ...], str]:
    """Drawn pictures (N, H, W, 3) uint8 as views, and a notice where their background is not plain.

    cameras: by the name of the view, in the order of the pictures. alphas: (N, H, W) uint8 where the
    object is; without it, what the background does not reach.
    """
    if alphas is None:
        alphas = np.stack([object_alpha(picture) for picture in pictures])
        bad = [name for name, picture in zip(cameras, pictures, strict=True) if not is_plain(picture)]
    else:
        bad = []
    views = zip(cameras.items(), pictures, alphas, strict=True)
    notice = f"no plain background behind {', '.join(bad)}: check the outline there" if bad else ""
    return tuple(View(name, camera, rgb, alpha) for (name, camera), rgb, alpha in views), notice
