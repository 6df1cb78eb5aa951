"""Arrays to bpy data, and nothing else in the scene changed."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import numpy as np
import pytest

from modelsheet.asset import Asset
from modelsheet.finishing.simplify import is_closed
from modelsheet.formats.writers.glb import write_glb
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface


@pytest.fixture
def scene(extension):
    from bl_ext.dev.modelsheet import scene

    return scene


@pytest.fixture
def data(scene, example: Path):
    return scene.read_asset(example)


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
    edges = np.sort(data.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] % 2 == 0).all()
    assert len(added.data.polygons) == len(data.faces)
    assert not added.data.validate()


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
    assert bytes(image.packed_file.data) == data.texture
    assert image.pixels[2**16] >= 0  # it decodes
    assert material.node_tree.nodes.active.image is image
    assert len(bpy.data.images) == 1


def test_the_texture_can_lie_beside_the_file(scene, data, empty_scene, tmp_path: Path):
    folder = tmp_path / "模型 textures"
    first = scene.add_asset(data, empty_scene.collection, texture_folder=folder)
    scene.add_asset(data, empty_scene.collection, texture_folder=folder)
    assert sorted(path.name for path in folder.iterdir()) == ["red_car.png", "red_car_2.png"]
    image = first.active_material.node_tree.nodes.active.image
    assert image.packed_file is None
    assert image.size[0] == 1024


@pytest.mark.parametrize("flat", [True, False])
def test_shading_is_flat_or_split_by_angle(flat, scene, data, empty_scene):
    mesh = scene.add_asset(data, empty_scene.collection, flat=flat).data
    assert mesh.polygons[0].use_smooth != flat
    if not flat:
        assert 0 < sum(edge.use_edge_sharp for edge in mesh.edges) < len(mesh.edges)


def test_it_is_fitted_into_a_box_with_its_scale_applied(scene, data, empty_scene):
    import bpy
    from mathutils import Matrix

    box = bpy.data.objects.new("proxy", bpy.data.meshes.new("proxy"))
    box.data.from_pydata([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], [], [])
    empty_scene.collection.objects.link(box)
    box.matrix_world = Matrix.Translation((5, 6, 7)) @ Matrix.Scale(2, 4)
    bpy.context.view_layer.update()
    added = scene.add_asset(data, empty_scene.collection, scene.Placement.bounds(box))
    low, high = positions(added).min(0), positions(added).max(0)
    assert low[2] == pytest.approx(5)
    assert ((low + high) / 2)[:2] == pytest.approx((5, 6), abs=1e-4)
    assert (high - low).max() == pytest.approx(4, abs=1e-3)
    assert tuple(added.scale) == (1, 1, 1)


def test_it_tells_where_it_comes_from(scene, data, empty_scene):
    added = scene.add_asset(data, empty_scene.collection)
    assert added["modelsheet_prompt"] == "red car"
    assert added["modelsheet_seed"] == 0
    assert added["modelsheet_generator"] == "embedded"
    assert "torch" in added["modelsheet_versions"]
    assert "licence" in " ".join(added.keys())


def test_nothing_else_changes(scene, data, empty_scene):
    import bpy

    bpy.ops.mesh.primitive_cube_add()
    before = bpy.context.object
    added = scene.add_asset(data, scene.own_collection(empty_scene))
    assert bpy.context.object is before
    assert before.select_get()
    assert not added.select_get()
    assert [c.name for c in added.users_collection] == ["Text to 3D"]
    assert scene.own_collection(empty_scene) is added.users_collection[0]


def test_an_empty_has_no_bounds(scene, empty_scene):
    import bpy

    empty = bpy.data.objects.new("place", None)
    box = bpy.data.objects.new("box", bpy.data.meshes.new("box"))
    box.data.from_pydata([(0, 0, 0), (1, 0, 0), (1, 2, 3)], [], [(0, 1, 2)])
    for target in (empty, box):
        empty_scene.collection.objects.link(target)
    bpy.context.view_layer.update()
    assert [scene.has_bounds(target) for target in (None, empty, box)] == [False, False, True]


def test_lods_and_hull_are_hidden_children(scene, data, empty_scene):
    added = scene.add_asset(data, empty_scene.collection)
    lods, hull = scene.add_lods(added), scene.add_hull(added)
    assert [o.name for o in lods] == ["red car_LOD1", "red car_LOD2", "red car_LOD3"]
    counts = [len(o.data.polygons) for o in (added, *lods)]
    for finer, coarser in itertools.pairwise(counts):
        assert coarser == pytest.approx(finer / 2, rel=0.05)
    assert lods[0].data.materials[0] is added.active_material
    assert lods[0].data.uv_layers
    assert hull.name == "UCX_red car"
    assert all(o.parent is added and o.hide_get() and o.hide_render for o in (*lods, hull))
    assert len(empty_scene.objects) == 5
    inside = hull.data.polygons[0]
    distance = (positions(added) - np.array(inside.center)) @ np.array(inside.normal)
    assert distance.max() < 1e-4 or distance.min() > -1e-4
    assert len(hull.data.vertices) < len(added.data.vertices) / 3


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
        texture=np.zeros((8, 8, 3), np.uint8),
    )
    assert is_closed(both)
    write_glb(Asset(both, ModelSheet(())), tmp_path / "asset.glb")
    read = scene.read_asset(tmp_path)
    assert is_closed(Surface(read.vertices, read.faces))
    assert len(read.vertices) == 8
