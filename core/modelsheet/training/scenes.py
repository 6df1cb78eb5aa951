"""Scenes: assets recoloured, stretched, turned and put together, with captions that say so."""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

import numpy as np

from ..prompts.colors import PALETTE as COLOR_WORDS
from . import captions
from .dataset import AssetRecord
from .raster import ColoredTriangles

PALETTE = {  # what the captions' colour words mean, sRGB: the plainest of all words
    word: COLOR_WORDS[word]
    for word in [
        "red",
        "orange",
        "yellow",
        "green",
        "teal",
        "blue",
        "purple",
        "pink",
        "brown",
        "white",
        "gray",
        "black",
    ]
}
STRETCHES = {  # word: factors along x (width), y (depth) and z (height)
    "tall": (1.0, 1.0, 1.6),
    "wide": (1.6, 1.0, 1.0),
    "flat": (1.0, 1.0, 0.5),
    "thin": (0.6, 0.6, 1.0),
    "long": (1.0, 1.6, 1.0),
}
ONE_COLOR = 14.0  # distance in CIELAB below which two clusters are one
_SAMPLE = 4000  # faces that settle an object's colours
BLOCKS = ("crate_box", "chest", "rock", "barrel_bucket", "gravestone")
SEATS = ("table_desk", "platform_block", "stump_log", "kitchen_counter", *BLOCKS)
VESSELS = ("barrel_bucket", "crate_box", "cactus_pot", "vehicle_cart", "bag_container")


class Library(Protocol):
    """Where assets come from: an AssetLibrary or a Pack."""

    @property
    def whole(self) -> list[AssetRecord]:
        """The records of whole objects."""

    def triangles(self, record: AssetRecord) -> ColoredTriangles:
        """The mesh of one of `whole`."""


@dataclass(frozen=True)
class Captioned:
    """A mesh, and all that may be said of it, the plainest first."""

    mesh: ColoredTriangles
    captions: list[str]


def moved(
    mesh: ColoredTriangles, scale: float | Sequence[float], offset: Sequence[float]
) -> ColoredTriangles:
    """Scaled by one factor or by (3,), then moved by (3,)."""
    corners = mesh.corners * np.asarray(scale, np.float32) + np.asarray(offset, np.float32)
    return ColoredTriangles(corners.astype(np.float32), mesh.colors)


def placed(mesh: ColoredTriangles, scale: float | Sequence[float] = 1.0) -> ColoredTriangles:
    """Scaled, the middle of its base at the origin."""
    low, high = mesh.bounds * np.asarray(scale)
    return moved(mesh, scale, (-(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -low[2]))


def joined(meshes: Sequence[ColoredTriangles]) -> ColoredTriangles:
    """All of them as one."""
    return ColoredTriangles(
        np.concatenate([mesh.corners for mesh in meshes]), np.concatenate([mesh.colors for mesh in meshes])
    )


def turned(mesh: ColoredTriangles, quarters: int) -> ColoredTriangles:
    """Turned counter-clockwise, seen from above, by quarters of a circle."""
    c, s = [(1, 0), (0, 1), (-1, 0), (0, -1)][quarters % 4]
    matrix = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], np.float32)
    return ColoredTriangles(mesh.corners @ matrix.T, mesh.colors)


@dataclass(frozen=True)
class Colors:
    """The up to three colours of a mesh, those that take most room first.

    lab: (F, 3, 3) float32, CIELAB of the corners. label: (F,) which colour each face has.
    names: the palette's nearest words. shares: of the mesh's area.
    """

    lab: np.ndarray
    label: np.ndarray
    names: list[str]
    shares: list[float]

    @classmethod
    def of(cls, mesh: ColoredTriangles, rng: np.random.Generator) -> Colors:
        """Clusters of the faces in which light and shade of one colour count as one."""
        from scipy.cluster.vq import kmeans2, vq

        lab = to_lab(mesh.colors.astype(np.float32) / 255)
        face = lab.mean(1)
        sides = mesh.corners[:, 1:] - mesh.corners[:, :1]
        area = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1) + 1e-12
        chosen = rng.choice(len(face), min(_SAMPLE, 4 * len(face)), p=area / area.sum())
        weight = np.array([0.35, 1, 1], np.float32)
        sample = face[chosen] * weight
        distinct = np.unique(sample.round(), axis=0)
        start = distinct[np.linspace(0, len(distinct) - 1, min(3, len(distinct))).astype(int)]
        centres, labels = kmeans2(sample, start, minit="matrix", missing="warn")
        merged = list(range(len(centres)))
        for i, j in itertools.combinations(merged, 2):
            if np.linalg.norm(centres[i] - centres[j]) < ONE_COLOR:
                merged[j] = merged[i]
        counts = np.bincount(np.array(merged)[labels], minlength=len(centres))
        order = [i for i in np.argsort(-counts, kind="stable") if counts[i]]
        rank = np.array([order.index(i) if i in order else 0 for i in merged])
        label = rank[vq(face * weight, centres)[0]]
        own = rank[labels]
        middles = [np.median(face[chosen][own == i], 0) for i in range(len(order))]
        names = [min(PALETTE, key=lambda name: np.linalg.norm(goal(name) - middle)) for middle in middles]
        return cls(lab, label, names, [counts[i] / counts.sum() for i in order])


def recolored(mesh: ColoredTriangles, colors: Colors, target: str, rank: int = 0) -> ColoredTriangles:
    """One of the mesh's colours becomes a palette colour; light and shade stay."""
    chosen = colors.label == rank
    if not chosen.any():
        return mesh
    middle = np.median(colors.lab[chosen].reshape(-1, 3), 0)
    new = goal(target) + (colors.lab - middle) * np.array([0.8, 0.3, 0.3], np.float32)
    painted = from_lab(np.where(chosen[:, None, None], new, colors.lab))
    return ColoredTriangles(mesh.corners, np.rint(painted.clip(0, 1) * 255).astype(np.uint8))


class SceneMaker:
    """Makes scenes from the records of a library; scene `number` of a seed is always the same."""

    def __init__(self, library: Library, records: Sequence[AssetRecord], seed: int = 0) -> None:
        self.library, self.records, self.seed = library, records, seed
        counts = Counter(record.concept for record in records)
        weight = np.array([counts[record.concept] ** -0.5 for record in records])
        self.weight = weight / weight.sum()
        self._categories = np.array([record.category for record in records])

    def scene(self, number: int) -> Captioned:
        """One scene; its captions vary in words, order and slips of the keys."""
        rng = np.random.default_rng([self.seed, number])
        kind = rng.choice(list(_KINDS), p=[share for share, _ in _KINDS.values()])
        made = _KINDS[kind][1](self, rng)
        return replace(made, captions=captions.varied(made.captions, rng))

    def together(self, rng: np.random.Generator) -> Captioned:
        """Two objects, or one a few times."""
        return _RELATIONS[rng.integers(len(_RELATIONS))](self, rng)

    def recolor(self, rng: np.random.Generator) -> Captioned:
        """ "A purple barrel"; "a brown barrel with purple parts"."""
        record, mesh = self._pick(rng)
        colors, noun = Colors.of(mesh, rng), captions.without_colors(record.noun)
        target = other_color(colors.names, rng)
        if len(colors.names) > 1 and colors.shares[1] > 0.15 and rng.random() < 0.4:
            phrases = captions.with_parts(noun, colors.names[0], target)
            return Captioned(recolored(mesh, colors, target, 1), phrases)
        second = [
            name for name, share in zip(colors.names[1:], colors.shares[1:], strict=True) if share > 0.2
        ]
        return Captioned(recolored(mesh, colors, target), captions.colored(noun, [target, *second[:1]]))

    def stretch(self, rng: np.random.Generator) -> Captioned:
        """ "A tall barrel"."""
        record, mesh = self._pick(rng)
        word = str(rng.choice(list(STRETCHES)))
        phrases = captions.sized(captions.without_sizes(record.noun), word, record.colors)
        return Captioned(placed(mesh, STRETCHES[word]), phrases)

    def turn(self, rng: np.random.Generator) -> Captioned:
        """The same words: any quarter turn is as right."""
        record, mesh = self._pick(rng)
        if not record.symmetric_front:
            return self.recolor(rng)
        return Captioned(turned(mesh, int(rng.integers(1, 4))), [record.caption, *record.captions])

    def beside(self, rng: np.random.Generator) -> Captioned:
        """ "A purple barrel next to a pine tree"."""
        (_, words, a), (_, others, b) = self._described(rng), self._described(rng)
        left, right = placed(a, rng.uniform(0.6, 1)), placed(b, rng.uniform(0.6, 1))
        right = moved(right, 1, (left.bounds[1, 0] - right.bounds[0, 0] + rng.uniform(0.02, 0.08), 0, 0))
        return Captioned(joined([left, right]), captions.joined(words, others, ("next to", "beside", "and")))

    def before(self, rng: np.random.Generator) -> Captioned:
        """ "A bench in front of a house"."""
        (_, words, a), (_, others, b) = self._described(rng), self._described(rng)
        front, back = placed(a, rng.uniform(0.4, 0.7)), placed(b)
        front = moved(front, 1, (0, back.bounds[0, 1] - front.bounds[1, 1] - rng.uniform(0.02, 0.08), 0))
        return Captioned(joined([front, back]), captions.joined(words, others, ("in front of",)))

    def upon(self, rng: np.random.Generator) -> Captioned:
        """ "A skull on a crate": it stands where the lower one is highest under it."""
        (_, words, a), (_, others, b) = self._described(rng), self._described(rng, SEATS)
        seat = placed(b)
        room = np.ptp(seat.bounds, 0)[:2].min() * 0.7
        guest = placed(a, min(1.0, room / max(np.ptp(a.bounds, 0)[:2].max(), 1e-6)))
        reach = np.ptp(guest.bounds, 0)[:2].max() / 4
        under = (seat.corners[..., :2].min(1) < reach).all(1) & (seat.corners[..., :2].max(1) > -reach).all(1)
        floor = seat.corners[under][..., 2].max(initial=0) if under.any() else seat.bounds[1, 2]
        phrases = captions.joined(words, others, ("on", "on top of"))
        return Captioned(joined([moved(guest, 1, (0, 0, floor)), seat]), phrases)

    def within(self, rng: np.random.Generator) -> Captioned:
        """ "A sword in a barrel": its upper half looks out."""
        (_, words, a), (_, others, b) = self._described(rng), self._described(rng, VESSELS)
        vessel = placed(b)
        room = np.ptp(vessel.bounds, 0)[:2].min() * 0.6
        guest = placed(a, min(1.0, room / max(np.ptp(a.bounds, 0)[:2].max(), 1e-6)))
        sunk = np.ptp(vessel.bounds, 0)[2] - np.ptp(guest.bounds, 0)[2] / 2
        phrases = captions.joined(words, others, ("in", "inside"))
        return Captioned(joined([moved(guest, 1, (0, 0, sunk)), vessel]), phrases)

    def row(self, rng: np.random.Generator) -> Captioned:
        """ "Three barrels in a row"."""
        _, words, mesh = self._described(rng)
        count, item = int(rng.integers(2, 5)), placed(mesh)
        step = np.ptp(item.bounds, 0)[0] + rng.uniform(0.02, 0.1)
        meshes = [moved(item, 1, (i * step, 0, 0)) for i in range(count)]
        return Captioned(joined(meshes), captions.counted(words, count, "in a row"))

    def stack(self, rng: np.random.Generator) -> Captioned:
        """ "A stack of two crates"."""
        _, words, mesh = self._described(rng, BLOCKS)
        count, item = int(rng.integers(2, 4)), placed(mesh)
        step = np.ptp(item.bounds, 0)[2]
        meshes = [moved(item, 1, (0, 0, i * step)) for i in range(count)]
        return Captioned(joined(meshes), captions.stacked(words, count))

    def _pick(
        self, rng: np.random.Generator, categories: Sequence[str] | None = None
    ) -> tuple[AssetRecord, ColoredTriangles]:
        """One asset as big as the cube, of one of the categories if there are any."""
        weight = self.weight
        if categories:
            among = np.isin(self._categories, categories)
            weight = weight * among if (weight * among).any() else weight
        record = self.records[rng.choice(len(weight), p=weight / weight.sum())]
        return record, self.library.triangles(record).normalized()

    def _described(
        self, rng: np.random.Generator, categories: Sequence[str] | None = None
    ) -> tuple[AssetRecord, str, ColoredTriangles]:
        """An asset with a noun phrase without article; now and then in a new colour."""
        record, mesh = self._pick(rng, categories)
        if rng.random() < 0.5:
            return record, record.noun, mesh
        colors = Colors.of(mesh, rng)
        target = other_color(colors.names, rng)
        words = f"{target} {captions.without_colors(record.noun)}"
        return record, words, recolored(mesh, colors, target)


_Kind = Callable[[SceneMaker, np.random.Generator], Captioned]
_RELATIONS: tuple[_Kind, ...] = (
    SceneMaker.beside,
    SceneMaker.before,
    SceneMaker.upon,
    SceneMaker.within,
    SceneMaker.row,
    SceneMaker.stack,
)
_KINDS: dict[str, tuple[float, _Kind]] = {  # share of all scenes
    "recolor": (0.45, SceneMaker.recolor),
    "stretch": (0.1, SceneMaker.stretch),
    "turn": (0.1, SceneMaker.turn),
    "together": (0.35, SceneMaker.together),
}


def other_color(names: Sequence[str], rng: np.random.Generator) -> str:
    """A colour of the palette that is not one of these."""
    return str(rng.choice([name for name in PALETTE if name not in names]))


def to_lab(rgb: np.ndarray) -> np.ndarray:
    """sRGB in [0, 1] to CIELAB, float32."""
    from skimage.color import rgb2lab

    return rgb2lab(rgb).astype(np.float32)


def from_lab(lab: np.ndarray) -> np.ndarray:
    """The inverse of `to_lab`."""
    from skimage.color import lab2rgb

    with warnings.catch_warnings():  # it tells of every colour that no screen shows
        warnings.simplefilter("ignore")
        return lab2rgb(lab).astype(np.float32)


@cache
def goal(name: str) -> np.ndarray:
    """(3,) CIELAB of a palette colour."""
    return to_lab(np.array(PALETTE[name], dtype=np.float32) / 255)
