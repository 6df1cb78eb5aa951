"""LODs and collision hulls lie beside the mesh, where each format and program looks for them."""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import trimesh

from modelsheet.asset import Asset, Conventions
from modelsheet.finishing.collision import collision
from modelsheet.finishing.lod import lods
from modelsheet.finishing.simplify import simplify
from modelsheet.finishing.unwrap import unwrap
from modelsheet.presets import NAMINGS
from modelsheet.registry import EXPORTERS
from modelsheet.surface import Surface

from ...batch.browser import Page
from ...finishing.conftest import bare_cube
from ..conftest import in_blender

TRIANGLES = [400, 200, 100]
HULLS = {
    "plain": ["a crate_collision_00", "a crate_collision_01"],
    "unity": ["a_crate_00_collider", "a_crate_01_collider"],
    "unreal": ["UCX_a_crate_00", "UCX_a_crate_01"],
    "godot": ["a_crate_00-convcolonly", "a_crate_01-convcolonly"],
}
NAMES = {
    "plain": ["a crate_LOD0", "a crate_LOD1", "a crate_LOD2"],
    "unity": ["a_crate_LOD0", "a_crate_LOD1", "a_crate_LOD2"],
    "unreal": ["a_crate"],
    "godot": ["a_crate"],
}


@pytest.fixture(scope="module")
def asset() -> Asset:
    """A cube of many triangles with a texture, two copies with fewer, and two hulls."""
    surface = unwrap(simplify(bare_cube(), TRIANGLES[0], exact=True))
    surface = surface.textured(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8))
    hulls = (*collision(surface, "box", []), *collision(surface, "capsule", []))
    return Asset(surface, name="a crate", lods=lods(surface, 2), hulls=hulls)


@pytest.fixture(scope="module")
def folder(asset: Asset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every format by every convention."""
    home = tmp_path_factory.mktemp("beside")
    for naming in NAMINGS:
        (home / naming).mkdir()
        named = replace(asset, conventions=Conventions(naming))
        for name in ("3mf", "glb", "obj", "ply", "stl", "usd"):
            spec = EXPORTERS.get(name)
            spec.write(named, home / naming / f"asset{spec.suffix}")
    return home


@pytest.mark.parametrize("naming", NAMINGS)
def test_trimesh_has_them_all(naming: str, folder: Path, asset: Asset) -> None:
    found = trimesh.load(folder / naming / "asset.glb").geometry
    faces = dict(zip(NAMES[naming], TRIANGLES, strict=False))
    faces |= {name: len(hull.faces) for name, hull in zip(HULLS[naming], asset.hulls, strict=True)}
    assert {name: len(mesh.faces) for name, mesh in found.items()} == faces
    if naming in ("unreal", "godot"):
        for number, count in enumerate(TRIANGLES[1:], 1):
            assert len(Surface.load(folder / naming / f"asset_LOD{number}.glb").faces) == count


@pytest.mark.parametrize("naming", NAMINGS)
def test_what_is_seen_is_the_surface_alone(naming: str, folder: Path, asset: Asset) -> None:
    read = Surface.load(folder / naming / "asset.glb")
    assert np.array_equal(read.corners, asset.surface.corners)


def test_lods_share_one_picture(folder: Path) -> None:
    content = (folder / "plain" / "asset.glb").read_bytes()
    document = json.loads(content[20 : 20 + int.from_bytes(content[12:16], "little")])
    assert len(document["images"]) == len(document["materials"]) == 1
    root = document["nodes"][document["scenes"][0]["nodes"][0]]
    names = [document["nodes"][i]["name"] for i in root["extensions"]["MSFT_lod"]["ids"]]
    assert names == NAMES["plain"][1:]
    assert len(root["extras"]["MSFT_screencoverage"]) == len(TRIANGLES)


@pytest.mark.parametrize("kind", ["obj", "ply", "stl"])
def test_formats_without_lods_have_a_file_for_each(kind: str, folder: Path, asset: Asset) -> None:
    for number, count in enumerate(TRIANGLES[1:], 1):
        mesh = trimesh.load(folder / "plain" / f"asset_LOD{number}.{kind}", force="mesh")
        assert len(mesh.faces) == count
    hulls = trimesh.load(folder / "plain" / f"asset_collision.{kind}", force="mesh", process=True)
    assert len(hulls.faces) == sum(len(hull.faces) for hull in asset.hulls)
    hulls.merge_vertices(merge_tex=True, merge_norm=True)
    assert len(hulls.split()) == 2


def test_obj_has_hulls_by_name_where_an_engine_goes_by_names(folder: Path) -> None:
    lines = (folder / "unreal" / "asset.obj").read_text("utf-8").splitlines()
    assert [line[2:] for line in lines if line.startswith("o ")] == ["a_crate", *HULLS["unreal"]]


def test_boxes_and_capsules_have_names_of_their_own_in_unreal(asset: Asset) -> None:
    box = replace(asset, collision="box", conventions=Conventions("unreal"))
    assert box.hull_name(0) == "UBX_a_crate_00"
    assert replace(box, collision="capsule").hull_name(0) == "UCP_a_crate_00"


def test_usd_has_variants_and_colliders(folder: Path, asset: Asset) -> None:
    pytest.importorskip("pxr", reason="needs modelsheet[usd]")
    from pxr import Usd, UsdGeom, UsdPhysics

    stage = Usd.Stage.Open(str(folder / "plain" / "asset.usdz"))
    variants = stage.GetDefaultPrim().GetVariantSet("LOD")
    assert variants.GetVariantNames() == ["LOD0", "LOD1", "LOD2"]
    for name, count in zip(variants.GetVariantNames(), TRIANGLES, strict=True):
        variants.SetVariantSelection(name)
        mesh = UsdGeom.Mesh(stage.GetPrimAtPath("/asset/mesh"))
        assert len(mesh.GetFaceVertexCountsAttr().Get()) == count
    hulls = [prim for prim in stage.Traverse() if prim.HasAPI(UsdPhysics.CollisionAPI)]
    assert [len(UsdGeom.Mesh(prim).GetFaceVertexCountsAttr().Get()) for prim in hulls] == [12, 64]
    assert {UsdGeom.Imageable(prim).GetPurposeAttr().Get() for prim in hulls} == {"guide"}


def test_units_and_axes_are_as_asked(asset: Asset, tmp_path: Path) -> None:
    named = replace(asset, conventions=Conventions(up="z", unit=0.01))
    for kind in ("obj", "stl", "ply"):
        EXPORTERS.get(kind).write(named, tmp_path / f"asset.{kind}")
        mesh = trimesh.load(tmp_path / f"asset.{kind}", force="mesh")
        assert mesh.bounds == pytest.approx(asset.surface.bounds * 100, abs=1e-3)
    with zipfile.ZipFile(folder_3mf(asset, tmp_path)) as archive:
        assert b'unit="millimeter"' in archive.read("3D/3dmodel.model")


def folder_3mf(asset: Asset, folder: Path) -> Path:
    EXPORTERS.get("3mf").write(asset, folder / "asset.3mf")
    return folder / "asset.3mf"


@pytest.mark.node
def test_the_khronos_validator_finds_no_fault(folder: Path, validate: Callable[..., list]) -> None:
    """It does not know MSFT_lod, and so takes the nodes that it names for unused."""
    told = validate(*(folder / naming / "asset.glb" for naming in NAMINGS))
    codes = {message["code"] for messages in told for message in messages}
    assert codes == {"UNSUPPORTED_EXTENSION", "UNUSED_OBJECT"}
    assert {message["severity"] for messages in told for message in messages} == {2}  # for information
    assert told[NAMINGS.index("unreal")] == told[NAMINGS.index("godot")] == []


_IMPORT = """
for path in sys.argv[1:]:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.import_scene.gltf(filepath=path)
    shown = {o.name for o in bpy.context.view_layer.objects}
    tell({o.name: [len(o.data.polygons), o.name in shown] for o in bpy.data.objects if o.type == "MESH"})
"""


@pytest.mark.blender
def test_blender_has_them_all(folder: Path, asset: Asset) -> None:
    """Those of no scene in the collection Orphan Nodes."""
    told = in_blender(_IMPORT, *(folder / naming / "asset.glb" for naming in NAMINGS))
    for naming, found in zip(NAMINGS, told, strict=True):
        counts = zip(NAMES[naming], TRIANGLES, strict=False)
        expected = {name: [count, name == NAMES[naming][0]] for name, count in counts}
        hulls = zip(HULLS[naming], asset.hulls, strict=True)
        expected |= {name: [len(hull.faces), naming != "plain"] for name, hull in hulls}
        assert found == expected


@pytest.mark.browser
@pytest.mark.node
@pytest.mark.parametrize("naming", NAMINGS)
def test_three_has_them_all(naming: str, folder: Path, asset: Asset, page: Page) -> None:
    content = base64.b64encode((folder / naming / "asset.glb").read_bytes()).decode()
    found = {each["name"]: each for each in json.loads(str(page.ask(f"meshes('{content}')")))}
    assert set(found) == {*NAMES[naming], *HULLS[naming]}
    for i, (name, count) in enumerate(zip(NAMES[naming], TRIANGLES, strict=False)):
        each = found[name]
        assert (each["triangles"], each["texture"], each["shown"]) == (count, 64, i == 0)
    for name, hull in zip(HULLS[naming], asset.hulls, strict=True):
        assert found[name]["triangles"] == len(hull.faces)
        assert found[name]["shown"] == (naming != "plain")
