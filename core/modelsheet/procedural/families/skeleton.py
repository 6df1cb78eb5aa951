"""Skeletons: a skull, ribs, a spine and bones for limbs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from ..creature import BLACK
from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import RGB, Part, beam, both, box, cone, cylinder, ellipsoid, sphere, tapered_box, torus


def _build(v: Values) -> Iterator[Part]:
    height, bone = v["height"], v["bone"].color
    r = height * v["thickness"]
    hip, neck = height * 0.42, height * 0.72
    for x in (-1, 1):
        yield from _bone((x * height * 0.08, 0, hip), (x * height * 0.09, 0, height * 0.22), r, bone)
        yield from _bone(
            (x * height * 0.09, 0, height * 0.22), (x * height * 0.09, 0, height * 0.03), r, bone
        )
        yield box(height * 0.08, height * 0.16, height * 0.035, bone).moved(x * height * 0.09, -height * 0.04)
        shoulder = np.array([x * height * 0.16, 0, neck - height * 0.02])
        lift = v["arms"] == "raised"
        elbow = shoulder + np.array([x * height * 0.09, 0, height * (0.1 if lift else -0.15)])
        hand = elbow + np.array([x * height * 0.02, -height * 0.04, height * (0.17 if lift else -0.15)])
        yield from _bone(shoulder, elbow, r, bone)
        yield from _bone(elbow, hand, r, bone)
        yield sphere(r * 2.0, bone, 8).moved(*hand)
    yield ellipsoid(height * 0.24, height * 0.12, height * 0.08, bone, 12).moved(z=hip)
    yield cylinder(r * 1.2, neck - hip + height * 0.06, bone, 8).moved(y=height * 0.02, z=hip)
    yield beam(
        (-height * 0.17, 0, neck - height * 0.02), (height * 0.17, 0, neck - height * 0.02), r * 2, bone, 8
    )
    for i in range(v["ribs"]):
        z = neck - height * 0.06 - i * height * 0.16 / v["ribs"]
        wide = height * (0.13 - 0.012 * i)
        yield torus(wide, r * 0.75, bone, 18, 6).scaled(1, 0.62, 1).moved(z=z)
    head, z = height * 0.12 * v["head"], neck + height * 0.13
    yield ellipsoid(head * 2, head * 2.1, head * 1.9, bone, 16).moved(z=z)
    yield box(head * 1.1, head * 1.1, head * 0.7, bone).moved(y=-head * 0.35, z=z - head * 1.25)
    yield from both(sphere(head * 0.3, v["eye"].color, 10).moved(head * 0.4, -head * 0.86, z + head * 0.05))
    yield cone(head * 0.14, head * 0.24, BLACK, 4).moved(y=-head * 0.98, z=z - head * 0.42)
    for i in range(4):
        yield box(head * 0.13, head * 0.2, head * 0.34, BLACK).moved(
            (i - 1.5) * head * 0.27, -head * 0.84, z - head * 1.1
        )
    if v["hatted"]:
        yield cylinder(head * 1.3, head * 0.14, v["hat"].color, 16).moved(z=z + head * 0.62)
        yield cylinder(head * 0.86, head * 0.9, v["hat"].color, 16).moved(z=z + head * 0.66)
    if v["caped"]:
        cape = tapered_box(
            (height * 0.4, height * 0.03), (height * 0.3, height * 0.03), neck * 0.8, v["cape"].color
        )
        yield cape.turned(5, "x").moved(y=height * 0.1, z=neck * 0.2)
        yield box(height * 0.3, height * 0.1, height * 0.03, v["cape"].color).moved(
            y=height * 0.03, z=neck - height * 0.01
        )


def _bone(start: ArrayLike, end: ArrayLike, r: float, color: RGB) -> Iterator[Part]:
    """A bone with knobs at its ends."""
    yield beam(start, end, r * 1.5, color, 8)
    for place in (start, end):
        yield sphere(r * 1.3, color, 8).moved(*np.asarray(place, float))


FAMILY = Family(
    "skeleton",
    "monster",
    (
        Proportion("height", 1.3, 1.9),
        Proportion("thickness", 0.016, 0.026, ("thin", "thick"), of="bones"),
        Proportion("head", 0.9, 1.3, ("", "big"), of="skull"),
        Count("ribs", "ribs", 3, 5),
        Choice("arms", ("hanging", "raised"), of="arms"),
        Color("eye", "eyes", ("black", "black", "red", "green", "blue", "yellow")),
        Color("bone", "", ("white", "white", "cream", "beige", "tan", "gray", "gold", "green", "purple")),
        Flag("hatted", "with a hat"),
        Color("hat", "hat"),
        Flag("caped", "with a cape"),
        Color("cape", "cape"),
    ),
    _build,
    adjust=lambda v: unsaid(v, hat=not v["hatted"], cape=not v["caped"]),
)
