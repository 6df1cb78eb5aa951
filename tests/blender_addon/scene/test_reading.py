"""All that an asset holds: several materials with their maps, vertices with colours, LODs, hulls, quads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modelsheet.asset import Asset, Conventions
from modelsheet.finishing.quads import paired
from modelsheet.formats.writers.glb import write_glb
from modelsheet.materials import Material, Texture
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

CORNERS = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float32)
QUADS = np.array([(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)])
CUBE = paired(CORNERS, QUADS)
UVS = np.random.default_rng(0).random((12, 3, 2))


def texture(*color: int) -> Texture:
    return Texture(np.full((8, 8, len(color)) if len(color) > 1 else (8, 8), color, np.uint8))


@pytest.fixture
def added(scene, empty_scene, tmp_path):
    """Writes an asset, reads it and adds it."""

    def add(surface: Surface, *, quads: bool = False, **more: object):
        write_glb(Asset(surface, ModelSheet((), "cube"), **more), tmp_path / "asset.glb")
        return scene.add_asset(scene.read_asset(tmp_path), empty_scene.collection, quads=quads)

    return add


def sources(material) -> dict[str, str]:
    """The image behind each of the shader's inputs."""
    shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    found = {}
    for socket in shader.inputs:
        node = socket.links[0].from_node if socket.is_linked else None
        while node is not None and node.type != "TEX_IMAGE":
            node = next((s.links[0].from_node for s in node.inputs if s.is_linked), None)
        if node is not None:
            found[socket.name] = node.image
    return found


def test_every_material_has_its_faces_and_its_maps(added):
    plain = Material("plain", base_color=(0.5, 0.25, 0.1, 1.0), metallic=1.0, roughness=0.3)
    full = Material(
        "full",
        base_color_texture=texture(200, 30, 30),
        normal_texture=texture(128, 128, 255),
        roughness_texture=texture(99),
        occlusion_texture=texture(50),
        roughness=1.0,
    )
    faces = np.array([0] * 4 + [1] * 8, np.int32)
    made = added(replace(CUBE, uvs=UVS, materials=(plain, full), face_materials=faces))
    assert sorted(p.material_index for p in made.data.polygons) == faces.tolist()
    one, other = made.data.materials
    assert sources(one) == {}
    shader = next(node for node in one.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    assert tuple(shader.inputs["Base Color"].default_value) == pytest.approx((0.5, 0.25, 0.1, 1.0))
    assert shader.inputs["Metallic"].default_value == 1
    assert shader.inputs["Roughness"].default_value == pytest.approx(0.3)
    images = sources(other)
    assert set(images) == {"Base Color", "Normal", "Roughness"}
    assert images["Base Color"].colorspace_settings.name == "sRGB"
    assert images["Normal"].colorspace_settings.name == "Non-Color"
    groups = [node for node in other.node_tree.nodes if node.type == "GROUP"]
    assert [group.node_tree.name for group in groups] == ["glTF Material Output"]


def test_colours_of_vertices_are_shown(added):
    colors = np.zeros((8, 3), np.uint8)
    colors[:, 0] = 255
    made = added(replace(CUBE, colors=colors))
    assert tuple(made.data.color_attributes["Color"].data[0].color) == pytest.approx((1, 0, 0, 1))
    shader = next(n for n in made.active_material.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    assert shader.inputs["Base Color"].links[0].from_node.type == "VERTEX_COLOR"


@pytest.mark.parametrize("naming", ["plain", "unity", "unreal"])
def test_lods_and_hulls_are_hidden_children(naming: str, added):
    surface = replace(CUBE, uvs=UVS).textured(np.zeros((8, 8, 3), np.uint8))
    made = added(surface, lods=(surface, surface), hulls=(CUBE,), conventions=Conventions(naming))
    assert len(made.children) == 3
    assert all(child.hide_get() and child.hide_render for child in made.children)
    hulls = [child for child in made.children if not child.data.materials]
    assert len(hulls) == 1
    assert hulls[0].name.startswith("UCX_") == (naming == "unreal")
    lods = [child for child in made.children if child not in hulls]
    assert all(lod.data.materials[0] is made.data.materials[0] for lod in lods)


def test_two_triangles_become_a_quad_but_where_a_seam_runs(added):
    assert {len(p.vertices) for p in added(CUBE, quads=True).data.polygons} == {4}
    made = added(replace(CUBE, uvs=UVS), quads=True)
    assert {len(p.vertices) for p in made.data.polygons} == {3}
