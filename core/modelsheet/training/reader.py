"""Teach the picture reader: python -m modelsheet.training.reader DATA OUT [--rounds N]

Its pictures are renders of the assets, without the families that are held out for evaluation: the six sides
as a sheet has them, and others through a lens from anywhere. In each round all are looked at once, shaded,
noisy, blurred, of other colours, turned a little, and some with some of a background left.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F
from tqdm import tqdm

from ..cameras import SHEET_VIEWS, Camera, orbit_pose, sheet_camera
from ..generation.embedded.reader import (
    FEATURES,
    MIRRORED,
    PIXELS,
    SIDES,
    PictureReader,
    as_input,
    centred,
    cut,
    describe,
)
from ..generation.embedded.vocabulary import Vocabulary
from ..prompts.minilm import TextEncoder
from ..render import RayCaster, render_view
from ..surface import Surface
from ..weights import find_model, write_hashes
from .dataset import AssetLibrary, AssetRecord, is_held_out

LARGE = 72
"""Pixels a side of the renders: a little larger than what is read, so that it can be moved and turned."""
_LENS_VIEWS = 8  # beside the six sides
_STRAIGHT, _ASKEW = 16.0, 28.0  # degrees off a side: up to here it shows that side, from here three quarters


@dataclass(frozen=True)
class Pictures:
    """Renders of N assets. pixels: (N or more, V, 72, 72, 5) uint8: colour, alpha and shade. directions:
    (N, V, 3) from the asset to the camera."""

    records: list[AssetRecord]
    pixels: np.ndarray
    directions: np.ndarray

    @property
    def held_out(self) -> np.ndarray:
        """(N,) bool, whether its family is kept for evaluation."""
        return np.array([is_held_out(record) for record in self.records])


def draw(data: Path, folder: Path, workers: int = 1) -> Pictures:
    """The pictures of all whole assets; kept in the folder for the next time."""
    records = AssetLibrary(data).whole
    size = (len(records), len(SHEET_VIEWS) + _LENS_VIEWS, LARGE, LARGE, 5)
    done = folder / "directions.npy"
    if not done.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        pixels = np.lib.format.open_memmap(folder / "pixels.npy", "w+", np.uint8, size)
        directions = np.zeros((*size[:2], 3), np.float32)
        with ProcessPoolExecutor(workers, initializer=_open, initargs=(data,)) as pool:
            jobs = pool.map(_draw, range(len(records)), chunksize=8)
            for i, made in enumerate(tqdm(jobs, total=len(records), desc="draw", unit="asset")):
                pixels[i], directions[i] = made
        pixels.flush()
        np.save(done, directions)
    return Pictures(records, np.load(folder / "pixels.npy", mmap_mode="r"), np.load(done))


_library: AssetLibrary | None = None


def _open(data: Path) -> None:
    global _library
    torch.set_num_threads(1)
    _library = AssetLibrary(data)


def _draw(number: int) -> tuple[np.ndarray, np.ndarray]:
    assert _library is not None
    mesh = _library.triangles(_library.whole[number])
    corners = mesh.normalized().corners.reshape(-1, 3)
    surface = Surface(corners, np.arange(len(corners)).reshape(-1, 3), mesh.colors.reshape(-1, 3))
    caster, rng = RayCaster(surface), np.random.default_rng(number)
    cameras = [sheet_camera(name, 2 * LARGE) for name in SHEET_VIEWS]
    cameras += [_lens(rng) for _ in range(_LENS_VIEWS)]
    drawn = np.stack([_picture(caster, camera, rng) for camera in cameras])
    seen = np.stack([camera.position / np.linalg.norm(camera.position) for camera in cameras])
    return drawn, seen


def _lens(rng: np.random.Generator) -> Camera:
    """From anywhere a person would stand, mostly from between the sides."""
    azimuth, elevation = rng.uniform(0, 360), rng.choice([rng.uniform(-5, 15), rng.uniform(10, 50)])
    view = np.radians(rng.uniform(12, 60))
    pose = orbit_pose(azimuth, elevation, 0.9 / np.tan(view / 2))
    return Camera.perspective(pose, view, 2 * LARGE)


def _picture(caster: RayCaster, camera: Camera, rng: np.random.Generator) -> np.ndarray:
    """(72, 72, 5) uint8: cut to the object, fitted."""
    view = render_view(caster, camera, supersample=1)  # twice the pixels: `cut` smooths them
    light = camera.camera_to_world[:3, :3] @ (rng.normal(size=3) * (0.6, 0.4, 0.2) + (0, 0.6, 0.7))
    assert view.normals is not None
    shade = np.nan_to_num(view.normals @ (light / np.linalg.norm(light)), nan=1.0).clip(0, 1)
    rgba = cut(view.rgba, LARGE)
    gray = np.dstack([np.repeat((shade * 255)[..., None], 3, -1), view.alpha]).astype(np.uint8)
    return np.dstack([rgba, cut(gray, LARGE)[..., 0]])


def meant(records: Sequence[AssetRecord], vocabulary: Vocabulary, encoder: TextEncoder) -> np.ndarray:
    """What each asset should be read as, (N, 384) float32: the mean of the nouns' vectors, half of it the
    asset's own noun, half those of like meaning."""
    told = [(record.caption, record.concept) for record in records]
    texts = sorted({text for own in told for text in own}, key=len)  # little is padded
    parts = [encoder.sentences(texts[i : i + 64]) for i in range(0, len(texts), 64)]
    vectors = dict(zip(texts, np.concatenate(parts), strict=True))
    sentences = np.stack([np.mean([vectors[text] for text in own], 0) for own in told])
    sentences /= np.linalg.norm(sentences, axis=1, keepdims=True)
    shares = np.exp((sentences @ vocabulary.vectors.T - 1) / _ALIKE)
    shares /= 2 * shares.sum(1, keepdims=True)
    place = {noun: i for i, noun in enumerate(vocabulary.nouns)}
    for row, record in enumerate(records):
        if record.concept in place:
            shares[row, place[record.concept]] += 0.5
    shares /= shares.sum(1, keepdims=True)
    return (shares @ centred(vocabulary.vectors)).astype(np.float32)


@dataclass(frozen=True)
class Lesson:
    """Pictures that were looked at. features: (P, FEATURES) float16. rows: (P,) of which asset each
    is. sides: (P, 7) the shares of SIDES."""

    features: torch.Tensor
    rows: np.ndarray
    sides: torch.Tensor


@torch.inference_mode()
def look(pictures: Pictures, rounds: int, seed: int = 0) -> Lesson:
    """Look at all pictures of the assets that are not held out, so many times."""
    rng, shares = np.random.default_rng(seed), side_shares(pictures)
    seen = np.flatnonzero(~pictures.held_out)
    count = pictures.directions.shape[1]
    places = [(view, seen[i : i + _AT_ONCE]) for view in range(count) for i in range(0, len(seen), _AT_ONCE)]
    features, rows, sides = [], [], []
    for view, chosen in tqdm(places * rounds, desc="look", unit="batch", disable=None):
        given, flipped = disturbed(pictures.pixels[chosen, view], rng)
        features.append(describe(given).half())
        side = torch.from_numpy(shares[chosen, view])
        sides.append(torch.where(flipped[:, None], side[:, MIRRORED], side))
        rows.append(chosen)
    return Lesson(torch.cat(features), np.concatenate(rows), torch.cat(sides))


def fit(lesson: Lesson, goals: np.ndarray, weight: np.ndarray, seed: int = 0) -> PictureReader:
    """The reader that errs least in what is meant, goals (N, 384), and in the sides; weight: (N,) of the
    assets."""
    reader, parts = PictureReader(), range(0, len(lesson.rows), 4 * _AT_ONCE)
    sample = lesson.features[:: max(1, len(lesson.rows) // _SAMPLE)].float()
    reader.mean.copy_(sample.mean(0))
    spread = (sample - reader.mean).pow(2).mean().sqrt()
    axes = torch.linalg.eigh(torch.cov(sample.T))[1].flip(1)
    reader.axes.copy_(axes[:, : reader.axes.shape[1]] / spread)
    dice = torch.Generator().manual_seed(seed)
    scale = _WAVE / FEATURES**0.5
    reader.waves.copy_(torch.randn(reader.waves.shape, generator=dice) * scale)
    reader.phases.copy_(torch.rand(reader.phases.shape, generator=dice) * 2 * torch.pi)
    wanted = torch.cat([torch.from_numpy(goals[lesson.rows]), lesson.sides], 1)
    heavy = torch.from_numpy(weight[lesson.rows]).float().sqrt()[:, None]
    reader.middle.copy_(wanted.mean(0))
    size = reader.weights.shape[0]
    gram, crossed = _RIDGE * torch.eye(size), torch.zeros(size, wanted.shape[1])
    for start in parts:
        chosen = slice(start, start + 4 * _AT_ONCE)
        seen = reader.expand(lesson.features[chosen].float()) * heavy[chosen]
        gram += seen.T @ seen
        crossed += seen.T @ ((wanted[chosen] - reader.middle) * heavy[chosen])
    reader.weights.copy_(torch.linalg.solve(gram, crossed))
    return reader


def teach(data: Path, out: Path, rounds: int = 1) -> PictureReader:
    """Draw, look, fit, and write the reader's folder."""
    torch.set_num_threads(1)
    pictures = draw(data, out / "pictures")
    vocabulary = Vocabulary.load(find_model("embedded"))
    goals = meant(pictures.records, vocabulary, TextEncoder())
    counts = Counter(record.concept for record in pictures.records)
    weight = np.array([counts[record.concept] ** -0.5 for record in pictures.records])
    reader = fit(look(pictures, rounds), goals, weight / weight.mean())
    print(json.dumps(score(reader, pictures, vocabulary)), file=sys.stderr, flush=True)
    write(reader, out / "reader")
    return reader


_ALIKE = 0.06  # of a cosine: how much less like two captions are before they no longer mean one thing
_AT_ONCE = 512  # pictures
_SAMPLE = 20_000  # pictures that settle the principal axes
_WAVE = 1.2  # how much a wave turns over one standard deviation of all features
_RIDGE = 30.0


def side_shares(pictures: Pictures) -> np.ndarray:
    """(N, V, 7) float32: how much each picture is of each of SIDES, by how far the camera is off its axis."""
    axes = np.stack([sheet_camera(name).position for name in SHEET_VIEWS])
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    cosine = (pictures.directions @ axes.T).clip(-1, 1)
    off = np.degrees(np.arccos(cosine.max(-1)))
    straight = ((_ASKEW - off) / (_ASKEW - _STRAIGHT)).clip(0, 1)
    shares = np.eye(len(SIDES), dtype=np.float32)[cosine.argmax(-1)] * straight[..., None]
    shares[..., -1] = 1 - straight
    around = shares[..., :4].sum(-1, keepdims=True) / 4
    even = np.array([record.symmetric_front for record in pictures.records])[:, None, None]
    shares[..., :4] = np.where(even, around, shares[..., :4])
    return shares.astype(np.float32)


def disturbed(pixels: np.ndarray, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Renders (B, 72, 72, 5) as people's pictures may be, (B, 4, 64, 64), and which were mirrored."""
    size = len(pixels)

    def dice(*shape: int) -> torch.Tensor:
        return torch.from_numpy(rng.random((size, *shape), dtype=np.float32))

    def some(share: float) -> torch.Tensor:
        return torch.from_numpy(np.flatnonzero(rng.random(size) < share))

    flipped = dice() < 0.5
    values = torch.from_numpy(pixels).float().permute(0, 3, 1, 2)
    moved = F.grid_sample(values, _moves(dice, flipped), align_corners=False) / 255
    color, alpha, shade = moved[:, :3], moved[:, 3:4], moved[:, 4:]
    shaded = some(0.6)
    strength = dice(1, 1, 1)[shaded] * 0.8
    color[shaded] *= 1 + strength * (shade[shaded] / alpha[shaded].clamp(min=1e-3) - 1).clamp(-1, 0)
    tint = 1 + (dice(3, 1, 1) - 0.5) * 0.3 * (dice(1, 1, 1) < 0.5)
    color *= tint * (0.75 + 0.5 * dice(1, 1, 1))
    color += (dice(1, 1, 1) - 0.5) * 0.15 * alpha
    left = some(0.25)  # a careless cut leaves some of the background around them, or all
    wide = F.max_pool2d(F.max_pool2d(alpha[left], (9, 1), 1, (4, 0)), (1, 9), 1, (0, 4))
    wide = torch.where(dice(1, 1, 1)[left] < 0.7, wide, 1.0)
    color[left] += dice(3, 1, 1)[left] * (wide - alpha[left])
    alpha[left] = wide
    given = torch.cat([color + 0.5 * (1 - alpha), alpha], 1)
    soft = some(0.4)
    given[soft] = given[soft].lerp(
        F.avg_pool2d(given[soft], 3, 1, 1, count_include_pad=False), dice(1, 1, 1)[soft]
    )
    noisy = some(0.5)
    noise = torch.from_numpy(rng.standard_normal((len(noisy), 4, PIXELS, PIXELS), dtype=np.float32))
    given[noisy] += noise * 0.04 * dice(1, 1, 1)[noisy]
    return given.clamp(0, 1), flipped


def _moves(dice: Callable[..., torch.Tensor], flipped: torch.Tensor) -> torch.Tensor:
    """Where each pixel comes from, (B, 64, 64, 2): some turned a little, of other size, off the centre."""
    turn = (dice() - 0.5) * 0.3 * (dice() < 0.5)
    zoom = 0.9 + 0.35 * dice()
    mirror = torch.where(flipped, -1.0, 1.0)
    cosine, sine = torch.cos(turn) * zoom, torch.sin(turn) * zoom
    shift = (dice(2) - 0.5) * 0.1
    across = torch.stack([cosine * mirror, -sine, shift[:, 0]], -1)
    down = torch.stack([sine * mirror, cosine, shift[:, 1]], -1)
    matrix = torch.stack([across, down], 1)
    return F.affine_grid(matrix, [len(matrix), 4, PIXELS, PIXELS], align_corners=False)


def score(reader: PictureReader, pictures: Pictures, vocabulary: Vocabulary) -> dict[str, float]:
    """Of held-out assets, seen from the front and from between: how often the category of the noun that is
    read is right, and the side."""
    rows, vectors = np.flatnonzero(pictures.held_out), torch.from_numpy(centred(vocabulary.vectors))
    common: dict[str, Counter[str]] = {}
    for record in pictures.records:
        common.setdefault(record.concept, Counter())[record.category] += 1
    sides, found = side_shares(pictures), {}
    for name, view in (("front", 0), ("between", len(SHEET_VIEWS))):
        pixels = np.stack([cut(rgba, PIXELS) for rgba in pictures.pixels[rows, view][..., :4]])
        with torch.inference_mode():
            words, side = reader(as_input(pixels))
            nouns = (words @ vectors.T).argmax(1).tolist()
        read = [
            common[vocabulary.nouns[i]].most_common(1)[0][0] if vocabulary.nouns[i] in common else ""
            for i in nouns
        ]
        right = [a == pictures.records[row].category for a, row in zip(read, rows, strict=True)]
        own = sides[rows, view][np.arange(len(rows)), side.argmax(1).numpy()]
        found[name] = round(float(np.mean(right)), 3)
        found[f"{name} side"] = round(float((own > 0.2).mean()), 3)
    return found


def write(reader: PictureReader, folder: Path) -> None:
    """The reader in half precision, with its hash."""
    import copy

    copy.deepcopy(reader).half().save_pretrained(folder)
    write_hashes(folder)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    teach(options.data, options.out, options.rounds)


if __name__ == "__main__":
    main()
