"""Where colours of two views or of two charts meet, and how they are made to meet.

Views of one place rarely agree to the last bit: one is a little lighter. Each view gets a correction
that is smooth within a chart and makes the views agree where one gives way to the other: a screened
Poisson equation for the difference to the drawn colours (Perez et al. 2003; Lempitsky and Ivanov 2007).
It is solved for cells of the texture, not for texels, since its answer is smooth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..pictures import combined
from ..surface import Surface
from .edges import opposite_pairs

_CELLS = 64  # along the texture's side: a correction has one value in each
_APART = 1 / 256  # of the texture's side: so far apart, the colours on both sides of a border are compared
_INSET = 1.5  # texels inside a chart, where surely a texel is covered
_DRAWN = 24.0  # sRGB steps, of 255: a jump from which it is an edge that was drawn, and stays
_UNSEEN = 0.5  # sRGB steps: less does not change a texel
_HOLD = 0.1  # how much a cell wants to keep the drawn colours, beside how much it wants to be smooth
_MEET = 4.0  # how much views are to agree where they meet, at most
_LEAST = 0.02  # weight of a view from which it counts in a texel


@dataclass(frozen=True)
class Border:
    """Places where charts meet: the UVs on both sides (N, 2), and how much border each stands for (N,)."""

    one: np.ndarray
    other: np.ndarray
    length: np.ndarray


@dataclass(frozen=True)
class Drawn:
    """What one view says of texels: their numbers (M,), its weights there (M,) and colours (M, 3)."""

    texel: np.ndarray
    weight: np.ndarray
    color: np.ndarray


def charts(surface: Surface) -> np.ndarray:
    """(F,) the number of each face's chart: faces are of one where their UVs meet along an edge."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    one, other = opposite_pairs(surface.faces)
    together = ~_parted(surface, one, other)
    one, other, count = one[together] // 3, other[together] // 3, len(surface.faces)
    links = coo_matrix((np.ones(len(one), np.int8), (one, other)), (count, count))
    return connected_components(links, directed=False)[1]


def border(surface: Surface, inset: float = 0) -> Border:
    """Where the surface's charts meet, at places all along their borders.

    inset: how far inside the charts the UVs lie, in shares of the texture's side.
    """
    assert surface.uvs is not None
    one, other = opposite_pairs(surface.faces)
    parted = _parted(surface, one, other)
    one, other = one[parted], other[parted]
    uvs = surface.uvs.reshape(-1, 2)
    corners = surface.corners.reshape(-1, 3)
    length = np.linalg.norm(corners[one] - corners[_next(one)], axis=1)
    count = np.ceil(np.linalg.norm(uvs[one] - uvs[_next(one)], axis=1) / _APART).astype(np.int64) + 1
    edge = np.repeat(np.arange(len(one)), count)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + 0.5) / count[edge]
    share, one, other = share[:, None], one[edge], other[edge]
    here = uvs[one] * (1 - share) + uvs[_next(one)] * share
    there = uvs[_next(other)] * (1 - share) + uvs[other] * share
    if inset:
        here, there = (_inwards(uvs, *side, inset) for side in ((here, one), (there, other)))
    return Border(here, there, (length / count)[edge])


def _inwards(uvs: np.ndarray, places: np.ndarray, half_edge: np.ndarray, inset: float) -> np.ndarray:
    """Places (N, 2) on half-edges moved towards the third corner of their faces, half the way at most."""
    way = uvs[_next(_next(half_edge))] - places
    length = np.linalg.norm(way, axis=1, keepdims=True)
    return places + way * np.minimum(inset / np.maximum(length, 1e-12), 0.5)


def border_jump(surface: Surface) -> float:
    """The median colour difference across the charts' borders, CIE76; 0 where there is no border.

    Below 2 or 3 nobody sees it.
    """
    from skimage.color import rgb2lab

    if surface.texture is None or surface.uvs is None:
        return 0.0
    places = border(surface)
    if not len(places.length):
        return 0.0
    sides = [rgb2lab(_read(surface.texture, uv)[None] / 255)[0] for uv in (places.one, places.other)]
    jump = np.linalg.norm(sides[0] - sides[1], axis=1)
    order = np.argsort(jump)
    passed = np.cumsum(places.length[order])
    return float(jump[order][np.searchsorted(passed, passed[-1] / 2)])


def levelled(
    surface: Surface, texel: np.ndarray, face: np.ndarray, size: int, views: list[Drawn]
) -> list[Drawn]:
    """The views with their colours corrected, so that they agree where they meet.

    texel: (N,) the flat index into a (size, size) texture of each texel that the views number; face: (N,).
    """
    cells = _Cells.of(texel, charts(surface)[face], size)
    nodes = _Nodes(cells, views)
    if nodes.count == 0:
        return views
    equations = [_smooth(nodes, cells), _overlaps(nodes, cells, views)]
    equations.append(_borders(nodes, border(surface, _INSET / size), texel, size, cells, views))
    correction = _solved(nodes.count, equations)
    if np.abs(correction).max() < _UNSEEN:
        return views
    return [
        Drawn(view.texel, view.weight, view.color + nodes.spread(correction, number, view.texel))
        for number, view in enumerate(views)
    ]


@dataclass(frozen=True)
class _Cells:
    """Cells of the texture, those of different charts apart.

    of_texel: (N,) the cell of each. table: (charts, rows, columns), their numbers, -1 for none; with an
    empty row and column all around. between: (N,) which four cells each texel lies between, by the row of
    `corners` (K, 4) that has their numbers; share: (N, 4) float32, what each of these counts there.
    """

    of_texel: np.ndarray
    table: np.ndarray
    between: np.ndarray
    corners: np.ndarray
    share: np.ndarray

    @classmethod
    def of(cls, texel: np.ndarray, chart: np.ndarray, size: int) -> _Cells:
        scale, half = np.float32(_CELLS / size), np.float32(0.5)
        places = np.divmod(texel.astype(np.int32), size)
        row, column = ((part.astype(np.float32) + half) * scale + 1 for part in places)
        columns = _CELLS + 2
        shape = (int(chart.max(initial=0)) + 1, columns, columns)
        first = chart * np.int32(columns**2)
        cell = np.floor(row) * columns + np.floor(column)
        flat, there = _numbered(first + cell.astype(np.int32), shape)
        table = np.full(shape, -1)
        table.reshape(-1)[there] = np.arange(len(there))
        top, left = np.floor(row - half), np.floor(column - half)
        between, there = _numbered(first + (top * columns + left).astype(np.int32), shape)
        corners = table.reshape(-1)[there[:, None] + (0, 1, columns, columns + 1)]
        down, right = row - half - top, column - half - left
        share = np.empty((len(texel), 4), np.float32)
        share[:, 3] = down * right
        share[:, 1], share[:, 2] = right - share[:, 3], down - share[:, 3]
        share[:, 0] = 1 - right - share[:, 2]
        return cls(flat, table, between, corners, share)

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.table.max()) + 1

    def neighbours(self) -> np.ndarray:
        """(N, 2) cells side by side in one chart."""
        pairs = []
        for one, other in (
            (self.table[:, 1:], self.table[:, :-1]),
            (self.table[:, :, 1:], self.table[:, :, :-1]),
        ):
            both = (one >= 0) & (other >= 0)
            pairs.append(np.stack([one[both], other[both]], 1))
        return np.concatenate(pairs)


def _numbered(place: np.ndarray, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Numbers without gaps for places (N,) in a table, its flat index, the same for the same place; and the
    places that they stand for.
    """
    there = np.zeros(np.prod(shape), bool)
    there[place] = True
    number = np.cumsum(there, dtype=np.int32) - 1
    return np.take(number, place), np.flatnonzero(there)


class _Nodes:
    """The unknowns: one for each cell and view that counts there."""

    def __init__(self, cells: _Cells, views: list[Drawn]) -> None:
        self.cells = cells
        self.number = np.full((len(views), cells.count + 1), -1)  # the last is that of no cell
        for row, view in zip(self.number, views, strict=True):
            row[cells.of_texel[view.texel[view.weight > _LEAST]]] = 0
        there = self.number >= 0
        self.count = int(there.sum())
        self.number[there] = np.arange(self.count)

    def spread(self, values: np.ndarray, view: int, texel: np.ndarray) -> np.ndarray:
        """Values (nodes, 3) of a view at texels, between the middles of cells of the same chart."""
        known = np.concatenate([values, np.ones((len(values), 1))], 1)
        known = np.concatenate([known, np.zeros((1, 4))])  # the last for no node
        node = self.number[view, self.cells.corners] % len(known)
        cells = self.cells
        around = np.take(node, np.take(cells.between, texel), 0)
        total = combined(known, around, np.take(cells.share, texel, 0))
        return total[:, :3] / (total[:, 3:] + np.float32(1e-6))


@dataclass(frozen=True)
class _Equations:
    """That nodes `one` exceed nodes `other` by `gap` (N, 3), each with a weight (N,)."""

    one: np.ndarray
    other: np.ndarray
    gap: np.ndarray
    weight: np.ndarray


def _smooth(nodes: _Nodes, cells: _Cells) -> _Equations:
    """A view's correction is alike in cells side by side."""
    pairs = cells.neighbours()
    one, other = nodes.number[:, pairs[:, 0]].reshape(-1), nodes.number[:, pairs[:, 1]].reshape(-1)
    both = (one >= 0) & (other >= 0)
    one, other = one[both], other[both]
    return _Equations(one, other, np.zeros((len(one), 3)), np.ones(len(one)))


def _overlaps(nodes: _Nodes, cells: _Cells, views: list[Drawn]) -> _Equations:
    """Two views agree where both count."""
    found = []
    colors = np.zeros((len(cells.of_texel), 3), np.float32)
    weights = np.zeros(len(cells.of_texel), np.float32)
    for u, one in enumerate(views):
        weights[:] = 0
        weights[one.texel], colors[one.texel] = one.weight, one.color
        for v in range(u + 1, len(views)):
            other = views[v]
            share = weights[other.texel] * other.weight
            both = np.flatnonzero(share > _LEAST**2)
            texel, share = other.texel[both], share[both]
            gap = other.color[both] - colors[texel]
            alike = _less_than_drawn(gap)
            texel, share, gap = texel[alike], share[alike], gap[alike]
            cell, gap = cells.of_texel[texel], gap * share[:, None]
            found.append(_gathered(nodes.number[u, cell], nodes.number[v, cell], gap, share))
    return _joined(found)


def _borders(
    nodes: _Nodes, places: Border, texel: np.ndarray, size: int, cells: _Cells, views: list[Drawn]
) -> _Equations:
    """Colours agree across the charts' borders, but where an edge was drawn."""
    at_texel = np.full(size * size, -1)
    at_texel[texel] = np.arange(len(texel))
    best = np.full(len(texel), -1)
    weight, color = np.zeros(len(texel), np.float32), np.zeros((len(texel), 3), np.float32)
    for number, view in enumerate(views):
        wins = view.weight > np.maximum(weight[view.texel], _LEAST)
        there = view.texel[wins]
        best[there], weight[there], color[there] = number, view.weight[wins], view.color[wins]
    sides = []
    for uv in (places.one, places.other):
        column, row = np.clip((uv * (1, -1) + (0, 1)) * size, 0, size - 1).astype(np.int64).T
        sides.append(at_texel[row * size + column])
    known = (sides[0] >= 0) & (sides[1] >= 0)
    one, other = sides[0][known], sides[1][known]
    seen = (best[one] >= 0) & (best[other] >= 0)
    one, other = one[seen], other[seen]
    gap = color[other] - color[one]
    first, second = (nodes.number[best[t], cells.of_texel[t]] for t in (one, other))
    apart = (best[one] != best[other]) & _less_than_drawn(gap)
    return _gathered(first[apart], second[apart], gap[apart], np.ones(apart.sum(), np.float32))


def _less_than_drawn(gap: np.ndarray) -> np.ndarray:
    """bool, differences (N, 3) that no edge was drawn for."""
    red, green, blue = np.abs(gap).T
    return (red < _DRAWN) & (green < _DRAWN) & (blue < _DRAWN)


def _gathered(one: np.ndarray, other: np.ndarray, gap: np.ndarray, weight: np.ndarray) -> _Equations:
    """One equation for each pair of nodes, from texels: (N,), gaps (N, 3) times their weights (N,)."""
    known = (one >= 0) & (other >= 0)
    one, other, gap, weight = one[known], other[known], gap[known], weight[known]
    key, first, place = np.unique(one * (1 << 32) + other, return_index=True, return_inverse=True)
    total = np.bincount(place, weight, len(key))
    mean = (
        np.stack([np.bincount(place, gap[:, i], len(key)) for i in range(3)], 1)
        / np.maximum(total, 1e-9)[:, None]
    )
    return _Equations(one[first], other[first], mean, np.minimum(total, _MEET))


def _joined(parts: list[_Equations]) -> _Equations:
    if not parts:
        return _Equations(np.zeros(0, int), np.zeros(0, int), np.zeros((0, 3)), np.zeros(0))
    columns = zip(*((p.one, p.other, p.gap, p.weight) for p in parts), strict=True)
    return _Equations(*(np.concatenate(column) for column in columns))


def _solved(count: int, equations: list[_Equations]) -> np.ndarray:
    """(count, 3) the nodes' values by least squares."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import splu

    all_ = _joined(equations)
    number = np.arange(len(all_.one))
    root = np.sqrt(all_.weight)
    rows = coo_matrix(
        (np.r_[root, -root], (np.r_[number, number], np.r_[all_.one, all_.other])), (len(number), count)
    ).tocsr()
    hold = coo_matrix((np.full(count, _HOLD), (np.arange(count), np.arange(count))))
    normal = (rows.T @ rows + hold).tocsc()
    return splu(normal, permc_spec="MMD_AT_PLUS_A").solve(rows.T @ (all_.gap * root[:, None]))


def _parted(surface: Surface, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """bool, between which half-edges the texture is cut."""
    assert surface.uvs is not None
    uvs = surface.uvs.reshape(-1, 2)
    apart = np.abs(uvs[one] - uvs[_next(other)]).max(1)
    return np.maximum(apart, np.abs(uvs[_next(one)] - uvs[other]).max(1)) > 1e-5


def _next(half_edge: np.ndarray) -> np.ndarray:
    return half_edge - half_edge % 3 + (half_edge + 1) % 3


def _read(texture: np.ndarray, uv: np.ndarray) -> np.ndarray:
    """(N, 3) float sRGB, 0 to 255, between texels."""
    height, width = texture.shape[:2]
    x, y = uv[:, 0] * width - 0.5, (1 - uv[:, 1]) * height - 0.5
    column, row = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    total = np.zeros((len(uv), 3))
    for down in (0, 1):
        for right in (0, 1):
            share = np.abs(1 - down - (y - row)) * np.abs(1 - right - (x - column))
            there = texture[np.clip(row + down, 0, height - 1), np.clip(column + right, 0, width - 1)]
            total += there * share[:, None]
    return total
