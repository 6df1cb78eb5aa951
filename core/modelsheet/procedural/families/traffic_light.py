"""Traffic lights: lamps in a case, one of them lit, on a pole."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import RGB, Part, box, cylinder, loft, rounded, sphere, upright

LAMPS: dict[str, RGB] = {
    "red": (232, 54, 44),
    "yellow": (250, 206, 60),
    "green": (72, 206, 92),
    "blue": (70, 130, 240),
}
SIZE = 0.28  # metres between lamps


def _build(v: Values) -> Iterator[Part]:
    case, pole, height = v["case"].color, v["pole"].color, v["height"]
    yield cylinder(0.24, 0.1, v["base"].color, 20)
    yield cylinder(0.055, height + 0.1, pole, 12).moved(y=0.1)
    yield box(0.12, 0.22, 0.08, pole).moved(0, 0.04, 0.07)
    high = SIZE * v["lamps"] + 0.08
    yield upright(rounded(0.34, high, 0.06), 0.22, case).moved(0, 0, height + high / 2 - 0.05)
    yield box(0.2, 0.16, 0.1, darker(case, 0.7)).moved(0, 0.02, height + high - 0.09)
    names = {2: ("green", "red"), 3: ("green", "yellow", "red"), 4: ("blue", "green", "yellow", "red")}[
        v["lamps"]
    ]
    for i, name in enumerate(names):
        z = height + SIZE * (i + 0.5) - 0.01
        color = LAMPS[name] if name == v["lit"] else darker(LAMPS[name], 0.42)
        yield cylinder(0.115, 0.03, darker(case, 0.5), 20).turned(90, "x").moved(0, -0.1, z)
        yield sphere(0.098, color, 18).scaled(1, 0.4, 1).moved(0, -0.125, z)
        if v["hoods"]:
            yield _hood(darker(case, 0.8)).moved(0, -0.1, z + 0.005)
    if v["sign"]:
        yield box(0.4, 0.05, 0.4, v["plate"].color).moved(0, 0.06, height - 0.55)
        yield upright([(-0.13, 0), (0.13, 0), (0, 0.2)], 0.07, (244, 244, 240)).moved(0, 0.06, height - 0.46)


def _hood(color: RGB) -> Part:
    """A flat roof over a lamp."""
    low = [(-0.12, 0.0, 0.07), (0.12, 0.0, 0.07), (0.07, 0.0, 0.135), (-0.07, 0.0, 0.135)]
    far = [(-0.1, -0.14, 0.085), (0.1, -0.14, 0.085), (0.06, -0.14, 0.125), (-0.06, -0.14, 0.125)]
    return loft([low, far], color)


def _adjust(v: Values) -> Values:
    """Only a lamp that is there can be lit."""
    there = {2: ("green", "red"), 3: ("green", "yellow", "red"), 4: tuple(LAMPS)}[v["lamps"]]
    return v | {"lit": v["lit"] if v["lit"] in there else "red"}


FAMILY = Family(
    "traffic light",
    "street_prop",
    (
        Count("lamps", "lamps", 2, 4),
        Choice("lit", ("red", "yellow", "green", "blue"), say="showing {}"),
        Color("case"),
        Finish("pole", ("metal", "iron"), of="pole"),
        Finish("base", ("stone", "metal"), of="base"),
        Proportion("height", 0.9, 2.3, ("low", "tall")),
        Flag("hoods", "with hoods"),
        Flag("sign", "with a sign"),
        Color("plate", of="sign"),
    ),
    _build,
    aliases=("stoplight", "traffic signal", "stop light"),
    adjust=_adjust,
)
