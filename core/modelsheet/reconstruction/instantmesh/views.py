"""A sheet's views as InstantMesh was trained to see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...cameras import Camera
from ...errors import ModelsheetError
from ...sheet import ModelSheet

if TYPE_CHECKING:
    import torch

PICTURE_SIZE = 320
SCALE = 2.0  # its box is [-1, 1]^3, ours [-0.5, 0.5]^3
_TO_ITS_WORLD = np.array([(0, -1, 0), (1, 0, 0), (0, 0, 1)], np.float32)  # its front is +X


def pictures(sheet: ModelSheet, size: int = PICTURE_SIZE) -> torch.Tensor:
    """(V, 3, size, size) float32, RGB 0 to 1 on white."""
    import torch
    import torch.nn.functional as F

    views = []
    for view in sheet:
        alpha = view.alpha[..., None].astype(np.float32) / 255
        picture = torch.from_numpy(view.rgb.astype(np.float32) / 255 * alpha + 1 - alpha)
        picture = picture.permute(2, 0, 1)[None]
        views.append(F.interpolate(picture, (size, size), mode="bicubic", antialias=True).clamp(0, 1))
    return torch.cat(views)


def camera_vectors(cameras: Sequence[Camera]) -> torch.Tensor:
    """(V, 16) float32: camera-to-world in its world, three rows, then fx, fy, cx, cy in pictures."""
    import torch

    vectors = []
    for camera in cameras:
        if camera.fov_y is None or camera.width != camera.height:
            raise ModelsheetError("views-not-square", method="InstantMesh")
        pose = _TO_ITS_WORLD @ camera.camera_to_world[:3]
        pose[:, 3] *= SCALE
        focal = 0.5 / np.tan(camera.fov_y / 2)
        vectors.append([*pose.flat, focal, focal, 0.5, 0.5])
    return torch.tensor(np.array(vectors, np.float32))
