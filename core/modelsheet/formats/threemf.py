"""3MF, the format of 3D printing: triangles with colours or pictures, Z up, in the unit that the file names.

Core specification 1.3 and materials extension 1.2 (3MF Consortium). Read are the objects that are built, with
the components that they are put together from.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, XMLParser

import numpy as np

from ..errors import ModelsheetError
from ..materials import CLAMP, MIRROR, REPEAT, Material, Texture
from ..pictures import read_picture
from .files import MOST_TEXELS
from .part import GREY, MOST_FACES, Part

UP = "z"

_CORE = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
_MATERIAL = "{http://schemas.microsoft.com/3dmanufacturing/material/2015/02}"
_MODEL = "3D/3dmodel.model"
_LARGEST = 1 << 30  # bytes of a file in the archive, unpacked
_DEEPEST = 32  # components within components
_METRES = {
    "micron": 1e-6,
    "millimeter": 1e-3,
    "centimeter": 1e-2,
    "inch": 0.0254,
    "foot": 0.3048,
    "meter": 1.0,
}
_WRAPS = {"wrap": REPEAT, "mirror": MIRROR, "clamp": CLAMP, "none": CLAMP}


@dataclass(frozen=True)
class _Group:
    """What triangles refer to: a material for each entry, or one with a colour or a place for each."""

    materials: list[Material] = field(default_factory=list)
    colors: np.ndarray | None = None
    uvs: np.ndarray | None = None


def read(path: Path, notes: list[str]) -> list[Part]:
    """A part for each object that is built and each group of materials on it, in metres."""
    with zipfile.ZipFile(path) as archive:
        model = _parsed(archive, _MODEL)
        unit = _METRES[model.get("unit", "millimeter")]
        file = _Model(archive, model, path, notes)
        parts: list[Part] = []
        for item in model.iterfind(f"{_CORE}build/{_CORE}item"):
            parts += file.parts(item.attrib["objectid"], _matrix(item.get("transform")), 0)
    return [Part(p.vertices * unit, p.faces, p.material, p.colors, p.uvs) for p in parts]


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    """The XML of a file in the archive. Raises ValueError where it defines entities, which may grow."""
    names = {each.lower(): each for each in archive.namelist()}
    if name.lower() not in names:
        raise ValueError(f"{name} is not in it")
    parser, content = XMLParser(), _unpacked(archive, names[name.lower()])
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise ValueError("it defines entities")
    parser.feed(content)
    return parser.close()


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _LARGEST:
        raise ValueError(f"{name} has more than {_LARGEST >> 20} MB")
    return archive.read(name)


class _Model:
    """The objects of a file and what their triangles refer to, by number."""

    def __init__(self, archive: zipfile.ZipFile, model: Element, path: Path, notes: list[str]) -> None:
        self.archive, self.path, self.notes = archive, path, notes
        self.resources = {each.get("id", ""): each for each in model.iterfind(f"{_CORE}resources/*")}
        self._groups: dict[str, _Group | None] = {}
        self._faces = 0

    def parts(self, number: str, matrix: np.ndarray, depth: int) -> list[Part]:
        """An object's, where the matrix (4, 3) puts it."""
        thing = self.resources[number]
        if depth > _DEEPEST:
            raise ValueError("its components hold each other")
        mesh = thing.find(f"{_CORE}mesh")
        if mesh is not None:
            return self._mesh(mesh, thing, matrix)
        found: list[Part] = []
        for component in thing.iterfind(f"{_CORE}components/{_CORE}component"):
            own = _matrix(component.get("transform"))
            whole = np.concatenate([own[:3] @ matrix[:3], own[3:] @ matrix[:3] + matrix[3:]])
            found += self.parts(component.attrib["objectid"], whole, depth + 1)
        return found

    def _mesh(self, mesh: Element, thing: Element, matrix: np.ndarray) -> list[Part]:
        points = [
            (each.get("x"), each.get("y"), each.get("z")) for each in mesh.iterfind(f"{_CORE}vertices/*")
        ]
        vertices = np.array(points, np.float64).reshape(-1, 3) @ matrix[:3] + matrix[3]
        rows = [each.attrib for each in mesh.iterfind(f"{_CORE}triangles/*")]
        self._faces += len(rows)
        if self._faces > MOST_FACES:
            raise ValueError(f"more than {MOST_FACES:,} triangles")
        if not rows:
            return []
        faces = np.array([(row["v1"], row["v2"], row["v3"]) for row in rows], np.int64)
        if np.linalg.det(matrix[:3]) < 0:
            faces = faces[:, ::-1]
        default, first = thing.get("pid", ""), thing.get("pindex", "0")
        owners = np.array([row.get("pid", default) for row in rows])
        parts = []
        for owner in np.unique(owners):
            own = np.flatnonzero(owners == owner)
            indices = [_indices(rows[i], first) for i in own]
            if np.linalg.det(matrix[:3]) < 0:
                indices = [row[::-1] for row in indices]
            parts += self._looks(str(owner), vertices, faces[own], np.array(indices, np.int64))
        return parts

    def _looks(self, owner: str, vertices: np.ndarray, faces: np.ndarray, indices: np.ndarray) -> list[Part]:
        """The parts of triangles that refer to one group, by their corners' indices in it (F, 3)."""
        group = self._group(owner)
        if group is None:
            return [Part(vertices, faces, GREY)]
        if group.uvs is not None:
            return [Part(vertices, faces, group.materials[0], uvs=group.uvs[indices])]
        if group.colors is not None:
            key = np.column_stack([faces.reshape(-1), indices.reshape(-1)])
            rows, corner = np.unique(key, axis=0, return_inverse=True)
            colors = group.colors[rows[:, 1]]
            return [Part(vertices[rows[:, 0]], corner.reshape(-1, 3), group.materials[0], colors)]
        chosen = indices[:, 0]
        return [Part(vertices, faces[chosen == i], group.materials[i]) for i in np.unique(chosen)]

    def _group(self, number: str) -> _Group | None:
        if number not in self._groups:
            self._groups[number] = self._read_group(self.resources.get(number))
        return self._groups[number]

    def _read_group(self, entry: Element | None) -> _Group | None:
        """None for what is no colour, which is drawn grey."""
        if entry is None:
            return None
        if entry.tag == f"{_CORE}basematerials":
            colors = [_color(each.get("displaycolor", "#C8C8C8")) for each in entry]
            names = [each.get("name", "") for each in entry]
            pairs = zip(colors, names, strict=True)
            return _Group([Material.of_color(tuple(color[:3] / 255), name) for color, name in pairs])
        if entry.tag == f"{_MATERIAL}colorgroup":
            rows = np.array([_color(each.get("color", "#C8C8C8")) for each in entry], np.uint8)
            return _Group([Material("colours")], colors=rows)
        if entry.tag == f"{_MATERIAL}texture2dgroup":
            places = [(each.get("u"), each.get("v")) for each in entry]
            texture = self._texture(self.resources[entry.attrib["texid"]])
            material = GREY if texture is None else Material("picture", base_color_texture=texture)
            return _Group([material], uvs=np.array(places, np.float64))
        self.notes.append(f"{entry.tag.rpartition('}')[2]} can't be read: what it covers is drawn grey")
        return None

    def _texture(self, entry: Element) -> Texture | None:
        name = entry.attrib["path"].lstrip("/")
        wrap = [_WRAPS.get(entry.get(f"tilestyle{axis}", "wrap"), REPEAT) for axis in "uv"]
        try:
            pixels = read_picture(_unpacked(self.archive, name), f"{name} of {self.path}", MOST_TEXELS)
        except KeyError:
            self.notes.append(f"the texture {name} is missing: its faces are drawn without it")
            return None
        except ModelsheetError as error:
            self.notes.append(f"{error}; its faces are drawn without it")
            return None
        return Texture(pixels, (wrap[0], wrap[1]), entry.get("filter") == "nearest")


def _indices(row: dict[str, str], default: str) -> tuple[str, str, str]:
    first = row.get("p1", default)
    return first, row.get("p2", first), row.get("p3", first)


def _matrix(text: str | None) -> np.ndarray:
    """(4, 3), by which rows are multiplied: a turn, and a shift."""
    if not text:
        return np.eye(4)[:, :3]
    return np.array(text.split(), np.float64).reshape(4, 3)


def _color(text: str) -> np.ndarray:
    """(4,) uint8 of #RRGGBB or #RRGGBBAA."""
    values = bytes.fromhex(text.lstrip("#"))
    return np.frombuffer((values + b"\xff")[:4], np.uint8)
