"""Taxis: a car with a sign on the roof and a band of checks along its sides."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import HUB_COLORS, LAMP, STEEL, TAIL_LAMP, axles, cabin, profile, wheel_arches
from ..shape import RGB, Part, both, box

_WIDTH, _WHEEL, _LOW = 1.8, 0.38, 0.28  # metres
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    a, paint, high = v["length"] / 2, v["body"].color, 0.95
    round_ = v["shape"] == "rounded"
    soft = 0.16 if round_ else 0.03
    line = [
        (-a, _LOW),
        (a, _LOW),
        (a, high - soft),
        (a - soft * 2, high),
        (-a + soft * 2, high),
        (-a, high - soft),
    ]
    yield profile(line, _WIDTH, paint)
    top = high + v["roof_height"]
    low = (1.64, -a * 0.4, a * 0.64)
    up = (1.3, -a * 0.14, a * 0.4) if round_ else (1.5, -a * 0.26, a * 0.52)
    yield from cabin(low, up, (high - 0.03, top), paint, v["roof"].color)
    checks = v["checks"]
    step = 2 * a * 0.62 / checks
    for i in range(checks):
        for row in (0, 1):
            color = v["band"].color if (i + row) % 2 else (244, 242, 236)
            y = (i - (checks - 1) / 2) * step
            yield box(_WIDTH + 0.05, step, 0.12, color).moved(0, y, 0.56 + 0.12 * row)
    ends = (-a * 0.64, a * 0.64)
    yield from wheel_arches(_WIDTH + 0.07, ends, _WHEEL)
    yield from axles(_WIDTH + 0.14, ends, _WHEEL, 0.28, v["hubs"].color)
    yield from both(box(0.3, 0.1, 0.2, LAMP).moved(_WIDTH * 0.34, -a, 0.6))
    yield box(_WIDTH * 0.42, 0.1, 0.2, _DARK).moved(0, -a, 0.58)
    yield from both(box(0.3, 0.1, 0.18, TAIL_LAMP).moved(_WIDTH * 0.35, a, 0.62))
    yield from both(box(_WIDTH * 1.02, 0.18, 0.18, STEEL).moved(0, a, _LOW), "y")
    z = high + v["roof_height"] * 1.16 - 0.03
    y = (up[1] + up[2]) / 2
    yield box(0.8, 0.28, 0.26, v["sign"].color).moved(0, y, z)
    yield box(0.56, 0.34, 0.13, darker(v["sign"].color, 0.45)).moved(0, y, z + 0.07)
    if v["trunk"]:
        yield box(0.9, 0.4, 0.36, (150, 98, 60)).moved(0, a * 0.8, high - 0.02)
        yield box(0.16, 0.44, 0.38, (104, 66, 42)).moved(0, a * 0.8, high - 0.02)


FAMILY = Family(
    "taxi",
    "car",
    (
        Choice("shape", ("boxy", "rounded")),
        Color(
            "body",
            words=(
                "yellow",
                "yellow",
                "yellow",
                "black",
                "white",
                "green",
                "orange",
                "blue",
                "pink",
                "red",
                "teal",
            ),
        ),
        Color("roof", of="roof"),
        Count("checks", "columns of checks", 6, 10),
        Color("band", of="checks", words=("black", "black", "red", "blue", "green", "purple")),
        Color("sign", of="roof sign", words=("white", "yellow", "cream", "orange", "green", "blue")),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Proportion("length", 3.6, 4.4, ("short", "long")),
        Proportion("roof_height", 0.5, 0.7, ("low", "high"), of="roof"),
        Flag("trunk", "with a suitcase at the back"),
    ),
    _build,
    aliases=("taxicab", "taxi car"),
)
