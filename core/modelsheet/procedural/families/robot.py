"""Robots: a boxy body on legs, wheels or tracks, with a screen face and antennas."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Proportion, Values
from ..shape import Part, both, box, capsule, cylinder, ellipsoid, extrude, lathe, rounded, sphere


def _build(v: Values) -> Iterator[Part]:
    size, body, joint = v["size"], v["body"].color, v["joint"].color
    wide, deep = size * v["width"], size * v["width"] * 0.75
    foot = size * 0.35
    yield from _walk(v, size, wide, deep, foot)
    tall = size * 0.75
    if v["outline"] == "round":
        yield lathe(
            [(wide * 0.36, 0), (wide * 0.5, tall * 0.2), (wide * 0.5, tall * 0.8), (wide * 0.36, tall)],
            body,
            16,
        ).moved(z=foot)
    else:
        yield box(wide, deep, tall, body).moved(z=foot)
    front = -(wide if v["outline"] == "round" else deep) / 2
    yield box(wide * 0.5, size * 0.08, tall * 0.4, v["panel"].color).moved(y=front, z=foot + tall * 0.35)
    for i in range(v["lights"]):
        x = (i - (v["lights"] - 1) / 2) * wide * 0.14
        yield sphere(size * 0.035, PALETTE["red"], 8).moved(x, front - size * 0.04, foot + tall * 0.6)
    neck = foot + tall
    yield cylinder(wide * 0.14, size * 0.12, joint, 10).moved(z=neck - size * 0.02)
    head, high, z = wide * v["head"], size * 0.42, neck + size * 0.08
    if v["skull"] == "round":
        yield ellipsoid(head, head * 0.9, high * 1.1, body, 16).moved(z=z + high * 0.5)
        yield ellipsoid(head * 0.8, head * 0.3, high * 0.6, PALETTE["black"], 14).moved(
            y=-head * 0.36, z=z + high * 0.52
        )
    else:
        yield box(head, head * 0.8, high, body).moved(z=z)
        yield box(head * 0.84, head * 0.12, high * 0.56, PALETTE["black"]).moved(
            y=-head * 0.4, z=z + high * 0.24
        )
    eye = sphere(high * 0.14, v["eye"].color, 10)
    far = -head * 0.48
    for i in range(v["eyes"]):
        yield eye.moved((i - (v["eyes"] - 1) / 2) * head * 0.34, far, z + high * 0.54)
    for i in range(v["antennas"]):
        x = 0.0 if v["antennas"] == 1 else (i * 2 - 1) * head * 0.3
        yield cylinder(size * 0.022, size * 0.22, joint, 8).moved(x=x, z=z + high * 0.9)
        yield sphere(size * 0.055, v["eye"].color, 8).moved(x=x, z=z + high * 0.9 + size * 0.24)
    yield from _arms(v, size, wide, neck)


def _arms(v: Values, size: float, wide: float, neck: float) -> Iterator[Part]:
    """Two arms with pincers, from the shoulders at a height."""
    tall, joint = size * 0.75, v["joint"].color
    yield from both(sphere(size * 0.1, joint, 10).moved(x=wide * 0.54, z=neck - size * 0.14))
    yield from both(
        capsule(size * 0.075, tall * 0.85, v["arm"].color, 10)
        .turned(172, "y")
        .moved(x=wide * 0.6, z=neck - size * 0.06)
    )
    for x in (-0.045, 0.045):
        yield from both(
            box(size * 0.045, size * 0.1, size * 0.16, joint).moved(
                x=wide * 0.6 + tall * 0.12 + x * size * 1.4, z=neck - tall * 0.85 - size * 0.16
            )
        )


def _walk(v: Values, size: float, wide: float, deep: float, foot: float) -> Iterator[Part]:
    """What it moves on, up to the height of its body."""
    joint, dark = v["joint"].color, PALETTE["black"]
    if v["drive"] == "legs":
        yield from both(cylinder(size * 0.08, foot * 1.1, joint, 10).moved(x=wide * 0.26))
        yield from both(
            box(wide * 0.32, deep * 0.7, foot * 0.35, v["arm"].color).moved(x=wide * 0.26, y=-deep * 0.05)
        )
    elif v["drive"] == "tracks":
        track = (
            extrude(rounded(deep * 1.3, foot * 0.9, foot * 0.44), wide * 0.26, dark)
            .turned(90, "x")
            .turned(90)
            .moved(z=foot * 0.45)
        )
        yield from both(track.moved(x=wide * 0.3))
        yield box(wide * 0.7, deep * 0.6, foot * 0.5, joint).moved(z=foot * 0.55)
    else:
        wheel = cylinder(foot * 0.5, wide * 0.14, dark, 16).turned(90, "y").moved(z=foot * 0.5)
        for y in (-deep * 0.36, deep * 0.36):
            yield from both(wheel.moved(x=wide * 0.34, y=y))
        yield box(wide * 0.76, deep * 0.9, foot * 0.4, joint).moved(z=foot * 0.62)


FAMILY = Family(
    "robot",
    "robot_mech",
    (
        Proportion("size", 0.7, 1.3),
        Proportion("width", 0.5, 0.85, ("slim", "wide")),
        Proportion("head", 0.6, 1.0, ("small", "big"), of="head"),
        Choice("outline", ("round", "square"), of="body"),
        Choice("skull", ("round", "square"), of="head"),
        Choice("drive", ("legs", "tracks", "wheels"), say="on {}"),
        Count("eyes", "eyes", 1, 3),
        Count("antennas", "antennas", 0, 2),
        Count("lights", "red lights", 0, 3),
        Finish("body", ("metal", "golden", "iron")),
        Color("arm", "arms"),
        Color("joint", "joints", ("gray", "black", "silver", "white", "brown")),
        Color("panel", "panel"),
        Color("eye", "eyes", ("yellow", "red", "green", "blue", "teal", "orange", "white", "pink")),
    ),
    _build,
)
