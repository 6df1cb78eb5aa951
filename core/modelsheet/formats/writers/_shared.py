"""What several formats need: the texture as a file, axes, numbers as text."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from ...asset import Asset


def encode_png(texture: np.ndarray) -> bytes:
    """The bytes of a PNG of (H, W, 3) uint8."""
    stream = io.BytesIO()
    Image.fromarray(texture).save(stream, "PNG", compress_level=5)  # 6 saves 3 % and takes twice as long
    return stream.getvalue()


def write_texture(asset: Asset, path: Path) -> str | None:
    """Write the texture beside the mesh file `path`; returns its name, None where there is no texture."""
    if asset.surface.texture is None:
        return None
    picture = path.with_suffix(".png")
    picture.write_bytes(encode_png(asset.surface.texture))
    return picture.name


def y_up(vectors: np.ndarray) -> np.ndarray:
    """Our Z up to Y up, (N, 3) float32: the front, our -Y, faces +Z."""
    x, y, z = vectors.astype(np.float32).T
    return np.stack([x, z, -y], 1) + np.float32(0)  # no negative zero: the same bytes everywhere


def title(asset: Asset) -> str:
    """What the object is called in the file, in one line."""
    return " ".join(asset.sheet.prompt.split())[:60] or "modelsheet"
