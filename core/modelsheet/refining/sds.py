"""Score distillation (DreamFusion, Poole et al. 2023) of the colours, the shape as it is.

The surface's vertices have colours; all views are drawn of them, noise is put on, and what the model would
rather see pulls at the colours through the differentiable renderer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch

from ..context import Context
from ..geometry.nearest import nearest
from ..registry import Prior, Rebuild, RefinerSpec
from ..render.raster import Raster, interpolate, rasterize
from ..sheet import ModelSheet, View
from ..surface import Surface
from .loop import agreed

LEVELS = (0.15, 0.6)  # shares of noise, of which one is drawn a step: less says nothing, more redraws all
RATE = 0.01  # step of the optimiser, of the range of a colour
_HIDDEN = 0.02  # object units behind what a view shows, from which a vertex does not see it


@dataclass(frozen=True)
class _Seen:
    """A view and which triangle each of its pixels shows."""

    view: View
    raster: Raster


def sds(
    sheet: ModelSheet, prior: Prior, rebuild: Rebuild, steps: int, seed: int, context: Context
) -> ModelSheet:
    """The sheet, its colours pulled to what the model would rather see; their details stay sharp."""
    surface = rebuild(sheet)
    sheet = agreed(sheet, surface)
    vertices, faces = torch.from_numpy(surface.vertices), torch.from_numpy(surface.faces.astype(np.int64))
    with torch.no_grad():
        seen = [_Seen(view, rasterize(view.camera, vertices, faces)) for view in sheet]
    start = torch.from_numpy(_vertex_colors(surface, sheet, seen))
    colors = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([colors], lr=RATE)
    generator = torch.Generator().manual_seed(seed)
    for step in range(steps):
        level = LEVELS[0] + (LEVELS[1] - LEVELS[0]) * float(torch.rand((), generator=generator))
        drawn = torch.stack([interpolate(each.raster, colors, faces).movedim(-1, 0) for each in seen])
        optimizer.zero_grad()
        prior.pull(drawn, sheet, level, generator).backward()
        optimizer.step()
        with torch.no_grad():
            colors.clamp_(0, 1)
        context.forming(step + 1, steps, partial(_moved, sheet, seen, faces, colors.detach() - start))
    return _moved(sheet, seen, faces, colors.detach() - start)


def _vertex_colors(surface: Surface, sheet: ModelSheet, seen: list[_Seen]) -> np.ndarray:
    """(V, 3) float32, 0 to 1: of views that see a vertex, the straight ones most; else its neighbour's."""
    normals = np.zeros_like(surface.vertices)
    for corner in range(3):
        np.add.at(normals, surface.faces[:, corner], surface.face_normals)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-6)
    total, weight = np.zeros((len(normals), 3), np.float32), np.zeros((len(normals), 1), np.float32)
    for each in seen:
        camera = each.view.camera
        pixel, depth = camera.project(surface.vertices)
        column, row = np.clip((pixel - 0.5).round().astype(int), 0, [camera.width - 1, camera.height - 1]).T
        straight = np.clip(-(normals @ camera.view_direction), 0, None) ** 2
        visible = each.view.mask[row, column] & (depth < each.raster.depth.numpy()[row, column] + _HIDDEN)
        share = (straight * visible)[:, None].astype(np.float32)
        total += share * each.view.rgb[row, column] / np.float32(255)
        weight += share
    known = weight[:, 0] > 1e-4
    colors = np.full_like(total, 0.5)
    colors[known] = total[known] / weight[known]
    if known.any() and not known.all():
        _, number = nearest(surface.vertices[known], surface.vertices[~known])
        colors[~known] = colors[known][number[:, 0]]
    return colors


def _moved(sheet: ModelSheet, seen: list[_Seen], faces: torch.Tensor, change: torch.Tensor) -> ModelSheet:
    """The sheet with a change of its vertices' colours (V, 3)."""
    views = []
    for each in seen:
        moved = each.view.rgb / np.float32(255) + interpolate(each.raster, change, faces).numpy()
        rgb = np.rint(np.clip(moved, 0, 1) * 255).astype(np.uint8)
        views.append(replace(each.view, rgb=rgb))
    return replace(sheet, views=tuple(views))


SPEC = RefinerSpec("sds", "pulls the colours towards what the model would rather see", sds, steps=20)
