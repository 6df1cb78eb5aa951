"""Training sheets on the device: tokens, captions and random known parts, batch by batch without the host."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from ..errors import ModelsheetError
from ..generation.embedded import RESOLUTION, codec
from ..generation.embedded.vocabulary import Vocabulary
from ..procedural.family import MATERIALS, Color, Family, Finish, Values
from ..prompts.english import with_article
from ..prompts.minilm import TEXT_TOKENS, TEXT_WIDTH, TextEncoder
from . import captions
from .dataset import AssetLibrary, AssetRecord, is_held_out
from .pack import Pack
from .raster import ColoredTriangles, DrawnSheets, draw_sheets
from .scenes import Captioned, Library, SceneMaker

DROP_TEXT_OF_PICTURE = 0.5
"""How often a caption is left out where one picture is given: many come without a word."""
_FACES_AT_ONCE = 60_000
"""Triangles that are drawn together on a GPU; a CPU draws one sheet after another."""


@dataclass(frozen=True)
class Recipe:
    """What is drawn to train on.

    data: a folder of assets or a pack. hold_out: leave out the families kept for evaluation. scenes:
    how many of `SceneMaker`. procedural: how many assets of the families of `modelsheet.procedural`.
    scene_share, procedural_share: of the batches, that are drawn from these. targets: how many of the
    sheets are kept as pictures, for the refiner.
    """

    data: Path
    hold_out: bool
    scenes: int
    procedural: int
    scene_share: float
    procedural_share: float
    targets: int
    seed: int


@dataclass
class Batch:
    """One step's input, on the device. rows: (B,) int64, which sheets. clean: (B, 192, D).
    text: (B, 32, 384). flags: (B, 192, 5) bool."""

    rows: torch.Tensor
    clean: torch.Tensor
    text: torch.Tensor
    flags: torch.Tensor


class TokenSet:
    """All training sheets as tokens on the device, with their encoded captions.

    tokens: (N, 192, D) float16: first the assets' own sheets, then scenes, then procedural assets. weight:
    (N,) sampling probability: a concept's share grows with the square root of its number of assets.
    target_rows: (T,) int64 increasing, of which `targets` holds the pictures. nouns: what was drawn.
    """

    def __init__(
        self,
        tokens: torch.Tensor,
        weight: torch.Tensor,
        texts: Sequence[Sequence[str]],
        targets: tuple[torch.Tensor, DrawnSheets],
        own: int,
        nouns: Sequence[str],
        encoder: TextEncoder,
    ) -> None:
        self.tokens, self.own, self.nouns = tokens, own, nouns
        self.device = tokens.device
        self.weight = weight.to(self.device)
        self._sums = self.weight.double().cumsum(0)
        self.target_rows, self._targets = targets
        counts = torch.tensor([len(each) for each in texts])
        self._caption_count = counts.to(self.device)
        self._caption_start = (counts.cumsum(0) - counts).to(self.device)
        rows: dict[str, int] = {}
        order = [rows.setdefault(text, len(rows)) for each in texts for text in each]
        self._caption_row = torch.tensor(order, device=self.device)
        self._text = _encoded(list(rows), encoder, self.device)

    def statistics(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and standard deviation (0.01 or more) of each coefficient, (D,) float32 each."""
        values = self.tokens[: self.own : max(1, self.own // 2000)].float().flatten(0, 1)
        return values.mean(0), values.std(0).clamp(min=0.01)

    def vocabulary(self, encoder: TextEncoder) -> Vocabulary:
        """What the notice of far-away prompts compares with."""
        return Vocabulary(tuple(self.nouns), encoder.sentences(list(self.nouns)))

    def batch(self, size: int, generator: torch.Generator, known_share: float, drop_text: float) -> Batch:
        """A random batch, half of it mirrored; the same generator state gives the same batch. drop_text: how
        often a caption is left out, but DROP_TEXT_OF_PICTURE where one picture is given."""

        def dice(*shape: int) -> torch.Tensor:
            return torch.rand(*shape, generator=generator, device=self.device)

        rows = torch.searchsorted(self._sums, dice(size).double() * self._sums[-1]).clamp(
            max=len(self._sums) - 1
        )
        clean = self.tokens[rows].float()
        clean = torch.where((dice(size) < 0.5)[:, None, None], codec.mirror(clean), clean)
        flags = known_parts(dice(size, 8), known_share)
        drop = torch.where(_one_picture(flags), DROP_TEXT_OF_PICTURE, drop_text)
        return Batch(rows, clean, self._captions(rows, dice(size), dice(size) < drop), flags)

    def target_batch(self, size: int, generator: torch.Generator) -> tuple[Batch, torch.Tensor]:
        """Sheets with all of their captions told and nothing known, and their pictures as axis pairs
        (B, 3, 9, 256, 256)."""
        index = torch.randint(len(self.target_rows), (size,), generator=generator, device=self.device)
        pick = torch.rand(size, generator=generator, device=self.device)
        rows = self.target_rows[index]
        text = self._captions(rows, pick, torch.zeros_like(rows, dtype=torch.bool))
        flags = torch.zeros(size, codec.TOKENS, len(codec.GROUP_SIZES), dtype=torch.bool, device=self.device)
        drawn = DrawnSheets(self._targets.rgba[index], self._targets.depth[index])
        return Batch(rows, self.tokens[rows].float(), text, flags), codec.stack_pairs(sheet_pixels(drawn))

    def _captions(self, rows: torch.Tensor, pick: torch.Tensor, drop: torch.Tensor) -> torch.Tensor:
        """One of each row's captions, chosen by `pick` in [0, 1); zeros where it is to be left out."""
        count = self._caption_count[rows]
        index = self._caption_start[rows] + (pick * count).long().clamp(max=count - 1)
        return self._text[self._caption_row[index]].float() * ~drop[:, None, None]


def open_library(data: Path) -> Library:
    """A folder of assets, or a pack."""
    return Pack(data) if data.is_file() else AssetLibrary(data)


def prepare(
    recipe: Recipe, encoder: TextEncoder, device: str, workers: int, folder: Path | None = None
) -> TokenSet:
    """Draw and encode all that the recipe asks for; kept in `folder`, if there is one, for the next time."""
    library = open_library(recipe.data)
    records = _chosen(library, recipe)
    total = len(records) + recipe.scenes + recipe.procedural
    kept = None if folder is None else folder / f"tokens-{_key(recipe, records)}.pt"
    if kept is not None and kept.is_file():
        found = torch.load(kept, map_location=device, weights_only=True)
    else:
        found = _draw_all(recipe, total, device, workers)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            torch.save(found, kept.with_suffix(".part"))
            kept.with_suffix(".part").replace(kept)
    counts = Counter(record.concept for record in records)
    own = torch.tensor([counts[record.concept] ** -0.5 for record in records])
    shares = [
        1 - recipe.scene_share * bool(recipe.scenes) - recipe.procedural_share * bool(recipe.procedural)
    ]
    shares += [recipe.scene_share, recipe.procedural_share]
    weights = [
        own / own.sum(),
        *(torch.full((n,), 1 / max(n, 1)) for n in (recipe.scenes, recipe.procedural)),
    ]
    weight = torch.cat([part * share for part, share in zip(weights, shares, strict=True)])
    nouns = sorted({record.concept for record in records} | set(_family_names(recipe)))
    targets = (found["target_rows"], DrawnSheets(found["rgba"], found["depth"]))
    return TokenSet(found["tokens"], weight, found["texts"], targets, len(records), nouns, encoder)


def _draw_all(recipe: Recipe, total: int, device: str, workers: int) -> dict[str, object]:
    tokens = torch.empty(total, codec.TOKENS, codec.TOKEN_SIZE, dtype=torch.float16, device=device)
    wanted = np.unique(np.linspace(0, total - 1, min(recipe.targets, total)).astype(int))
    rgba, depth, texts, done = [], [], [], 0
    with _makers(recipe, total, workers) as meshes:
        made = tqdm(meshes, total=total, desc="draw", unit="sheet")
        for group in grouped(made, _FACES_AT_ONCE if device != "cpu" else 0):
            drawn = draw_sheets([item.mesh for item in group], RESOLUTION, device)
            encoded = codec.encode(codec.stack_pairs(sheet_pixels(drawn)))
            tokens[done : done + len(group)] = encoded.half()
            texts += [item.captions for item in group]
            picked = wanted[(wanted >= done) & (wanted < done + len(group))] - done
            if len(picked):
                rgba.append(drawn.rgba[picked].clone())
                depth.append(drawn.depth[picked].half())
            done += len(group)
    return {
        "tokens": tokens,
        "texts": texts,
        "target_rows": torch.from_numpy(wanted).to(device),
        "rgba": torch.cat(rgba),
        "depth": torch.cat(depth),
    }


@contextmanager
def _makers(recipe: Recipe, total: int, workers: int) -> Iterator[Iterable[Captioned]]:
    """All meshes of the recipe in their order, made by so many processes; 0 makes them in this one."""
    if workers == 0:
        _open(recipe)
        yield map(_make, range(total))
        return
    context = get_context("spawn")  # a fork of a process that uses a GPU or many threads may hang
    with ProcessPoolExecutor(workers, context, _open, (recipe,)) as pool:
        yield pool.map(_make, range(total), chunksize=16)


def grouped(made: Iterable[Captioned], faces: int) -> Iterator[list[Captioned]]:
    """Neighbours whose faces together are about as many; one by one where `faces` is 0."""
    group: list[Captioned] = []
    for item in made:
        group.append(item)
        if sum(len(each.mesh.corners) for each in group) > faces or len(group) == 32:
            yield group
            group = []
    if group:
        yield group


@dataclass
class _Maker:
    """What a process that makes meshes holds."""

    recipe: Recipe
    library: Library
    records: list[AssetRecord]
    scenes: SceneMaker


_maker: _Maker | None = None


def _open(recipe: Recipe) -> None:
    global _maker
    library = open_library(recipe.data)
    records = _chosen(library, recipe)
    _maker = _Maker(recipe, library, records, SceneMaker(library, records, recipe.seed))


def _make(number: int) -> Captioned:
    """Sheet `number` of the recipe: an asset's own, then the scenes, then the procedural ones."""
    assert _maker is not None
    records, recipe = _maker.records, _maker.recipe
    if number < len(records):
        record = records[number]
        return Captioned(_maker.library.triangles(record), _asset_captions(record, number))
    number -= len(records)
    if number < recipe.scenes:
        return _maker.scenes.scene(number)
    return procedural_asset(number - recipe.scenes, recipe.seed)


def procedural_asset(number: int, seed: int) -> Captioned:
    """Asset `number` of the families, each in its turn."""
    from ..procedural import families
    from ..procedural.surface import concatenate
    from ..procedural.words import captions as told

    rng = np.random.default_rng([seed, 1, number])
    names = list(families())
    family = families()[names[number % len(names)]]
    values = family.sample(rng)
    vertices, faces, colors = concatenate(family.parts(values))
    corners = np.repeat(colors[:, None], 3, 1)
    phrases = [*told(family, values, rng), with_article(family.name), family.name]
    color = _unusual_color(family, values)
    phrases = [phrase for phrase in phrases if color is None or color in phrase.split()] or phrases[:1]
    return Captioned(ColoredTriangles(vertices[faces], corners), phrases)


def _unusual_color(family: Family, values: Values) -> str | None:
    """The word of the thing's main colour, if it isn't the one that first comes to mind: a blue cow is not
    what "a cow" asks for. Materials go without saying."""
    for parameter in family.parameters:
        if isinstance(parameter, Color | Finish) and not parameter.of:
            word = values[parameter.name].word
            words = parameter.words if isinstance(parameter, Color) else parameter.colors
            usual = word in MATERIALS or (bool(words) and words.count(word) == max(map(words.count, words)))
            return None if usual and (len(set(words)) < 9 or word == words[0]) else word
    return None


def _chosen(library: Library, recipe: Recipe) -> list[AssetRecord]:
    chosen = [record for record in library.whole if not (recipe.hold_out and is_held_out(record))]
    if not chosen:
        raise ModelsheetError(f"{recipe.data} has no whole objects: give --data another folder or pack")
    return chosen


def _family_names(recipe: Recipe) -> list[str]:
    if not recipe.procedural:
        return []
    from ..procedural import families

    return list(families())


def _asset_captions(record: AssetRecord, number: int) -> list[str]:
    """All of its captions; the bare concept is one of them, with and without its article: people type it.
    A few more vary in words and order, or slip on the keys."""
    own = [record.caption, *record.captions, record.concept, with_article(record.concept)]
    varied = captions.varied([record.caption, *record.captions[:1]], np.random.default_rng(number), 3)
    return list(dict.fromkeys([*own, *varied]))


def _key(recipe: Recipe, records: Sequence[AssetRecord]) -> str:
    from .dataset import cache_key

    parts = (recipe.scenes, recipe.procedural, recipe.targets, recipe.seed, RESOLUTION, codec.TOKEN_SIZE)
    told = [[record.id, record.caption, *record.captions] for record in records]
    return cache_key(_VERSION, parts, told, _family_names(recipe))


_VERSION = 1
"""Raise when the same recipe gives other sheets, so that old caches are not used."""


def sheet_pixels(drawn: DrawnSheets) -> codec.SheetPixels:
    """Drawn sheets to model input: colour and height go on smoothly outside the silhouettes."""
    rgba, depth = drawn.rgba.float() / 255, drawn.depth.float()
    alpha = rgba[..., 3]
    seen = (alpha > 0).float()
    height = torch.where(alpha > 0, 1 - depth, 0)
    return codec.SheetPixels(
        alpha,
        _fill(rgba[..., :3].permute(0, 1, 4, 2, 3), seen[:, :, None]),
        _fill(height[:, :, None], seen[:, :, None])[:, :, 0],
    )


def _fill(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return codec.fill_outside(values.flatten(0, 1), weight.flatten(0, 1)).view_as(values)


def _encoded(texts: Sequence[str], encoder: TextEncoder, device: torch.device) -> torch.Tensor:
    """(M, 32, 384) float16; the longest together, so that little is padded."""
    states = torch.zeros(len(texts), TEXT_TOKENS, TEXT_WIDTH, dtype=torch.float16, device=device)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in tqdm(range(0, len(order), 512), desc="captions", unit="batch"):
        part = order[start : start + 512]
        states[torch.tensor(part, device=device)] = encoder.states([texts[i] for i in part]).to(states)
    return states


def _one_picture(flags: torch.Tensor) -> torch.Tensor:
    """Which of the samples (B,) are given one view's colour and nothing else."""
    given = flags[..., 1::2].sum((1, 2))  # colours are groups 1 and 3, depths 2 and 4
    return (given == codec.GRID**2) & ~flags[..., 2::2].flatten(1).any(1)


def known_parts(dice: torch.Tensor, share: float) -> torch.Tensor:
    """Flags (B, 192, 5) of uniform random numbers (B, 8): which groups of which patches are given.

    A `share` of the samples gets one of: one view's colour and alpha, more often than not the front's;
    some whole views with depth; a painted region's surroundings (everything but a box in one pair); all
    colour without depth; all outlines and depth without colour.
    """
    size, device = len(dice), dice.device
    use, kind, axis, side = dice[:, 0] < share, dice[:, 1], dice[:, 2], dice[:, 3]
    of_axis = _table(device)[:, None] == (axis * codec.AXES).long()[None]  # (3, B)
    groups = torch.zeros(5, size, codec.AXES, codec.GRID, codec.GRID, dtype=torch.bool, device=device)
    chosen = of_axis.T[:, :, None, None]
    near = (side < 0.5)[:, None, None, None]
    front = (_table(device) == 0)[None, :, None, None]

    def where(low: float, high: float) -> torch.Tensor:
        return (use & (kind >= low) & (kind < high))[:, None, None, None]

    def add(group: int, mask: torch.Tensor) -> None:
        groups[group] |= mask.expand_as(groups[group])

    edges = (0, 0.3, 0.55, 0.72, 0.8, 0.88, 1.01)
    picture, any_side, pinned, box, colors, shape = (where(*span) for span in pairwise(edges))
    add(0, picture & front | any_side & chosen)
    add(1, picture & front | any_side & chosen & near)
    add(3, any_side & chosen & ~near)
    views = (dice[:, 2:8] < 0.5) | (torch.arange(6, device=device) == 2 * (axis * codec.AXES).long()[:, None])
    for view in range(6):
        shown = pinned & views[:, view, None, None, None] & (_table(device) == view // 2)[None, :, None, None]
        for group in (0, 1, 2) if view % 2 == 0 else (0, 3, 4):
            add(group, shown)
    row, column = (dice[:, 4] * 6).long(), (dice[:, 5] * 6).long()
    height, width = 2 + (dice[:, 6] * 6).long(), 2 + (dice[:, 7] * 6).long()
    at = torch.arange(codec.GRID, device=device)
    rows = (at >= row[:, None]) & (at < (row + height)[:, None])
    columns = (at >= column[:, None]) & (at < (column + width)[:, None])
    hole = chosen & rows[:, None, :, None] & columns[:, None, None, :]
    for group in range(5):
        add(group, box & ~hole)
    for group in (0, 1, 3):
        add(group, colors)
    for group in (0, 2, 4):
        add(group, shape)
    return groups.permute(1, 2, 3, 4, 0).flatten(1, 3)


@cache
def _table(device: torch.device) -> torch.Tensor:
    return torch.arange(codec.AXES, device=device)
