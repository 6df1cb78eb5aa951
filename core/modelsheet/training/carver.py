"""Teach the carver: python -m modelsheet.training.carver DATA RUN [--samples N] [--minutes M] [--device cuda]

First the samples, RUN/samples-*.npz: assets without those that evaluation looks at, procedural ones and
scenes, some of them stretched; their hulls from random views, and where their outer surface truly lies.
Then the lesson, from all samples that are there, also those that another process adds meanwhile: RUN/carver.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import binary_dilation, binary_erosion, distance_transform_edt
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ..cameras import Camera, orbit_camera, orbit_pose
from ..errors import ModelsheetError
from ..generation.embedded.precision import fast, multiplies_bfloat16
from ..reconstruction._carver import EVIDENCE, GRID, OUTSIDE, TRUNCATION, Carver, Evidence, gather, spread_out
from ..reconstruction._mirrored import mirrored
from ..render import RayCaster
from ..render.rays import surface_colors
from ..sheet import View
from ..surface import Surface
from .dataset import LIST_LENGTH, AssetLibrary, AssetRecord, fixed_list
from .muon import Muon
from .raster import ColoredTriangles
from .reader import clock
from .scenes import SceneMaker
from .tokens import procedural_asset

_PIXELS = 160  # a side of a view: half a voxel each
_SHARD = 32  # samples a file
_SEED = 11
_SCENES, _PROCEDURAL = 0.15, 0.2  # shares of the samples
_DIRECTIONS = np.array(
    [(np.cos(turn), np.sin(turn), 0) for turn in np.arange(16) * np.pi / 8]
    + [(x, y, 1) for x in (-1, 0, 1) for y in (-1, 0, 1)],
    np.float32,
)
"""From where an object is looked at: not from below, where many a house has no floor and is no less solid."""
_SYMMETRIC = 0.004  # object units between an asset and its mirror image, mean
_SHEET = 0.6  # voxels: half of the thickness that a sheet without any gets
_MOST_FACES = 150_000


@dataclass(frozen=True)
class Sample:
    """What views tell of an object, and what is true. distance: (N,) float32 to the outer surface at the
    evidence's nodes, in units of TRUNCATION, inside below 0."""

    evidence: Evidence
    distance: np.ndarray


def lessons(library: AssetLibrary) -> list[AssetRecord]:
    """The assets that are learnt from: no family of those that are held out or on the bench's list.

    Raises ModelsheetError where none is left.
    """
    shown = {record.family for record in fixed_list(library.whole, LIST_LENGTH)}
    kept = [record for record in library.seen if record.family not in shown]
    if not kept:
        raise ModelsheetError(
            f"{library.folder} has too few assets: {LIST_LENGTH} are kept to measure with; give more"
        )
    return kept


def sample(number: int, library: AssetLibrary, records: list[AssetRecord], scenes: SceneMaker) -> Sample:
    """Sample `number`; the same each time. Every asset has its turn."""
    rng = np.random.default_rng([_SEED, number])
    kind = rng.random()
    if kind < _SCENES:
        mesh = scenes.together(rng).mesh
    elif kind < _SCENES + _PROCEDURAL:
        mesh = procedural_asset(number, _SEED).mesh
    else:
        turns, place = divmod(number, len(records))
        order = np.random.default_rng([_SEED, turns]).permutation(len(records))
        mesh = library.triangles(records[order[place]])
    if len(mesh.corners) > _MOST_FACES:
        raise ModelsheetError("too many faces")
    return observed(_posed(mesh, rng), cameras(rng), rng)


def observed(surface: Surface, seen_by: list[Camera], rng: np.random.Generator) -> Sample:
    """What cameras see of a surface in the cube, half of the time with normals, and what is true of it."""
    caster = RayCaster(surface)
    views = [_jagged(_view(caster, camera), rng) for camera in seen_by]
    if rng.random() < 0.5:
        views = [replace(view, normals=None) for view in views]
    evidence = gather(views, _images(caster, views))
    return Sample(evidence, true_distance(caster, evidence.nodes))


def _posed(mesh: ColoredTriangles, rng: np.random.Generator) -> Surface:
    """In the cube; some stretched, some smaller than the cube and beside its middle."""
    stretch = np.exp(rng.normal(0, 0.2, 3)) if rng.random() < 0.4 else np.ones(3)
    corners = mesh.corners * stretch.astype(np.float32)
    faces = np.arange(3 * len(corners), dtype=np.int32).reshape(-1, 3)
    surface = Surface(corners.reshape(-1, 3), faces, colors=mesh.colors.reshape(-1, 3)).normalized()
    if rng.random() < 0.6:
        return surface
    size = rng.uniform(0.75, 1)
    return replace(surface, vertices=surface.vertices * size + rng.uniform(-0.2, 0.2, 3) * (1 - size))


def cameras(rng: np.random.Generator) -> list[Camera]:
    """As the models that draw views place them: most often six around, from above and from below in turn."""
    kind, start = rng.random(), float(rng.choice([0.0, 30.0, rng.uniform(0, 360)]))
    angles: list[tuple[float, float]]
    if kind < 0.55:
        angles = [(start + 60 * i, (20, -10)[i % 2]) for i in range(6)]
    elif kind < 0.7:
        angles = [(azimuth, 0) for azimuth in (0, 45, 90, 180, 270, 315)]
    elif kind < 0.8:
        elevation = rng.uniform(0, 30)
        angles = [(start + 90 * i, elevation) for i in range(4)]
    else:
        count = rng.integers(4, 9)
        angles = [
            (start + 360 * (i + rng.uniform(-0.3, 0.3)) / count, rng.uniform(-30, 45)) for i in range(count)
        ]
    jitter = 0.0 if rng.random() < 0.5 else 4.0
    angles = [(a + rng.normal(0, jitter), e + rng.normal(0, jitter)) for a, e in angles]
    if rng.random() < 0.3:
        return [Camera.orthographic(orbit_pose(a, e, 2.0), rng.uniform(1.1, 1.7), _PIXELS) for a, e in angles]
    fov = np.radians(30.0 if rng.random() < 0.5 else rng.uniform(20, 50))
    distance = 0.86 / np.sin(fov / 2)
    return [orbit_camera(a, e, distance, fov, _PIXELS) for a, e in angles]


def _view(caster: RayCaster, camera: Camera) -> View:
    hits = caster.cast(*camera.rays())
    normals = caster.surface.face_normals[hits.face]
    normals *= np.where((normals * camera.view_direction).sum(-1, keepdims=True) > 0, -1, 1)
    alpha = np.where(hits.mask, 255, 0).astype(np.uint8)
    return View("", camera, surface_colors(caster.surface, hits), alpha, normals=normals.astype(np.float32))


def _jagged(view: View, rng: np.random.Generator) -> View:
    """Some silhouettes a pixel smaller or larger, as drawn ones are."""
    change = rng.choice([None, binary_erosion, binary_dilation], p=[0.8, 0.1, 0.1])
    if change is None:
        return view
    return replace(view, alpha=np.where(change(view.mask), 255, 0).astype(np.uint8))


def _images(caster: RayCaster, views: list[View]) -> list[View]:
    """The views' mirror images, where the object is symmetric; see `mirror_images`."""
    found, rng = list(views), np.random.default_rng(0)
    points = rng.permutation(caster.surface.vertices)[:2000]
    for axis in (0, 1):
        signs = np.ones(3, np.float32)
        signs[axis] = -1
        if caster.distance(points * signs).mean() < _SYMMETRIC:
            found += [mirrored(view, axis) for view in found]
    return found[len(views) :]


def true_distance(caster: RayCaster, nodes: np.ndarray) -> np.ndarray:
    """(N,) float32 signed distance of nodes to the outer surface, in units of TRUNCATION, -1 to 1.

    Inside is what is seen from none of _DIRECTIONS.
    """
    axis = GRID.axes[0]
    place = np.stack(np.unravel_index(nodes, GRID.shape), 1)
    points = axis[place]
    hidden = np.arange(len(nodes))
    for direction in _DIRECTIONS:
        sight = np.broadcast_to(direction, (len(hidden), 3))
        hidden = hidden[caster.occluded(points[hidden], sight)]
    solid = np.zeros(GRID.shape, bool)
    solid[tuple(place[hidden].T)] = True
    if not solid.any():
        raise ModelsheetError("no-common-solid")
    outer = distance_transform_edt(~solid)[tuple(place.T)]
    inner = distance_transform_edt(solid)[tuple(place.T)]
    near = np.maximum(outer, inner) < TRUNCATION + 1
    away = np.full(len(nodes), 2 * TRUNCATION, np.float32)
    away[near] = caster.distance(points[near]) / GRID.voxel
    # Walls inside are nearer than the outer surface: no nearer than the nearest node on its other side.
    inside = -np.maximum(away, inner - 1)
    outside = np.where(outer > 2, away - _SHEET, away)  # nothing solid is near: a sheet without thickness
    distance = np.where(solid[tuple(place.T)], inside, outside)
    return np.clip(distance / TRUNCATION, -1, 1).astype(np.float32)


def make_samples(data: Path, run: Path, count: int, first: int = 0) -> None:
    """Write samples `first` to `count` to RUN, those that are not there yet; those that fail are left out."""
    library = AssetLibrary(data)
    records = lessons(library)
    scenes = SceneMaker(library, records, _SEED)
    run.mkdir(parents=True, exist_ok=True)
    for start in range(first, count, _SHARD):
        path = run / f"samples-{start:06}.npz"
        if path.is_file():
            continue
        made = []
        for number in range(start, min(start + _SHARD, count)):
            try:
                made.append(sample(number, library, records, scenes))
            except ModelsheetError as error:
                print(f"sample {number}: {error}", file=sys.stderr, flush=True)
        _write(made, path)


def _write(samples: list[Sample], path: Path) -> None:
    """All samples' nodes one after the other, values in eighths of a byte's 127."""
    counts = np.array([len(each.distance) for each in samples])
    values = np.concatenate([np.c_[each.evidence.values, each.distance] for each in samples])
    codes = np.rint(values * 127).astype(np.int8)
    part = path.with_suffix(".part.npz")
    np.savez_compressed(
        part, counts=counts, nodes=np.concatenate([e.evidence.nodes for e in samples]), codes=codes
    )
    part.replace(path)


def read_samples(path: Path) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Of each sample in a file the nodes (N,) and the codes (N, EVIDENCE + 1) int8: 127 times the values."""
    with np.load(path) as file:
        ends = np.cumsum(file["counts"])[:-1]
        yield from zip(np.split(file["nodes"], ends), np.split(file["codes"], ends), strict=True)


class Lessons:
    """The samples in a folder; more may come while they are read."""

    def __init__(self, run: Path) -> None:
        self.run, self.read = run, set[Path]()
        self.samples: list[tuple[np.ndarray, np.ndarray]] = []

    def update(self) -> None:
        """Read the files that are new."""
        for path in sorted(set(self.run.glob("samples-??????.npz")) - self.read):
            self.samples += read_samples(path)
            self.read.add(path)

    def draw(self, rng: np.random.Generator, device: str) -> torch.Tensor:
        """(1, EVIDENCE + 2, X, Y, Z) float32 of one sample: evidence, true distance, and 1 at its nodes."""
        nodes, codes = self.samples[rng.integers(len(self.samples))]
        values = np.c_[codes, np.full(len(codes), 127, np.int8)]
        outside = np.array([*OUTSIDE, 1, 0]) * 127
        dense, _ = spread_out(nodes, values, outside.astype(np.int8))
        return torch.from_numpy(dense)[None].to(device).float() / 127


def disturbed(sample: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """The same object mirrored, turned by quarters and in other colours."""
    for axis in (0, 1):
        if rng.random() < 0.5:
            sample = sample.flip(2 + axis)
            sample[:, 6 + axis] *= -1
    order = list(range(sample.shape[1]))
    if rng.random() < 0.5:
        sample = sample.transpose(2, 3)
        order[6:8] = 7, 6
    order[2:5] = 2 + rng.permutation(3)
    sample = sample[:, order]
    gain, shift = rng.uniform(0.4, 1.2), rng.uniform(-0.3, 0.3)
    sample[:, 2:5] = (sample[:, 2:5] * gain + shift).clamp(-1, 1) * (sample[:, 1:2] > 0)
    sample[:, 5] *= gain
    return sample


def learn(
    carver: Carver, lessons: Lessons, progress: Iterable[float], batch: int, out: Path, device: str
) -> Carver:
    """The carver, taught; its mean over the last steps is written to `out` every hundred and returned.

    progress: a share of the lesson, 0 to 1, for each step.
    """
    carver = carver.to(device, memory_format=torch.channels_last_3d)
    mean = AveragedModel(carver, multi_avg_fn=get_ema_multi_avg_fn(_AVERAGE))
    kernels = [weight for weight in carver.parameters() if weight.dim() > 1]
    others = [weight for weight in carver.parameters() if weight.dim() == 1]
    dtype = torch.bfloat16 if multiplies_bfloat16(torch.device(device)) else torch.float32
    optimizers = [Muon(kernels, _KERNEL_RATE, dtype), torch.optim.AdamW(others, lr=_RATE, weight_decay=0.0)]
    rng, errors = np.random.default_rng(0), []
    for step, share in enumerate(progress):
        if step % 100 == 0:
            lessons.update()
        for optimizer, rate in zip(optimizers, (_KERNEL_RATE, _RATE), strict=True):
            group = optimizer.param_groups[0]
            group["lr"] = rate * min(1.0, (step + 1) / _WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * share))
            optimizer.zero_grad(set_to_none=True)
        for _ in range(batch):
            given = disturbed(lessons.draw(rng, device), rng)
            evidence = given[:, :EVIDENCE].contiguous(memory_format=torch.channels_last_3d)
            with fast(torch.device(device)):
                distance = carver(evidence)
            counts = given[:, -1] / given[:, -1].sum() / batch
            error = (distance - given[:, EVIDENCE]).abs()
            (error * counts).sum().backward()
            errors.append(TRUNCATION * batch * (error.detach() * counts).sum().item())
        if torch.nn.utils.clip_grad_norm_(carver.parameters(), 1.0).isfinite():
            for optimizer in optimizers:
                optimizer.step()
        mean.update_parameters(carver)
        if step % 100 == 99:
            told = f"step {step + 1}, {share:.0%}, {len(lessons.samples)} samples"
            print(f"{told}: {np.mean(errors[-100 * batch :]):.3f} voxels", file=sys.stderr, flush=True)
            mean.module.save(out)
    mean.module.save(out)
    return mean.module.eval()


_KERNEL_RATE, _RATE, _WARM_UP = 0.02, 2e-3, 50  # the last: steps
_AVERAGE = 0.995


def main(arguments: Sequence[str] | None = None) -> None:
    """See the top of this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of assets")
    parser.add_argument("run", type=Path, help="folder of samples and of the carver")
    parser.add_argument(
        "--samples", type=int, default=6000, help="so many in all, those that are there included"
    )
    parser.add_argument("--minutes", type=float, default=60.0, help="of learning")
    parser.add_argument("--batch", type=int, default=4, help="samples a step")
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args(arguments)
    make_samples(options.data, options.run, options.samples)
    torch.manual_seed(0)
    progress = clock(options.minutes)
    learn(Carver(), Lessons(options.run), progress, options.batch, options.run / "carver", options.device)


if __name__ == "__main__":
    main()
