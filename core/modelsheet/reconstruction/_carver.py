"""How far in from its silhouette hull a surface lies, told by a network that has seen many of both.

What is on top of a thing, under it and in its hollows, no silhouette from the side cuts away, and colours
tell little of it where they are even. What things are like does.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import distance_transform_edt
from torch import nn
from torch.nn import functional as F

from ..cameras import Camera
from ..errors import ModelsheetError
from ..pictures import bilinear
from ..sheet import View
from ..weights import how_to_mend, models_folder, verify, write_hashes
from ._box import smallest_box
from ._volume import Grid, Rays

GRID = Grid(60)
"""Its 64 nodes a side halve evenly, four times."""
TRUNCATION = 4.0
"""Voxels: distances to the surface and to the hull end here."""
EVIDENCE = 11
"""Numbers a node: distance to the hull, how freely it is seen, colour, how far they differ, normal, height,
distance to the box around."""
OUTSIDE = np.array([1.0, *[0.0] * (EVIDENCE - 2), 1.0], np.float32)
"""The evidence where no hull is near."""

_CONFIG, _WEIGHTS = "config.json", "model.safetensors"
_HALVED, _BORDER = 8, 2  # nodes: three halvings; outside on each side
_AROUND = 2.0  # voxels around the hull in which the surface may lie: silhouettes are drawn in pixels
_APART = 2.0  # voxels between the rays that a box must keep
_FADE = 4.0  # voxels behind the hull's front after which a view's colour counts 1 / e
_FINE = 0.5  # voxels: a finer pixel tells no more
_COARSE = 1.5  # voxels, pixels of the hull's depth: smaller ones would fall between its nodes


@dataclass(frozen=True)
class Evidence:
    """What views tell about N nodes of the grid, those within and around their hull; all others are outside.

    nodes: (N,) int32, counted along z first. values: (N, EVIDENCE) float32, distances in units of
    TRUNCATION, inside below 0, colours and normals -1 to 1, 0 where nothing is seen.
    """

    nodes: np.ndarray
    values: np.ndarray


def spread_out(nodes: np.ndarray, values: np.ndarray, outside: np.ndarray) -> tuple[np.ndarray, Box]:
    """Values (N, C) at nodes on the part of the grid that holds them all: (C, A, B, C), and which part it is.

    outside: (C,) the values elsewhere. The part's sides are multiples of _HALVED, as the network wants them.
    """
    places = np.unravel_index(nodes, GRID.shape)
    box = []
    for place, count in zip(places, GRID.shape, strict=True):
        size = min(count, -(-(int(place.max() - place.min()) + 1 + 2 * _BORDER) // _HALVED) * _HALVED)
        first = int(np.clip(place.min() - _BORDER, 0, count - size))
        box.append(slice(first, first + size))
    dense = np.empty((values.shape[1], *(part.stop - part.start for part in box)), values.dtype)
    dense[:] = outside[:, None, None, None]
    x, y, z = (place - part.start for place, part in zip(places, box, strict=True))
    dense[:, x, y, z] = values.T
    return dense, (box[0], box[1], box[2])


Box = tuple[slice, slice, slice]


def gather(views: Sequence[View], images: Sequence[View] = ()) -> Evidence:
    """The evidence of views of one object; images: more of them whose colours don't count.

    Raises ModelsheetError where the silhouettes have no node in common.
    """
    outlines = [_Outline.read(view) for view in (*views, *images)]
    nodes = np.arange(math.prod(GRID.shape), dtype=np.int32)
    points = np.stack(np.meshgrid(*GRID.axes, indexing="ij"), -1).reshape(-1, 3)
    inside = np.full(len(nodes), np.inf, np.float32)
    for outline in outlines:
        inside = np.minimum(inside, outline.depth_inside(points))
        kept = inside > -_AROUND * GRID.voxel
        nodes, points, inside = nodes[kept], points[kept], inside[kept]
    solid = inside > -0.5 * GRID.voxel  # a blade lies between the nodes
    if not solid.any():
        raise ModelsheetError("no-common-solid")
    hull = np.clip(-inside / (TRUNCATION * GRID.voxel), -1, 1)
    seen = np.zeros((len(nodes), 8), np.float32)  # weight, colour, its square, normal
    for outline in outlines[: len(views)]:
        weight = np.exp(-outline.behind(points, solid) / (_FADE * GRID.voxel))[:, None]
        color, normal = outline.shown(points)
        square = (color**2).sum(1, keepdims=True)
        seen += weight * np.concatenate([np.ones_like(weight), color, square, normal], 1)
    weight = seen[:, :1]
    mean = seen[:, 1:] / np.maximum(weight, 1e-3)
    spread = np.sqrt(np.maximum(mean[:, 3:4] - (mean[:, :3] ** 2).sum(1, keepdims=True), 0))
    there = np.zeros(GRID.shape, bool)
    there.ravel()[nodes[solid]] = True
    rays = [Rays(GRID, view.camera, _sparse(view)) for view in (*views, *images)]
    sides = smallest_box(GRID, there, rays)
    beyond = np.max([sign * points[:, axis] - end for axis, sign, end in sides], 0)
    box = np.clip(beyond / (TRUNCATION * GRID.voxel), -1, 1)[:, None]
    height = np.clip(2 * points[:, 2:], -1, 1)
    columns = [hull[:, None], np.tanh(weight / 2), mean[:, :3], spread, mean[:, 4:], height, box]
    return Evidence(nodes, np.concatenate(columns, 1, dtype=np.float32))


def _sparse(view: View) -> np.ndarray:
    """(H, W) bool, pixels of the silhouette some voxels apart."""
    every = max(1, round(_APART * GRID.voxel / view.camera.pixel))
    chosen = np.zeros_like(view.mask)
    chosen[every // 2 :: every, every // 2 :: every] = True
    return chosen & view.mask


@dataclass(frozen=True)
class _Outline:
    """A view averaged over squares of pixels, each about half a voxel wide.

    square: pixels a side of one. distance: (H, W) float32, squares inside the silhouette, below 0 outside.
    values: (H, W, 6) float32, colour and normal, -1 to 1, 0 where unknown.
    """

    camera: Camera
    square: int
    distance: np.ndarray
    values: np.ndarray

    @classmethod
    def read(cls, view: View) -> _Outline:
        square = max(1, round(_FINE * GRID.voxel / view.camera.pixel))
        alpha = view.alpha[..., None] / np.float32(255)
        normals = np.zeros(view.rgb.shape) if view.normals is None else np.nan_to_num(view.normals)
        values = np.concatenate(
            [alpha, (view.rgb / 127.5 - 1) * alpha, normals * alpha], -1, dtype=np.float32
        )
        height, width = (-(-length // square) for length in view.alpha.shape)
        padding = [
            (0, square * new - old) for new, old in zip((height, width), view.alpha.shape, strict=True)
        ]
        values = np.pad(values, [*padding, (0, 0)]).reshape(height, square, width, square, -1).mean((1, 3))
        mask = values[..., 0] >= 0.5
        distance = distance_transform_edt(mask) - distance_transform_edt(~mask)
        colors = values[..., 1:] / np.maximum(values[..., :1], 1e-3)
        return cls(view.camera, square, distance.astype(np.float32), colors)

    def places(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Column and row (N, 2) of points (N, 3) among the squares, and their depths (N,)."""
        pixels, depth = self.camera.project(points)
        return pixels / np.float32(self.square), depth

    def depth_inside(self, points: np.ndarray) -> np.ndarray:
        """How far (N,) inside the silhouette points (N, 3) are, object units, below 0 outside."""
        places, depth = self.places(points)
        inside = bilinear(self.distance, places[:, 0], places[:, 1])
        beyond = np.maximum(-places, places - self.distance.shape[::-1]).max(1)
        inside = np.where(beyond > 0, np.minimum(inside, 0) - beyond, inside)
        return (inside * self.camera.pixel_size(depth) * self.square).astype(np.float32)

    def behind(self, points: np.ndarray, solid: np.ndarray) -> np.ndarray:
        """How far (N,) behind the hull's front points (N, 3) are, object units; inf where no hull is seen.

        solid: (N,) bool, which of the points are in the hull.
        """
        places, depth = self.places(points)
        cell = _COARSE * GRID.voxel / (self.camera.pixel * self.square)
        height, width = (math.ceil(length / cell) for length in self.distance.shape)
        column, row = (places / cell).astype(np.int32).T
        cells = np.clip(row, 0, height - 1) * width + np.clip(column, 0, width - 1)
        front = np.full(height * width, np.inf, np.float32)
        np.minimum.at(front, cells[solid], depth[solid])
        seen = front[cells]
        return np.where(np.isfinite(seen), np.maximum(depth - seen, 0), np.inf)

    def shown(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Colour and normal, (N, 3) float32 each, that the view has at points (N, 3)."""
        column, row = self.places(points)[0].astype(np.int32).T
        height, width = self.distance.shape
        read = self.values[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
        return read[:, :3], read[:, 3:]


class Carver(nn.Module):
    """A U-Net (Çiçek et al. 2016) from evidence to the signed distance of the surface.

    widths: channels at 32, 16 and 8 nodes a side.
    """

    def __init__(self, widths: Sequence[int] = (32, 64, 96)) -> None:
        super().__init__()
        self.widths = tuple(widths)
        self.into = nn.Conv3d(EVIDENCE, widths[0], 2, 2)
        self.down = nn.ModuleList(nn.Conv3d(a, b, 2, 2) for a, b in itertools.pairwise(widths))
        self.up = nn.ModuleList(nn.ConvTranspose3d(b, a, 2, 2) for a, b in itertools.pairwise(widths))
        self.before = nn.ModuleList(map(_Residual, widths))
        self.after = nn.ModuleList(map(_Residual, widths))
        self.out = nn.ConvTranspose3d(widths[0], 1, 2, 2)

    def forward(self, evidence: torch.Tensor) -> torch.Tensor:
        """(B, EVIDENCE, X, Y, Z) to distances (B, X, Y, Z) in units of TRUNCATION, inside below 0.

        The sides are multiples of 8.
        """
        x, kept = self.into(evidence), []
        for level, before in enumerate(self.before):
            x = before(x)
            if level < len(self.down):
                kept.append(x)
                x = self.down[level](x)
        for level in reversed(range(len(self.after))):
            x = self.after[level](x)
            if level:
                x = self.up[level - 1](x) + kept[level - 1]
        return evidence[:, 0] + self.out(x)[:, 0].float()

    def save(self, folder: Path) -> None:
        """Write config.json and the weights, in half precision."""
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        (folder / _CONFIG).write_text(json.dumps({"widths": self.widths}) + "\n", "utf-8")
        halves = {name: values.half().contiguous() for name, values in self.state_dict().items()}
        save_file(halves, folder / _WEIGHTS, metadata={"format": "pt"})
        write_hashes(folder)

    @classmethod
    def load(cls, folder: Path) -> Carver:
        """Read what `save` wrote, as float32. Raises ModelsheetError where it is missing or damaged."""
        from safetensors.torch import load_file

        verify(folder, how_to_mend(folder))
        carver = cls(**json.loads((folder / _CONFIG).read_text("utf-8")))
        carver.load_state_dict(load_file(folder / _WEIGHTS))
        return carver.eval()


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(math.gcd(width, 8), width)
        self.first, self.second = (nn.Conv3d(width, width, 3, padding=1) for _ in range(2))
        nn.init.zeros_(self.second.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(F.silu(self.first(F.silu(self.norm(x)))))


def carve(carver: Carver, views: Sequence[View], images: Sequence[View] = ()) -> torch.Tensor:
    """Signed distances (64, 64, 64) of GRID's nodes to the surface within the hull of views, object units.

    Negative inside, none beyond TRUNCATION. images: more views, whose colours don't count. Raises
    ModelsheetError where the silhouettes have no node in common.
    """
    device = next(carver.parameters()).device
    evidence = gather(views, images)
    dense, box = spread_out(evidence.nodes, evidence.values, OUTSIDE)
    given = torch.from_numpy(dense)[None].to(device)
    with torch.inference_mode():
        distance = carver(given).clamp(-1, 1)
    whole = torch.ones(GRID.shape, device=device)
    whole[box] = torch.where(given[:, 0] < 1, distance, 1)[0]
    return whole * (TRUNCATION * GRID.voxel)


@cache
def shipped() -> Carver:
    """The carver of this package. Raises ModelsheetError where its weights are missing or damaged."""
    return Carver.load(models_folder() / "carver")
