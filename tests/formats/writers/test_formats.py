"""Every format read back: the same bounds, the same way up, the same triangles, the same colours."""

from __future__ import annotations

import importlib.util
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import trimesh

from modelsheet.asset import Asset
from modelsheet.errors import ModelsheetError
from modelsheet.export import main_file, save
from modelsheet.finishing import FinishOptions, finish
from modelsheet.registry import EXPORTERS
from modelsheet.render import render_sheet
from modelsheet.request import Request
from modelsheet.run import check
from modelsheet.surface import Surface

from ..conftest import in_blender

COLORS = {"front": (200, 40, 40), "top": (40, 40, 200)}
MESHES = ("3mf", "glb", "obj", "ply", "stl", "usd")
Y_UP = ("glb", "obj")
TEXTURED = ("glb", "obj", "ply")


@pytest.fixture(scope="module")
def asset() -> Asset:
    """A wedge of a box, 2 m tall: no two axes alike, one of a kind on each side."""
    corners = np.array([(x, y, z) for z in (-1.0, 1.0) for y in (-0.6, 0.6) for x in (-0.4, 0.4)])
    corners[4:, :2] *= 0.5
    quads = [(0, 1, 5, 4), (1, 3, 7, 5), (3, 2, 6, 7), (2, 0, 4, 6), (4, 5, 7, 6), (2, 3, 1, 0)]
    faces = [(q[0], q[i], q[i + 1]) for q in quads for i in (1, 2)]
    paint = {0: COLORS["front"], 4: COLORS["top"]}
    own = np.repeat([paint.get(side, (90, 90, 90)) for side in range(6)], 6, axis=0).astype(np.uint8)
    loose = Surface(corners[np.array(faces)].reshape(-1, 3), np.arange(36).reshape(-1, 3), own)
    sheet = render_sheet(loose, 64, prompt='a "wedge" & more')
    return finish(Surface(corners, np.array(faces)), sheet, FinishOptions(texture_size=64, height=2.0))


@pytest.fixture(scope="module")
def folder(asset: Asset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(asset, tmp_path_factory.mktemp("formats") / "asset", MESHES)


def z_up(points: np.ndarray) -> np.ndarray:
    x, y, z = points.T
    return np.stack([x, -z, y], 1)


def test_the_formats_are_found_by_name() -> None:
    assert set(EXPORTERS.names()) == {*MESHES, "points", "voxels", "vox", "splats", "field"}
    assert main_file(("usd", "glb")) == "asset.usdz"
    with pytest.raises(ModelsheetError, match="no format 'fbx': choose from 3mf, field, glb"):
        EXPORTERS.get("fbx")


@pytest.mark.parametrize("name", ["glb", "obj", "ply", "stl", "3mf"])
def test_trimesh_reads_the_same_mesh(name: str, folder: Path, asset: Asset) -> None:
    mesh = trimesh.load(folder / f"asset.{name}", force="mesh", process=False)
    points = z_up(mesh.vertices) if name in Y_UP else np.asarray(mesh.vertices)
    if name == "3mf":
        assert mesh.units == "millimeter"
        points = points / 1000
    assert np.stack([points.min(0), points.max(0)]) == pytest.approx(asset.surface.bounds, abs=1e-4)
    assert len(mesh.faces) == len(asset.surface.faces)
    corners = points[mesh.faces]
    volume = np.einsum("nc,nc->n", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    own = asset.surface.corners.astype(float)
    expected = np.einsum("nc,nc->n", own[:, 0], np.cross(own[:, 1], own[:, 2])).sum() / 6
    assert volume == pytest.approx(expected, rel=1e-3)  # the faces look outwards
    if name in TEXTURED:
        picture = getattr(mesh.visual.material, "baseColorTexture", None) or mesh.visual.material.image
        assert np.array_equal(np.asarray(picture.convert("RGB")), asset.surface.texture)
        assert seen(mesh, points, np.asarray(picture.convert("RGB"))) == COLORS


def seen(mesh: trimesh.Trimesh, points: np.ndarray, picture: np.ndarray) -> dict[str, tuple]:
    """The colours in the middle of the front and the top, by the mesh's own UVs."""
    found = {}
    for name, axis, side in (("front", 1, -1), ("top", 2, 1)):
        normals = np.cross(*(points[mesh.faces][:, i] - points[mesh.faces][:, 0] for i in (1, 2)))
        face = (side * normals[:, axis] / np.linalg.norm(normals, axis=1)).argmax()
        u, v = mesh.visual.uv[mesh.faces[face]].mean(0)
        height, width = picture.shape[:2]
        found[name] = tuple(int(c) for c in picture[int((1 - v) * height), int(u * width)])
    return found


def test_usd_holds_the_same_mesh(folder: Path, asset: Asset) -> None:
    from pxr import Usd, UsdGeom, UsdValidation

    stage = Usd.Stage.Open(str(folder / "asset.usdz"))
    assert UsdGeom.GetStageUpAxis(stage) == "Z"
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1
    mesh = UsdGeom.Mesh(stage.GetPrimAtPath("/asset/mesh"))
    assert np.array_equal(np.asarray(mesh.GetPointsAttr().Get()), asset.surface.vertices)
    assert len(mesh.GetFaceVertexCountsAttr().Get()) == len(asset.surface.faces)
    context = UsdValidation.ValidationContext(UsdValidation.ValidationRegistry().GetOrLoadAllValidators())
    assert [error.GetErrorAsString() for error in context.Validate(stage)] == []


def test_3mf_names_its_unit_and_carries_the_texture(folder: Path, asset: Asset) -> None:
    from io import BytesIO

    from PIL import Image

    with zipfile.ZipFile(folder / "asset.3mf") as archive:
        model = archive.read("3D/3dmodel.model").decode()
        with Image.open(BytesIO(archive.read("3D/Textures/base_color.png"))) as picture:
            assert np.array_equal(np.asarray(picture), asset.surface.texture)
    assert 'unit="millimeter"' in model
    assert "a &quot;wedge&quot; &amp; more" in model


@pytest.mark.parametrize("name", MESHES)
def test_the_same_asset_gives_the_same_bytes(name: str, folder: Path, asset: Asset, tmp_path: Path) -> None:
    file = main_file((name,))
    again = save(asset, tmp_path / "again", (name,)) / file
    assert again.read_bytes() == (folder / file).read_bytes()


_IN_BLENDER = """
calls = {
    "glb": bpy.ops.import_scene.gltf,
    "obj": bpy.ops.wm.obj_import,
    "ply": bpy.ops.wm.ply_import,
    "stl": bpy.ops.wm.stl_import,
    "usd": bpy.ops.wm.usd_import,
}
for name, path in json.loads(sys.argv[1]).items():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    calls[name](filepath=path)
    meshes = [o for o in bpy.data.objects if o.type == "MESH"]
    points = np.array([o.matrix_world @ v.co for o in meshes for v in o.data.vertices])
    for o in meshes:
        o.data.calc_loop_triangles()
    tell([name, {
        "bounds": [points.min(0).tolist(), points.max(0).tolist()],
        "triangles": sum(len(o.data.loop_triangles) for o in meshes),
        "pictures": [list(i.size) for i in bpy.data.images if i.size[0]],
        "colours": [front_and_top(o) for o in meshes] if name in ("glb", "obj", "usd") else [],
    }])
"""
_COLOURS = """
def front_and_top(thing):
    (image,) = [n.image for n in thing.material_slots[0].material.node_tree.nodes if n.type == "TEX_IMAGE"]
    width, height = image.size
    pixels = np.array(image.pixels[:]).reshape(height, width, 4)
    found = {}
    for name, axis, side in (("front", 1, -1), ("top", 2, 1)):
        turned = [side * (thing.matrix_world.to_3x3() @ face.normal)[axis] for face in thing.data.polygons]
        face = thing.data.polygons[int(np.argmax(turned))]
        u, v = np.mean([thing.data.uv_layers[0].data[i].uv for i in face.loop_indices], axis=0)
        found[name] = (pixels[int(v * height), int(u * width), :3] * 255).round().tolist()
    return found
"""


@pytest.mark.blender
def test_blender_reads_the_same_mesh(folder: Path, asset: Asset) -> None:
    paths = {name: str(folder / main_file((name,))) for name in ("glb", "obj", "ply", "stl", "usd")}
    told = dict(in_blender(_COLOURS + _IN_BLENDER, json.dumps(paths)))
    assert set(told) == set(paths)
    for name, found in told.items():
        assert np.array(found["bounds"]) == pytest.approx(asset.surface.bounds, abs=1e-4), name
        assert found["triangles"] == len(asset.surface.faces), name
        if name in ("glb", "obj", "usd"):
            assert found["pictures"] == [[64, 64]], name
            assert {side: tuple(color) for side, color in found["colours"][0].items()} == COLORS, name


def test_what_a_format_lacks_is_told_before_anything_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pxr" else find(name))
    check(Request("a crate", format=("glb", "obj")))
    with pytest.raises(ModelsheetError, match=r"--format usd needs .* 'modelsheet\[usd\]'"):
        check(Request("a crate", format=("glb", "usd")))
