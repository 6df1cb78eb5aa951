"""Asset to binary glTF 2.0: one mesh, one PBR material, the same bytes for the same asset.

The one place where our Z up becomes glTF's Y up: (x, y, z) is written as (x, z, -y), so the front,
our -Y, faces glTF's +Z.
"""

from __future__ import annotations

import importlib.metadata
import json
import struct
from pathlib import Path

import numpy as np

from ...asset import Asset
from ...finishing.normals import corner_normals
from ...registry import ExporterSpec
from ...surface import Surface
from ._shared import encode_png, y_up

_PRODUCTS = {"yes": "yes", "no": "no", "conditions": "on conditions", "unknown": "not known"}

VERTEX = "_VERTEX"
"""The attribute that says which vertex of the closed surface each is: what only touches stays apart."""

_FLOAT, _UNSIGNED_SHORT, _UNSIGNED_INT = 5126, 5123, 5125
_VERTEX_BUFFER, _INDEX_BUFFER = 34962, 34963
_LINEAR, _LINEAR_MIPMAP_LINEAR, _CLAMP = 9729, 9987, 33071
_SAMPLER = {"magFilter": _LINEAR, "minFilter": _LINEAR_MIPMAP_LINEAR, "wrapS": _CLAMP, "wrapT": _CLAMP}


def write_glb(asset: Asset, path: str | Path) -> None:
    """Write the asset's surface, in metres, with its texture and where it comes from."""
    Path(path).write_bytes(encode_glb(asset))


def encode_glb(asset: Asset) -> bytes:
    """The bytes of the file."""
    surface = asset.surface
    if surface.uvs is None or surface.texture is None:
        raise ValueError("an asset's surface has UVs and a texture")
    binary = _Binary()
    vertex, normals, uvs, indices = split_vertices(surface)
    positions = surface.vertices[vertex]
    narrow = len(positions) < 65536
    primitive = {
        "attributes": {
            "POSITION": binary.add(y_up(positions), _VERTEX_BUFFER, bounds=True),
            "NORMAL": binary.add(y_up(normals), _VERTEX_BUFFER),
            "TEXCOORD_0": binary.add(_from_top(uvs), _VERTEX_BUFFER),
            VERTEX: binary.add(vertex.astype(np.float32), _VERTEX_BUFFER),
        },
        "indices": binary.add(indices.astype(np.uint16 if narrow else np.uint32), _INDEX_BUFFER),
        "material": 0,
    }
    image = binary.view(encode_png(surface.texture))
    name = asset.sheet.prompt[:60] or "modelsheet"
    document = {
        "asset": {
            "version": "2.0",
            "generator": f"Modelsheet {_version()}",
            "copyright": f"Made with Modelsheet. {_licence(asset)}",
            "extras": _provenance(asset),
        },
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": name, "mesh": 0}],
        "meshes": [{"name": name, "primitives": [primitive]}],
        "materials": [
            {
                "name": asset.material.name,
                "pbrMetallicRoughness": {
                    "baseColorTexture": {"index": 0},
                    "metallicFactor": asset.material.metallic,
                    "roughnessFactor": asset.material.roughness,
                },
            }
        ],
        "textures": [{"source": 0, "sampler": 0}],
        "images": [{"name": "base_color", "bufferView": image, "mimeType": "image/png"}],
        "samplers": [_SAMPLER],
        "accessors": binary.accessors,
        "bufferViews": binary.views,
        "buffers": [{"byteLength": len(binary.data)}],
    }
    return _pack(document, bytes(binary.data))


def split_vertices(surface: Surface) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of a renderer's vertices the surface's own (N,), normals (N, 3) and UVs (N, 2); and indices (3 F,).

    A vertex is split only where a UV seam or a hard edge runs through it. Faces without area are
    left out: they have no normal.
    """
    assert surface.uvs is not None
    real = np.linalg.norm(surface.face_normals, axis=1) > 0.5
    normals = corner_normals(surface)[real].reshape(-1, 3)
    uvs = np.clip(surface.uvs[real].reshape(-1, 2), 0, 1)
    vertex = surface.faces[real].reshape(-1)
    key = np.column_stack([vertex, np.rint(normals * 32767), np.rint(uvs * (1 << 20))]).astype(np.int64)
    _, first, group = np.unique(key, axis=0, return_index=True, return_inverse=True)
    # in the order of first use, so that neighbours in space stay neighbours in the file
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    first = first[order]
    return vertex[first], normals[first], uvs[first], rank[group.reshape(-1)]


class _Binary:
    """The buffer and what describes it, grown part by part."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict] = []
        self.accessors: list[dict] = []

    def view(self, content: bytes, target: int | None = None) -> int:
        self.data.extend(b"\0" * (-len(self.data) % 4))
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(content)}
        self.views.append(view if target is None else {**view, "target": target})
        self.data.extend(content)
        return len(self.views) - 1

    def add(self, values: np.ndarray, target: int, bounds: bool = False) -> int:
        component = {"f4": _FLOAT, "u2": _UNSIGNED_SHORT, "u4": _UNSIGNED_INT}[values.dtype.str[1:]]
        little = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
        accessor = {
            "bufferView": self.view(little.tobytes(), target),
            "componentType": component,
            "count": len(values),
            "type": "SCALAR" if values.ndim == 1 else f"VEC{values.shape[1]}",
        }
        if bounds:
            accessor |= {"min": values.min(0).tolist(), "max": values.max(0).tolist()}
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def _from_top(uvs: np.ndarray) -> np.ndarray:
    """glTF counts v from the picture's top."""
    return np.stack([uvs[:, 0], 1 - uvs[:, 1]], 1).astype(np.float32)


def _provenance(asset: Asset) -> dict:
    sheet = asset.sheet
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


SPEC = ExporterSpec("glb", "binary glTF 2.0: Blender, game engines, the web", ".glb", write_glb)
