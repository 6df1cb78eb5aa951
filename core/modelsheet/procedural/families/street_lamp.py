"""Street lamps: a post with one lamp on top or several on arms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import RGB, Part, box, cone, cylinder, lathe, prism, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    height, post = v["height"], v["post"].color
    base = v["base"].color
    if v["foot"] == "round":
        yield lathe([(0.24, 0), (0.24, 0.1), (0.16, 0.16), (0.13, 0.5), (0.08, 0.56)], base, 20)
    else:
        yield box(0.46, 0.46, 0.12, base)
        yield box(0.28, 0.28, 0.5, base)
    yield cone(0.075, height, post, 14, top=0.05)
    yield cylinder(0.095, 0.08, darker(post, 0.8), 14).moved(z=height * 0.55)
    if v["lamps"] == 1 and v["arm"] == "":
        yield from (part.moved(z=height) for part in _lamp(v, post))
    else:
        for i in range(v["lamps"]):
            yield from (part.turned(i * 360 / v["lamps"]) for part in _arm(v, height, post))
        yield sphere(0.08, post, 12).moved(z=height)
    if v["sign"]:
        yield box(0.62, 0.06, 0.2, v["plate"].color).moved(0.3, 0, height * 0.62)
        yield box(0.46, 0.075, 0.05, (240, 240, 236)).moved(0.34, 0, height * 0.62 + 0.075)


def _arm(v: Values, height: float, color: RGB) -> Iterator[Part]:
    reach = 0.55
    if v["arm"] == "curved":
        angle = np.linspace(np.pi, 0.25, 9)
        path = np.stack(
            [reach / 2 + np.cos(angle) * reach / 2, 0 * angle, height - 0.03 + np.sin(angle) * 0.26], 1
        )
        end = path[-1]
        yield sweep(path, 0.034, color)
        yield from (part.moved(end[0], 0, end[2] - 0.5) for part in _lamp(v, color, hangs=True))
    else:
        yield sweep([(0, 0, height - 0.16), (reach, 0, height - 0.06)], 0.034, color)
        yield from (part.moved(reach, 0, height - 0.09) for part in _lamp(v, color))


def _lamp(v: Values, color: RGB, hangs: bool = False) -> Iterator[Part]:
    """0.5 high, standing on the origin; a hanging one touches its top."""
    light = v["light"].color
    low = 0.03 if hangs else 0.04
    yield cylinder(0.07, 0.06, color, 12).moved(z=0.44 if hangs else 0.0)
    if v["shape"] == "round":
        yield sphere(0.2, light, 18).moved(z=0.25)
    elif v["shape"] == "square":
        yield box(0.28, 0.28, 0.34, light).moved(z=low + 0.02)
        yield cone(0.27, 0.14, color, 4).moved(z=low + 0.34)
        yield box(0.32, 0.32, 0.035, color).moved(z=low)
    else:
        yield cone(0.12, 0.32, light, 6, top=0.19).moved(z=low + 0.02)
        yield cone(0.25, 0.15, color, 6, top=0.03).moved(z=low + 0.32)
        yield prism(6, 0.14, 0.035, color).moved(z=low)


FAMILY = Family(
    "street lamp",
    "street_prop",
    (
        Count("lamps", "lamps", 1, 4),
        Choice("shape", ("round", "square", "tapered"), of="lamps"),
        Color("light", of="lamps", words=("yellow", "white", "orange", "cream", "blue", "pink", "green")),
        Choice("arm", ("", "curved")),
        Proportion("height", 2.4, 4.2, ("low", "tall")),
        Finish("post", ("iron", "metal", "wooden")),
        Choice("foot", ("round", "square"), of="base"),
        Finish("base", ("stone", "iron"), of="base"),
        Flag("sign", "with a street sign"),
        Color("plate", of="street sign"),
    ),
    _build,
    aliases=("streetlight", "street light", "lamp post", "lamppost", "streetlamp"),
)
