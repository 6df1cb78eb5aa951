"""Dead trees: a bare trunk with roots and forked branches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import Part, cylinder, ring, sweep


def _build(v: Values) -> Iterator[Part]:
    high, bark, count = v["height"], v["bark"].color, v["branches"]
    thick = v["thickness"]
    sway = {"straight": 0.0, "crooked": 0.22, "leaning": 0.0}[v["shape"]]
    lean = high * (0.35 if v["shape"] == "leaning" else 0.0)
    share = np.linspace(0, 1, 9)
    x = lean * share**1.5 + sway * np.sin(share * 7)
    trunk = np.stack([x, sway * 0.5 * np.sin(share * 5 + 1) - sway * 0.5 * np.sin(1), share * high], 1)
    yield sweep(trunk, list(thick * (1.15 - 0.95 * share)), bark, 7).standing()
    root = sweep(
        [(0, 0, 0.3), (0, -thick * 1.6, 0.12), (0, -thick * 3.2, 0.03)],
        [thick * 0.6, thick * 0.45, 0.05],
        bark,
        5,
    )
    low = root.bounds[0, 2]
    yield from (one.moved(z=-low) for one in ring(root, 5, 20))
    for i in range(count):
        at = 0.42 + 0.42 * i / count
        start = np.array([np.interp(at, share, trunk[:, k]) for k in range(3)])
        turn = i * 360 / count + 25 * (i % 2)
        length = high * 0.42 * (1.15 - 0.5 * at)
        arm = np.array(
            [
                (0, 0, 0),
                (length * 0.5, 0, length * 0.18),
                (length * 0.8, 0, length * 0.55),
                (length, 0, length * 0.95),
            ]
        )
        size = thick * (1 - at) + thick * 0.12
        yield sweep(arm, [size, size * 0.8, size * 0.6, 0.045], bark, 6).turned(turn).moved(*start)
        twig = np.array(
            [
                (length * 0.5, 0, length * 0.18),
                (length * 0.8, length * 0.15, length * 0.25),
                (length * 1.1, length * 0.2, length * 0.45),
            ]
        )
        yield sweep(twig, [size * 0.65, size * 0.5, 0.04], bark, 5).turned(turn).moved(*start)
    if v["hollow"]:
        z = high * 0.26
        middle = [float(np.interp(0.26, share, trunk[:, k])) for k in (0, 1)]
        hole = cylinder(thick * 0.55, thick * 0.5, darker(bark, 0.4), 10).turned(90, "x").scaled(1, 1, 1.4)
        yield hole.moved(middle[0], middle[1] - thick * 0.55, z)


FAMILY = Family(
    "dead tree",
    "tree",
    (
        Count("branches", "forked branches", 3, 6),
        Choice("shape", ("straight", "crooked", "leaning"), of="trunk"),
        Color("bark", words=("brown", "brown", "gray", "black", "white", "tan", "maroon", "purple", "olive")),
        Proportion("height", 2.6, 5.0, ("short", "tall")),
        Proportion("thickness", 0.2, 0.42, ("thin", "thick"), of="trunk"),
        Flag("hollow", "with a hollow"),
    ),
    _build,
    aliases=("bare tree", "leafless tree"),
)
