"""Bodies of animals and people: what their families share. They look to -y."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .family import PALETTE
from .shape import RGB, Part, both, box, capsule, cone, cylinder, ellipsoid, lathe, sphere, sweep, tapered_box

BLACK = PALETTE["black"]
WHITE = PALETTE["white"]
SKIN = ("beige", "tan", "brown", "cream")
FUR = ("brown", "tan", "black", "white", "gray", "orange", "beige", "gold", "maroon", "blue", "pink")


@dataclass(frozen=True)
class Beast:
    """Measures of a four-legged animal, metres.

    length, width, depth: of its trunk. legs: how high the trunk's underside is. leg: how thick a leg is.
    neck: its length; rise: how steeply it goes up, in degrees. head: length, width and height of the
    skull. muzzle: how far it stands out, its width and height.
    """

    length: float
    width: float
    depth: float
    legs: float
    leg: float
    neck: float
    rise: float
    head: tuple[float, float, float]
    muzzle: tuple[float, float, float]

    @property
    def shoulder(self) -> np.ndarray:
        """(3,) where the neck starts."""
        return np.array([0.0, -self.length * 0.36, self.legs + self.depth * 0.68])

    @property
    def skull(self) -> np.ndarray:
        """(3,) the middle of the skull."""
        rise = np.deg2rad(self.rise)
        return self.shoulder + np.array([0.0, -np.cos(rise), np.sin(rise)]) * (self.neck + self.head[0] * 0.3)

    def trunk(self, color: RGB) -> Part:
        """The trunk, with round ends."""
        return trunk(self.length, self.width, self.depth, color).moved(z=self.legs + self.depth / 2)

    def stance(self, color: RGB, foot: RGB) -> Iterator[Part]:
        """Four legs with feet of another colour."""
        x, y = self.width * 0.33, self.length * 0.35
        for side in (-y, y):
            leg = cone(self.leg * 0.42, self.legs + self.depth * 0.35, color, 10, self.leg * 0.58)
            yield from both(leg.moved(x=x, y=side))
            paw = cylinder(self.leg * 0.54, self.legs * 0.2 + self.leg * 0.1, foot, 10).scaled(1, 1.15, 1)
            yield from both(paw.moved(x=x, y=side - self.leg * 0.06))

    def throat(self, color: RGB) -> Part:
        """The neck, thicker at the shoulder."""
        start, end = self.shoulder, self.skull
        thick = min(self.width, self.head[1] * 1.25)
        return sweep(
            [start + (0, self.length * 0.1, -self.depth * 0.1), start, end],
            [thick * 0.55, thick * 0.5, self.head[1] * 0.4],
            color,
            12,
        )

    def face(self, color: RGB, muzzle: RGB, nose: RGB = BLACK, eye: float = 0.16) -> Iterator[Part]:
        """The skull with its muzzle, nose and eyes; `eye`: its size by the skull's width."""
        long, wide, high = self.head
        x, y, z = self.skull
        out, broad, tall = self.muzzle
        yield ellipsoid(wide, long, high, color, 16).moved(x, y, z)
        tip = y - long / 2 - out
        yield ellipsoid(broad, out * 2 + long * 0.5, tall, muzzle, 14).moved(
            y=tip + out + long * 0.25, z=z - high * 0.16
        )
        yield ellipsoid(broad * 0.5, broad * 0.3, tall * 0.36, nose, 8).moved(
            y=tip + broad * 0.05, z=z - high * 0.16 + tall * 0.2
        )
        yield from eyes(wide * 0.33, y - long * 0.34, z + high * 0.18, wide * eye)


def trunk(length: float, width: float, depth: float, color: RGB, sides: int = 16) -> Part:
    """A body along y about the origin, with round ends."""
    share = np.array([0.0, 0.04, 0.14, 0.32, 0.5, 0.68, 0.86, 0.96, 1.0])
    radius = np.array([0.22, 0.52, 0.8, 0.97, 1.0, 0.97, 0.8, 0.52, 0.22]) / 2
    body = lathe(np.stack([radius, share], 1), color, sides).moved(z=-0.5)
    return body.turned(90, "x").scaled(width, length, depth)


def eyes(x: float, y: float, z: float, size: float, color: RGB = BLACK) -> list[Part]:
    """Two eyes at (-x and x, y, z), looking to -y; `size` is a diameter."""
    return both(sphere(size / 2, color, 8).moved(x, y, z))


def goggle_eyes(x: float, y: float, z: float, size: float) -> list[Part]:
    """Two big white eyes with black pupils at (-x and x, y, z)."""
    return eyes(x, y, z, size, WHITE) + eyes(x, y - size * 0.32, z, size * 0.55)


def spots(count: int, size: tuple[float, float, float], spot: float, color: RGB) -> list[Part]:
    """Patches spread over a trunk of this size (x, y, z) about the origin; `spot`: their diameter."""
    width, length, depth = size
    patches = []
    for i in range(count):
        y = ((0.5 + i) / count - 0.5) * 0.86
        angle = np.deg2rad(30 + 37 * i % 95) * (1 if i % 2 else -1)  # from the back down either side
        girth = np.interp(abs(y), [0, 0.18, 0.36, 0.46], [1, 0.97, 0.8, 0.52])
        place = (np.sin(angle) * width / 2 * girth, y * length, np.cos(angle) * depth / 2 * girth)
        flat = ellipsoid(spot, spot * 1.15, spot * 0.36, color, 8).turned(float(np.rad2deg(angle)), "y")
        patches.append(flat.moved(*(np.array(place) * 0.97)))
    return patches


@dataclass(frozen=True)
class Figure:
    """Measures of a person, metres.

    height: in all. stout: width by a usual width. head: its share of the height.
    """

    height: float
    stout: float
    head: float

    @property
    def hip(self) -> float:
        """How high the legs end."""
        return self.height * (1 - self.head) * 0.46

    @property
    def neck(self) -> float:
        """How high the trunk ends."""
        return self.height * (1 - self.head)

    @property
    def width(self) -> float:
        """How wide the shoulders are."""
        return self.height * 0.27 * self.stout

    def legs(self, color: RGB, shoe: RGB) -> Iterator[Part]:
        """Two legs with shoes."""
        thick, x = self.width * 0.4, self.width * 0.25
        yield from both(
            tapered_box((thick * 0.85, thick * 0.85), (thick, thick), self.hip * 1.05, color).moved(x=x)
        )
        yield from both(box(thick * 1.02, thick * 1.6, self.hip * 0.22, shoe).moved(x=x, y=-thick * 0.25))

    def trunk(self, color: RGB) -> Part:
        """From the hip to the neck."""
        low, high = (self.width * 0.92, self.width * 0.56), (self.width * 1.06, self.width * 0.6)
        return tapered_box(low, high, self.neck - self.hip, color).moved(z=self.hip)

    def arms(self, sleeve: RGB, hand: RGB, pose: str = "hanging") -> Iterator[Part]:
        """Two arms with hands: "hanging", "raised", or "waving", with the left one up."""
        long, thick = (self.neck - self.hip) * 0.95, self.width * 0.32
        for side in (-1, 1):
            up = pose == "raised" or (pose == "waving" and side > 0)
            arm = [
                box(thick, thick, long, sleeve),
                capsule(thick * 0.58, thick * 1.3, hand, 10).moved(z=long - thick * 0.3),
            ]
            for part in arm:
                turned = part.moved(z=-thick * 0.4).turned(side * (28 if up else 168), "y")
                yield turned.moved(x=side * self.width * 0.62, z=self.neck - thick * 0.55)

    def skull(self, color: RGB) -> Part:
        """The head, a rounded block."""
        size = self.height * self.head
        profile = [(0.36, 0), (0.47, 0.1), (0.5, 0.5), (0.46, 0.85), (0.3, 0.98), (0.1, 1.0)]
        return lathe(np.array(profile) * size, color, 16).scaled(1, 0.94, 1).moved(z=self.neck - size * 0.02)

    def gaze(self, color: RGB = BLACK) -> list[Part]:
        """The eyes."""
        size = self.height * self.head
        return eyes(size * 0.19, -size * 0.44, self.neck + size * 0.5, size * 0.13, color)
