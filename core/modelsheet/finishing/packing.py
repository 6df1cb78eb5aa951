"""Charts into one square, close together.

Each chart is a set of cells on a grid; the largest goes first, each to the lowest place where no cell
is taken yet. All places are tried at once: a correlation of the chart with what is taken is zero where
it fits. The square's side is not known before, so a strip is filled, and again as wide as it was high.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

GRID = 320  # cells along the square's side, about: three texels of a texture of 1024 each
FINE = 2  # pixels along a cell, in which charts are drawn before they are put into cells
_EXPECTED = 0.75  # of the square that charts and their margins fill: sets the first strip's width
_SMALL = 80  # cells of a rectangle up to which a chart counts as that, and not by its shape
_LARGE = 400  # from which it is tried upside down, too
_TRIES = 400  # charts placed, in as many fillings as that allows: at least 2, at most 8


@dataclass(frozen=True)
class Placement:
    """Where a chart lies in the strip: its cells turned by quarters counter-clockwise, then moved.

    row and column count cells from the strip's lower left.
    """

    turns: int
    row: int
    column: int


def pack(masks: list[np.ndarray]) -> tuple[list[Placement], int]:
    """Places for charts given by their cells, (h, w) bool with row 0 at the bottom; and the square's side."""
    taken = sum(int(mask.sum()) for mask in masks)
    widest = max(min(mask.shape) for mask in masks)
    width = max(widest, int(np.ceil(np.sqrt(taken / _EXPECTED))))
    best, side = [], 1 << 30
    for _ in range(min(max(_TRIES // len(masks), 2), 8)):
        places, height = _fill(masks, width)
        if max(width, height) < side:
            best, side = places, max(width, height)
        width = max(widest, min(round(np.sqrt(width * height)), side - 1))
    return best, side


def _fill(masks: list[np.ndarray], width: int) -> tuple[list[Placement], int]:
    """Places in a strip of some width, and the height that is needed."""
    strip = np.zeros((sum(max(mask.shape) for mask in masks), width), bool)
    placed = [Placement(0, 0, 0)] * len(masks)
    height = 0
    for i in sorted(range(len(masks)), key=lambda i: -masks[i].size):
        window = strip[: height + max(masks[i].shape)]
        fits = _shape_fits(window) if masks[i].size > _SMALL else _box_fits(window)
        options = []
        for turns in range(4 if masks[i].size > _LARGE else 2):
            turned = np.rot90(masks[i], -turns)  # rows count upwards here
            if turned.shape[1] > width:
                continue
            free = fits(turned)
            rows = np.flatnonzero(free.any(1))
            row = int(rows[0])
            options.append((row + turned.shape[0], int(free[row].argmax()), turns, row, turned))
        top, column, turns, row, turned = min(options, key=lambda option: option[:3])
        strip[row : row + turned.shape[0], column : column + turned.shape[1]] |= turned
        placed[i] = Placement(turns, row, column)
        height = max(height, top)
    return placed, height


def _shape_fits(taken: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """A function from a chart's cells to (rows, columns) bool: where its lower left may lie."""
    from scipy.fft import irfft2, next_fast_len, rfft2

    size = tuple(next_fast_len(n, real=True) for n in taken.shape)
    spectrum = rfft2(taken.astype(np.float32), size)

    def fits(mask: np.ndarray) -> np.ndarray:
        hits = irfft2(spectrum * np.conj(rfft2(mask.astype(np.float32), size)), size)
        rows, columns = (n - m + 1 for n, m in zip(taken.shape, mask.shape, strict=True))
        return hits[:rows, :columns] < 0.5

    return fits


def _box_fits(taken: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """The same for the rectangle around a chart."""
    total = np.zeros((taken.shape[0] + 1, taken.shape[1] + 1), np.int32)
    total[1:, 1:] = taken.cumsum(0, dtype=np.int32).cumsum(1)

    def fits(mask: np.ndarray) -> np.ndarray:
        h, w = mask.shape
        return total[h:, w:] - total[:-h, w:] - total[h:, :-w] + total[:-h, :-w] == 0

    return fits
