"""USD, text, binary and packed: the meshes of the stage as they stand at its first moment; needs usd-core.

Z up or Y up and the unit are what the file says. Read are polygons with UVs and UsdPreviewSurface materials.

A process of its own reads the file: OpenUSD may never come to an end with a damaged one.
"""

from __future__ import annotations

import importlib.util
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from ..errors import ModelsheetError
from ..materials import CLAMP, MIRROR, REPEAT, SMALLEST_ALPHA, Material, Texture, srgb
from ..pictures import read_picture
from .files import MOST_TEXELS
from .part import GREY, MOST_FACES, Part, triangles

UP = "z"  # all is turned so, whatever the file has

_PATIENCE = 60  # seconds
_WRAPS = {"clamp": CLAMP, "mirror": MIRROR, "black": CLAMP}
_Y_UP = np.array([(1, 0, 0, 0), (0, 0, 1, 0), (0, -1, 0, 0), (0, 0, 0, 1)], float)  # by which rows are turned


def read(path: Path, notes: list[str]) -> list[Part]:
    """A part for each material of each mesh that is shown, in metres."""
    if importlib.util.find_spec("pxr") is None:
        raise ModelsheetError("extra-missing", what="USD", extra="usd")
    home = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / "parts"
        command = [sys.executable, "-m", __name__, str(path), str(made)]
        try:
            subprocess.run(command, env=home, capture_output=True, timeout=_PATIENCE, check=True)
        except subprocess.TimeoutExpired:
            raise ValueError("OpenUSD comes to no end with it") from None
        except subprocess.CalledProcessError:
            raise ValueError("OpenUSD can't open it") from None
        parts, told = pickle.loads(made.read_bytes())
    notes += told
    return parts


def _read(path: Path, notes: list[str]) -> list[Part]:
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.Open(str(path))
    turn = _Y_UP if UsdGeom.GetStageUpAxis(stage) == UsdGeom.Tokens.y else np.eye(4)
    unit = UsdGeom.GetStageMetersPerUnit(stage)
    looks, parts, faces = _Looks(path, notes), list[Part](), 0
    places = UsdGeom.XformCache(Usd.TimeCode.EarliestTime())
    for prim in stage.Traverse(Usd.TraverseInstanceProxies(Usd.PrimDefaultPredicate)):
        if not prim.IsA(UsdGeom.Mesh) or not _is_shown(UsdGeom.Imageable(prim)):
            continue
        matrix = np.array(places.GetLocalToWorldTransform(prim)) @ turn
        found = _mesh(UsdGeom.Mesh(prim), matrix, unit, looks)
        faces += sum(len(part.faces) for part in found)
        if faces > MOST_FACES:
            raise ValueError(f"more than {MOST_FACES:,} triangles")
        parts += found
    return parts


def _is_shown(thing: Any) -> bool:
    """Not what is invisible, nor what only helps."""
    from pxr import UsdGeom

    return thing.ComputeVisibility() != "invisible" and thing.ComputePurpose() in (
        UsdGeom.Tokens.default_,
        UsdGeom.Tokens.render,
    )


def _mesh(mesh: Any, matrix: np.ndarray, unit: float, looks: _Looks) -> list[Part]:
    from pxr import Usd, UsdGeom, UsdShade

    time = Usd.TimeCode.EarliestTime()
    points = np.array(mesh.GetPointsAttr().Get(time), np.float64).reshape(-1, 3)
    counts = np.array(mesh.GetFaceVertexCountsAttr().Get(time), np.int64).reshape(-1)
    corner = np.array(mesh.GetFaceVertexIndicesAttr().Get(time), np.int64).reshape(-1)
    if not len(counts):
        return []
    if len(corner) != counts.sum() or corner.min() < 0 or corner.max() >= len(points):
        raise ValueError("a face names a vertex that is not there")
    order, polygon = triangles(points[corner], counts)
    inward = (np.linalg.det(matrix[:3, :3]) < 0) != (mesh.GetOrientationAttr().Get() == "leftHanded")
    if inward:
        order = order[:, ::-1]
    vertices = (points @ matrix[:3, :3] + matrix[3, :3]) * unit
    uvs = _corner_values(mesh, "st", corner, time)
    colors = _vertex_colors(mesh, len(points), time)
    bound = UsdShade.MaterialBindingAPI(mesh).ComputeBoundMaterial()[0]
    owner = np.full(len(counts), -1)
    materials = [looks.of(bound)]
    for subset in UsdGeom.Subset.GetGeomSubsets(mesh, UsdGeom.Tokens.face, UsdShade.Tokens.materialBind):
        owner[np.array(subset.GetIndicesAttr().Get(time), np.int64)] = len(materials) - 1
        materials.append(looks.of(UsdShade.MaterialBindingAPI(subset).ComputeBoundMaterial()[0]))
    parts = []
    for number in np.unique(owner):
        own = order[owner[polygon] == number]
        material = materials[number + 1]
        shown = colors if material is GREY or looks.is_by_vertex(material) else None
        material = Material("colours") if material is GREY and shown is not None else material
        parts.append(Part(vertices, corner[own], material, shown, None if uvs is None else uvs[own]))
    return parts


def _corner_values(mesh: Any, name: str, corner: np.ndarray, time: Any) -> np.ndarray | None:
    """(C, 2) UVs of the faces' corners."""
    from pxr import UsdGeom

    primvar = UsdGeom.PrimvarsAPI(mesh).FindPrimvarWithInheritance(name)
    values = primvar.ComputeFlattened(time) if primvar and primvar.HasValue() else None
    if values is None:
        return None
    values = np.array(values, np.float64).reshape(-1, 2)
    if primvar.GetInterpolation() == UsdGeom.Tokens.faceVarying and len(values) == len(corner):
        return values
    return values[corner] if len(values) > corner.max() else None


def _vertex_colors(mesh: Any, count: int, time: Any) -> np.ndarray | None:
    primvar = mesh.GetDisplayColorPrimvar()
    values = primvar.ComputeFlattened(time) if primvar and primvar.HasValue() else None
    if values is None or len(values) not in (1, count):
        return None
    colors = np.rint(srgb(np.array(values, np.float64).clip(0, 1)) * 255).astype(np.uint8)
    return np.broadcast_to(colors, (count, 3))


class _Looks:
    """The materials of a file, each read once."""

    def __init__(self, path: Path, notes: list[str]) -> None:
        self.path, self.notes = path, notes
        self._known: dict[str, Material] = {}
        self._by_vertex: set[Material] = set()
        self._textures: dict[tuple, Texture | None] = {}

    def is_by_vertex(self, material: Material) -> bool:
        """Whether its colour is multiplied by that of the vertices."""
        return material in self._by_vertex

    def of(self, material: Any) -> Material:
        """Ours; grey where there is none that can be read."""
        if not material:
            return GREY
        place = str(material.GetPath())
        if place not in self._known:
            self._known[place] = read = self._read(material)
            shader = material.ComputeSurfaceSource()[0]
            color = shader.GetInput("diffuseColor") if shader else None
            if color and color.HasConnectedSource() and read.base_color_texture is None:
                self._by_vertex.add(read)
        return self._known[place]

    def _read(self, material: Any) -> Material:
        shader = material.ComputeSurfaceSource()[0]
        name = material.GetPrim().GetDisplayName() or material.GetPrim().GetName()
        if not shader or shader.GetShaderId() != "UsdPreviewSurface":
            self.notes.append(f"the material {name} is no UsdPreviewSurface: it is drawn grey")
            return GREY
        facts: dict[str, Any] = {}
        values = {"metallic": ("metallic", 0.0), "roughness": ("roughness", 0.5)}
        for field, (word, default) in values.items():
            texture, scale = self._texture(shader, word)
            facts[f"{field}_texture"] = texture and Texture(texture.pixels[..., 0], texture.wrap)
            facts[field] = scale[0] if texture else _number(shader, word, default)
        occlusion, _ = self._texture(shader, "occlusion")
        facts["occlusion_texture"] = occlusion and Texture(occlusion.pixels[..., 0], occlusion.wrap)
        normal, _ = self._texture(shader, "normal")
        facts["normal_texture"] = normal and Texture(normal.pixels[..., :3], normal.wrap)
        color, scale = self._texture(shader, "diffuseColor")
        facts["base_color_texture"] = color
        opacity = shader.GetInput("opacity")
        seen_through = bool(opacity) and opacity.HasConnectedSource()
        alpha = scale[3] if seen_through else _number(shader, "opacity", 1.0)
        rgb = scale[:3] if color else _color(shader, "diffuseColor", (0.18, 0.18, 0.18))
        facts["base_color"] = (*(min(max(value, 0.0), 1.0) for value in rgb), alpha)
        glow, scale = self._texture(shader, "emissiveColor")
        facts["emissive_texture"] = glow
        facts["emissive"] = tuple(scale[:3]) if glow else _color(shader, "emissiveColor", (0.0, 0.0, 0.0))
        cutoff = _number(shader, "opacityThreshold", 0.0)
        facts["blend"] = not cutoff and (seen_through or alpha < 1)
        facts["cutoff"] = SMALLEST_ALPHA if facts["blend"] else cutoff
        return Material(name, **facts)

    def _texture(self, shader: Any, name: str) -> tuple[Texture | None, tuple[float, ...]]:
        """The picture that an input is connected to, and its scale."""
        from pxr import UsdShade

        white, input_ = (1.0, 1.0, 1.0, 1.0), shader.GetInput(name)
        if not input_ or not input_.HasConnectedSource():
            return None, white
        reader = UsdShade.Shader(input_.GetConnectedSources()[0][0].source.GetPrim())
        if reader.GetShaderId() != "UsdUVTexture":
            return None, white
        scale = reader.GetInput("scale")
        asset, wraps = reader.GetInput("file").Get(), [reader.GetInput(f"wrap{axis}") for axis in "ST"]
        wrap = tuple(_WRAPS.get(each.Get() if each else "", REPEAT) for each in wraps)
        key = (asset.path, wrap)
        if key not in self._textures:
            self._textures[key] = self._picture(asset, (wrap[0], wrap[1]))
        return self._textures[key], tuple(scale.Get()) if scale else white

    def _picture(self, asset: Any, wrap: tuple[str, str]) -> Texture | None:
        from pxr import Ar

        try:
            opened = Ar.GetResolver().OpenAsset(Ar.ResolvedPath(asset.resolvedPath or asset.path))
            if not opened:
                raise ModelsheetError(f"the texture {PurePosixPath(asset.path).name} is missing")
            name = f"{PurePosixPath(asset.path).name} of {self.path}"
            return Texture(read_picture(bytes(opened.GetBuffer()), name, MOST_TEXELS), wrap)
        except ModelsheetError as error:
            self.notes.append(f"{error}; its faces are drawn without it")
            return None


def _number(shader: Any, name: str, default: float) -> float:
    input_ = shader.GetInput(name)
    value = input_.Get() if input_ else None
    return default if value is None else min(max(float(value), 0.0), 1.0)


def _color(shader: Any, name: str, default: tuple[float, ...]) -> tuple[float, ...]:
    input_ = shader.GetInput(name)
    if input_ and input_.HasConnectedSource():
        return 1.0, 1.0, 1.0
    value = input_.Get() if input_ else None
    return default if value is None else tuple(max(float(part), 0.0) for part in value)


def main() -> None:
    """The file to read, and the one for its parts and notes, stand on the command line."""
    notes: list[str] = []
    parts = _read(Path(sys.argv[1]), notes)
    Path(sys.argv[2]).write_bytes(pickle.dumps((parts, notes)))


if __name__ == "__main__":
    main()
