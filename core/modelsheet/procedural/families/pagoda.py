"""Pagodas: storeys that grow smaller, each under a wide roof with upturned corners."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..parts import BRASS, around, window
from ..shape import Part, box, lathe, loft, prism, ring

_SIDES = {"square": 4, "octagonal": 8}


def _build(v: Values) -> Iterator[Part]:
    sides, walls, roof = _SIDES[v["shape"]], v["walls"].color, v["roofs"].color
    radius, z = 2.6 if sides == 4 else 2.2, 0.5
    yield prism(sides, radius * 1.4, 0.3, v["base"].color)
    yield prism(sides, radius * 1.25, 0.3, darker(v["base"].color, 0.9)).moved(z=0.22)
    tall = v["storey"]
    pane = window(0.8, 0.75, v["posts"].color, (250, 226, 160))
    post = box(0.24, 0.24, tall, v["posts"].color)
    for i in range(v["roof_count"]):
        share = 1 - 0.15 * i
        size = radius * share
        flat = size * np.cos(np.pi / sides)
        yield prism(sides, size, tall + 0.05, walls).moved(z=z)
        corner = post.moved(0, -size * 0.98, z)
        yield from ring(corner, sides, 180 / sides)
        if i == 0:
            yield box(1.1, 0.3, tall * 0.82, darker(v["posts"].color, 0.8)).moved(0, -flat, z)
            yield box(0.8, 0.4, tall * 0.74, v["door"].color).moved(0, -flat, z)
        panes = [part.moved(0, -flat, z + tall * 0.52) for part in pane]
        yield from around(panes, (90, 180, 270) if i == 0 else (0, 90, 180, 270))
        z += tall
        yield _roof(sides, size * v["overhang"], size * 0.62, v["curl"]).painted(roof).moved(z=z - 0.1)
        z += 0.62
    yield _roof(sides, size * 0.8, 0.05, 0.0).painted(roof).moved(z=z - 0.2)
    yield lathe([(0.2, 0), (0.3, 0.25), (0.12, 0.5), (0.22, 0.75), (0.06, 1.1), (0, 1.7)], BRASS, 10).moved(
        z=z + 0.2
    )


def _roof(sides: int, outer: float, inner: float, curl: float) -> Part:
    """A roof whose corners bend up by `curl` metres, on the ground."""
    each = 16 // sides  # points along a side
    steps = sides * each
    turn = -np.pi / 2 - np.pi / sides + np.arange(steps) * 2 * np.pi / steps
    along = np.arange(steps) % each / each  # 0 at a corner, 0.5 in the middle of a side
    edge = np.cos(np.pi / sides) / np.cos(np.pi / sides - along * 2 * np.pi / sides)
    bend = curl * np.abs(along - 0.5) ** 2 * 4

    def section(radius: float, z: np.ndarray) -> np.ndarray:
        return np.stack([np.cos(turn) * radius * edge, np.sin(turn) * radius * edge, z], 1)

    low, mid = section(outer, bend - 0.16), section((outer + inner) / 2, bend * 0.15 + 0.26)
    return loft(np.array([low, section(outer, bend), mid, section(inner, 0 * bend + 0.75)]))


FAMILY = Family(
    "pagoda",
    "temple_church",
    (
        Count("roof_count", "roofs", 2, 5),
        Color("roofs", of="roofs"),
        Choice("shape", ("square", "octagonal")),
        Finish("walls", ("wooden", "stone"), of="walls"),
        Color("posts", of="posts"),
        Color("door", of="door"),
        Finish("base", ("stone", "brick"), of="base", colors=("gray", "white", "tan", "brown")),
        Proportion("overhang", 1.35, 1.75, ("narrow", "wide"), of="roofs"),
        Proportion("curl", 0.1, 0.7),
        Proportion("storey", 1.5, 2.1, ("", "tall")),
    ),
    _build,
)
