"""Objects out of Blender, by its own exporters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def cars(scene, data, empty_scene):
    """Two of them, both selected; the second has LODs and a hull."""
    import bpy

    made = [scene.add_asset(data, empty_scene.collection, beside=number) for number in range(2)]
    scene.add_lods(made[1])
    scene.add_hull(made[1])
    for each in made:
        scene.select(each, bpy.context.view_layer, alone=False)
    return made


def read_back(path: Path) -> tuple[list, int]:
    """The meshes of a file, read into an empty scene, and how many of its images can be seen."""
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True)
    read = {
        ".glb": bpy.ops.import_scene.gltf,
        ".fbx": bpy.ops.import_scene.fbx,
        ".obj": bpy.ops.wm.obj_import,
        ".usdc": bpy.ops.wm.usd_import,
        ".stl": bpy.ops.wm.stl_import,
    }
    read[path.suffix](filepath=str(path))
    images = [image for image in bpy.data.images if image.type == "IMAGE" and image.size[0]]
    return [o for o in bpy.context.scene.objects if o.type == "MESH"], len(images)


@pytest.mark.parametrize("kind", ["GLTF", "FBX", "OBJ", "USD", "STL"])
def test_objects_come_back_with_their_texture(kind: str, cars, scene, tmp_path: Path):
    import bpy

    image = next(image for image in bpy.data.images if image.packed_file)
    before = image.filepath_raw
    path = tmp_path / f"模型 cars{scene.SUFFIXES[kind]}"
    assert bpy.ops.modelsheet.export(format=kind, filepath=str(path.with_suffix("")), parts=False) == {
        "FINISHED"
    }
    assert image.filepath_raw == before
    assert [each.select_get() for each in cars] == [True, True]
    assert all(part.hide_get() for part in cars[1].children)
    meshes, images = read_back(path)
    assert images == (0 if kind == "STL" else 1)
    corners = np.concatenate([[o.matrix_world @ v.co for v in o.data.vertices] for o in meshes])
    assert len(meshes) == (1 if kind == "STL" else 2)
    assert np.ptp(corners, axis=0).max() == pytest.approx(1.25 + 1, rel=0.5)  # one beside the other


def test_lods_and_hull_come_along_where_wanted(cars, tmp_path: Path):
    import bpy

    assert bpy.ops.modelsheet.export(format="FBX", filepath=str(tmp_path / "cars.fbx")) == {"FINISHED"}
    assert all(part.hide_get() for part in cars[1].children)
    meshes, _ = read_back(tmp_path / "cars.fbx")
    assert len(meshes) == 2 + 3 + 1


def test_a_folder_that_is_not_there_is_told(cars, tmp_path: Path):
    import bpy

    with pytest.raises(RuntimeError):
        bpy.ops.modelsheet.export(format="STL", filepath=str(tmp_path / "no" / "such" / "car.stl"))
