"""How things shine that are made of wood, iron, glass ...: roughness and metal by the words of a prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from ..materials import CLAMP, Material, Texture
from ..surface import Surface

_CHROMA = 2.0  # how much more a colour's hue counts than its lightness, which light and shade change


@dataclass(frozen=True)
class Substance:
    """roughness, metallic: as glTF has them, 0 to 1. color: sRGB, as it is usually drawn."""

    roughness: float
    metallic: float
    color: tuple[int, int, int]


SUBSTANCES = {
    "wood": Substance(0.8, 0.0, (130, 90, 50)),
    "stone": Substance(0.9, 0.0, (140, 140, 135)),
    "brick": Substance(0.9, 0.0, (160, 75, 55)),
    "clay": Substance(0.8, 0.0, (180, 105, 75)),
    "leather": Substance(0.6, 0.0, (95, 60, 40)),
    "cloth": Substance(1.0, 0.0, (150, 130, 120)),
    "paper": Substance(0.95, 0.0, (235, 230, 215)),
    "plastic": Substance(0.4, 0.0, (200, 60, 60)),
    "rubber": Substance(0.85, 0.0, (35, 35, 35)),
    "ceramic": Substance(0.25, 0.0, (230, 230, 230)),
    "glass": Substance(0.05, 0.0, (170, 210, 220)),
    "ice": Substance(0.1, 0.0, (190, 225, 240)),
    "crystal": Substance(0.1, 0.0, (190, 120, 220)),
    "iron": Substance(0.5, 1.0, (95, 95, 100)),
    "steel": Substance(0.3, 1.0, (150, 155, 165)),
    "silver": Substance(0.2, 1.0, (200, 200, 205)),
    "gold": Substance(0.25, 1.0, (225, 180, 60)),
    "copper": Substance(0.35, 1.0, (190, 110, 70)),
    "bronze": Substance(0.4, 1.0, (150, 110, 60)),
    "rust": Substance(0.9, 0.3, (140, 70, 40)),
}
"""The table in docs/finishing.md."""

_WORDS = {
    "wooden": "wood",
    "timber": "wood",
    "oak": "wood",
    "rock": "stone",
    "rocky": "stone",
    "marble": "ceramic",
    "porcelain": "ceramic",
    "concrete": "stone",
    "bricks": "brick",
    "terracotta": "clay",
    "fabric": "cloth",
    "wool": "cloth",
    "woolen": "cloth",
    "metal": "steel",
    "metallic": "steel",
    "chrome": "silver",
    "golden": "gold",
    "rusty": "rust",
    "brass": "bronze",
    "icy": "ice",
}


def substances(prompt: str) -> tuple[str, ...]:
    """Those that a prompt names, in its order, each once; names of SUBSTANCES."""
    words = re.findall(r"[a-z]+", prompt.lower())
    found = (_WORDS.get(word, word) for word in words)
    return tuple(dict.fromkeys(name for name in found if name in SUBSTANCES))


def shining(surface: Surface, prompt: str, by_place: bool = False) -> tuple[Surface, dict[str, str]]:
    """The textured surface with the roughness and metal of the first substance that the prompt names.

    by_place: where it names several, each texel has those of the one whose colour its own is nearest to, in
    textures. Also returns what was found, by name.
    """
    names = substances(prompt)
    if not names or len(surface.materials) != 1:
        return surface, {}
    material, first = surface.materials[0], SUBSTANCES[names[0]]
    if by_place and len(names) > 1 and surface.texture is not None:
        material = _mapped(material, surface.texture, names)
    else:
        names = names[:1]
        material = replace(material, roughness=first.roughness, metallic=first.metallic)
    told = {
        name: f"roughness {SUBSTANCES[name].roughness}, metallic {SUBSTANCES[name].metallic}"
        for name in names
    }
    return replace(surface, materials=(material,)), told


def _mapped(material: Material, texture: np.ndarray, names: tuple[str, ...]) -> Material:
    """With textures of roughness and metal."""
    from skimage.color import rgb2lab

    weight = np.array([1 / _CHROMA, 1, 1], np.float32)
    lab = rgb2lab(texture.astype(np.float32) / 255).astype(np.float32) * weight
    typical = (
        rgb2lab(np.array([[SUBSTANCES[name].color for name in names]]) / 255)[0].astype(np.float32) * weight
    )
    apart = np.stack([((lab - one) ** 2).sum(-1) for one in typical])
    nearest = apart.argmin(0)
    values = np.array([(SUBSTANCES[n].roughness, SUBSTANCES[n].metallic) for n in names])
    codes = np.rint(values * 255).astype(np.uint8)
    roughness, metallic = (Texture(codes[nearest, i], (CLAMP, CLAMP)) for i in (0, 1))
    return replace(
        material, roughness=1.0, metallic=1.0, roughness_texture=roughness, metallic_texture=metallic
    )
