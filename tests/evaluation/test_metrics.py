"""Distances and overlaps, on shapes whose figures are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import trimesh

from modelsheet.cameras import OBJECT_EXTENT
from modelsheet.evaluation.metrics import asymmetry, compare_surfaces, flat_share, outer_bound, sample_surface
from modelsheet.finishing.edges import is_closed
from modelsheet.render import render_sheet, silhouette_iou
from modelsheet.surface import Surface

CORNERS = np.array([(-0.5, -0.5, 0), (0.5, -0.5, 0), (0.5, 0.5, 0), (-0.5, 0.5, 0)])
HALVES = np.array([(0, 1, 2), (0, 2, 3)])
TURNED = trimesh.transformations.rotation_matrix(0.6, (1, 1, 0))
TETRAHEDRON = np.array([(0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3)])


def square(x: float = 0, z: float = 0) -> Surface:
    """A unit square at height z."""
    return Surface(CORNERS + [x, 0, z], HALVES)


def joined(*parts: Surface) -> Surface:
    starts = np.cumsum([0, *(len(part.vertices) for part in parts)])
    faces = [part.faces + start for part, start in zip(parts, starts, strict=False)]
    return Surface(np.concatenate([part.vertices for part in parts]), np.concatenate(faces))


def test_a_surface_is_no_distance_from_itself():
    found = compare_surfaces(square(), square(), samples=500)
    assert found.chamfer == pytest.approx(0, abs=1e-6)
    assert found.f_scores == (1, 1)
    assert found.normal_consistency == pytest.approx(1)


def test_parallel_squares_are_their_gap_apart():
    found = compare_surfaces(square(), square(z=0.007), samples=500)
    assert found.chamfer == pytest.approx(2 * 0.007, rel=1e-4)
    assert found.f_scores == (0, 1)  # nothing within 0.005, all within 0.01


def test_half_a_reference_has_full_precision_and_half_recall():
    """The far square is 2.5 from the near one on average: it begins 2 away and is 1 wide."""
    found = compare_surfaces(square(), joined(square(), square(x=3)), samples=20_000)
    assert found.f_scores[0] == pytest.approx(2 * 1 * 0.5 / 1.5, abs=0.01)
    assert found.chamfer == pytest.approx(0.5 * 2.5, abs=0.02)


def test_normals_do_not_care_for_the_winding():
    turned = Surface(CORNERS, HALVES[:, ::-1])
    assert compare_surfaces(square(), turned, samples=500).normal_consistency == pytest.approx(1)
    upright = Surface(CORNERS[:, [0, 2, 1]], HALVES)
    assert compare_surfaces(square(), upright, samples=500).normal_consistency == pytest.approx(0, abs=1e-6)


def test_samples_are_spread_by_area_and_follow_the_seed():
    surface = Surface(
        np.array([(0, 0, 0), (3, 0, 0), (0, 1, 0), (0, 0, 1.0)]), np.array([(0, 1, 2), (0, 3, 2)])
    )
    points, face = sample_surface(surface, 20_000, seed=1)
    assert (face == 0).mean() == pytest.approx(0.75, abs=0.01)
    np.testing.assert_allclose(points[face == 0].mean(0), (1, 1 / 3, 0), atol=0.03)
    assert np.array_equal(points, sample_surface(surface, 20_000, seed=1)[0])
    assert not np.array_equal(points, sample_surface(surface, 20_000, seed=2)[0])


def test_silhouettes_overlap_by_their_areas(cube: Surface):
    reference = cube.normalized()
    sheet = render_sheet(reference)
    assert min(silhouette_iou(reference, sheet).values()) > 0.96  # its edges fall into the middle of pixels
    half = Surface(reference.vertices / 2, reference.faces)
    assert np.mean(list(silhouette_iou(half, sheet).values())) == pytest.approx(0.25, abs=0.02)


def test_only_a_closed_and_oriented_surface_is_closed(wedge: Surface):
    corners = wedge.vertices
    assert is_closed(Surface(corners, TETRAHEDRON))
    assert not is_closed(Surface(corners, TETRAHEDRON[1:]))
    turned = TETRAHEDRON.copy()
    turned[0] = turned[0, ::-1]
    assert not is_closed(Surface(corners, turned))
    assert not is_closed(Surface(corners, np.concatenate([TETRAHEDRON, TETRAHEDRON])))


def test_what_no_view_sees_does_not_count_against_a_surface() -> None:
    """A turned box in a box: only the outer one can be known."""
    outer, inner = trimesh.creation.box((0.9, 0.9, 0.9)), trimesh.creation.box((0.4, 0.4, 0.4))
    inner.apply_transform(TURNED)
    both = trimesh.util.concatenate([outer, inner])
    reference = Surface(both.vertices, both.faces)
    surface = Surface(outer.vertices, outer.faces)
    sheet = render_sheet(reference, 64, supersample=1)
    scale = OBJECT_EXTENT / 0.9
    reference, surface = (replace(s, vertices=s.vertices * scale) for s in (reference, surface))
    found = compare_surfaces(surface, reference, 2000, sheet=sheet)
    assert found.f_scores[1] < 0.95
    assert found.seen_f_scores[1] == 1
    assert found.seen_chamfer < 1e-4 < found.chamfer
    assert found.normal_consistency < 0.999 < found.seen_normal_consistency


def test_a_perfect_copy_of_the_outside_lacks_what_is_inside() -> None:
    outer, inner = trimesh.creation.box((1, 1, 1)), trimesh.creation.box((0.5, 0.5, 0.5))
    inner.apply_transform(TURNED)
    whole = outer_bound(Surface(outer.vertices, outer.faces))
    assert (whole.f_score, whole.normal_consistency) == pytest.approx((1, 1))
    both = trimesh.util.concatenate([outer, inner])
    bound = outer_bound(Surface(both.vertices, both.faces))
    assert bound.f_score < 0.95
    assert bound.normal_consistency < 0.99


def test_a_box_is_flat_and_a_ball_is_not() -> None:
    box, ball = trimesh.creation.box((1, 2, 3)), trimesh.creation.icosphere(4)
    assert flat_share(Surface(box.vertices, box.faces)) == pytest.approx(1)
    assert flat_share(Surface(ball.vertices, ball.faces)) < 0.05


def test_asymmetry_is_how_far_the_mirror_image_is() -> None:
    box = trimesh.creation.box((1, 1, 1))
    assert asymmetry(Surface(box.vertices, box.faces)) < 1e-6
    wedge = trimesh.Trimesh(box.vertices + (0.2, 0, 0) * (box.vertices[:, 2:] > 0), box.faces)
    assert asymmetry(Surface(wedge.vertices, wedge.faces)) > 0.02
