# SPDX-License-Identifier: GPL-3.0-or-later
"""The GLB that Modelsheet writes, to arrays. Plain Python and numpy: nothing of Blender."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..locale import N_

MAPS = ("color", "normal", "occlusion", "shine")
"""What textures say: of `shine` green is roughness and blue is metal, as glTF has it."""
_TYPES = {5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
_VERTEX, _COLLISION = "_VERTEX", "modelsheet_collision"  # of our own, see the engine's formats/gltf.py


class UnreadableAsset(ValueError):
    """An asset folder that can't be used: one line that says what to do, with values for its {places}."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message.format(**values))
        self.message, self.values = message, values


@dataclass(frozen=True)
class Look:
    """A material. color: RGBA in linear light. textures: PNG files by what they say, of MAPS."""

    name: str
    color: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    metallic: float = 0.0
    roughness: float = 0.9
    textures: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """Triangles in metres: Z up, front to -Y, standing on z = 0.

    vertices: (V, 3) float32. faces: (F, 3) int32. looks: (F,) int32, the number of each face's material.
    uvs: (F, 3, 2) float32, origin at the lower left, or None. colors: (V, 4) float32, linear light, or None.
    """

    vertices: np.ndarray
    faces: np.ndarray
    looks: np.ndarray
    uvs: np.ndarray | None = None
    colors: np.ndarray | None = None

    @property
    def areas(self) -> np.ndarray:
        """(F,) of the faces."""
        a, b, c = (self.vertices[self.faces[:, corner]] for corner in range(3))
        return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2


@dataclass(frozen=True)
class AssetData:
    """What an asset folder holds: the shape and its materials, and what lies beside it by name: coarser
    versions, the finest first, and collision hulls. provenance: prompt, seed, generator, licence ...
    crease: degrees between faces from which on an edge is hard.
    """

    name: str
    shape: Shape
    looks: tuple[Look, ...]
    lods: tuple[tuple[str, Shape], ...] = ()
    hulls: tuple[tuple[str, Shape], ...] = ()
    provenance: dict = field(default_factory=dict)
    crease: float = 35.0


def read_asset(folder: str | Path) -> AssetData:
    """`asset.glb` and, if it is there, `report.json` of a folder. Raises UnreadableAsset."""
    path = Path(folder) / "asset.glb"
    with _told(path):
        report = _report(path.with_name("report.json"))
        versions = report.get("versions")
        data = _Document(path).asset({"versions": versions} if versions else {})
        data = replace(data, crease=float(report.get("crease", data.crease)))
    files = sorted(path.parent.glob(f"{path.stem}_LOD*{path.suffix}"))  # for engines that read no MSFT_lod
    return data if data.lods else _with_lods(data, files)


def read_textures(folder: str | Path) -> dict[str, bytes]:
    """The base colours of `asset.glb`, PNG files by the names of their materials. Raises UnreadableAsset."""
    path = Path(folder) / "asset.glb"
    with _told(path):
        document = _Document(path)
        return {look.name: look.textures["color"] for look in document.looks()}


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What goes wrong while a file is read, as UnreadableAsset."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableAsset(N_("{path} is missing: generate the asset again"), path=str(path)) from error
    except (OSError, LookupError, TypeError, ValueError, struct.error) as error:
        message = N_("{path} can't be read ({reason}): generate the asset again")
        raise UnreadableAsset(message, path=str(path), reason=str(error)) from error


def _with_lods(data: AssetData, files: list[Path]) -> AssetData:
    lods = []
    for path in files:
        with _told(path):
            lod = _Document(path).asset({})
        lods.append((lod.name, lod.shape))
    return AssetData(data.name, data.shape, data.looks, tuple(lods), data.hulls, data.provenance)


class _Document:
    """A GLB file. Raises OSError, LookupError, TypeError, ValueError and struct.error."""

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        magic, _, length = struct.unpack_from("<4sII", content)
        if magic != b"glTF" or length != len(content):
            raise ValueError("not a whole GLB file")
        size = struct.unpack_from("<I", content, 12)[0]
        self.json: dict[str, Any] = json.loads(content[20 : 20 + size])
        self._binary = content[28 + size :]

    def looks(self) -> tuple[Look, ...]:
        """The materials."""
        return tuple(map(self._look, self.json.get("materials", ())))

    def asset(self, versions: dict) -> AssetData:
        """The object, its materials, its LODs and its hulls."""
        nodes, origin = self.json["nodes"], self.json["asset"]
        node = nodes[self.json["scenes"][0]["nodes"][0]]
        beside = node.get("extensions", {}).get("MSFT_lod", {}).get("ids", [])
        return AssetData(
            name=node["name"],
            shape=self._shape(node["mesh"]),
            looks=self.looks(),
            lods=tuple(self._named(nodes[number]) for number in beside),
            hulls=tuple(self._named(nodes[n]) for n in node.get("extras", {}).get(_COLLISION, [])),
            provenance={"made_with": origin["generator"], **origin.get("extras", {}), **versions},
        )

    def _look(self, entry: dict[str, Any]) -> Look:
        shading = entry["pbrMetallicRoughness"]
        found = {
            "color": shading.get("baseColorTexture"),
            "normal": entry.get("normalTexture"),
            "occlusion": entry.get("occlusionTexture"),
            "shine": shading.get("metallicRoughnessTexture"),
        }
        return Look(
            str(entry["name"]),
            tuple(shading.get("baseColorFactor", (1.0, 1.0, 1.0, 1.0))),
            shading.get("metallicFactor", 1.0),
            shading.get("roughnessFactor", 1.0),
            {name: self._picture(place["index"]) for name, place in found.items() if place},
        )

    def _named(self, node: dict[str, Any]) -> tuple[str, Shape]:
        return str(node["name"]), self._shape(node["mesh"])

    def _shape(self, mesh: int) -> Shape:
        """All primitives as one, the vertices that glTF splits at UV seams and materials joined again."""
        parts = self.json["meshes"][mesh]["primitives"]
        columns = [self._primitive(part) for part in parts]
        starts = np.cumsum([0, *(len(each["places"]) for each in columns)])
        corners = np.concatenate([c["corners"] + s for c, s in zip(columns, starts, strict=False)])
        counts = [len(each["corners"]) for each in columns]
        looks = np.repeat([part.get("material", 0) for part in parts], counts)
        x, up, forward = _stacked(columns, "places").T
        own, uvs, colors = (_stacked(columns, name) for name in ("own", "uvs", "colors"))
        first, merged = _welded(np.stack([x, -forward, up], 1), None if own is None else own[:, 0])
        if uvs is not None:
            uvs = np.stack([uvs[:, 0], 1 - uvs[:, 1]], -1)[corners]
        return Shape(
            np.ascontiguousarray(np.stack([x, -forward, up], 1)[first] + np.float32(0)),
            merged[corners].astype(np.int32),
            looks.astype(np.int32),
            uvs,
            None if colors is None else colors[first],
        )

    def _primitive(self, part: dict[str, Any]) -> dict[str, Any]:
        attributes = part["attributes"]
        named = {"places": "POSITION", "own": _VERTEX, "uvs": "TEXCOORD_0", "colors": "COLOR_0"}
        columns = {
            name: self._values(attributes[attribute]) if attribute in attributes else None
            for name, attribute in named.items()
        }
        return {**columns, "corners": self._values(part["indices"]).reshape(-1, 3).astype(np.int64)}

    def _values(self, accessor: int) -> np.ndarray:
        entry = self.json["accessors"][accessor]
        flat = np.frombuffer(self._content(entry["bufferView"]), _TYPES[entry["componentType"]])
        values = flat.reshape(entry["count"], _WIDTHS[entry["type"]])
        if entry.get("normalized"):
            return (values / np.iinfo(values.dtype).max).astype(np.float32)
        return values

    def _picture(self, texture: int) -> bytes:
        return self._content(self.json["images"][self.json["textures"][texture]["source"]]["bufferView"])

    def _content(self, view: int) -> bytes:
        entry = self.json["bufferViews"][view]
        start = entry.get("byteOffset", 0)
        return self._binary[start : start + entry["byteLength"]]


def _stacked(columns: list[dict[str, Any]], name: str) -> Any:
    """An attribute of all primitives, or None where one lacks it."""
    found = [column[name] for column in columns]
    return None if any(each is None for each in found) else np.concatenate(found)


def _welded(positions: np.ndarray, own: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """A number of each distinct vertex, and for each given one which it is.

    own: their numbers, by which parts that only touch stay apart; files of older versions have none.
    """
    if own is not None:
        _, first, merged = np.unique(own, return_index=True, return_inverse=True)
    else:
        _, first, merged = np.unique(
            positions + np.float32(0), axis=0, return_index=True, return_inverse=True
        )
    return first, merged.reshape(-1)


def _report(path: Path) -> dict:
    try:
        report = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}
