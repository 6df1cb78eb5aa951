"""Market stalls: a counter under a striped awning, with crates of goods."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import LAMP, WOOD, boulder, lying, profile
from ..shape import RGB, Part, both, box, cylinder, lathe

_DEEP, _COUNTER = 1.5, 0.9  # metres
_GOODS: dict[str, RGB] = {
    "apples": (200, 54, 48),
    "oranges": (236, 140, 44),
    "cabbages": (122, 176, 84),
    "melons": (76, 130, 64),
    "eggs": (240, 224, 196),
    "bread": (206, 154, 92),
    "fish": (130, 158, 180),
}


def _build(v: Values) -> Iterator[Part]:
    wide, wood, high = v["width"], v["counter"].color, v["height"]
    front = -_DEEP / 2
    yield box(wide, _DEEP * 0.5, _COUNTER, wood).moved(0, front * 0.5)
    planks = 5
    for i in range(planks):
        x = (i - (planks - 1) / 2) * wide / planks
        yield box(wide / planks - 0.05, 0.1, _COUNTER - 0.1, darker(wood, 1.12)).moved(x, front, 0.03)
    yield box(wide + 0.15, _DEEP * 0.62, 0.1, darker(wood, 0.75)).moved(0, front * 0.5, _COUNTER - 0.02)
    slope = 0.42 if v["awning_shape"] == "sloping" else 0.05
    for y, tall in ((front + 0.08, high + 0.05), (-front - 0.08, high + slope)):
        yield from both(box(0.12, 0.12, tall, darker(wood, 0.7)).moved(wide / 2 - 0.08, y))
    yield from (part.moved(z=high) for part in _awning(v, wide))
    crates = v["crates"]
    step = wide / crates
    for i in range(crates):
        at = ((i - (crates - 1) / 2) * step, front * 0.55, _COUNTER + 0.06)
        yield from (part.moved(*at) for part in _crate(step * 0.84, v["goods"], i))
    if v["sign"]:
        yield box(wide * 0.6, 0.12, 0.42, v["board"].color).moved(0, front - 0.12, high - 0.52)
        yield box(wide * 0.52, 0.18, 0.1, (244, 238, 220)).moved(0, front - 0.12, high - 0.4)
    if v["lanterns"]:
        for x in (-1, 1):
            yield cylinder(0.13, 0.24, LAMP, 10).moved(x * (wide / 2 - 0.08), front - 0.06, high - 0.55)
            yield lathe([(0.16, 0), (0.03, 0.14)], (60, 60, 66), 10).moved(
                x * (wide / 2 - 0.08), front - 0.06, high - 0.33
            )


def _awning(v: Values, wide: float) -> Iterator[Part]:
    """Strips of cloth in two colours, their lower edge at the ground."""
    count = 2 * v["stripes"] + 1
    step = (wide + 0.5) / count
    half = _DEEP / 2 + 0.3
    rise = 0.55
    if v["awning_shape"] == "gabled":
        line = [
            (-half, -0.08),
            (0, rise - 0.08),
            (half, -0.08),
            (half, 0.04),
            (0, rise + 0.04),
            (-half, 0.04),
        ]
    else:
        line = [(-half, -0.08), (half, rise - 0.08), (half, rise + 0.04), (-half, 0.04)]
    strip = profile(line, step + 0.005)
    flap = lying(cylinder(step / 2, 0.1, sides=10), "y").scaled(1, 1, 0.75).moved(0, -half + 0.05, -0.03)
    for i in range(count):
        color = v["stripe"].color if i % 2 else v["awning"].color
        yield from (part.painted(color).moved((i - (count - 1) / 2) * step) for part in (strip, flap))


def _crate(wide: float, goods: str, seed: int) -> Iterator[Part]:
    deep, high = 0.6, 0.24
    yield box(wide, deep, high, WOOD)
    yield box(wide * 1.04, deep * 1.04, 0.08, darker(WOOD, 0.75)).moved(z=high - 0.08)
    size = 0.135 if goods in ("apples", "oranges", "eggs") else 0.19
    color = _GOODS[goods]
    columns = max(2, int(wide / (size * 1.9)))
    rows = max(1, int(deep / (size * 2.0)))
    for i in range(columns):
        for k in range(rows):
            x = (i - (columns - 1) / 2) * wide * 0.9 / columns
            y = (k - (rows - 1) / 2) * deep * 0.9 / rows
            ball = boulder(size, darker(color, 0.92 + 0.05 * ((i + k + seed) % 3)), 0.04, i + k, 1)
            shape = {
                "bread": (0.8, 1.3, 0.7),
                "fish": (0.55, 1.5, 0.6),
                "melons": (1.0, 1.2, 1.0),
                "eggs": (0.8, 0.8, 1.05),
            }
            yield ball.scaled(*shape.get(goods, (1, 1, 1))).moved(x, y, high + size * 0.35)


FAMILY = Family(
    "market stall",
    "village_building",
    (
        Color("awning", of="awning"),
        Count("stripes", "stripes", 1, 4),
        Color("stripe", of="stripes"),
        Choice("awning_shape", ("sloping", "gabled"), of="awning"),
        Finish("counter", ("wooden",), of="counter"),
        Choice("goods", tuple(_GOODS), say="with {} for sale"),
        Count("crates", "crates", 2, 4),
        Proportion("width", 1.8, 3.0, ("narrow", "wide")),
        Proportion("height", 1.9, 2.4, ("low", "tall")),
        Flag("sign", "with a sign"),
        Color("board", of="sign"),
        Flag("lanterns", "with two lanterns"),
    ),
    _build,
    aliases=("market stand", "food stall"),
)
