"""Variants: new sheets with true captions, made from the rendered ones without rendering again.

The six views of a sheet are orthographic and of one scale, so an object is moved, stretched or
turned by resampling its pictures, and several objects are put together by comparing their heights.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from tqdm import tqdm

from ..cameras import OBJECT_EXTENT, SHEET_VIEWS, sheet_camera
from . import captions
from .dataset import DEPTH_LIMIT, JUDGED_RESOLUTION, AssetRecord, SheetCache, cache_key
from .scenes import (
    BLOCKS,
    ONE_COLOR,
    PALETTE,
    SEATS,
    STRETCHES,
    VESSELS,
    from_lab,
    goal,
    other_color,
    to_lab,
)

_VERSION = 2  # raise when the variants change, so that old caches are not used
_HALF = JUDGED_RESOLUTION // 2
_FITTED = OBJECT_EXTENT * JUDGED_RESOLUTION  # pixels that the longest side may take
_AXES = np.stack([sheet_camera(view).camera_to_world[:3, :3].T for view in SHEET_VIEWS]).round().astype(int)


@dataclass(frozen=True)
class Drawing:
    """A cached sheet as it is worked on.

    rgba: (6, 128, 128, 4) float32 in [0, 1], premultiplied. height: (6, 128, 128) float32, how far the
    surface stands out of the cube's middle plane towards the camera, object units, NaN where it is not.
    """

    rgba: np.ndarray
    height: np.ndarray

    @classmethod
    def of(cls, rgba: np.ndarray, depth: np.ndarray) -> Drawing:
        """From one sheet of a SheetCache."""
        straight = rgba.astype(np.float32) / 255
        alpha = straight[..., 3:]
        height = 1 - (depth.astype(np.float32) - 1) / 65534 * DEPTH_LIMIT
        return cls(
            np.concatenate([straight[..., :3] * alpha, alpha], -1), np.where(depth > 0, height, np.nan)
        )

    def encoded(self) -> tuple[np.ndarray, np.ndarray]:
        """The inverse of `of`."""
        alpha = self.rgba[..., 3:]
        straight = np.concatenate([self.rgba[..., :3] / np.maximum(alpha, 1e-4), alpha], -1)
        seen = (alpha[..., 0] > 0.5 / 255) & np.isfinite(self.height)
        code = np.rint((1 - np.nan_to_num(self.height)) / DEPTH_LIMIT * 65534) + 1
        pixels = np.rint(straight.clip(0, 1) * 255).astype(np.uint8) * seen[..., None]
        return pixels, np.where(seen, code, 0).astype(np.uint16)

    @property
    def box(self) -> np.ndarray:
        """(2, 3) lowest and highest corner of what is drawn, pixels from the cube's middle."""
        alpha = self.rgba[..., 3] > 0.5
        x, z = np.nonzero(alpha[0].any(0))[0], np.nonzero(alpha[0].any(1))[0]
        y = np.nonzero(alpha[1].any(0))[0]
        if not (len(x) and len(y)):
            return np.zeros((2, 3))
        low = (x[0] - _HALF, y[0] - _HALF, _HALF - z[-1] - 1)
        return np.array([low, (x[-1] + 1 - _HALF, y[-1] + 1 - _HALF, _HALF - z[0])], dtype=float)


@dataclass(frozen=True)
class Placed:
    """An object in a scene: its drawing scaled by (3,) factors, then moved by (3,) pixels."""

    drawing: Drawing
    scale: np.ndarray
    offset: np.ndarray

    @property
    def box(self) -> np.ndarray:
        """(2, 3) as in Drawing."""
        return self.drawing.box * self.scale + self.offset

    def moved(self, offset: Sequence[float]) -> Placed:
        """The same, further along."""
        return replace(self, offset=self.offset + np.asarray(offset))


def place(drawing: Drawing, scale: float | Sequence[float] = 1.0) -> Placed:
    """The object with the middle of its base at the origin."""
    factors = np.broadcast_to(np.asarray(scale, dtype=float), 3)
    low, high = drawing.box * factors
    return Placed(drawing, factors, -np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]]))


def assemble(objects: Sequence[Placed]) -> Drawing:
    """The objects in one sheet: centred, the longest side of all together fitted to the cube."""
    boxes = np.stack([item.box for item in objects])
    low, high = boxes[:, 0].min(0), boxes[:, 1].max(0)
    fit = _FITTED / (high - low).max()
    middle = (low + high) / 2
    layers = [_resampled(item.drawing, item.scale * fit, (item.offset - middle) * fit) for item in objects]
    if len(layers) == 1:
        return layers[0]
    rgba, height = np.stack([layer.rgba for layer in layers]), np.stack([layer.height for layer in layers])
    order = np.argsort(-np.where(np.isnan(height), -np.inf, height), axis=0, kind="stable")
    rgba = np.take_along_axis(rgba, order[..., None], 0)
    height = np.take_along_axis(height, order, 0)
    through = np.cumprod(np.concatenate([np.ones_like(rgba[:1, ..., 3]), 1 - rgba[:-1, ..., 3]]), 0)
    shown = rgba * through[..., None]
    front = shown[..., 3].argmax(0)[None]  # a mean would put points between two surfaces
    return Drawing(shown.sum(0), np.take_along_axis(height, front, 0)[0])


def turn(drawing: Drawing, quarters: int) -> Drawing:
    """The object turned counter-clockwise, seen from above, by quarters of a circle: exact."""
    order = [*np.roll(np.arange(4), quarters), 4, 5]
    rgba, height = drawing.rgba[order], drawing.height[order]
    for picture in (rgba, height):
        picture[4] = np.rot90(picture[4], quarters)
        picture[5] = np.rot90(picture[5], -quarters)
    return Drawing(rgba, height)


@dataclass(frozen=True)
class Colors:
    """The up to three colours of an object, those that take most room first.

    lab: (6, 128, 128, 3) float32, CIELAB. label: (6, 128, 128) which colour each pixel has.
    names: the palette's nearest words. shares: of the solid pixels.
    """

    lab: np.ndarray
    label: np.ndarray
    names: list[str]
    shares: list[float]

    @classmethod
    def of(cls, drawing: Drawing) -> Colors:
        """Clusters of the pixels in which light and shade of one colour count as one."""
        from scipy.cluster.vq import kmeans2, vq

        alpha = drawing.rgba[..., 3:]
        lab = to_lab(drawing.rgba[..., :3] / np.maximum(alpha, 1e-4))
        solid = lab[alpha[..., 0] > 0.9]
        if len(solid) < 64:
            return cls(lab, np.zeros(lab.shape[:-1], int), [], [])
        weight = np.array([0.35, 1, 1], dtype=np.float32)
        sample = solid[:: max(1, len(solid) // 4000)] * weight
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
        label = rank[vq(lab.reshape(-1, 3) * weight, centres)[0]].reshape(lab.shape[:-1])
        middles = [np.median(lab[(label == i) & (alpha[..., 0] > 0.9)], 0) for i in range(len(order))]
        names = [min(PALETTE, key=lambda name: np.linalg.norm(goal(name) - lab)) for lab in middles]
        return cls(lab, label, names, [counts[i] / counts.sum() for i in order])


def recolor(drawing: Drawing, colors: Colors, target: str, rank: int = 0) -> Drawing:
    """One of the object's colours becomes a palette colour; light and shade stay."""
    alpha = drawing.rgba[..., 3:]
    chosen = colors.label == rank
    middle = np.median(colors.lab[chosen & (alpha[..., 0] > 0.9)], 0)
    new = goal(target) + (colors.lab - middle) * np.array([0.8, 0.3, 0.3], dtype=np.float32)
    painted = from_lab(np.where(chosen[..., None], new, colors.lab))
    return Drawing(np.concatenate([painted * alpha, alpha], -1), drawing.height)


def variants(sheets: SheetCache, count: int, folder: Path, seed: int = 0) -> SheetCache:
    """`count` variants of the cached sheets, kept in `folder`; the same arguments give the same ones."""
    key = variants_key(sheets, count, seed)
    folder = folder / f"variants-{key}"
    if not (folder / "records.jsonl").is_file():
        _make_all(sheets, count, folder, seed)
    lines = (folder / "records.jsonl").read_text("utf-8").splitlines()
    records = [AssetRecord.of(json.loads(line)) for line in lines]
    rgba, depth = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("rgba", "depth"))
    return SheetCache(records, rgba, depth, key)


def variants_key(sheets: SheetCache, count: int, seed: int) -> str:
    """The key of the cache that `variants` gives."""
    return cache_key(_VERSION, count, seed, sheets.key, [astuple(record) for record in sheets.records])


def compositions(
    sheets: SheetCache, chosen: Sequence[bool], count: int, seed: int
) -> list[tuple[AssetRecord, Drawing]]:
    """`count` sheets of several of the chosen objects, each with its plainest caption: for evaluation."""
    source = _Source(sheets)
    source.weight = source.weight * np.array(chosen)
    made: dict[str, tuple[AssetRecord, Drawing]] = {}
    for i in itertools.count():
        record, phrases, drawing = source.together(np.random.default_rng([seed, i]))
        made.setdefault(phrases[0], (replace(record, caption=phrases[0]), drawing))
        if len(made) == count:
            return list(made.values())
    raise AssertionError  # the loop has no other end


def draw_grid(sheets: SheetCache, path: Path, rows: int = 12, columns: int = 4) -> None:
    """A picture to check variants by: the front and a side of some, with a caption of each."""
    cell_width, cell_height = 2 * JUDGED_RESOLUTION + 8, JUDGED_RESOLUTION + 20
    page = Image.new("RGB", (columns * cell_width, rows * cell_height), "white")
    pen = ImageDraw.Draw(page)
    step = max(1, len(sheets.records) // (rows * columns))
    for cell, i in enumerate(range(0, min(len(sheets.records), step * rows * columns), step)):
        x, y = cell % columns * cell_width, cell // columns * cell_height
        for side in (0, 1):
            picture = Image.fromarray(sheets.rgba[i, side])
            page.paste(picture, (x + side * JUDGED_RESOLUTION, y), picture)
        pen.text((x + 4, y + JUDGED_RESOLUTION + 2), sheets.records[i].caption[:44], "black")
    page.save(path)


def _make_all(sheets: SheetCache, count: int, folder: Path, seed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    size = (count, len(SHEET_VIEWS), JUDGED_RESOLUTION, JUDGED_RESOLUTION)
    rgba = np.lib.format.open_memmap(folder / "rgba.npy", "w+", np.uint8, (*size, 4))
    depth = np.lib.format.open_memmap(folder / "depth.npy", "w+", np.uint16, size)
    source = _Source(sheets)
    lines = []
    for i in tqdm(range(count), desc="variants", unit="sheet"):
        record, drawing = source.variant(np.random.default_rng([seed, i]), i)
        rgba[i], depth[i] = drawing.encoded()
        lines.append(json.dumps(asdict(record)))
    rgba.flush()
    depth.flush()
    (folder / "records.part").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "records.part").replace(folder / "records.jsonl")  # its presence marks the rest as whole


class _Source:
    """Draws variants from a cache: which assets, what is done to them, and how that is said."""

    def __init__(self, sheets: SheetCache) -> None:
        self.sheets = sheets
        counts = Counter(record.concept for record in sheets.records)
        weight = np.array([counts[record.concept] ** -0.5 for record in sheets.records])
        self.weight = weight / weight.sum()

    def variant(self, rng: np.random.Generator, number: int) -> tuple[AssetRecord, Drawing]:
        kind = rng.choice(list(_KINDS), p=[share for share, _ in _KINDS.values()])
        record, phrases, drawing = _KINDS[kind][1](self, rng)
        caption, *others = captions.varied(phrases, rng)
        named = replace(record, id=f"{record.id}~{kind}{number}", concept=phrases[0])
        return replace(named, caption=caption, captions=tuple(others)), drawing

    def pick(
        self, rng: np.random.Generator, categories: Sequence[str] | None = None
    ) -> tuple[AssetRecord, Drawing]:
        """One asset, of one of the categories if there are any."""
        weight = self.weight
        if categories:
            among = np.array([record.category in categories for record in self.sheets.records])
            weight = weight * among if (weight * among).any() else weight
        i = rng.choice(len(weight), p=weight / weight.sum())
        return self.sheets.records[i], Drawing.of(self.sheets.rgba[i], self.sheets.depth[i])

    def recolored(self, rng: np.random.Generator) -> _Variant:
        """ "A purple barrel"; "a brown barrel with purple parts"."""
        record, drawing = self.pick(rng)
        colors, noun = Colors.of(drawing), captions.without_colors(record.noun)
        if not colors.names:
            return self.recolored(rng)
        target = other_color(colors.names, rng)
        if len(colors.names) > 1 and colors.shares[1] > 0.15 and rng.random() < 0.4:
            phrases = captions.with_parts(noun, colors.names[0], target)
            return record, phrases, recolor(drawing, colors, target, 1)
        second = [
            name for name, share in zip(colors.names[1:], colors.shares[1:], strict=True) if share > 0.2
        ]
        return record, captions.colored(noun, [target, *second[:1]]), recolor(drawing, colors, target)

    def stretched(self, rng: np.random.Generator) -> _Variant:
        """ "A tall barrel"."""
        record, drawing = self.pick(rng)
        word = str(rng.choice(list(STRETCHES)))
        noun = captions.without_sizes(record.noun)
        return record, captions.sized(noun, word, record.colors), assemble([place(drawing, STRETCHES[word])])

    def turned(self, rng: np.random.Generator) -> _Variant:
        """The same words: it has no front that is known."""
        record, drawing = self.pick(rng)
        if record.front_known:
            return self.recolored(rng)
        return record, [record.caption, *record.captions], turn(drawing, int(rng.integers(1, 4)))

    def together(self, rng: np.random.Generator) -> _Variant:
        """Two objects, or one a few times."""
        relation = _RELATIONS[rng.integers(len(_RELATIONS))]
        return relation(self, rng)

    def beside(self, rng: np.random.Generator) -> _Variant:
        """ "A purple barrel next to a pine tree"."""
        (first, words, a), (_, others, b) = self.described(rng), self.described(rng)
        left, right = place(a, rng.uniform(0.6, 1)), place(b, rng.uniform(0.6, 1))
        gap = rng.uniform(2, 10)
        right = right.moved((left.box[1, 0] - right.box[0, 0] + gap, 0, 0))
        return (
            first,
            captions.joined(words, others, ("next to", "beside", "and")),
            assemble([left, right]),
        )

    def before(self, rng: np.random.Generator) -> _Variant:
        """ "A bench in front of a house"."""
        (first, words, a), (_, others, b) = self.described(rng), self.described(rng)
        front, back = place(a, rng.uniform(0.4, 0.7)), place(b)
        front = front.moved((0, back.box[0, 1] - front.box[1, 1] - rng.uniform(2, 8), 0))
        return first, captions.joined(words, others, ("in front of",)), assemble([front, back])

    def upon(self, rng: np.random.Generator) -> _Variant:
        """ "A skull on a crate": it stands where the lower one is highest under it."""
        (first, words, a), (_, others, b) = self.described(rng), self.described(rng, SEATS)
        seat = place(b)
        room = np.ptp(seat.box, 0)[:2].min() * 0.7
        guest = place(a, min(1.0, room / np.ptp(a.box, 0)[:2].max()))
        reach = max(2, int(np.ptp(guest.box, 0)[:2].max() / 4))
        middle = slice(_HALF - reach, _HALF + reach)
        floor = np.nanmax(b.height[4, middle, middle], initial=-0.5) * JUDGED_RESOLUTION + seat.offset[2]
        return (
            first,
            captions.joined(words, others, ("on", "on top of")),
            assemble([guest.moved((0, 0, floor)), seat]),
        )

    def within(self, rng: np.random.Generator) -> _Variant:
        """ "A sword in a barrel": its upper half looks out."""
        (first, words, a), (_, others, b) = self.described(rng), self.described(rng, VESSELS)
        vessel = place(b)
        room = np.ptp(vessel.box, 0)[:2].min() * 0.6
        guest = place(a, min(1.0, room / np.ptp(a.box, 0)[:2].max()))
        sunk = np.ptp(vessel.box, 0)[2] - np.ptp(guest.box, 0)[2] / 2
        return (
            first,
            captions.joined(words, others, ("in", "inside")),
            assemble([guest.moved((0, 0, sunk)), vessel]),
        )

    def row(self, rng: np.random.Generator) -> _Variant:
        """ "Three barrels in a row"."""
        record, words, drawing = self.described(rng)
        count, item = int(rng.integers(2, 5)), place(drawing)
        step = np.ptp(item.box, 0)[0] + rng.uniform(2, 12)
        return (
            record,
            captions.counted(words, count, "in a row"),
            assemble([item.moved((i * step, 0, 0)) for i in range(count)]),
        )

    def stack(self, rng: np.random.Generator) -> _Variant:
        """ "A stack of two crates"."""
        record, words, drawing = self.described(rng, BLOCKS)
        count, item = int(rng.integers(2, 4)), place(drawing)
        step = np.ptp(item.box, 0)[2]
        return (
            record,
            captions.stacked(words, count),
            assemble([item.moved((0, 0, i * step)) for i in range(count)]),
        )

    def described(
        self, rng: np.random.Generator, categories: Sequence[str] | None = None
    ) -> tuple[AssetRecord, str, Drawing]:
        """An asset with a noun phrase without article; now and then in a new colour."""
        record, drawing = self.pick(rng, categories)
        if rng.random() < 0.5:
            return record, record.noun, drawing
        colors = Colors.of(drawing)
        if not colors.names:
            return record, record.noun, drawing
        target = other_color(colors.names, rng)
        return record, f"{target} {captions.without_colors(record.noun)}", recolor(drawing, colors, target)


_Variant = tuple[AssetRecord, list[str], Drawing]
_RELATIONS = (_Source.beside, _Source.before, _Source.upon, _Source.within, _Source.row, _Source.stack)
_KINDS: dict[str, tuple[float, Callable[[_Source, np.random.Generator], _Variant]]] = {
    "recolor": (0.4, _Source.recolored),
    "stretch": (0.15, _Source.stretched),
    "turn": (0.15, _Source.turned),
    "together": (0.3, _Source.together),
}


def _resampled(drawing: Drawing, scale: np.ndarray, offset: np.ndarray) -> Drawing:
    """Scaled by (3,) factors around the middle and moved by (3,) pixels, both rounded to whole pixels."""
    import torch
    from torch.nn import functional as F

    size = np.maximum(2, 2 * np.rint(scale * _HALF).astype(int))
    shift = np.rint(offset).astype(int)
    rgba = np.zeros_like(drawing.rgba)
    height = np.full_like(drawing.height, np.nan)
    for view, (right, up, near) in enumerate(_AXES):
        columns, rows = int(np.abs(right) @ size), int(np.abs(up) @ size)
        picture = torch.from_numpy(drawing.rgba[view]).permute(2, 0, 1)[None]
        small = F.interpolate(picture, (rows, columns), mode="bilinear", antialias=True)[0].permute(1, 2, 0)
        relief = _nearest(drawing.height[view], rows, columns) * (np.abs(near) @ size / JUDGED_RESOLUTION)
        corner = (_HALF - int(up @ shift) - rows // 2, _HALF + int(right @ shift) - columns // 2)
        _paste(rgba[view], small.numpy(), corner)
        _paste(height[view], relief + near @ shift / JUDGED_RESOLUTION, corner)
    return Drawing(rgba * np.isfinite(height)[..., None], height)


def _nearest(picture: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Resized without making values that are not there."""
    row = ((np.arange(rows) + 0.5) * picture.shape[0] / rows).astype(int)
    column = ((np.arange(columns) + 0.5) * picture.shape[1] / columns).astype(int)
    return picture[row[:, None], column[None]]


def _paste(page: np.ndarray, picture: np.ndarray, corner: tuple[int, int]) -> None:
    """Copy in place, `corner` being the picture's first row and column; what is outside is cut off."""
    starts = [max(0, at) for at in corner]
    ends = [min(page.shape[i], corner[i] + picture.shape[i]) for i in (0, 1)]
    target = tuple(slice(a, max(a, b)) for a, b in zip(starts, ends, strict=True))
    source = tuple(slice(s.start - at, s.stop - at) for s, at in zip(target, corner, strict=True))
    page[target] = picture[source]
