"""The background behind an object: found, and made transparent."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from .errors import ModelsheetError

_PLAIN = 24  # how far the border's colours may lie apart, and the object's from them, 0 to 255
_BORDER_SHARE = 0.97  # of the border that must be of one colour
_LEAST_SHARE = 0.5  # of the border: below that its median is no background
_REMBG_MODEL = "isnet-general-use"


def cut_out(rgb: np.ndarray) -> np.ndarray:
    """A picture (H, W, 3) uint8 with its background transparent, (H, W, 4) uint8.

    The package rembg (extra `rembg`) decides where it is installed and has its model, else the plain colour
    of the border. Raises ModelsheetError where there is neither, and where nothing is left of the object.
    """
    try:
        alpha = alpha_by_rembg(rgb)
    except NoRembg as error:
        if not is_plain(rgb):
            if error.installed:
                raise ModelsheetError("rembg-no-model", name=_REMBG_MODEL, reason=str(error)) from error
            raise ModelsheetError("background-busy") from error
        alpha = object_alpha(rgb)
    if not (alpha >= 128).any():
        raise ModelsheetError("background-alone")
    return np.dstack([rgb, alpha])


def object_alpha(rgb: np.ndarray) -> np.ndarray:
    """(H, W) uint8: 255 where the object is, 0 where the colour of the border reaches; rgb (H, W, 3) uint8.

    A picture whose border has no colour of its own is all object.
    """
    from scipy.ndimage import binary_propagation

    if border_share(rgb) < _LEAST_SHARE:
        return np.full(rgb.shape[:2], 255, np.uint8)
    plain = _distance(rgb) <= _PLAIN
    frame = np.ones_like(plain)
    frame[1:-1, 1:-1] = False
    return np.where(binary_propagation(frame & plain, mask=plain), 0, 255).astype(np.uint8)


def is_plain(rgb: np.ndarray) -> bool:
    """Whether nearly all of the border is of one colour, so that `object_alpha` can be trusted."""
    return border_share(rgb) >= _BORDER_SHARE


def border_share(rgb: np.ndarray) -> float:
    """How much of the border has the border's colour, 0 to 1."""
    return float((_border(_distance(rgb)) <= _PLAIN).mean())


class NoRembg(Exception):
    """The package rembg is not installed; or it is, and fails for this reason."""

    def __init__(self, installed: bool, reason: str = "") -> None:
        super().__init__(reason)
        self.installed = installed


def alpha_by_rembg(rgb: np.ndarray) -> np.ndarray:
    """(H, W) uint8, the object of a picture (H, W, 3) uint8 as rembg finds it. Raises NoRembg."""
    if find_spec("rembg") is None:
        raise NoRembg(installed=False)
    try:
        import rembg

        session = rembg.new_session(_REMBG_MODEL)
        return np.asarray(rembg.remove(rgb, session=session, only_mask=True), np.uint8)
    except Exception as error:  # its model may have to be fetched first
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise NoRembg(installed=True, reason=reason) from error


def _distance(rgb: np.ndarray) -> np.ndarray:
    """(H, W) how far each pixel is from the border's median colour, in the channel that differs most."""
    values = rgb.astype(np.int16)
    return np.abs(values - np.median(_border(values), axis=0)).max(-1)


def _border(values: np.ndarray) -> np.ndarray:
    return np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
