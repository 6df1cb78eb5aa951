"""Silhouettes to a hull, and the hull refined until it looks like the drawn views.

A signed distance and a colour on a grid are fitted to silhouettes, colours and, where the sheet has
them, normals, by differentiable rendering. Where it has none, colours say little of a shape, and the surface
stays near the place that a network gives it. Depths are not looked at.
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
_REIN = 1 / 60  # object units by which the surface may leave the place that the carver gives it


def reconstruct(
    sheet: ModelSheet, stages: Sequence[Stage] = STAGES, seed: int = 0, mirror: bool = True
) -> Surface:
    """A closed, coloured surface in object units. Takes some ten seconds a stage on a laptop.

    Any number of views with any cameras that see the whole object. mirror: whether the views of an object
    whose silhouettes are symmetric count for its other side too. Raises ModelsheetError when no view draws
    anything.
    """
    import torch

    from ._carver import carve, shipped

    drawn = [view for view in sheet if view.mask.any()]
    if not drawn:
        raise ModelsheetError("sheet-empty")
    images = mirror_images(drawn) if mirror else []
    drawings = [Drawing.read(replace(view, depth=None)) for view in (*drawn, *images)]
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    generator = torch.Generator().manual_seed(seed)
    field: FieldGrid | None = None
    known = all(view.normals is not None for view in drawn)  # they say where a roof is
    carved = None if known else carve(shipped().to(device), drawn, images)
    for stage in stages:
        grid = Grid(stage.resolution)
        hull, box = (torch.from_numpy(part).to(device) for part in _hulls(drawings, grid))
        boxed = torch.maximum(hull, box)
        field = _on_grid(field, boxed, grid)
        bound, limits = (
            (hull if known else boxed),
            (hull - _SLACK * grid.voxel, torch.full_like(hull, torch.inf)),
        )
        if carved is not None:
            limits = _reined(carved, torch.maximum(limits[0], box), drawings, grid)
        pixels = _pixels(drawn, images, replace(field, distance=bound))
        _fit(field, limits, pixels, stage.steps, generator)
    assert field is not None
    return _surface(field, Grid(stages[-1].resolution))


def _hulls(drawings: list[Drawing], grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Signed distances (n, n, n) float32 to the visual hull, and to the `smallest_box` around it, negative
    inside.
    """
    from scipy.ndimage import distance_transform_edt

    places = np.stack(np.meshgrid(*grid.axes, indexing="ij"), -1)
    inside = np.float32(_CUBE) - np.abs(places).max(-1)
    for drawing in drawings:
        np.minimum(inside, drawing.silhouette(grid.project(drawing.camera)[0]), out=inside)
    solid = inside > 0
    if not solid.any():
        raise ModelsheetError("no-common-solid")
    distance = (distance_transform_edt(~solid) - distance_transform_edt(solid)) * grid.voxel
    rays = [Rays(grid, drawing.camera, lattice(drawing, grid.voxel)) for drawing in drawings]
    beyond = [sign * places[..., axis] - end for axis, sign, end in smallest_box(grid, solid, rays)]
    box = np.maximum.reduce(beyond)
    return distance.astype(np.float32), box.astype(np.float32)


def _reined(
    carved: torch.Tensor, floor: torch.Tensor, drawings: list[Drawing], grid: Grid
) -> tuple[torch.Tensor, torch.Tensor]:
    """The least and greatest distances (n, n, n) that a fit may give, none below a floor.

    Where the carver leaves a part of a silhouette empty, it has no say.
    """
    import torch
    from scipy.ndimage import binary_dilation

    from ..render.grid import FieldGrid
    from ._carver import GRID

    there = FieldGrid(carved, carved.expand(3, -1, -1, -1), float(GRID.axes[0][-1]))
    near = there.resampled(len(floor), float(grid.axes[0][-1])).distance
    solid = (near < 0).cpu().numpy().ravel()
    empty = np.zeros(len(solid), bool)
    for drawing in drawings:
        nodes = Rays(grid, drawing.camera, lattice(drawing, grid.voxel)).nodes
        empty[nodes[~solid[nodes].any(1)]] = True
    free = torch.from_numpy(binary_dilation(empty.reshape(grid.shape))).to(floor.device)
    least = torch.where(free, floor, torch.maximum(near - _REIN, floor))
    return least, torch.where(free, torch.inf, torch.maximum(near + _REIN, least))


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
    limits: tuple[torch.Tensor, torch.Tensor],
    pixels: _Pixels,
    steps: int,
    generator: torch.Generator,
) -> None:
    """Change a field until the pixels look right; limits: (n, n, n) the least and greatest distances."""
    import torch

    from ..render.grid import draw_rays, redistanced

    known = pixels.values.shape[1] > 4
    shape = _SmoothDescent(field.distance)
    field.color.requires_grad_()
    paint = torch.optim.Adam([field.color], betas=(0.9, 0.99))
    for step in range(steps):
        share = step / steps
        chosen = torch.randint(len(pixels.near), (_RAYS,), generator=generator)
        jitter = torch.rand(_RAYS, 1, generator=generator).to(field.color)
        seen = draw_rays(
            field,
            pixels.origins[chosen],
            pixels.directions[chosen],
            pixels.samples(chosen, jitter),
            1 / (_between(_SEAM, share) * field.voxel),
            with_normals=known,
        )
        wanted = pixels.values[chosen]
        painted = pixels.painted[chosen]
        color = (seen.color - wanted[:, :3]).abs().mean(1) * painted
        error = color.sum() / painted.sum().clamp(min=1) + (seen.opacity - wanted[:, 3]).abs().mean()
        if seen.normal is not None:
            error = error + _NORMALS * (seen.normal - wanted[:, 4:]).abs().sum(1).mean()
        error.backward()
        length = _STEP * _between((1, _LAST), share)
        shape.step(length * field.voxel, _between(_REACH, share))
        paint.param_groups[0]["lr"] = _COLOR_STEP * _between((1, _LAST), share)
        paint.step()
        paint.zero_grad()
        with torch.no_grad():
            field.color.clamp_(0, 1)
            if step % _REDISTANCE == _REDISTANCE - 1:
                field.distance.copy_(redistanced(field.distance, field.voxel))
            torch.clamp(field.distance, *limits, out=field.distance)
    field.distance.requires_grad_(False)
    field.color.requires_grad_(False)


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
