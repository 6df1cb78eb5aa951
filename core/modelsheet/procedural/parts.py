"""What several families share: roofs, windows, doors, wheels, hulls, leaves, and their usual colours."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from .shape import GREY, RGB, Part, arc, beam, both, box, cylinder, loft, sweep, upright

GLASS: RGB = (150, 200, 222)
TYRE: RGB = (46, 46, 50)
STEEL: RGB = (158, 162, 170)
LAMP: RGB = (250, 222, 120)
TAIL_LAMP: RGB = (204, 48, 44)
BARK: RGB = (118, 82, 56)
WOOD: RGB = (150, 106, 68)
BRASS: RGB = (222, 180, 70)
STONE: RGB = (146, 146, 146)
HUB_COLORS = ("silver", "silver", "white", "gold", "red", "yellow", "blue", "gray")
MUSHROOM_COLORS = ("red", "red", "white", "yellow", "orange", "purple", "blue", "tan")


def profile(outline: ArrayLike, x: float, color: RGB = GREY) -> Part:
    """An outline of (y, z), counter-clockwise seen from the right, `x` wide about the plane x = 0."""
    return upright(outline, x, color).turned(90)


def lying(part: Part, along: str = "x") -> Part:
    """An upright part about the z axis laid down about the x or y axis, its middle at the origin."""
    middle = part.moved(z=-part.bounds[:, 2].mean())
    return middle.turned(90, "y") if along == "x" else middle.turned(90, "x")


def wheel(radius: float, width: float, hub: RGB = STEEL, tyre: RGB = TYRE, sides: int = 18) -> list[Part]:
    """A wheel about the x axis, its middle at the origin: a tyre and a hub that shows on both sides."""
    return [
        lying(cylinder(radius, width, tyre, sides)),
        lying(cylinder(radius * 0.55, width * 1.2, hub, 12)),
    ]


def axles(
    track: float, places: Iterable[float], radius: float, width: float, hub: RGB = STEEL, tyre: RGB = TYRE
) -> list[Part]:
    """A pair of wheels on the ground at each y of `places`, their outer faces `track` metres apart."""
    pair = [part.moved(track / 2 - width / 2, 0, radius) for part in wheel(radius, width, hub, tyre)]
    return [one.moved(0, y) for y in places for part in pair for one in both(part)]


def wheel_arches(width: float, places: Iterable[float], radius: float) -> list[Part]:
    """Dark half discs on the sides of a body of that width, above the wheels at each y of `places`."""
    half = profile(arc(radius * 1.2, 0, 180, 10), 0.24, (54, 54, 60)).moved(width / 2 - 0.12, 0, radius)
    return [side.moved(0, y) for y in places for side in both(half)]


def cabin(
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    z: tuple[float, float],
    paint: RGB,
    roof: RGB,
) -> list[Part]:
    """The glazed upper body of a vehicle: glass, a roof, and pillars at the corners and between.

    low, high: (width, front y, back y) at its foot and its top, which are at the heights `z`.
    """

    def corners(
        side: tuple[float, float, float], at: float, grow: float = 0.0
    ) -> list[tuple[float, float, float]]:
        x, front, back = side[0] / 2 + grow, side[1] - grow, side[2] + grow
        return [(-x, front, at), (x, front, at), (x, back, at), (-x, back, at)]

    thick = (z[1] - z[0]) * 0.16
    parts = [loft([corners(low, z[0]), corners(high, z[1])], GLASS)]
    parts.append(loft([corners(high, z[1] - thick / 2, 0.03), corners(high, z[1] + thick, -0.05)], roof))
    feet, tops = corners(low, z[0]), corners(high, z[1])
    parts += [beam(a, b, thick * 0.8, paint) for a, b in zip(feet, tops, strict=True)]
    foot = (low[0] / 2, (low[1] + low[2]) / 2, z[0])
    top = (high[0] / 2, (high[1] + high[2]) / 2, z[1])
    return parts + both(beam(foot, top, thick * 0.8, paint))


def gable(x: float, y: float, z: float, color: RGB = GREY) -> Part:
    """A triangular prism on the ground, `z` high, whose ridge runs along y: the wall under a roof."""
    return upright([(-x / 2, 0), (x / 2, 0), (0, z)], y, color)


def gable_roof(x: float, y: float, z: float, thick: float, color: RGB = GREY) -> Part:
    """Two slopes that meet in a ridge along y: `z` above their lower edges, `thick` metres, hollow below."""
    a = x / 2
    return upright([(-a, -thick), (0, z - thick), (a, -thick), (a, 0), (0, z), (-a, 0)], y, color)


def window(x: float, z: float, frame: RGB, pane: RGB = GLASS, depth: float = 0.3) -> list[Part]:
    """A window in the wall y = 0, about its middle, facing -y: a frame, and a cross over the pane."""
    bar = max(x, z) * 0.1
    return [
        box(x, depth, z, frame).moved(z=-z / 2),
        *(
            box(x / 2 - bar * 1.5, depth * 1.3, z / 2 - bar * 1.5, pane).moved(
                i * (x / 4 - bar / 4), 0, k - z / 4
            )
            for i in (-1, 1)
            for k in (-z / 4 + bar / 4 + bar / 2, z / 4 - bar / 4 + bar)
        ),
    ]


def door(x: float, z: float, color: RGB, frame: RGB, depth: float = 0.3) -> list[Part]:
    """A door in the wall y = 0, standing on the ground, facing -y: frame, leaf and knob."""
    return [
        box(x * 1.25, depth, z * 1.1, frame),
        box(x, depth * 1.3, z, color),
        box(x * 0.12, depth * 1.8, x * 0.12, BRASS).moved(x * 0.32, 0, z * 0.45),
    ]


def arched(x: float, z: float, steps: int = 8) -> np.ndarray:
    """(N, 2) outline of a doorway on the ground whose top is half a circle."""
    angle = np.linspace(0, np.pi, steps + 1)
    top = np.stack([np.cos(angle) * x / 2, z - x / 2 + np.sin(angle) * x / 2], 1)
    return np.concatenate([[(-x / 2, 0), (x / 2, 0)], top])


def around(parts: list[Part], angles: tuple[float, ...] = (0, 90, 180, 270)) -> list[Part]:
    """The parts at each of these angles, in degrees, about the z axis."""
    return [part.turned(angle) for angle in angles for part in parts]


def hull(
    x: float, y: float, z: float, color: RGB = GREY, bow: float = 0.35, stern: float = 0.75, wall: float = 0.0
) -> Part:
    """A boat's hull, its bow to -y and its rim at `z`, `x` wide and `y` long.

    bow: how much of the length the bow takes. stern: the stern's width as a share of `x`. wall: metres, the
    thickness of a hollow hull, open at the stern; 0 for a solid one with a deck.
    """
    sections = []
    for wide, at, rise in _rim(x, y, z, bow, stern):
        fore = 1 - min(1.0, (at / y + 0.5) / bow)  # 1 at the stem, 0 behind the bow
        keel = z * 0.35 * fore**2
        half = [(wide * 0.6, keel), (wide * 0.95, z * 0.6), (wide, rise)]
        inside = max(wide - wall, wide * 0.2)
        low = min(keel + wall, z * 0.5)
        inner = [(inside, rise), (inside * 0.92, z * 0.62), (inside * 0.55, low)] if wall else []
        right = [*half, *inner]
        outline = [*right, *((-a, b) for a, b in right[::-1])]
        sections.append([(a, at, b) for a, b in outline])
    return loft(np.array(sections)[::-1], color)


def gunwale(
    x: float, y: float, z: float, thick: float, color: RGB = GREY, bow: float = 0.35, stern: float = 0.75
) -> list[Part]:
    """The rail along both rims of such a hull, `thick` metres."""
    return both(sweep(_rim(x, y, z, bow, stern), thick / 2, color, 6))


def _rim(x: float, y: float, z: float, bow: float, stern: float) -> np.ndarray:
    """(N, 3) the right rim of a hull, from its stem to its stern."""
    points = []
    for share in (0.0, bow * 0.35, bow * 0.7, bow, 0.75, 1.0):
        fore = 1 - min(1.0, share / bow)
        wide = x / 2 * (stern if share == 1.0 else max(np.cos(fore * np.pi / 2), 0.04))
        points.append((wide, y * (share - 0.5), z * (1 + 0.25 * fore**2)))
    return np.array(points)


def boulder(radius: float, color: RGB, roughness: float, seed: float, detail: int = 2) -> Part:
    """A lump about the origin, its corners moved in and out by up to `roughness` of the radius.

    seed: the same number gives the same lump. detail: 1 for 80 triangles, 2 for 320.
    """
    vertices, faces = _icosphere(detail)
    rng = np.random.default_rng(int(abs(seed) * 1e6))
    bumps = 1 + roughness * rng.uniform(-1, 1, (len(vertices), 1))
    return Part(vertices * bumps * radius, faces, color)


@cache
def _icosphere(detail: int) -> tuple[np.ndarray, np.ndarray]:
    import trimesh

    ball = trimesh.creation.icosphere(subdivisions=detail)
    return np.asarray(ball.vertices), np.asarray(ball.faces, np.int64)


def leaf(length: float, width: float, droop: float, color: RGB, thick: float = 0.03) -> Part:
    """A leaf from the origin towards -y: pointed, ridged along its middle, its tip `droop` metres lower."""
    sections = []
    for share in np.linspace(0, 1, 7):
        half = width / 2 * max(np.sin(np.pi * min(1.0, share * 0.9 + 0.1)), 0.02)
        rise = length * 0.25 * np.sin(np.pi * share * 0.8) - droop * share**2
        y, t = -length * share, thick * (1.2 - 0.9 * share)
        sections.append([(half, y, rise - half * 0.35 - t), (half, y, rise - half * 0.35), (0, y, rise + t)])
        sections[-1] += [(-half, y, rise - half * 0.35), (-half, y, rise - half * 0.35 - t), (0, y, rise - t)]
    return loft(np.array(sections), color)


def spread(parts: list[Part], count: int) -> np.ndarray:
    """(count, 3) points spread evenly over the outside of a body of parts, its underside left out."""
    import trimesh

    meshes = [trimesh.Trimesh(part.vertices, part.faces, process=False) for part in parts]
    points = np.concatenate([trimesh.sample.sample_surface(mesh, 600, seed=0)[0] for mesh in meshes])
    middle = (points.min(0) + points.max(0)) / 2
    away = np.linalg.norm(points - middle, axis=1)
    k = np.arange(count) + 0.5
    up, turn = 1 - 1.6 * k / count, k * 2.39996  # a spiral of golden angles
    flat = np.sqrt(1 - up**2)
    aims = np.stack([np.cos(turn) * flat, np.sin(turn) * flat, up], 1)
    nearness = (points - middle) / away[:, None] @ aims.T * 3 + away[:, None] / away.max()
    return points[nearness.argmax(0)]
