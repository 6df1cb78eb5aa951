"""LODs: copies with fewer triangles that use the surface's own texture, each chart where it was in it.

Vertices are only left out, never moved, so that what is left keeps its place on the texture. A vertex on a
seam between charts goes along the seam, on both sides at once; one where three charts meet stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..surface import Surface
from .edges import half_edges

_UV_WEIGHT = 0.5  # of a shift on the texture, in lengths on the surface, beside one in space
_FIRST_ERROR = 0.01  # of the size that the first copy may be off; each is seen from twice as far
_WORTH = 0.9  # of the triangles before: with more a copy is not worth its place
_TURN = 0.25  # cosine between a triangle's normals before and after from which it may turn
_SHARE = 0.25  # of the vertices, the cheapest ones, that are looked at in a round
_PASSES = 3  # of choosing vertices far from each other, in a round
_LEAST = 0.01  # of the vertices: fewer in a round, and all are looked at


def lods(surface: Surface, count: int) -> tuple[Surface, ...]:
    """`count` copies, each with half the triangles of the one before, as far as the shape and the seams
    between charts allow; a closed surface's are closed. Those that would be like the one before are left out.

    Edge collapse by quadrics over position and UVs (Garland and Heckbert 1998), to vertices that are there.
    """
    mesh, copies = _Mesh(surface), list[Surface]()
    size = float(np.ptp(surface.bounds, axis=0).max())
    for number in range(1, count + 1):
        before = len(mesh.faces)
        mesh.reduce(len(surface.faces) >> number, _FIRST_ERROR * size * 2 ** (number - 1))
        if len(mesh.faces) > _WORTH * before:
            break
        copies.append(mesh.surface())
    return tuple(copies)


@dataclass(frozen=True)
class _Pairs:
    """Ways to collapse, N of them: the vertex that goes and the one that it goes to; and of up to two charts
    on which it lies, its wedge there and the wedge that takes its place, (N, 2), the same twice where one.

    cost: (N,) squared distance from what was, times area. error: (N,) the distance. faces: (N,) how many the
    edge has.
    """

    goes: np.ndarray
    to: np.ndarray
    wedges: np.ndarray
    new_wedges: np.ndarray
    cost: np.ndarray
    error: np.ndarray
    faces: np.ndarray

    def __getitem__(self, rows: np.ndarray) -> _Pairs:
        parts = (self.goes, self.to, self.wedges, self.new_wedges, self.cost, self.error, self.faces)
        return _Pairs(*(part[rows] for part in parts))


class _Mesh:
    """What is left of a surface. A wedge is a vertex as one chart has it: its place in space and texture."""

    def __init__(self, surface: Surface) -> None:
        self.source = surface
        self.faces = surface.faces.astype(np.int64)
        self.origin = np.arange(len(surface.faces))  # the faces of the surface that are left
        self.wedges, first = _wedges(surface)
        places = [surface.vertices[surface.faces.reshape(-1)[first]].astype(np.float64)]
        if surface.uvs is not None:
            uvs = surface.uvs.reshape(-1, 2)[first].astype(np.float64)
            places.append(uvs * _uv_scale(surface))
        self.place = np.concatenate(places, 1)
        self.corner = first  # of the surface, whose UVs each wedge has
        self.matrix, self.vector, self.constant, self.weight = self._quadrics()

    def surface(self) -> Surface:
        """What is left."""
        source = self.source
        used, faces = np.unique(self.faces, return_inverse=True)
        of = source.face_materials
        return replace(
            source,
            vertices=source.vertices[used],
            faces=faces.reshape(-1, 3),
            colors=None if source.colors is None else source.colors[used],
            uvs=None if source.uvs is None else source.uvs.reshape(-1, 2)[self.corner[self.wedges]],
            face_materials=None if of is None else of[self.origin],
            polygons=None,
        )

    def reduce(self, target: int, error: float) -> None:
        """Collapse until at most so many faces are left, or none can be spared within the error."""
        while len(self.faces) > target:
            needed = (len(self.faces) - target + 1) // 2
            pairs = self._pairs()
            pairs = pairs[pairs.error <= error]
            cheapest = np.full(len(self.source.vertices), np.inf)
            np.minimum.at(cheapest, pairs.goes, pairs.cost)
            known = np.sort(cheapest[np.isfinite(cheapest)])
            if not len(known):
                return
            limit = known[min(len(known) - 1, max(int(_SHARE * len(known)), needed))]
            chosen = self._chosen(pairs[pairs.cost <= limit], needed)
            if len(chosen.goes) < min(needed, _LEAST * len(known)):
                chosen = self._chosen(pairs, needed)
            if not len(chosen.goes):
                return
            self._apply(chosen)

    def _quadrics(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Of each wedge, (W, K, K), (W, K), (W,): the squared distances from the planes of its faces in space
        and texture together, and from the lines of seams and borders; and (W,) the area that they are of.
        """
        corners = self.place[self.wedges]
        count, size = self.place.shape
        matrix, vector, constant = np.zeros((count, size, size)), np.zeros((count, size)), np.zeros(count)
        total_weight = np.zeros(count)

        def add(
            wedge: np.ndarray, parts: tuple[np.ndarray, np.ndarray, np.ndarray], weight: np.ndarray
        ) -> None:
            for total, part in zip((matrix, vector, constant), parts, strict=True):
                np.add.at(total, wedge, part * weight.reshape(-1, *(1,) * (part.ndim - 1)))
            np.add.at(total_weight, wedge, weight)

        area = self.source.face_areas
        plane = _plane_quadrics(corners)
        for wedge in self.wedges.T:
            add(wedge, plane, area)
        face, corner = np.divmod(self._lone_half_edges(), 3)
        for side in (slice(0, 3), slice(3, size)) if size > 3 else (slice(0, 3),):
            line, length = _line_quadrics(corners[face][..., side], corner, size, side)
            for end in (corner, (corner + 1) % 3):
                add(self.wedges[face, end], line, length**2)
        return matrix, vector, constant, total_weight

    def _lone_half_edges(self) -> np.ndarray:
        """Those on seams and borders: no face beyond them has the same two wedges."""
        start, end = half_edges(self.wedges)
        count = len(self.place)
        return np.flatnonzero(~np.isin(start * count + end, end * count + start))

    def _pairs(self) -> _Pairs:
        """All that keep the charts together."""
        start, end = half_edges(self.faces)
        first, second = half_edges(self.wedges)
        goes, to = np.concatenate([start, end]), np.concatenate([end, start])
        old, new = np.concatenate([first, second]), np.concatenate([second, first])
        order = np.argsort(goes * len(self.source.vertices) + to, kind="stable")
        goes, to, old, new = (values[order] for values in (goes, to, old, new))
        head = np.flatnonzero(np.r_[True, (goes[1:] != goes[:-1]) | (to[1:] != to[:-1])])
        faces = np.diff(np.r_[head, len(goes)])
        other = np.where(faces > 1, head + 1, head)
        wedges, new_wedges = np.stack([old[head], old[other]], 1), np.stack([new[head], new[other]], 1)
        goes, to = goes[head], to[head]

        charts = np.bincount(_vertices_of(self.faces, self.wedges), minlength=len(self.source.vertices))[goes]
        border, crowded = np.zeros((2, len(self.source.vertices)), bool)
        border[goes[faces == 1]], crowded[goes[faces > 2]] = True, True
        on_seam = wedges[:, 0] != wedges[:, 1]
        allowed = np.where(charts == 1, ~on_seam & (new_wedges[:, 0] == new_wedges[:, 1]), on_seam)
        allowed &= (charts <= 2) & (~border[goes] | (faces == 1)) & ~crowded[goes] & ~crowded[to]
        rows = np.flatnonzero(allowed)
        cost, error = self._cost(wedges[rows], new_wedges[rows])
        return _Pairs(goes[rows], to[rows], wedges[rows], new_wedges[rows], cost, error, faces[rows])

    def _cost(self, wedges: np.ndarray, new_wedges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Squared distance times area, and the distance from what the vertices that go stand for."""
        total, worst = np.zeros((2, len(wedges)))
        twice = wedges[:, 0] == wedges[:, 1]
        for side in (0, 1):
            place = self.place[new_wedges[:, side]]
            cost = np.zeros(len(wedges))
            for wedge in (wedges[:, side], new_wedges[:, side]):
                cost += np.einsum("ni,nij,nj->n", place, self.matrix[wedge], place, optimize=True)
                cost += 2 * (self.vector[wedge] * place).sum(1) + self.constant[wedge]
            weight = self.weight[wedges[:, side]] + self.weight[new_wedges[:, side]]
            worst = np.maximum(worst, cost / np.maximum(weight, 1e-20))
            total += np.where(twice & (side == 1), 0, cost)
        return np.maximum(total, 0), np.sqrt(worst)

    def _chosen(self, pairs: _Pairs, most: int) -> _Pairs:
        """The cheapest that keep the surface whole and its triangles the right way up; far enough from each
        other to be done at once.
        """
        from scipy.sparse import coo_matrix

        count = len(self.source.vertices)
        start, end = half_edges(self.faces)
        links = coo_matrix(
            (np.ones(2 * len(start), np.int8), (np.r_[start, end], np.r_[end, start])), (count, count)
        )
        around = links.tocsr()
        around.data[:] = 1
        shared = np.asarray(around[pairs.goes].multiply(around[pairs.to]).sum(1)).reshape(-1)
        pairs = pairs[np.flatnonzero(shared == pairs.faces)]  # else the collapse would pinch the surface
        pairs = pairs[self._keeps_sides(pairs)]
        order = np.lexsort((pairs.to, pairs.cost))
        _, best = np.unique(pairs.goes[order], return_index=True)
        pairs = pairs[order[np.sort(best)]]  # one for each vertex, the cheapest first

        taken, chosen = np.zeros(count, bool), np.zeros(0, int)
        rows = around[pairs.goes]
        owner = np.r_[np.repeat(np.arange(len(pairs.goes)), np.diff(rows.indptr)), np.arange(len(pairs.goes))]
        near = np.r_[rows.indices, pairs.goes]
        for _ in range(_PASSES):
            free = np.ones(len(pairs.goes), bool)
            free[owner[taken[near]]] = False
            first = np.full(count, len(pairs.goes))
            here = free[owner]
            np.minimum.at(first, near[here], owner[here])
            free[owner[first[near] != owner]] = False
            taken[near[free[owner]]] = True
            chosen = np.r_[chosen, np.flatnonzero(free)]
        return pairs[np.sort(chosen)[:most]]

    def _keeps_sides(self, pairs: _Pairs) -> np.ndarray:
        """Numbers of the pairs by which no triangle turns over, in space or on the texture."""
        corner_order = np.argsort(self.faces.reshape(-1), kind="stable")
        counts = np.bincount(self.faces.reshape(-1), minlength=len(self.source.vertices))
        starts = np.cumsum(counts) - counts
        many = counts[pairs.goes]
        owner = np.repeat(np.arange(len(pairs.goes)), many)
        step = np.arange(len(owner)) - np.repeat(np.cumsum(many) - many, many)
        face, corner = np.divmod(corner_order[starts[pairs.goes][owner] + step], 3)
        stays = (self.faces[face] != pairs.to[owner, None]).all(1)
        owner, face, corner = owner[stays], face[stays], corner[stays]
        before = self.wedges[face]
        old = np.take_along_axis(before, corner[:, None], 1)[:, 0]
        new = np.where(old == pairs.wedges[owner, 0], *pairs.new_wedges[owner].T)
        after = before.copy()
        np.put_along_axis(after, corner[:, None], new[:, None], 1)
        one, other = self.place[before], self.place[after]
        normal, turned = (
            np.cross(p[:, 1, :3] - p[:, 0, :3], p[:, 2, :3] - p[:, 0, :3]) for p in (one, other)
        )
        sizes = np.linalg.norm(normal, axis=1) * np.linalg.norm(turned, axis=1)
        good = (normal * turned).sum(1) > _TURN * sizes
        if self.place.shape[1] > 3:
            flat, turned_flat = _flat_area(one), _flat_area(other)  # 0 where a face has but one colour
            good &= (flat * turned_flat > 0) | ((flat == 0) & (turned_flat == 0))
        bad = np.zeros(len(pairs.goes), bool)
        bad[owner[~good]] = True
        return np.flatnonzero(~bad)

    def _apply(self, pairs: _Pairs) -> None:
        vertex, wedge = np.arange(len(self.source.vertices)), np.arange(len(self.place))
        vertex[pairs.goes] = pairs.to
        for side in (0, 1):
            old, new = pairs.wedges[:, side], pairs.new_wedges[:, side]
            rows = wedge[old] == old  # else it is the same wedge twice
            wedge[old] = new
            for total in (self.matrix, self.vector, self.constant, self.weight):
                np.add.at(total, new[rows], total[old[rows]])
        faces, wedges = vertex[self.faces], wedge[self.wedges]
        a, b, c = faces.T
        left = (a != b) & (b != c) & (c != a)
        self.faces, self.wedges, self.origin = faces[left], wedges[left], self.origin[left]


def _vertices_of(faces: np.ndarray, wedges: np.ndarray) -> np.ndarray:
    """The vertex of each wedge that is in use, once for each."""
    _, first = np.unique(wedges, return_index=True)
    return faces.reshape(-1)[first]


def _wedges(surface: Surface) -> tuple[np.ndarray, np.ndarray]:
    """(F, 3) the wedge of each corner, and (W,) a corner that has it."""
    keys = [surface.faces.reshape(-1).astype(np.int64)]
    if surface.uvs is not None:
        keys += [*np.rint(surface.uvs.reshape(-1, 2).astype(np.float64) * (1 << 20)).astype(np.int64).T]
    if surface.face_materials is not None:
        keys.append(np.repeat(surface.face_materials, 3).astype(np.int64))
    _, first, wedge = np.unique(np.stack(keys, 1), axis=0, return_index=True, return_inverse=True)
    return wedge.reshape(-1, 3), first


def _uv_scale(surface: Surface) -> float:
    assert surface.uvs is not None
    flat = (
        np.abs(_flat_area(np.concatenate([np.zeros((*surface.uvs.shape[:2], 3)), surface.uvs], 2))).sum() / 2
    )
    return _UV_WEIGHT * float(np.sqrt(surface.face_areas.sum() / max(flat, 1e-20)))


def _flat_area(corners: np.ndarray) -> np.ndarray:
    """(N,) twice the signed area on the texture of corners (N, 3, 5)."""
    one, other = corners[:, 1, 3:] - corners[:, 0, 3:], corners[:, 2, 3:] - corners[:, 0, 3:]
    return one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]


def _plane_quadrics(corners: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the planes of triangles (N, 3, K): matrix, vector and constant."""
    p, q, r = np.moveaxis(corners, 1, 0)
    one = _unit(q - p)
    other = r - p
    other = _unit(other - one * (one * other).sum(1, keepdims=True))
    along = [((p * axis).sum(1), axis) for axis in (one, other)]
    matrix = np.broadcast_to(np.eye(p.shape[1]), (len(p), p.shape[1], p.shape[1])).copy()
    vector, constant = -p, (p * p).sum(1)
    for length, axis in along:
        matrix -= axis[:, :, None] * axis[:, None]
        vector = vector + length[:, None] * axis
        constant = constant - length**2
    return matrix, vector, constant


def _line_quadrics(
    corners: np.ndarray, corner: np.ndarray, size: int, side: slice
) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    """Of the edges that start at a corner of triangles (N, 3, 2 or 3), the distance from them within the
    triangle's plane, as quadrics over `size` numbers of which `side` are these; and (N,) the edges' lengths.
    """
    rows = np.arange(len(corners))
    p, q, r = (corners[rows, (corner + step) % 3] for step in range(3))
    edge = _unit(q - p)
    inward = r - p
    inward = _unit(inward - edge * (edge * inward).sum(1, keepdims=True))
    across = np.zeros((len(corners), size))
    across[:, side] = inward
    offset = -(p * inward).sum(1)
    quadrics = (across[:, :, None] * across[:, None], offset[:, None] * across, offset**2)
    return quadrics, np.linalg.norm(q - p, axis=1)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-20)
