"""Between pictures and the views of a sheet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..background import is_plain, object_alpha
from ..cameras import Camera
from ..errors import ModelsheetError
from ..sheet import View
from . import KnownParts


def picture_of(known: KnownParts | None, model: str) -> np.ndarray:
    """The one picture that a model draws from: (H, W, 4) uint8, straight alpha.

    Raises ModelsheetError where there is none, or more than one, or nothing to be seen in it.
    """
    if known is None:
        raise ModelsheetError(f"{model} draws from a picture: give one")
    if len(known.color) != 1 or known.depth:
        raise ModelsheetError(f"{model} draws from one picture: give that of the front and nothing else")
    (name,) = known.color
    rgba = known.sheet[name].rgba
    if not rgba[..., 3].any():
        raise ModelsheetError("the picture shows nothing: choose one of an object")
    return rgba


def refuse_picture(known: KnownParts | None, model: str) -> None:
    """Raise ModelsheetError where a picture or views are given to a model that takes words alone."""
    if known is not None:
        raise ModelsheetError(f"{model} draws from words alone: leave the picture and the pinned views out")


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
