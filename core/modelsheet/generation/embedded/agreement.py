"""Silhouettes that one object can have: what a view draws, the two others must leave room for, and none
falls apart."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from torch.nn import functional as F

from . import codec

_POOL = 4  # 64 pixels a side are enough to settle the layout, at a fraction of the cost
_ROUNDS = 2
_EIGHT = np.ones((3, 3))  # pixels that touch at a corner belong together


def agree(tokens: torch.Tensor) -> torch.Tensor:
    """Tokens (B, 192, D) with the silhouettes brought towards agreement; all else is as it was.

    A pixel of one view stands for a ray; somewhere on it both other views must draw as well. Where
    they do not, the pixel and those places on the ray that they deny least meet half-way. Done to the
    prediction at every step of sampling, it lets the next step decide what the compromise means.
    """
    drawn = codec.silhouettes(tokens)
    small = F.avg_pool2d(drawn, _POOL)
    agreed = small
    for _ in range(_ROUNDS):
        agreed = _meet_half_way(agreed)
    change = F.interpolate(agreed - small, scale_factor=_POOL, mode="bilinear", align_corners=False)
    return codec.move_silhouettes(tokens, change)


def wholeness(tokens: torch.Tensor) -> list[float]:
    """How well each sheet of tokens (B, 192, D) hangs together, 0 to 1: the smallest share of a silhouette
    that its largest piece holds. No silhouette of one object falls apart; an empty one holds nothing.
    """
    return [largest_share(views) for views in (codec.silhouettes(tokens.float()) > 0.5).cpu().numpy()]


def largest_share(silhouettes: Iterable[np.ndarray]) -> float:
    """Of silhouettes (H, W) bool the smallest share that the largest piece of one holds, 0 to 1."""
    from scipy.ndimage import label

    pieces = [np.bincount(label(view, _EIGHT)[0][view], minlength=1) for view in silhouettes]
    return float(min(sizes.max() / max(sizes.sum(), 1) for sizes in pieces))


def _meet_half_way(alpha: torch.Tensor) -> torch.Tensor:
    """One round over the silhouettes (B, 3, n, n) of front (z, x), right (z, y) and top (-y, x)."""
    front, right, top = alpha.unbind(1)
    top = top.flip(1)
    front, right, top_transposed = _meet(front, right, top.mT)
    right, front, top = _meet(right, front, top_transposed.mT)
    top, right_transposed, front_transposed = _meet(top, right.mT, front.mT)
    return torch.stack([front_transposed.mT, right_transposed.mT, top.flip(1)], 1)


def _meet(own: torch.Tensor, first: torch.Tensor, second: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """The three views moved so that `own` (B, p, q) is supported by (B, p, s) and (B, q, s)."""
    support = torch.minimum(first[:, :, None], second[:, None]).amax(-1)
    lack = (own - support).clamp(min=0) / 2
    batch, p, q = lack.nonzero(as_tuple=True)
    one, two = first[batch, p], second[batch, q]
    along = torch.minimum(one, two) + (one + two) * 0.01  # denied alike: rather where one view draws
    level = (own - lack)[batch, p, q][:, None]
    raised = torch.where(along >= along.amax(-1, keepdim=True) - 0.002, level, 0)
    return own - lack, _raise(first, batch, p, raised), _raise(second, batch, q, raised)


def _raise(view: torch.Tensor, batch: torch.Tensor, row: torch.Tensor, to: torch.Tensor) -> torch.Tensor:
    """The view (B, n, s) with some of its rows raised to (K, s), where they are not higher."""
    rows = view.flatten(0, 1)
    index = (batch * view.shape[1] + row)[:, None].expand_as(to)
    return rows.scatter_reduce(0, index, to, "amax").view_as(view)
