"""Mirrors: glass in a frame, hanging or on a stand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, arch, beam, both, box, polygon, sphere, upright

GLASS = (190, 222, 234)


def _build(v: Values) -> Iterator[Part]:
    frame, border = v["frame"].color, v["border"]
    outline = _outline(v["outline"], v["height"])
    middle = (outline.min(0) + outline.max(0)) / 2
    half = outline.max(0) - middle
    base = 0.25 if v["stand"] else 0.0
    yield upright(outline, 0.05, frame).moved(z=base)
    inner = (outline - middle) * (1 - border / half) + middle
    yield upright(inner, 0.07, GLASS).moved(z=base)
    for shift in (-0.12, 0.08):  # a gleam
        x, z = half[0] * 0.5, half[1] * 0.5
        gleam = [(-x, -z * 0.4), (-x + 0.05, -z * 0.4), (x * 0.5 + 0.05, z * 0.6), (x * 0.5, z * 0.6)]
        yield upright(np.array(gleam) * 0.7 + middle + (shift * half[0] * 2, 0), 0.08, (228, 242, 248)).moved(
            z=base
        )
    if v["crest"]:
        top = float(outline[:, 1].max()) + base
        yield sphere(0.07, frame, 12).scaled(1, 0.6, 1).moved(z=top + 0.03)
        yield from both(sphere(0.05, darker(frame, 0.85), 10).scaled(1.3, 0.7, 1).moved(0.1, 0, top - 0.005))
    if v["stand"]:
        x = half[0] + 0.06
        yield from both(beam((x, 0, 0.02), (x, 0, base + middle[1] + half[1] * 0.3), 0.05, v["post"].color))
        yield from both(box(0.06, 0.4, 0.05, v["post"].color).moved(x))
        yield box(2 * x, 0.05, 0.05, v["post"].color).moved(z=0.1)
        yield box(2 * x, 0.045, 0.045, v["post"].color).moved(z=base + middle[1] - 0.02)


def _outline(shape: str, height: float) -> np.ndarray:
    if shape in ("round", "oval"):
        return polygon(32, 1.0) * (height * (0.5 if shape == "round" else 0.34), height / 2) + (
            0,
            height * 0.4976,
        )
    wide = height * (1.0 if shape == "square" else 0.58)
    return arch(wide, height, None if shape == "arched" else 0.0, 14 if shape == "arched" else 1)


FAMILY = Family(
    "mirror",
    "decor_book",
    (
        Choice("outline", ("round", "oval", "square", "rectangular", "arched")),
        Proportion("height", 0.7, 1.5, ("low", "tall")),
        Proportion("border", 0.05, 0.12, ("thin", "thick"), of="frame"),
        Finish("frame", ("golden", "wooden", "metal"), of="frame"),
        Flag("stand", "on a stand"),
        Finish("post", ("wooden", "metal", "golden"), of="stand"),
        Flag("crest", "with a crest on top"),
    ),
    _build,
    aliases=("wall mirror", "looking glass"),
)
