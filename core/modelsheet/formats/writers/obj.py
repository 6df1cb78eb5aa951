"""Assets and scenes to Wavefront OBJ with an MTL and PNGs. Y up, in metres, as importers expect it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ...asset import Asset
from ...finishing.normals import corner_normals
from ...materials import CLAMP, Material, Texture, srgb
from ...registry import ExporterSpec
from ...scene import Placed, Scene
from ...surface import Surface
from ._shared import Pictures, file_word, placed, polygons, said_unit, separate_lods, tinted, turned

UP = "y"


def write_obj(asset: Asset, path: Path) -> None:
    """Write PATH, and beside it the MTL and the textures; a vertex is one, whatever seams run through it.

    LODs have files of their own; so have hulls, unless an engine goes by their names.
    """
    inside = asset.conventions.naming != "plain"
    write_scene(Scene.of(replace(asset, hulls=asset.hulls if inside else ())), path)
    for lod, file in separate_lods(asset, path):
        write_scene(Scene.of(lod), file)
    if asset.hulls and not inside:
        lines = _Lines()
        _add_hulls(lines, Placed(asset, np.eye(4)))
        path.with_name(f"{path.stem}_collision{path.suffix}").write_text(lines.text(), "utf-8")


def write_scene(scene: Scene, path: Path) -> None:
    """Write all assets in their places in one file."""
    lines = _Lines(path)
    lines.add(f"# {said_unit(scene.items[0].asset.conventions, UP)}", f"mtllib {path.stem}.mtl")
    for item in scene.items:
        lines.add_object(item.asset.title, item.asset.surface, item)
        _add_hulls(lines, item)
    path.write_text(lines.text(), "utf-8")
    lines.write_materials()


def _add_hulls(lines: _Lines, item: Placed) -> None:
    for i, hull in enumerate(item.asset.hulls):
        lines.add_object(item.asset.hull_name(i), replace(hull, materials=()), item, bare=True)


class _Lines:
    """The lines of an OBJ file, and the materials that they name. path: None for a file without any."""

    def __init__(self, path: Path | None = None) -> None:
        self.path, self._lines = path, list[str]()
        self._counts = np.array([1, 1, 1])  # the numbers of the next vertex, UV and normal
        self._materials: dict[Material, str] = {}
        self._clamped: set[Material] = set()

    def add(self, *lines: str) -> None:
        """Lines as they are."""
        self._lines += lines

    def text(self) -> str:
        """The file."""
        return "\n".join(self._lines) + "\n"

    def add_object(self, name: str, surface: Surface, item: Placed, bare: bool = False) -> None:
        """Its vertices, UVs and normals, and its faces by material."""
        conventions = item.asset.conventions
        points = turned(placed(surface.vertices, item.matrix), conventions, UP) / conventions.unit
        turn = np.linalg.inv(item.matrix[:3, :3])  # normals turn by its transpose
        normals = turned(corner_normals(surface).reshape(-1, 3) @ turn, conventions, UP)
        normals, normal = np.unique(np.round(normals, 4), axis=0, return_inverse=True)
        uvs, uv = np.zeros((0, 2)), np.full(surface.faces.size, -self._counts[1])
        if surface.uvs is not None:
            uvs, uv = np.unique(surface.uvs.reshape(-1, 2), axis=0, return_inverse=True)
        self.add(f"o {name}", *_vertex_lines(points, surface.colors))
        self.add(*(f"vt {u:.7g} {v:.7g}" for u, v in uvs))
        self.add(*("vn " + " ".join(f"{value:.4g}" for value in row) for row in normals))
        corners = np.stack([surface.faces.reshape(-1), uv.reshape(-1), normal.reshape(-1)], 1) + self._counts
        self._counts += [len(points), len(uvs), len(normals)]
        sides, order = polygons(surface)
        starts = np.cumsum(sides) - sides
        words = np.array([f"{v}/{t if t > 0 else ''}/{n}" for v, t, n in corners.tolist()], object)[order]
        for material, faces in surface.by_material():
            if not bare:
                self.add(f"usemtl {self._material(material, surface, faces)}")
            own = np.flatnonzero(np.isin(order[starts] // 3, faces))
            self.add(*("f " + " ".join(words[starts[i] : starts[i] + sides[i]]) for i in own))

    def _material(self, material: Material, surface: Surface, faces: np.ndarray) -> str:
        if material not in self._materials:
            name, taken, number = file_word(material.name), set(self._materials.values()), 2
            while name in taken:
                name, number = f"{file_word(material.name)}_{number}", number + 1
            self._materials[material] = name
        if surface.uvs is not None and not 0 <= surface.uvs[faces].min() <= surface.uvs[faces].max() <= 1:
            self._clamped.add(material)  # as far as its textures are
        return self._materials[material]

    def write_materials(self) -> None:
        """The MTL, with the PBR extension that Blender and others read (Pr, Pm, Ke, norm)."""
        assert self.path is not None
        pictures, lines = Pictures(self.path), list[str]()
        for material, name in self._materials.items():
            lines += [f"newmtl {name}", *_look(tinted(material), pictures, material in self._clamped)]
        self.path.with_suffix(".mtl").write_text("\n".join(lines) + "\n", "utf-8")


def _vertex_lines(points: np.ndarray, colors: np.ndarray | None) -> list[str]:
    lines = ["v " + " ".join(f"{value:.7g}" for value in row) for row in points]
    if colors is None:
        return lines
    shares = (colors[:, :3] / 255).round(4).tolist()
    return [f"{line} {r:g} {g:g} {b:g}" for line, (r, g, b) in zip(lines, shares, strict=True)]


def _look(material: Material, pictures: Pictures, clamped: bool) -> list[str]:
    def numbers(values: tuple[float, ...]) -> str:
        return " ".join(f"{value:.5g}" for value in values)

    lines = [f"Kd {numbers(tuple(srgb(np.array(material.base_color[:3]))))}", "Ks 0 0 0", "illum 2"]
    lines += [f"Pr {material.roughness:g}", f"Pm {material.metallic:g}"]
    lines += [f"d {material.base_color[3]:g}"] if material.base_color[3] < 1 else []
    lines += [f"Ke {numbers(material.emissive)}"] if any(material.emissive) else []
    words = {"base_color": "map_Kd", "roughness": "map_Pr", "metallic": "map_Pm", "emissive": "map_Ke"}
    words |= {"normal": "norm"}
    for purpose, word in words.items():
        texture: Texture | None = getattr(material, f"{purpose}_texture")
        if texture is not None:
            clamp = "-clamp on " if clamped and texture.wrap == (CLAMP, CLAMP) else ""
            lines.append(f"{word} {clamp}{pictures.write(texture, purpose, material.name)}")
            if purpose == "base_color" and material.cutoff > 0:
                lines.append(f"map_d {clamp}{pictures.write(texture, purpose, material.name)}")
    return lines


SPEC = ExporterSpec("obj", "Wavefront OBJ with MTL and PNG", ".obj", write_obj, write_scene=write_scene)
