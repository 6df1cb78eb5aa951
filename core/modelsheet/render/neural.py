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
_STEPS = 128  # samples on a ray through the cube
_RAYS = 1 << 14  # drawn at once: 2 million points, about 1 GB
_SEAM = 0.004  # object units: half of the stretch over which outside becomes inside
_SHELL = 0.006  # object units: half of what a shell that is thinner is taken to be thick, or it would vanish
_OPPOSITE = -0.9999  # the cosine between the directions of two views that look at each other
_NEAR = 0.02  # object units: points near the surface lie so far from it (standard deviation)
_POINTS = 1 << 14  # a step


@dataclass(frozen=True)
class Shape:
    """Sizes of the network: levels of the encoding, entries in a level's table, values in an entry, the
    coarsest and finest grid, and the perceptron's width."""

    levels: int = 8
    entries: int = 1 << 15
    features: int = 2
    coarsest: int = 8
    finest: int = 160
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
        parts = [self._level(place, i, size) for i, size in enumerate(self.sizes)]
        out = self.inner(torch.cat(parts, 1))
        return out[:, 0], out[:, 1:].sigmoid()

    def _level(self, place: torch.Tensor, level: int, size: int) -> torch.Tensor:
        """(N, features) of one level, trilinear between a grid's nodes."""
        scaled = place * (size - 1)
        first = scaled.detach().floor().clamp(max=size - 2).long()
        share = scaled - first
        total: torch.Tensor | float = 0.0
        for corner in range(8):
            offset = torch.tensor([corner & 1, corner >> 1 & 1, corner >> 2], device=place.device)
            weight = torch.where(offset == 1, share, 1 - share).prod(1, keepdim=True)
            total = total + weight * F.embedding(self._entry(first + offset, size), self.tables[level])
        assert isinstance(total, torch.Tensor)
        return total

    def _entry(self, node: torch.Tensor, size: int) -> torch.Tensor:
        """(N,) the row of a node in the table: its own where there is one for each, else a hash."""
        if size**3 <= self.shape.entries:
            return (node[:, 0] * size + node[:, 1]) * size + node[:, 2]
        x, y, z = (node[:, i] * prime for i, prime in enumerate(_PRIMES))
        return (x ^ y ^ z) % self.shape.entries


@dataclass(frozen=True)
class _Lesson:
    """A view as tensors: alpha (H, W) 0 to 1, rgb (H, W, 3) 0 to 1, depth (H, W) or None."""

    camera: Camera
    rgb: torch.Tensor
    alpha: torch.Tensor
    depth: torch.Tensor | None

    @classmethod
    def of(cls, view: View) -> _Lesson:
        depth = None if view.depth is None else torch.from_numpy(view.depth.astype(np.float32))
        return cls(
            view.camera,
            torch.from_numpy(view.rgb.astype(np.float32) / 255),
            torch.from_numpy(view.alpha.astype(np.float32) / 255),
            depth,
        )

    def behind(self, points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(N,) how far points lie behind what the view sees, object units, less than 0 where they are seen
        through; what lies beside the object is as far outside as it can be. And (N,) bool, whether the view
        shows the object there."""
        from .raster import project

        pixel, depth = project(self.camera, points)
        height, width = self.alpha.shape
        grid = (pixel / torch.tensor([width, height]) * 2 - 1)[None, None]
        alpha = F.grid_sample(self.alpha[None, None], grid, align_corners=False)[0, 0, 0]
        beside = (alpha - 0.5) * self.camera.pixel  # within a pixel of the outline it is a distance
        outside = torch.where(alpha < 0.02, -1.0, beside)
        covered = alpha > 0.98
        if self.depth is None:
            return torch.where(covered, 1.0, outside), covered
        column, row = (pixel - 0.5).round().long().unbind(1)
        known = self.depth[row.clamp(0, height - 1), column.clamp(0, width - 1)]
        deep = torch.where(known.isnan(), 1.0, depth - known)
        return torch.where(covered, deep, torch.minimum(deep, outside)), covered


def _behind(lessons: list[_Lesson], points: torch.Tensor) -> torch.Tensor:
    """(N,) how far inside the object points lie, object units, as all views see it.

    Where two views that look at each other show the same shell, there is nothing else between them: what
    other views miss of it, edge-on, does not count.
    """
    seen = [lesson.behind(points) for lesson in lessons]
    inside = torch.stack([deep for deep, _ in seen]).amin(0)
    for a, b in _opposite(lessons):
        half = (seen[a][0] + seen[b][0]) / 2
        shell = seen[a][1] & seen[b][1] & (half < _SHELL)
        inside = torch.where(shell, torch.minimum(seen[a][0], seen[b][0]) + _SHELL - half, inside)
    return inside


def _opposite(lessons: list[_Lesson]) -> list[tuple[int, int]]:
    """The numbers of orthographic views with depth that look at each other."""
    flat = [i for i, each in enumerate(lessons) if each.depth is not None and each.camera.extent is not None]
    directions = [lesson.camera.view_direction for lesson in lessons]
    return [(a, b) for a in flat for b in flat if a < b and directions[a] @ directions[b] < _OPPOSITE]


def fit(
    sheet: ModelSheet, steps: int = 200, seed: int = 0, shape: Shape = Shape(), points: int = _POINTS
) -> NeuralField:
    """Teach a field on a sheet's views; about 40 seconds of one core for six views with depth.

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
        _, color = field(on)
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
def render_field(field: NeuralField, camera: Camera, name: str = "") -> View:
    """A view of the field, with depth: the opacity of each sample is how likely it is inside."""
    origins, directions = (torch.from_numpy(part).reshape(-1, 3) for part in camera.rays())
    depths = torch.linspace(*_reach(camera), _STEPS)
    parts = [
        _draw(field, origin, direction, depths)
        for origin, direction in zip(origins.split(_RAYS), directions.split(_RAYS), strict=True)
    ]
    color, alpha, depth = (torch.cat(part).numpy() for part in zip(*parts, strict=True))
    shape = (camera.height, camera.width)
    rgb = np.rint(np.clip(color, 0, 1) * 255).astype(np.uint8).reshape(*shape, 3)
    opaque = np.rint(alpha * 255).astype(np.uint8).reshape(shape)
    return View(name, camera, rgb, opaque, np.where(alpha >= 0.5, depth, np.nan).reshape(shape))


def _draw(
    field: NeuralField, origins: torch.Tensor, directions: torch.Tensor, depths: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Colour (N, 3), straight, opacity (N,) and depth (N,) of rays.

    A first pass asks for opacity at even steps; the second samples anew around where it becomes opaque.
    """
    step = depths[1] - depths[0]
    first = _opacities(field, origins, directions, depths.expand(len(origins), -1))[0]
    entry = depths[(first > 0.5).int().argmax(1)]
    hit = (first > 0.02).any(1)
    color, alpha, depth = torch.zeros(len(origins), 3), torch.zeros(len(origins)), torch.zeros(len(origins))
    if not hit.any():
        return color, alpha, depth
    start = torch.where((first > 0.5).any(1), entry, depths[first.argmax(1)])[hit]
    fine = start[:, None] + torch.linspace(-2, 2, 17) * step
    inside, colors = _opacities(field, origins[hit], directions[hit], fine)
    clear = torch.cumprod(1 - inside, 1)
    weight = inside * torch.cat([torch.ones_like(clear[:, :1]), clear[:, :-1]], 1)
    total = weight.sum(1)
    color[hit] = (weight[..., None] * colors).sum(1) / total.clamp(min=1e-6)[:, None]
    alpha[hit] = total.clamp(max=1)
    depth[hit] = (weight * fine).sum(1) / total.clamp(min=1e-6)
    return color, alpha, depth


def _opacities(
    field: NeuralField, origins: torch.Tensor, directions: torch.Tensor, depths: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """(N, S) and colours (N, S, 3) at depths (N, S) of rays; nothing outside of the cube."""
    points = (origins[:, None] + directions[:, None] * depths[..., None]).reshape(-1, 3)
    within = (points.abs() <= RADIUS).all(1)
    inside, colors = torch.zeros(len(points)), torch.zeros(len(points), 3)
    logits, colors[within] = field(points[within])
    inside[within] = logits.sigmoid()
    return inside.reshape(depths.shape), colors.reshape(*depths.shape, 3)


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
