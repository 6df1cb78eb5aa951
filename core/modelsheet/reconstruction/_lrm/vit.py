"""The vision transformer of DINO (Caron et al. 2021), as the reconstruction models were trained with it.

Today's `transformers` resamples positions to a target size and names the parameters anew; these
weights need the earlier resampling and come under the earlier names, hence a network of our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt

import torch
import torch.nn.functional as F
from torch import nn

from .attention import HEAD, Attention

IMAGE_MEAN, IMAGE_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # ImageNet's
_EPS = 1e-12  # of every normalization, as published


@dataclass(frozen=True)
class ViTConfig:
    """Sizes; the defaults are those of DINO ViT-B/16. `grid`: patches a side that positions are stored for.

    modulated: whether a camera embedding scales and shifts what each block reads.
    """

    width: int = 768
    depth: int = 12
    heads: int = 12
    hidden: int = 3072
    patch: int = 16
    grid: int = 14
    modulated: bool = False

    @classmethod
    def of(cls, tensors: Mapping[str, torch.Tensor]) -> ViTConfig:
        """The sizes that weights under our names have; heads are 64 channels wide."""
        width, _, patch, _ = tensors["patches.weight"].shape
        return cls(
            width=width,
            depth=len({name.split(".")[1] for name in tensors if name.startswith("blocks.")}),
            heads=width // HEAD,
            hidden=tensors["blocks.0.mlp.0.weight"].shape[0],
            patch=patch,
            grid=isqrt(tensors["positions"].shape[1] - 1),
            modulated="blocks.0.modulation.weight" in tensors,
        )


class VisionTransformer(nn.Module):
    """Pictures (B, 3, H, W), RGB 0 to 1, to tokens (B, 1 + patches, width), the class token first."""

    def __init__(self, config: ViTConfig) -> None:
        super().__init__()
        self.config = config
        self.class_token = nn.Parameter(torch.zeros(1, 1, config.width))
        self.positions = nn.Parameter(torch.zeros(1, 1 + config.grid**2, config.width))
        self.patches = nn.Conv2d(3, config.width, config.patch, config.patch)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.depth))
        self.norm = nn.LayerNorm(config.width, _EPS)

    def forward(self, pictures: torch.Tensor, camera: torch.Tensor | None = None) -> torch.Tensor:
        """`camera`: (B, width), for a modulated transformer."""
        tokens = self.embed(pictures)
        for block in self.blocks:
            tokens = block(tokens, camera)
        return self.norm(tokens)

    def embed(self, pictures: torch.Tensor) -> torch.Tensor:
        """The tokens before the first block."""
        mean, std = (pictures.new_tensor(values)[:, None, None] for values in (IMAGE_MEAN, IMAGE_STD))
        patches = self.patches((pictures - mean) / std)
        tokens = torch.cat([self.class_token.expand(len(pictures), -1, -1), patches.flatten(2).mT], 1)
        return tokens + self._resampled(*patches.shape[2:])

    def _resampled(self, rows: int, columns: int) -> torch.Tensor:
        """Positions for another number of patches, on the grid that the weights were trained with.

        It is spaced by the old size over the new one plus a tenth, which was there against rounding.
        """
        grid = self.config.grid
        if rows == columns == grid:
            return self.positions
        stored = self.positions[:, 1:].mT.unflatten(-1, (grid, grid))
        scale = ((rows + 0.1) / grid, (columns + 0.1) / grid)
        patches = F.interpolate(stored.float(), scale_factor=scale, mode="bicubic", align_corners=False)
        return torch.cat([self.positions[:, :1], patches.to(stored.dtype).flatten(2).mT], 1)


class Block(nn.Module):
    """Attention and MLP, normalized before each; no gates."""

    def __init__(self, config: ViTConfig) -> None:
        super().__init__()
        width = config.width
        self.norm1, self.norm2 = nn.LayerNorm(width, _EPS), nn.LayerNorm(width, _EPS)
        self.attention = Attention(width, config.heads, biased=True, output_biased=True)
        self.mlp = nn.Sequential(nn.Linear(width, config.hidden), nn.GELU(), nn.Linear(config.hidden, width))
        self.modulation = nn.Linear(width, 4 * width) if config.modulated else None

    def forward(self, tokens: torch.Tensor, camera: torch.Tensor | None) -> torch.Tensor:
        if self.modulation is None or camera is None:
            tokens = tokens + self.attention(self.norm1(tokens))
            return tokens + self.mlp(self.norm2(tokens))
        shift1, scale1, shift2, scale2 = self.modulation(F.silu(camera))[:, None].chunk(4, -1)
        tokens = tokens + self.attention(self.norm1(tokens) * (1 + scale1) + shift1)
        return tokens + self.mlp(self.norm2(tokens) * (1 + scale2) + shift2)
