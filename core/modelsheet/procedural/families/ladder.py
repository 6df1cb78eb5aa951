"""Ladders: rungs between two rails, upright or as steps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, arc, beam, both, box, sweep


def _build(v: Values) -> Iterator[Part]:
    height, wide, thick = v["height"], v["width"], v["thickness"]
    rail, rung = v["rail"].color, v["rung"].color
    narrow = wide * v["taper"]
    lean = 0.3 * height if v["kind"] == "folding" else 0.0
    front = [
        ((-wide / 2, -lean, 0), (-narrow / 2, 0, height)),
        ((wide / 2, -lean, 0), (narrow / 2, 0, height)),
    ]
    for start, end in front:
        yield beam(start, end, thick, rail).standing()
    if lean:
        for start, end in front:
            yield beam(np.array(start) * (1, -1, 1), end, thick, darker(rail, 0.9)).standing()
        yield box(narrow + thick * 2.4, thick * 3, thick, v["top"].color).moved(z=height - thick * 0.5)
        yield beam(
            (-wide * 0.4, lean * 0.72, height * 0.25),
            (wide * 0.4, lean * 0.72, height * 0.25),
            thick * 0.7,
            rail,
        )
    count = v["rungs"]
    for i in range(count):
        share = (i + 0.7) / (count + 0.4)
        half, y = wide / 2 + (narrow - wide) / 2 * share, -lean * (1 - share)
        if v["flat"]:
            yield box(half * 2, thick * 1.8, thick * 0.6, rung).moved(y=y, z=height * share)
        else:
            yield beam((-half, y, height * share), (half, y, height * share), thick * 0.8, rung, 8)
    if v["kind"] == "straight":
        yield from both(
            box(thick * 1.5, thick * 1.5, thick * 1.2, v["top"].color).moved(
                x=narrow / 2, z=height - thick * 0.6
            )
        )
    if v["kind"] == "hooked":
        for x in (-narrow / 2, narrow / 2):
            bow = arc(0.12, 180, 0, 6)
            path = np.column_stack([np.full(7, x), bow[:, 0] + 0.12, bow[:, 1] + height - 0.02])
            yield sweep(path, thick * 0.4, v["top"].color, 6)


FAMILY = Family(
    "ladder",
    "tool",
    (
        Choice("kind", ("straight", "folding", "hooked")),
        Count("rungs", "rungs", 4, 9),
        Proportion("height", 1.4, 2.6, ("short", "tall")),
        Proportion("width", 0.4, 0.7, ("narrow", "wide")),
        Proportion("taper", 0.65, 1.0),
        Proportion("thickness", 0.05, 0.085, ("thin", "thick"), of="rails"),
        Flag("flat", "with flat steps"),
        Finish("rail", ("wooden", "metal"), of="rails"),
        Finish("rung", ("wooden", "metal"), of="rungs"),
        Color("top", "top"),
    ),
    _build,
)
