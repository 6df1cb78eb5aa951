"""Crates: a box in a frame of boards."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, beam, both, box, ring


def _build(v: Values) -> Iterator[Part]:
    width, height = v["width"], v["height"]
    bar, body, frame = v["bar"] * width, v["body"].color, v["frame"].color
    inset = width - bar
    if v["open"]:
        wall = bar * 0.6
        yield box(inset * 0.98, inset * 0.98, height * 0.3, darker(body, 0.5)).moved(z=bar * 0.1)
        yield from both(box(inset, wall, height - bar * 0.2, body).moved(y=(inset - wall) / 2), "y")
        yield from both(box(wall, inset, height - bar * 0.2, body).moved(x=(inset - wall) / 2))
    else:
        yield box(inset, inset, height - bar / 2, body).moved(z=bar / 4)
    corner = (width - bar) / 2
    yield from ring(box(bar, bar, height, frame).moved(corner, corner), 4)
    for z in (0, height - bar):
        yield from ring(box(width - bar, bar, bar * 0.98, frame).moved(y=corner, z=z + 0.01 * bar), 4)
    a, b = corner * 0.98, height - bar / 2
    low, high = (-a, -corner, bar / 2), (a, -corner, b)
    if v["brace"] != "plain":
        yield from ring(beam(low, high, bar * 0.75, frame), 4)
    if v["brace"] == "crossed":
        yield from ring(beam((a, -corner, bar / 2), (-a, -corner, b), bar * 0.7, frame), 4)


FAMILY = Family(
    "crate",
    "crate_box",
    (
        Proportion("width", 0.5, 1.0, ("narrow", "wide")),
        Proportion("height", 0.4, 1.1, ("low", "tall")),
        Proportion("bar", 0.08, 0.16, ("", "thick"), of="frame"),
        Choice("brace", ("plain", "diagonal", "crossed"), of="sides"),
        Flag("open", "with an open top"),
        Finish("body", ("wooden", "metal")),
        Finish("frame", ("wooden", "metal"), of="frame"),
    ),
    _build,
    aliases=("box",),
    symmetric=True,
)
