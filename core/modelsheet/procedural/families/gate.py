"""Gates: two posts with caps and a pair of barred or boarded doors between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..parts import BRASS
from ..shape import Part, both, box, sphere, tapered_box, upright

_POST = 0.5  # metres


def _build(v: Values) -> Iterator[Part]:
    half, height, posts = v["width"] / 2, v["height"], v["posts"].color
    at = half + _POST / 2
    yield from both(box(_POST, _POST, height + 0.3, posts).moved(at))
    yield from both(box(_POST * 1.25, _POST * 1.25, 0.25, darker(posts)).moved(at))
    yield from both(box(_POST * 1.25, _POST * 1.25, 0.14, darker(posts)).moved(at, 0, height + 0.25))
    cap = sphere(_POST * 0.5, v["caps"].color, 14).moved(z=_POST * 0.42)
    if v["cap_shape"] == "pointed":
        cap = tapered_box((_POST * 1.1, _POST * 1.1), (0, 0), _POST * 0.9, v["caps"].color)
    yield from both(cap.moved(at, 0, height + 0.37))
    doors = v["doors"].color
    leaf = half - 0.03
    if v["leaf"] == "solid":
        boards = 4
        for i in range(boards):
            x = 0.03 + leaf * (i + 0.5) / boards
            yield from both(box(leaf / boards - 0.03, 0.12, height - 0.15, doors).moved(x, 0, 0.1))
        yield from both(box(leaf, 0.08, height - 0.3, darker(doors)).moved(0.03 + leaf / 2, 0, 0.15))
        for z in (0.35, height - 0.55):
            yield from both(box(leaf, 0.18, 0.16, darker(doors, 0.6)).moved(0.03 + leaf / 2, 0, z))
    else:
        for x in np.linspace(0.09, leaf, max(4, int(leaf / 0.24))):
            yield from both(box(0.08, 0.08, height - 0.1, doors).moved(x, 0, 0.1))
            yield from both(tapered_box((0.14, 0.14), (0, 0), 0.2, doors).moved(x, 0, height - 0.02))
        for z in (0.25, height * 0.5, height - 0.35):
            yield from both(box(leaf, 0.1, 0.1, doors).moved(0.03 + leaf / 2, 0, z))
    yield box(0.36, 0.26, 0.16, BRASS).moved(z=height * 0.45)
    if v["arch"]:
        angle = np.linspace(0, np.pi, 13)
        circle = np.stack([np.cos(angle), np.sin(angle) * 0.5], 1)
        outline = np.concatenate([circle * (half + 0.15), circle[::-1] * (half - 0.15)])
        yield upright(outline, _POST * 0.5, posts).moved(z=height + 0.1)


FAMILY = Family(
    "gate",
    "fence",
    (
        Finish("posts", ("stone", "brick", "wooden"), of="posts"),
        Choice("leaf", ("barred", "solid"), of="doors"),
        Finish("doors", ("wooden", "iron"), of="doors"),
        Choice("cap_shape", ("round", "pointed"), of="caps"),
        Color("caps", of="caps"),
        Proportion("width", 1.8, 3.4, ("narrow", "wide")),
        Proportion("height", 1.4, 2.6, ("low", "tall")),
        Flag("arch", "with an arch on top"),
    ),
    _build,
)
