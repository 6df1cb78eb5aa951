"""The pictures of the normal ControlNet as normals in the world, and the outline that they give."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...cameras import Camera

_BACKGROUND, _OBJECT = 0.2, 0.6  # a vector shorter than the one is background, longer than the other object


def alphas(pictures: np.ndarray) -> np.ndarray:
    """(N, H, W) uint8 of the pictures (N, H, W, 3) uint8: how long their vectors are."""
    share = (np.linalg.norm(_vectors(pictures), axis=-1) - _BACKGROUND) / (_OBJECT - _BACKGROUND)
    return np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)


def world_normals(pictures: np.ndarray, alpha: np.ndarray, cameras: Iterable[Camera]) -> np.ndarray:
    """(N, H, W, 3) float32 unit vectors, NaN outside the object; alpha as from `alphas`.

    The pictures hold them in each camera's own axes, x to the right, y up, z to the camera, where the
    outline agrees: the publishers don't say which way the axes point.
    """
    vectors = _vectors(pictures) * _signs(pictures, alpha)
    turned = np.stack(
        [own @ camera.camera_to_world[:3, :3].T for own, camera in zip(vectors, cameras, strict=True)]
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = turned / np.linalg.norm(turned, axis=-1, keepdims=True)
    return np.where((alpha > 0)[..., None], unit, np.nan).astype(np.float32)


def _signs(pictures: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """(3,) ±1: which axes to turn so that normals point outward at the outline and to the camera inside."""
    vectors, cover = _vectors(pictures), alpha / 255
    upward, rightward = np.gradient(cover, axis=1), -np.gradient(cover, axis=2)  # out of the object
    sums = (
        (vectors[..., 0] * rightward).sum(),
        (vectors[..., 1] * upward).sum(),
        (vectors[..., 2] * cover).sum(),
    )
    return np.where(np.array(sums) < 0, -1.0, 1.0)


def _vectors(pictures: np.ndarray) -> np.ndarray:
    return pictures / 127.5 - 1
