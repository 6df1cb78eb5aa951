"""Assets and scenes to binary glTF 2.0, the same bytes for the same asset.

The one place where our Z up becomes glTF's Y up: (x, y, z) is written as (x, z, -y), so the front,
our -Y, faces glTF's +Z. LODs are nodes of no scene, which the extension MSFT_lod names. So are collision
hulls, named by the extras of their object; for an engine that goes by names they are children of it instead.
"""

from __future__ import annotations

import importlib.metadata
import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ...asset import Asset
from ...finishing.normals import corner_normals
from ...materials import CLAMP, MIRROR, REPEAT, Material, Texture, linear
from ...registry import ExporterSpec
from ...scene import Placed, Scene
from ...surface import Surface
from ..gltf import COLLISION, VERTEX
from ._shared import encode_png, packed_shine, separate_lods, y_up

_PRODUCTS = {"yes": "yes", "no": "no", "conditions": "on conditions", "unknown": "not known"}

_FLOAT, _UNSIGNED_SHORT, _UNSIGNED_INT = 5126, 5123, 5125
_VERTEX_BUFFER, _INDEX_BUFFER = 34962, 34963
_NEAREST, _LINEAR, _NEAREST_MIPMAP_LINEAR, _LINEAR_MIPMAP_LINEAR = 9728, 9729, 9986, 9987
_WRAPS = {CLAMP: 33071, MIRROR: 33648, REPEAT: 10497}
_TO_Y_UP = np.array([(1, 0, 0, 0), (0, 0, 1, 0), (0, -1, 0, 0), (0, 0, 0, 1)], float)
_WITHOUT_LODS = ("unreal", "godot")
_COVERAGE = 0.5  # of the screen's height down to which the surface is shown; each LOD down to half of that


def write_glb(asset: Asset, path: str | Path) -> None:
    """Write the asset, in metres, with its materials, LODs, hulls and where it comes from.

    For an engine that knows no MSFT_lod its LODs have files of their own.
    """
    if asset.conventions.naming in _WITHOUT_LODS:
        for lod, file in separate_lods(asset, Path(path)):
            file.write_bytes(encode_glb(lod))
        asset = replace(asset, lods=())
    Path(path).write_bytes(encode_glb(asset))


def write_scene(scene: Scene, path: Path) -> None:
    """Write all assets in their places; what several share is there once."""
    path.write_bytes(encode_glb(scene))


def encode_glb(scene: Scene | Asset) -> bytes:
    """The bytes of the file."""
    scene = Scene.of(scene) if isinstance(scene, Asset) else scene
    document = _Document()
    roots = [document.add_placed(placed) for placed in scene.items]
    origin: dict[str, Any] = {"version": "2.0", "generator": f"Modelsheet {_version()}"}
    licences = dict.fromkeys(_licence(item.asset) for item in scene.items if item.asset.report)
    if licences:
        origin["copyright"] = f"Made with Modelsheet. {' '.join(licences)}"
    if len(scene.items) == 1 and scene.items[0].asset.sheet:
        origin["extras"] = _provenance(scene.items[0].asset)
    return document.pack(origin, roots)


def split_vertices(
    surface: Surface, normals: np.ndarray | None = None, faces: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, np.ndarray]:
    """Of a renderer's vertices the surface's own (N,), normals (N, 3) and UVs (N, 2); and indices (3 F,).

    A vertex is split only where a UV seam or a hard edge runs through it. Faces without area are
    left out: they have no normal. normals: those of all faces' corners, if they are known; faces: which
    faces, all by default.
    """
    normals = corner_normals(surface) if normals is None else normals
    faces = np.arange(len(surface.faces)) if faces is None else faces
    faces = faces[np.linalg.norm(surface.face_normals[faces], axis=1) > 0.5]
    normals = normals[faces].reshape(-1, 3)
    vertex = surface.faces[faces].reshape(-1)
    uvs = None if surface.uvs is None else surface.uvs[faces].reshape(-1, 2)
    keys = [vertex, np.rint(normals * 32767)]
    keys += [] if uvs is None else [np.rint(uvs.astype(np.float64) * (1 << 20))]
    key = np.column_stack(keys).astype(np.int64)
    _, first, group = np.unique(key, axis=0, return_index=True, return_inverse=True)
    # in the order of first use, so that neighbours in space stay neighbours in the file
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    first = first[order]
    return vertex[first], normals[first], None if uvs is None else uvs[first], rank[group.reshape(-1)]


class _Document:
    """The file, grown part by part. Everything that is added gives its number; nothing is there twice."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.lists: dict[str, list[dict]] = {}
        self.extensions: set[str] = set()
        self._known: dict[Any, int] = {}
        self._packed: dict[tuple, tuple[Texture | None, Texture | None]] = {}

    def add(self, kind: str, entry: dict) -> int:
        """An entry of a top-level list."""
        self.lists.setdefault(kind, []).append(entry)
        return len(self.lists[kind]) - 1

    def add_placed(self, placed: Placed) -> int:
        """The node of an asset, with its hulls below it and its LODs beside it."""
        asset = placed.asset
        node: dict[str, Any] = {"name": asset.lod_name(0)}
        number = self.add("nodes", node)
        node["mesh"] = self._mesh(asset.surface, asset.lod_name(0))
        if not np.array_equal(placed.matrix, np.eye(4)):
            node["matrix"] = (_TO_Y_UP @ placed.matrix @ _TO_Y_UP.T).T.reshape(-1).tolist()
        if asset.lods:
            self._add_lods(asset, node)
        if asset.hulls:
            self._add_hulls(asset, node)
        return number

    def _add_lods(self, asset: Asset, node: dict) -> None:
        """MSFT_lod: the simpler nodes, which stand in no scene, and when to show which."""
        self.extensions.add("MSFT_lod")
        place = {"matrix": node["matrix"]} if "matrix" in node else {}
        ids = []
        for i, lod in enumerate(asset.lods, 1):
            name = asset.lod_name(i)
            ids.append(self.add("nodes", {"name": name, "mesh": self._mesh(lod, name), **place}))
        node["extensions"] = {"MSFT_lod": {"ids": ids}}
        node["extras"] = {"MSFT_screencoverage": [_COVERAGE / 2**i for i in range(len(ids))] + [0.0]}

    def _add_hulls(self, asset: Asset, node: dict) -> None:
        inside = asset.conventions.naming != "plain"
        place = {"matrix": node["matrix"]} if "matrix" in node and not inside else {}
        ids = []
        for i, hull in enumerate(asset.hulls):
            name = asset.hull_name(i)
            mesh = self._mesh(hull, name, bare=True)
            ids.append(self.add("nodes", {"name": name, "mesh": mesh, "extras": {COLLISION: True}, **place}))
        if inside:
            node["children"] = ids
        node["extras"] = {**node.get("extras", {}), COLLISION: ids}

    def _mesh(self, surface: Surface, name: str, bare: bool = False) -> int:
        """A primitive for each material; bare: without one."""
        if (found := self._known.get((id(surface), name))) is not None:
            return found
        normals = corner_normals(surface)
        primitives = []
        for material, faces in surface.by_material():
            primitive = self._primitive(surface, normals, faces)
            if primitive:
                primitives.append(primitive if bare else {**primitive, "material": self._material(material)})
        self._known[id(surface), name] = number = self.add("meshes", {"name": name, "primitives": primitives})
        return number

    def _primitive(self, surface: Surface, normals: np.ndarray, faces: np.ndarray) -> dict[str, Any]:
        vertex, normals, uvs, indices = split_vertices(surface, normals, faces)
        if not len(vertex):
            return {}
        positions = y_up(surface.vertices[vertex])
        attributes = {
            "POSITION": self._numbers(positions, _VERTEX_BUFFER, bounds=True),
            "NORMAL": self._numbers(y_up(normals), _VERTEX_BUFFER),
        }
        if uvs is not None:
            attributes["TEXCOORD_0"] = self._numbers(_from_top(uvs), _VERTEX_BUFFER)
        if surface.colors is not None:
            colors = _linear_colors(surface.colors[vertex])
            attributes["COLOR_0"] = self._numbers(colors, _VERTEX_BUFFER, normalized=True)
        attributes[VERTEX] = self._numbers(vertex.astype(np.float32), _VERTEX_BUFFER)
        narrow = np.uint16 if len(vertex) < 65536 else np.uint32
        return {"attributes": attributes, "indices": self._numbers(indices.astype(narrow), _INDEX_BUFFER)}

    def _material(self, material: Material) -> int:
        if material not in self._known:
            self._known[material] = self.add("materials", self._look(material))
        return self._known[material]

    def _look(self, material: Material) -> dict[str, Any]:
        shading: dict[str, Any] = {}
        if material.base_color != (1.0,) * 4:
            shading["baseColorFactor"] = list(material.base_color)
        if material.base_color_texture:
            shading["baseColorTexture"] = self._texture(material.base_color_texture, "base_color")
        shading |= {"metallicFactor": material.metallic, "roughnessFactor": material.roughness}
        shine, shaded = self._shine(material)
        if shine:
            shading["metallicRoughnessTexture"] = self._texture(shine, "metallic_roughness")
        entry: dict[str, Any] = {"name": material.name, "pbrMetallicRoughness": shading}
        if material.normal_texture:
            scale = {} if material.normal_scale == 1 else {"scale": material.normal_scale}
            entry["normalTexture"] = self._texture(material.normal_texture, "normal") | scale
        if shaded:
            strength = {} if material.occlusion_strength == 1 else {"strength": material.occlusion_strength}
            entry["occlusionTexture"] = self._texture(shaded, "occlusion") | strength
        entry |= self._emission(material)
        if material.blend:
            entry["alphaMode"] = "BLEND"
        elif material.cutoff > 0:
            entry |= {"alphaMode": "MASK", "alphaCutoff": material.cutoff}
        return entry | ({"doubleSided": True} if material.double_sided else {})

    def _shine(self, material: Material) -> tuple[Texture | None, Texture | None]:
        """Metal and roughness, and occlusion; alike for materials with the same three."""
        key = (material.occlusion_texture, material.roughness_texture, material.metallic_texture)
        if key not in self._packed:
            self._packed[key] = packed_shine(material)
        return self._packed[key]

    def _emission(self, material: Material) -> dict[str, Any]:
        """glTF's factor ends at 1; what is brighter needs an extension."""
        if not any(material.emissive):
            return {}
        most = max(1.0, *material.emissive)
        entry: dict[str, Any] = {"emissiveFactor": [value / most for value in material.emissive]}
        if material.emissive_texture:
            entry["emissiveTexture"] = self._texture(material.emissive_texture, "emissive")
        if most > 1:
            self.extensions.add("KHR_materials_emissive_strength")
            entry["extensions"] = {"KHR_materials_emissive_strength": {"emissiveStrength": most}}
        return entry

    def _texture(self, texture: Texture, name: str) -> dict[str, Any]:
        if texture not in self._known:
            key = ("picture", id(texture.pixels))
            if key not in self._known:
                view = self.view(encode_png(texture.pixels))
                picture = {"name": name, "bufferView": view, "mimeType": "image/png"}
                self._known[key] = self.add("images", picture)
            sampler = self._sampler(texture)
            self._known[texture] = self.add("textures", {"source": self._known[key], "sampler": sampler})
        return {"index": self._known[texture]}

    def _sampler(self, texture: Texture) -> int:
        key = ("sampler", texture.wrap, texture.nearest)
        if key not in self._known:
            filters = (
                (_NEAREST, _NEAREST_MIPMAP_LINEAR) if texture.nearest else (_LINEAR, _LINEAR_MIPMAP_LINEAR)
            )
            wraps = [_WRAPS[wrap] for wrap in texture.wrap]
            entry = {"magFilter": filters[0], "minFilter": filters[1], "wrapS": wraps[0], "wrapT": wraps[1]}
            self._known[key] = self.add("samplers", entry)
        return self._known[key]

    def view(self, content: bytes, target: int | None = None) -> int:
        """A buffer view of these bytes."""
        self.data.extend(b"\0" * (-len(self.data) % 4))
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(content)}
        self.data.extend(content)
        return self.add("bufferViews", view if target is None else {**view, "target": target})

    def _numbers(
        self, values: np.ndarray, target: int, bounds: bool = False, normalized: bool = False
    ) -> int:
        component = {"f4": _FLOAT, "u2": _UNSIGNED_SHORT, "u4": _UNSIGNED_INT}[values.dtype.str[1:]]
        little = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
        accessor = {
            "bufferView": self.view(little.tobytes(), target),
            "componentType": component,
            "count": len(values),
            "type": "SCALAR" if values.ndim == 1 else f"VEC{values.shape[1]}",
        }
        if normalized:
            accessor["normalized"] = True
        if bounds:
            accessor |= {"min": values.min(0).tolist(), "max": values.max(0).tolist()}
        return self.add("accessors", accessor)

    def pack(self, origin: dict[str, Any], roots: list[int]) -> bytes:
        """The file's bytes."""
        document = {"asset": origin, "scene": 0, "scenes": [{"nodes": roots}]}
        if self.extensions:
            document["extensionsUsed"] = sorted(self.extensions)
        return _pack(
            {**document, **self.lists, "buffers": [{"byteLength": len(self.data)}]}, bytes(self.data)
        )


def _from_top(uvs: np.ndarray) -> np.ndarray:
    """glTF counts v from the picture's top."""
    return np.stack([uvs[:, 0], 1 - uvs[:, 1]], 1).astype(np.float32)


def _linear_colors(colors: np.ndarray) -> np.ndarray:
    """(N, 4) uint16 linear light, fine enough to give the same sRGB values back."""
    rgba = np.ones((len(colors), 4))
    rgba[:, : colors.shape[1]] = colors / 255
    rgba[:, :3] = linear(rgba[:, :3])
    return np.rint(rgba * 65535).astype(np.uint16)


def _provenance(asset: Asset) -> dict:
    sheet = asset.sheet
    assert sheet is not None
    return {
        "prompt": sheet.prompt,
        "seed": sheet.seed,
        "generator": sheet.generator,
        "settings": sheet.settings,
        "licence": _licence(asset),
    }


def _licence(asset: Asset) -> str:
    """The terms of what has drawn it, in a line."""
    terms = asset.report.get("licence", {"commercial": "unknown", "weights": []})
    weights = "; ".join(f"{row['model']}: {row['licence']}" for row in terms["weights"]) or "none"
    return f"Weights: {weights}. Commercial use: {_PRODUCTS[terms['commercial']]}."


def _version() -> str:
    try:
        return importlib.metadata.version("modelsheet")
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def _pack(document: dict, binary: bytes) -> bytes:
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    length = 12 + 8 + len(text) + 8 + len(binary)
    return b"".join(
        [
            struct.pack("<4sII", b"glTF", 2, length),
            struct.pack("<I4s", len(text), b"JSON"),
            text,
            struct.pack("<I4s", len(binary), b"BIN\0"),
            binary,
        ]
    )


SPEC = ExporterSpec(
    "glb", "binary glTF 2.0: Blender, game engines, the web", ".glb", write_glb, write_scene=write_scene
)
