"""UVs for colouring a mesh: its own where it has them, new ones elsewhere, and all its textures in one.

A mesh may have several materials, each with a texture of its own and UVs that fill a square of its own. They
are baked together: the squares are laid side by side, coloured at once, and cut apart again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import Message
from ..finishing.atlas import columns_of, flat, square_of
from ..finishing.unwrap import texel_layers, unwrap
from ..materials import CLAMP, REPEAT, Material, Texture
from ..surface import Surface

_MOST_TEXELS = 4096  # a side of all squares together: beyond it a bake takes more than about 1 GB
_USABLE = 0.5  # of a material's area, that must have room in its UVs
_OVERLAP = 0.02  # of a texture: from here on the user is told that places share texels
_LAYERS = 512  # texels a side at which that is looked for
_FLAT = 1e-10  # of the square: the area in UVs under which a face has none


@dataclass(frozen=True)
class Charts:
    """A mesh that is ready to be coloured.

    surface: with UVs everywhere, its materials numbered by face. size: texels a side of each material's
    texture. columns: how many squares lie side by side in `flat`. anew: which materials got new UVs. overlap:
    the share of the used texels that more than one place of the surface shows.
    """

    surface: Surface
    size: int
    columns: int
    anew: frozenset[int]
    overlap: float

    @property
    def notices(self) -> tuple[Message, ...]:
        """What the user should know."""
        if self.overlap <= _OVERLAP:
            return ()
        return (Message("uvs-overlap", {"percent": round(100 * self.overlap)}),)

    @property
    def side(self) -> int:
        """Texels a side of all squares together."""
        return self.columns * self.size

    def flat(self) -> Surface:
        """The bare surface with the squares of all materials in one; a face that leaves its square is cut."""
        return flat(_welded(self.surface), self.columns)

    def painted(self, pixels: np.ndarray) -> Surface:
        """The surface with its materials coloured by (side, side, 3) uint8 sRGB, row 0 at the top."""
        surface = self.surface
        assert surface.uvs is not None
        inside = surface.uvs.min() >= 0 and surface.uvs.max() <= 1
        wrap = (CLAMP, CLAMP) if inside else (REPEAT, REPEAT)
        materials = []
        for number, material in enumerate(surface.materials):
            own = pixels[square_of(number, self.columns, self.size)]
            materials.append(_colored(material, Texture(own.copy(), wrap), number in self.anew))
        return replace(surface, colors=None, materials=tuple(materials))


def lay_out(surface: Surface, size: int, anew: bool = False) -> Charts:
    """UVs for all materials of a mesh; anew: also where it has some. size: texels a side, fewer where many
    materials would take too much memory.
    """
    parts, body = surface.by_material(), _welded(surface)
    columns = columns_of(len(parts))
    size = min(size, _MOST_TEXELS // columns)
    uvs = np.zeros((len(surface.faces), 3, 2), np.float32) if surface.uvs is None else surface.uvs.copy()
    numbers = np.zeros(len(surface.faces), np.int32)
    made = set()
    for number, (_, faces) in enumerate(parts):
        numbers[faces] = number
        if (anew or not _usable(surface, faces)) and surface.face_areas[faces].any():
            own = unwrap(Surface(body.vertices, body.faces[faces]))
            assert own.uvs is not None
            uvs[faces] = own.uvs
            made.add(number)
    materials = tuple(material for material, _ in parts)
    laid = replace(surface, uvs=uvs, materials=materials, face_materials=numbers)
    layers = texel_layers(flat(laid, columns), _LAYERS * min(columns, 4))
    overlap = float((layers > 1).sum() / max((layers > 0).sum(), 1))
    return Charts(laid, size, columns, frozenset(made), overlap)


def _welded(surface: Surface) -> Surface:
    """With vertices at one place made one, so that faces that meet share their edges; all faces stay."""
    places, number = np.unique(surface.vertices, axis=0, return_inverse=True)
    faces = number.reshape(-1)[surface.faces]
    return replace(surface, vertices=places, faces=faces, colors=None)


def _usable(surface: Surface, faces: np.ndarray) -> bool:
    """Whether the UVs of these faces have room for a texture; in a palette's they are points."""
    if surface.uvs is None:
        return False
    a, b, c = np.moveaxis(surface.uvs[faces].astype(np.float64), 1, 0)
    one, other = b - a, c - a
    flat = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2
    area = surface.face_areas[faces]
    return bool(area[flat > _FLAT].sum() >= _USABLE * area.sum())


def _colored(material: Material, texture: Texture, anew: bool) -> Material:
    """The material in its new colours: what it says of metal, roughness and relief stays, with its UVs."""
    old = material.base_color_texture
    if not anew and material.cutoff > 0 and old is not None and old.pixels.shape[2] == 4:
        texture = replace(texture, pixels=np.dstack([texture.pixels, _resized(old.pixels[..., 3], texture)]))
    other: dict[str, Any] = dict.fromkeys(material.textures) if anew else {}
    other |= {"base_color": (1.0,) * 4, "base_color_texture": texture}
    other |= {"emissive": (0.0, 0.0, 0.0), "emissive_texture": None}
    return replace(material, **other)


def _resized(alpha: np.ndarray, texture: Texture) -> np.ndarray:
    from PIL import Image

    height, width = texture.pixels.shape[:2]
    return np.asarray(Image.fromarray(alpha).resize((width, height), Image.Resampling.BILINEAR))
