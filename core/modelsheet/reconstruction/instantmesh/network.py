"""InstantMesh's network (Xu et al. 2024): posed pictures to three planes, and the field they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

from .._lrm.attention import HEAD, Attention
from .._lrm.triplane import read_planes
from .._lrm.vit import VisionTransformer, ViTConfig

LEVEL = 10.0  # density at the surface, where the field is a density
CAMERA_NUMBERS = 16
_AXES = ((0, 1), (0, 2), (2, 1))
_NEURONS = 64
_PLANES = 3
_CUBE_CORNERS = 8
_DENSITY_HEADS = {"density_color": (1, 4)}
_DISTANCE_HEADS = {
    "distance": (1, 1),
    "color": (1, 3),
    "deformation": (1, 3),
    "cube_weights": (_CUBE_CORNERS, 21),
}


@dataclass(frozen=True)
class InstantMeshConfig:
    """Sizes; the defaults are those of the large models. `side`: triplane tokens along a plane's edge.

    distance: whether the planes hold a signed distance (`instant_mesh`) or a density (`instant_nerf`).
    """

    vit: ViTConfig = field(default_factory=lambda: ViTConfig(modulated=True))
    width: int = 1024
    heads: int = 16
    depth: int = 16
    side: int = 32
    features: int = 80
    distance: bool = True

    @classmethod
    def of(cls, tensors: Mapping[str, torch.Tensor]) -> InstantMeshConfig:
        """The sizes that weights under our names have; heads are 64 channels wide."""
        _, count, width = tensors["tokens"].shape
        return cls(
            ViTConfig.of({name[8:]: t for name, t in tensors.items() if name.startswith("encoder.")}),
            width=width,
            heads=width // HEAD,
            depth=len({name.split(".")[1] for name in tensors if name.startswith("blocks.")}),
            side=round((count / _PLANES) ** 0.5),
            features=tensors["upsample.weight"].shape[1],
            distance="heads.distance.0.weight" in tensors,
        )


class InstantMesh(nn.Module):
    """`planes` makes of pictures what `inside` and `color` read; points lie in [-1, 1]^3."""

    def __init__(self, config: InstantMeshConfig = InstantMeshConfig()) -> None:
        super().__init__()
        self.config = config
        width, vit = config.width, replace(config.vit, modulated=True)
        self.camera_embedder = nn.Sequential(
            nn.Linear(CAMERA_NUMBERS, vit.width), nn.SiLU(), nn.Linear(vit.width, vit.width)
        )
        self.encoder = VisionTransformer(vit)
        self.tokens = nn.Parameter(torch.zeros(1, _PLANES * config.side**2, width))
        self.blocks = nn.ModuleList(Block(width, config.heads, vit.width) for _ in range(config.depth))
        self.norm = nn.LayerNorm(width, 1e-6)
        self.upsample = nn.ConvTranspose2d(width, config.features, 2, 2)
        heads = _DISTANCE_HEADS if config.distance else _DENSITY_HEADS
        features = _PLANES * config.features
        self.heads = nn.ModuleDict({name: _mlp(n * features, out) for name, (n, out) in heads.items()})

    @property
    def level(self) -> float:
        """What `inside` is at the surface."""
        return 0.0 if self.config.distance else LEVEL

    def planes(self, pictures: torch.Tensor, cameras: torch.Tensor) -> torch.Tensor:
        """Pictures (V, 3, S, S), RGB 0 to 1 on white, with cameras (V, 16), see `cameras.vectors`.

        Returns planes (3, features, 2 side, 2 side).
        """
        context = self.encoder(pictures, self.camera_embedder(cameras)).flatten(0, 1)[None]
        tokens = self.tokens
        for block in self.blocks:
            tokens = block(tokens, context)
        side = self.config.side
        return self.upsample(self.norm(tokens)[0].unflatten(0, (_PLANES, side, side)).permute(0, 3, 1, 2))

    def inside(self, planes: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
        """(N,) at points (N, 3): the density, or minus the signed distance."""
        features = read_planes(planes, points, _AXES)
        if self.config.distance:
            return -self.heads["distance"](features)[:, 0]
        return F.softplus(self.heads["density_color"](features)[:, 0] - 1)

    def color(self, planes: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
        """(N, 3) sRGB at points (N, 3), 0 to 1 give or take 0.001."""
        features = read_planes(planes, points, _AXES)
        raw = self.heads["color"](features) if self.config.distance else self.heads["density_color"](features)
        return torch.sigmoid(raw[:, -3:]) * 1.002 - 0.001


class Block(nn.Module):
    """Attention to the pictures, self-attention, MLP; normalized before each. No attention has biases."""

    def __init__(self, width: int, heads: int, context: int) -> None:
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.cross_attention = Attention(width, heads, context)
        self.self_attention = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, tokens: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        tokens = tokens + self.cross_attention(self.norm1(tokens), context)
        tokens = tokens + self.self_attention(self.norm2(tokens))
        return tokens + self.mlp(self.norm3(tokens))


def _mlp(features: int, out: int) -> nn.Sequential:
    sizes = [features, _NEURONS, _NEURONS, _NEURONS, out]
    layers: list[nn.Module] = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
