from __future__ import annotations

import numpy as np
import pytest

from modelsheet.finishing.normals import corner_normals
from modelsheet.surface import Surface

from .conftest import bare_cube, march


def test_a_cube_has_hard_edges() -> None:
    cube = bare_cube()
    assert corner_normals(cube) == pytest.approx(np.repeat(cube.face_normals[:, None], 3, 1), abs=1e-6)


def test_above_its_edges_angle_a_cube_is_smooth() -> None:
    cube = bare_cube()
    outward = cube.corners / np.linalg.norm(cube.corners, axis=2, keepdims=True)
    assert (corner_normals(cube, crease=100) * outward).sum(2) == pytest.approx(1, abs=1e-5)


def test_a_ball_is_smooth() -> None:
    ball = march(lambda p: np.linalg.norm(p, axis=-1) - 0.4, cells=32)
    outward = ball.corners / np.linalg.norm(ball.corners, axis=2, keepdims=True)
    assert (corner_normals(ball) * outward).sum(2).min() > 0.995


def test_a_face_without_area_has_no_say() -> None:
    vertices = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0.5, 0.5, 0)])
    faces = np.array([(0, 1, 3), (0, 3, 2), (1, 2, 3)])
    normals = corner_normals(Surface(vertices, faces))
    assert np.isfinite(normals).all()
    assert normals[:2] == pytest.approx(np.broadcast_to([0, 0, 1.0], (2, 3, 3)))
