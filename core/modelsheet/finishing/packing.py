"""Charts into one square, close together.

Each chart is a set of cells on a grid; the largest goes first, each to the lowest place where no cell
is taken yet. All places are tried at once: the cells that are taken are the bits of one long number, row
after row. Shifted by each of a chart's cells, and taken together, they tell where the chart would meet
something. The square's side is not known before, so a strip is filled, and again as wide as it was high.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from ..second import beside

GRID = 341  # cells along the square's side, about: three texels of a texture of 1024 each
FINE = 2  # pixels along a cell, in which charts are drawn before they are put into cells
_EXPECTED = 0.75  # of the square that charts and their margins fill: sets the first strip's width
_LARGE = 400  # cells of the rectangle around a chart from which it is tried upside down, too
_CLOSE = 0.7  # of the square in use, with margins: better is not searched for
_NARROWER = (0.99, 0.97, 0.95, 0.93)  # of the side so far: strips that are tried where it is not close
_TRIES = 400  # charts placed, in as many fillings as that allows: at least 2, at most 8
_SHARE = 0.004  # of all cells, in the rectangle around a chart from which its turn matters
_STEP = 0.98  # of the side so far: the strip in which another order is to do


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
    taken = [int(mask.sum()) for mask in masks]
    widest = max(min(mask.shape) for mask in masks)
    width = max(widest, int(np.ceil(np.sqrt(sum(taken) / _EXPECTED))))
    shapes = [_turned(mask) for mask in masks]
    by_size, by_cells = (_largest_first(sizes) for sizes in ([mask.size for mask in masks], taken))
    best, side = [], 1 << 30
    tries = min(max(_TRIES // len(masks), 2), 8)
    for _ in range(tries):
        places, height = _fill(shapes, by_size, width)
        if max(width, height) >= side:  # the next would hardly be closer
            break
        best, side = places, max(width, height)
        width = max(widest, min(round(np.sqrt(width * height)), side - 1))
    for share in _NARROWER[:tries]:
        for order in (by_size, by_cells):
            width = round(share * side)
            if width < widest or sum(taken) >= _CLOSE * side**2:
                break
            places, height = _fill(shapes, order, width)
            if max(width, height) < side:
                best, side = places, max(width, height)
    return best, side


def reordered(masks: list[np.ndarray], side: int, tries: int) -> tuple[list[Placement], int]:
    """As `pack`, in a square that may be smaller than one of some side, with large charts in other orders.

    One chart is moved in the order, in two ways at once, and stays where that lowers the strip, or how high
    its cells lie. The small charts fill what is left.
    """
    random = np.random.default_rng(0)
    taken = [int(mask.sum()) for mask in masks]
    shapes, by_size = [_turned(mask) for mask in masks], _largest_first([mask.size for mask in masks])
    width = max(round(_STEP * side), *(min(mask.shape) for mask in masks))
    large = [i for i in by_size if masks[i].size >= _SHARE * sum(taken)]
    small = by_size[len(large) :]

    reached = partial(_reached, [shapes[i] for i in large], [taken[i] for i in large], width)
    order = list(range(len(large)))
    best = reached(order)
    for _ in range(0, tries, 2):
        if best[0] <= width:
            break
        one, other = (_moved(order, random) for _ in range(2))
        beyond = beside(reached, other, in_steps=True)
        best, order = min((reached(one), one), (beyond(), other), (best, order), key=lambda pair: pair[0])
    places, height = _fill(shapes, [large[i] for i in order] + small, width)
    return places, max(width, height)


def _moved(order: list[int], random: np.random.Generator) -> list[int]:
    """With one chart elsewhere."""
    moved = order.copy()
    chart = moved.pop(random.integers(len(moved)))
    moved.insert(random.integers(len(moved) + 1), chart)
    return moved


def _reached(shapes: list[list[_Shape]], taken: list[int], width: int, order: list[int]) -> tuple[int, int]:
    """The height of the strip in some order, and how high its cells lie; taken: the cells of each chart."""
    places, height = _fill(shapes, order, width)
    return height, sum(place.row * cells for place, cells in zip(places, taken, strict=True))


def _largest_first(sizes: list[int]) -> list[int]:
    return sorted(range(len(sizes)), key=lambda i: -sizes[i])


@dataclass(frozen=True)
class _Shape:
    """A chart's cells, turned: its runs along the rows, each a row, the first column and the length."""

    turns: int
    height: int
    width: int
    runs: list[tuple[int, int, int]]


def _turned(mask: np.ndarray) -> list[_Shape]:
    """A chart as it may lie: on its side or not, and upside down where it is large."""
    shapes = []
    for turns in range(4 if mask.size > _LARGE else 2):
        turned = np.rot90(mask, -turns)  # rows count upwards here
        height, width = turned.shape
        edged = np.zeros((height, width + 2), bool)
        edged[:, 1:-1] = turned
        row, ends = np.nonzero(edged[:, 1:] != edged[:, :-1])
        first, last = ends.reshape(-1, 2).T
        runs = list(zip(row[::2].tolist(), first.tolist(), (last - first).tolist(), strict=True))
        shapes.append(_Shape(turns, height, width, runs))
    return shapes


def _fill(shapes: list[list[_Shape]], order: list[int], width: int) -> tuple[list[Placement], int]:
    """Places in a strip of some width, and the height that is needed."""
    strip = _Strip(width)
    placed = [Placement(0, 0, 0)] * len(shapes)
    for i in order:
        options = []
        for shape in shapes[i]:
            if shape.width <= width:
                row, column = strip.lowest(shape)
                options.append((row + shape.height, column, shape.turns, row, shape))
        _, column, turns, row, shape = min(options, key=lambda option: option[:3])
        strip.put(shape, row, column)
        placed[i] = Placement(turns, row, column)
    return placed, strip.height


class _Strip:
    """Cells of which some are taken: `taken` has a bit for each, number `row * width + column`."""

    def __init__(self, width: int) -> None:
        self.width, self.height, self.taken = width, 0, 0
        self._meets = {1: 0}

    def lowest(self, shape: _Shape) -> tuple[int, int]:
        """The row and column of the lowest place that is free for a shape, of these the first."""
        met = 0
        for row, column, length in shape.runs:
            met |= self._run_meets(length) >> (row * self.width + column)
        inside = (1 << (self.width - shape.width + 1)) - 1
        free = _repeated(inside, self.width, self.height + 1) & ~met
        return divmod((free & -free).bit_length() - 1, self.width)

    def put(self, shape: _Shape, row: int, column: int) -> None:
        """Take a shape's cells."""
        for up, along, length in shape.runs:
            self.taken |= ((1 << length) - 1) << ((row + up) * self.width + column + along)
        self.height = max(self.height, row + shape.height)
        self._meets = {1: self.taken}

    def _run_meets(self, length: int) -> int:
        """The cells at which a run of so many would begin that meets something."""
        if length not in self._meets:
            part = 1 << ((length - 1).bit_length() - 1)
            shorter = self._run_meets(part)
            self._meets[length] = shorter | (shorter >> (length - part))
        return self._meets[length]


def _repeated(bits: int, width: int, count: int) -> int:
    """`count` rows of `width` bits, all alike."""
    rows, have = bits, 1
    while have < count:
        more = min(have, count - have)
        rows |= (rows & ((1 << (more * width)) - 1)) << (have * width)
        have += more
    return rows
