"""glTF's materials: how a primitive looks, by textures, factors and vertices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..materials import CLAMP, MIRROR, REPEAT, SMALLEST_ALPHA, Material, Texture, srgb
from ._gltf_data import Document

_WRAPS = {33071: CLAMP, 33648: MIRROR, 10497: REPEAT}
_NEAREST = 9728
_BRIGHTEST = 1000.0  # times white; all of it is drawn as white
_SOURCES = ("EXT_texture_avif", "EXT_texture_webp")
_TRANSFORM = "KHR_texture_transform"
_PBR = "pbrMetallicRoughness"
_OLDER = "KHR_materials_pbrSpecularGlossiness"

_Reference = dict[str, Any]


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
        self._textures: dict[tuple, Texture | None] = {}
        self._read: dict[tuple, Material] = {}

    def look(self, primitive: dict[str, Any], attributes: dict[str, np.ndarray]) -> Look:
        """How a primitive looks."""
        number = primitive.get("material")
        entry = {} if number is None else self.document.item("materials", number)
        references, uvs = self._with_uvs(entry, attributes, str(entry.get("name", number)))
        key = (number, *references)
        if key not in self._read:
            self._read[key] = self._material(entry, references)
        return Look(self._read[key], _colors(attributes), uvs)

    def _with_uvs(
        self, entry: dict[str, Any], attributes: dict[str, np.ndarray], name: str
    ) -> tuple[dict[str, _Reference], np.ndarray | None]:
        """The textures that can be looked up, by what they are for, and the UVs that they share."""
        kept: dict[str, _Reference] = {}
        uvs: np.ndarray | None = None
        for purpose, reference in _references(entry).items():
            own = _uvs(reference, attributes)
            if own is None:  # without UVs there is nothing to look up
                if purpose == "color":
                    self.document.notes.append(
                        f"the material {name} has a texture and its faces no UVs: drawn without it"
                    )
                continue
            if uvs is None:
                uvs = own
            elif not np.array_equal(uvs, own):
                self.document.notes.append(
                    f"the material {name} has UVs of their own for {purpose}: left out"
                )
                continue
            kept[purpose] = reference
        return kept, _uvs({}, attributes) if uvs is None else uvs

    def _material(self, entry: dict[str, Any], references: dict[str, _Reference]) -> Material:
        pbr, extensions = entry.get(_PBR, {}), entry.get("extensions", {})
        strength = extensions.get("KHR_materials_emissive_strength", {}).get("emissiveStrength", 1.0)
        emissive = [value * strength for value in entry.get("emissiveFactor", (0.0, 0.0, 0.0))]
        if "KHR_materials_unlit" in extensions or (
            "emissiveTexture" in entry and "emission" not in references
        ):
            emissive = [0.0, 0.0, 0.0]
        mode = entry.get("alphaMode", "OPAQUE")
        cutoff = {"MASK": float(entry.get("alphaCutoff", 0.5)), "BLEND": SMALLEST_ALPHA}
        shine = references.get("metal and roughness")
        return Material(
            name=str(entry.get("name", "")),
            metallic=float(pbr.get("metallicFactor", 1.0)),
            roughness=float(pbr.get("roughnessFactor", 1.0)),
            base_color=tuple(min(max(float(value), 0.0), 1.0) for value in _base_color(entry)),
            base_color_texture=self._texture(references.get("color")),
            emissive=tuple(min(max(float(value), 0.0), _BRIGHTEST) for value in emissive),
            emissive_texture=self._texture(references.get("emission")),
            cutoff=cutoff.get(mode, 0.0),
            blend=mode == "BLEND",
            double_sided=bool(entry.get("doubleSided", False)),
            metallic_texture=self._channel(shine, 2),
            roughness_texture=self._channel(shine, 1),
            normal_texture=self._texture(references.get("normals"), slice(3)),
            normal_scale=float(entry.get("normalTexture", {}).get("scale", 1.0)),
            occlusion_texture=self._channel(references.get("occlusion"), 0),
            occlusion_strength=float(entry.get("occlusionTexture", {}).get("strength", 1.0)),
        )

    def _channel(self, reference: _Reference | None, channel: int) -> Texture | None:
        """One channel alone; None where it is 1 all over and changes nothing."""
        texture = self._texture(reference, channel)
        return None if texture is None or (texture.pixels == 255).all() else texture

    def _texture(self, reference: _Reference | None, channels: int | slice = slice(None)) -> Texture | None:
        if reference is None:
            return None
        number = reference["index"]
        key = (number, str(channels))
        if key not in self._textures:
            self._textures[key] = self._read_texture(self.document.item("textures", number), channels)
        return self._textures[key]

    def _read_texture(self, entry: dict[str, Any], channels: int | slice) -> Texture | None:
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
        nearest = sampler.get("magFilter") == _NEAREST
        return Texture(pixels[..., channels], (wraps[0], wraps[1]), nearest)


def _references(entry: dict[str, Any]) -> dict[str, _Reference]:
    """The textures that a material names, by what they are for, those that matter most first."""
    pbr, older = entry.get(_PBR, {}), entry.get("extensions", {}).get(_OLDER)
    found = {
        "color": older.get("diffuseTexture") if older is not None else pbr.get("baseColorTexture"),
        "emission": entry.get("emissiveTexture"),
        "normals": entry.get("normalTexture"),
        "metal and roughness": pbr.get("metallicRoughnessTexture"),
        "occlusion": entry.get("occlusionTexture"),
    }
    return {name: reference for name, reference in found.items() if reference is not None}


def _base_color(entry: dict[str, Any]) -> list[float]:
    """RGBA, linear light; of older files the diffuse one."""
    older = entry.get("extensions", {}).get(_OLDER)
    white = [1.0, 1.0, 1.0, 1.0]
    if older is not None:
        return older.get("diffuseFactor", white)
    return entry.get(_PBR, {}).get("baseColorFactor", white)


def _uvs(reference: _Reference, attributes: dict[str, np.ndarray]) -> np.ndarray | None:
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
