"""Teach the carver: python -m modelsheet.training.carver DATA RUN [--minutes M] [--device cuda]

DATA is a folder of assets, or a pack of those that may be learnt from (`--pack FILE` writes one). Objects are
looked at from random cameras while the lesson goes on: assets without those that evaluation looks at,
procedural ones and scenes, some of them stretched, some lit. RUN/carver is written every twenty seconds.
"""

from __future__ import annotations

import argparse
import math
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ..cameras import Camera, orbit_camera, orbit_pose
from ..errors import ModelsheetError
from ..generation.embedded.precision import fast, multiplies_bfloat16
from ..reconstruction._carver import (
    GRID,
    PIXELS,
    TRUNCATION,
    Carver,
    Seen,
    hull_distance,
    lens,
    window,
)
from .dataset import LIST_LENGTH, AssetLibrary, AssetRecord, fixed_list
from .muon import Muon
from .pack import Pack, write_pack
from .raster import ColoredTriangles, draw_through
from .reader import clock
from .scenes import SceneMaker
from .tokens import procedural_asset
from .truth import true_distance

_SEED = 11
_SCENES, _PROCEDURAL = 0.15, 0.2  # shares of the samples
_MOST_FACES = 60_000
_MOST_VIEWS = 8
_CAMERA = 320  # pixels a side of a whole view, of which the lenses show a part
_TOGETHER, _FACES = 8, 80_000  # objects and faces that are drawn at once
_SYMMETRIC = 0.05  # of TRUNCATION, between an object's distances and their mirror image, mean


@dataclass(frozen=True)
class Posed:
    """An object in the cube, and through which lenses it is seen, 4 to _MOST_VIEWS: `Seen` has such.

    lenses: (V, 4, 4) float32. focal: (V,) float32.
    """

    mesh: ColoredTriangles
    lenses: np.ndarray
    focal: np.ndarray


@dataclass(frozen=True)
class Lessons:
    """N objects, on one device.

    pictures: (N, V, 4, PIXELS, PIXELS) uint8, colour and alpha. lenses, focal, there: as `Seen` has them.
    distance: (N, 64, 64, 64) int8, true distances in 127ths of TRUNCATION, inside below 0. symmetric: (N, 2)
    bool, across x and across y.
    """

    pictures: torch.Tensor
    lenses: torch.Tensor
    focal: torch.Tensor
    there: torch.Tensor
    distance: torch.Tensor
    symmetric: torch.Tensor

    @classmethod
    def empty(cls, count: int, device: torch.device) -> Lessons:
        views = (count, _MOST_VIEWS)
        return cls(
            torch.zeros(*views, 4, PIXELS, PIXELS, dtype=torch.uint8, device=device),
            torch.zeros(*views, 4, 4, device=device),
            torch.ones(views, device=device),
            torch.zeros(views, dtype=torch.bool, device=device),
            torch.zeros(count, *GRID.shape, dtype=torch.int8, device=device),
            torch.zeros(count, 2, dtype=torch.bool, device=device),
        )

    def put(self, first: int, other: Lessons) -> None:
        """Write all of another's from place `first` on."""
        for name in self.__dataclass_fields__:
            part = getattr(other, name)
            getattr(self, name)[first : first + len(part)] = part


def lessons(library: AssetLibrary | Pack) -> list[AssetRecord]:
    """The assets that are learnt from: no family of those that are held out or on the bench's list.

    Of a pack all. Raises ModelsheetError where none is left.
    """
    if isinstance(library, Pack):
        return library.whole
    shown = {record.family for record in fixed_list(library.whole, LIST_LENGTH)}
    kept = [record for record in library.seen if record.family not in shown]
    if not kept:
        raise ModelsheetError(
            f"{library.folder} has too few assets: {LIST_LENGTH} are kept to measure with; give more"
        )
    return kept


def posed(number: int, library: AssetLibrary | Pack, records: list[AssetRecord], scenes: SceneMaker) -> Posed:
    """Object `number`; the same each time. Every asset has its turn."""
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
    return seen_by(_lit(_moved(mesh, rng), rng), cameras(rng))


def seen_by(mesh: ColoredTriangles, cameras: list[Camera]) -> Posed:
    """A mesh in the cube as cameras see it, cut out of their pictures."""
    points, lenses = mesh.corners.reshape(-1, 3), []
    for camera in cameras:
        pixels = camera.project(points)[0]
        lenses.append(lens(camera, window(camera, pixels.min(0), pixels.max(0))))
    matrices, focal = zip(*lenses, strict=True)
    return Posed(mesh, np.stack(matrices), np.array(focal, np.float32))


def _moved(mesh: ColoredTriangles, rng: np.random.Generator) -> ColoredTriangles:
    """In the cube; some stretched, some smaller than the cube and beside its middle."""
    stretch = np.exp(rng.normal(0, 0.2, 3)) if rng.random() < 0.4 else np.ones(3)
    mesh = replace(mesh, corners=mesh.corners * stretch.astype(np.float32)).normalized()
    if rng.random() < 0.6:
        return mesh
    size = rng.uniform(0.75, 1)
    corners = mesh.corners * size + rng.uniform(-0.2, 0.2, 3) * (1 - size)
    return replace(mesh, corners=corners.astype(np.float32))


def _lit(mesh: ColoredTriangles, rng: np.random.Generator) -> ColoredTriangles:
    """Half of them as a light from above shows them."""
    if rng.random() < 0.5:
        return mesh
    light = rng.normal(size=3) * (0.6, 0.6, 0.3) + (0, 0, 0.6)
    ambient = rng.uniform(0.3, 0.9)
    a, b, c = mesh.corners.transpose(1, 0, 2)
    normal = np.cross(b - a, c - a)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    shade = ambient + (1 - ambient) * np.abs(normal @ (light / np.linalg.norm(light)))
    colors = np.rint(mesh.colors * shade[:, None, None]).astype(np.uint8)
    return replace(mesh, colors=colors)


def cameras(rng: np.random.Generator) -> list[Camera]:
    """As the models that draw views place them: most often six around, from above and from below in turn."""
    kind, start = rng.random(), float(rng.choice([0.0, 30.0, rng.uniform(0, 360)]))
    angles: list[tuple[float, float]]
    if kind < 0.6:
        angles = [(start + 60 * i, (20, -10)[i % 2]) for i in range(6)]
    elif kind < 0.75:
        angles = [(azimuth, 0) for azimuth in (0, 45, 90, 180, 270, 315)]
    elif kind < 0.85:
        elevation = rng.uniform(0, 30)
        angles = [(start + 90 * i, elevation) for i in range(4)]
    else:
        count = rng.integers(4, _MOST_VIEWS + 1)
        angles = [
            (start + 360 * (i + rng.uniform(-0.3, 0.3)) / count, rng.uniform(-30, 45)) for i in range(count)
        ]
    jitter = 0.0 if rng.random() < 0.5 else 4.0
    angles = [(a + rng.normal(0, jitter), e + rng.normal(0, jitter)) for a, e in angles]
    if rng.random() < 0.25:
        return [Camera.orthographic(orbit_pose(a, e, 2.0), rng.uniform(1.1, 1.7), _CAMERA) for a, e in angles]
    fov = np.radians(30.0 if rng.random() < 0.5 else rng.uniform(20, 50))
    distance = 0.86 / np.sin(fov / 2)
    return [orbit_camera(a, e, distance, fov, _CAMERA) for a, e in angles]


def drawn(objects: list[Posed], device: torch.device) -> Lessons:
    """What the cameras see of objects, and what is true of them; without what is nowhere solid."""
    meshes = [each.mesh for each in objects]
    found = Lessons.empty(len(objects), device)
    for i, each in enumerate(objects):
        views = len(each.lenses)
        found.lenses[i, :views] = torch.from_numpy(each.lenses).to(device)
        found.lenses[i, views:] = found.lenses[i, 0]
        found.focal[i, :views] = torch.from_numpy(each.focal).to(device)
        found.there[i, :views] = True
    most = int(found.there.sum(1).max())
    pictures = draw_through(meshes, found.lenses[:, :most], PIXELS)
    found.pictures[:, :most] = pictures.permute(0, 1, 4, 2, 3)
    distance, solid = true_distance(meshes, device)
    found.distance.copy_((distance * 127).round().to(torch.int8))
    for axis in (0, 1):
        other = distance.flip(1 + axis)
        near = torch.minimum(distance.abs(), other.abs()) < 0.5
        apart = ((distance - other).abs() * near).sum((1, 2, 3)) / near.sum((1, 2, 3)).clamp(min=1)
        found.symmetric[:, axis] = apart < _SYMMETRIC
    return Lessons(*(getattr(found, name)[solid] for name in Lessons.__dataclass_fields__))


def batch_of(
    lessons: Lessons, chosen: np.ndarray, rng: np.random.Generator
) -> tuple[Seen, torch.Tensor, torch.Tensor]:
    """What the carver is given of some lessons, their hulls and true distances (B, 64, 64, 64): mirrored,
    turned by quarters, in other colours and with some outlines a pixel off, as drawn ones are."""
    rows = torch.from_numpy(chosen).to(lessons.focal.device)
    alpha = _jagged(lessons.pictures[rows, :, 3:].float() / 255, rng)
    color = lessons.pictures[rows, :, :3].float() / 127.5 - 1
    lenses, distance = lessons.lenses[rows].clone(), lessons.distance[rows].float() / 127
    symmetric = lessons.symmetric[rows].clone()
    pictures = torch.cat([_recolored(color, rng) * alpha, alpha], 2)
    for i in range(len(chosen)):
        move = np.eye(4, dtype=np.float32)  # from the turned cube to the cube as it was
        if rng.random() < 0.5:
            move[0, 0] = -1
            distance[i] = distance[i].flip(0)
            pictures[i] = pictures[i].flip(-1)
            flip = torch.eye(4)
            flip[0, 0], flip[0, 3] = -1, PIXELS  # of the pictures' columns
            lenses[i] = flip.to(lenses) @ lenses[i]
        if rng.random() < 0.5:  # a quarter turn: what was x is y now
            move = move @ np.array([[0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], np.float32)
            distance[i] = distance[i].transpose(0, 1).flip(0)
            symmetric[i] = symmetric[i].flip(0)
        lenses[i] = lenses[i] @ torch.from_numpy(move).to(lenses)
    most = int(lessons.there[rows].sum(1).max())
    seen = Seen(pictures[:, :most], lenses[:, :most], lessons.focal[rows, :most], lessons.there[rows, :most])
    hull = hull_distance(seen)
    for axis in (0, 1):  # as mirror images of the views cut it
        both = torch.maximum(hull, hull.flip(1 + axis))
        hull = torch.where(symmetric[:, axis, None, None, None], both, hull)
    return seen, hull, distance


def _jagged(alpha: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Some silhouettes (B, V, 1, H, W) a pixel larger or smaller."""
    kind = torch.from_numpy(rng.random(alpha.shape[:2])).to(alpha)[:, :, None, None, None]
    flat = alpha.flatten(0, 1)
    larger = F.max_pool2d(flat, 3, 1, 1).view_as(alpha)
    smaller = -F.max_pool2d(-flat, 3, 1, 1).view_as(alpha)
    return torch.where(kind < 0.08, larger, torch.where(kind > 0.92, smaller, alpha))


def _recolored(color: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Colours (B, V, 3, H, W) of objects in another order, brighter or darker, and each view a little."""
    count, views = color.shape[:2]
    order = torch.from_numpy(np.stack([rng.permutation(3) for _ in range(count)])).to(color.device)
    color = color.gather(2, order[:, None, :, None, None].expand_as(color))
    gain = rng.uniform(0.5, 1.2, (count, 1)) * rng.uniform(0.95, 1.05, (count, views))
    shift = rng.uniform(-0.3, 0.3, (count, 1)) + rng.uniform(-0.03, 0.03, (count, views))
    gain, shift = (torch.from_numpy(part).to(color)[..., None, None, None] for part in (gain, shift))
    return (color * gain + shift).clamp(-1, 1)


def learn(
    carver: Carver,
    lessons: Lessons,
    count: list[int],
    progress: Iterable[float],
    batch: int,
    out: Path,
) -> Carver:
    """The carver, taught; its mean over the last steps is written to `out` now and then and returned.

    count: [N], so many of the lessons are there; another thread may raise it. progress: a share of the time,
    0 to 1, for each step.
    """
    device = lessons.focal.device
    carver = carver.to(device).train()
    mean = AveragedModel(carver, multi_avg_fn=get_ema_multi_avg_fn(_AVERAGE))
    kernels = [weight for weight in carver.parameters() if weight.dim() > 1]
    others = [weight for weight in carver.parameters() if weight.dim() == 1]
    dtype = torch.bfloat16 if multiplies_bfloat16(device) else torch.float32
    optimizers = [Muon(kernels, _KERNEL_RATE, dtype), torch.optim.AdamW(others, lr=_RATE, weight_decay=0.0)]
    rng, errors, told = np.random.default_rng(0), [], time.perf_counter()
    for step, share in enumerate(progress):
        for optimizer, rate in zip(optimizers, (_KERNEL_RATE, _RATE), strict=True):
            warm = min(1.0, (step + 1) / _WARM_UP)
            optimizer.param_groups[0]["lr"] = rate * warm * (0.5 + 0.5 * math.cos(math.pi * share))
            optimizer.zero_grad(set_to_none=True)
        seen, hull, distance = batch_of(lessons, rng.integers(count[0], size=batch), rng)
        errors.append(_backward(carver, seen, hull, distance))
        norm = torch.nn.utils.clip_grad_norm_(carver.parameters(), 1.0)
        if norm.isfinite():
            for optimizer in optimizers:
                optimizer.step()
        mean.update_parameters(carver)
        if time.perf_counter() > told + _TOLD:
            told, recent = time.perf_counter(), TRUNCATION * torch.stack(errors[-200:]).mean().item()
            print(
                f"step {step + 1}, {share:.0%}, {count[0]} objects: {recent:.3f} voxels",
                file=sys.stderr,
                flush=True,
            )
            mean.module.save(out)
    mean.module.save(out)
    return mean.module.eval()


def _backward(carver: Carver, seen: Seen, hull: torch.Tensor, distance: torch.Tensor) -> torch.Tensor:
    """The mean error in and around the hulls, each object's counts the same; its gradients are added up."""
    near = hull < 0.5
    counts = near.sum((1, 2, 3))
    total = hull.new_zeros(())
    for rows in counts.argsort().split(_AT_ONCE):  # of like size: the others would be filled up
        with fast(hull.device):
            found = carver(seen.of(rows), hull[rows])
        apart = ((found - distance[rows]).abs() * near[rows]).sum((1, 2, 3))
        error = (apart / counts[rows].clamp(min=1)).sum() / len(hull)
        error.backward()
        total += error.detach()
    return total


_AT_ONCE = 8  # objects that the network looks at together
_KERNEL_RATE, _RATE, _WARM_UP = 0.02, 2e-3, 100  # the last: steps
_AVERAGE = 0.995
_TOLD = 20.0  # seconds


class Making(threading.Thread):
    """Fills lessons with objects one after the other, until they are full or `stop` is set; count[0] says how
    many are there."""

    def __init__(self, lessons: Lessons, objects: Iterator[Posed]) -> None:
        super().__init__(daemon=True)
        self.lessons, self.objects = lessons, objects
        self.count, self.stop = [0], threading.Event()
        self.failed: BaseException | None = None

    def run(self) -> None:
        try:
            self._fill()
        except BaseException as error:  # the lesson must hear of it
            self.failed = error

    def _fill(self) -> None:
        device, capacity = self.lessons.focal.device, len(self.lessons.focal)
        stream = torch.cuda.Stream() if device.type == "cuda" else None
        with torch.inference_mode(), torch.cuda.stream(stream):
            for group in _grouped(self.objects):
                if self.stop.is_set() or self.count[0] + len(group) > capacity:
                    return
                made = drawn(group, device)
                self.lessons.put(self.count[0], made)
                if stream is not None:
                    stream.synchronize()
                self.count[0] += len(made.focal)


def _grouped(objects: Iterator[Posed]) -> Iterator[list[Posed]]:
    group: list[Posed] = []
    for each in objects:
        group.append(each)
        if len(group) == _TOGETHER or sum(len(part.mesh.corners) for part in group) > _FACES:
            yield group
            group = []
    if group:
        yield group


_maker: tuple[AssetLibrary | Pack, list[AssetRecord], SceneMaker] | None = None


def _open(data: Path) -> None:
    global _maker
    torch.set_num_threads(1)
    library = Pack(data) if data.is_file() else AssetLibrary(data)
    records = lessons(library)
    _maker = library, records, SceneMaker(library, records, _SEED)


def _make(number: int) -> Posed | None:
    assert _maker is not None
    try:
        return posed(number, *_maker)
    except ModelsheetError:
        return None


@contextmanager
def objects(data: Path, count: int, workers: int) -> Iterator[Iterator[Posed]]:
    """Objects 0 to `count`, made by so many processes, or here; those that can't be made are left out."""
    if workers == 0:
        _open(data)
        yield (found for found in map(_make, range(count)) if found)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _open, (data,)) as pool:
        ahead = 64 * workers
        yield (
            found
            for start in range(0, count, ahead)
            for found in pool.map(_make, range(start, min(start + ahead, count)), chunksize=2)
            if found
        )
        pool.shutdown(wait=False, cancel_futures=True)


def main() -> None:
    """See the top of this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of assets, or a pack")
    parser.add_argument("run", type=Path, help="folder of the carver")
    parser.add_argument("--objects", type=int, default=20_000, help="so many at most are looked at")
    parser.add_argument("--first", type=int, default=1000, help="so many before the lesson begins")
    parser.add_argument("--minutes", type=float, default=60.0, help="of the whole")
    parser.add_argument("--batch", type=int, default=4, help="objects a step")
    parser.add_argument("--workers", type=int, default=0, help="processes that make objects")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--init", type=Path, help="folder of a carver that goes on learning")
    parser.add_argument("--pack", type=Path, help="only write what may be learnt from to this file")
    options = parser.parse_args()
    if options.pack:
        library = AssetLibrary(options.data)
        write_pack(library, options.pack, lessons(library), words=False)
        return
    teach(options)


def teach(options: argparse.Namespace) -> Carver:
    """Make objects and learn from them at once."""
    torch.manual_seed(0)
    time_left = clock(options.minutes)
    device = torch.device(options.device)
    with objects(options.data, 2 * options.objects, options.workers) as made:
        making = Making(Lessons.empty(options.objects, device), made)
        making.start()
        while making.count[0] < options.first and making.is_alive() and next(time_left, None) is not None:
            time.sleep(0.2)
        if making.failed or not making.count[0]:
            raise making.failed or ModelsheetError("no object was made: give it more --minutes")
        out = options.run / "carver"
        try:
            begun = Carver.load(options.init) if options.init else Carver()
            carver = learn(begun, making.lessons, making.count, time_left, options.batch, out)
        finally:
            making.stop.set()
            making.join()
    if making.failed:
        raise making.failed
    return carver


if __name__ == "__main__":
    main()
