"""Arrays to bpy data, and nothing else in the scene changed."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from modelsheet.asset import Asset
from modelsheet.finishing.edges import is_closed
from modelsheet.formats.writers.glb import write_glb
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface


def positions(added) -> np.ndarray:
    values = np.empty(3 * len(added.data.vertices), np.float32)
    added.data.vertices.foreach_get("co", values)
    return values.reshape(-1, 3) @ np.array(added.matrix_world)[:3, :3].T + np.array(added.location)


def test_the_mesh_is_closed_and_stands_on_the_ground(scene, data, empty_scene):
    added = scene.add_asset(data, empty_scene.collection)
    low, high = positions(added).min(0), positions(added).max(0)
    assert low[2] == pytest.approx(0, abs=1e-6)
    assert (low + high)[:2] == pytest.approx((0, 0), abs=1e-5)
    assert (high - low).max() == pytest.approx(1, abs=1e-4)
    edges = np.sort(data.shape.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] % 2 == 0).all()
    assert len(added.data.polygons) == len(data.shape.faces)
    assert not added.data.validate()


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_known_meshes_are_closed_and_manifold(scene, empty_scene):
    """`modelsheet bench reconstruct --finished FOLDER` wrote them; MODELSHEET_ASSETS names the folder."""
    import bmesh

    folder = os.environ.get("MODELSHEET_ASSETS")
    if not folder:
        pytest.skip("name a folder in MODELSHEET_ASSETS")
    open_ = {}
    for asset in sorted(Path(folder).glob("*/asset.glb")):
        added = scene.add_asset(scene.read_asset(asset.parent), empty_scene.collection)
        mesh = bmesh.new()
        mesh.from_mesh(added.data)
        wrong = sum(not edge.is_manifold for edge in mesh.edges) + sum(not v.is_manifold for v in mesh.verts)
        open_ |= {asset.parent.name: wrong} if wrong else {}
        assert mesh.calc_volume(signed=True) > 0
        mesh.free()
    assert open_ == {}


def test_it_looks_as_blenders_own_importer_makes_it(scene, data, empty_scene, example: Path):
    import bpy

    added = scene.add_asset(data, empty_scene.collection)
    bpy.ops.import_scene.gltf(filepath=str(example / "asset.glb"))
    theirs = next(o for o in bpy.data.objects if o.type == "MESH" and o is not added)
    corners = [
        np.array([[v for c in p.vertices for v in o.data.vertices[c].co] for p in o.data.polygons])
        for o in (added, theirs)
    ]
    assert corners[0] == pytest.approx(corners[1], abs=1e-5)
    uvs = []
    for o in (added, theirs):
        values = np.empty(2 * len(o.data.loops), np.float32)
        o.data.uv_layers[0].uv.foreach_get("vector", values)
        uvs.append(values)
    assert uvs[0] == pytest.approx(uvs[1], abs=1e-5)


def test_the_texture_is_packed_and_drives_the_base_colour(scene, data, empty_scene):
    import bpy

    added = scene.add_asset(data, empty_scene.collection)
    material = added.active_material
    shader = next(n for n in material.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    image = shader.inputs["Base Color"].links[0].from_node.image
    assert image.packed_file is not None
    assert tuple(image.size) == (1024, 1024)
    assert bytes(image.packed_file.data) == data.looks[0].textures["color"]
    assert image.pixels[2**16] >= 0  # it decodes
    assert material.node_tree.nodes.active.image is image
    assert len(bpy.data.images) == 1


def test_solid_mode_shows_the_mean_colour(scene, data, empty_scene):
    """The car is red: so is its material without the texture."""
    red, green, blue, alpha = scene.add_asset(data, empty_scene.collection).active_material.diffuse_color
    assert red > 2 * max(green, blue)
    assert alpha == 1


@pytest.mark.parametrize("style", ["faceted", "auto", "smooth"])
def test_shading_is_flat_or_split_by_angle(style, scene, data, empty_scene):
    mesh = scene.add_asset(data, empty_scene.collection, style=style).data
    assert mesh.polygons[0].use_smooth == (style != "faceted")
    if style == "auto":
        assert 0 < sum(edge.use_edge_sharp for edge in mesh.edges) < len(mesh.edges)


def test_auto_takes_the_angle_of_the_asset(scene, data, empty_scene):
    mesh = scene.add_asset(replace(data, crease=180.0), empty_scene.collection, style="auto").data
    assert not any(edge.use_edge_sharp for edge in mesh.edges)


def test_it_tells_where_it_comes_from(scene, data, empty_scene):
    added = scene.add_asset(data, empty_scene.collection)
    assert added["modelsheet_prompt"] == "red car"
    assert added["modelsheet_seed"] == 0
    assert added["modelsheet_generator"] == "embedded"
    assert "torch" in added["modelsheet_versions"]
    assert "licence" in " ".join(added.keys())


def test_it_becomes_an_asset_with_preview_tags_and_catalog(scene, data, empty_scene, example, tmp_path):
    added = scene.add_asset(data, empty_scene.collection)
    catalog = scene.catalog_id(tmp_path, "Props: all/Cars")
    assert catalog == scene.catalog_id(tmp_path, "Props: all/Cars")
    assert catalog != scene.catalog_id(tmp_path, "Props")
    scene.mark_as_asset(
        added,
        preview=example / "preview.png",
        description="red car",
        tags=("car",),
        catalog=catalog,
        licence="CC0",
    )
    details = added.asset_data
    assert (details.description, details.catalog_id, details.license) == ("red car", catalog, "CC0")
    assert [tag.name for tag in details.tags] == ["car"]
    assert np.ptp(np.array(added.preview.image_pixels_float[:])) > 0.1
    lines = (tmp_path / "blender_assets.cats.txt").read_text().splitlines()
    assert lines[-2:] == [f"{catalog}:Props- all/Cars:Props- all-Cars", lines[-1]]


@pytest.mark.parametrize("damage", ["missing", "cut", "text"])
def test_a_damaged_folder_is_one_clear_error(damage, scene, example, tmp_path):
    folder = Path(shutil.copytree(example, tmp_path / "asset"))
    glb = folder / "asset.glb"
    if damage == "missing":
        glb.unlink()
    else:
        glb.write_bytes(glb.read_bytes()[:5000] if damage == "cut" else b"hello")
    with pytest.raises(scene.UnreadableAsset, match="generate the asset again"):
        scene.read_asset(folder)


def test_parts_that_only_touch_stay_apart(scene, tmp_path):
    """Two tetrahedra along one edge: joined there, what the report calls watertight would not be."""
    one = np.array([(0, 0, 0), (0, 0, 1), (1, 0, 0.5), (0.5, 1, 0.5)], np.float32)
    faces = np.array([(0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3)])
    both = Surface(
        np.concatenate([one, one * (-1, -1, 1)]),
        np.concatenate([faces, faces + 4]),
        uvs=np.random.default_rng(0).random((8, 3, 2)),
    ).textured(np.zeros((8, 8, 3), np.uint8))
    assert is_closed(both)
    write_glb(Asset(both, ModelSheet(())), tmp_path / "asset.glb")
    read = scene.read_asset(tmp_path)
    assert is_closed(Surface(read.shape.vertices, read.shape.faces))
    assert len(read.shape.vertices) == 8
