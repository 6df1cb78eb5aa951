"""The shape vocabulary of procedural assets: closed solids of one colour each, in metres, Z up.

Every maker returns a Part whose triangles close and face outwards. Parts may overlap; where one solid is
wanted, `surface.py` joins them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

RGB = tuple[int, int, int]
GREY: RGB = (200, 200, 200)


@dataclass(frozen=True)
class Part:
    """A closed triangle mesh of one colour.

    vertices: (V, 3) float64, metres. faces: (F, 3) int64, counter-clockwise from outside.
    color: sRGB, 0 to 255.
    """

    vertices: np.ndarray
    faces: np.ndarray
    color: RGB = GREY

    def painted(self, color: RGB) -> Part:
        """The same solid in another colour."""
        return replace(self, color=color)

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Part:
        """Moved by (x, y, z) metres."""
        return replace(self, vertices=self.vertices + (x, y, z))

    def scaled(self, x: float, y: float | None = None, z: float | None = None) -> Part:
        """Scaled about the origin, by one factor or one along each axis; all above zero."""
        return replace(self, vertices=self.vertices * (x, x if y is None else y, x if z is None else z))

    def turned(self, degrees: float, axis: str = "z") -> Part:
        """Turned about an axis through the origin, counter-clockwise as seen from its positive end."""
        angle = np.deg2rad(degrees)
        a, b = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
        matrix = np.eye(3)
        matrix[a, a] = matrix[b, b] = np.cos(angle)
        matrix[b, a], matrix[a, b] = np.sin(angle), -np.sin(angle)
        return replace(self, vertices=self.vertices @ matrix.T)

    def mirrored(self, axis: str = "x") -> Part:
        """Its mirror image across the plane through the origin square to an axis."""
        flip = np.ones(3)
        flip["xyz".index(axis)] = -1
        return replace(self, vertices=self.vertices * flip, faces=self.faces[:, ::-1])

    def standing(self) -> Part:
        """Moved along z alone, so that its lowest point is on the ground."""
        return self.moved(z=-self.vertices[:, 2].min())

    @property
    def bounds(self) -> np.ndarray:
        """(2, 3) lowest and highest corner."""
        return np.stack([self.vertices.min(0), self.vertices.max(0)])


def box(x: float, y: float, z: float, color: RGB = GREY) -> Part:
    """A box of these sides, standing on the ground about the z axis."""
    return extrude([(-x / 2, -y / 2), (x / 2, -y / 2), (x / 2, y / 2), (-x / 2, y / 2)], z, color)


def tapered_box(bottom: tuple[float, float], top: tuple[float, float], z: float, color: RGB = GREY) -> Part:
    """A box whose bottom and top sides (x, y) differ: a roof, a wedge, a bucket."""
    rings = [(0.0, *bottom), (z, *top)]
    return loft(
        [
            [(-x / 2, -y / 2, h), (x / 2, -y / 2, h), (x / 2, y / 2, h), (-x / 2, y / 2, h)]
            for h, x, y in rings
        ],
        color,
    )


def prism(sides: int, radius: float, z: float, color: RGB = GREY) -> Part:
    """An upright prism over a regular polygon, its first flat side facing -y."""
    return extrude(polygon(sides, radius), z, color)


def cylinder(radius: float, z: float, color: RGB = GREY, sides: int = 24) -> Part:
    """An upright cylinder on the ground."""
    return prism(sides, radius, z, color)


def cone(radius: float, z: float, color: RGB = GREY, sides: int = 24, top: float = 0.0) -> Part:
    """An upright cone, or with `top` (a radius) a frustum, on the ground."""
    return lathe([(radius, 0.0), (top, z)], color, sides)


def sphere(radius: float, color: RGB = GREY, sides: int = 24) -> Part:
    """A ball about the origin."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, max(3, sides // 2 + 1))
    return lathe(np.stack([np.cos(angle), np.sin(angle)], 1) * radius, color, sides)


def ellipsoid(x: float, y: float, z: float, color: RGB = GREY, sides: int = 16) -> Part:
    """An ellipsoid about the origin, of these three diameters."""
    return sphere(0.5, color, sides).scaled(x, y, z)


def capsule(radius: float, z: float, color: RGB = GREY, sides: int = 16) -> Part:
    """An upright cylinder with round ends, `z` high in all, on the ground."""
    angle = np.linspace(0, np.pi / 2, max(3, sides // 4 + 1))
    low = np.stack([np.sin(angle) * radius, radius - np.cos(angle) * radius], 1)
    high = np.stack([low[::-1, 0], z - low[::-1, 1]], 1)
    return lathe(np.concatenate([low, high]), color, sides)


def torus(radius: float, thickness: float, color: RGB = GREY, sides: int = 24, around: int = 10) -> Part:
    """A ring about the z axis through the origin; radius of its middle line, radius of its tube."""
    angle = np.arange(around) * 2 * np.pi / around
    profile = np.stack([radius + np.cos(angle) * thickness, np.sin(angle) * thickness], 1)
    return _woven(_spun(profile, sides), color, meets=True)


def hoop(radius: float, wall: float, z: float, color: RGB = GREY, sides: int = 24) -> Part:
    """A flat band about the z axis on the ground: outer radius, thickness of its wall, height."""
    inner = radius - wall
    profile = np.array([(inner, 0.0), (radius, 0.0), (radius, z), (inner, z)])
    return _woven(_spun(profile, sides), color, meets=True)


def lathe(profile: ArrayLike, color: RGB = GREY, sides: int = 24) -> Part:
    """A profile of (radius, z) from bottom to top, turned about the z axis; its ends are closed."""
    points = np.asarray(profile, float)
    return loft(_spun(points, sides).transpose(1, 0, 2), color)


def extrude(outline: ArrayLike, z: float, color: RGB = GREY) -> Part:
    """An outline of (x, y), counter-clockwise and without crossings, raised from the ground to `z`.

    It may be concave.
    """
    points = np.asarray(outline, float)
    low = np.column_stack([points, np.zeros(len(points))])
    return loft([low, low + (0, 0, z)], color)


def upright(outline: ArrayLike, y: float, color: RGB = GREY) -> Part:
    """An outline of (x, z), counter-clockwise seen from the front, `y` thick about the plane y = 0."""
    return extrude(outline, y, color).turned(90, "x").moved(y=y / 2)


def loft(sections: ArrayLike, color: RGB = GREY) -> Part:
    """Sections (S, N, 3) of as many points each, counter-clockwise seen from the last one, joined in order;
    the first and last are closed flat. A section may shrink to one point."""
    return _woven(np.asarray(sections, float).transpose(1, 0, 2), color, meets=False)


def sweep(path: ArrayLike, radius: ArrayLike, color: RGB = GREY, sides: int = 8) -> Part:
    """A tube along a path (N, 3) of two or more points; one radius, or one a point."""
    points = np.asarray(path, float)
    tangent = np.gradient(points, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    first = np.cross(tangent[0], (0, 0, 1) if abs(tangent[0, 2]) < 0.9 else (1, 0, 0))
    rings, side = [], first / np.linalg.norm(first)
    for point, along, size in zip(points, tangent, np.broadcast_to(radius, len(points)), strict=True):
        side = side - along * (side @ along)  # carried along without twist
        side /= np.linalg.norm(side)
        angle = np.arange(sides) * 2 * np.pi / sides
        ring = np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * np.cross(along, side)
        rings.append(point + ring * size)
    return loft(rings, color)


def beam(start: ArrayLike, end: ArrayLike, width: float, color: RGB = GREY, sides: int = 4) -> Part:
    """A straight bar between two points, `width` metres thick: a leg, a rail, a spoke."""
    return sweep(
        np.stack([np.asarray(start, float), np.asarray(end, float)]),
        width / 2 * (2**0.5 if sides == 4 else 1),
        color,
        sides,
    )


def polygon(sides: int, radius: float) -> np.ndarray:
    """(sides, 2) corners of a regular polygon, its first flat side facing -y."""
    angle = -np.pi / 2 - np.pi / sides + np.arange(sides) * 2 * np.pi / sides
    return np.stack([np.cos(angle), np.sin(angle)], 1) * radius


def rounded(x: float, y: float, corner: float, steps: int = 4) -> np.ndarray:
    """(N, 2) outline of a rectangle about the origin whose corners are quarter circles."""
    corner = min(corner, x / 2, y / 2)
    angle = np.linspace(0, np.pi / 2, steps + 1)
    quarter = np.stack([np.cos(angle), np.sin(angle)], 1) * corner
    pieces = []
    for turn, (sx, sy) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        c, s = np.cos(turn * np.pi / 2), np.sin(turn * np.pi / 2)
        pieces.append(quarter @ [[c, s], [-s, c]] + (sx * (x / 2 - corner), sy * (y / 2 - corner)))
    return np.concatenate(pieces)


def arc(radius: float, start: float, end: float, steps: int = 8) -> np.ndarray:
    """(steps + 1, 2) points of a circle about the origin, from one angle to another in degrees."""
    angle = np.deg2rad(np.linspace(start, end, steps + 1))
    return np.stack([np.cos(angle), np.sin(angle)], 1) * radius


def halves(right: ArrayLike) -> np.ndarray:
    """(N, 2) outline whose right half (x >= 0, from bottom to top) is given, and the left its image."""
    points = np.asarray(right, float)
    left = points[::-1] * (-1, 1)
    return np.concatenate([points, left[left[:, 0] < -1e-9]])


def arch(x: float, z: float, rise: float | None = None, steps: int = 12) -> np.ndarray:
    """(N, 2) outline of an upright rectangle on the ground whose top is half an ellipse, `rise` high; a half
    circle for None."""
    rise = min(x / 2, z * 0.999) if rise is None else rise
    angle = np.linspace(0, np.pi, steps + 1)
    top = np.stack([np.cos(angle) * x / 2, np.sin(angle) * rise + z - rise], 1)
    return np.concatenate([[(-x / 2, 0.0), (x / 2, 0.0)], top])


def row(part: Part, count: int, step: tuple[float, float, float]) -> list[Part]:
    """`count` copies, `step` metres apart, centred about the part's own place."""
    middle = (count - 1) / 2
    return [part.moved(*(np.array(step) * (i - middle))) for i in range(count)]


def ring(part: Part, count: int, start: float = 0.0) -> list[Part]:
    """`count` copies turned evenly about the z axis, the first by `start` degrees."""
    return [part.turned(start + i * 360 / count) for i in range(count)]


def corners(part: Part, x: float, y: float) -> list[Part]:
    """Four copies, at (x, y) to either side of both axes: legs, posts, wheels."""
    return [part.moved(i * x, j * y) for i in (-1, 1) for j in (-1, 1)]


def both(part: Part, axis: str = "x") -> list[Part]:
    """The part and its mirror image."""
    return [part, part.mirrored(axis)]


def grounded(parts: Iterable[Part]) -> list[Part]:
    """The parts, moved along z as one, so that the lowest point of all is on the ground."""
    parts = list(parts)
    low = min(part.vertices[:, 2].min() for part in parts)
    return [part.moved(z=-low) for part in parts]


def _spun(profile: np.ndarray, sides: int) -> np.ndarray:
    """(sides, N, 3): the profile at each angle about z."""
    angle = -np.pi / 2 - np.pi / sides + np.arange(sides) * 2 * np.pi / sides
    turn = np.stack([np.cos(angle), np.sin(angle)], 1)
    flat = profile[None, :, :1] * turn[:, None]
    return np.concatenate([flat, np.broadcast_to(profile[None, :, 1:], (sides, len(profile), 1))], 2)


def _woven(grid: np.ndarray, color: RGB, *, meets: bool) -> Part:
    """Triangles over a grid (N around, S along, 3) that closes around; its ends are capped unless it
    `meets` itself. Points that coincide are one, faces that vanish go."""
    around, along = grid.shape[:2]
    index = np.arange(around * along).reshape(around, along)
    a, b = index, _after(index)
    if meets:
        c, d = _after(b.T).T, _after(a.T).T
    else:
        a, b, c, d = a[:, :-1], b[:, :-1], b[:, 1:], a[:, 1:]
    faces = [np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)]
    if not meets:
        faces += [_cap(grid[:, -1], index[:, -1]), _cap(grid[:, 0], index[:, 0])[:, ::-1]]
    return _welded(grid.reshape(-1, 3), np.concatenate(faces), color)


def _welded(vertices: np.ndarray, faces: np.ndarray, color: RGB) -> Part:
    size = np.ptp(vertices, axis=0).max()
    _, first, place = np.unique(
        np.round(vertices / max(size, 1e-9) * 1e7).astype(np.int64),
        axis=0,
        return_index=True,
        return_inverse=True,
    )
    faces = place.reshape(-1)[faces]
    whole = (faces != faces[:, [1, 2, 0]]).all(1)
    return Part(vertices[first], faces[whole], color)


def _cap(points: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Triangles (N - 2, 3) of a flat outline, by cutting ears (Meisters 1975)."""
    normal = _newell(points)
    if np.linalg.norm(normal) < 1e-18:
        return np.empty((0, 3), np.int64)
    drop = int(np.abs(normal).argmax())
    flat = np.delete(points, drop, 1)
    if _area(flat) < 0:  # the way around is the outline's own: only the picture of it is turned over
        flat = flat * (-1, 1)
    if _convex(flat):
        count = np.arange(1, len(index) - 1)
        return np.stack([np.full_like(count, index[0]), index[count], index[count + 1]], 1)
    return _ears(flat, index)


def _ears(flat: np.ndarray, index: np.ndarray) -> np.ndarray:
    left, faces = list(range(len(flat))), list[tuple[int, int, int]]()
    while len(left) > 3:
        for i in range(len(left)):
            a, b, c = left[i - 1], left[i], left[(i + 1) % len(left)]
            others = flat[[p for p in left if p not in (a, b, c)]]
            if _turn(flat[a], flat[b], flat[c]) > 1e-15 and not _inside(others, flat[[a, b, c]]).any():
                break
        faces.append((a, b, c))
        left.remove(b)
    faces.append((left[0], left[1], left[2]))
    return index[np.array(faces)]


def _turn(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    (ux, uy), (vx, vy) = (b - a).T, (c - b).T
    return ux * vy - uy * vx


def _inside(points: np.ndarray, triangle: np.ndarray) -> np.ndarray:
    a, b, c = triangle
    return np.all([_side(p, q, points) >= 0 for p, q in ((a, b), (b, c), (c, a))], axis=0)


def _side(a: np.ndarray, b: np.ndarray, points: np.ndarray) -> np.ndarray:
    return (b[0] - a[0]) * (points[:, 1] - a[1]) - (b[1] - a[1]) * (points[:, 0] - a[0])


def _convex(flat: np.ndarray) -> bool:
    following = _after(flat)
    return bool((_turn(flat, following, _after(following)) >= -1e-15).all())


def _newell(points: np.ndarray) -> np.ndarray:
    (ax, ay, az), (bx, by, bz) = points.T, _after(points).T
    return np.array([(ay * bz - az * by).sum(), (az * bx - ax * bz).sum(), (ax * by - ay * bx).sum()])


def _area(flat: np.ndarray) -> float:
    following = _after(flat)
    return float((flat[:, 0] * following[:, 1] - flat[:, 1] * following[:, 0]).sum())


def _after(rows: np.ndarray) -> np.ndarray:
    """The row that follows each, the first after the last: np.roll without its cost on short arrays."""
    return np.concatenate([rows[1:], rows[:1]])
