"""Assets and scenes to USD, as one .usdz file with textures (UsdPreviewSurface). Z up, in metres.

LODs are variants of the set "LOD" of an object. Hulls are meshes of the purpose "guide", which renderers
pass over, with the collision schemas of UsdPhysics. Needs usd-core.
"""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ...asset import Asset
from ...errors import ModelsheetError
from ...finishing.normals import corner_normals
from ...materials import CLAMP, MIRROR, REPEAT, Material, Texture
from ...registry import ExporterSpec
from ...scene import Placed, Scene
from ...surface import Surface
from ._shared import Pictures, file_word, polygons

_DATE = 315_619_200  # 1980-01-02, the first day that a zip file can hold everywhere: the same bytes each time
_WRAPS = {CLAMP: "clamp", MIRROR: "mirror", REPEAT: "repeat"}
_Stage = Any  # pxr has no types


def write_usd(asset: Asset, path: Path) -> None:
    """Write PATH. Raises ModelsheetError where usd-core is not installed."""
    write_scene(Scene.of(asset), path)


def write_scene(scene: Scene, path: Path) -> None:
    """Write all assets in their places. Raises ModelsheetError where usd-core is not installed."""
    try:
        from pxr import Sdf, Usd, UsdGeom
    except ImportError as error:
        raise ModelsheetError("extra-missing", what="USD", extra="usd") from error

    with tempfile.TemporaryDirectory(dir=path.parent) as place:
        layer = Path(place) / "asset.usda"  # text: the binary form differs from run to run
        stage = Usd.Stage.CreateNew(str(layer))
        UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.z)
        UsdGeom.SetStageMetersPerUnit(stage, 1.0)
        _add_items(stage, scene, Pictures(layer))
        stage.GetRootLayer().Save()
        del stage
        package = Sdf.ZipFileWriter.CreateNew(str(path))
        for file in (layer, *sorted(Path(place).glob("*.png"))):
            os.utime(file, (_DATE, _DATE))  # which the package keeps
            package.AddFile(str(file), file.name)
        if not package.Save():
            raise OSError(errno.EIO, "the package can't be written", str(path))


def _add_items(stage: _Stage, scene: Scene, pictures: Pictures) -> None:
    """One asset is the root itself; several stand below it."""
    from pxr import UsdGeom

    alone = len(scene.items) == 1
    root = UsdGeom.Xform.Define(stage, "/asset" if alone else "/scene")
    root.GetPrim().SetDisplayName(scene.name)
    stage.SetDefaultPrim(root.GetPrim())
    for i, item in enumerate(scene.items):
        home = "/asset" if alone else f"/scene/asset_{i}"
        _add_item(stage, item, home, pictures)


def _add_item(stage: _Stage, item: Placed, home: str, pictures: Pictures) -> None:
    from pxr import Gf, UsdGeom

    asset = item.asset
    frame = UsdGeom.Xform.Define(stage, home)
    frame.GetPrim().SetDisplayName(asset.title)
    if not np.array_equal(item.matrix, np.eye(4)):
        frame.AddTransformOp().Set(Gf.Matrix4d(*item.matrix.T.reshape(-1).tolist()))
    looks = _Looks(stage, f"{home}/materials", pictures)
    if not asset.lods:
        _add_mesh(stage, asset.surface, f"{home}/mesh", looks)
    else:
        variants = frame.GetPrim().GetVariantSets().AddVariantSet("LOD")
        for i, surface in enumerate((asset.surface, *asset.lods)):
            variants.AddVariant(f"LOD{i}")
            variants.SetVariantSelection(f"LOD{i}")
            with variants.GetVariantEditContext():
                _add_mesh(stage, surface, f"{home}/mesh", looks)
        variants.SetVariantSelection("LOD0")
    for i, hull in enumerate(asset.hulls):
        _add_hull(stage, hull, f"{home}/{file_word(asset.hull_name(i))}")


def _add_mesh(stage: _Stage, surface: Surface, path: str, looks: _Looks) -> None:
    from pxr import Sdf, UsdGeom, UsdShade, Vt

    mesh = _add_faces(stage, surface, path)
    sides, order = polygons(surface)
    mesh.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(corner_normals(surface).reshape(-1, 3)[order]))
    mesh.SetNormalsInterpolation(UsdGeom.Tokens.faceVarying)
    primvars = UsdGeom.PrimvarsAPI(mesh)
    if surface.uvs is not None:
        places = primvars.CreatePrimvar("st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.faceVarying)
        places.Set(Vt.Vec2fArray.FromNumpy(np.ascontiguousarray(surface.uvs.reshape(-1, 2)[order])))
    if surface.colors is not None:
        from ...materials import linear

        colors = linear(surface.colors[:, :3] / 255).astype(np.float32)
        mesh.CreateDisplayColorPrimvar(UsdGeom.Tokens.vertex).Set(Vt.Vec3fArray.FromNumpy(colors))
    groups = surface.by_material()
    UsdShade.MaterialBindingAPI.Apply(mesh.GetPrim()).Bind(looks.of(groups[0][0], surface))
    first = order[np.cumsum(sides) - sides] // 3
    for i, (material, triangles) in enumerate(groups if len(groups) > 1 else ()):
        faces = np.flatnonzero(np.isin(first, triangles))
        subset = UsdShade.MaterialBindingAPI(mesh.GetPrim()).CreateMaterialBindSubset(
            f"part_{i}", Vt.IntArray.FromNumpy(faces.astype(np.int32))
        )
        UsdShade.MaterialBindingAPI.Apply(subset.GetPrim()).Bind(looks.of(material, surface))


def _add_faces(stage: _Stage, surface: Surface, path: str) -> Any:
    from pxr import Gf, UsdGeom, Vt

    mesh = UsdGeom.Mesh.Define(stage, path)
    mesh.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    mesh.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(surface.vertices))
    sides, order = polygons(surface)
    mesh.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(sides.astype(np.int32)))
    mesh.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(surface.faces.reshape(-1)[order]))
    mesh.CreateExtentAttr([Gf.Vec3f(*map(float, corner)) for corner in surface.bounds])
    return mesh


def _add_hull(stage: _Stage, hull: Surface, path: str) -> None:
    from pxr import UsdGeom, UsdPhysics

    mesh = _add_faces(stage, hull, path)
    mesh.CreatePurposeAttr(UsdGeom.Tokens.guide)
    UsdPhysics.CollisionAPI.Apply(mesh.GetPrim())
    UsdPhysics.MeshCollisionAPI.Apply(mesh.GetPrim()).CreateApproximationAttr(UsdPhysics.Tokens.convexHull)


class _Looks:
    """The materials of one asset, each written once."""

    def __init__(self, stage: _Stage, home: str, pictures: Pictures) -> None:
        self.stage, self.home, self.pictures = stage, home, pictures
        self._known: dict[tuple[Material, bool], Any] = {}

    def of(self, material: Material, surface: Surface) -> Any:
        """The UsdShade.Material; where the surface has colours and no texture, those of the vertices."""
        by_vertex = surface.colors is not None and material.base_color_texture is None
        if (material, by_vertex) not in self._known:
            self._known[material, by_vertex] = self._add(material, by_vertex)
        return self._known[material, by_vertex]

    def _add(self, material: Material, by_vertex: bool) -> Any:
        from pxr import UsdShade

        path = f"{self.home}/{file_word(material.name)}_{len(self._known)}"
        entry = UsdShade.Material.Define(self.stage, path)
        entry.GetPrim().SetDisplayName(material.name or "material")
        shader = UsdShade.Shader.Define(self.stage, f"{path}/surface")
        shader.CreateIdAttr("UsdPreviewSurface")
        entry.CreateSurfaceOutput().ConnectToSource(shader.ConnectableAPI(), "surface")
        self._shade(material, shader, path, by_vertex)
        return entry

    def _shade(self, material: Material, shader: Any, path: str, by_vertex: bool) -> None:
        from pxr import Gf, Sdf

        types = Sdf.ValueTypeNames
        *rgb, alpha = material.base_color
        color = self._connected(material, "base_color", path, material.base_color, "rgb")
        emissive = self._connected(material, "emissive", path, (*material.emissive, 1.0), "rgb")
        if by_vertex:
            color = self._reader(path, "displayColor", types.Float3, "UsdPrimvarReader_float3")
        vectors = {"diffuseColor": (color, rgb), "emissiveColor": (emissive, material.emissive)}
        for name, (source, value) in vectors.items():
            if source is None:
                shader.CreateInput(name, types.Color3f).Set(Gf.Vec3f(*map(float, value)))
            else:
                shader.CreateInput(name, types.Color3f).ConnectToSource(source)
        if (bumps := self._connected(material, "normal", path, (2.0, 2.0, 2.0, 1.0), "rgb")) is not None:
            shader.CreateInput("normal", types.Normal3f).ConnectToSource(bumps)
        for name in ("metallic", "roughness", "occlusion"):
            factor = getattr(material, name, 1.0)
            source = self._connected(material, name, path, (factor,) * 4, "r")
            if source is not None:
                shader.CreateInput(name, types.Float).ConnectToSource(source)
            elif name != "occlusion":
                shader.CreateInput(name, types.Float).Set(factor)
        self._cut(material, shader, path, alpha)

    def _cut(self, material: Material, shader: Any, path: str, alpha: float) -> None:
        """Where it is transparent."""
        from pxr import Sdf

        if not (material.blend or material.cutoff):
            return
        opacity = shader.CreateInput("opacity", Sdf.ValueTypeNames.Float)
        source = self._connected(material, "base_color", path, material.base_color, "a")
        opacity.ConnectToSource(source) if source is not None else opacity.Set(alpha)
        if not material.blend:
            shader.CreateInput("opacityThreshold", Sdf.ValueTypeNames.Float).Set(material.cutoff)

    def _connected(
        self, material: Material, purpose: str, path: str, scale: tuple[float, ...], channel: str
    ) -> Any:
        """The output of a texture, multiplied by a factor; None where the material has none for it."""
        from pxr import Gf, Sdf, UsdShade

        texture: Texture | None = getattr(material, f"{purpose}_texture")
        if texture is None:
            return None
        types = Sdf.ValueTypeNames
        reader = UsdShade.Shader.Define(self.stage, f"{path}/{purpose}")
        if not reader.GetShaderId():
            colored = purpose in ("base_color", "emissive")
            reader.CreateIdAttr("UsdUVTexture")
            reader.CreateInput("file", types.Asset).Set(self.pictures.write(texture, purpose, material.name))
            reader.CreateInput("sourceColorSpace", types.Token).Set("sRGB" if colored else "raw")
            for axis, wrap in zip("ST", texture.wrap, strict=True):
                reader.CreateInput(f"wrap{axis}", types.Token).Set(_WRAPS[wrap])
            if scale != (1.0,) * 4:
                reader.CreateInput("scale", types.Float4).Set(Gf.Vec4f(*map(float, scale)))
            if purpose == "normal":
                reader.CreateInput("bias", types.Float4).Set(Gf.Vec4f(-1, -1, -1, 0))
            places = self._reader(path, "st", types.Float2, "UsdPrimvarReader_float2")
            reader.CreateInput("st", types.Float2).ConnectToSource(places)
        return reader.CreateOutput(channel, types.Float3 if channel == "rgb" else types.Float)

    def _reader(self, path: str, name: str, type_: Any, kind: str) -> Any:
        from pxr import Sdf, UsdShade

        reader = UsdShade.Shader.Define(self.stage, f"{path}/{name}")
        reader.CreateIdAttr(kind)
        reader.CreateInput("varname", Sdf.ValueTypeNames.String).Set(name)
        return reader.CreateOutput("result", type_)


SPEC = ExporterSpec(
    "usd", "USD in one .usdz: Omniverse, Houdini, Apple", ".usdz", write_usd, "usd", write_scene, "pxr"
)
