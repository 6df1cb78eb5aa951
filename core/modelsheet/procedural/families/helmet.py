"""Helmets: a dome with an opening for the face, horns or a crest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, both, box, halves, hoop, lathe, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    r, body = v["width"] / 2, v["body"].color
    tall = v["height"]
    dome = [(r, 0), (r, r * 0.75), *(arc(r, 8, 80, 6) * (1, tall) + (0, r * 0.7))]
    if v["top"] == "pointed":
        dome = [
            (r, 0),
            (r, r * 0.75),
            (r * 0.9, r * (0.7 + 0.5 * tall)),
            (r * 0.55, r * (0.7 + tall)),
            (r * 0.08, r * (0.8 + 1.4 * tall)),
        ]
    elif v["top"] == "flat":
        dome = [
            (r * 1.02, 0),
            (r, r * 0.75),
            (r * 0.92, r * (0.7 + 0.8 * tall)),
            (r * 0.8, r * (0.75 + 0.8 * tall)),
        ]
    yield lathe(dome, body, 20)
    yield hoop(r * 1.06, r * 0.12, r * 0.18, v["trim"].color, 20)
    yield from _face(v, r)
    high = dome[-1][1]
    if v["horned"]:
        horn = [(r * 0.9, 0, r * 0.9), (r * 1.4, 0, r * 1.0), (r * 1.65, 0, r * 1.35), (r * 1.6, 0, r * 1.9)]
        yield from both(sweep(horn, [r * 0.22, r * 0.18, r * 0.12, r * 0.03], v["horn"].color, 10))
    if v["crest"] == "ridged":
        outline = np.concatenate(
            [
                arc(r * 1.2, 165, 20, 8) * (1, tall) + (0, r * 0.8),
                arc(r * 0.8, 20, 165, 8) * (1, tall * 0.9) + (0, r * 0.7),
            ]
        )
        yield upright(outline[::-1], r * 0.18, v["decor"].color).turned(90)
    elif v["crest"] == "feathered":
        path = [
            (0, 0, high - r * 0.1),
            (0, r * 0.1, high + r * 0.4),
            (0, r * 0.6, high + r * 0.5),
            (0, r * 1.05, high + r * 0.1),
        ]
        yield sweep(path, [r * 0.1, r * 0.26, r * 0.28, r * 0.1], v["decor"].color, 8)


def _face(v: Values, r: float) -> Iterator[Part]:
    """What is at the front: a dark slit with bars, or an opening with a nose guard."""
    dark = PALETTE["black"]
    if v["face"] == "closed":
        yield box(r * 1.3, r * 0.3, r * 0.17, dark).moved(y=-r * 0.9, z=r * 0.72)
        yield box(r * 0.16, r * 0.4, r * 1.0, v["trim"].color).moved(y=-r * 0.9, z=r * 0.02)
        for i in range(3):
            yield from both(
                box(r * 0.08, r * 0.3, r * 0.26, dark).moved(
                    x=r * (0.22 + 0.17 * i), y=-r * (0.87 - 0.08 * i), z=r * 0.28
                )
            )
    else:
        yield upright(
            halves([(r * 0.62, 0), (r * 0.66, r * 0.55), (r * 0.4, r * 0.8), (0, r * 0.86)]), r * 0.5, dark
        ).moved(y=-r * 0.78, z=0.0)
        yield box(r * 0.16, r * 0.3, r * 0.8, v["trim"].color).moved(y=-r * 0.97, z=r * 0.22)
        yield box(r * 1.4, r * 0.3, r * 0.16, v["trim"].color).moved(y=-r * 0.9, z=r * 0.86)


def _adjust(v: Values) -> Values:
    return unsaid(v, decor=not v["crest"], horn=not v["horned"])


FAMILY = Family(
    "helmet",
    "armor",
    (
        Proportion("width", 0.24, 0.32),
        Proportion("height", 0.7, 1.2, ("low", "tall")),
        Choice("top", ("round", "pointed", "flat"), of="top"),
        Choice("face", ("closed", "open"), of="visor"),
        Flag("horned", "with horns"),
        Color("horn", "horns"),
        Choice("crest", ("", "ridged", "feathered"), of="crest"),
        Color("decor", "crest"),
        Finish("body", ("iron", "metal", "golden")),
        Color("trim", "trim"),
    ),
    _build,
    adjust=_adjust,
)
