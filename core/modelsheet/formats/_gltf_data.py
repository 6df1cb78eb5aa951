"""What a glTF file holds, by number: its JSON, its numbers and its pictures."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import numpy as np

from ..errors import ModelsheetError
from ..pictures import read_picture
from .files import MOST_TEXELS, find_file

_COMPONENTS = {5120: "i1", 5121: "u1", 5122: "i2", 5123: "u2", 5125: "u4", 5126: "f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_MOST_NUMBERS = 200_000_000  # of an accessor: they take 1.6 GB
_DRACO = "KHR_draco_mesh_compression"
_MESHOPT = ("EXT_meshopt_compression", "KHR_meshopt_compression")


class Document:
    """A file's content. Buffers and pictures are read when they are first asked for."""

    def __init__(self, path: Path, content: dict[str, Any], binary: bytes | None, notes: list[str]) -> None:
        self.path, self.json, self.notes = path, content, notes
        self._buffers: dict[int, bytes] = {} if binary is None else {-1: binary}
        self._pictures: dict[int, np.ndarray | None] = {}
        self._primitives: dict[int, tuple[dict[str, np.ndarray], np.ndarray | None]] = {}

    @classmethod
    def open(cls, path: Path, notes: list[str]) -> Document:
        """Read the JSON. Raises ModelsheetError for another version of glTF, ValueError for no glTF."""
        content, binary = path.read_bytes(), None
        if content[:4] == b"glTF":
            content, binary = _chunks(content)
        document = json.loads(content.decode("utf-8-sig"))
        if not isinstance(document, dict):
            raise ValueError("it holds no glTF")
        version = str(document.get("asset", {}).get("version", "2.0"))
        if version.split(".")[0] != "2":
            raise ModelsheetError(f"{path} is glTF {version}, and 2.0 is what can be read: export it again")
        return cls(path, document, binary, notes)

    def list(self, name: str) -> list[Any]:
        """A top-level list; empty where there is none."""
        return self.json.get(name) or []

    def item(self, name: str, number: int) -> dict[str, Any]:
        """An entry of a top-level list. Raises ValueError when it is not there."""
        entries = self.list(name)
        if not isinstance(number, int) or not 0 <= number < len(entries):
            raise ValueError(f"{name} {number} is not there")
        return entries[number]

    def primitive(self, primitive: dict[str, Any]) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
        """A primitive's attributes, a new mapping, and its indices."""
        key = id(primitive)
        if key not in self._primitives:
            self._primitives = {key: self._read_primitive(primitive)}  # the last one is asked for again
        attributes, indices = self._primitives[key]
        return dict(attributes), indices

    def accessor(self, number: int) -> np.ndarray:
        """(count, width) numbers: float64 where they are normalized or floats, else integers."""
        accessor = self.item("accessors", number)
        count, width = _count(accessor), _WIDTHS[accessor["type"]]
        kind = np.dtype("<" + _COMPONENTS[accessor["componentType"]])
        if count * width > _MOST_NUMBERS:
            raise ValueError(f"accessor {number} names {count:,} entries")
        if "bufferView" in accessor:
            values = self._numbers(accessor["bufferView"], accessor.get("byteOffset", 0), kind, count, width)
        else:
            values = np.zeros((count, width), kind)
        if "sparse" in accessor:
            values = self._sparse(values, accessor["sparse"], kind)
        return _plain(values, accessor)

    def picture(self, number: int) -> np.ndarray | None:
        """(H, W, 4) uint8; None, and a note, when it can't be had."""
        if number not in self._pictures:
            try:
                self._pictures[number] = self._read_picture(self.item("images", number))
            except ModelsheetError as error:
                self.notes.append(f"{error}; its faces are drawn without it")
                self._pictures[number] = None
        return self._pictures[number]

    def _read_primitive(self, primitive: dict[str, Any]) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
        numbers: dict[str, int] = dict(primitive["attributes"])
        draco = primitive.get("extensions", {}).get(_DRACO)
        attributes: dict[str, np.ndarray] = {}
        indices: np.ndarray | None = None
        if draco is not None and (_has_draco() or not self._has_fallback(primitive)):
            attributes, indices = self._decompressed(draco, numbers)
        elif "indices" in primitive:
            indices = self.accessor(primitive["indices"])
        for name, number in numbers.items():
            if name not in attributes:
                attributes[name] = self.accessor(number)
        return attributes, indices

    def _has_fallback(self, primitive: dict[str, Any]) -> bool:
        accessor = self.item("accessors", primitive["attributes"]["POSITION"])
        return "bufferView" in accessor or "sparse" in accessor

    def _decompressed(
        self, draco: dict[str, Any], numbers: Mapping[str, int]
    ) -> tuple[dict[str, np.ndarray], np.ndarray]:
        try:
            import DracoPy
        except ImportError as error:
            raise ModelsheetError(
                f"{self.path} is compressed with Draco: export it without compression,"
                " or install what reads it (pip install 'modelsheet[draco]')"
            ) from error
        mesh = DracoPy.decode(bytes(self._view(draco["bufferView"])))
        attributes = {}
        for name, unique in draco["attributes"].items():
            found = mesh.get_attribute_by_unique_id(unique)
            if found is not None and name in numbers:
                values = np.asarray(found["data"])
                values = values.reshape(len(values), -1)
                attributes[name] = _plain(values, self.item("accessors", numbers[name]))
        return attributes, np.asarray(mesh.faces)

    def _numbers(self, view: int, offset: int, kind: np.dtype, count: int, width: int) -> np.ndarray:
        content, size = self._view(view), kind.itemsize * width
        stride = self.item("bufferViews", view).get("byteStride", 0) or size
        if not count:
            return np.zeros((0, width), kind)
        if min(offset, stride) < 0 or offset + stride * (count - 1) + size > len(content):
            raise ValueError(f"buffer view {view} ends too early")
        return np.ndarray((count, width), kind, content, offset, (stride, kind.itemsize)).copy()

    def _sparse(self, values: np.ndarray, sparse: dict[str, Any], kind: np.dtype) -> np.ndarray:
        count, places, changed = _count(sparse), sparse["indices"], sparse["values"]
        where = np.dtype("<" + _COMPONENTS[places["componentType"]])
        rows = self._numbers(places["bufferView"], places.get("byteOffset", 0), where, count, 1)[:, 0]
        values[rows] = self._numbers(
            changed["bufferView"], changed.get("byteOffset", 0), kind, count, values.shape[1]
        )
        return values

    def _view(self, number: int) -> memoryview:
        view = self.item("bufferViews", number)
        for name in _MESHOPT:
            if name in view.get("extensions", {}) and self._is_placeholder(view["buffer"]):
                raise ModelsheetError(
                    f"{self.path} needs the extension {name}, which can't be read here: export it without"
                )
        content = memoryview(self._buffer(view["buffer"]))
        start, length = view.get("byteOffset", 0), view["byteLength"]
        if min(start, length) < 0 or start + length > len(content):
            raise ValueError(f"buffer view {number} lies outside its buffer")
        return content[start : start + length]

    def _is_placeholder(self, number: int) -> bool:
        extensions = self.item("buffers", number).get("extensions", {})
        return any(extensions.get(name, {}).get("fallback") for name in _MESHOPT)

    def _buffer(self, number: int) -> bytes:
        if number not in self._buffers:
            buffer = self.item("buffers", number)
            if "uri" in buffer:
                self._buffers[number] = self._resource(buffer["uri"])
            elif number == 0 and -1 in self._buffers:
                self._buffers[0] = self._buffers[-1]
            else:
                raise ValueError(f"buffer {number} has no content")
        return self._buffers[number]

    def _resource(self, uri: str) -> bytes:
        """What a URI stands for: data in itself, or a file beside this one."""
        if uri.startswith("data:"):
            head, _, body = uri.partition(",")
            plain = unquote_to_bytes(body)
            if not head.endswith(";base64"):
                return plain
            return base64.b64decode(plain + b"=" * (-len(plain) % 4))
        path = find_file(uri, self.path.parent)
        if path is None:
            raise ModelsheetError(f"{self.path} needs {uri}, which is missing: put it beside it")
        return path.read_bytes()

    def _read_picture(self, image: dict[str, Any]) -> np.ndarray:
        name = image.get("uri") or image.get("name") or "a picture"
        name = f"the texture {name[:60]}" if not name.startswith("data:") else "a texture"
        if "bufferView" in image:
            return read_picture(bytes(self._view(image["bufferView"])), f"{name} of {self.path}", MOST_TEXELS)
        if image["uri"].startswith("data:"):
            return read_picture(self._resource(image["uri"]), f"{name} of {self.path}", MOST_TEXELS)
        path = find_file(image["uri"], self.path.parent)
        if path is None:
            raise ModelsheetError(f"{name} of {self.path} is missing: put it beside it")
        return read_picture(path, path, MOST_TEXELS)


def _has_draco() -> bool:
    from importlib.util import find_spec

    return find_spec("DracoPy") is not None


def _chunks(content: bytes) -> tuple[bytes, bytes | None]:
    """JSON and binary chunk of a GLB. What follows them is passed over."""
    version, length = struct.unpack_from("<II", content, 4)
    if version != 2:
        raise ValueError(f"it is binary glTF {version}, and 2 is what can be read")
    found: dict[bytes, bytes] = {}
    place = 12
    while place + 8 <= min(length, len(content)):
        size, kind = struct.unpack_from("<I4s", content, place)
        if place + 8 + size > len(content):
            raise ValueError("it ends too early")
        found.setdefault(kind, content[place + 8 : place + 8 + size])
        place += 8 + size + (-size % 4)
    if b"JSON" not in found:
        raise ValueError("it has no JSON chunk")
    return found[b"JSON"], found.get(b"BIN\0")


def _count(entry: dict[str, Any]) -> int:
    if not isinstance(entry["count"], int) or entry["count"] < 0:
        raise ValueError(f"a count is {entry['count']!r}")
    return entry["count"]


def _plain(values: np.ndarray, accessor: dict[str, Any]) -> np.ndarray:
    """Normalized integers as -1 to 1 or 0 to 1, all other numbers as they are."""
    if values.dtype.kind == "f":
        return values.astype(np.float64)
    if not accessor.get("normalized"):
        return values.astype(values.dtype.newbyteorder("="))
    return np.maximum(values / float(np.iinfo(values.dtype).max), -1.0)
