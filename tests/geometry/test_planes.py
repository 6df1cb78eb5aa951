"""Flat sides of marched surfaces are found and made flat; what is round is left alone."""

from __future__ import annotations

import numpy as np

from modelsheet.finishing.edges import is_closed
from modelsheet.geometry.planes import (
    Relief,
    find_sides,
    flattened,
    grown,
    held,
    leeway,
    regular,
    thickness,
    undented,
)
from modelsheet.surface import Surface

from ..finishing.conftest import bare_cube, box_distance, march

VOXEL = 1 / 64


def wavy_box() -> Surface:
    """0.8 x 0.6 x 0.4, its sides off by half a voxel either way."""

    def distance(p: np.ndarray) -> np.ndarray:
        x, y, z = np.moveaxis(p * 25, -1, 0)
        return box_distance(p, (0, 0, 0), (0.4, 0.3, 0.2)) + VOXEL / 2 * np.sin(x) * np.sin(y) * np.sin(z + 1)

    return march(distance)


def flat(surface: Surface) -> Surface:
    relief = Relief(surface)
    sides = regular(find_sides(relief, 20, 1.5 * VOXEL, 40 * VOXEL**2), relief, 1.5 * VOXEL)
    return flattened(surface, grown(sides, relief, 6))


def share_along_axes(surface: Surface) -> float:
    straight = np.abs(surface.face_normals).max(1) > np.cos(np.radians(2))
    return float(surface.face_areas[straight].sum() / surface.face_areas.sum())


def test_a_wavy_box_becomes_a_box() -> None:
    before = wavy_box()
    after = flat(before)
    assert share_along_axes(before) < 0.3
    assert share_along_axes(after) > 0.97
    np.testing.assert_allclose(after.bounds[1], [0.4, 0.3, 0.2], atol=VOXEL / 3)
    assert is_closed(after)
    assert after.face_areas.min() > 0


def test_a_box_has_six_sides() -> None:
    sides = find_sides(Relief(wavy_box()), 20, 1.5 * VOXEL, 40 * VOXEL**2)
    assert len(sides.planes) == 6


def test_a_ball_has_no_sides() -> None:
    ball = march(lambda p: np.linalg.norm(p, axis=-1) - 0.4)
    assert find_sides(Relief(ball), 20, 1.5 * VOXEL, 40 * VOXEL**2).planes == ()


def test_nearly_parallel_sides_become_parallel() -> None:
    def distance(p: np.ndarray) -> np.ndarray:
        tilted = p[..., 2] + 0.03 * p[..., 0]  # under two degrees
        return np.maximum(box_distance(p, (0, 0, 0), (0.4, 0.3, 0.25)), tilted - 0.2)

    top = flat(march(distance)).face_normals
    assert (top[:, 2] > 0.9999).sum() > 100


def test_thickness_is_how_far_it_is_to_the_other_side() -> None:
    np.testing.assert_allclose(thickness(bare_cube()), 0.96, atol=1e-3)


def test_thick_parts_may_move_and_thin_ones_may_not() -> None:
    thick, thin = bare_cube(), bare_cube()
    thin.vertices[:, 2] *= 0.03
    assert (leeway(thick, 0.008) == np.float32(0.008)).all()
    assert (leeway(thin, 0.008) == 0).all()


def test_a_shallow_dent_in_a_side_goes_and_a_deep_one_stays() -> None:
    def dented(depth: float) -> Surface:
        def distance(p: np.ndarray) -> np.ndarray:
            pit = depth - np.linalg.norm((p - (0, 0, 0.25)) * (depth / 0.12, depth / 0.12, 1), axis=-1)
            return np.maximum(box_distance(p, (0, 0, 0), (0.4, 0.3, 0.25)), pit)

        return march(distance)

    def tops(surface: Surface) -> float:
        relief = Relief(surface)
        sides = grown(find_sides(relief, 10, 0.6 * VOXEL, 40 * VOXEL**2), relief, 2)
        even = flattened(surface, undented(sides, relief, 2 * VOXEL))
        return float(even.face_areas[even.face_normals[:, 2] > 0.9999].sum())

    assert tops(dented(1.5 * VOXEL)) > 0.94 * 0.8 * 0.6
    assert tops(dented(4 * VOXEL)) < 0.9 * 0.8 * 0.6


def test_what_lies_in_sides_is_held_and_their_edges_more_so() -> None:
    surface = wavy_box()
    relief = Relief(surface)
    sides = regular(find_sides(relief, 20, 1.5 * VOXEL, 40 * VOXEL**2), relief, 1.5 * VOXEL)
    sides = grown(sides, relief, 6)
    planes, normals = held(sides, flattened(surface, sides))
    assert (np.abs(normals[planes > 0]).max(1) > 0.99).all()
    assert not normals[planes == 0].any()
    assert np.count_nonzero(planes == 1) > np.count_nonzero(planes == 2) > 50
    assert 8 <= np.count_nonzero(planes == 3) < 24  # the corners
