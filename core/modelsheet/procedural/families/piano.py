"""Pianos: upright and grand, with keys, pedals, a bench."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Values, darker
from ..shape import RGB, Part, beam, both, box, corners, extrude, row

WIDTH, KEYS = 1.4, 0.68  # metres: the case, the keyboard's height


def _build(v: Values) -> Iterator[Part]:
    body = v["body"].color
    yield from _keyboard(body)
    if v["kind"] == "upright":
        yield from _upright(v, body)
    else:
        yield from _grand(v, body)
    for i in range(v["pedals"]):
        x = 0.12 * (i - (v["pedals"] - 1) / 2)
        yield box(0.06, 0.2, 0.035, (224, 178, 62)).moved(x, -0.16, 0.06)
    if v["bench"]:
        yield box(0.72, 0.32, 0.1, v["stool"].color).moved(0, -0.78, 0.4)
        yield from corners(box(0.06, 0.06, 0.42, darker(v["stool"].color, 0.8)).moved(0, -0.78), 0.3, 0.12)


def _keyboard(body: RGB) -> Iterator[Part]:
    yield box(WIDTH, 0.34, 0.12, body).moved(0, -0.26, KEYS - 0.12)
    yield from both(box(0.07, 0.34, 0.1, body).moved(WIDTH / 2 - 0.035, -0.26, KEYS - 0.02))
    white = box(0.078, 0.2, 0.03, (244, 242, 234)).moved(0, -0.3, KEYS - 0.005)
    yield from row(white, 14, (0.088, 0, 0))
    for i in (0, 1, 3, 4, 5, 7, 8, 10, 11, 12):
        yield box(0.045, 0.12, 0.035, (34, 34, 38)).moved(0.088 * (i - 6), -0.25, KEYS + 0.015)


def _upright(v: Values, body: RGB) -> Iterator[Part]:
    yield box(WIDTH, 0.36, 1.22, body).moved(0, 0.08)
    yield box(WIDTH + 0.06, 0.44, 0.05, body).moved(0, 0.06, 1.2)
    yield box(WIDTH * 0.84, 0.03, 0.34, darker(body, 0.8)).moved(0, -0.1, 0.8)
    yield box(WIDTH * 0.84, 0.03, 0.36, darker(body, 0.8)).moved(0, -0.1, 0.14)
    yield from both(box(0.09, 0.09, KEYS - 0.1, v["leg"].color).moved(WIDTH / 2 - 0.06, -0.36))
    yield box(WIDTH, 0.5, 0.06, body).moved(0, -0.02)
    if v["sheet"]:
        yield from both(box(0.24, 0.03, 0.3, (246, 244, 236)).turned(12, "x").moved(0.125, -0.16, 0.84))


def _grand(v: Values, body: RGB) -> Iterator[Part]:
    curve = [
        (0.7, -0.12),
        (0.7, 0.25),
        (0.42, 0.55),
        (0.22, 0.95),
        (0.0, 1.3),
        (-0.35, 1.42),
        (-0.62, 1.32),
        (-0.7, 1.1),
        (-0.7, -0.12),
    ]
    outline = np.array(curve)
    yield extrude(outline, 0.28, body).moved(z=KEYS - 0.1)
    yield extrude((outline - (0, 0.6)) * 0.9 + (0, 0.6), 0.02, (206, 172, 100)).moved(z=KEYS + 0.17)
    lid = extrude(outline + (0.7, 0), 0.035, body)
    if v["open"]:
        yield lid.turned(-38, "y").moved(-0.7, 0, KEYS + 0.17)
        yield beam((0.42, 0.3, KEYS + 0.15), (0.22, 0.3, KEYS + 0.83), 0.03, body)
    else:
        yield lid.moved(-0.7, 0, KEYS + 0.17)
    for x, y in ((-0.58, -0.28), (0.58, -0.28), (-0.2, 1.15)):
        yield box(0.11, 0.11, KEYS - 0.08, v["leg"].color).moved(x, y)
    yield box(0.42, 0.05, 0.5, body).moved(0, -0.05, 0.1)
    yield box(0.42, 0.12, 0.05, body).moved(0, -0.08, 0.06)
    if v["sheet"]:
        yield from both(
            box(0.22, 0.03, 0.28, (246, 244, 236)).turned(-14, "x").moved(0.115, -0.08, KEYS + 0.15)
        )


def _adjust(v: Values) -> Values:
    """Only a grand piano opens its lid."""
    return v | {"open": v["open"] and v["kind"] == "grand"}


FAMILY = Family(
    "piano",
    "instrument",
    (
        Choice("kind", ("upright", "grand")),
        Finish("body", ("wooden",)),
        Finish("leg", ("wooden", "golden"), of="legs"),
        Count("pedals", "pedals", 1, 3),
        Flag("open", "with its lid open"),
        Flag("sheet", "with sheet music"),
        Flag("bench", "with a bench"),
        Color("stool", of="bench"),
    ),
    _build,
    adjust=_adjust,
)
