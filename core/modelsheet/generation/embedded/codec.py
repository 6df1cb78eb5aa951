"""Sheets to tokens and back: opposite views stacked, each patch in its lowest cosine frequencies.

Opposite orthographic views share one silhouette, mirrored, so three axis pairs describe six views:
per pair one alpha and, near and far, a colour and a height. A 16x16 patch of a pair is one token.
Its values are the low-frequency coefficients of an orthonormal 2-D DCT (Ahmed et al. 1974), an
opponent colour space as in JPEG: the pictures are so redundant that a tenth of the coefficients
holds nearly all of them, and noise, loss and optimiser then touch a tenth of the values.
Because the transform is orthonormal, white noise on pixels is white noise on coefficients.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch.nn import functional as F

PATCH = 16
GRID = 8
AXES = 3
TOKENS = AXES * GRID * GRID
FREQUENCIES = {"alpha": 45, "luma": 45, "chroma": 15, "height": 28}
CHANNELS = ("alpha", *(("luma", "chroma", "chroma", "height") * 2))
GROUPS = (("alpha",), ("luma", "chroma", "chroma"), ("height",)) + (("luma", "chroma", "chroma"), ("height",))
GROUP_SIZES = tuple(sum(FREQUENCIES[channel] for channel in group) for group in GROUPS)
TOKEN_SIZE = sum(GROUP_SIZES)

# Offset and gain: the noise hides, and the loss weighs, each kind of channel by its variance. These
# give silhouettes twice, and luma, both chromas and height once, a fair share.
_RANGE = {"alpha": (0.5, 3.0), "luma": (0.5, 4.0), "chroma": (0.0, 5.0), "height": (0.0, 4.0)}
_OPPONENT = torch.tensor([[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]])
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
    pairs = []
    for near, far, mirror in _PAIRS:
        parts = [(pixels.alpha[:, near] + pixels.alpha[:, far].flip(mirror))[:, None] / 2]
        for view, axes in ((near, ()), (far, (mirror,))):
            parts.append(torch.einsum("oc,bchw->bohw", _OPPONENT, pixels.rgb[:, view].flip(axes)))
            parts.append(pixels.height[:, view].flip(axes)[:, None])
        pairs.append(torch.cat(parts, 1))
    stacked = torch.stack(pairs, 1)
    offset, gain = _offset_gain(stacked)
    return (stacked - offset) * gain


def split_pairs(stacked: torch.Tensor) -> SheetPixels:
    """The inverse of `stack_pairs`."""
    offset, gain = _offset_gain(stacked)
    stacked = stacked / gain + offset
    inverse = torch.linalg.inv(_OPPONENT.double()).float()
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
    """(B, 3, 9, 128, 128) pairs to (B, 192, TOKEN_SIZE) tokens."""
    batch = stacked.shape[0]
    patches = stacked.reshape(batch, AXES, len(CHANNELS), GRID, PATCH, GRID, PATCH)
    patches = patches.permute(0, 1, 3, 5, 2, 4, 6).reshape(batch, TOKENS, len(CHANNELS), PATCH**2)
    bases = _bases()
    return torch.cat([patches[:, :, i] @ bases[kind].T for i, kind in enumerate(CHANNELS)], -1)


def decode(tokens: torch.Tensor) -> torch.Tensor:
    """(B, 192, TOKEN_SIZE) tokens to (B, 3, 9, 128, 128) pairs; the high frequencies stay zero."""
    bases = _bases()
    parts = tokens.split([FREQUENCIES[kind] for kind in CHANNELS], -1)
    patches = torch.stack([part @ bases[kind] for part, kind in zip(parts, CHANNELS, strict=True)], 2)
    batch = tokens.shape[0]
    patches = patches.reshape(batch, AXES, GRID, GRID, len(CHANNELS), PATCH, PATCH)
    return patches.permute(0, 1, 4, 2, 5, 3, 6).reshape(
        batch, AXES, len(CHANNELS), GRID * PATCH, GRID * PATCH
    )


def _offset_gain(like: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    values = like.new_tensor([_RANGE[kind] for kind in CHANNELS])
    return values[:, 0, None, None], values[:, 1, None, None]


def _bases() -> dict[str, torch.Tensor]:
    """For each kind of channel its (K, 256) basis, lowest frequencies first."""
    table = torch.from_numpy(_cosines())
    return {kind: table[:count] for kind, count in FREQUENCIES.items()}


@cache
def _cosines() -> np.ndarray:
    k = np.arange(PATCH)
    cosine = np.cos(np.pi * (2 * k[None] + 1) * k[:, None] / (2 * PATCH)) * np.sqrt(2 / PATCH)
    cosine[0] /= np.sqrt(2)
    u, v = np.meshgrid(k, k, indexing="ij")
    order = np.lexsort((u.ravel(), (u + v).ravel()))
    full = np.einsum("uy,vx->uvyx", cosine, cosine).reshape(PATCH**2, PATCH**2)
    return full[order].astype(np.float32)


def spread_flags(flags: torch.Tensor) -> torch.Tensor:
    """Flags (B, 192, 5) of the groups to those of their coefficients (B, 192, D)."""
    sizes = torch.tensor(GROUP_SIZES, device=flags.device)
    return flags.repeat_interleave(sizes, -1, output_size=TOKEN_SIZE)


def visible_share(tokens: torch.Tensor) -> torch.Tensor:
    """(B, 192, 1) the mean alpha of each patch, from the lowest frequency of its tokens."""
    offset, gain = _RANGE["alpha"]
    return tokens[..., :1] / (PATCH * gain) + offset


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
    patches = tokens[..., : len(basis)] @ basis
    alpha = patches.view(-1, AXES, GRID, GRID, PATCH, PATCH).transpose(3, 4).flatten(2, 3).flatten(3)
    return (alpha / gain + offset).clamp(0, 1)


def move_silhouettes(tokens: torch.Tensor, change: torch.Tensor) -> torch.Tensor:
    """Tokens (B, 192, D) with `change` (B, 3, H, W) added to alpha."""
    basis = _alpha_basis(tokens)
    patches = change.unflatten(3, (GRID, PATCH)).unflatten(2, (GRID, PATCH)).transpose(3, 4)
    moved = patches.reshape(-1, TOKENS, PATCH**2) @ basis.T * _RANGE["alpha"][1]
    return torch.cat([tokens[..., : len(basis)] + moved, tokens[..., len(basis) :]], -1)


def _alpha_basis(like: torch.Tensor) -> torch.Tensor:
    return _bases()["alpha"].to(like)
