"""Hourglasses: two bulbs of sand between two plates held by posts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values
from ..shape import Part, arc, cylinder, lathe, sphere, torus


def _build(v: Values) -> Iterator[Part]:
    r, high = v["width"] / 2, v["width"] * v["height"]
    plate, frame = high * 0.08, v["frame"].color
    sides = {"round": 24, "square": 4, "hexagonal": 6}[v["outline"]]
    for z in (0, high - plate):
        yield cylinder(r * (1.25 if sides == 4 else 1.0), plate, frame, sides).moved(z=z)
    for z in (plate * 0.9, high - plate * 1.6):
        yield cylinder(r * 0.84, plate * 0.7, v["trim"].color, 20).moved(z=z)
    middle, inner = high / 2, high / 2 - plate * 1.2
    bulb = r * 0.72
    share = np.linspace(0, 1, 7)
    waist = bulb * (0.12 + 0.88 * np.sin(share * np.pi / 2) ** 0.8)
    top, low = v["level"], 1 - v["level"]
    glass, sand = v["glass"].color, v["sand"].color
    for side in (-1, 1):
        full = low if side < 0 else top
        cut = 1 - full if side < 0 else full
        cut = min(max(cut, 0.12), 0.88)
        inside, outside = (glass, sand) if side < 0 else (sand, glass)
        for a, b, color in ((0.0, cut, inside), (cut, 1.0, outside)):
            steps = np.linspace(a, b, 5)
            profile = np.stack([np.interp(steps, share, waist), steps * inner], 1)
            part = lathe(profile, color, 18)
            yield (part.mirrored("z") if side < 0 else part).moved(z=middle)
    yield torus(bulb * 0.2, bulb * 0.1, v["trim"].color, 14, 6).moved(z=middle)
    post = r * 0.09
    for x, y in arc(r * 0.86, 45, 405 - 360 / v["posts"], v["posts"] - 1):
        yield cylinder(post, high - plate, v["post"].color, 8).moved(x, y, plate / 2)
        if v["turned"]:
            yield sphere(post * 1.9, v["post"].color, 8).moved(x, y, middle)


FAMILY = Family(
    "hourglass",
    "misc",
    (
        Proportion("width", 0.12, 0.2),
        Proportion("height", 1.3, 1.9, ("short", "tall")),
        Choice("outline", ("round", "square", "hexagonal"), of="plates"),
        Count("posts", "posts", 3, 6),
        Flag("turned", "with knobbed posts"),
        Proportion("level", 0.15, 0.85, ("nearly run out", "nearly full")),
        Color("sand", "sand"),
        Color("glass", "glass", ("white", "silver", "teal", "cream")),
        Finish("frame", ("wooden", "golden", "stone"), of="plates"),
        Color("post", "posts"),
        Color("trim", "rings"),
    ),
    _build,
    aliases=("sand timer",),
    symmetric=True,
)
