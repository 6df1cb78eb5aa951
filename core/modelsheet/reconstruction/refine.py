"""Silhouettes to a hull, and the hull refined until it looks like the drawn views.

A signed distance and a colour on a grid are fitted to silhouettes, colours and normals by differentiable
rendering. Where the sheet has no normals, colours say little of a shape: a network, the carver, says where
the surface is, and the colours alone are fitted. Depths are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..errors import ModelsheetError
from ..options import Option, Whole, YesNo
from ..registry import ReconstructorSpec
from ..sheet import ModelSheet, View
from ..surface import Surface
from ._box import smallest_box
from ._drawing import Drawing
from ._mirrored import lattice, mirror_images
from ._volume import Grid, Rays, polygonize, smooth

if TYPE_CHECKING:
    import torch

    from ..render.grid import FieldGrid


@dataclass(frozen=True)
class Stage:
    """So many steps on a grid of so many voxels a side."""

    resolution: int
    steps: int


STAGES = (Stage(32, 100), Stage(64, 120))

_RAYS, _SAMPLES = 2048, 28  # rays a step, samples a ray
_SEAM = (1.0, 0.5)  # voxels between outside and inside, at the start and end of a stage
_REACH = (1.5, 0.7)  # voxels over which a step is spread, at the start and end of a stage
_STEP, _LAST = 0.5, 0.2  # voxels a step at the start of a stage, and the share of it at the end
_COLOR_STEP = 0.05
_NORMALS = 4.0  # what a normal's error counts beside a colour's and a silhouette's
_REDISTANCE = 5  # steps
_MARGIN = 3.0  # voxels around the hull within which a ray may see anything
_SLACK = 0.25  # voxels by which the surface may leave the hull: silhouettes are drawn in pixels
_CUBE = 0.49  # object units: the hull ends here where no silhouette ends it
_LIKELY = 0.5  # the carver's voxels beyond the most likely place on a ray that are as likely
_FILLED = 3.0  # the carver's voxels: what is farther from its surface is not filled
_THIN = 0.25  # voxels: half of the thickness of what is filled there


def reconstruct(
    sheet: ModelSheet, stages: Sequence[Stage] = STAGES, seed: int = 0, mirror: bool = True
) -> Surface:
    """A closed, coloured surface in object units. Takes some ten seconds a stage on a laptop.

    Any number of views with any cameras that see the whole object. mirror: whether the views of an object
    whose silhouettes are symmetric count for its other side too. Raises ModelsheetError when no view draws
    anything.
    """
    import torch

    drawn = [view for view in sheet if view.mask.any()]
    if not drawn:
        raise ModelsheetError("sheet-empty")
    images = mirror_images(drawn) if mirror else []
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    generator = torch.Generator().manual_seed(seed)
    if any(view.normals is None for view in drawn):
        field = _carved(drawn, images, Grid(stages[-1].resolution), device)
        pixels = _pixels(drawn, images, field)
        _fit(field, None, pixels, stages[-1].steps, generator)
        return _surface(field, Grid(stages[-1].resolution))
    known: FieldGrid | None = None
    for stage in stages:
        grid = Grid(stage.resolution)
        drawings = _drawings(drawn, images)
        outer = _hull(drawings, grid)
        hull, boxed = (torch.from_numpy(part).to(device) for part in (outer, _boxed(outer, drawings, grid)))
        known = _on_grid(known, boxed, grid)
        pixels = _pixels(drawn, images, replace(known, distance=hull))
        _fit(known, hull - _SLACK * grid.voxel, pixels, stage.steps, generator)
    assert known is not None
    return _surface(known, Grid(stages[-1].resolution))


def _drawings(views: Sequence[View], images: Sequence[View]) -> list[Drawing]:
    return [Drawing.read(replace(view, depth=None)) for view in (*views, *images)]


def _hull(drawings: list[Drawing], grid: Grid) -> np.ndarray:
    """Signed distances (n, n, n) float32 to the visual hull, negative inside."""
    from scipy.ndimage import distance_transform_edt

    places = np.stack(np.meshgrid(*grid.axes, indexing="ij"), -1)
    inside = np.float32(_CUBE) - np.abs(places).max(-1)
    for drawing in drawings:
        np.minimum(inside, drawing.silhouette(grid.project(drawing.camera)[0]), out=inside)
    solid = inside > 0
    if not solid.any():
        raise ModelsheetError("no-common-solid")
    distance = (distance_transform_edt(~solid) - distance_transform_edt(solid)) * grid.voxel
    return distance.astype(np.float32)


def _boxed(hull: np.ndarray, drawings: list[Drawing], grid: Grid) -> np.ndarray:
    """Signed distances (n, n, n) float32 to the hull within the `smallest_box` around it."""
    places = np.stack(np.meshgrid(*grid.axes, indexing="ij"), -1)
    rays = [Rays(grid, drawing.camera, lattice(drawing, grid.voxel)) for drawing in drawings]
    beyond = [sign * places[..., axis] - end for axis, sign, end in smallest_box(grid, hull < 0, rays)]
    return np.maximum.reduce([hull, *beyond]).astype(np.float32)


def _carved(views: Sequence[View], images: Sequence[View], grid: Grid, device: torch.device) -> FieldGrid:
    """The surface that the carver finds, in grey.

    Where it leaves a part of a silhouette empty, the places on the rays that it finds the most likely are
    filled: outlines are what is known best.
    """
    import torch

    from ..render.grid import FieldGrid
    from ._carver import GRID, carve, shipped

    found = carve(shipped().to(device), views, images)
    there = FieldGrid(found, found.expand(3, -1, -1, -1), float(GRID.axes[0][-1]))
    distance = there.resampled(len(grid.axes[0]), float(grid.axes[0][-1])).distance
    flat = distance.cpu().numpy().ravel()
    likely, drawings = np.zeros(len(flat), bool), _drawings(views, images)
    for drawing in drawings:
        nodes = Rays(grid, drawing.camera, lattice(drawing, grid.voxel)).nodes
        along = flat[nodes]
        nearest = along.min(1, keepdims=True)
        close = along <= nearest + _LIKELY * GRID.voxel
        likely[nodes[close & (nearest >= 0) & (nearest < _FILLED * GRID.voxel)]] = True
    filled = torch.from_numpy(likely.reshape(grid.shape)).to(device)
    distance = torch.where(filled, distance.clamp(max=-_THIN * grid.voxel), distance)
    hull = torch.from_numpy(_hull(drawings, grid)).to(device)
    distance = torch.maximum(distance, hull - _SLACK * grid.voxel)
    return _on_grid(None, distance, grid)


def _on_grid(field: FieldGrid | None, hull: torch.Tensor, grid: Grid) -> FieldGrid:
    """The field on a grid's nodes; the hull in grey where there is none yet."""
    import torch

    from ..render.grid import FieldGrid

    radius = float(grid.axes[0][-1])
    if field is not None:
        return field.resampled(len(hull), radius)
    return FieldGrid(hull.clone(), torch.full((3, *hull.shape), 0.5).to(hull), radius)


@dataclass
class _Pixels:
    """N rays with what they should see.

    origins, directions: (N, 3). near, far: (N,) depths between which a ray may see anything. values:
    (N, 4 or 7), colour over black, opacity and, where all views know it, the normal times the opacity.
    painted: (N,) 1 where the colour counts, 0 in mirror images: both sides may be painted differently.
    """

    origins: torch.Tensor
    directions: torch.Tensor
    near: torch.Tensor
    far: torch.Tensor
    values: torch.Tensor
    painted: torch.Tensor

    def samples(self, chosen: torch.Tensor, jitter: torch.Tensor) -> torch.Tensor:
        """(M, S) depths along the rays chosen, evenly spread; jitter: (M, 1), 0 to 1."""
        import torch

        share = (torch.arange(_SAMPLES).to(jitter) + jitter) / _SAMPLES
        near = self.near[chosen, None]
        return near + (self.far[chosen, None] - near) * share


def _pixels(views: Sequence[View], images: Sequence[View], hull: FieldGrid) -> _Pixels:
    """The pixels whose rays pass the hull, averaged over squares about as large as a voxel.

    images: views whose colours don't count.
    """
    import torch

    known = all(view.normals is not None for view in views)
    columns = [_read(view, hull.voxel, known) for view in (*views, *images)]
    counts = [(len(part[0]), float(i < len(views))) for i, part in enumerate(columns)]
    painted = torch.cat([torch.full((count,), share) for count, share in counts]).to(hull.distance)
    origins, directions, values = (
        torch.from_numpy(np.concatenate(part)).to(hull.distance) for part in zip(*columns, strict=True)
    )
    middle = -(origins * directions).sum(1) / (directions**2).sum(1)
    reach = 3**0.5 * hull.radius
    depths = middle[:, None] + torch.arange(-reach, reach, hull.voxel / 2).to(middle)
    near, far = torch.full_like(middle, torch.inf), torch.full_like(middle, -torch.inf)
    for rows in torch.arange(len(middle)).split(_RAYS):
        points = origins[rows, None] + directions[rows, None] * depths[rows][..., None]
        close = hull.sample(hull.distance[None], points)[..., 0] < _MARGIN * hull.voxel
        near[rows] = torch.where(close, depths[rows], torch.inf).amin(1)
        far[rows] = torch.where(close, depths[rows], -torch.inf).amax(1)
    some = near < far
    spread = 2 * hull.voxel
    ends = (near[some] - spread, far[some] + spread)
    return _Pixels(origins[some], directions[some], *ends, values[some], painted[some])


def _read(view: View, voxel: float, with_normals: bool) -> tuple[np.ndarray, ...]:
    """Origins, directions and values of a view's pixels, averaged over squares."""
    size = max(1, round(voxel / view.camera.pixel))
    opacity = view.alpha.astype(np.float32)[..., None] / 255
    parts = [view.rgb.astype(np.float32) / 255 * opacity, opacity]
    if with_normals:
        assert view.normals is not None
        parts.append(np.nan_to_num(view.normals) * opacity)
    values = np.concatenate(parts, -1)
    height, width = (-(-length // size) for length in values.shape[:2])
    padding = [(0, height * size - values.shape[0]), (0, width * size - values.shape[1]), (0, 0)]
    means = np.pad(values, padding).reshape(height, size, width, size, -1).mean((1, 3))
    row, column = np.indices((height, width), np.float32)
    rays = view.camera.rays_through((np.stack([column, row], -1) + 0.5) * size)
    return tuple(part.reshape(-1, part.shape[-1]) for part in (*rays, means))


def _fit(
    field: FieldGrid,
    least: torch.Tensor | None,
    pixels: _Pixels,
    steps: int,
    generator: torch.Generator,
) -> None:
    """Change a field until the pixels look right; least: (n, n, n) distances, no smaller ones are given.
    Without them the shape stays and the colours alone change."""
    import torch

    from ..render.grid import redistanced

    shape = None if least is None else _SmoothDescent(field.distance)
    field.color.requires_grad_()
    paint = torch.optim.Adam([field.color], betas=(0.9, 0.99))
    for step in range(steps):
        share = step / steps
        _error(field, pixels, _between(_SEAM, share), shape is None, generator).backward()
        paint.param_groups[0]["lr"] = _COLOR_STEP * _between((1, _LAST), share)
        paint.step()
        paint.zero_grad()
        if shape is not None:
            length = _STEP * _between((1, _LAST), share)
            shape.step(length * field.voxel, _between(_REACH, share))
        with torch.no_grad():
            field.color.clamp_(0, 1)
            if least is None:
                continue
            if step % _REDISTANCE == _REDISTANCE - 1:
                field.distance.copy_(redistanced(field.distance, field.voxel))
            torch.clamp(field.distance, least, out=field.distance)
    field.distance.requires_grad_(False)
    field.color.requires_grad_(False)


def _error(
    field: FieldGrid, pixels: _Pixels, seam: float, only_colors: bool, generator: torch.Generator
) -> torch.Tensor:
    """How wrong some of the pixels look; seam: voxels between outside and inside."""
    import torch

    from ..render.grid import draw_rays

    chosen = torch.randint(len(pixels.near), (_RAYS,), generator=generator)
    jitter = torch.rand(_RAYS, 1, generator=generator).to(field.color)
    seen = draw_rays(
        field,
        pixels.origins[chosen],
        pixels.directions[chosen],
        pixels.samples(chosen, jitter),
        1 / (seam * field.voxel),
        with_normals=pixels.values.shape[1] > 4,
    )
    wanted, painted = pixels.values[chosen], pixels.painted[chosen]
    shown, alpha = wanted[:, :3], wanted[:, 3]
    if only_colors:  # what a soft surface lets through makes its colour no brighter
        shown = shown / alpha[:, None].clamp(min=0.5) * seen.opacity[:, None]
        painted = painted * alpha
    color = (seen.color - shown).abs().mean(1) * painted
    error = color.sum() / painted.sum().clamp(min=1) + (seen.opacity - alpha).abs().mean()
    if seen.normal is not None:
        error = error + _NORMALS * (seen.normal - wanted[:, 4:]).abs().sum(1).mean()
    return error


def _between(ends: tuple[float, float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share


class _SmoothDescent:
    """Steps down a gradient that is spread over the neighbourhood first (Nicolet et al. 2021).

    Whole sides move instead of single nodes. As in their Adam one scale serves all nodes, so that those
    about which the pictures say little hold still.
    """

    _BULK = 0.97  # the quantile of the gradients that makes a whole step; few may make two

    def __init__(self, values: torch.Tensor) -> None:
        import torch

        self.values = values.requires_grad_()
        self.mean, self.square = torch.zeros_like(values), torch.zeros_like(values)
        self.count = 0

    def step(self, length: float, reach: float) -> None:
        """Move by up to `length`; reach: nodes over which the gradient is spread."""
        import torch

        gradient = self.values.grad
        assert gradient is not None
        self.values.grad = None
        last = gradient.shape[-1]
        waves = [2 * torch.pi * torch.fft.fftfreq(n) for n in gradient.shape[:-1]]
        waves.append(2 * torch.pi * torch.fft.rfftfreq(last))
        square = sum(wave**2 for wave in torch.meshgrid(*waves, indexing="ij"))
        filter_ = (1 + reach**2 * square).to(gradient) ** -2
        gradient = torch.fft.irfftn(torch.fft.rfftn(gradient) * filter_, s=gradient.shape)
        self.count += 1
        self.mean += 0.1 * (gradient - self.mean)
        self.square += 0.01 * (gradient**2 - self.square)
        mean = self.mean / (1 - 0.9**self.count)
        size = (self.square / (1 - 0.99**self.count)).sqrt()
        bulk = size.flatten()[::7].quantile(self._BULK) + 1e-12
        with torch.no_grad():
            self.values -= length * (mean / bulk).clamp(-2, 2)


def _surface(field: FieldGrid, grid: Grid) -> Surface:
    """The zero of a field, flatter where it is nearly flat, in the field's colours."""
    import torch

    def inside(points: np.ndarray) -> np.ndarray:
        places = torch.from_numpy(points).to(field.distance)
        return -field.sample(field.distance[None], places)[..., 0].cpu().numpy()

    surface = polygonize(grid, -field.distance.cpu().numpy(), inside)
    surface = smooth(surface, grid.voxel / 2)
    places = torch.from_numpy(surface.vertices).to(field.color)
    colors = field.sample(field.color, places).clamp(0, 1).cpu().numpy()
    return replace(surface, colors=np.rint(colors * 255).astype(np.uint8))


def _by_options(sheet: ModelSheet, resolution: int, fit_steps: int, mirror: bool) -> Surface:
    """`reconstruct` on a grid of half the resolution first."""
    coarse = fit_steps * STAGES[0].steps // sum(stage.steps for stage in STAGES)
    stages = (Stage(resolution // 2, coarse), Stage(resolution, fit_steps - coarse))
    return reconstruct(sheet, stages, mirror=mirror)


SPEC = ReconstructorSpec(
    "refine",
    "the silhouettes' hull, fitted to the pictures and normals",
    _by_options,
    options=(
        Option("resolution", Whole(16, 256), STAGES[-1].resolution, "nodes a side of the grid"),
        Option("fit_steps", Whole(0, 10_000), sum(stage.steps for stage in STAGES), "steps of the fit"),
        Option("mirror", YesNo(), True, "let views count for both sides of a symmetric object"),
    ),
)
