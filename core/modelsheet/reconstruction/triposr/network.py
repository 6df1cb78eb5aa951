"""TripoSR's network (Tochilkin et al. 2024): a picture to three planes, and the field they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

from .._lrm.attention import HEAD, Attention
from .._lrm.triplane import read_planes
from .._lrm.vit import VisionTransformer, ViTConfig

RADIUS = 0.87  # half the side of the box that the planes span
LEVEL = 25.0  # density at the surface
_AXES = ((0, 1), (0, 2), (1, 2))
_NORM_GROUPS = 32
_PLANES = 3


@dataclass(frozen=True)
class TripoSRConfig:
    """Sizes; the defaults are the published ones. `side`: triplane tokens along a plane's edge."""

    vit: ViTConfig = field(default_factory=ViTConfig)
    channels: int = 1024
    width: int = 1024
    heads: int = 16
    depth: int = 16
    side: int = 32
    features: int = 40
    neurons: int = 64
    hidden_layers: int = 9

    @classmethod
    def of(cls, tensors: Mapping[str, torch.Tensor]) -> TripoSRConfig:
        """The sizes that weights under our names have; heads are 64 channels wide."""
        depth = len({name.split(".")[2] for name in tensors if name.startswith("backbone.blocks.")})
        width, channels = tensors["backbone.enter.weight"].shape
        last = max(int(name.split(".")[1]) for name in tensors if name.startswith("decoder."))
        return cls(
            ViTConfig.of({name[8:]: t for name, t in tensors.items() if name.startswith("encoder.")}),
            channels=channels,
            width=width,
            heads=width // HEAD,
            depth=depth,
            side=tensors["tokens"].shape[-1],
            features=tensors["upsample.weight"].shape[1],
            neurons=tensors["decoder.0.weight"].shape[0],
            hidden_layers=last // 2,
        )


class TripoSR(nn.Module):
    """`planes` makes of a picture what `density` and `color` read; points lie in [-RADIUS, RADIUS]^3."""

    def __init__(self, config: TripoSRConfig = TripoSRConfig()) -> None:
        super().__init__()
        self.config = config
        self.encoder = VisionTransformer(config.vit)
        self.tokens = nn.Parameter(torch.zeros(_PLANES, config.channels, config.side, config.side))
        self.backbone = Backbone(config)
        self.upsample = nn.ConvTranspose2d(config.channels, config.features, 2, 2)
        sizes = [_PLANES * config.features, *[config.neurons] * config.hidden_layers, 4]
        layers: list[nn.Module] = []
        for before, after in pairwise(sizes):
            layers += [nn.Linear(before, after), nn.SiLU()]
        self.decoder = nn.Sequential(*layers[:-1])

    def planes(self, picture: torch.Tensor) -> torch.Tensor:
        """A picture (3, S, S), RGB 0 to 1 on grey, to planes (3, features, 2 side, 2 side)."""
        tokens = self.tokens.transpose(0, 1).flatten(1)[None]
        tokens = self.backbone(tokens, self.encoder(picture[None]))
        side = self.config.side
        return self.upsample(tokens[0].unflatten(1, (_PLANES, side, side)).transpose(0, 1))

    def density(self, planes: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
        """(N,) density at points (N, 3)."""
        return torch.exp(self.raw(planes, points)[:, 0] - 1)

    def color(self, planes: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
        """(N, 3) sRGB, 0 to 1, at points (N, 3)."""
        return torch.sigmoid(self.raw(planes, points)[:, 1:])

    def raw(self, planes: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
        """(N, 4) density and colour before their activations."""
        return self.decoder(read_planes(planes, points / RADIUS, _AXES))


class Backbone(nn.Module):
    """Triplane tokens (B, channels, N) that read a picture's tokens."""

    def __init__(self, config: TripoSRConfig) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(_NORM_GROUPS, config.channels, eps=1e-6)
        self.enter = nn.Linear(config.channels, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.depth))
        self.leave = nn.Linear(config.width, config.channels)

    def forward(self, tokens: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        hidden = self.enter(self.norm(tokens).mT)
        for block in self.blocks:
            hidden = block(hidden, context)
        return tokens + self.leave(hidden).mT


class Block(nn.Module):
    """Self-attention, attention to the picture, gated MLP; normalized before each."""

    def __init__(self, config: TripoSRConfig) -> None:
        super().__init__()
        width, heads = config.width, config.heads
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.self_attention = Attention(width, heads, output_biased=True)
        self.cross_attention = Attention(width, heads, config.vit.width, output_biased=True)
        self.widen, self.narrow = nn.Linear(width, 8 * width), nn.Linear(4 * width, width)

    def forward(self, tokens: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        tokens = tokens + self.self_attention(self.norm1(tokens))
        tokens = tokens + self.cross_attention(self.norm2(tokens), context)
        values, gate = self.widen(self.norm3(tokens)).chunk(2, -1)
        return tokens + self.narrow(values * F.gelu(gate))
