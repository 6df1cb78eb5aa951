"""How far in from its silhouette hull a surface lies, told by a network that has seen many of both.

What is on top of a thing, under it and in its hollows, no silhouette from the side cuts away, and colours
tell little of it where they are even. What things are like does. Pictures are read by a 2D network, its
features are carried to the nodes of a grid that see them (as in MVSNet, Yao et al. 2018, and NeuralRecon,
Sun et al. 2021), and a 3D network says where the surface is.
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
from torch import nn
from torch.nn import functional as F

from ..cameras import Camera
from ..errors import ModelsheetError
from ..sheet import View
from ..weights import how_to_mend, models_folder, verify, write_hashes
from ._volume import Grid

GRID = Grid(60)
"""Its 64 nodes a side halve evenly, four times."""
TRUNCATION = 4.0
"""Voxels: distances to the surface and to the hull end here."""
PIXELS = 128
"""A side of the pictures that it reads, which are cut out around the object: half a voxel a pixel."""

_CONFIG, _WEIGHTS = "config.json", "model.safetensors"
_AROUND = 2.0  # voxels around the hull in which the surface may lie: silhouettes are drawn in pixels
_FADE = 4.0  # voxels behind the hull's front after which a view's colour counts 1 / e
_CELLS = 64  # a side of the map of the hull's front: smaller cells would fall between its nodes
_LEAST, _AROUND_IT = 0.5, 1.06  # object units that a picture shows at least, and its side beside the object's
_REACH = 18  # pixels: TRUNCATION voxels in the smallest picture
_FEATURES = 32  # numbers a pixel
_RAY = 6  # numbers that say how a view sees a node


@dataclass(frozen=True)
class Seen:
    """V views of each of B objects, on one device.

    pictures: (B, V, 4, PIXELS, PIXELS) float32: colour, -1 to 1, times alpha, and alpha, 0 to 1. lenses:
    (B, V, 4, 4) float32 take a point (x, y, z, 1) to (column * w, row * w, depth, w), pixels of the pictures.
    focal: (B, V) float32 pixels: w / focal is how many object units a pixel spans. there: (B, V) bool; views
    that fill up the others' number are not.
    """

    pictures: torch.Tensor
    lenses: torch.Tensor
    focal: torch.Tensor
    there: torch.Tensor

    def of(self, rows: torch.Tensor) -> Seen:
        """Some of the objects."""
        return Seen(self.pictures[rows], self.lenses[rows], self.focal[rows], self.there[rows])

    @classmethod
    def read(cls, views: Sequence[View], device: torch.device) -> Seen:
        """The views of one object; those that show nothing are left out.

        Raises ModelsheetError where none shows anything.
        """
        drawn = [view for view in views if view.mask.any()]
        if not drawn:
            raise ModelsheetError("sheet-empty")
        windows = [_shown(view) for view in drawn]
        pictures = [_cut_out(view, window) for view, window in zip(drawn, windows, strict=True)]
        lenses = [lens(view.camera, window) for view, window in zip(drawn, windows, strict=True)]
        matrices = torch.from_numpy(np.stack([matrix for matrix, _ in lenses]))
        focal = torch.tensor([length for _, length in lenses], dtype=torch.float32)
        whole = (torch.stack(pictures), matrices, focal, torch.ones(len(drawn), dtype=torch.bool))
        return cls(*(part[None].to(device) for part in whole))


Window = tuple[int, int, int]
"""A square part of a view: first column, first row, side; pixels, some may be beyond the border."""


def window(camera: Camera, low: np.ndarray, high: np.ndarray) -> Window:
    """The part of a camera's picture that the carver reads: pixels (2,) `low` to `high` and a little around
    them, no less than _LEAST."""
    side = math.ceil(_AROUND_IT * max(*(high - low), _LEAST / camera.pixel))
    left, top = np.floor((low + high - side) / 2).astype(int).tolist()
    return left, top, side


def lens(camera: Camera, part: Window, pixels: int = PIXELS) -> tuple[np.ndarray, float]:
    """Matrix (4, 4) float32 and focal length of a part of a camera's picture, as `Seen` has them; pixels: a
    side of the part's picture."""
    into = np.linalg.inv(camera.camera_to_world.astype(np.float64))  # it looks along -Z
    x, y, depth = into[0], into[1], -into[2]
    w = np.array([0, 0, 0, 1.0]) if camera.extent is not None else depth
    left, top, side = part
    scale = pixels / side
    focal = scale / float(camera.pixel_size(1.0))
    column = x * focal + w * (scale * (camera.width / 2 - left))
    row = -y * focal + w * (scale * (camera.height / 2 - top))
    return np.stack([column, row, depth, w]).astype(np.float32), focal


def _shown(view: View) -> Window:
    rows, columns = (np.flatnonzero(view.mask.any(axis)) for axis in (1, 0))
    low, high = np.array([columns[0], rows[0]]), np.array([columns[-1], rows[-1]]) + 1
    return window(view.camera, low, high)


def _cut_out(view: View, part: Window) -> torch.Tensor:
    """A part of a view as a picture of `Seen`."""
    left, top, side = part
    height, width = view.alpha.shape
    alpha = view.alpha[..., None] / np.float32(255)
    whole = np.concatenate([(view.rgb / np.float32(127.5) - 1) * alpha, alpha], -1)
    found = np.zeros((side, side, 4), np.float32)
    columns, rows = slice(max(left, 0), min(left + side, width)), slice(max(top, 0), min(top + side, height))
    inside = whole[rows, columns]
    first = (rows.start - top, columns.start - left)
    found[first[0] : first[0] + inside.shape[0], first[1] : first[1] + inside.shape[1]] = inside
    picture = torch.from_numpy(found).permute(2, 0, 1)[None]
    return F.interpolate(picture, (PIXELS, PIXELS), mode="bilinear", align_corners=False, antialias=True)[0]


def distance_map(mask: torch.Tensor, reach: int) -> torch.Tensor:
    """Distances (B, ...) float32 of the places where a mask (B, ...) is False to where it is True, up to
    `reach`; 0 where it is True. Felzenszwalb and Huttenlocher (2012), each axis within a window."""
    square = torch.where(mask, 0.0, float((reach + 1) ** 2))
    for axis in range(1, mask.dim()):
        length, found = square.shape[axis], square.clone()
        for step in range(1, min(reach + 1, length)):
            near, far = square.narrow(axis, 0, length - step), square.narrow(axis, step, length - step)
            part = found.narrow(axis, step, length - step)
            part.copy_(torch.minimum(part, near + step**2))
            part = found.narrow(axis, 0, length - step)
            part.copy_(torch.minimum(part, far + step**2))
        square = found
    return square.sqrt().clamp(max=reach)


def hull_distance(seen: Seen) -> torch.Tensor:
    """Distances (B, 64, 64, 64) of the nodes to the hull, in units of TRUNCATION, inside below 0, -1 to 1."""
    count = len(seen.pictures)
    mask = (seen.pictures[:, :, 3] >= 0.5).flatten(0, 1)
    inside = distance_map(~mask, _REACH) - distance_map(mask, _REACH)
    inside = inside.unflatten(0, seen.there.shape)
    points = _points(seen.pictures.device).expand(count, -1, -1)
    least = torch.full(points.shape[:2], torch.inf, device=points.device)
    for view in range(seen.there.shape[1]):
        pixels, _, w = _projected(seen.lenses[:, view], points)
        read = _read(inside[:, view, None], pixels)[:, 0]
        beyond = torch.maximum(-pixels, pixels - PIXELS).amax(-1)
        read = torch.where(beyond > 0, read.clamp(max=0) - beyond, read)
        units = read * w / seen.focal[:, view, None]
        least = torch.where(seen.there[:, view, None], torch.minimum(least, units), least)
    return (-least / (TRUNCATION * GRID.voxel)).clamp(-1, 1).view(count, *GRID.shape)


def _points(device: torch.device) -> torch.Tensor:
    """(64^3, 4) float32: the nodes (x, y, z, 1), z changes first."""
    axis = torch.from_numpy(GRID.axes[0]).to(device)
    places = torch.stack(torch.meshgrid(axis, axis, axis, indexing="ij"), -1).view(-1, 3)
    return torch.cat([places, torch.ones_like(places[:, :1])], 1)


def _projected(lenses: torch.Tensor, points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pixels (B, N, 2), depths (B, N) and w (B, N) of points (B, N, 4) through lenses (B, 4, 4)."""
    with torch.autocast(points.device.type, enabled=False):  # half a pixel counts
        found = points @ lenses.mT
    return found[..., :2] / found[..., 3:], found[..., 2], found[..., 3]


def _read(maps: torch.Tensor, pixels: torch.Tensor) -> torch.Tensor:
    """What maps (B, C, H, W) of whole pictures have at pixels (B, N, 2) of them: (B, C, N)."""
    places = (2 / PIXELS * pixels - 1)[:, :, None].to(maps.dtype)
    return F.grid_sample(maps, places, padding_mode="border", align_corners=False)[..., 0]


@dataclass(frozen=True)
class _Nodes:
    """The nodes in and around the hulls of B objects, as many of each, N: the last of some are not meant.

    index: (B, N) int64. meant: (B, N) bool. solid: (B, N) bool, inside the hull.
    """

    index: torch.Tensor
    meant: torch.Tensor
    solid: torch.Tensor

    @classmethod
    def near(cls, hull: torch.Tensor) -> _Nodes:
        flat = hull.flatten(1)
        near = flat < _AROUND / TRUNCATION
        counts = near.sum(1)
        most = max(int(counts.max()), 1)
        index = near.byte().sort(dim=1, descending=True, stable=True).indices[:, :most]
        meant = torch.arange(index.shape[1], device=hull.device) < counts[:, None]
        return cls(index, meant, (flat.gather(1, index) < 0.5 / TRUNCATION) & meant)


class Carver(nn.Module):
    """From views to the signed distance of the surface.

    pictures, volume: channels of the 2D network at 64, 32 and 16 pixels a side, and of the 3D network at
    32, 16 and 8 nodes a side.
    """

    def __init__(self, pictures: Sequence[int] = (32, 64, 96), volume: Sequence[int] = (40, 80, 128)) -> None:
        super().__init__()
        self.config = {"pictures": list(pictures), "volume": list(volume)}
        self.pictures = _UNet(2, 4, pictures)
        self.features = nn.Conv2d(pictures[0], _FEATURES, 1)
        self.ray = nn.Linear(_FEATURES + _RAY, _FEATURES)
        self.node = nn.Linear(3 * _FEATURES + 2, _FEATURES)
        self.volume = _UNet(3, _FEATURES + 2, volume)
        self.up = nn.ConvTranspose3d(volume[0], 16, 2, 2)
        self.out = nn.Conv3d(16, 1, 3, padding=1)
        for zero in (self.out.weight, self.out.bias):  # at first the surface is the hull
            nn.init.zeros_(zero)

    def forward(self, seen: Seen, hull: torch.Tensor) -> torch.Tensor:
        """Distances (B, 64, 64, 64) float32 in units of TRUNCATION, inside below 0. hull: `hull_distance`."""
        nodes = _Nodes.near(hull)
        dense = hull.new_zeros(hull.numel(), _FEATURES)
        first = torch.arange(len(hull), device=hull.device)[:, None] * hull[0].numel()
        carried = self._carried(seen, hull, nodes)[nodes.meant].to(dense.dtype)
        dense = dense.index_copy(0, (nodes.index + first)[nodes.meant], carried)
        dense = dense.view(*hull.shape, -1).permute(0, 4, 1, 2, 3)
        near = (hull < _AROUND / TRUNCATION).to(hull.dtype)
        given = torch.cat([dense, hull[:, None], near[:, None]], 1)
        given = given.contiguous(memory_format=torch.channels_last_3d)
        return hull + self.out(F.silu(self.up(self.volume(given))))[:, 0].float()

    def _carried(self, seen: Seen, hull: torch.Tensor, nodes: _Nodes) -> torch.Tensor:
        """(B, N, _FEATURES): what the views show at nodes."""
        count, views = seen.there.shape
        flat = seen.pictures.flatten(0, 1).contiguous(memory_format=torch.channels_last)
        maps = self.features(self.pictures(flat)).float().unflatten(0, (count, views))
        points = _points(hull.device)[nodes.index]
        total, clear = hull.new_zeros(*nodes.index.shape, 1), hull.new_zeros(*nodes.index.shape, 1)
        mean: torch.Tensor | float = 0.0
        front: torch.Tensor | float = 0.0
        most: torch.Tensor | None = None
        for view in range(views):
            pixels, depth, w = _projected(seen.lenses[:, view], points)
            behind = _behind(pixels, depth, nodes) / GRID.voxel
            weight = torch.exp(-behind / _FADE)[..., None]
            size = (w / seen.focal[:, view, None] / GRID.voxel)[..., None]
            axis = seen.lenses[:, view, 2, :3][:, None].expand(*weight.shape[:2], -1)
            ray = torch.cat(
                [
                    weight,
                    (behind / 8).clamp(max=1)[..., None],
                    size,
                    axis,
                ],
                -1,
            )
            told = F.silu(self.ray(torch.cat([_read(maps[:, view], pixels).mT, ray], -1)))
            there = seen.there[:, view, None, None].to(told.dtype)
            total, clear = total + there, clear + there * weight
            mean, front = mean + there * told, front + there * weight * told
            shown = told * (there * weight)
            most = shown if most is None else torch.maximum(most, shown)
        assert most is not None
        parts = [mean / total, front / (clear + 0.05), most, torch.tanh(clear / 2)]
        parts.append(hull.flatten(1).gather(1, nodes.index)[..., None])
        return F.silu(self.node(torch.cat(parts, -1)))

    def save(self, folder: Path) -> None:
        """Write config.json and the weights, in half precision."""
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        (folder / _CONFIG).write_text(json.dumps(self.config) + "\n", "utf-8")
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


def _behind(pixels: torch.Tensor, depth: torch.Tensor, nodes: _Nodes) -> torch.Tensor:
    """How far (B, N) behind the hull's front nodes are, object units; 8 voxels where no hull is seen."""
    cell = (pixels * (_CELLS / PIXELS)).long().clamp(0, _CELLS - 1)
    place = cell[..., 1] * _CELLS + cell[..., 0]
    front = torch.full((len(depth), _CELLS**2), torch.inf, device=depth.device)
    solid = torch.where(nodes.solid, depth, torch.inf)
    front.scatter_reduce_(1, place, solid, "amin")
    away = depth - front.gather(1, place)
    return torch.where(away.isfinite(), away.clamp(min=0), 8 * GRID.voxel)


class _UNet(nn.Module):
    """A U-Net (Ronneberger et al. 2015) in two or three dimensions; its output has half of the resolution."""

    def __init__(self, dimensions: int, into: int, widths: Sequence[int]) -> None:
        super().__init__()
        conv = (nn.Conv2d, nn.Conv3d)[dimensions - 2]
        wider = (nn.ConvTranspose2d, nn.ConvTranspose3d)[dimensions - 2]
        self.into = conv(into, widths[0], 2, 2)
        self.down = nn.ModuleList(conv(a, b, 2, 2) for a, b in itertools.pairwise(widths))
        self.up = nn.ModuleList(wider(b, a, 2, 2) for a, b in itertools.pairwise(widths))
        self.before = nn.ModuleList(_Residual(conv, width) for width in widths)
        self.after = nn.ModuleList(
            nn.Sequential(_Residual(conv, width), _Residual(conv, width)) for width in widths
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(B, into, ...) to (B, widths[0], ...), the sides halved."""
        x, kept = self.into(x), []
        for level, before in enumerate(self.before):
            x = before(x)
            if level < len(self.down):
                kept.append(x)
                x = self.down[level](x)
        for level in reversed(range(len(self.after))):
            x = self.after[level](x)
            if level:
                x = self.up[level - 1](x) + kept[level - 1]
        return x


class _Residual(nn.Module):
    def __init__(self, conv: type[nn.Conv2d] | type[nn.Conv3d], width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(math.gcd(width, 8), width)
        self.first, self.second = (conv(width, width, 3, padding=1) for _ in range(2))
        nn.init.zeros_(self.second.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(F.silu(self.first(F.silu(self.norm(x)))))


def carve(carver: Carver, views: Sequence[View], images: Sequence[View] = ()) -> torch.Tensor:
    """Signed distances (64, 64, 64) of GRID's nodes to the surface within the hull of views, object units.

    Negative inside, none beyond TRUNCATION. images: more views, of which the silhouettes alone count. Raises
    ModelsheetError where the silhouettes have no node in common.
    """
    device = next(carver.parameters()).device
    with torch.inference_mode():
        seen = Seen.read(views, device)
        hull = hull_distance(seen)
        if images:
            hull = torch.maximum(hull, hull_distance(Seen.read(images, device)))
        if not (hull < 0.5 / TRUNCATION).any():
            raise ModelsheetError("no-common-solid")
        distance = carver(seen, hull).clamp(-1, 1)
        distance = torch.where(hull < _AROUND / TRUNCATION, distance, hull.clamp(min=0))
    return distance[0] * (TRUNCATION * GRID.voxel)


@cache
def shipped() -> Carver:
    """The carver of this package. Raises ModelsheetError where its weights are missing or damaged."""
    return Carver.load(models_folder() / "carver")
