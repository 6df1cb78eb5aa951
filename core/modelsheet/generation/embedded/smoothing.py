"""Even colours between edges: what is left of patches and their ringing is taken from a drawn sheet."""

from __future__ import annotations

import numpy as np

from ...cores import side_by_side

_STRENGTH = 40.0  # about the square of the pixels over which colours that differ little are evened out
_EDGE = 0.05  # of the range of colours, summed over the channels: differences well above it are edges
_PASSES = 2
_REACH = 3  # pixels across which a soft edge is still seen as one


def smooth_colors(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Colours (V, H, W, 3), 0 to 1, of views with alpha (V, H, W), float32, with edges kept.

    The fast global smoother (Min et al. 2014): weighted least squares along rows and columns in turn, each
    pass one tridiagonal system. Nothing is carried across an outline.
    """
    halves = (np.array_split(part, min(2, len(rgb))) for part in (rgb, alpha))
    return np.concatenate(side_by_side(_smoothed, *halves))


def _smoothed(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    solid = alpha > 0.5
    links = [_links(rgb, solid, axis) for axis in (2, 1)]
    for step in range(_PASSES):
        strength = _STRENGTH * 1.5 * 4 ** (_PASSES - step - 1) / (4**_PASSES - 1)  # as in the paper
        for axis, link in zip((2, 1), links, strict=True):
            rgb = _solve(rgb, link * strength, axis)
    return rgb


def _links(rgb: np.ndarray, solid: np.ndarray, axis: int) -> np.ndarray:
    """(V, H, W) how closely each pixel is bound to the next along an axis, 0 to 1; the last ones to none.

    An edge that is spread over some pixels counts whole for each of them.
    """
    rgb, solid = np.moveaxis(rgb, axis, 2), np.moveaxis(solid, axis, 2)
    step = np.abs(np.diff(rgb, axis=2)).sum(-1)
    wide = np.abs(rgb[:, :, _REACH:] - rgb[:, :, :-_REACH]).sum(-1)
    step[:, :, 1:-1] = np.maximum(step[:, :, 1:-1], wide)
    link = np.zeros(rgb.shape[:3], np.float32)
    link[:, :, :-1] = np.exp(-step / _EDGE) * (solid[:, :, 1:] == solid[:, :, :-1])
    return link


def _solve(rgb: np.ndarray, link: np.ndarray, axis: int) -> np.ndarray:
    """The colours that stay near their own and near those that they are bound to: all rows in one system."""
    from scipy.linalg.lapack import sptsv

    moved = np.ascontiguousarray(np.moveaxis(rgb, axis, 2))
    off = -link.ravel()
    diagonal = 1 - off
    diagonal[1:] -= off[:-1]
    _, _, even, failed = sptsv(diagonal, off[:-1], moved.reshape(-1, 3))
    assert failed == 0  # the system is diagonally dominant
    return np.moveaxis(np.asarray(even, np.float32).reshape(moved.shape), 2, axis)
