"""Teach the picture reader: python -m modelsheet.training.reader DATA OUT [--minutes M] [--device cuda]

Its pictures are renders of the assets, without the families that are held out for evaluation, and of
procedural assets: the six sides as a sheet has them, and others through a lens from anywhere. It sees them
shaded, noisy, blurred, of other colours, turned a little, and some with some of a background left.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm

from ..cameras import SHEET_VIEWS, orbit_pose, sheet_camera
from ..generation.embedded.precision import fast
from ..generation.embedded.reader import MIRRORED, PIXELS, SIDES, PictureReader, as_input, centred, cut
from ..generation.embedded.vocabulary import Vocabulary
from ..procedural import families
from ..prompts.minilm import TextEncoder
from ..weights import find_model, write_hashes
from .dataset import AssetRecord, is_held_out
from .raster import draw_pictures
from .scenes import Captioned
from .tokens import grouped, open_library, procedural_asset
from .train import open_encoder

LARGE = 108
"""Pixels a side of the renders: a little larger than what is read, so that it can be moved and turned."""
_LENS_VIEWS = 8  # beside the six sides
_STRAIGHT, _ASKEW = 16.0, 28.0  # degrees off a side: up to here it shows that side, from here three quarters
_FACES_AT_ONCE = 30_000  # that are drawn together


@dataclass(frozen=True)
class Pictures:
    """Renders of N assets. told: of each what it is, in a sentence and in a word. pixels: (N, V, 108, 108, 5)
    uint8: colour, shade and alpha. directions: (N, V, 3) from the asset to the camera. records: of the first
    of them; the others are procedural."""

    told: list[tuple[str, str]]
    pixels: torch.Tensor
    directions: np.ndarray
    records: list[AssetRecord]


def draw(data: Path, held_out: bool, procedural: int, device: str, workers: int) -> Pictures:
    """The pictures of the assets that are held out, or of all others, and of so many procedural ones."""
    library = open_library(data)
    records = [record for record in library.whole if is_held_out(record) == held_out]
    own = (Captioned(library.triangles(record), [record.caption, record.concept]) for record in records)
    rng, pixels, directions, told = np.random.default_rng(0), [], [], []
    lens = torch.arange(len(SHEET_VIEWS) + _LENS_VIEWS, device=device) >= len(SHEET_VIEWS)
    with _procedural(procedural, workers) as others:
        made = tqdm(chain(own, others), total=len(records) + procedural, desc="draw", unit="asset")
        for group in grouped(made, _FACES_AT_ONCE if device != "cpu" else 0):
            poses, lights = _cameras(len(group), rng)
            posed, lit = (torch.from_numpy(part).to(device) for part in (poses, lights))
            pixels.append(draw_pictures([item.mesh for item in group], posed, lens, lit, LARGE))
            place = poses[..., :3, 3]
            directions.append(place / np.linalg.norm(place, axis=-1, keepdims=True))
            told += [(item.captions[0], item.captions[-1]) for item in group]
    return Pictures(told, torch.cat(pixels), np.concatenate(directions), records)


@contextmanager
def _procedural(count: int, workers: int) -> Iterator[Iterable[Captioned]]:
    """So many procedural assets, each with a caption and its family's name; made by so many processes, or
    here."""
    if workers == 0:
        yield map(_named, range(count))
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield pool.map(_named, range(count), chunksize=16)


def _named(number: int) -> Captioned:
    names = list(families())
    made = procedural_asset(number, _SEED)
    return Captioned(made.mesh, [made.captions[0], names[number % len(names)]])


_SEED = 7


def _cameras(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Poses (count, V, 4, 4) and lights (count, V, 3), float32: the six sides, and others through a lens."""
    sides = [sheet_camera(name).camera_to_world for name in SHEET_VIEWS]
    poses = np.array([[*sides, *(_lens(rng) for _ in range(_LENS_VIEWS))] for _ in range(count)], np.float32)
    lights = rng.normal(size=(*poses.shape[:2], 3)) * (0.6, 0.4, 0.2) + (0, 0.6, 0.7)
    return poses, (lights / np.linalg.norm(lights, axis=-1, keepdims=True)).astype(np.float32)


def _lens(rng: np.random.Generator) -> np.ndarray:
    """From anywhere a person would stand, mostly from between the sides."""
    azimuth, elevation = rng.uniform(0, 360), rng.choice([rng.uniform(-5, 15), rng.uniform(10, 50)])
    return orbit_pose(azimuth, elevation, 0.9 / np.tan(np.radians(rng.uniform(12, 60)) / 2))


def meant(pictures: Pictures, vocabulary: Vocabulary, encoder: TextEncoder) -> np.ndarray:
    """As what each asset should be read, (N, nouns) float32 shares: half of it as its own noun, half as those
    of like meaning."""
    texts = sorted({text for own in pictures.told for text in own}, key=len)  # little is padded
    parts = [encoder.sentences(texts[i : i + 512]) for i in range(0, len(texts), 512)]
    vectors = dict(zip(texts, np.concatenate(parts), strict=True))
    sentences = np.stack([np.mean([vectors[text] for text in own], 0) for own in pictures.told])
    sentences /= np.linalg.norm(sentences, axis=1, keepdims=True)
    shares = np.exp((sentences @ vocabulary.vectors.T - 1) / _ALIKE)
    shares /= 2 * shares.sum(1, keepdims=True)
    place = {noun: i for i, noun in enumerate(vocabulary.nouns)}
    for row, (_, noun) in enumerate(pictures.told):
        if noun in place:
            shares[row, place[noun]] += 0.5
    return (shares / shares.sum(1, keepdims=True)).astype(np.float32)


def teach(data: Path, out: Path, minutes: float, device: str, workers: int, procedural: int) -> PictureReader:
    """Draw, learn for so many minutes, and write the reader's folder."""
    started = time.perf_counter()
    pictures = draw(data, False, procedural, device, workers)
    vocabulary, encoder = Vocabulary.load(find_model("embedded")), open_encoder(data, device)
    nouns = torch.from_numpy(meant(pictures, vocabulary, encoder)).to(device)
    print(f"{len(nouns)} assets after {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    torch.manual_seed(0)
    reader = learn(PictureReader(), pictures, nouns, vocabulary, clock(minutes)).cpu()
    library = open_library(data).whole
    if any(map(is_held_out, library)):  # a pack may have none
        figures = score(reader, draw(data, True, 0, device, 0), vocabulary, library)
        print(json.dumps(figures), file=sys.stderr, flush=True)
    write(reader, out / "reader")
    return reader


def learn(
    reader: PictureReader,
    pictures: Pictures,
    nouns: torch.Tensor,
    vocabulary: Vocabulary,
    progress: Iterable[float],
    batch: int = 512,
    average: float = 0.998,
) -> PictureReader:
    """The reader, taught as what to read pictures, nouns (N, nouns), and which side they show.
    progress: a share of the lesson, 0 to 1, for each step. average: how slowly the mean of the weights, which
    is returned, follows them."""
    device = pictures.pixels.device
    reader = reader.to(device, memory_format=torch.channels_last)
    mean = AveragedModel(reader, multi_avg_fn=get_ema_multi_avg_fn(average), use_buffers=True)
    optimizer = torch.optim.AdamW(reader.parameters(), lr=_RATE, weight_decay=0.05)
    counts = Counter(noun for _, noun in pictures.told)
    weight = torch.tensor([counts[noun] ** -0.5 for _, noun in pictures.told], device=device)
    sides = torch.from_numpy(side_shares(pictures)).to(device)
    vectors = torch.from_numpy(centred(vocabulary.vectors)).to(device)
    dice, mirrored = torch.Generator(device).manual_seed(0), torch.tensor(MIRRORED, device=device)
    for step, share in enumerate(progress):
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, share / _WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * share))
        rows = torch.multinomial(weight, batch, True, generator=dice)
        view = torch.randint(sides.shape[1], (batch,), generator=dice, device=device)
        given, flipped = disturbed(pictures.pixels[rows, view], dice)
        with fast(device):
            words, shown = reader(given.contiguous(memory_format=torch.channels_last))
        side = sides[rows, view]
        side = torch.where(flipped[:, None], side[:, mirrored], side)
        loss = F.cross_entropy(words.float() @ vectors.T, nouns[rows]) + F.cross_entropy(shown.float(), side)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        mean.update_parameters(reader)
        if step % 500 == 0:
            told = f"step {step}, {share:.0%}: loss {loss.item():.3f}"
            print(told, file=sys.stderr, flush=True)
    return mean.module.eval()


def clock(minutes: float) -> Iterator[float]:
    """How much of the time has gone, 0 to 1."""
    start = time.perf_counter()
    while (share := (time.perf_counter() - start) / (60 * minutes)) < 1:
        yield share


_ALIKE = 0.06  # of a cosine: how much less like two captions are before they no longer mean one thing
_RATE = 2e-3
_WARM_UP = 0.05  # of the lesson


def side_shares(pictures: Pictures) -> np.ndarray:
    """(N, V, 7) float32: how much each picture is of each of SIDES, by how far the camera is off its axis;
    zeros where a procedural asset is seen from around, since some of them have no front."""
    axes = np.stack([sheet_camera(name).position for name in SHEET_VIEWS])
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    cosine = (pictures.directions @ axes.T).clip(-1, 1)
    off = np.degrees(np.arccos(cosine.max(-1)))
    straight = ((_ASKEW - off) / (_ASKEW - _STRAIGHT)).clip(0, 1)
    shares = np.eye(len(SIDES), dtype=np.float32)[cosine.argmax(-1)] * straight[..., None]
    shares[..., -1] = 1 - straight
    around = shares[..., :4].sum(-1, keepdims=True) / 4
    even = [record.symmetric_front for record in pictures.records]
    even += [False] * (len(shares) - len(even))
    shares[..., :4] = np.where(np.array(even)[:, None, None], around, shares[..., :4])
    shares[len(pictures.records) :] *= around[len(pictures.records) :] == 0
    return shares.astype(np.float32)


def disturbed(pixels: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Renders (B, 108, 108, 5) uint8 as people's pictures may be, (B, 4, 96, 96), and which were mirrored."""
    size, device = len(pixels), pixels.device

    def dice(*shape: int) -> torch.Tensor:
        return torch.rand(size, *shape, generator=generator, device=device)

    flipped = dice() < 0.5
    values = pixels.float().permute(0, 3, 1, 2) / 255
    values[:, :4] *= values[:, 4:]  # of what is transparent nothing is mixed in
    moved = F.grid_sample(values, _moves(dice, flipped), align_corners=False)
    color, shade, alpha = moved[:, :3], moved[:, 3:4], moved[:, 4:]
    shown = shade / alpha.clamp(min=1e-3)
    strength = dice(1, 1, 1) * 0.8 * (dice(1, 1, 1) < 0.6)
    color = color * (1 + strength * (shown - 1).clamp(-1, 0))
    order = torch.rand(size, 3, generator=generator, device=device).argsort(1)
    order = torch.where(dice(1) < 0.2, order, torch.arange(3, device=device))  # of other colours
    color = color.gather(1, order[:, :, None, None].expand_as(color))
    tint = 1 + (dice(3, 1, 1) - 0.5) * 0.3 * (dice(1, 1, 1) < 0.5)
    color = color * tint * (0.75 + 0.5 * dice(1, 1, 1)) + (dice(1, 1, 1) - 0.5) * 0.15 * alpha
    # A careless cut leaves some of the background around them, or all.
    wide = F.max_pool2d(F.max_pool2d(alpha, (13, 1), 1, (6, 0)), (1, 13), 1, (0, 6))
    wide = torch.where(dice(1, 1, 1) < 0.7, wide, 1.0)
    left = dice(1, 1, 1) < 0.25
    color = torch.where(left, color + dice(3, 1, 1) * (wide - alpha), color)
    alpha = torch.where(left, wide, alpha)
    given = torch.cat([color + 0.5 * (1 - alpha), alpha], 1)
    soft = F.avg_pool2d(given, 3, 1, 1, count_include_pad=False)
    given = given.lerp(soft, dice(1, 1, 1) * (dice(1, 1, 1) < 0.4))
    noise = torch.randn(given.shape, generator=generator, device=device)
    given = given + noise * 0.04 * dice(1, 1, 1) * (dice(1, 1, 1) < 0.5)
    return given.clamp(0, 1), flipped


def _moves(dice: Callable[..., torch.Tensor], flipped: torch.Tensor) -> torch.Tensor:
    """Where each pixel comes from, (B, 96, 96, 2): some turned a little, of other size, off the centre."""
    turn = (dice() - 0.5) * 0.3 * (dice() < 0.5)
    zoom = 0.9 + 0.35 * dice()
    mirror = torch.where(flipped, -1.0, 1.0)
    cosine, sine = torch.cos(turn) * zoom, torch.sin(turn) * zoom
    shift = (dice(2) - 0.5) * 0.1
    across = torch.stack([cosine * mirror, -sine, shift[:, 0]], -1)
    down = torch.stack([sine * mirror, cosine, shift[:, 1]], -1)
    matrix = torch.stack([across, down], 1)
    return F.affine_grid(matrix, [len(matrix), 4, PIXELS, PIXELS], align_corners=False)


def score(
    reader: PictureReader, pictures: Pictures, vocabulary: Vocabulary, library: Sequence[AssetRecord]
) -> dict[str, float]:
    """Of assets, none of them procedural, seen from the front and from between: how often the category of the
    noun that is read is right, and the side. library: whose concepts tell the nouns' categories."""
    vectors = torch.from_numpy(centred(vocabulary.vectors))
    common: dict[str, Counter[str]] = {}
    for record in library:
        common.setdefault(record.concept, Counter())[record.category] += 1
    sides, found = side_shares(pictures), {}
    for name, view in (("front", 0), ("between", len(SHEET_VIEWS))):
        rgba = pictures.pixels[:, view][..., [0, 1, 2, 4]].cpu().numpy()
        with torch.inference_mode():
            words, side = reader(as_input(np.stack([cut(each) for each in rgba])))
            nouns = [vocabulary.nouns[i] for i in (words @ vectors.T).argmax(1).tolist()]
        read = [common[noun].most_common(1)[0][0] if noun in common else "" for noun in nouns]
        right = [own == record.category for own, record in zip(read, pictures.records, strict=True)]
        shown = sides[np.arange(len(rgba)), view, side.argmax(1).numpy()]
        found[name] = round(float(np.mean(right)), 3)
        found[f"{name} side"] = round(float((shown > 0.2).mean()), 3)
    return found


def write(reader: PictureReader, folder: Path) -> None:
    """The reader in half precision, with its hash."""
    reader.half().save_pretrained(folder)
    write_hashes(folder)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=120.0, help="of the lesson, drawing not counted")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--workers", type=int, default=0, help="processes that make procedural assets")
    parser.add_argument("--procedural", type=int, default=6000, help="procedural assets")
    options = parser.parse_args()
    teach(options.data, options.out, options.minutes, options.device, options.workers, options.procedural)


if __name__ == "__main__":
    main()
