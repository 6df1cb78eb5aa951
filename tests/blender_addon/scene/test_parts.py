"""LODs and collision hulls."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

EXAMPLES = Path(__file__).parents[3] / "assets" / "examples"


def points(item) -> np.ndarray:
    values = np.empty(3 * len(item.data.vertices), np.float32)
    item.data.vertices.foreach_get("co", values)
    return values.reshape(-1, 3)


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


def test_added_twice_they_are_there_once(scene, data, empty_scene):
    import bpy

    added = scene.add_asset(data, empty_scene.collection)
    for _ in range(2):
        scene.add_lods(added)
        scene.add_hull(added)
    names = ["UCX_red car", "red car", "red car_LOD1", "red car_LOD2", "red car_LOD3"]
    assert sorted(o.name for o in bpy.data.objects) == names
    assert len(bpy.data.meshes) == 5


@pytest.mark.parametrize("name", ["red-car", "burger", "pine-tree"])
def test_a_hull_is_convex_holds_the_object_and_has_few_faces(name, scene, empty_scene):
    added = scene.add_asset(scene.read_asset(EXAMPLES / name), empty_scene.collection)
    hull = scene.add_hull(added)
    assert 12 <= len(hull.data.polygons) <= scene.HULL_FACES == 64
    normals = np.array([tuple(face.normal) for face in hull.data.polygons])
    offsets = np.array([face.normal.dot(face.center) for face in hull.data.polygons])
    for inside in (points(hull), points(added)):
        assert (inside @ normals.T - offsets).max() < 1e-4
    grown = np.ptp(points(hull), axis=0) / np.ptp(points(added), axis=0)
    assert grown.max() < 1.2


def test_a_box_has_a_hull_of_twelve_faces(scene, cube):
    assert len(scene.add_hull(cube()).data.polygons) == 12
