"""glTF as its specification says, on files that are put together here."""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from modelsheet.cameras import sheet_camera
from modelsheet.errors import ModelsheetError
from modelsheet.render import RayCaster, render_view
from modelsheet.sheet import View
from modelsheet.surface import Surface

from .features import FEATURES, beside, pictured
from .gltf_file import BLUE, GREEN, PLATE, RED, YELLOW, Gltf, four_colors

SIDE = 100  # pixels of a view
HOLE = None
PURE_RED, PURE_BLUE = (255, 0, 0), (0, 0, 255)


def front(surface: Surface) -> View:
    return render_view(RayCaster(surface.normalized()), sheet_camera("front", SIDE), supersample=2)


def quarters(*colors: tuple[int, int, int] | None) -> list[tuple]:
    """Upper left, upper right, lower left, lower right of a square."""
    return list(zip((0.25, 0.75, 0.25, 0.75), (0.25, 0.25, 0.75, 0.75), colors, strict=True))


FOUR = quarters(RED, GREEN, BLUE, YELLOW)
TWO = [(0.2, 0.5, PURE_RED), (0.8, 0.5, PURE_BLUE)]  # 2 wide each, a gap of 1 between them
THIRDS = (0.18, 0.5, 0.82)

RIGHT: dict[str, tuple[tuple[float, float], list[tuple]]] = {
    # width and height of the longest side, and colours at places of the view, from its upper left corner
    "a_texture": ((1, 1), FOUR),
    "no_indices": ((1, 1), FOUR),
    "indices_in_8_bits": ((1, 1), FOUR),
    "indices_in_32_bits": ((1, 1), FOUR),
    "a_strip": ((1, 0.4), TWO),
    "a_fan": ((1, 0.4), TWO),
    "points_and_lines_beside_triangles": ((1, 1), quarters(*[PURE_RED] * 4)),
    "interleaved": ((1, 1), FOUR),
    "a_sparse_accessor": ((0.5, 1), [(0.4, 0.25, RED), (0.6, 0.75, YELLOW)]),
    "a_sparse_accessor_of_zeros": ((0.5, 1), [(0.4, 0.25, RED), (0.6, 0.75, YELLOW)]),
    "morph_targets": ((0.625, 1), [(0.4, 0.25, RED), (0.6, 0.75, YELLOW)]),
    "morph_weights_of_the_node": ((2 / 3, 1), [(0.4, 0.25, RED), (0.6, 0.75, YELLOW)]),
    "a_skin_that_follows_its_joint": ((0.5, 1), [(0.4, 0.25, RED), (0.6, 0.75, YELLOW)]),
    "a_skin_without_bind_matrices": ((1, 1 / 3), [(0.25, 0.4, RED), (0.75, 0.6, YELLOW)]),
    "positions_in_normalized_16_bits": ((1, 0.4), TWO),
    "positions_in_8_bits_and_a_scale": ((1, 0.4), TWO),
    "a_node_with_a_matrix": ((1, 0.5), [(0.25, 0.4, GREEN), (0.75, 0.6, BLUE)]),
    "a_mirrored_node": ((1, 1), quarters(GREEN, RED, YELLOW, BLUE)),
    "nodes_in_nodes": ((2 / 3, 1), [(0.5, 0.1, PURE_RED), (0.5, 0.7, PURE_BLUE)]),
    "a_mesh_on_a_camera": ((1, 0.4), [(0.2, 0.5, PURE_BLUE), (0.8, 0.5, PURE_RED)]),
    "no_number_of_the_scene": ((1, 1), FOUR),
    "the_second_scene": ((0.5, 1), [(0.5, 0.5, PURE_RED)]),
    "instances": ((1, 1), [(0.1, 0.7, RED), (0.7, 0.7, GREEN), (0.9, 0.9, BLUE), (0.15, 0.1, RED)]),
    "uvs_in_16_bits": ((1, 1), FOUR),
    "uvs_in_8_bits": ((1, 1), FOUR),
    "the_second_uv_set": ((1, 1), FOUR),
    "a_texture_moved_and_scaled": ((1, 1), quarters(*[GREEN] * 4)),
    "a_texture_transform_that_names_the_uv_set": ((1, 1), quarters(*[YELLOW] * 4)),
    "a_texture_that_repeats": ((1, 1), [(0.1, 0.1, RED), (0.25, 0.1, GREEN), (0.9, 0.9, YELLOW)]),
    "a_texture_that_is_clamped": ((1, 1), quarters(RED, GREEN, BLUE, YELLOW)),
    "a_texture_that_is_mirrored": ((1, 1), [(0.1, 0.1, YELLOW), (0.26, 0.1, BLUE), (0.42, 0.42, RED)]),
    "a_texture_clamped_along_one_axis": ((1, 1), [(0.1, 0.1, RED), (0.1, 0.26, BLUE), (0.9, 0.9, YELLOW)]),
    "square_texels": ((1, 1), [(0.45, 0.45, RED), (0.55, 0.45, GREEN), (0.45, 0.55, BLUE)]),
    "blended_texels": ((1, 1), [(0.5, 0.06, (168, 145, 20)), (0.06, 0.06, RED)]),
    "a_grey_texture_in_16_bits": ((1, 1), quarters((233,) * 3, (78,) * 3, (19,) * 3, (156,) * 3)),
    "a_grey_texture_with_alpha": ((1, 1), quarters(HOLE, (80,) * 3, (20,) * 3, (160,) * 3)),
    "a_texture_with_a_palette": ((1, 1), FOUR),
    "a_jpeg": ((1, 1), FOUR),
    "a_webp": ((1, 1), FOUR),
    "a_factor_and_a_texture": (
        (1, 1),
        quarters((168, 7, 20), (13, 93, 20), (13, 7, 230), (176, 104, 20)),
    ),
    "vertex_colours_and_a_material": ((1, 1), quarters(*[(188, 0, 0)] * 4)),
    "vertex_colours_in_16_bits": ((1, 1), quarters(*[(188, 0, 0)] * 4)),
    "vertex_colours_in_8_bits": ((1, 1), quarters(*[(187, 0, 0)] * 4)),
    "vertex_colours_that_differ": ((1, 1), [(0.03, 0.03, (247, 4, 4)), (0.96, 0.96, (247, 251, 4))]),
    "vertex_colours_a_factor_and_a_texture": (
        (1, 1),
        quarters((168, 13, 9), (13, 146, 9), (13, 13, 124), (176, 161, 9)),
    ),
    "alpha_that_masks": ((1, 1), quarters(HOLE, GREEN, BLUE, YELLOW)),
    "alpha_that_masks_below_its_cutoff": ((1, 1), quarters(HOLE, GREEN, BLUE, YELLOW)),
    "alpha_of_the_factor_that_masks": ((1, 0.8), [(0.2, 0.5, HOLE), (0.8, 0.5, PURE_BLUE)]),
    "alpha_of_vertices_that_masks": ((1, 1), [(0.06, 0.94, HOLE), (0.9, 0.9, YELLOW)]),
    "alpha_that_blends": ((1, 1), quarters(HOLE, GREEN, BLUE, YELLOW)),
    "alpha_that_counts_for_nothing": ((1, 1), FOUR),
    "something_behind_a_hole": ((1, 1), quarters((255, 255, 255), GREEN, BLUE, YELLOW)),
    "emission": ((1, 0.4), [(0.2, 0.5, (255, 137, 0)), (0.8, 0.5, PURE_BLUE)]),
    "an_emissive_texture": ((1, 1), FOUR),
    "emission_over_a_texture": ((1, 1), quarters((230, 20, 255), GREEN, BLUE, YELLOW)),
    "strong_emission": ((1, 0.4), [(0.2, 0.5, (188, 89, 0)), (0.8, 0.5, PURE_BLUE)]),
    "unlit": ((1, 1), FOUR),
    "no_material": ((1, 1), quarters(*[(255, 255, 255)] * 4)),
    "two_materials": ((0.5, 1), [(0.4, 0.1, RED), (0.6, 0.4, YELLOW), (0.5, 0.75, (124, 170, 203))]),
    "one_picture_and_two_samplers": ((0.5, 1), [(0.28, 0.1, RED), (0.28, 0.95, YELLOW)]),
    "a_strip_of_five_without_indices": ((1, 0.4), [*TWO, (0.05, 0.35, PURE_RED), (0.35, 0.65, PURE_RED)]),
    "a_fan_without_indices": ((1, 0.4), [*TWO, (0.05, 0.35, PURE_RED), (0.35, 0.65, PURE_RED)]),
    "sparse_uvs": ((1, 1), FOUR),
    "a_sparse_morph_target": ((0.5, 1), [(0.4, 0.25, RED), (0.6, 0.75, YELLOW)]),
    "a_morph_target_in_normalized_8_bits": ((2 / 3, 1), [(0.4, 0.25, RED), (0.6, 0.75, YELLOW)]),
    "a_skin_in_small_numbers_under_a_moved_node": (
        (2 / 3.6, 1),
        [(0.4, 0.25, RED), (0.6, 0.75, YELLOW)],
    ),
    "a_skin_and_a_morph_target": ((1, 0.25), [(0.25, 0.45, RED), (0.75, 0.55, YELLOW)]),
    "positions_in_normalized_8_bits": ((1, 0.4), TWO),
    "uvs_in_whole_numbers_that_a_transform_scales": ((1, 1), FOUR),
    "a_texture_mirrored_by_its_transform": ((1, 1), quarters(GREEN, RED, YELLOW, BLUE)),
    "an_emissive_texture_on_the_second_uv_set": ((1, 1), quarters(*[BLUE] * 4)),
    "a_texture_mirrored_along_one_axis": ((1, 1), [(0.1, 0.1, GREEN), (0.26, 0.1, RED), (0.9, 0.9, BLUE)]),
    "alpha_that_masks_nothing": ((1, 1), FOUR),
    "alpha_of_vertices_that_counts_for_nothing": ((1, 1), quarters(*[(222, 0, 0)] * 4)),
    "vertex_colours_of_one_part_alone": (
        (0.5, 1),
        [(0.4, 0.1, RED), (0.6, 0.4, YELLOW), (0.5, 0.75, PURE_RED)],
    ),
    "uvs_of_one_part_alone": ((0.5, 1), [(0.4, 0.1, RED), (0.6, 0.4, YELLOW), (0.5, 0.75, PURE_BLUE)]),
    "one_mesh_in_two_places": (
        (0.4, 1),
        [(0.4, 0.1, YELLOW), (0.6, 0.3, RED), (0.4, 0.7, RED), (0.6, 0.9, YELLOW)],
    ),
    "a_mesh_under_a_light": ((1, 0.4), TWO),
    "instances_turned_in_16_bits_under_a_node": (
        (1, 0.4),
        [(0.1, 0.4, RED), (0.3, 0.6, YELLOW), (0.7, 0.4, YELLOW), (0.9, 0.6, RED)],
    ),
    "a_picture_in_its_own_address": ((1, 1), FOUR),
    "a_texture_with_alpha_in_16_bits": ((1, 1), quarters(HOLE, GREEN, BLUE, YELLOW)),
    "unlit_with_vertex_colours_and_no_glow": ((1, 1), quarters(*[(137, 0, 0)] * 4)),
    "materials_to_choose_from": ((1, 1), FOUR),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_feature_is_drawn_as_it_is_meant(name: str, tmp_path: Path) -> None:
    (width, height), colors = RIGHT[name]
    surface = Surface.load(FEATURES[name]().save(tmp_path / "feature.glb"))
    assert surface.notes == ()
    low, high = surface.normalized().bounds
    assert (high - low)[[0, 2]] == pytest.approx((0.96 * width, 0.96 * height), abs=1e-5)
    view = front(surface)
    for x, y, color in colors:
        pixel = view.rgba[int(y * SIDE), int(x * SIDE)].astype(int)
        if color is HOLE:
            assert pixel[3] == 0, (x, y)
        else:
            assert pixel[3] == 255, (x, y)
            assert pixel[:3] == pytest.approx(color, abs=4), (x, y)


def test_a_mirrored_node_is_not_inside_out(tmp_path: Path) -> None:
    surface = Surface.load(FEATURES["a_mirrored_node"]().save(tmp_path / "mirrored.glb"))
    assert (surface.face_normals[:, 1] == -1).all()


def test_hidden_nodes_are_left_out(tmp_path: Path) -> None:
    file = Gltf(extensionsUsed=["KHR_node_visibility"])
    red = file.plate(file.flat(1, 0, 0))
    beside(file, red, extensions={"KHR_node_visibility": {"visible": False}})
    assert len(Surface.load(file.save(tmp_path / "hidden.glb")).faces) == 2


def test_nodes_without_a_scene_are_shown(tmp_path: Path) -> None:
    file = FEATURES["nodes_in_nodes"]()
    del file.json["scene"], file.json["scenes"]
    assert len(Surface.load(file.save(tmp_path / "all.glb")).faces) == 4


def test_meshes_without_nodes_say_so(tmp_path: Path) -> None:
    file = Gltf()
    file.mesh(file.plate())
    with pytest.raises(ModelsheetError, match="no nodes"):
        Surface.load(file.save(tmp_path / "none.glb"))


def test_older_materials_are_read(tmp_path: Path) -> None:
    name = "KHR_materials_pbrSpecularGlossiness"
    file = Gltf(extensionsUsed=[name])
    plate = file.plate(file.material(extensions={name: {"diffuseTexture": {"index": 0}}}))
    file.picture(four_colors())
    file.scene(file.node(file.mesh(plate)))
    view = front(Surface.load(file.save(tmp_path / "old.glb")))
    assert [tuple(view.rgb[25, 25]), tuple(view.rgb[75, 75])] == [RED, YELLOW]


@pytest.mark.parametrize(
    "name",
    ["EXT_meshopt_compression", "KHR_texture_basisu", "KHR_gaussian_splatting", "VENDOR_new_thing"],
)
def test_what_a_file_requires_and_nothing_here_reads_is_named(name: str, tmp_path: Path) -> None:
    file = pictured(Gltf(extensionsUsed=[name], extensionsRequired=[name]))
    with pytest.raises(ModelsheetError, match=f"needs the extension {name}"):
        Surface.load(file.save(tmp_path / "new.glb"))


def test_extensions_that_change_nothing_here_are_passed_over(tmp_path: Path) -> None:
    names = ["KHR_materials_clearcoat", "KHR_lights_punctual", "KHR_materials_variants", "KHR_xmp_json_ld"]
    file = pictured(Gltf(extensionsUsed=names, extensionsRequired=names))
    assert len(Surface.load(file.save(tmp_path / "coat.glb")).faces) == 2


def compressed() -> Gltf:
    """A plate whose numbers are compressed with Draco."""
    draco = pytest.importorskip("DracoPy", reason="needs DracoPy: pip install 'modelsheet[draco]'")
    name = "KHR_draco_mesh_compression"
    file = Gltf(extensionsUsed=[name], extensionsRequired=[name])
    uv = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], np.float64)
    content = draco.encode(PLATE, np.array([(0, 1, 2), (0, 2, 3)], np.uint32), tex_coord=uv)
    mesh = draco.decode(content)
    numbers = {
        name: mesh.get_attribute_by_type(kind)["unique_id"]
        for name, kind in (
            ("POSITION", draco.AttributeType.POSITION),
            ("TEXCOORD_0", draco.AttributeType.TEX_COORD),
        )
    }
    bounds = {"min": [-1, -1, 0], "max": [1, 1, 0]}
    attributes = {
        "POSITION": file.add("accessors", {"componentType": 5126, "count": 4, "type": "VEC3", **bounds}),
        "TEXCOORD_0": file.add("accessors", {"componentType": 5126, "count": 4, "type": "VEC2"}),
    }
    primitive = {
        "attributes": attributes,
        "indices": file.add("accessors", {"componentType": 5123, "count": 6, "type": "SCALAR"}),
        "material": file.material(file.picture(four_colors())),
        "extensions": {name: {"bufferView": file.view(content), "attributes": numbers}},
    }
    return file.scene(file.node(file.mesh(primitive)))


def test_draco_is_read_where_its_library_is(tmp_path: Path) -> None:
    view = front(Surface.load(compressed().save(tmp_path / "draco.glb")))
    assert tuple(view.rgb[25, 75]) == GREEN


def test_draco_is_named_where_its_library_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = compressed().save(tmp_path / "draco.glb")
    monkeypatch.setitem(sys.modules, "DracoPy", None)
    with pytest.raises(ModelsheetError, match=r"Draco: .*\(pip install 'modelsheet\[draco\]'\)"):
        Surface.load(path)


def apart(file: Gltf, folder: Path, name: str) -> Path:
    """The file as text, with its buffer and its picture beside it, named in percent signs."""
    glb = file.save(folder / "whole.glb").read_bytes()
    length = struct.unpack_from("<I", glb, 12)[0]
    document = json.loads(glb[20 : 20 + length])
    binary = glb[28 + length :]
    (folder / "my model.bin").write_bytes(binary)
    document["buffers"][0]["uri"] = "my%20model.bin"
    view = document["bufferViews"][document["images"][0].pop("bufferView")]
    start = view["byteOffset"]
    (folder / "my picture.png").write_bytes(binary[start : start + view["byteLength"]])
    document["images"][0] = {"uri": name}
    (folder / "whole.glb").unlink()
    path = folder / "model.gltf"
    path.write_text("\ufeff" + json.dumps(document), "utf-8")
    return path


@pytest.mark.parametrize("name", ["my%20picture.png", "my picture.png", ".\\My%20Picture.PNG"])
def test_files_beside_it_are_found_as_they_are_named(name: str, tmp_path: Path) -> None:
    surface = Surface.load(apart(pictured(Gltf()), tmp_path, name))
    assert surface.notes == ()
    assert tuple(front(surface).rgb[25, 75]) == GREEN


def test_a_missing_picture_is_told_by_its_name(tmp_path: Path) -> None:
    surface = Surface.load(apart(pictured(Gltf()), tmp_path, "gone.png"))
    assert len(surface.notes) == 1
    assert "gone.png" in surface.notes[0]
    assert (front(surface).rgb[25, 25] == 255).all()


def test_a_missing_buffer_is_told_by_its_name(tmp_path: Path) -> None:
    path = apart(pictured(Gltf()), tmp_path, "my%20picture.png")
    (tmp_path / "my model.bin").unlink()
    with pytest.raises(ModelsheetError, match=r"needs my%20model\.bin, which is missing"):
        Surface.load(path)


def test_nodes_that_hold_themselves_end(tmp_path: Path) -> None:
    file = pictured(Gltf())
    file.json["nodes"][0]["children"] = [0]
    with pytest.raises(ModelsheetError):
        Surface.load(file.save(tmp_path / "loop.glb"))


def test_numbers_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    file = pictured(Gltf())
    huge = {"componentType": 5126, "count": 4_000_000_000, "type": "VEC3"}
    file.json["meshes"][0]["primitives"][0]["attributes"]["POSITION"] = file.add("accessors", huge)
    with pytest.raises(ModelsheetError, match="4,000,000,000"):
        Surface.load(file.save(tmp_path / "huge.glb"))
