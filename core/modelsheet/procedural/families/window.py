"""Windows: panes in a frame, with shutters, a sill or a box of flowers."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, arch, both, box, sphere, upright

GRID = {1: (1, 1), 2: (2, 1), 3: (3, 1), 4: (2, 2), 5: (5, 1), 6: (2, 3)}  # columns, rows of panes


def _build(v: Values) -> Iterator[Part]:
    width, height, frame = v["width"], v["height"], v["frame"].color
    base = 0.2
    rise = width * 0.42 if v["outline"] == "arched" else 0.0
    steps = 14 if rise else 1
    yield upright(arch(width, height, rise, steps), 0.14, frame).moved(z=base)
    inner = arch(width - 0.18, height - 0.18, max(rise - 0.06, 0.0), steps)
    yield upright(inner, 0.16, v["glass"].color).moved(z=base + 0.09)
    columns, rows = GRID[v["panes"]]
    straight = height - 0.18 - rise * 0.5
    for i in range(1, columns):
        x = (width - 0.18) * (i / columns - 0.5)
        high = height - 0.14 if columns == 2 else straight + (rise * 0.3 if columns == 3 else 0)
        yield box(0.055, 0.19, high, frame).moved(x, 0, base + 0.05)
    for j in range(1, rows):
        yield box(width - 0.14, 0.19, 0.055, frame).moved(0, 0, base + 0.09 + straight * j / rows)
    yield box(width + 0.16, 0.3, 0.07, darker(frame, 0.85)).moved(0, -0.06, base - 0.04)
    if v["shutters"]:
        high = height - rise
        leaf = box(width * 0.46, 0.07, high, v["shutter"].color).moved(width * 0.73, -0.06, base)
        yield from both(leaf)
        for z in range(int(high / 0.14)):
            yield from both(
                box(width * 0.36, 0.1, 0.06, darker(v["shutter"].color, 0.82)).moved(
                    width * 0.73, -0.06, base + 0.06 + 0.14 * z
                )
            )
    if v["flowers"]:
        yield box(width, 0.22, 0.2, (132, 88, 58)).moved(0, -0.18)
        for i in range(7):
            x = (width - 0.16) * (i / 6 - 0.5)
            yield sphere(0.09, (82, 150, 74), 8).moved(x, -0.17, 0.2)
            yield sphere(0.06, v["flower"].color, 8).moved(x, -0.2 - 0.03 * (i % 2), 0.29)
    else:
        yield box(width * 0.9, 0.12, base, darker(frame, 0.7)).moved(0, 0.01)


FAMILY = Family(
    "window",
    "door_window",
    (
        Choice("outline", ("arched", "rectangular")),
        Count("panes", "panes", 1, 6),
        Proportion("width", 0.7, 1.3, ("narrow", "wide")),
        Proportion("height", 0.9, 1.6, ("low", "tall")),
        Finish("frame", ("wooden", "stone", "metal"), of="frame"),
        Color("glass", of="glass", words=("blue", "teal", "white", "black", "yellow", "silver")),
        Flag("shutters", "with shutters"),
        Color("shutter", of="shutters"),
        Flag("flowers", "with flowers"),
        Color("flower", of="flowers", words=("red", "pink", "yellow", "white", "purple", "orange", "blue")),
    ),
    _build,
)
