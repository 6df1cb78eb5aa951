"""Flat sides of marched surfaces are found and made flat; what is round is left alone."""

from __future__ import annotations

import numpy as np

from modelsheet.finishing.edges import is_closed
from modelsheet.geometry.planes import Relief, find_sides, flattened, grown, leeway, regular, thickness
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
