"""A surface holds triangles in object units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.materials import Material
from modelsheet.surface import Surface

QUAD = np.array([(-1, 0, -1), (1, 0, -1), (1, 0, 1), (-1, 0, 1)], float)  # faces -Y, Z up
QUAD_FACES = np.array([(0, 1, 2), (0, 2, 3)])


def test_bounds_ignore_unused_vertices():
    surface = Surface(np.vstack([QUAD, [(9, 9, 9)]]), QUAD_FACES)
    np.testing.assert_array_equal(surface.bounds, [(-1, 0, -1), (1, 0, 1)])


def test_normalized_fits_the_longest_side_and_centres(wedge):
    low, high = wedge.normalized().bounds
    np.testing.assert_allclose((low + high) / 2, 0, atol=1e-6)
    assert (high - low).max() == pytest.approx(0.96)
    np.testing.assert_allclose(wedge.normalized().face_normals, wedge.face_normals, atol=1e-5)


def test_face_normals_point_outside(wedge):
    outward = wedge.corners.mean(1) - wedge.vertices.mean(0)
    assert ((wedge.face_normals * outward).sum(1) > 0).all()
    np.testing.assert_allclose(np.linalg.norm(wedge.face_normals, axis=1), 1, atol=1e-6)


def test_a_degenerate_face_has_no_normal():
    surface = Surface(np.zeros((3, 3)), np.array([(0, 1, 2)]))
    np.testing.assert_array_equal(surface.face_normals, [(0, 0, 0)])


def test_no_faces_and_nan_vertices_are_refused():
    with pytest.raises(ModelsheetError, match="no faces"):
        Surface(QUAD, np.zeros((0, 3)))
    with pytest.raises(ModelsheetError, match="NaN"):
        Surface(QUAD * [1, np.nan, 1], QUAD_FACES)
    with pytest.raises(ModelsheetError, match="no size"):
        Surface(np.ones((3, 3)), np.array([(0, 1, 2)])).normalized()


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("vertices", np.zeros((4, 2))),
        ("faces", np.zeros((2, 4))),
        ("faces", np.array([(0, 1, 9)])),
        ("faces", np.array([(0, 1, -1)])),
        ("colors", np.zeros((3, 3), np.uint8)),
        ("colors", np.zeros((4, 5), np.uint8)),
        ("face_materials", np.zeros(3, np.int32)),
        ("uvs", np.zeros((4, 2, 2))),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(part, values, wedge):
    with pytest.raises(ValueError, match=f"{part} have the shape|names a vertex"):
        replace(wedge, **{part: values})


def test_a_texture_takes_the_place_of_all_colours(wedge):
    pixels = np.full((4, 4, 3), (10, 200, 30), np.uint8)
    colored = replace(
        wedge,
        colors=np.zeros((4, 3), np.uint8),
        uvs=np.full((4, 3, 2), 0.5, np.float32),
        materials=(Material("paint", roughness=0.25, base_color=(0, 0, 0, 1)),),
    )
    textured = colored.textured(pixels)
    assert np.array_equal(textured.texture, pixels)
    assert (textured.materials[0].name, textured.materials[0].roughness) == ("paint", 0.25)
    assert textured.rgba(np.array([0]), np.array([(1.0, 0, 0)])).tolist() == [[10, 200, 30, 255]]
    assert wedge.texture is None


def test_faces_are_told_by_material(wedge):
    assert [(material, faces.tolist()) for material, faces in wedge.by_material()] == [
        (Material(), [0, 1, 2, 3])
    ]
    both = replace(
        wedge, materials=(Material("a"), Material("b")), face_materials=np.array([1, 0, 1, 1], np.int32)
    )
    assert [(material.name, faces.tolist()) for material, faces in both.by_material()] == [
        ("a", [1]),
        ("b", [0, 2, 3]),
    ]
    with pytest.raises(ValueError, match="a material that is not there"):
        replace(both, materials=(Material("a"),))
