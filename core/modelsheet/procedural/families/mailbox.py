"""Mailboxes on a post, with a small flag at the side."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, arch, box, sphere, upright

WIDE, HIGH = 0.3, 0.32


def _build(v: Values) -> Iterator[Part]:
    long, z, body = v["length"], v["height"], v["body"].color
    yield box(0.11, 0.11, z + 0.02, v["post"].color)
    yield box(0.2, long * 0.7, 0.05, v["post"].color).moved(z=z - 0.04)
    outline = arch(
        WIDE, HIGH, HIGH * 0.45 if v["shape"] == "round" else 0.0, 12 if v["shape"] == "round" else 1
    )
    if v["shape"] == "house-shaped":
        outline = arch(WIDE, HIGH * 0.7, 0.0, 1)
        roof = upright([(-WIDE * 0.62, 0), (WIDE * 0.62, 0), (0, HIGH * 0.5)], long * 1.1, darker(body, 0.72))
        yield roof.moved(z=z + HIGH * 0.68)
    yield upright(outline, long, body).moved(z=z)
    middle = (0, HIGH * 0.42)
    leaf = upright((outline - middle) * 0.93 + middle, 0.04, v["door"].color)
    if v["open"]:
        yield upright((outline - middle) * 0.84 + middle, 0.03, (44, 40, 40)).moved(0, -long / 2, z)
        yield leaf.moved(z=0).turned(100, "x").moved(0, -long / 2 + 0.005, z + 0.02)
    else:
        yield leaf.moved(0, -long / 2 - 0.005, z)
        yield sphere(0.025, darker(v["door"].color, 0.6), 10).moved(0, -long / 2 - 0.035, z + HIGH * 0.55)
    up = [
        part.turned(0 if v["raised"] else 90, "x")
        for part in (box(0.03, 0.035, 0.2), box(0.03, 0.13, 0.09).moved(0, 0.05, 0.14))
    ]
    yield from (
        part.painted(v["flag"].color).moved(WIDE / 2 + 0.012, 0.02 if v["raised"] else 0.05, z + HIGH * 0.35)
        for part in up
    )
    if v["letter"]:
        yield box(0.2, 0.24, 0.02, (246, 244, 236)).moved(0.0, -long / 2 - 0.03, z + HIGH * 0.3)


FAMILY = Family(
    "mailbox",
    "street_prop",
    (
        Choice("shape", ("round", "square", "house-shaped")),
        Proportion("height", 0.5, 1.1, ("low", "tall")),
        Proportion("length", 0.4, 0.6, ("short", "long")),
        Finish("body", ("metal", "wooden")),
        Color("door", of="door"),
        Flag("open", "with an open door"),
        Color("flag", of="flag"),
        Flag("raised", "with a raised flag"),
        Finish("post", ("wooden", "stone", "brick", "metal"), of="post"),
        Flag("letter", "with a letter"),
    ),
    _build,
    aliases=("letterbox", "letter box", "postbox", "mail box"),
)
