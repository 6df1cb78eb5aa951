"""Wavefront OBJ and MTL: polygons with colours, flat or of vertices, or pictures; Y up as Blender writes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..materials import CLAMP, REPEAT, Material, Texture
from .files import find_file, read_texture
from .part import GREY, MOST_FACES, Part, triangles

UP = "y"

_CUTOFF = 0.5  # of map_d's alpha
_WHITE = (1.0, 1.0, 1.0, 1.0)
_FACTORS = {"roughness": "pr", "metallic": "pm"}
_VALUES = {"-s": 3, "-o": 3, "-t": 3, "-mm": 2, "-clamp": 1, "-blendu": 1, "-blendv": 1, "-cc": 1}
_VALUES |= {"-boost": 1, "-texres": 1, "-bm": 1, "-imfchan": 1, "-type": 1}
"""How many values follow an option of a map; of `-s`, `-o` and `-t` the last two may be left out."""


@dataclass
class _Look:
    """What an MTL file says of one material. scale and offset: of its picture, by `-s` and `-o`; named: there
    is one.
    """

    material: Material = GREY
    scale: tuple[float, float] = (1.0, 1.0)
    offset: tuple[float, float] = (0.0, 0.0)
    named: bool = False


@dataclass
class _Faces:
    """Polygons of one material: of all corners, vertex and UV (−1: none); of each polygon, how many."""

    vertices: list[int] = field(default_factory=list)
    uvs: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)


class _Content:
    """The lines of the file, sorted."""

    def __init__(self) -> None:
        self.vertices: list[list[float]] = []
        self.uvs: list[list[float]] = []
        self.libraries: list[str] = []
        self.faces: dict[str, _Faces] = {}

    def read(self, path: Path) -> None:
        """Take in every line; unknown ones are passed over, as all readers do."""
        faces = self.faces.setdefault("", _Faces())
        for line in _lines(path):
            word, _, rest = line.partition(" ")
            if word == "v":
                self.vertices.append([float(value) for value in rest.split()])
            elif word == "vt":
                self.uvs.append([float(value) for value in rest.split()[:2]])
            elif word == "f":
                self._add_face(faces, rest.split())
            elif word == "usemtl":
                faces = self.faces.setdefault(rest.strip(), _Faces())
            elif word == "mtllib":
                self.libraries.append(rest.strip())

    def _add_face(self, faces: _Faces, corners: list[str]) -> None:
        if len(corners) < 3:
            return
        for corner in corners:
            vertex, _, uv = corner.partition("/")
            uv = uv.partition("/")[0]
            faces.vertices.append(_place(int(vertex), len(self.vertices)))
            faces.uvs.append(_place(int(uv), len(self.uvs)) if uv else -1)
        faces.counts.append(len(corners))


def read(path: Path, notes: list[str]) -> list[Part]:
    """A part for each material."""
    content = _Content()
    content.read(path)
    if sum(sum(faces.counts) for faces in content.faces.values()) > 3 * MOST_FACES:
        raise ValueError(f"more than {MOST_FACES:,} triangles")
    looks = _looks(content.libraries, path, notes)
    vertices = np.array([(vertex + [0.0, 0.0, 0.0])[:3] for vertex in content.vertices]).reshape(-1, 3)
    uvs = np.array([(uv + [0.0])[:2] for uv in content.uvs]).reshape(-1, 2)
    colors = _vertex_colors(content.vertices)
    parts = []
    for name, faces in content.faces.items():
        if not faces.counts:
            continue
        if name not in looks and looks:
            notes.append(f"the material {name} is in no MTL file beside {path.name}: it is drawn grey")
        parts.append(_part(vertices, uvs, colors, faces, looks.get(name, _Look())))
    return parts


def _part(
    vertices: np.ndarray, uvs: np.ndarray, colors: np.ndarray | None, faces: _Faces, look: _Look
) -> Part:
    corner, corner_uv = np.array(faces.vertices), np.array(faces.uvs)
    if corner.min() < 0 or corner.max() >= len(vertices) or corner_uv.max() >= len(uvs):
        raise ValueError("a face names a vertex that is not there")
    places, _ = triangles(vertices[corner], np.array(faces.counts))
    used, index = np.unique(corner, return_inverse=True)
    part = Part(vertices[used], index.reshape(-1)[places], look.material)
    if (corner_uv >= 0).any():
        values = np.where((corner_uv >= 0)[:, None], uvs[corner_uv], 0.0)
        part = replace(part, uvs=(values * look.scale + look.offset)[places])
    if look.material.base_color_texture is not None or colors is None:
        return part
    plain = replace(look.material, name=look.material.name if look.named else "colours", base_color=_WHITE)
    return replace(part, material=plain, colors=colors[used])


def _vertex_colors(vertices: list[list[float]]) -> np.ndarray | None:
    """(V, 3) uint8 of lines `v x y z r g b`; vertices without a colour are white. None when none has one."""
    if not any(len(vertex) >= 6 for vertex in vertices):
        return None
    colors = np.array([vertex[3:6] if len(vertex) >= 6 else (1.0, 1.0, 1.0) for vertex in vertices])
    most = 1 if colors.max() <= 1 else 255  # some programs count to 255
    return np.rint(np.nan_to_num(colors).clip(0, most) * (255 / most)).astype(np.uint8)


def _place(number: int, count: int) -> int:
    """From 0: numbers begin at 1, and negative ones count back from what has been read."""
    place = number - 1 if number > 0 else count + number
    if number == 0 or place < 0:
        raise ValueError("a face names a vertex that is not there")
    return place


def _lines(path: Path) -> list[str]:
    """Without comments; a backslash at the end joins a line to the next."""
    content = path.read_bytes().rstrip(b"\0\x1a")  # with which some programs end a text
    if b"\0" in content:
        raise ValueError("it is not text")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    lines = text.replace("\\\r\n", " ").replace("\\\n", " ").replace("\t", " ").splitlines()
    return [line.partition(" #")[0].strip() for line in lines if not line.startswith("#")]


def _looks(libraries: list[str], path: Path, notes: list[str]) -> dict[str, _Look]:
    """The materials of all MTL files, by name."""
    looks: dict[str, _Look] = {}
    for name in dict.fromkeys(libraries):
        whole = find_file(name, path.parent)
        found = [whole] if whole else [find_file(word, path.parent) for word in name.split()]
        for word, library in zip([name] if whole else name.split(), found, strict=True):
            if library is None:
                notes.append(f"the material file {word} is missing: what it describes is drawn grey")
            else:
                looks |= _read_library(library, path.parent, notes)
    return looks


def _read_library(path: Path, home: Path, notes: list[str]) -> dict[str, _Look]:
    """The materials of one MTL file, whose pictures are looked for beside it and in `home`."""
    entries: dict[str, dict[str, str]] = {}
    entry: dict[str, str] = {}
    for line in _lines(path):
        word, _, rest = line.partition(" ")
        if word == "newmtl":
            entry = entries.setdefault(rest.strip(), {})
        elif rest:
            entry[word.lower()] = rest.strip()
    return {name: _look(name, entry, path.parent, home, notes) for name, entry in entries.items()}


def _look(name: str, entry: dict[str, str], folder: Path, home: Path, notes: list[str]) -> _Look:
    def texture(word: str) -> Texture | None:
        if word not in entry:
            return None
        picture, options = _map(entry[word])
        place = folder if find_file(picture, folder) or not find_file(picture, home) else home
        wrap = (CLAMP, CLAMP) if options.get("-clamp", [""])[0] == "on" else (REPEAT, REPEAT)
        return read_texture(picture, place, notes, wrap)

    color, mask = texture("map_kd"), texture("map_d")
    shine = {
        f"{word}_texture": texture(key) for word, key in (("roughness", "map_pr"), ("metallic", "map_pm"))
    }
    facts: dict[str, Any] = {word: value and _channel(value) for word, value in shine.items()}
    facts |= {"emissive_texture": texture("map_ke")}
    normal = texture("norm")
    facts["normal_texture"] = normal and replace(normal, pixels=normal.pixels[..., :3])
    facts |= {word: _number(entry[key]) for word, key in _FACTORS.items() if key in entry}
    if "ke" in entry:
        facts["emissive"] = tuple(np.clip(_triple(entry["ke"]), 0, None).tolist())
    material = Material(name, **facts)
    if color is not None:  # Kd does not tint it, whatever the specification says
        if mask is not None:
            material = replace(material, cutoff=_CUTOFF)
            color = color if mask.pixels is color.pixels else _cut(color, mask)
        material = replace(material, base_color_texture=color)
    elif "kd" in entry and not entry["kd"].startswith(("spectral", "xyz")):
        material = replace(material, base_color=Material.of_color(_triple(entry["kd"])).base_color)
    else:
        material = replace(material, base_color=GREY.base_color)
    scale, offset = (1.0, 1.0), (0.0, 0.0)
    if "map_kd" in entry:
        options = _map(entry["map_kd"])[1]
        scale, offset = _pair(options.get("-s"), 1.0), _pair(options.get("-o"), 0.0)
    return _Look(material, scale, offset, named=True)


def _triple(text: str) -> tuple[float, ...]:
    values = [float(value) for value in text.split()]
    return tuple((values * 3)[:3] if len(values) < 3 else values[:3])


def _number(text: str) -> float:
    return min(max(float(text.split()[0]), 0.0), 1.0)


def _channel(texture: Texture) -> Texture:
    """One number a texel."""
    return replace(texture, pixels=texture.pixels[..., 0])


def _map(value: str) -> tuple[str, dict[str, list[str]]]:
    """The file's name, which may hold spaces, and the options before it."""
    words, options = value.split(" "), dict[str, list[str]]()
    while words and (not words[0] or words[0] in _VALUES):
        option = words.pop(0)
        values: list[str] = []
        while option and words and len(values) < _VALUES[option]:
            if values and option in ("-s", "-o", "-t") and not _is_number(words[0]):
                break
            values.append(words.pop(0))
        options[option] = values
    return " ".join(words).strip(), options


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _pair(values: list[str] | None, default: float) -> tuple[float, float]:
    """u and v; what is left out is `default`."""
    numbers = [float(value) for value in values or []] + [default, default]
    return numbers[0], numbers[1]


def _cut(texture: Texture, mask: Texture) -> Texture:
    """The texture with the mask's alpha, or its grey where it has none."""
    from PIL import Image

    alpha = mask.pixels[..., 3]
    if (alpha == 255).all():
        alpha = mask.pixels[..., :3].mean(-1).astype(np.uint8)
    height, width = texture.pixels.shape[:2]
    alpha = np.asarray(Image.fromarray(alpha).resize((width, height)))
    return Texture(np.dstack([texture.pixels[..., :3], alpha]), texture.wrap, texture.nearest)
