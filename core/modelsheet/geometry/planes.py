"""Flat sides of a marched surface: found by growing regions, and made flat, their edges straight.

Man-made things are mostly flat sides that meet in edges. A side that waves by a voxel or two is
found as the faces that lie near one plane and end where the surface turns; its vertices move into
the plane, those between two sides into both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..fairing import across_edges, bilateral
from ..render import RayCaster
from ..surface import Surface

_AXES = (*np.eye(3), *-np.eye(3))
_CANDIDATES = 64  # faces whose normals are tried as the direction of the next planes
_ELECTORS = 4096  # faces that choose among them, and that set the plane of a side
_WIDTHS = (4.0, 2.0, 1.0, 1.0)  # slacks within which faces set the plane, round after round
_DIRECTIONS = 24  # at most so many are tried: the area that is left then is curved
_VAIN = 4  # or so many in which no side was found
_PIECES = 32  # sides that face one direction, the largest
_EVENING = 6  # rounds of the bilateral filter that take the waves of marching out of normals
_RING = 5  # faces; the edge between two sides is marched as a bevel that is narrower than this
_TURNED = 2.0  # of the angle within which normals are alike: beyond the side's edge they are not
_ENDS = 0.5  # the share of a side's edge at which the surface has to turn
_ENCLOSED, _DENT = 0.7, 0.5  # of a dent's border, that is of one side; and of that side's area
_UNTANGLING = 6  # rounds in which what would turn over moves less
_THIN = 0.2  # the share of a part's thickness that its sides may be off their planes
_THIN_TO_THICK = (0.04, 0.08)  # object units: five and ten voxels
_AWRY = 0.2  # cosine between a plane and a face of the bevel from which the face may join
_REACH = 2.5  # times the distance: the faces of a bevel lie so near the planes that it joins
_STIFFNESS = 0.02  # how much a vertex wants to stay, beside how much it wants to lie in its planes
_LIMIT = 3.0  # times the slack, that a vertex may move: as far as a bevel is deep
_STEPS = 4  # after which that is forgotten where planes cross at more than a few degrees
_SHORT = 0.999  # of the way that vertices go, so that no face loses all its area
_PARALLEL, _HAIR = 0.97, 1e-3  # cosine, and object units: two planes, parallel and apart
_TRAIL = 8  # vertices over which what lies between two sides follows them


@dataclass(frozen=True)
class Plane:
    """Points x with normal @ x = offset; the normal points outwards. area: of the faces in it."""

    normal: np.ndarray
    offset: float
    area: float


@dataclass(frozen=True)
class Sides:
    """The planes of a surface.

    side: (F,) int64, which of them each face belongs to, -1 for none. slack: (F,) how far each face may
    lie off its plane, object units.
    """

    planes: tuple[Plane, ...]
    side: np.ndarray
    slack: np.ndarray

    def without(self, numbers: np.ndarray) -> Sides:
        """Those but for some of the planes, by their numbers."""
        return replace(self, side=np.where(np.isin(self.side, numbers), -1, self.side))


class Relief:
    """A closed surface as its sides are looked for: what is computed once for every search.

    caster: the surface for rays. across: (3, F) faces beyond the edges. areas: (F,) float32. centres,
    normals: (F, 3) float32, as they are. even: (F, 3) float32, normals without the waves of marching.
    thickness: (F,) how far it is to the other side of the solid.
    """

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.caster = RayCaster(surface)
        self.across = across_edges(surface.faces)
        self.areas = surface.face_areas.astype(np.float32)
        self.centres = surface.corners.mean(1)
        self.normals = surface.face_normals
        self.thickness = thickness(surface, self.caster)
        even = np.ascontiguousarray(self.normals.T)
        for _ in range(_EVENING):
            even = bilateral(even, self.areas + np.float32(1e-12), self.across)
        self.even = np.ascontiguousarray(even.T)


def find_sides(
    relief: Relief, angle: float, distance: float, least: float, known: Sides | None = None
) -> Sides:
    """The flat sides of a closed surface marched on a grid.

    angle: degrees that normals on a side may differ from the plane's. distance: how far its faces may
    lie off it, object units. least: square object units that a side has. known: sides that stay.
    """
    slack = np.minimum(distance, _THIN * relief.thickness)
    finder = _Finder(relief, np.cos(np.radians(angle)), slack, least)
    if known is not None:
        finder.side, finder.planes = known.side.copy(), list(known.planes)
        finder.slack = np.where(known.side >= 0, known.slack, slack)
    cosine_turned = np.cos(np.radians(min(_TURNED * angle, 60)))
    vain = 0
    for direction in _directions(finder):
        vain = 0 if finder.take(direction, cosine_turned) else vain + 1
        if vain > len(_AXES) + _VAIN:
            break
    return Sides(tuple(finder.planes), finder.side, finder.slack)


def thickness(surface: Surface, caster: RayCaster | None = None) -> np.ndarray:
    """(F,) float32 how far it is from each face's centre to the other side of the solid, object units."""
    normals = surface.face_normals
    start = surface.corners.mean(1) - 1e-4 * normals
    return (caster or RayCaster(surface)).cast(start, -normals).depth


def leeway(surface: Surface, most: float) -> np.ndarray:
    """(V,) float32 how far vertices of a closed surface may move, object units: `most` where it is thick,
    less and less where it is thinner: a rod would lose much of its width.
    """
    thin, thick = _THIN_TO_THICK
    share = np.clip((thickness(surface) - thin) / (thick - thin), 0, 1)
    limits = np.full(len(surface.vertices), most, np.float32)
    np.minimum.at(limits, surface.faces.reshape(-1), np.repeat((most * share).astype(np.float32), 3))
    return limits


def regular(sides: Sides, relief: Relief, slack: float) -> Sides:
    """Sides whose planes are parallel, perpendicular, mirror images or the same where they nearly are.

    The largest set the directions, after the axes. slack: how far a side's far end may move for it,
    object units.
    """
    flips = np.array([(x, y, z) for x in (1, -1) for y in (1, -1) for z in (1, -1)])
    known = np.array(_AXES)
    planes: list[Plane] = list(sides.planes)
    order = np.argsort(sides.side, kind="stable")
    ends = np.searchsorted(sides.side[order], np.arange(len(planes) + 1))
    for i in np.argsort([-plane.area for plane in planes], kind="stable"):
        plane, members = planes[i], order[ends[i] : ends[i + 1]]
        if not len(members):
            continue
        middle = np.average(relief.centres[members], axis=0, weights=relief.areas[members])
        radius = np.linalg.norm(relief.centres[members] - middle, axis=1).max()
        off = np.linalg.norm(np.cross(known, plane.normal), axis=1)
        best = int(np.where(known @ plane.normal > 0.9, off, np.inf).argmin())
        normal = plane.normal
        if known[best] @ normal > 0.9 and off[best] * radius <= slack:
            normal = known[best]
        else:
            known = np.concatenate([known, normal * flips])
        planes[i] = Plane(normal, float(normal @ middle), plane.area)
    return replace(sides, planes=tuple(_level(planes, slack)))


def _level(planes: list[Plane], slack: float) -> list[Plane]:
    """Parallel planes that are less than `slack` apart become one, at their mean by area."""
    result = list(planes)
    left = set(range(len(planes)))
    for i in np.argsort([-plane.area for plane in planes], kind="stable"):
        if i not in left:
            continue
        alike = [
            j
            for j in left
            if planes[j].normal @ planes[i].normal > 1 - 1e-6
            and abs(planes[j].offset - planes[i].offset) <= slack
        ]
        weight = [planes[j].area for j in alike]
        offset = float(np.average([planes[j].offset for j in alike], weights=weight))
        for j in alike:
            result[j] = replace(planes[j], offset=offset)
        left -= set(alike)
    return result


def undented(sides: Sides, relief: Relief, depth: float) -> Sides:
    """Sides that hold their dents and bumps, too: small regions that one side encloses nearly all around, and
    that lie no farther than `depth` off its plane, object units.
    """
    faces, region, count = _regions(sides.side < 0, relief.across)
    if not count or not sides.planes:
        return sides
    planes = len(sides.planes)
    beyond = sides.side[relief.across[:, faces]]
    bordering = beyond >= 0
    key = (np.broadcast_to(region, beyond.shape) * planes + beyond)[bordering]
    borders = np.bincount(key, minlength=count * planes).reshape(count, planes)
    around = borders.argmax(1)
    normals, offsets, areas = (
        np.array([getattr(plane, name) for plane in sides.planes]) for name in ("normal", "offset", "area")
    )
    own = around[region]
    deepest = np.zeros(count)
    np.maximum.at(deepest, region, np.abs((normals[own] * relief.centres[faces]).sum(1) - offsets[own]))
    enclosed = borders.max(1) >= _ENCLOSED * np.maximum(borders.sum(1), 1)
    small = np.bincount(region, relief.areas[faces], count) <= _DENT * areas[around]
    joins = (enclosed & small & (deepest <= depth))[region]
    side = sides.side.copy()
    side[faces[joins]] = own[joins]
    return replace(sides, side=side)


def _regions(chosen: np.ndarray, across: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """The numbers of chosen faces (F,) bool, which connected region each is of, and how many these are."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    faces = np.flatnonzero(chosen)
    if not len(faces):
        return faces, faces, 0
    place = np.full(len(chosen), -1)
    place[faces] = np.arange(len(faces))
    beyond = place[across[:, faces]]
    here = np.broadcast_to(np.arange(len(faces)), beyond.shape)
    linked = beyond >= 0
    links = coo_matrix(
        (np.ones(linked.sum(), np.int8), (here[linked], beyond[linked])), (len(faces), len(faces))
    )
    count, region = connected_components(links, directed=False)
    return faces, region, count


def grown(sides: Sides, relief: Relief, rings: int) -> Sides:
    """Sides that reach to each other: bevels between them, up to 2 `rings` faces wide, join the nearest."""
    if not sides.planes:
        return sides
    across, centres, turned = relief.across, relief.centres, relief.normals
    normals = np.stack([plane.normal for plane in sides.planes])
    offsets = np.array([plane.offset for plane in sides.planes])
    side = sides.side.copy()
    for _ in range(rings):
        open_ = np.flatnonzero((side < 0) & (side[across] >= 0).any(0))
        if not len(open_):
            break
        beyond = side[across[:, open_]]
        off = np.abs((normals[beyond] * centres[open_]).sum(-1) - offsets[beyond])
        facing = (normals[beyond] * turned[open_]).sum(-1) > _AWRY
        off = np.where((beyond >= 0) & facing & (off <= _REACH * sides.slack[open_]), off, np.inf)
        best = off.argmin(0)[None]
        found = np.isfinite(np.take_along_axis(off, best, 0)[0])
        side[open_] = np.where(found, np.take_along_axis(beyond, best, 0)[0], -1)
    met = (side >= 0) & ((side[across] >= 0) & (side[across] != side)).any(0)
    for _ in range(rings):  # back from where they met: what met nobody was no bevel
        met |= (side >= 0) & (met[across] & (side[across] == side)).any(0)
    return replace(sides, side=np.where(met | (sides.side >= 0), side, -1))


def flattened(surface: Surface, sides: Sides) -> Surface:
    """The surface with each side in its plane; no vertex moves farther than _LIMIT times the slack there.

    A vertex of several sides goes to the point nearest to it that lies in all of them; those that
    belong to none follow their neighbours, less and less.
    """
    if not (sides.side >= 0).any():
        return surface
    count = len(sides.planes)
    corner, member = surface.faces.reshape(-1), np.repeat(sides.side, 3)
    key = corner[member >= 0].astype(np.int64) * count + member[member >= 0]
    vertex, plane = np.divmod(np.unique(key), count)
    move = np.zeros((len(surface.vertices), 3))
    held = np.zeros(len(move), bool)
    held[vertex] = True
    move[vertex] = _into_planes(surface.vertices.astype(np.float64), vertex, plane, sides.planes)
    length = np.sqrt((move**2).sum(1, keepdims=True))
    limit = np.full(len(move), np.inf)
    np.minimum.at(limit, corner, np.repeat(_LIMIT * sides.slack, 3))
    move *= np.minimum(1, limit[:, None] / np.maximum(length, 1e-12))
    return _moved(surface, _trailing(move, held, surface.faces))


def held(sides: Sides, surface: Surface) -> tuple[np.ndarray, np.ndarray]:
    """In how many planes each vertex lies, (V,), and the normal of one of them, (V, 3) float32; 0 without.

    What lies between two that are parallel, or could not come so far, is in none.
    """
    count, vertices = len(sides.planes), len(surface.vertices)
    member = np.flatnonzero(sides.side >= 0)
    corners, side = surface.faces[member].astype(np.int64), sides.side[member][:, None]
    vertex, plane = np.divmod(np.unique(corners * max(count, 1) + side), max(count, 1))
    held_by = np.bincount(vertex, minlength=vertices)
    normals, offsets = np.zeros((vertices, 3), np.float32), np.zeros(vertices)
    if len(member):
        every = np.array([each.normal for each in sides.planes], np.float32)[plane]
        offset = np.array([each.offset for each in sides.planes])[plane]
        normals[vertex], offsets[vertex] = every, offset
        parallel = (normals[vertex] * every).sum(1) > _PARALLEL
        between = vertex[parallel & (np.abs(offsets[vertex] - offset) > _HAIR)]
        off = np.abs((every * surface.vertices[vertex]).sum(1) - offset) > _HAIR
        free = np.concatenate([between, vertex[off]])
        normals[free], held_by[free] = 0, 0
    return held_by, normals


def _into_planes(
    places: np.ndarray, vertex: np.ndarray, plane: np.ndarray, planes: tuple[Plane, ...]
) -> np.ndarray:
    """(N, 3) the moves that bring vertices into all of their planes, one for each pair (N,) of the two.

    Where planes cross at a few degrees only, a little stiffness keeps a vertex from running away.
    """
    normals = np.stack([plane.normal for plane in planes])[plane]
    offsets = np.array([plane.offset for plane in planes])[plane]
    move = normals * (offsets - (normals * places[vertex]).sum(1))[:, None]
    touched, number, count = np.unique(vertex, return_inverse=True, return_counts=True)
    several = count[number] > 1
    touched, number = np.unique(vertex[several], return_inverse=True)
    n, offset, start = normals[several], offsets[several], places[touched]
    matrix = np.tile(np.eye(3) * _STIFFNESS, (len(touched), 1, 1))
    np.add.at(matrix, number, n[:, :, None] * n[:, None, :])
    inverse, place = np.linalg.inv(matrix), start
    for _ in range(_STEPS):
        pull = n * (offset - (n * place[number]).sum(1))[:, None]
        gap = np.stack([np.bincount(number, pull[:, axis], len(touched)) for axis in range(3)], 1)
        place = place + np.einsum("nij,nj->ni", inverse, gap)
    move[several] = (place - start)[number]
    return move


def _moved(surface: Surface, move: np.ndarray) -> Surface:
    """The surface with its vertices moved (V, 3), less where faces would turn over."""
    faces = surface.faces[(move[surface.faces] != 0).any((1, 2))]
    if not len(faces):
        return surface
    before = replace(surface, faces=faces)
    normals = before.face_normals
    least = before.face_areas / 4  # smaller ones are folded flat into an edge: their normal is chance
    for turn in range(_UNTANGLING):
        moved = replace(surface, vertices=surface.vertices + move, faces=faces)
        over = ((moved.face_normals * normals).sum(1) < 0) & (moved.face_areas > least)
        if not over.any():
            break
        share = np.ones(len(move))
        share[faces[over].reshape(-1)] = 0.5 if turn < _UNTANGLING - 2 else 0
        move = move * share[:, None]
        near = (share[faces] < 1).any(1)  # the others stay as they are
        faces, normals, least = faces[near], normals[near], least[near]
    return replace(surface, vertices=surface.vertices + _SHORT * move)


def _trailing(move: np.ndarray, held: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Moves (V, 3) of the vertices that are not held taken from those around."""
    from scipy.sparse import coo_matrix

    start, end = faces.reshape(-1), np.roll(faces, -1, axis=1).reshape(-1)
    links = coo_matrix((np.ones(len(start), np.float32), (start, end)), (len(move), len(move))).tocsr()
    free = np.flatnonzero(~held)
    links = links[free]
    degree = np.maximum(np.asarray(links.sum(1)), 1)
    move = move.copy()
    for _ in range(_TRAIL):
        move[free] = (links @ move) / degree
    return move


class _Finder:
    """What is known of the faces while sides are taken away one by one."""

    def __init__(self, relief: Relief, cosine: float, slack: np.ndarray, least: float) -> None:
        self.centres, self.normals, self.area = relief.centres, relief.even, relief.areas
        self.across, self.cosine, self.slack, self.least = relief.across, cosine, slack, least
        self.side = np.full(len(self.area), -1)
        self.tried = np.zeros(len(self.area), bool)
        self.planes: list[Plane] = []

    def take(self, direction: np.ndarray, cosine_turned: float) -> bool:
        """Find the sides that face a direction; whether there was any."""
        before = len(self.planes)
        near = (self.normals @ direction > self.cosine) & (self.side < 0)
        self.tried |= near
        for piece in self._pieces(near):
            plane, members = self._fit(piece)
            if plane is None or not self._ends(members, plane, cosine_turned):
                continue
            self.side[members] = len(self.planes)
            self.planes.append(plane)
        return len(self.planes) > before

    def _fit(self, piece: np.ndarray) -> tuple[Plane | None, np.ndarray]:
        """The plane that most of a piece (faces) lies near, and those faces."""
        sample = piece[:: -(-len(piece) // _ELECTORS)]
        members = sample
        for width in _WIDTHS:
            weight = self.area[members]
            total = weight.sum()
            if total * len(piece) < self.least * len(sample):
                return None, members
            middle = weight @ self.centres[members] / total
            apart = self.centres[members] - middle
            _, axes = np.linalg.eigh((apart * weight[:, None]).T @ apart)
            normal, mean = axes[:, 0], weight @ self.normals[members]
            normal = normal * np.sign(normal @ mean)
            if normal @ mean < self.cosine * np.linalg.norm(mean):
                normal = mean / np.linalg.norm(mean)
            members = self._near(sample, normal, middle, width)
        members = self._near(piece, normal, middle, 1)
        total = self.area[members].sum()
        if total < self.least:
            return None, members
        return Plane(normal.astype(np.float64), float(normal @ middle), float(total)), members

    def _near(self, faces: np.ndarray, normal: np.ndarray, middle: np.ndarray, width: float) -> np.ndarray:
        """Those of some faces that lie within `width` times the slack of a plane and face its way."""
        off = np.abs(self.centres[faces] @ normal - middle @ normal)
        return faces[(off < width * self.slack[faces]) & (self.normals[faces] @ normal > self.cosine)]

    def _ends(self, members: np.ndarray, plane: Plane, cosine_turned: float) -> bool:
        """Whether the surface turns away along most of the edge of a region."""
        reached, number = np.zeros(len(self.area), bool), np.zeros(len(self.area), np.int64)
        reached[members] = True
        ring = members
        for _ in range(_RING):
            beyond = self.across[:, ring].reshape(-1)
            beyond = beyond[~reached[beyond]]
            if not len(beyond):
                break
            number[beyond] = np.arange(len(beyond))  # each face once: the last that stands for it
            ring = beyond[number[beyond] == np.arange(len(beyond))]
            reached[ring] = True
        if ring is members:
            return True
        turned = self.normals[ring] @ plane.normal < cosine_turned
        return bool(self.area[ring][turned].sum() > _ENDS * self.area[ring].sum())

    def _pieces(self, chosen: np.ndarray) -> list[np.ndarray]:
        """The connected regions of chosen faces, those that are large enough."""
        faces, region, count = _regions(chosen, self.across)
        size = np.bincount(region, self.area[faces], count)
        large = np.flatnonzero(size > self.least)
        large = large[np.argsort(-size[large], kind="stable")][:_PIECES]
        return [faces[region == piece] for piece in large]


def _directions(finder: _Finder) -> Iterator[np.ndarray]:
    """Where sides may face: along the axes first, then where most of the area that is left does."""
    yield from _AXES
    for _ in range(_DIRECTIONS):
        left = np.where((finder.side < 0) & ~finder.tried, finder.area, 0)
        if left.sum() < finder.least:
            return
        faces = np.flatnonzero(left > 0)
        some = faces[:: -(-len(faces) // _CANDIDATES)]
        faces = faces[:: -(-len(faces) // _ELECTORS)]
        agree = (finder.normals[some] @ finder.normals[faces].T > finder.cosine) @ left[faces]
        yield finder.normals[some[agree.argmax()]]
