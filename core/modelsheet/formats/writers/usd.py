"""Asset to USD, as one .usdz file with its texture (UsdPreviewSurface). Z up, in metres; needs usd-core."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

import numpy as np

from ...asset import Asset
from ...errors import ModelsheetError
from ...finishing.normals import corner_normals
from ...registry import ExporterSpec
from ._shared import title, write_texture

_DATE = 315_619_200  # 1980-01-02, the first day that a zip file can hold everywhere: the same bytes each time


def write_usd(asset: Asset, path: Path) -> None:
    """Write PATH. Raises ModelsheetError where usd-core is not installed."""
    try:
        from pxr import Sdf, Usd, UsdGeom
    except ImportError as error:
        raise ModelsheetError("extra-missing", what="USD", extra="usd") from error

    with tempfile.TemporaryDirectory(dir=path.parent) as place:
        layer = Path(place) / "asset.usda"  # text: the binary form differs from run to run
        stage = Usd.Stage.CreateNew(str(layer))
        UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.z)
        UsdGeom.SetStageMetersPerUnit(stage, 1.0)
        root = UsdGeom.Xform.Define(stage, "/asset")
        root.GetPrim().SetDisplayName(title(asset))
        stage.SetDefaultPrim(root.GetPrim())
        _add_mesh(stage, asset)
        _add_material(stage, asset, write_texture(asset, layer))
        stage.GetRootLayer().Save()
        del stage
        package = Sdf.ZipFileWriter.CreateNew(str(path))
        for file in (layer, *sorted(Path(place).glob("*.png"))):
            os.utime(file, (_DATE, _DATE))  # which the package keeps
            package.AddFile(str(file), file.name)
        if not package.Save():
            raise OSError(errno.EIO, "the package can't be written", str(path))


def _add_mesh(stage, asset: Asset) -> None:  # type: ignore[no-untyped-def]  # pxr has no types
    from pxr import Gf, Sdf, UsdGeom, Vt

    surface = asset.surface
    mesh = UsdGeom.Mesh.Define(stage, "/asset/mesh")
    mesh.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    mesh.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(surface.vertices))
    mesh.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(np.full(len(surface.faces), 3, np.int32)))
    mesh.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(surface.faces.reshape(-1)))
    mesh.CreateExtentAttr([Gf.Vec3f(*map(float, corner)) for corner in surface.bounds])
    mesh.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(corner_normals(surface).reshape(-1, 3)))
    mesh.SetNormalsInterpolation(UsdGeom.Tokens.faceVarying)
    if surface.uvs is not None:
        places = UsdGeom.PrimvarsAPI(mesh).CreatePrimvar(
            "st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.faceVarying
        )
        places.Set(Vt.Vec2fArray.FromNumpy(np.ascontiguousarray(surface.uvs.reshape(-1, 2))))


def _add_material(stage, asset: Asset, picture: str | None) -> None:  # type: ignore[no-untyped-def]
    from pxr import Sdf, UsdShade

    material = UsdShade.Material.Define(stage, "/asset/material")
    shader = UsdShade.Shader.Define(stage, "/asset/material/surface")
    shader.CreateIdAttr("UsdPreviewSurface")
    shader.CreateInput("roughness", Sdf.ValueTypeNames.Float).Set(asset.material.roughness)
    shader.CreateInput("metallic", Sdf.ValueTypeNames.Float).Set(asset.material.metallic)
    material.CreateSurfaceOutput().ConnectToSource(shader.ConnectableAPI(), "surface")
    if picture:
        reader = UsdShade.Shader.Define(stage, "/asset/material/uv")
        reader.CreateIdAttr("UsdPrimvarReader_float2")
        reader.CreateInput("varname", Sdf.ValueTypeNames.String).Set("st")
        texture = UsdShade.Shader.Define(stage, "/asset/material/base_color")
        texture.CreateIdAttr("UsdUVTexture")
        texture.CreateInput("file", Sdf.ValueTypeNames.Asset).Set(picture)
        texture.CreateInput("sourceColorSpace", Sdf.ValueTypeNames.Token).Set("sRGB")
        source = reader.CreateOutput("result", Sdf.ValueTypeNames.Float2)
        texture.CreateInput("st", Sdf.ValueTypeNames.Float2).ConnectToSource(source)
        color = texture.CreateOutput("rgb", Sdf.ValueTypeNames.Float3)
        shader.CreateInput("diffuseColor", Sdf.ValueTypeNames.Color3f).ConnectToSource(color)
    mesh = stage.GetPrimAtPath("/asset/mesh")
    UsdShade.MaterialBindingAPI.Apply(mesh).Bind(material)


SPEC = ExporterSpec("usd", "USD in one .usdz: Omniverse, Houdini, Apple", ".usdz", write_usd, extra="usd")
