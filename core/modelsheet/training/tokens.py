"""Cached sheets to training batches: tokens of every asset and its mirror image, captions, masks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tqdm import tqdm

from ..generation.embedded import codec
from ..generation.embedded.vocabulary import Vocabulary
from ..prompts.english import with_article
from ..prompts.minilm import TextEncoder
from .dataset import DEPTH_LIMIT, AssetRecord, SheetCache

DROP_TEXT_OF_PICTURE = 0.5
"""How often a caption is left out where one picture is given: many come without a word."""


@dataclass
class Batch:
    """One step's input. rows: (B,) int64, which records. clean: (B, 192, D). text: (B, 24, 384).
    flags: (B, 192, 5) bool."""

    rows: torch.Tensor
    clean: torch.Tensor
    text: torch.Tensor
    flags: torch.Tensor


class TokenSet:
    """All training sheets as tokens in memory, with the encoded captions.

    tokens: (N, 2, 192, D) float16, the second being mirrored: first the assets' own sheets, then their
    variants. vocabulary: the assets' nouns. weight: (N,) sampling probability: a concept's share grows
    with the square root of its number of assets; all variants together have `variant_share`.
    """

    def __init__(
        self,
        cache: SheetCache,
        encoder: TextEncoder,
        variants: SheetCache | None = None,
        variant_share: float = 0.0,
    ) -> None:
        self.own = len(cache.records)
        self.tokens = _encode_all([cache, variants] if variants else [cache])
        nouns = tuple(sorted({record.noun for record in cache.records}))
        self.vocabulary = Vocabulary(nouns, encoder.sentences(list(nouns)))
        counts = Counter(record.concept for record in cache.records)
        weight = torch.tensor([counts[record.concept] ** -0.5 for record in cache.records])
        self.weight = weight / weight.sum()
        texts = [_asset_captions(record) for record in cache.records]
        if variants:
            more = len(variants.records)
            even = torch.full((more,), variant_share / more)
            self.weight = torch.cat([self.weight * (1 - variant_share), even])
            texts += [[record.caption, *record.captions] for record in variants.records]
        self.caption_rows, self.text = _encode_captions(texts, encoder)

    def statistics(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and standard deviation (0.01 or more) of each coefficient, (D,) float32 each."""
        values = self.tokens[: self.own, 0].float().flatten(0, 1)
        return values.mean(0), values.std(0).clamp(min=0.01)

    def batch(
        self,
        size: int,
        generator: torch.Generator,
        known_share: float,
        drop_text: float,
        augment: bool = True,
    ) -> Batch:
        """A random batch; the same generator state gives the same batch. drop_text: how often a caption is
        left out, but DROP_TEXT_OF_PICTURE where one picture is given.

        Without `augment` it holds the assets' own sheets alone, none of them mirrored.
        """
        weight = self.weight if augment else self.weight[: self.own]
        rows = torch.multinomial(weight, size, replacement=True, generator=generator)
        side = torch.randint(2, (size,), generator=generator) * augment
        pick = torch.rand(size, generator=generator)
        captions = [self.caption_rows[i] for i in rows.tolist()]
        chosen = torch.tensor([c[int(p * len(c))] for c, p in zip(captions, pick.tolist(), strict=True)])
        text = self.text[chosen].float()
        flags = known_parts(size, generator, known_share)
        drop = torch.full((size,), drop_text)
        drop[_one_picture(flags)] = DROP_TEXT_OF_PICTURE
        text[torch.rand(size, generator=generator) < drop] = 0
        return Batch(rows, self.tokens[rows, side].float(), text, flags)


def _one_picture(flags: torch.Tensor) -> torch.Tensor:
    """Which of the samples (B,) are given one view's colour and nothing else."""
    given = flags[..., 1::2].sum((1, 2))  # colours are groups 1 and 3, depths 2 and 4
    return (given == codec.GRID**2) & ~flags[..., 2::2].flatten(1).any(1)


def known_parts(size: int, generator: torch.Generator, share: float) -> torch.Tensor:
    """Random flags (B, 192, 5): which groups of which patches are given as clean input.

    A `share` of the samples gets one of: one view's colour and alpha, more often than not the front's;
    some whole views with depth; a painted region's surroundings (everything but a box in one pair); all
    colour without depth.
    """
    flags = torch.zeros(size, codec.AXES, codec.GRID, codec.GRID, len(codec.GROUP_SIZES), dtype=torch.bool)
    dice = torch.rand(size, 8, generator=generator).tolist()
    for flag, (use, kind, axis, side, *rest) in zip(flags, dice, strict=True):
        if use >= share:
            continue
        a = int(axis * codec.AXES)
        if kind < 0.3:  # a picture of the front
            flag[0, ..., :2] = True
        elif kind < 0.6:  # of any side, the front again among them
            flag[a, ..., 0] = True
            flag[a, ..., 1 if side < 0.5 else 3] = True
        elif kind < 0.8:  # pinned views
            for view, die in enumerate((axis, side, *rest)):
                if die < 0.5 or view == a * 2:
                    flag[view // 2, ..., 0] = True
                    near = view % 2 == 0
                    flag[view // 2, ..., slice(1, 3) if near else slice(3, 5)] = True
        elif kind < 0.9:  # a box to fill
            flag[:] = True
            row, column = int(rest[0] * 6), int(rest[1] * 6)
            flag[a, row : row + 2 + int(rest[2] * 6), column : column + 2 + int(rest[3] * 6)] = False
        else:  # depth completion
            flag[..., [0, 1, 3]] = True
    return flags.flatten(1, 3)


def sheet_pixels(rgba: np.ndarray, depth: np.ndarray) -> codec.SheetPixels:
    """Cached arrays (B, 6, H, W, 4) uint8 and (B, 6, H, W) uint16 to filled model input."""
    alpha = torch.from_numpy(rgba[..., 3] / np.float32(255))
    rgb = torch.from_numpy(rgba[..., :3] / np.float32(255)).permute(0, 1, 4, 2, 3)
    seen = torch.from_numpy(depth != 0).float()
    height = 1 - (torch.from_numpy(depth.astype(np.float32)) - 1) / 65534 * DEPTH_LIMIT
    return codec.SheetPixels(
        alpha,
        _fill(rgb, (alpha > 0).float()[:, :, None]),
        _fill(height[:, :, None], seen[:, :, None])[:, :, 0],
    )


def mirrored(pixels: codec.SheetPixels) -> codec.SheetPixels:
    """The sheets of the objects' mirror images: right and left change places, all but they flip."""
    order = [0, 3, 2, 1, 4, 5]
    parts = (part[:, order].flip(-1) for part in (pixels.alpha, pixels.rgb, pixels.height))
    return codec.SheetPixels(*parts)


def _fill(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return codec.fill_outside(values.flatten(0, 1), weight.flatten(0, 1)).view_as(values)


def _encode_all(caches: Sequence[SheetCache]) -> torch.Tensor:
    count = sum(len(cache.records) for cache in caches)
    tokens = torch.empty(count, 2, codec.TOKENS, codec.TOKEN_SIZE, dtype=torch.float16)
    filled = 0
    bar = tqdm(total=count, desc="encode", unit="sheet")
    for cache in caches:
        for start in range(0, len(cache.records), 32):
            pixels = sheet_pixels(cache.rgba[start : start + 32], cache.depth[start : start + 32])
            part = slice(filled, filled + len(pixels.alpha))
            tokens[part, 0] = codec.encode(codec.stack_pairs(pixels)).half()
            tokens[part, 1] = codec.encode(codec.stack_pairs(mirrored(pixels))).half()
            filled = part.stop
            bar.update(part.stop - part.start)
    bar.close()
    return tokens


def _asset_captions(record: AssetRecord) -> list[str]:
    """All of its captions; the bare concept is one of them, with and without its article: people type it."""
    return [record.caption, *record.captions, record.concept, with_article(record.concept)]


def _encode_captions(
    texts: Sequence[Sequence[str]], encoder: TextEncoder
) -> tuple[list[list[int]], torch.Tensor]:
    """For each sheet the rows of its captions, and the encoded captions (M, 24, 384) float16."""
    rows: dict[str, int] = {}
    table = [[rows.setdefault(text, len(rows)) for text in dict.fromkeys(own)] for own in texts]
    distinct = list(rows)
    parts = [
        encoder.states(distinct[i : i + 256]).half()
        for i in tqdm(range(0, len(distinct), 256), desc="captions", unit="batch")
    ]
    return table, torch.cat(parts)
