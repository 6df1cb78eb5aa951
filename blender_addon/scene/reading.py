# SPDX-License-Identifier: GPL-3.0-or-later
"""The GLB that Modelsheet writes, to arrays. Plain Python and numpy: nothing of Blender."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..locale import N_

_TYPES = {5123: "<u2", 5125: "<u4", 5126: "<f4"}
_VERTEX = "_VERTEX"  # an attribute of our own, see the engine's formats/writers/glb.py
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3}


class UnreadableAsset(ValueError):
    """An asset folder that can't be used: one line that says what to do, with values for its {places}."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message.format(**values))
        self.message, self.values = message, values


@dataclass(frozen=True)
class AssetData:
    """One textured mesh in metres: Z up, front to -Y, standing on z = 0.

    vertices: (V, 3) float32. faces: (F, 3) int32. uvs: (F, 3, 2) float32, origin at the lower left.
    texture: the bytes of a PNG. provenance: prompt, seed, generator, licence, versions ...
    """

    name: str
    vertices: np.ndarray
    faces: np.ndarray
    uvs: np.ndarray
    texture: bytes
    metallic: float = 0.0
    roughness: float = 0.9
    provenance: dict = field(default_factory=dict)


def read_asset(folder: str | Path) -> AssetData:
    """`asset.glb` and, if it is there, `report.json` of a folder. Raises UnreadableAsset."""
    path = Path(folder) / "asset.glb"
    try:
        document, binary = _unpack(path.read_bytes())
        versions = _versions(path.with_name("report.json"))
        return _data(document, binary, versions)
    except FileNotFoundError as error:
        raise UnreadableAsset(N_("{path} is missing: generate the asset again"), path=str(path)) from error
    except (OSError, LookupError, TypeError, ValueError, struct.error) as error:
        message = N_("{path} can't be read ({reason}): generate the asset again")
        raise UnreadableAsset(message, path=str(path), reason=str(error)) from error


def read_textures(folder: str | Path) -> dict[str, bytes]:
    """The base colours of `asset.glb`, PNG files by the names of their materials. Raises UnreadableAsset."""
    path = Path(folder) / "asset.glb"
    try:
        document, binary = _unpack(path.read_bytes())
        found = {}
        for material in document["materials"]:
            texture = material["pbrMetallicRoughness"]["baseColorTexture"]["index"]
            view = document["bufferViews"][
                document["images"][document["textures"][texture]["source"]]["bufferView"]
            ]
            start = view.get("byteOffset", 0)
            found[str(material["name"])] = binary[start : start + view["byteLength"]]
        return found
    except FileNotFoundError as error:
        raise UnreadableAsset(N_("{path} is missing: generate the asset again"), path=str(path)) from error
    except (OSError, LookupError, TypeError, ValueError, struct.error) as error:
        message = N_("{path} can't be read ({reason}): generate the asset again")
        raise UnreadableAsset(message, path=str(path), reason=str(error)) from error


def _unpack(content: bytes) -> tuple[dict, bytes]:
    """The JSON and the binary part of a GLB."""
    magic, _, length = struct.unpack_from("<4sII", content)
    if magic != b"glTF" or length != len(content):
        raise ValueError("not a whole GLB file")
    size = struct.unpack_from("<I", content, 12)[0]
    return json.loads(content[20 : 20 + size]), content[28 + size :]


def _data(document: dict, binary: bytes, versions: dict) -> AssetData:
    def content(view: int) -> bytes:
        entry = document["bufferViews"][view]
        start = entry.get("byteOffset", 0)
        return binary[start : start + entry["byteLength"]]

    def values(accessor: int) -> np.ndarray:
        entry = document["accessors"][accessor]
        flat = np.frombuffer(content(entry["bufferView"]), _TYPES[entry["componentType"]])
        return flat.reshape(entry["count"], _WIDTHS[entry["type"]])

    primitive = document["meshes"][0]["primitives"][0]
    attributes = primitive["attributes"]
    corners = values(primitive["indices"]).reshape(-1, 3)
    x, up, forward = values(attributes["POSITION"]).T
    own = values(attributes[_VERTEX])[:, 0] if _VERTEX in attributes else None
    vertices, merged = _welded(np.stack([x, -forward, up], 1), own)
    uvs = values(attributes["TEXCOORD_0"])[corners]
    shading = document["materials"][0]["pbrMetallicRoughness"]
    image = document["images"][document["textures"][0]["source"]]
    origin = document["asset"]
    return AssetData(
        name=document["nodes"][0]["name"],
        vertices=vertices,
        faces=merged[corners].astype(np.int32),
        uvs=np.stack([uvs[..., 0], 1 - uvs[..., 1]], -1),
        texture=content(image["bufferView"]),
        metallic=shading["metallicFactor"],
        roughness=shading["roughnessFactor"],
        provenance={"made_with": origin["generator"], **origin.get("extras", {}), **versions},
    )


def _welded(positions: np.ndarray, own: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """The distinct vertices, and for each given one which it is: glTF splits them at UV seams.

    own: their numbers, by which parts that only touch stay apart; files of older versions have none.
    """
    if own is not None:
        _, first, merged = np.unique(own, return_index=True, return_inverse=True)
        return np.ascontiguousarray(positions[first] + np.float32(0)), merged.reshape(-1)
    vertices, merged = np.unique(positions + np.float32(0), axis=0, return_inverse=True)
    return np.ascontiguousarray(vertices), merged.reshape(-1)


def _versions(path: Path) -> dict:
    try:
        report = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    versions = report.get("versions")
    return {"versions": versions} if versions else {}
