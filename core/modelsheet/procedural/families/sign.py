"""Signs: boards on one post or two."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import emblem
from ..family import PALETTE, Choice, Color, Count, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, box, cone, extrude, halves, rounded, upright


def _build(v: Values) -> Iterator[Part]:
    height, wide = v["height"], v["width"]
    board, post = v["board"].color, v["post"].color
    count, thick = v["boards"], 0.06
    tall = min(wide * v["board_height"], (height - 0.3) / count - 0.06)
    size = 0.09
    spread = np.abs(_outline(v["outline"], wide, tall)[:, 0]).max() * 0.5
    lean = (0.0,) if v["posts"] == 1 else (-spread, spread)
    for x in lean:
        yield box(size, size, height, post).moved(x=x, y=size / 2 + thick / 2 - 0.02)
    step = tall + 0.06
    for i in range(count):
        z = height - tall * 0.5 - 0.04 - i * step
        side = -1 if i % 2 else 1
        outline = _outline(v["outline"], wide, tall) * (side, 1)
        outline = outline if side > 0 else outline[::-1]
        yield upright(outline, thick, board).moved(z=z)
        if v["edge"] and v["outline"] != "pointed":
            yield upright(outline * (1.08, 1.12), thick * 0.7, v["rim"].color).moved(y=thick * 0.3, z=z)
        if v["mark"] == "lined":
            for dz in (-0.16, 0.16):
                yield box(wide * 0.6, thick * 1.4, tall * 0.12, v["ink"].color).moved(
                    z=z + dz * tall - tall * 0.06
                )
        elif v["mark"]:
            turn = 90 * side * -1 if v["mark"] == "arrow-shaped" else 0
            yield (
                extrude(emblem(v["mark"], tall * 0.66), thick * 1.4, v["ink"].color)
                .turned(turn)
                .turned(90, "x")
                .moved(y=thick * 0.7, z=z)
            )
    if v["footed"]:
        for x in lean:
            yield cone(0.2, 0.16, PALETTE["gray"], 8, 0.12).moved(x=x, y=size / 2 + thick / 2 - 0.02)


def _outline(word: str, wide: float, tall: float) -> np.ndarray:
    """The board's edge about the origin."""
    if word == "pointed":
        return np.array(
            [
                (-wide / 2, -tall / 2),
                (wide * 0.38, -tall / 2),
                (wide * 0.58, 0),
                (wide * 0.38, tall / 2),
                (-wide / 2, tall / 2),
            ]
        )
    if word == "round":
        return arc(tall * 0.72, 0, 360, 20)[:-1]
    if word == "octagonal":
        return arc(tall * 0.75, 22.5, 382.5, 8)[:-1]
    if word == "triangular":
        return halves([(tall * 0.8, -tall * 0.55), (0, tall * 0.75)])
    return rounded(wide, tall, tall * 0.08)


def _adjust(v: Values) -> Values:
    edged = v["edge"] and v["outline"] != "pointed"
    return unsaid(v | {"edge": edged}, ink=not v["mark"], rim=not edged)


FAMILY = Family(
    "sign",
    "sign",
    (
        Choice("outline", ("rectangular", "pointed", "round", "octagonal", "triangular")),
        Proportion("height", 1.1, 2.0, ("short", "tall")),
        Proportion("width", 0.6, 1.1, ("", "wide")),
        Proportion("board_height", 0.3, 0.6),
        Count("boards", "boards", 1, 3),
        Count("posts", "posts", 1, 2),
        Choice(
            "mark", ("", "lined", "arrow-shaped", "star-shaped", "heart-shaped", "cross-shaped"), of="emblem"
        ),
        Color("ink", "emblem", ("black", "white", "red", "blue", "yellow", "brown", "green")),
        Finish("board", ("wooden", "metal", "stone"), of="board"),
        Finish("post", ("wooden", "metal"), of="post"),
        Flag("edge", "with a rim"),
        Color("rim", "rim"),
        Flag("footed", "on a stone foot"),
    ),
    _build,
    adjust=_adjust,
)
