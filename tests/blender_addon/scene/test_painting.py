"""Objects to the file that the engine colours, and its textures onto them."""

from __future__ import annotations

import io
import math
import struct

import numpy as np
import pytest
from PIL import Image


def textured_glb(colors: dict[str, tuple[int, int, int]]) -> bytes:
    """As much of a result as is read: materials with their pictures."""
    import json

    binary, views = b"", []
    for color in colors.values():
        stream = io.BytesIO()
        Image.new("RGB", (8, 8), color).save(stream, "PNG")
        views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(stream.getvalue())})
        binary += stream.getvalue()
    count = range(len(colors))
    document = {
        "materials": [
            {"name": name, "pbrMetallicRoughness": {"baseColorTexture": {"index": i}}}
            for i, name in enumerate(colors)
        ],
        "textures": [{"source": i} for i in count],
        "images": [{"bufferView": i} for i in count],
        "bufferViews": views,
    }
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    body = (
        struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(binary), b"BIN\0") + binary
    )
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


@pytest.fixture
def crate(empty_scene):
    """A cube with a material, turned, scaled, moved and doubled by a modifier."""
    import bpy

    bpy.ops.mesh.primitive_cube_add(size=2)
    target = bpy.context.object
    target.name = "Crate"
    target.location, target.scale, target.rotation_euler = (5, 0, 1), (1, 2, 0.5), (0, 0, math.pi / 2)
    array = target.modifiers.new("Array", "ARRAY")
    array.relative_offset_displace = (2, 0, 0)
    target.data.materials.append(bpy.data.materials.new("Old"))
    bpy.context.view_layer.update()
    return target


def written(objects, folder):
    """What is written, as arrays (N, 3, 3) and (N, 3, 2) by the name of the material; and the records."""
    import bpy
    from bl_ext.dev.modelsheet import scene
    from bl_ext.dev.modelsheet.scene.reading import _Document

    records = scene.write_meshes(bpy.context, objects, folder / "mesh.glb")
    document = _Document(folder / "mesh.glb")
    found = {}
    for primitive in document.json["meshes"][0]["primitives"]:
        name = document.json["materials"][primitive["material"]]["name"]
        places, uvs = (document._values(primitive["attributes"][each]) for each in ("POSITION", "TEXCOORD_0"))
        found[name] = places.reshape(-1, 3, 3), uvs.reshape(-1, 3, 2)
    return found, records


def test_modifiers_and_transforms_are_in_the_file(crate, tmp_path) -> None:
    found, (record,) = written([crate], tmp_path)
    places, uvs = found["0.0"]
    assert len(places) == 24  # two cubes
    x, z, y = places.reshape(-1, 3).T * np.array([[1], [1], [-1]])
    np.testing.assert_allclose([x.min(), x.max()], [3, 7], atol=1e-5)
    np.testing.assert_allclose([z.min(), z.max()], [0.5, 1.5], atol=1e-5)
    np.testing.assert_allclose([y.min(), y.max()], [-1, 5], atol=1e-5)  # the array goes along y now
    assert (record.name, record.layer, record.uvs) == ("Crate", "UVMap", None)
    assert 0 <= uvs.min() < uvs.max() <= 1


def test_a_mirrored_object_keeps_its_outside(crate, tmp_path) -> None:
    import bpy

    crate.modifiers.clear()
    crate.scale = (-1, 2, 0.5)
    bpy.context.view_layer.update()
    places, _ = written([crate], tmp_path)[0]["0.0"]
    a, b, c = np.moveaxis(places.astype(float), 1, 0)
    centre = places.reshape(-1, 3).mean(0)
    outwards = (np.cross(b - a, c - a) * ((a + b + c) / 3 - centre)).sum(1)
    assert (outwards > 0).all()


def test_without_uvs_a_copy_is_unwrapped_and_nothing_is_left(crate, tmp_path) -> None:
    import bpy

    crate.data.uv_layers.remove(crate.data.uv_layers[0])
    before = {name: len(getattr(bpy.data, name)) for name in ("objects", "meshes", "materials")}
    found, (record,) = written([crate], tmp_path)
    assert record.uvs.shape == (24, 2)
    assert np.ptp(found["0.0"][1]) > 0.5
    assert not crate.data.uv_layers
    assert {name: len(getattr(bpy.data, name)) for name in before} == before
    assert bpy.context.object == crate
    assert crate.select_get()


def test_textures_are_applied_and_the_rest_stays(crate, tmp_path) -> None:
    from bl_ext.dev.modelsheet import scene

    crate.data.materials.append(None)
    for polygon in list(crate.data.polygons)[:2]:
        polygon.material_index = 1
    uvs = np.empty(48, np.float32)
    crate.data.uv_layers[0].uv.foreach_get("vector", uvs)
    place = [tuple(row) for row in crate.matrix_world]
    _, (record,) = written([crate], tmp_path)
    record = scene.Painted.of(record.to_json())
    (tmp_path / "asset.glb").write_bytes(textured_glb({"0.0": (200, 0, 0), "0.1": (0, 0, 200)}))
    assert scene.apply_textures([(crate, record)], tmp_path, "a crate", None) == 2
    for slot, color in zip(crate.material_slots, ((200, 0, 0), (0, 0, 200)), strict=True):
        image = slot.material.node_tree.nodes.active.image
        np.testing.assert_allclose(np.array(image.pixels[:3]) * 255, color, atol=2)
    assert crate.material_slots[0].material.name == "a crate"
    after = np.empty(48, np.float32)
    crate.data.uv_layers[0].uv.foreach_get("vector", after)
    assert after.tobytes() == uvs.tobytes()
    assert [tuple(row) for row in crate.matrix_world] == place
    assert [modifier.name for modifier in crate.modifiers] == ["Array"]
    assert crate.name == "Crate"


def test_new_uvs_come_with_the_texture(crate, tmp_path) -> None:
    from bl_ext.dev.modelsheet import scene

    crate.data.uv_layers.remove(crate.data.uv_layers[0])
    _, (record,) = written([crate], tmp_path)
    record = scene.Painted.of(record.to_json())
    (tmp_path / "asset.glb").write_bytes(textured_glb({"0.0": (200, 0, 0)}))
    scene.apply_textures([(crate, record)], tmp_path, "a crate", None)
    layer = crate.data.uv_layers[record.layer]
    assert layer.active_render
    uvs = np.empty(48, np.float32)
    layer.uv.foreach_get("vector", uvs)
    np.testing.assert_array_equal(uvs.reshape(-1, 2), record.uvs)


def test_what_shares_the_mesh_keeps_its_colours(crate, tmp_path) -> None:
    import bpy
    from bl_ext.dev.modelsheet import scene

    twin = bpy.data.objects.new("Twin", crate.data)
    bpy.context.collection.objects.link(twin)
    _, (record,) = written([crate], tmp_path)
    (tmp_path / "asset.glb").write_bytes(textured_glb({"0.0": (200, 0, 0)}))
    scene.apply_textures([(crate, record)], tmp_path, "a crate", None)
    assert crate.material_slots[0].material.name == "a crate"
    assert twin.material_slots[0].material.name == "Old"


def test_a_mesh_that_has_changed_is_refused(crate, tmp_path) -> None:
    import bpy
    from bl_ext.dev.modelsheet import scene

    crate.data.uv_layers.remove(crate.data.uv_layers[0])
    _, (record,) = written([crate], tmp_path)
    (tmp_path / "asset.glb").write_bytes(textured_glb({"0.0": (200, 0, 0)}))
    bpy.ops.object.modifier_apply(modifier="Array")
    with pytest.raises(scene.Unpaintable, match="has changed"):
        scene.apply_textures([(crate, record)], tmp_path, "a crate", None)
    assert crate.material_slots[0].material.name == "Old"
