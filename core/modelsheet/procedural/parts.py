"""What several families share: roofs, windows, doors, wheels, hulls, leaves, and their usual colours."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from .shape import GREY, RGB, Part, box, cylinder, extrude, loft

GLASS: RGB = (150, 200, 222)
TYRE: RGB = (46, 46, 50)
STEEL: RGB = (158, 162, 170)
LAMP: RGB = (250, 222, 120)
TAIL_LAMP: RGB = (204, 48, 44)
BARK: RGB = (118, 82, 56)
WOOD: RGB = (150, 106, 68)
BRASS: RGB = (222, 180, 70)
STONE: RGB = (146, 146, 146)


def slab(outline: ArrayLike, thickness: float, color: RGB = GREY, across: str = "y") -> Part:
    """An upright outline, counter-clockwise, `thickness` metres deep and centred.

    across "y": (x, z) as seen from the front. across "x": (y, z) as seen from the right.
    """
    solid = extrude(outline, thickness, color).moved(z=-thickness / 2).turned(90, "x")
    return solid if across == "y" else solid.turned(90)


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


def gable(x: float, y: float, z: float, color: RGB = GREY) -> Part:
    """A triangular prism on the ground, `z` high, whose ridge runs along y: the wall under a roof."""
    return slab([(-x / 2, 0), (x / 2, 0), (0, z)], y, color)


def gable_roof(x: float, y: float, z: float, thick: float, color: RGB = GREY) -> Part:
    """Two slopes that meet in a ridge along y: `z` above their lower edges, `thick` metres, hollow below."""
    a = x / 2
    return slab([(-a, -thick), (0, z - thick), (a, -thick), (a, 0), (0, z), (-a, 0)], y, color)


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


def hull(x: float, y: float, z: float, color: RGB = GREY, bow: float = 0.3, stern: float = 0.75) -> Part:
    """A boat's solid hull, its bow to -y and its deck at `z`, `x` wide and `y` long.

    bow: how much of the length the bow takes. stern: the stern's width as a share of `x`.
    """
    sections = []
    for share in (0.0, bow * 0.35, bow * 0.7, bow, 0.75, 1.0):
        wide = np.sin(min(1.0, share / bow) * np.pi / 2) if share < 0.75 else 1.0
        wide = x / 2 * (stern if share == 1.0 else max(wide, 0.04))
        keel = z * 0.35 * (1 - min(1.0, share / bow)) ** 2
        at = y * (share - 0.5)
        half = [(wide, z), (wide * 0.95, z * 0.6), (wide * 0.6, keel)]
        outline = [*half[::-1], *((-a, b) for a, b in half)]
        sections.append([(a, at, b) for a, b in outline])
    return loft(np.array(sections)[::-1], color)


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
