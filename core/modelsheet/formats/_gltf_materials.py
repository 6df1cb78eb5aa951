"""glTF's materials: what colour a primitive has, by texture, factor and vertices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..materials import CLAMP, MIRROR, REPEAT, Material, Texture, srgb
from ._gltf_data import Document

_WRAPS = {33071: CLAMP, 33648: MIRROR, 10497: REPEAT}
_NEAREST = 9728
_SMALLEST_ALPHA = 0.05  # of a material that blends: what shows less than this counts as not there
_BRIGHTEST = 1000.0  # times white; all of it is drawn as white
_SOURCES = ("EXT_texture_avif", "EXT_texture_webp")
_TRANSFORM = "KHR_texture_transform"


@dataclass(frozen=True)
class Look:
    """A primitive's material, its vertices' colours (V, 4) uint8 or None, and their UVs (V, 2) or None."""

    material: Material
    colors: np.ndarray | None
    uvs: np.ndarray | None


class Materials:
    """The materials of a file, each read once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._textures: dict[int, Texture | None] = {}
        self._read: dict[tuple, Material] = {}

    def look(self, primitive: dict[str, Any], attributes: dict[str, np.ndarray]) -> Look:
        """How a primitive looks."""
        number = primitive.get("material")
        entry = {} if number is None else self.document.item("materials", number)
        base, factor = _base(entry)
        glow = entry.get("emissiveTexture")
        uvs = None if base is None else _uvs(base, attributes)
        glow_uvs = None if glow is None else _uvs(glow, attributes)
        if base is not None and uvs is None:
            base = None  # without UVs there is nothing to look up
        if glow is not None and base is not None and not _equal(uvs, glow_uvs):
            self.document.notes.append(
                f"the material {entry.get('name', number)} shines by a texture with UVs of its own: left out"
            )
            glow = None
        elif glow is not None and glow_uvs is None:
            glow = None
        key = (number, base is None, glow is None)
        if key not in self._read:
            self._read[key] = self._material(entry, base, factor, glow)
        return Look(self._read[key], _colors(attributes), glow_uvs if uvs is None else uvs)

    def _material(
        self,
        entry: dict[str, Any],
        base: dict[str, Any] | None,
        factor: list[float],
        glow: dict[str, Any] | None,
    ) -> Material:
        pbr, extensions = entry.get("pbrMetallicRoughness", {}), entry.get("extensions", {})
        strength = extensions.get("KHR_materials_emissive_strength", {}).get("emissiveStrength", 1.0)
        emission = [value * strength for value in entry.get("emissiveFactor", (0.0, 0.0, 0.0))]
        if "KHR_materials_unlit" in extensions or (entry.get("emissiveTexture") and glow is None):
            emission = [0.0, 0.0, 0.0]
        cutoff = {"MASK": float(entry.get("alphaCutoff", 0.5)), "BLEND": _SMALLEST_ALPHA}
        return Material(
            str(entry.get("name", "")),
            float(pbr.get("metallicFactor", 1.0)),
            float(pbr.get("roughnessFactor", 1.0)),
            tuple(min(max(float(value), 0.0), 1.0) for value in factor),
            self._texture(base),
            tuple(min(max(float(value), 0.0), _BRIGHTEST) for value in emission),
            self._texture(glow),
            cutoff.get(entry.get("alphaMode", "OPAQUE"), 0.0),
        )

    def _texture(self, reference: dict[str, Any] | None) -> Texture | None:
        if reference is None:
            return None
        number = reference["index"]
        if number not in self._textures:
            self._textures[number] = self._read_texture(self.document.item("textures", number))
        return self._textures[number]

    def _read_texture(self, entry: dict[str, Any]) -> Texture | None:
        extensions = entry.get("extensions", {})
        sources = [extensions[name]["source"] for name in _SOURCES if name in extensions]
        sources += [entry["source"]] if "source" in entry else []
        if not sources:
            what = ", ".join(extensions) or "nothing"
            self.document.notes.append(f"a texture comes as {what}, which can't be read: left out")
            return None
        pixels = self.document.picture(sources[0])
        if pixels is None:
            return None
        sampler = self.document.item("samplers", entry["sampler"]) if "sampler" in entry else {}
        wraps = [_WRAPS[sampler.get(name, 10497)] for name in ("wrapS", "wrapT")]
        return Texture(pixels, (wraps[0], wraps[1]), sampler.get("magFilter") == _NEAREST)


def _equal(one: np.ndarray | None, other: np.ndarray | None) -> bool:
    return one is not None and other is not None and np.array_equal(one, other)


def _base(entry: dict[str, Any]) -> tuple[dict[str, Any] | None, list[float]]:
    """The base colour's texture and factor; of older files the diffuse ones."""
    older = entry.get("extensions", {}).get("KHR_materials_pbrSpecularGlossiness")
    if older is not None:
        return older.get("diffuseTexture"), older.get("diffuseFactor", [1.0, 1.0, 1.0, 1.0])
    pbr = entry.get("pbrMetallicRoughness", {})
    return pbr.get("baseColorTexture"), pbr.get("baseColorFactor", [1.0, 1.0, 1.0, 1.0])


def _uvs(reference: dict[str, Any], attributes: dict[str, np.ndarray]) -> np.ndarray | None:
    """(V, 2) of a texture, origin at the lower left; None when the primitive lacks them."""
    transform = reference.get("extensions", {}).get(_TRANSFORM, {})
    number = transform.get("texCoord", reference.get("texCoord", 0))
    if f"TEXCOORD_{number}" not in attributes:
        return None
    uv = attributes[f"TEXCOORD_{number}"][:, :2].astype(np.float64)
    if transform:
        u, v = (uv * transform.get("scale", (1.0, 1.0))).T
        angle = float(transform.get("rotation", 0.0))
        x, y = transform.get("offset", (0.0, 0.0))
        sin, cos = np.sin(angle), np.cos(angle)
        uv = np.stack([cos * u + sin * v + x, cos * v - sin * u + y], 1)
    return np.stack([uv[:, 0], 1 - uv[:, 1]], 1)


def _colors(attributes: dict[str, np.ndarray]) -> np.ndarray | None:
    """(V, 4) uint8 sRGB from linear light."""
    if "COLOR_0" not in attributes:
        return None
    values = np.nan_to_num(attributes["COLOR_0"].astype(np.float64)).clip(0, 1)
    rgba = np.ones((len(values), 4))
    rgba[:, : values.shape[1]] = values
    rgba[:, :3] = srgb(rgba[:, :3])
    return np.rint(rgba * 255).astype(np.uint8)
