"""The judge: does a sheet show what a caption says?

A small image-text model, contrastive as CLIP (Radford et al. 2021): a convolutional network over the
six views against the sentence vector of the embedded text encoder. It is trained on renders of the
training assets and on variants of them, never on the held-out families and never on anything that
was generated. `python -m modelsheet.evaluation.judge DATA CACHE` trains it; `evaluate` does so
where it finds none.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F
from tqdm import tqdm

from ..errors import ModelsheetError
from ..prompts.minilm import TEXT_WIDTH, TextEncoder
from ..sheet import ModelSheet
from ..training.dataset import AssetLibrary, AssetRecord, SheetCache
from ..training.variants import variants

FILE = "judge-1.safetensors"  # the number rises with what it is made of
PIXELS = 32
STEPS, BATCH = 600, 96
_VARIANTS = 300
_SEED = 0
_WIDTHS = (24, 48, 96)
_SHARED = 192


class Judge(nn.Module):
    """Views and sentences to unit vectors; their dot product says how well they go together."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in zip((4, *_WIDTHS), _WIDTHS, strict=False):
            layers += [nn.Conv2d(before, after, 3, 2, 1), nn.GroupNorm(4, after), nn.SiLU()]
        self.eye = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(2), nn.Flatten())
        self.views = nn.Linear(6 * 4 * _WIDTHS[-1], _SHARED)
        self.words = nn.Linear(TEXT_WIDTH, _SHARED)
        self.sharpness = nn.Parameter(torch.tensor(2.5))

    def see(self, views: torch.Tensor) -> torch.Tensor:
        """(B, 6, 4, 32, 32) premultiplied, as `picture` gives them, to (B, 192) unit vectors."""
        return F.normalize(self.views(self.eye(views.flatten(0, 1)).unflatten(0, (-1, 6)).flatten(1)), dim=-1)

    def read(self, sentences: torch.Tensor) -> torch.Tensor:
        """(B, 384) sentence vectors to (B, 192) unit vectors."""
        return F.normalize(self.words(sentences), dim=-1)


class Jury:
    """A trained judge with its text encoder; a sheet and a caption agree by the product of their vectors."""

    def __init__(self, judge: Judge, encoder: TextEncoder) -> None:
        self.judge, self.encoder = judge.eval(), encoder

    @torch.inference_mode()
    def read(self, captions: list[str]) -> np.ndarray:
        """(M, 192) unit vectors of captions."""
        return self.judge.read(torch.from_numpy(self.encoder.sentences(captions))).numpy()

    @torch.inference_mode()
    def see(self, pictures: np.ndarray) -> np.ndarray:
        """(N, 192) unit vectors of sheets, (N, 6, 32, 32, 4) uint8 of `picture`."""
        return self.judge.see(_input(pictures)).numpy()


def picture(rgba: np.ndarray) -> np.ndarray:
    """Views (..., H, W, 4) uint8, straight alpha, to (..., 32, 32, 4) uint8, premultiplied."""
    size = rgba.shape[-2] // PIXELS
    if rgba.shape[-3:-1] != (size * PIXELS, size * PIXELS) or size == 0:
        raise ModelsheetError(f"the judge sees views of {PIXELS} pixels or a multiple, not {rgba.shape[-2]}")
    alpha = rgba[..., 3:].astype(np.uint32)
    seen = np.concatenate([rgba[..., :3] * alpha, alpha * 255], -1)
    rows = seen.reshape(*rgba.shape[:-3], PIXELS, size, -1).sum(-2, dtype=np.uint32)
    blocks = rows.reshape(*rgba.shape[:-3], PIXELS, PIXELS, size, 4).sum(-2, dtype=np.uint32)
    return np.rint(blocks / (255 * size**2)).astype(np.uint8)


def picture_of(sheet: ModelSheet) -> np.ndarray:
    """(6, 32, 32, 4) uint8."""
    return picture(np.stack([view.rgba for view in sheet]))


def load_or_train(library: AssetLibrary, cache: Path, encoder: TextEncoder) -> Jury:
    """The judge of the cache folder, trained first where there is none: minutes of one core."""
    path = cache / FILE
    if not path.is_file():
        seen = library.sheets(library.seen, cache)
        judge = train(seen, variants(seen, _VARIANTS, cache, _SEED + 1), encoder)
        cache.mkdir(parents=True, exist_ok=True)
        save_file(judge.state_dict(), path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)
    judge = Judge()
    judge.load_state_dict(load_file(path))
    return Jury(judge, encoder)


def train(real: SheetCache, varied: SheetCache, encoder: TextEncoder, steps: int = STEPS) -> Judge:
    """A judge from real sheets and their variants, half and half; the same input gives the same one."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # another number would give other sums
    torch.manual_seed(_SEED)
    generator = torch.Generator().manual_seed(_SEED)
    pictures = torch.from_numpy(np.concatenate([_pictures(real), _pictures(varied)]))
    rows, sentences = _encoded([*real.records, *varied.records], encoder)
    judge = Judge()
    optimizer = torch.optim.AdamW(judge.parameters(), 2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    first = len(real.records)
    for _ in tqdm(range(steps), desc="judge", unit="step", disable=None):
        chosen = torch.cat(
            [
                torch.randint(0, first, (BATCH // 2,), generator=generator),
                torch.randint(first, len(pictures), (BATCH - BATCH // 2,), generator=generator),
            ]
        )
        dice = torch.rand(BATCH, generator=generator).tolist()
        captions = [rows[i] for i in chosen.tolist()]
        text = torch.tensor([own[int(d * len(own))] for own, d in zip(captions, dice, strict=True)])
        views = _moved(_input(pictures[chosen].numpy()), generator)
        scores = judge.see(views) @ judge.read(sentences[text]).T * judge.sharpness.exp()
        same = text[:, None] == text[None]  # other assets of the same caption are no mistakes
        scores = scores.masked_fill(same & ~torch.eye(BATCH, dtype=torch.bool), -1e4)
        goal = torch.arange(BATCH)
        loss = (F.cross_entropy(scores, goal) + F.cross_entropy(scores.T, goal)) / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    torch.set_num_threads(threads)
    return judge.eval()


def _pictures(cache: SheetCache) -> np.ndarray:
    parts = [picture(cache.rgba[i : i + 64]) for i in range(0, len(cache.records), 64)]
    return np.concatenate(parts)


def _encoded(records: list[AssetRecord], encoder: TextEncoder) -> tuple[list[list[int]], torch.Tensor]:
    """For each record the rows of its captions, and the sentence vectors (M, 384) of all."""
    rows: dict[str, int] = {}
    table = [[rows.setdefault(text, len(rows)) for text in (r.caption, *r.captions)] for r in records]
    texts = list(rows)
    parts = [encoder.sentences(texts[i : i + 256]) for i in range(0, len(texts), 256)]
    return table, torch.from_numpy(np.concatenate(parts))


def _input(pictures: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(pictures).permute(0, 1, 4, 2, 3).float() / 127.5 - 1


def _moved(views: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Half of them mirrored (right and left change places), all shifted a little, light and dark."""
    mirror = torch.rand(len(views), generator=generator) < 0.5
    views = torch.where(mirror[:, None, None, None, None], views[:, [0, 3, 2, 1, 4, 5]].flip(-1), views)
    shift = torch.randint(-2, 3, (2,), generator=generator).tolist()
    views = torch.roll(views, shift, (-2, -1))
    light = 1 + 0.1 * torch.randn(len(views), 1, 1, 1, 1, generator=generator)
    color = ((views[:, :, :3] + 1) * light).clamp(0, 2) - 1
    return torch.cat([color, views[:, :, 3:]], 2)


if __name__ == "__main__":
    data, cache = map(Path, sys.argv[1:])
    load_or_train(AssetLibrary(data), cache, TextEncoder())
