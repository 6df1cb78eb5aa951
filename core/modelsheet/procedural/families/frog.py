"""Frogs: sitting, with big eyes on top, a wide mouth and folded hind legs."""

from __future__ import annotations

from collections.abc import Iterator

from ..creature import eyes, spots
from ..family import PALETTE, Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import Part, both, cone, ellipsoid, extrude, grounded, halves, hoop, ring, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_body(v))


def _body(v: Values) -> Iterator[Part]:
    """The frog about its middle."""
    size, skin = v["size"], v["skin"].color
    fat = v["girth"]
    yield ellipsoid(size * 0.8 * fat, size * 0.95, size * 0.6, skin, 18).turned(-16, "x")
    yield ellipsoid(size * 0.62 * fat, size * 0.7, size * 0.5, v["belly"].color, 16).moved(
        y=-size * 0.12, z=-size * 0.09
    )
    yield ellipsoid(size * 0.74, size * 0.56, size * 0.42, skin, 18).moved(y=-size * 0.32, z=size * 0.17)
    yield ellipsoid(size * 0.62, size * 0.3, size * 0.06, darker(skin, 0.45), 14).moved(
        y=-size * 0.49, z=size * 0.1
    )
    bulge = size * v["eye_size"]
    yield from both(sphere(bulge, skin, 12).moved(size * 0.22, -size * 0.3, size * 0.38))
    yield from both(
        sphere(bulge * 0.8, v["eye"].color, 12).moved(size * 0.23, -size * 0.3 - bulge * 0.42, size * 0.4)
    )
    yield from eyes(size * 0.24, -size * 0.3 - bulge * 1.08, size * 0.41, bulge * 0.7)
    yield from both(
        ellipsoid(size * 0.24, size * 0.6, size * 0.36, skin, 12)
        .turned(-20)
        .moved(size * 0.42 * fat, size * 0.16, -size * 0.12)
    )
    foot = halves([(0.0, -0.24), (0.07, -0.12), (0.2, -0.18), (0.05, 0.12)]) * size
    flat = extrude(foot, size * 0.07, v["foot"].color)
    yield from both(flat.moved(size * 0.48 * fat, -size * 0.08, -size * 0.36))
    yield from both(flat.scaled(0.75, 0.75, 1).moved(size * 0.25, -size * 0.46, -size * 0.36))
    yield from both(
        sweep(
            [
                (size * 0.24, -size * 0.34, size * 0.02),
                (size * 0.28, -size * 0.42, -size * 0.16),
                (size * 0.25, -size * 0.44, -size * 0.34),
            ],
            size * 0.07,
            skin,
            8,
        )
    )
    yield from spots(v["spots"], (size * 0.78 * fat, size * 0.9, size * 0.62), size * 0.18, v["patch"].color)
    if v["crowned"]:
        z = size * 0.36
        yield hoop(size * 0.12, size * 0.04, size * 0.09, PALETTE["gold"], 12).moved(y=-size * 0.22, z=z)
        yield from (
            part.moved(y=-size * 0.22)
            for part in ring(
                cone(size * 0.045, size * 0.12, PALETTE["gold"], 6).moved(y=-size * 0.1, z=z + size * 0.08), 5
            )
        )


FAMILY = Family(
    "frog",
    "animal",
    (
        Proportion("size", 0.1, 0.2),
        Proportion("girth", 0.85, 1.2, ("thin", "fat")),
        Proportion("eye_size", 0.11, 0.17, ("small", "big"), of="eyes"),
        Color(
            "skin",
            "",
            ("green", "green", "olive", "teal", "brown", "blue", "red", "yellow", "orange", "purple"),
        ),
        Color("belly", "belly", ("cream", "white", "yellow", "beige", "orange")),
        Color("eye", "eyes", ("yellow", "white", "orange", "red", "gold")),
        Color("foot", "feet"),
        Count("spots", "spots", 0, 6),
        Color("patch", "spots"),
        Flag("crowned", "with a golden crown"),
    ),
    _build,
)
