"""A neural field: occupancy and colour of any point in space, taught on a sheet's views.

A multiresolution hash encoding (Müller et al. 2022) and a small perceptron, in plain torch. The views say of
a point whether they see through it; the field learns how likely it is inside, which is drawn as opacity.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from ..cameras import Camera
from ..errors import ModelsheetError
from ..sheet import ModelSheet, View

RADIUS = 0.52  # object units: the field fills the cube from -RADIUS to RADIUS
_PRIMES = (1, 2_654_435_761, 805_459_861)  # of the hash, as in the paper
_STEPS = 192  # samples on a ray through the cube
_FINE = 24  # samples around where a ray enters the object
_RAYS = 1 << 14  # drawn at once
_NODES = 96  # along an edge of the grid that says where the surface may be
_SURE = 4.0  # log-odds: 0.98
_BATCH = 1 << 17  # points asked for at once, about 100 MB
_SEAM = 0.002  # object units: half of the stretch over which outside becomes inside
_SHELL = 0.005  # object units: half of what a shell that is thinner is taken to be thick, or it would vanish
_LAYER = 0.0075  # object units: how thick at least is what one view alone shows
_STEEP = 0.3  # cosine between a view and a normal: what is steeper lies too much within one pixel to be told
_OPPOSITE = -0.9999  # the cosine between the directions of two views that look at each other
_NEAR = 0.012  # object units: points near the surface lie so far from it (standard deviation)
_BAND = 0.003  # object units: so far around the surface (standard deviation) its colours are taught
_POINTS = 1 << 14  # a step


@dataclass(frozen=True)
class Shape:
    """Sizes of the network: levels of the encoding, entries in a level's table, values in an entry, the
    coarsest and finest grid, and the perceptron's width."""

    levels: int = 8
    entries: int = 1 << 16
    features: int = 2
    coarsest: int = 8
    finest: int = 256
    width: int = 64


class NeuralField(nn.Module):
    """Points (N, 3) in object units to log-odds of being inside (N,) and colours (N, 3), 0 to 1."""

    def __init__(self, shape: Shape = Shape()) -> None:
        super().__init__()
        self.shape = shape
        growth = (shape.finest / shape.coarsest) ** (1 / max(shape.levels - 1, 1))
        self.sizes = [round(shape.coarsest * growth**i) for i in range(shape.levels)]
        self.tables = nn.Parameter(torch.empty(shape.levels, shape.entries, shape.features))
        nn.init.uniform_(self.tables, -1e-4, 1e-4)
        parts = shape.levels * shape.features
        self.inner = nn.Sequential(
            nn.Linear(parts, shape.width),
            nn.ReLU(),
            nn.Linear(shape.width, shape.width),
            nn.ReLU(),
            nn.Linear(shape.width, 4),
        )

    def forward(self, points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """See the class."""
        place = (points / (2 * RADIUS) + 0.5).clamp(0, 1)
        levels = zip(self.tables.unbind(), self.sizes, strict=True)
        parts = [self._level(place, table, size) for table, size in levels]
        out = self.inner(torch.cat(parts, 1))
        return out[:, 0], out[:, 1:].sigmoid()

    def _level(self, place: torch.Tensor, table: torch.Tensor, size: int) -> torch.Tensor:
        """(N, features) of one level, trilinear between a grid's nodes."""
        scaled = place * (size - 1)
        first = scaled.detach().floor().clamp(max=size - 2).long()
        share = scaled - first
        total: torch.Tensor | float = 0.0
        for corner in range(8):
            offset = torch.tensor([corner & 1, corner >> 1 & 1, corner >> 2], device=place.device)
            weight = torch.where(offset == 1, share, 1 - share).prod(1, keepdim=True)
            total = total + weight * table.index_select(0, self._entry(first + offset, size))
        assert isinstance(total, torch.Tensor)
        return total

    def _entry(self, node: torch.Tensor, size: int) -> torch.Tensor:
        """(N,) the row of a node in the table: its own where there is one for each, else a hash."""
        if size**3 <= self.shape.entries:
            return (node[:, 0] * size + node[:, 1]) * size + node[:, 2]
        x, y, z = (node[:, i] * prime for i, prime in enumerate(_PRIMES))
        return (x ^ y ^ z) % self.shape.entries


@dataclass(frozen=True)
class _Told:
    """What a view says of points (N,).

    deep: how far they lie behind what it sees, object units, less than 0 where they are seen through; what
    lies beside the object is as far outside as it can be. covered: whether it shows the object there.
    possible: whether it shows the object in front of them, there or in a pixel beside.
    """

    deep: torch.Tensor
    covered: torch.Tensor
    possible: torch.Tensor


@dataclass(frozen=True)
class _Lesson:
    """A view as tensors: alpha (H, W) 0 to 1, `_planes` (H, W, 4) or None, and the least depth of the pixels
    around each (H, W), infinite where they are empty."""

    camera: Camera
    alpha: torch.Tensor
    planes: torch.Tensor | None
    nearest: torch.Tensor

    @classmethod
    def of(cls, view: View) -> _Lesson:
        planes = None if view.depth is None else _planes(view.camera, view.depth)
        depth = np.where(view.alpha > 0, 0, np.nan) if view.depth is None else view.depth
        far = torch.from_numpy(np.nan_to_num(depth, nan=np.inf).astype(np.float32))
        nearest = -F.max_pool2d(-far[None], 3, 1, 1)[0]
        return cls(view.camera, torch.from_numpy(view.alpha.astype(np.float32) / 255), planes, nearest)

    def tell(self, points: torch.Tensor) -> _Told:
        """Of points (N, 3)."""
        from .raster import project

        pixel, depth = project(self.camera, points)
        height, width = self.alpha.shape
        grid = (pixel / torch.tensor([width, height]) * 2 - 1)[None, None]
        alpha = F.grid_sample(self.alpha[None, None], grid, align_corners=False)[0, 0, 0]
        beside = (alpha - 0.5) * self.camera.pixel  # within a pixel of the outline it is a distance
        outside = torch.where(alpha < 0.02, -1.0, beside)
        covered = alpha > 0.98
        middle = (pixel - 0.5).round()
        column, row = middle.long().unbind(1)
        place = row.clamp(0, height - 1), column.clamp(0, width - 1)
        possible = depth > self.nearest[place]
        if self.planes is None:
            return _Told(torch.where(covered, 1.0, outside), covered, possible)
        known, *slopes, cosine = self.planes[place].unbind(1)
        away = pixel - 0.5 - middle
        deep = (depth - known - away[:, 0] * slopes[0] - away[:, 1] * slopes[1]) * cosine
        deep = torch.where(known.isnan(), 1.0, deep)
        return _Told(torch.where(covered, deep, torch.minimum(deep, outside)), covered, possible)


def _planes(camera: Camera, depth: np.ndarray) -> torch.Tensor:
    """(H, W, 4) the plane that each pixel sees: its depth, how much that grows to the next column and the
    next row, and the cosine between the plane's normal and the viewing axis, `_STEEP` at least."""
    far = np.pad(depth.astype(np.float32), 1, constant_values=np.nan)
    slopes = []
    for before, after in ((far[1:-1, :-2], far[1:-1, 2:]), (far[:-2, 1:-1], far[2:, 1:-1])):
        both = np.stack([depth - before, after - depth])
        steepness = np.where(np.isnan(both), np.inf, np.abs(both))
        gentle = np.take_along_axis(both, steepness.argmin(0)[None], 0)[0]  # the other may be another part's
        slopes.append(np.nan_to_num(gentle))
    rise = np.hypot(*slopes) / camera.pixel_size(depth)
    cosine = np.maximum(1 / np.hypot(1, rise), _STEEP)
    return torch.from_numpy(np.stack([depth, *slopes, cosine], -1).astype(np.float32))


def _behind(lessons: list[_Lesson], points: torch.Tensor) -> torch.Tensor:
    """(N,) how far inside the object points lie, object units, as all views see it.

    Where two views that look at each other show the same shell, there is nothing else between them: what
    other views miss of it, edge-on, does not count. What one view alone shows (others see what is in front of
    it) is a layer, where no other view sees through it by more than a pixel.
    """
    told = [lesson.tell(points) for lesson in lessons]
    inside = torch.stack([each.deep for each in told]).amin(0)
    layer = torch.stack([torch.where(t.covered, torch.minimum(t.deep, _LAYER - t.deep), -1.0) for t in told])
    alone = torch.stack([each.possible for each in told]).all(0)
    shells = []
    for a, b in _opposite(lessons):
        one, other = told[a], told[b]
        half = (one.deep + other.deep) / 2
        shell = one.covered & other.covered & (half < _SHELL)
        thick = torch.minimum(one.deep, other.deep) + _SHELL - half
        shells.append(torch.where(shell, thick, -1.0))
        alone &= ~shell
    shells.append(torch.where(alone, layer.amax(0), -1.0))
    return torch.maximum(inside, torch.stack(shells).amax(0))


def _opposite(lessons: list[_Lesson]) -> list[tuple[int, int]]:
    """The numbers of orthographic views with depth that look at each other."""
    flat = [i for i, each in enumerate(lessons) if each.planes is not None and each.camera.extent is not None]
    directions = [lesson.camera.view_direction for lesson in lessons]
    return [(a, b) for a in flat for b in flat if a < b and directions[a] @ directions[b] < _OPPOSITE]


def fit(
    sheet: ModelSheet, steps: int = 300, seed: int = 0, shape: Shape = Shape(), points: int = _POINTS
) -> NeuralField:
    """Teach a field on a sheet's views; about 35 seconds of one core for six views with depth.

    points: a step, half of them near the surface.

    Raises ModelsheetError for an empty sheet.
    """
    if not any(view.mask.any() for view in sheet):
        raise ModelsheetError("sheet-empty")
    generator = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        field = NeuralField(shape)
    lessons = [_Lesson.of(view) for view in sheet]
    places, colors = _seen(sheet)
    tables = {"params": [field.tables], "lr": 2e-2}
    optimizer = torch.optim.Adam([tables, {"params": field.inner.parameters(), "lr": 5e-3}], eps=1e-12)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        pick = torch.randint(len(places), (points // 2,), generator=generator)
        on = places[pick]
        near = on + torch.randn(on.shape, generator=generator) * _NEAR
        free = (torch.rand(on.shape, generator=generator) * 2 - 1) * RADIUS
        asked = torch.cat([near, free])
        deep = _behind(lessons, asked)
        inside, _ = field(asked)
        _, color = field(on + torch.randn(on.shape, generator=generator) * _BAND)
        loss = F.binary_cross_entropy_with_logits(inside, (deep / _SEAM).sigmoid())
        loss = loss + 2 * F.smooth_l1_loss(color, colors[pick], beta=0.1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return field.eval()


def _seen(sheet: ModelSheet) -> tuple[torch.Tensor, torch.Tensor]:
    """Places (N, 3) that the views see, and their colours (N, 3), 0 to 1.

    Without depth, of a view the nearest places that no silhouette excludes.
    """
    places, colors = [], []
    for view in sheet:
        solid = view.alpha == 255
        depth = view.depth if view.depth is not None else _hull_depth(sheet, view)
        known = solid & ~np.isnan(depth)
        places.append(view.camera.unproject(depth)[known])
        colors.append(view.rgb[known])
    points = torch.from_numpy(np.concatenate(places).astype(np.float32))
    return points, torch.from_numpy(np.concatenate(colors).astype(np.float32) / 255)


def _hull_depth(sheet: ModelSheet, view: View) -> np.ndarray:
    """(H, W) where rays enter what all silhouettes have in common; NaN where they do not."""
    lessons = [_Lesson.of(each) for each in sheet if each is not view]
    origins, directions = (torch.from_numpy(part) for part in view.camera.rays())
    found = torch.full(view.alpha.shape, torch.nan)
    for depth in torch.linspace(*_reach(view.camera), _STEPS):
        points = (origins + directions * depth).reshape(-1, 3)
        deep = _behind(lessons, points).reshape(found.shape)
        found = torch.where(found.isnan() & (deep > 0), depth, found)
    return found.numpy()


def _reach(camera: Camera) -> tuple[float, float]:
    """Depths between which the cube lies."""
    away = float(-camera.position @ camera.view_direction)
    half = RADIUS * 3**0.5
    return max(away - half, 1e-3), away + half


@torch.no_grad()
def render_field(field: NeuralField, cameras: dict[str, Camera]) -> tuple[View, ...]:
    """Views of the field by their names, with depth."""
    known = _known(field)
    return tuple(_render(field, known, camera, name) for name, camera in cameras.items())


def _known(field: NeuralField) -> torch.Tensor:
    """(N, N, N), by x, y, z: the log-odds at a grid's nodes, rounded to infinity where all nodes beside one
    are surely inside or surely outside as well; NaN near the surface, where rays have to ask the field.
    """
    axis = torch.linspace(-RADIUS, RADIUS, _NODES)
    nodes = torch.cartesian_prod(axis, axis, axis)
    inside = torch.cat([field(part)[0] for part in nodes.split(_BATCH)]).reshape(1, 1, *(_NODES,) * 3)
    most = F.max_pool3d(inside, 3, 1, 1)[0, 0]
    least = -F.max_pool3d(-inside, 3, 1, 1)[0, 0]
    known = torch.full_like(most, torch.nan)
    known[most < -_SURE] = -torch.inf
    known[least > _SURE] = torch.inf
    return known


def _render(field: NeuralField, known: torch.Tensor, camera: Camera, name: str) -> View:
    origins, directions = (torch.from_numpy(part).reshape(-1, 3) for part in camera.rays())
    color, alpha, depth = torch.zeros(len(origins), 3), torch.zeros(len(origins)), torch.zeros(len(origins))
    near, far = _through_cube(origins, directions)
    sharp = (
        4 * _SEAM / camera.pixel
    )  # log-odds are a distance in seams; half a pixel outside, 0.12 is covered
    for rays in torch.nonzero(far > near)[:, 0].split(_RAYS):
        entry, step, peak = _entries(field, known, origins[rays], directions[rays], near[rays], far[rays])
        met = peak > -_SURE
        rays = rays[met]
        found = _draw(field, origins[rays], directions[rays], entry[met], step[met], sharp)
        color[rays], depth[rays], near_entry = found
        alpha[rays] = (sharp * torch.maximum(peak[met], near_entry)).sigmoid()
    shape = (camera.height, camera.width)
    rgb = np.rint(color.numpy() * 255).astype(np.uint8).reshape(*shape, 3)
    opaque = np.rint(alpha.numpy() * 255).astype(np.uint8).reshape(shape)
    return View(name, camera, rgb, opaque, np.where(alpha >= 0.5, depth, np.nan).reshape(shape))


def _through_cube(origins: torch.Tensor, directions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The depths (N,) at which rays enter and leave the field's cube; those that miss it leave it before."""
    along = torch.where(directions.abs() < 1e-9, 1e-9, directions)
    walls = torch.stack([(-RADIUS - origins) / along, (RADIUS - origins) / along])
    return walls.amin(0).amax(1).clamp(min=1e-3), walls.amax(0).amin(1)


def _entries(
    field: NeuralField,
    known: torch.Tensor,
    origins: torch.Tensor,
    directions: torch.Tensor,
    near: torch.Tensor,
    far: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The depths (N,) at which rays enter the object or come nearest to it, how far samples were apart (N,),
    and the most log-odds on the ray (N,): it is covered as much as its most solid sample."""
    step = (far - near) / _STEPS
    depths = near[:, None] + (torch.arange(_STEPS) + 0.5) * step[:, None]
    points = (origins[:, None] + directions[:, None] * depths[..., None]).reshape(-1, 3)
    x, y, z = ((points / (2 * RADIUS) + 0.5).clamp(0, 1) * (_NODES - 1)).round().long().unbind(1)
    inside = known[x, y, z]
    asked = torch.nonzero(inside.isnan())[:, 0]
    for part in asked.split(_BATCH):
        inside[part] = field(points[part])[0]
    inside = inside.reshape(depths.shape)
    solid = inside > 0
    first = torch.where(solid.any(1), solid.int().argmax(1), inside.argmax(1))
    return depths.gather(1, first[:, None])[:, 0], step, inside.amax(1)


def _draw(
    field: NeuralField,
    origins: torch.Tensor,
    directions: torch.Tensor,
    entry: torch.Tensor,
    step: torch.Tensor,
    sharp: float,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Colour (N, 3), straight, depth (N,) and the most log-odds (N,) of rays, sampled anew around their
    entries: of each sample as much as it covers more than those before it."""
    depths = entry[:, None] + torch.linspace(-1, 1, _FINE) * step[:, None]
    points = (origins[:, None] + directions[:, None] * depths[..., None]).reshape(-1, 3)
    asked = [field(part) for part in points.split(_BATCH)]
    inside = torch.cat([part for part, _ in asked]).reshape(depths.shape)
    colors = torch.cat([part for _, part in asked]).reshape(*depths.shape, 3)
    most = (sharp * inside).sigmoid().cummax(1).values
    weight = torch.diff(most, dim=1, prepend=torch.zeros(len(most), 1)) / most[:, -1:].clamp(min=1e-6)
    return (weight[..., None] * colors).sum(1).clamp(0, 1), (weight * depths).sum(1), inside.amax(1)


def save_field(field: NeuralField, path: Path, prompt: str = "") -> Path:
    """Write the weights in half precision, with the sizes of the network."""
    from safetensors.torch import save_file

    weights = {name: value.detach().half().contiguous() for name, value in field.state_dict().items()}
    told = {"format": "modelsheet-field", "shape": asdict(field.shape), "prompt": prompt}
    save_file(weights, path, metadata={"field": json.dumps(told)})  # one entry: several come in any order
    return path


def load_field(path: Path) -> NeuralField:
    """The inverse of `save_field`. Raises ModelsheetError for another file."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            told = json.loads((file.metadata() or {}).get("field", "{}"))
            if told.get("format") != "modelsheet-field":
                raise ModelsheetError("field-damaged", path=path, reason="it is no neural field")
            field = NeuralField(Shape(**told["shape"]))
            field.load_state_dict({name: file.get_tensor(name).float() for name in file.keys()})  # noqa: SIM118
    except (KeyError, OSError, RuntimeError, SafetensorError, TypeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelsheetError("field-damaged", path=path, reason=reason) from error
    return field.eval()
