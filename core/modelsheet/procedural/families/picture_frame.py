"""Pictures in frames: a landscape, a flower, a face; hanging or on an easel."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values
from ..shape import Part, arch, beam, both, box, polygon, upright

WOOD = (150, 104, 64)


def _build(v: Values) -> Iterator[Part]:
    width, height, border = v["width"], v["height"], v["border"]
    base = 0.55 if v["easel"] else 0.0
    yield box(width, 0.05, height, v["frame"].color).moved(z=base)
    x, z = width - 2 * border, height - 2 * border
    yield box(x, 0.07, z, v["ground"].color).moved(z=base + border)
    for part in _painted(v["motif"], x, z):
        yield part.moved(z=base + border)
    if v["easel"]:
        yield box(width * 0.9, 0.12, 0.05, WOOD).moved(0, -0.02, base - 0.045)
        top = base + height + 0.1
        yield from both(beam((width * 0.42, -0.02, 0.005), (0.03, 0.06, top), 0.045, WOOD))
        yield beam((0, 0.5, 0.015), (0, 0.06, top - 0.04), 0.045, WOOD)
        yield box(0.12, 0.07, 0.06, WOOD).moved(0, 0.06, top - 0.05)


def _painted(motif: str, x: float, z: float) -> Iterator[Part]:
    """Flat shapes on the ground of the picture, each a little thicker than the one behind it."""
    size = min(x, z)
    disc = polygon(20, size * 0.5)
    if motif == "mountains":
        for i, (place, high, color) in enumerate(
            ((0.22, 0.6, (120, 132, 160)), (-0.16, 0.78, (90, 100, 130)))
        ):
            peak = np.array([(-0.32 * x, 0), (0.32 * x, 0), (0, high * z)]) + (place * x, 0)
            yield upright(peak, 0.08 + 0.01 * i, color)
            snow = np.array([(-0.1 * x, 0.69 * high * z), (0.1 * x, 0.69 * high * z), (0, high * z)])
            yield upright(snow + (place * x, 0), 0.085 + 0.01 * i, (240, 242, 246))
        yield box(x, 0.1, z * 0.16, (82, 140, 74))
    elif motif == "a sunset":
        yield upright(disc * 0.55 + (0, z * 0.45), 0.08, (244, 190, 64))
        yield box(x, 0.09, z * 0.4, (52, 84, 150))
        yield box(size * 0.4, 0.1, z * 0.05, (244, 190, 64)).moved(z=z * 0.24)
    elif motif == "a flower":
        yield box(size * 0.05, 0.08, z * 0.5, (82, 140, 74)).moved(z=z * 0.06)
        for i in range(6):
            turn = i * np.pi / 3
            yield upright(
                disc * 0.26 + (np.cos(turn) * size * 0.2, np.sin(turn) * size * 0.2 + z * 0.6),
                0.09,
                (222, 92, 140),
            )
        yield upright(disc * 0.26 + (0, z * 0.6), 0.1, (244, 200, 64))
    elif motif == "a face":
        yield upright(arch(x * 0.66, z * 0.36, None), 0.08, (70, 84, 130))
        yield upright(disc * (0.62, 0.7) + (0, z * 0.6), 0.085, (70, 48, 36))
        yield upright(disc * (0.5, 0.62) + (0, z * 0.56), 0.09, (232, 184, 150))
        yield from both(box(size * 0.05, 0.1, size * 0.05, (40, 40, 44)).moved(size * 0.1, 0, z * 0.57))
        yield box(size * 0.16, 0.1, size * 0.035, (190, 80, 80)).moved(z=z * 0.44)
    else:
        yield upright(disc * 0.62 + (-x * 0.18, z * 0.62), 0.08, (214, 66, 58))
        yield box(x * 0.4, 0.09, z * 0.3, (52, 100, 190)).moved(x * 0.2, 0, z * 0.12)
        yield upright([(-0.38 * x, 0.1 * z), (0.1 * x, 0.1 * z), (-0.14 * x, 0.5 * z)], 0.1, (240, 200, 64))


FAMILY = Family(
    "picture frame",
    "decor_book",
    (
        Choice(
            "motif",
            ("mountains", "a sunset", "a flower", "a face", "bright shapes"),
            say="with a picture of {}",
        ),
        Proportion("width", 0.5, 1.1, ("narrow", "wide")),
        Proportion("height", 0.5, 1.0, ("low", "tall")),
        Proportion("border", 0.04, 0.1, ("thin", "thick")),
        Finish("frame", ("golden", "wooden", "metal")),
        Color("ground", of="background"),
        Flag("easel", "on an easel"),
    ),
    _build,
    aliases=("painting", "framed picture", "framed painting"),
)
