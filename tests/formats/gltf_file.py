"""glTF files, put together by hand: what no exporter at hand writes."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

_COMPONENTS = {"i1": 5120, "u1": 5121, "i2": 5122, "u2": 5123, "u4": 5125, "f4": 5126}
_SHAPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}

PLATE = np.array([(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)], np.float32)  # faces the front, +Z
PLATE_UVS = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], np.float32)
TRIANGLES = np.array([0, 1, 2, 0, 2, 3], np.uint16)

RED, GREEN, BLUE, YELLOW = (230, 20, 20), (20, 200, 20), (20, 20, 230), (240, 220, 20)


def four_colors(alpha: int | None = None, side: int = 16) -> np.ndarray:
    """Red upper left, green upper right, blue lower left, yellow lower right; perhaps with red's alpha."""
    pixels = np.array([[RED, GREEN], [BLUE, YELLOW]], np.uint8)
    if alpha is not None:
        pixels = np.dstack([pixels, np.array([[alpha, 255], [255, 255]], np.uint8)])
    return pixels.repeat(side // 2, 0).repeat(side // 2, 1)


class Gltf:
    """A file in the making. Everything that is added gives its number."""

    def __init__(self, **top: Any) -> None:
        self.json: dict[str, Any] = {"asset": {"version": "2.0"}, **top}
        self.binary = bytearray()

    def add(self, kind: str, entry: dict[str, Any]) -> int:
        """An entry of a top-level list."""
        self.json.setdefault(kind, []).append(entry)
        return len(self.json[kind]) - 1

    def view(self, content: bytes, **more: Any) -> int:
        """A buffer view of these bytes."""
        self.binary.extend(b"\0" * (-len(self.binary) % 4))
        start = len(self.binary)
        self.binary.extend(content)
        return self.add("bufferViews", {"buffer": 0, "byteOffset": start, "byteLength": len(content), **more})

    def numbers(self, values: np.ndarray, normalized: bool = False, bounds: bool = False) -> int:
        """An accessor of (N,) or (N, W) numbers, each row padded to four bytes where it has several."""
        values = values.astype(np.float32) if values.dtype.kind == "f" else values
        rows = np.ascontiguousarray(np.atleast_2d(values.T).T)
        size = rows.dtype.itemsize * rows.shape[1]
        padded, more = rows.tobytes(), {}
        if rows.shape[1] > 1 and size % 4:
            width = -(-size // 4) * 4
            bytes_ = np.zeros((len(rows), width), np.uint8)
            bytes_[:, :size] = rows.view(np.uint8).reshape(len(rows), size)
            padded, more = bytes_.tobytes(), {"byteStride": width}
        accessor: dict[str, Any] = {
            "bufferView": self.view(padded, **more),
            "componentType": _COMPONENTS[values.dtype.str[1:]],
            "count": len(rows),
            "type": _SHAPES[rows.shape[1]],
        }
        if normalized:
            accessor["normalized"] = True
        if bounds:
            accessor |= {"min": rows.min(0).tolist(), "max": rows.max(0).tolist()}
        return self.add("accessors", accessor)

    def picture(self, pixels: np.ndarray | Image.Image, kind: str = "PNG", **sampler: Any) -> int:
        """A texture of these pixels."""
        stream = io.BytesIO()
        image = Image.fromarray(pixels) if isinstance(pixels, np.ndarray) else pixels
        image.save(stream, kind, **({"quality": 95} if kind in ("JPEG", "WEBP") else {}))
        mime = f"image/{kind.lower()}"
        source = self.add("images", {"bufferView": self.view(stream.getvalue()), "mimeType": mime})
        texture: dict[str, Any] = {"source": source}
        if sampler:
            texture["sampler"] = self.add("samplers", sampler)
        return self.add("textures", texture)

    def material(
        self, texture: int | None = None, reference: dict[str, Any] | None = None, **more: Any
    ) -> int:
        """A material that is no metal; `base` goes into its PBR part."""
        pbr: dict[str, Any] = {"metallicFactor": 0, **more.pop("base", {})}
        if texture is not None:
            pbr["baseColorTexture"] = {"index": texture, **(reference or {})}
        return self.add("materials", {"pbrMetallicRoughness": pbr, "doubleSided": True, **more})

    def flat(self, *color: float) -> int:
        """A material of one colour, in linear light."""
        return self.material(base={"baseColorFactor": [*color, 1.0]})

    def plate(
        self,
        material: int | None = None,
        positions: np.ndarray = PLATE,
        uvs: np.ndarray | None = PLATE_UVS,
        **more: Any,
    ) -> dict[str, Any]:
        """A primitive: two triangles. `attributes` are more accessors; other words go into it as they are."""
        attributes = {"POSITION": self.numbers(positions, bounds=True)}
        if uvs is not None:
            attributes["TEXCOORD_0"] = self.numbers(uvs)
        attributes |= more.pop("attributes", {})
        primitive = {"attributes": attributes, "indices": self.numbers(TRIANGLES), **more}
        return primitive if material is None else {**primitive, "material": material}

    def mesh(self, *primitives: dict[str, Any], **more: Any) -> int:
        """A mesh of these primitives."""
        return self.add("meshes", {"primitives": list(primitives), **more})

    def node(self, mesh: int | None = None, **more: Any) -> int:
        """A node, perhaps with a mesh."""
        return self.add("nodes", more if mesh is None else {"mesh": mesh, **more})

    def scene(self, *nodes: int) -> Gltf:
        """The scene that is shown."""
        self.json["scene"] = self.add("scenes", {"nodes": list(nodes)})
        return self

    def save(self, path: Path) -> Path:
        """As GLB."""
        if self.binary:
            self.json.setdefault("buffers", []).insert(0, {"byteLength": len(self.binary)})
        text = json.dumps(self.json).encode()
        text += b" " * (-len(text) % 4)
        binary = bytes(self.binary) + b"\0" * (-len(self.binary) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text
        chunks += struct.pack("<I4s", len(binary), b"BIN\0") + binary if binary else b""
        path.write_bytes(struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks)
        return path
