from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from modelsheet.asset import Asset
from modelsheet.finishing import FinishOptions, finish
from modelsheet.formats.writers.glb import encode_glb, split_vertices, write_glb
from modelsheet.render import render_sheet
from modelsheet.surface import Surface

from ...conftest import FACE_COLORS
from ...finishing.conftest import bare_cube


@pytest.fixture(scope="module")
def asset(cube: Surface) -> Asset:
    sheet = replace(render_sheet(cube, prompt="a colourful cube"), seed=7)
    return finish(bare_cube(), sheet, FinishOptions(texture_size=256, height=2.0))


@pytest.fixture
def file(asset: Asset, tmp_path: Path) -> Path:
    write_glb(asset, tmp_path / "asset.glb")
    return tmp_path / "asset.glb"


def document(file: Path) -> dict:
    data = file.read_bytes()
    length = struct.unpack("<I", data[12:16])[0]
    return json.loads(data[20 : 20 + length])


def test_twice_is_byte_for_byte_the_same(asset: Asset) -> None:
    assert encode_glb(asset) == encode_glb(asset)


def test_it_reads_back_as_it_was(file: Path, asset: Asset) -> None:
    back = Surface.load(file)
    assert len(back.faces) == len(asset.surface.faces)
    assert back.corners == pytest.approx(asset.surface.corners, abs=1e-6)
    assert back.uvs == pytest.approx(asset.surface.uvs, abs=1e-5)
    assert np.array_equal(back.materials[0].base_color_texture.pixels[..., :3], asset.surface.texture)


def test_the_file_is_y_up_and_its_front_faces_plus_z(file: Path) -> None:
    import trimesh

    mesh = trimesh.load(file, force="mesh")
    assert mesh.bounds == pytest.approx(np.array([(-1, 0, -1), (1, 2, 1)]), abs=1e-5)
    front = mesh.triangles_center[:, 2] > 0.99
    assert mesh.face_normals[front] == pytest.approx(np.broadcast_to([0, 0, 1.0], (2, 3)), abs=1e-6)
    colors = mesh.visual.to_color().vertex_colors[np.unique(mesh.faces[front])][:, :3]
    assert np.abs(colors.astype(int) - FACE_COLORS["front"]).max() <= 2


def test_it_says_where_it_comes_from(file: Path) -> None:
    asset = document(file)["asset"]
    assert asset["version"] == "2.0"
    assert asset["generator"].startswith("Modelsheet")
    assert asset["extras"]["prompt"] == "a colourful cube"
    assert asset["extras"]["seed"] == 7
    assert asset["extras"]["generator"] == "render"
    assert asset["extras"]["licence"]


def test_one_mesh_one_material_one_texture(file: Path) -> None:
    parts = document(file)
    assert [len(parts[name]) for name in ("meshes", "materials", "textures", "images", "nodes")] == [1] * 5
    material = parts["materials"][0]["pbrMetallicRoughness"]
    assert material["metallicFactor"] == 0
    assert material["baseColorTexture"] == {"index": 0}


def test_vertices_split_at_hard_edges_and_seams_only(asset: Asset) -> None:
    vertex, normals, uvs, indices = split_vertices(asset.surface)
    positions = asset.surface.vertices[vertex]
    assert len(positions) == 24  # three hard edges meet at each of a cube's eight corners
    assert np.linalg.norm(normals, axis=1) == pytest.approx(1, abs=1e-5)
    assert positions[indices].reshape(-1, 3, 3) == pytest.approx(asset.surface.corners)
    assert uvs[indices].reshape(-1, 3, 2) == pytest.approx(asset.surface.uvs, abs=1e-6)


def test_faces_without_area_are_left_out(asset: Asset) -> None:
    surface = asset.surface
    flat = replace(
        surface,
        faces=np.concatenate([surface.faces, [(0, 0, 1)]]),
        uvs=np.concatenate([surface.uvs, np.zeros((1, 3, 2))]),
    )
    assert len(split_vertices(flat)[3]) == 3 * len(surface.faces)


def test_a_prompt_in_any_script_survives(asset: Asset, tmp_path: Path) -> None:
    prompt = 'ein "großes" 樽 🛢'
    write_glb(replace(asset, sheet=replace(asset.sheet, prompt=prompt)), tmp_path / "asset.glb")
    assert document(tmp_path / "asset.glb")["asset"]["extras"]["prompt"] == prompt


@pytest.mark.node
def test_the_khronos_validator_has_nothing_to_say(file: Path, validate: Callable[..., list]) -> None:
    assert validate(file) == [[]]


@pytest.mark.blender
def test_blender_opens_it_upright_in_metres_with_its_texture(file: Path) -> None:
    bpy = pytest.importorskip(
        "bpy", reason="the bpy wheel is not installed (pip install modelsheet[blender])"
    )
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.import_scene.gltf(filepath=str(file))
    (thing,) = [thing for thing in bpy.data.objects if thing.type == "MESH"]
    assert tuple(thing.scale) == (1, 1, 1)
    corners = np.array([thing.matrix_world @ vertex.co for vertex in thing.data.vertices])
    assert corners.min(0) == pytest.approx([-1, -1, 0], abs=1e-5)
    assert corners.max(0) == pytest.approx([1, 1, 2], abs=1e-5)

    (slot,) = thing.material_slots
    (image,) = [node.image for node in slot.material.node_tree.nodes if node.type == "TEX_IMAGE"]
    assert tuple(image.size) == (256, 256)
    assert image.colorspace_settings.name == "sRGB"
    pixels = np.array(image.pixels[:]).reshape(256, 256, 4)
    front = next(face for face in thing.data.polygons if (thing.matrix_world @ face.center).y < -0.99)
    uv = np.mean([thing.data.uv_layers[0].data[i].uv for i in front.loop_indices], axis=0)
    column, row = (uv * 256).astype(int)
    assert pixels[row, column, :3] * 255 == pytest.approx(FACE_COLORS["front"], abs=3)
