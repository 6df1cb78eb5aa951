"""Fences: posts with pickets, rails or boards between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Count, Family, Finish, Proportion, Values
from ..shape import Part, box, sphere, tapered_box, upright

_BAY, _POST = 1.1, 0.16  # metres


def _build(v: Values) -> Iterator[Part]:
    height, count = v["height"], v["posts"]
    posts, boards = v["post"].color, v["board"].color
    xs = (np.arange(count) - (count - 1) / 2) * _BAY
    length = xs[-1] - xs[0]
    for x in xs:
        yield box(_POST, _POST, height + 0.1, posts).moved(x)
        cap = tapered_box((_POST * 1.1, _POST * 1.1), (0, 0), 0.15, posts)
        if v["caps"] == "round":
            cap = sphere(_POST * 0.65, posts, 12).moved(z=0.08)
        elif v["caps"] == "flat":
            cap = box(_POST * 1.6, _POST * 1.6, 0.07, posts)
        yield cap.moved(x, 0, height + 0.08)
    if v["style"] == "rail":
        for share in (0.25, 0.55, 0.85):
            yield box(length, 0.09, 0.13, boards).moved(z=height * share - 0.06)
        return
    for share in (0.25, 0.75):
        yield box(length, 0.09, 0.1, boards).moved(z=height * share)
    wide, gap = (0.13, 0.22) if v["style"] == "picket" else (0.262, 0.275)
    picks = max(2, int((_BAY - _POST) / gap))
    for a in xs[:-1]:
        for i in range(picks):
            x = a + _BAY / 2 + (i - (picks - 1) / 2) * (_BAY - _POST) / picks
            w, tip = wide / 2, 0.1 if v["style"] == "picket" else 0.0
            outline = [(-w, 0), (w, 0), (w, height - 0.1), (0, height - 0.1 + tip), (-w, height - 0.1)]
            yield upright(outline if tip else [*outline[:3], outline[4]], 0.08, boards).moved(x, -0.07, 0.06)


FAMILY = Family(
    "fence",
    "fence",
    (
        Choice("style", ("picket", "rail", "solid")),
        Count("posts", "posts", 2, 5),
        Finish("post", ("wooden", "stone", "iron"), of="posts"),
        Finish("board", ("wooden",), of="boards"),
        Choice("caps", ("pointed", "round", "flat"), of="post caps"),
        Proportion("height", 0.7, 1.6, ("low", "tall")),
    ),
    _build,
)
