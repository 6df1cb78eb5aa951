"""Rocks: a lump of stone, with small stones beside it and moss or snow on top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import boulder, leaf
from ..shape import Part, ring

_STONE = ("gray", "gray", "gray", "brown", "tan", "black", "white", "red", "blue", "purple", "teal", "orange")
_COVERS = {"moss": (104, 142, 66), "snow": (240, 244, 248)}


def _build(v: Values) -> Iterator[Part]:
    size = {
        "round": (1.0, 0.9, 0.85),
        "flat": (1.3, 1.1, 0.45),
        "tall": (0.7, 0.65, 1.4),
        "pointed": (1.0, 0.9, 1.1),
    }
    x, y, z = np.array(size[v["shape"]]) * v["size"]
    lump = boulder(0.5, v["stone"].color, v["roughness"], v["size"], 1)
    if v["shape"] == "pointed":
        share = np.clip(0.8 - lump.vertices[:, 2:] * 1.3, 0.1, 1.3)
        lump = replace(lump, vertices=lump.vertices * np.concatenate([share, share, share * 0 + 1.1], 1))
    main = lump.scaled(x, y, z)
    yield _grounded(main.moved(z=z * 0.35))
    if v["cover"]:
        top = replace(lump, color=_COVERS[v["cover"]]).scaled(x * 1.03, y * 1.03, z * 1.06)
        line = z * 0.18 + 0.04 * v["size"] * np.sin(np.arange(len(top.vertices)) * 2.4)
        flat = np.maximum(top.vertices[:, 2], line)
        yield replace(top, vertices=np.column_stack([top.vertices[:, :2], flat])).moved(z=z * 0.35)
    for i in range(v["stones"]):
        turn = np.deg2rad(-60 + 130 * i)
        small = v["size"] * (0.42 - 0.06 * i)
        stone = boulder(0.5, darker(v["stone"].color, 0.9), v["roughness"], v["size"] + i + 1, 1)
        place = stone.scaled(small, small, small * 0.8).moved(
            np.cos(turn) * x * 0.52, np.sin(turn) * y * 0.52, small * 0.28
        )
        yield _grounded(place)
    if v["grass"]:
        blade = leaf(0.4 * v["size"], 0.12 * v["size"], 0.0, (104, 150, 66), 0.02).turned(-60, "x")
        for k, turn in enumerate((200, 30, 285)):
            a = np.deg2rad(turn)
            tuft = ring(blade, 4, 45.0 * k)
            yield from (
                one.moved(np.cos(a) * x * 0.47, np.sin(a) * y * 0.47, 0.03).standing() for one in tuft
            )


def _grounded(part: Part) -> Part:
    """With all that is below the ground pressed up to it."""
    return replace(part, vertices=np.maximum(part.vertices, (-np.inf, -np.inf, 0.0)))


FAMILY = Family(
    "rock",
    "rock",
    (
        Choice("shape", ("round", "flat", "tall", "pointed")),
        Color("stone", words=_STONE),
        Count("stones", "small stones", 0, 3),
        Choice("cover", ("", "", "moss", "snow"), say="with {} on top"),
        Proportion("size", 0.7, 1.8, ("small", "big")),
        Proportion("roughness", 0.04, 0.2, ("smooth", "rough")),
        Flag("grass", "with grass around it"),
    ),
    _build,
    aliases=("boulder",),
)
