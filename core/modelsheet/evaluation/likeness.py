"""How like one sheet is to another, pixel by pixel in small: for memorisation and diversity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import ModelsheetError
from ..training.dataset import AssetRecord, SheetCache

SMALL = 16  # pixels a side
_MIRRORED = [0, 3, 2, 1, 4, 5]


def small(rgba: np.ndarray) -> np.ndarray:
    """Views (..., H, W, 4) uint8, straight alpha, to (..., 16, 16, 4) float32 in [0, 1], premultiplied."""
    size = rgba.shape[-2] // SMALL
    if rgba.shape[-3:-1] != (size * SMALL, size * SMALL) or size == 0:
        raise ModelsheetError(
            f"views of {rgba.shape[-2]} pixels can't be compared: give a multiple of {SMALL}"
        )
    alpha = rgba[..., 3:].astype(np.float32) / 255
    seen = np.concatenate([rgba[..., :3] / np.float32(255) * alpha, alpha], -1)
    blocks = seen.reshape(*rgba.shape[:-3], SMALL, size, SMALL, size, 4)
    return blocks.mean((-2, -4), dtype=np.float32)


def distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Root of the mean squared difference of small sheets (..., 6, 16, 16, 4), over where either draws."""
    either = np.maximum(a[..., 3], b[..., 3])
    square = ((a - b) ** 2).mean(-1)
    return np.sqrt(square.sum((-1, -2, -3)) / np.maximum(either.sum((-1, -2, -3)), 1e-6))


@dataclass(frozen=True)
class Training:
    """The sheets that a model was trained on, in small: (N, 6, 16, 16, 4)."""

    records: list[AssetRecord]
    small: np.ndarray

    @classmethod
    def of(cls, cache: SheetCache) -> Training:
        """From cached renders."""
        rows = range(0, len(cache.records), 64)
        return cls(cache.records, np.concatenate([small(cache.rgba[i : i + 64]) for i in rows]))

    def only(self, records: list[AssetRecord]) -> Training:
        """Some of them."""
        place = {record.id: i for i, record in enumerate(self.records)}
        return Training(records, self.small[[place[record.id] for record in records]])

    def nearest(self, sheet: np.ndarray) -> tuple[int, float]:
        """Which of them, or of their mirror images, is most like a small sheet, and how far it is."""
        mirrored = sheet[_MIRRORED, :, ::-1]
        apart = np.minimum(distance(self.small, sheet), distance(self.small, mirrored))
        i = int(apart.argmin())
        return i, float(apart[i])
