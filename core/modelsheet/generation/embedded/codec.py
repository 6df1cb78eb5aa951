"""Sheets to tokens and back: opposite views stacked, each patch in its lowest cosine frequencies.

Opposite orthographic views share one silhouette, mirrored, so three axis pairs describe six views:
per pair one alpha and, near and far, a colour and a height. A 32x32 patch of a pair is one token.
Its values are the low-frequency coefficients of a 2-D DCT (Ahmed et al. 1974), an opponent colour space
as in JPEG: the pictures are so redundant that a twentieth of the coefficients holds nearly all of them,
and noise, loss and optimiser then touch a twentieth of the values. The refiner draws the rest.
Because the transform is orthonormal but for one factor, white noise on pixels is white noise on
coefficients.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch.nn import functional as F

from . import PATCH, RESOLUTION

GRID = RESOLUTION // PATCH
AXES = 3
TOKENS = AXES * GRID * GRID
FREQUENCIES = {"alpha": 91, "luma": 66, "chroma": 21, "height": 45}  # all of u + v below 13, 11, 6, 9
CHANNELS = ("alpha", *(("luma", "chroma", "chroma", "height") * 2))
GROUPS = (("alpha",), ("luma", "chroma", "chroma"), ("height",)) + (("luma", "chroma", "chroma"), ("height",))
GROUP_SIZES = tuple(sum(FREQUENCIES[channel] for channel in group) for group in GROUPS)
TOKEN_SIZE = sum(GROUP_SIZES)

_DC = 16.0
"""The first coefficient of a patch of ones. An orthonormal transform would give PATCH; a fixed value keeps
the scale of the noise, relative to that of the pictures, the same at every resolution."""

# Offset and gain: the noise hides, and the loss weighs, each kind of channel by its variance. These
# give silhouettes twice, and luma, both chromas and height once, a fair share.
_RANGE = {"alpha": (0.5, 3.0), "luma": (0.5, 4.0), "chroma": (0.0, 5.0), "height": (0.0, 4.0)}
_OPPONENT = [[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]]
_PAIRS = ((0, 2, -1), (1, 3, -1), (4, 5, -2))  # near view, far view, the axis that mirrors it


@dataclass
class SheetPixels:
    """A batch of sheets as tensors, views in the order of SHEET_VIEWS.

    alpha: (B, 6, H, W) in [0, 1]. rgb: (B, 6, 3, H, W) sRGB in [0, 1].
    height: (B, 6, H, W) how far the surface stands out of the object's middle plane towards the
    view's camera, object units. Colour and height go on smoothly outside the silhouette.
    """

    alpha: torch.Tensor
    rgb: torch.Tensor
    height: torch.Tensor


def fill_outside(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Continue (B, C, H, W) smoothly where weight (B, 1, H, W) is low: push-pull, Gortler 1996."""
    levels = [(values * weight, weight)]
    while levels[-1][0].shape[-1] > 1:
        color, cover = (F.avg_pool2d(part, 2) for part in levels[-1])
        scale = torch.clamp(4 * cover, max=1) / torch.clamp(cover, min=1e-6)
        levels.append((color * scale, cover * scale))
    color, cover = levels.pop()
    filled = color / torch.clamp(cover, min=1e-6)
    while levels:
        color, cover = levels.pop()
        wide = F.interpolate(filled, size=color.shape[-2:], mode="bilinear", align_corners=False)
        filled = color + (1 - cover) * wide
    return filled


def stack_pairs(pixels: SheetPixels) -> torch.Tensor:
    """Six views to (B, 3, 9, H, W) axis pairs in the units of the model."""
    pairs, opponent = [], pixels.rgb.new_tensor(_OPPONENT)
    for near, far, mirror in _PAIRS:
        parts = [(pixels.alpha[:, near] + pixels.alpha[:, far].flip(mirror))[:, None] / 2]
        for view, axes in ((near, ()), (far, (mirror,))):
            parts.append(torch.einsum("oc,bchw->bohw", opponent, pixels.rgb[:, view].flip(axes)))
            parts.append(pixels.height[:, view].flip(axes)[:, None])
        pairs.append(torch.cat(parts, 1))
    stacked = torch.stack(pairs, 1)
    offset, gain = _offset_gain(stacked)
    return (stacked - offset) * gain


def split_pairs(stacked: torch.Tensor) -> SheetPixels:
    """The inverse of `stack_pairs`."""
    offset, gain = _offset_gain(stacked)
    stacked = stacked / gain + offset
    inverse = torch.linalg.inv(torch.tensor(_OPPONENT, dtype=torch.float64)).to(stacked)
    batch, _, _, height, width = stacked.shape
    alpha = stacked.new_empty(batch, 6, height, width)
    rgb, relief = stacked.new_empty(batch, 6, 3, height, width), alpha.clone()
    for axis, (near, far, mirror) in enumerate(_PAIRS):
        for view, first, axes in ((near, 1, ()), (far, 5, (mirror,))):
            alpha[:, view] = stacked[:, axis, 0].flip(axes)
            color = stacked[:, axis, first : first + 3]
            rgb[:, view] = torch.einsum("oc,bchw->bohw", inverse, color).flip(axes)
            relief[:, view] = stacked[:, axis, first + 3].flip(axes)
    return SheetPixels(alpha, rgb, relief)


def encode(stacked: torch.Tensor) -> torch.Tensor:
    """(B, 3, 9, 256, 256) pairs to (B, 192, TOKEN_SIZE) tokens."""
    batch = stacked.shape[0]
    patches = stacked.reshape(batch, AXES, len(CHANNELS), GRID, PATCH, GRID, PATCH)
    patches = patches.permute(0, 1, 3, 5, 2, 4, 6).reshape(batch, TOKENS, len(CHANNELS), PATCH**2)
    scale = _DC / PATCH
    return torch.cat(
        [patches[:, :, i] @ (_basis(kind, stacked).T * scale) for i, kind in enumerate(CHANNELS)], -1
    )


def decode(tokens: torch.Tensor) -> torch.Tensor:
    """(B, 192, TOKEN_SIZE) tokens to (B, 3, 9, 256, 256) pairs; the high frequencies stay zero."""
    scale = PATCH / _DC
    parts = tokens.split([FREQUENCIES[kind] for kind in CHANNELS], -1)
    patches = torch.stack(
        [part @ (_basis(kind, tokens) * scale) for part, kind in zip(parts, CHANNELS, strict=True)], 2
    )
    batch = tokens.shape[0]
    patches = patches.reshape(batch, AXES, GRID, GRID, len(CHANNELS), PATCH, PATCH)
    return patches.permute(0, 1, 4, 2, 5, 3, 6).reshape(
        batch, AXES, len(CHANNELS), GRID * PATCH, GRID * PATCH
    )


def _offset_gain(like: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    values = like.new_tensor([_RANGE[kind] for kind in CHANNELS])
    return values[:, 0, None, None], values[:, 1, None, None]


def mirror(tokens: torch.Tensor) -> torch.Tensor:
    """Tokens (B, 192, D) of the objects' mirror images: right and left change places, all views flip.

    Of front and back, top and bottom the columns turn round, and with them the cosines that are odd along
    a row; right and left are near and far of one pair, so these change places as they are.
    """
    grid = tokens.unflatten(1, (AXES, GRID, GRID))
    odd = torch.cat([_odd_columns(FREQUENCIES[kind]) for kind in CHANNELS]).to(tokens.device)
    flipped = grid.flip(3) * (1 - 2 * odd.to(tokens.dtype))
    alpha, near = GROUP_SIZES[0], GROUP_SIZES[1] + GROUP_SIZES[2]
    sides = grid[:, 1].split([alpha, near, near], -1)
    swapped = torch.cat([sides[0], sides[2], sides[1]], -1)
    return torch.stack([flipped[:, 0], swapped, flipped[:, 2]], 1).flatten(1, 3)


def _basis(kind: str, like: torch.Tensor) -> torch.Tensor:
    """(K, PATCH**2) cosines of a kind of channel, orthonormal, lowest frequencies first."""
    return _cosines(like.device)[: FREQUENCIES[kind]].to(like.dtype)


@cache
def _cosines(device: torch.device) -> torch.Tensor:
    k = np.arange(PATCH)
    cosine = np.cos(np.pi * (2 * k[None] + 1) * k[:, None] / (2 * PATCH)) * np.sqrt(2 / PATCH)
    cosine[0] /= np.sqrt(2)
    u, v = _frequencies()
    full = cosine[u][:, :, None] * cosine[v][:, None, :]
    return torch.from_numpy(full.reshape(len(u), PATCH**2).astype(np.float32)).to(device)


@cache
def _frequencies() -> tuple[np.ndarray, np.ndarray]:
    """Of each coefficient that any channel keeps, how often its cosine turns along y and along x."""
    k = np.arange(PATCH)
    u, v = (grid.ravel() for grid in np.meshgrid(k, k, indexing="ij"))
    order = np.lexsort((u, u + v))[: max(FREQUENCIES.values())]
    return u[order], v[order]


def _odd_columns(count: int) -> torch.Tensor:
    return torch.from_numpy(_frequencies()[1][:count] % 2)


def spread_flags(flags: torch.Tensor) -> torch.Tensor:
    """Flags (B, 192, 5) of the groups to those of their coefficients (B, 192, D)."""
    sizes = torch.tensor(GROUP_SIZES, device=flags.device)
    return flags.repeat_interleave(sizes, -1, output_size=TOKEN_SIZE)


def visible_share(tokens: torch.Tensor) -> torch.Tensor:
    """(B, 192, 1) the mean alpha of each patch, from the lowest frequency of its tokens."""
    offset, gain = _RANGE["alpha"]
    return tokens[..., :1] / (_DC * gain) + offset


def stack_masks(masks: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Masks of six views (6, H, W) to those of the near and far patches, (192,) bool each, in the
    order of the tokens; a patch counts where all of its pixels do."""
    sides: tuple[list[torch.Tensor], list[torch.Tensor]] = ([], [])
    for near, far, mirror in _PAIRS:
        sides[0].append(masks[near])
        sides[1].append(masks[far].flip(mirror))
    near_side, far_side = (
        torch.stack(side).reshape(AXES, GRID, PATCH, GRID, PATCH).all(4).all(2).flatten() for side in sides
    )
    return near_side, far_side


def alpha_of(stacked: torch.Tensor) -> torch.Tensor:
    """(B, 3, H, W) alpha in [0, 1] of axis pairs (B, 3, 9, H, W)."""
    offset, gain = _RANGE["alpha"]
    return (stacked[:, :, 0] / gain + offset).clamp(0, 1)


def silhouettes(tokens: torch.Tensor) -> torch.Tensor:
    """(B, 3, H, W) alpha in [0, 1] of tokens (B, 192, D), without decoding the rest."""
    offset, gain = _RANGE["alpha"]
    basis = _alpha_basis(tokens)
    patches = tokens[..., : len(basis)] @ (basis * (PATCH / _DC))
    alpha = patches.view(-1, AXES, GRID, GRID, PATCH, PATCH).transpose(3, 4).flatten(2, 3).flatten(3)
    return (alpha / gain + offset).clamp(0, 1)


def move_silhouettes(tokens: torch.Tensor, change: torch.Tensor) -> torch.Tensor:
    """Tokens (B, 192, D) with `change` (B, 3, H, W) added to alpha."""
    basis = _alpha_basis(tokens)
    patches = change.unflatten(3, (GRID, PATCH)).unflatten(2, (GRID, PATCH)).transpose(3, 4)
    moved = patches.reshape(-1, TOKENS, PATCH**2) @ basis.T * (_DC / PATCH) * _RANGE["alpha"][1]
    return torch.cat([tokens[..., : len(basis)] + moved, tokens[..., len(basis) :]], -1)


def _alpha_basis(like: torch.Tensor) -> torch.Tensor:
    return _basis("alpha", like)
