"""Between a ModelSheet and the tensors of the codec."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from ...cameras import SHEET_VIEWS, sheet_camera
from ...errors import ModelsheetError
from ...sheet import View
from .. import KnownParts
from . import RESOLUTION, codec
from .codec import SheetPixels
from .smoothing import smooth_colors

_CAMERA_DISTANCE = 1.0
SHAPE = torch.tensor([True, False, True, False, True])
"""Of the groups, those that outline and depth are in."""
_FAINT = 0.04  # alpha below this is noise of the decoder, above its mirror value it is solid


def to_views(pixels: SheetPixels) -> tuple[View, ...]:
    """The first sheet of a batch as views, colours smooth between edges; depth where alpha is not zero."""
    alpha = ((pixels.alpha[0] - _FAINT) / (1 - 2 * _FAINT)).clamp(0, 1)
    rgb = smooth_colors(pixels.rgb[0].permute(0, 2, 3, 1).numpy(), alpha.numpy()).clip(0, 1)
    depth = _CAMERA_DISTANCE - pixels.height[0].clamp(-0.5, 0.5)
    depth = torch.where(alpha > 0, depth, torch.nan)
    return tuple(
        View(
            name,
            sheet_camera(name, RESOLUTION),
            np.rint(rgb[i] * 255).astype(np.uint8),
            np.rint(alpha[i].numpy() * 255).astype(np.uint8),
            depth[i].numpy(),
        )
        for i, name in enumerate(SHEET_VIEWS)
    )


def from_views(views: dict[str, View]) -> SheetPixels:
    """A batch of one; a missing view is empty, unknown colour and depth go on smoothly."""
    shape = (len(SHEET_VIEWS), RESOLUTION, RESOLUTION)
    alpha, rgb = np.zeros(shape, np.float32), np.zeros((*shape, 3), np.float32)
    height, seen = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for i, name in enumerate(SHEET_VIEWS):
        view = views.get(name)
        if view is None:
            continue
        alpha[i], rgb[i] = view.alpha / np.float32(255), view.rgb / np.float32(255)
        if view.depth is not None:
            known = ~np.isnan(view.depth)
            seen[i] = known
            height[i] = np.where(known, _CAMERA_DISTANCE - view.depth, 0)
    cover = torch.from_numpy((alpha > 0).astype(np.float32))
    colors = codec.fill_outside(torch.from_numpy(rgb).permute(0, 3, 1, 2), cover[:, None])
    relief = codec.fill_outside(torch.from_numpy(height)[:, None], torch.from_numpy(seen)[:, None])
    return SheetPixels(torch.from_numpy(alpha)[None], colors[None], relief[None, :, 0])


def known_tokens(known: KnownParts) -> tuple[torch.Tensor, torch.Tensor]:
    """Clean tokens (1, 192, D) and flags (1, 192, 5): a patch counts where all of it is given.

    Opposite views share a silhouette, so where one of them is given it gives alpha to both. Raises
    ModelsheetError for views that are not the generator's own.
    """
    given = [known.color, known.depth]
    views = {
        v.name: v
        for v in known.sheet
        if known.surface or any(v.name in part and part[v.name].any() for part in given)
    }
    strange = sorted(set(views) - set(SHEET_VIEWS))
    if strange:
        raise ModelsheetError("view-not-drawn", name=strange[0])
    for name, view in views.items():
        if view.camera != sheet_camera(name, RESOLUTION):
            raise ModelsheetError("view-other-camera", name=name, pixels=RESOLUTION)
    for near, far in (("front", "back"), ("right", "left"), ("top", "bottom")):
        if near in views or far in views:
            views[near], views[far] = (
                _silhouette(views, known.color, name, other) for name, other in ((near, far), (far, near))
            )
    tokens = codec.encode(codec.stack_pairs(from_views(views)))
    color = codec.stack_masks(_masks(known.color))
    depth = codec.stack_masks(_masks(known.depth))
    flags = torch.stack([color[0] | color[1], color[0], depth[0], color[1], depth[1]], -1)
    if known.surface:
        flags = flags | SHAPE
    return tokens, flags[None]


def keep_known(views: tuple[View, ...], known: KnownParts) -> tuple[View, ...]:
    """The drawn views with the given pixels put back exactly as they were."""
    return tuple(_keep(view, known) for view in views)


def _keep(view: View, known: KnownParts) -> View:
    color, depth = known.color.get(view.name), known.depth.get(view.name)
    if color is None and depth is None and known.surface is None:
        return view
    given = known.sheet[view.name]
    rgb, alpha, z = view.rgb, view.alpha, view.depth
    if known.surface is not None:
        alpha, z = given.alpha, given.depth
    if color is not None:
        rgb = np.where(color[..., None], given.rgb, rgb)
        alpha = np.where(color, given.alpha, alpha)
    if depth is not None and given.depth is not None and z is not None:
        z = np.where(depth, given.depth, z)
    return View(view.name, view.camera, rgb, alpha, z)


def _silhouette(views: dict[str, View], given: dict[str, np.ndarray], name: str, opposite: str) -> View:
    """A view with the silhouette of the opposite one where only that is given."""
    axis = 0 if name in ("top", "bottom") else 1
    other = views.get(opposite)
    view = views.get(name)
    if other is None:
        assert view is not None
        return view
    alpha = np.flip(other.alpha, axis)
    if view is None:
        return View(name, sheet_camera(name, RESOLUTION), np.zeros_like(other.rgb), alpha.copy())
    blank = np.zeros(alpha.shape, bool)
    borrowed = np.flip(given.get(opposite, blank), axis) & ~given.get(name, blank)
    return replace(view, alpha=np.where(borrowed, alpha, view.alpha))


def _masks(masks: dict[str, np.ndarray]) -> torch.Tensor:
    blank = np.zeros((RESOLUTION, RESOLUTION), bool)
    return torch.from_numpy(np.stack([masks.get(name, blank) for name in SHEET_VIEWS]))
