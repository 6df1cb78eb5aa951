"""Where a texture is kept, and that every way out of Blender takes it along."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def six(data) -> list:
    """Assets with the same name, and each with a texture of its own."""
    made = []
    for shade in range(0, 240, 40):
        stream = io.BytesIO()
        Image.new("RGB", (8, 8), (shade, 10, 10)).save(stream, "PNG")
        look = dataclasses.replace(data.looks[0], textures={"color": stream.getvalue()})
        made.append(dataclasses.replace(data, looks=(look,)))
    return made


def export_fbx(path: Path) -> None:
    import bpy

    bpy.ops.export_scene.fbx(filepath=str(path))


def export_embedded_fbx(path: Path) -> None:
    import bpy

    bpy.ops.export_scene.fbx(filepath=str(path), path_mode="COPY", embed_textures=True)


def export_obj(path: Path) -> None:
    import bpy

    bpy.ops.wm.obj_export(filepath=str(path))


def export_gltf(path: Path) -> None:
    import bpy

    bpy.ops.export_scene.gltf(filepath=str(path))


def export_usd(path: Path) -> None:
    import bpy

    bpy.ops.wm.usd_export(filepath=str(path))


def textures_of(path: Path) -> set[bytes]:
    """The distinct textures of a file's materials, read into an empty scene."""
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True)
    read = {
        ".fbx": bpy.ops.import_scene.fbx,
        ".obj": bpy.ops.wm.obj_import,
        ".glb": bpy.ops.import_scene.gltf,
        ".usdc": bpy.ops.wm.usd_import,
    }
    read[path.suffix](filepath=str(path))
    found = set()
    for material in bpy.data.materials:
        for node in material.node_tree.nodes if material.node_tree else []:
            if node.type == "TEX_IMAGE" and node.image and node.image.size[0]:
                found.add(np.rint(np.array(node.image.pixels) * 255).astype(np.uint8).tobytes())
    return found


@pytest.mark.parametrize(
    ("export", "name"),
    [(export_embedded_fbx, "six.fbx"), (export_gltf, "six.glb"), (export_usd, "six.usdc")],
)
def test_packed_textures_come_back(export: Callable, name: str, scene, six, empty_scene, tmp_path: Path):
    for each in six:
        scene.add_asset(each, empty_scene.collection)
    export(tmp_path / name)
    assert len(textures_of(tmp_path / name)) == 6


@pytest.mark.parametrize("packed", [True, False], ids=["written out", "beside"])
@pytest.mark.parametrize(
    ("export", "name"),
    [
        (export_fbx, "six.fbx"),
        (export_embedded_fbx, "six.fbx"),
        (export_obj, "six.obj"),
        (export_gltf, "six.glb"),
        (export_usd, "six.usdc"),
    ],
)
def test_textures_beside_the_file_come_back(
    export: Callable, name: str, packed: bool, scene, six, empty_scene, tmp_path: Path
):
    import bpy

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "six.blend"))
    for each in six:
        scene.add_asset(
            each, empty_scene.collection, texture_folder=None if packed else tmp_path / "textures"
        )
    if packed:
        assert bpy.ops.modelsheet.write_textures() == {"FINISHED"}
    assert len(list((tmp_path / "textures").iterdir())) == 6
    export(tmp_path / name)
    assert len(textures_of(tmp_path / name)) == 6


def test_a_texture_can_lie_beside_the_file(scene, data, empty_scene, tmp_path: Path):
    """Objects with the same texture share it; another of the same name overwrites nothing."""
    folder = tmp_path / "模型 textures"
    first = scene.add_asset(data, empty_scene.collection, texture_folder=folder)
    scene.add_asset(data, empty_scene.collection, texture_folder=folder)
    (written,) = folder.iterdir()
    assert written.name.startswith("red_car_")
    assert written.read_bytes() == data.looks[0].textures["color"]
    image = first.active_material.node_tree.nodes.active.image
    assert image.packed_file is None
    assert image.size[0] == 1024
    written.write_bytes(b"somebody's own")
    scene.add_asset(data, empty_scene.collection, texture_folder=folder)
    assert written.read_bytes() == b"somebody's own"
    assert len(list(folder.iterdir())) == 2


def test_a_packed_texture_is_there_once(scene, data, six, empty_scene):
    import bpy

    for each in (data, data, six[0]):
        scene.add_asset(each, empty_scene.collection)
    assert len(bpy.data.images) == 2
    assert len({image.filepath for image in bpy.data.images}) == 2
    painted = next(i for i in bpy.data.images if bytes(i.packed_file.data) == data.looks[0].textures["color"])
    painted.pixels[0] = 0.5  # what is painted on stays the object's own
    scene.add_asset(data, empty_scene.collection)
    assert len(bpy.data.images) == 3


def test_textures_are_written_only_beside_a_saved_file(scene, data, empty_scene):
    import bpy

    scene.add_asset(data, empty_scene.collection)
    assert not bpy.ops.modelsheet.write_textures.poll()
