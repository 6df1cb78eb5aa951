"""PLY, text and binary: polygons with colours of vertices or faces, or with a picture; Z up."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..materials import Material, Texture
from .files import read_texture
from .part import GREY, MOST_FACES, Part, triangles

UP = "z"

_TYPES = {
    "char": "i1",
    "uchar": "u1",
    "short": "i2",
    "ushort": "u2",
    "int": "i4",
    "uint": "u4",
    "float": "f4",
    "double": "f8",
    "int8": "i1",
    "uint8": "u1",
    "int16": "i2",
    "uint16": "u2",
    "int32": "i4",
    "uint32": "u4",
    "float32": "f4",
    "float64": "f8",
}
_UVS = (("s", "t"), ("u", "v"), ("texture_u", "texture_v"))
_LONGEST_HEADER = 1 << 16  # bytes
_LONGEST_LIST = 1 << 20  # entries


@dataclass
class _Element:
    """What the header says of one kind of row. properties: name, type, and the type of a list's length."""

    name: str
    count: int
    properties: list[tuple[str, str, str | None]] = field(default_factory=list)


@dataclass
class _Lists:
    """A property of lists: all their entries one after the other, and how many each has."""

    values: np.ndarray
    counts: np.ndarray


_Table = dict[str, np.ndarray | _Lists]


def read(path: Path, notes: list[str]) -> list[Part]:
    """One part. What follows the last element is passed over."""
    content = path.read_bytes()
    order, elements, pictures, start = _header(content)
    tables: dict[str, _Table] = {}
    reader = _TextRows(content[start:]) if order == "" else _BinaryRows(content, start, order)
    for element in elements:
        tables[element.name] = reader.table(element)
        if element.name == "face":
            break
    vertex, face = tables.get("vertex", {}), tables.get("face", {})
    if not {"x", "y", "z"} <= vertex.keys() or not face:
        return []
    vertices = np.stack([np.asarray(vertex[axis], np.float64) for axis in "xyz"], 1)
    texture = read_texture(pictures[0], path.parent, notes) if pictures else None
    return [_part(vertices, vertex, face, texture)]


def _part(vertices: np.ndarray, vertex: _Table, face: _Table, texture: Texture | None) -> Part:
    loops = next((face[name] for name in ("vertex_indices", "vertex_index") if name in face), None)
    if not isinstance(loops, _Lists):
        raise ValueError("its faces name no vertices")
    corner = loops.values.astype(np.int64)
    if len(corner) and not 0 <= corner.min() <= corner.max() < len(vertices):
        raise ValueError("a face names a vertex that is not there")
    places, polygon = triangles(vertices[corner], loops.counts)
    faces, material = corner[places], GREY
    uvs, colors = _uvs(vertex, face, loops, corner, places), _colors(vertex)
    if texture is not None and uvs is not None:
        return Part(vertices, faces, Material("picture", base_color_texture=texture), uvs=uvs)
    of_faces = _colors(face)
    if colors is None and of_faces is not None:
        vertices, colors = vertices[faces].reshape(-1, 3), np.repeat(of_faces[polygon], 3, 0)
        faces = np.arange(3 * len(faces)).reshape(-1, 3)
    return Part(vertices, faces, material if colors is None else Material("colours"), colors, uvs)


def _uvs(
    vertex: _Table, face: _Table, loops: _Lists, corner: np.ndarray, places: np.ndarray
) -> np.ndarray | None:
    """(F, 3, 2), of the faces' corners (as MeshLab writes) or of the vertices."""
    lists = face.get("texcoord")
    if isinstance(lists, _Lists) and np.array_equal(lists.counts, 2 * loops.counts):
        return lists.values.reshape(-1, 2)[places].astype(np.float64)
    for u, v in _UVS:
        if u in vertex and v in vertex:
            return np.stack([np.asarray(vertex[u]), np.asarray(vertex[v])], 1).astype(np.float64)[
                corner[places]
            ]
    return None


def _colors(table: _Table) -> np.ndarray | None:
    """(N, 3) uint8. Integers count up to the most of their type, floats up to 1."""
    for prefix in ("", "diffuse_"):
        names = [f"{prefix}{name}" for name in ("red", "green", "blue")]
        if all(isinstance(table.get(name), np.ndarray) for name in names):
            values = np.stack([np.asarray(table[name]) for name in names], 1)
            if values.dtype == np.uint8:
                return values
            most = np.iinfo(values.dtype).max if values.dtype.kind in "ui" else 1
            if values.dtype.kind in "i" and values.max(initial=0) <= 255:
                most = 255
            return np.rint(np.nan_to_num(values.astype(np.float64)).clip(0, most) * (255 / most)).astype(
                np.uint8
            )
    return None


def _header(content: bytes) -> tuple[str, list[_Element], list[str], int]:
    """Byte order (empty for text), elements, names of pictures, and where the rows begin."""
    head = content[:_LONGEST_HEADER]
    end = head.find(b"end_header")
    stop = head.find(b"\n", end)
    if not head.startswith(b"ply") or end < 0 or stop < 0:
        raise ValueError("it has no PLY header")
    order, elements, pictures = None, [], []
    for line in head[:end].decode("latin-1").splitlines():
        match line.split():
            case ["format", kind, *_]:
                order = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}[kind]
            case ["comment", "TextureFile", *_]:
                pictures.append(line.split(None, 2)[2])
            case ["element", name, count]:
                elements.append(_Element(name, int(count)))
            case ["property", "list", length, kind, name]:
                elements[-1].properties.append((name, _TYPES[kind], _TYPES[length]))
            case ["property", kind, name]:
                elements[-1].properties.append((name, _TYPES[kind], None))
    if order is None:
        raise ValueError("its header names no format")
    if any(not 0 <= element.count <= 3 * MOST_FACES for element in elements):
        raise ValueError("its header names more rows than can be read")
    return order, elements, pictures, stop + 1


class _BinaryRows:
    """Rows of numbers, read element by element."""

    def __init__(self, content: bytes, start: int, order: str) -> None:
        self.content, self.place, self.order = content, start, order

    def table(self, element: _Element) -> _Table:
        """The columns of the next element."""
        if not any(length for _, _, length in element.properties):
            kind = np.dtype([(f"{name}", self.order + kind) for name, kind, _ in element.properties])
            rows = self._take(kind, element.count)
            return {name: rows[name].astype(kind[name].newbyteorder("=")) for name in kind.names or ()}
        alike = self._alike(element)
        return self._row_by_row(element) if alike is None else alike

    def _take(self, kind: np.dtype, count: int) -> np.ndarray:
        if self.place + kind.itemsize * count > len(self.content):
            raise ValueError("it ends too early")
        rows = np.frombuffer(self.content, kind, count, self.place)
        self.place += kind.itemsize * count
        return rows

    def _alike(self, element: _Element) -> _Table | None:
        """At once, where all rows have lists as long as the first's; else None."""
        if not element.count:
            return None
        start = self.place
        first = self._row_by_row(_Element(element.name, 1, element.properties))
        self.place = start
        fields: list[tuple] = []
        for name, kind, length in element.properties:
            if length is None:
                fields.append((name, self.order + kind))
            else:
                values = first[name]
                assert isinstance(values, _Lists)
                fields.append((f"#{name}", self.order + length))
                fields.append((name, self.order + kind, (int(values.counts[0]),)))
        row = np.dtype(fields)
        if start + row.itemsize * element.count > len(self.content):
            return None
        rows = np.frombuffer(self.content, row, element.count, start)
        table: _Table = {}
        for name, _, length in element.properties:
            column = rows[name].astype(rows[name].dtype.newbyteorder("="))
            if length is None:
                table[name] = column
                continue
            counts = rows[f"#{name}"].astype(np.int64)
            if (counts != column.shape[1]).any():
                return None
            table[name] = _Lists(column.reshape(-1), counts)
        self.place = start + row.itemsize * element.count
        return table

    def _row_by_row(self, element: _Element) -> _Table:
        columns = _columns(element)
        for _ in range(element.count):
            for (name, kind, length), (values, counts) in zip(element.properties, columns, strict=True):
                count = int(self._take(np.dtype(self.order + length), 1)[0]) if length else 1
                if not 0 <= count <= _LONGEST_LIST:
                    raise ValueError(f"a list of {name} has a length that makes no sense")
                values.extend(self._take(np.dtype(self.order + kind), count).tolist())
                counts.append(count)
        return _table(element, columns)


class _TextRows:
    """Rows of words, one on each line."""

    def __init__(self, content: bytes) -> None:
        self.lines = (line for line in io.BytesIO(content) if line.strip())

    def table(self, element: _Element) -> _Table:
        """The columns of the next element."""
        columns = _columns(element)
        rows = 0
        for line in itertools.islice(self.lines, element.count):
            words, place, rows = line.split(), 0, rows + 1
            for (_, _, length), (values, counts) in zip(element.properties, columns, strict=True):
                count = int(words[place]) if length else 1
                place += bool(length)
                if not 0 <= count <= len(words) - place:
                    raise ValueError("a row has too few numbers")
                values.extend(words[place : place + count])
                counts.append(count)
                place += count
        if rows < element.count:
            raise ValueError("it ends too early")
        return _table(element, columns)


def _columns(element: _Element) -> list[tuple[list, list[int]]]:
    """For each property its values, and how many of them each row has."""
    return [([], []) for _ in element.properties]


def _table(element: _Element, columns: list[tuple[list, list[int]]]) -> _Table:
    table: _Table = {}
    for (name, kind, length), (entries, counts) in zip(element.properties, columns, strict=True):
        values = np.array(entries, np.float64)
        if np.dtype(kind).kind != "f":
            values = values.astype(np.int64).astype(kind)
        table[name] = _Lists(values, np.array(counts, np.int64)) if length else values
    return table
