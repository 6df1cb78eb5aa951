"""UVs of a mesh that is coloured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from modelsheet.materials import Material, Texture
from modelsheet.surface import Surface
from modelsheet.texturing._charts import lay_out

PLATE = np.array([(0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1)], np.float32)
FACES = np.array([(0, 1, 2), (0, 2, 3)])
SQUARE = np.array([[(0, 0), (1, 0), (1, 1)], [(0, 0), (1, 1), (0, 1)]], np.float32)


def plates(count: int, uvs: np.ndarray = SQUARE) -> Surface:
    """Plates side by side, each with a material, all with the same UVs."""
    vertices = np.concatenate([PLATE + (2 * i, 0, 0) for i in range(count)])
    faces = np.concatenate([FACES + 4 * i for i in range(count)])
    materials = tuple(Material(f"plate {i}") for i in range(count))
    numbers = np.repeat(np.arange(count), 2).astype(np.int32)
    return Surface(
        vertices, faces, uvs=np.tile(uvs, (count, 1, 1)), materials=materials, face_materials=numbers
    )


def test_the_squares_of_all_materials_lie_side_by_side() -> None:
    charts = lay_out(plates(3), 64)
    assert (charts.columns, charts.size, charts.side) == (2, 64, 128)
    assert charts.anew == frozenset()
    assert charts.overlap < 0.01
    flat = charts.flat()
    low = flat.uvs.reshape(3, 6, 2).min(1)
    np.testing.assert_allclose(low, [(0, 0), (0.5, 0), (0, 0.5)])


def test_each_material_gets_its_own_square_back() -> None:
    charts = lay_out(plates(3), 64)
    colors = np.array([(200, 0, 0), (0, 200, 0), (0, 0, 200)], np.uint8)
    pixels = np.zeros((128, 128, 3), np.uint8)
    pixels[64:, :64], pixels[64:, 64:], pixels[:64, :64] = colors
    painted = charts.painted(pixels)
    seen = painted.rgba(np.array([0, 2, 4]), np.full((3, 3), 1 / 3))
    np.testing.assert_array_equal(seen[:, :3], colors)


def test_many_materials_share_what_memory_allows() -> None:
    charts = lay_out(plates(10), 2048)
    assert charts.side <= 4096
    assert charts.columns == 4


def test_points_for_uvs_are_no_uvs() -> None:
    palette = plates(1, np.full((2, 3, 2), 0.3, np.float32))
    charts = lay_out(palette, 64)
    assert charts.anew == {0}
    assert np.ptp(charts.surface.uvs) > 0.5


def test_a_face_that_leaves_its_square_is_cut_there() -> None:
    surface = plates(2, SQUARE * 0.5 + (0.75, 0))
    charts = lay_out(surface, 64)
    np.testing.assert_array_equal(charts.surface.uvs, surface.uvs)
    flat = charts.flat()
    assert len(flat.faces) > 4
    np.testing.assert_allclose(flat.face_areas.sum(), surface.face_areas.sum(), rtol=1e-5)
    a, b, c = np.moveaxis(flat.uvs.astype(float), 1, 0)
    area = np.abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]).sum() / 2
    np.testing.assert_allclose(area, 2 * 0.25 / 4, rtol=1e-4)  # a quarter of the square each, two columns
    assert (
        charts.painted(np.zeros((128, 128, 3), np.uint8)).materials[0].base_color_texture.wrap[0] == "repeat"
    )


def test_what_is_cut_out_stays_so() -> None:
    leaf = np.full((8, 8, 4), 255, np.uint8)
    leaf[:, :4, 3] = 0
    material = Material("leaf", base_color_texture=Texture(leaf), cutoff=0.5)
    surface = replace(plates(1), materials=(material,))
    painted = lay_out(surface, 64).painted(np.full((64, 64, 3), 90, np.uint8))
    texture = painted.materials[0].base_color_texture.pixels
    assert texture.shape == (64, 64, 4)
    assert texture[32, 4, 3] == 0
    assert texture[32, 60, 3] == 255


def test_triangles_that_share_no_vertices_are_unwrapped_together() -> None:
    loose = Surface(PLATE[FACES].reshape(-1, 3), np.arange(6).reshape(-1, 3))
    charts = lay_out(loose, 64)
    np.testing.assert_array_equal(charts.surface.faces, loose.faces)
    corners = charts.surface.uvs.reshape(-1, 2)
    np.testing.assert_allclose(corners[[0, 2]], corners[[3, 4]], atol=1e-6)  # one chart
    assert len(charts.flat().vertices) == 4
