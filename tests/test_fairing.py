from __future__ import annotations

import numpy as np
import pytest

from modelsheet.fairing import LowPass, across_edges, bilateral, follow
from modelsheet.surface import Surface

from .finishing.conftest import march


@pytest.fixture(scope="module")
def ball() -> Surface:
    return march(lambda p: np.linalg.norm(p, axis=-1) - 0.4, cells=24)


def test_neighbours_share_the_edge(ball: Surface) -> None:
    across = across_edges(ball.faces)
    for edge, beyond in enumerate(across):
        ends = ball.faces[:, [edge, (edge + 1) % 3]]
        shared = (ball.faces[beyond][:, :, None] == ends[:, None]).any(1)
        assert shared.all()
        assert (beyond != np.arange(len(ball.faces))).all()


def test_bilateral_is_the_plain_weighted_mean(ball: Surface) -> None:
    normals = ball.face_normals
    area = ball.face_areas.astype(np.float32)
    across = across_edges(ball.faces)
    found = bilateral(normals.T.copy(), area, across, spread=0.3).T
    for face in range(0, len(normals), 97):
        near = across[:, face]
        apart = ((normals[near] - normals[face]) ** 2).sum(1)
        weight = np.exp(-apart / (2 * 0.3**2)) * area[near]
        mean = normals[face] * area[face] + weight @ normals[near]
        assert found[face] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-5)


def test_vertices_follow_the_normals_of_a_smooth_ball(ball: Surface) -> None:
    noise = np.random.default_rng(0).normal(0, 0.002, ball.vertices.shape)
    rough = Surface(ball.vertices + noise, ball.faces)
    smooth = follow(rough, ball.face_normals.T, steps=30, limit=0.02)
    uneven = [np.linalg.norm(surface.vertices, axis=1).std() for surface in (rough, smooth)]
    assert uneven[1] < uneven[0] / 5


def test_no_vertex_goes_beyond_the_limit(ball: Surface) -> None:
    upwards = np.broadcast_to(np.array([[0], [0], [1]], np.float32), (3, len(ball.faces)))
    moved = follow(ball, upwards, steps=10, limit=0.01)
    distance = np.linalg.norm(moved.vertices - ball.vertices, axis=1)
    assert distance.max() == pytest.approx(0.01, rel=1e-3)


def test_short_waves_go_and_long_ones_stay(ball: Surface) -> None:
    smooth = LowPass(ball)
    height = ball.vertices[:, 2:]
    short, long = (np.sin(2 * np.pi / length * height) for length in (0.1, 0.8))
    assert np.abs(smooth(short, 0.25)).mean() < 0.3 * np.abs(short).mean()
    assert np.abs(smooth(long, 0.25) - long).mean() < 0.05 * np.abs(long).mean()


def test_a_ball_does_not_shrink(ball: Surface) -> None:
    flowing = Surface(LowPass(ball)(ball.vertices, 0.25), ball.faces)
    assert flowing.to_trimesh().volume == pytest.approx(ball.to_trimesh().volume, rel=0.01)
