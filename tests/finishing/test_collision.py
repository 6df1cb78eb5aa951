"""Collision hulls are few, closed, convex and where the surface is."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pytest

from modelsheet.finishing.collision import MOST_FACES, collision
from modelsheet.finishing.edges import is_closed
from modelsheet.finishing.simplify import simplify
from modelsheet.surface import Surface

from .conftest import march


@pytest.fixture(scope="module")
def ball() -> Surface:
    return simplify(march(lambda p: np.linalg.norm(p * (1, 1, 0.7), axis=-1) - 0.3), 2000)


def outside(points: np.ndarray, hull: Surface) -> np.ndarray:
    """(N,) how far points are outside of a convex hull; negative within."""
    normals = hull.face_normals
    return (points @ normals.T - (normals * hull.corners[:, 0]).sum(1)).max(1)


def assert_is_hull(hull: Surface) -> None:
    assert len(hull.faces) <= MOST_FACES
    assert is_closed(hull)
    assert hull.to_trimesh().volume > 0
    assert outside(hull.vertices, hull).max() < 1e-5


@pytest.mark.parametrize("kind", ["box", "capsule"])
def test_a_box_and_a_capsule_hold_it_all(kind: str, ball: Surface) -> None:
    (hull,) = collision(ball, kind, [])
    assert_is_hull(hull)
    assert outside(ball.vertices, hull).max() < 1e-5
    if kind == "capsule":
        assert np.ptp(hull.bounds, axis=0).argmax() == 2  # along the longest side


@pytest.mark.skipif(importlib.util.find_spec("coacd") is None, reason="needs modelsheet[collision]")
def test_a_table_is_decomposed_into_top_and_legs(marched_table: Surface) -> None:
    table = simplify(marched_table, 1000)
    notes: list = []
    hulls = collision(table, "hulls", notes)
    assert notes == []
    assert 5 <= len(hulls) <= 16
    for hull in hulls:
        assert_is_hull(hull)
    apart = np.min([outside(table.vertices, hull) for hull in hulls], axis=0)
    assert np.quantile(apart, 0.95) < 0.02
    assert outside(np.array([(0, 0, -0.1)]), hulls[0])[0] > 0  # between the legs there is room
    assert min(outside(np.array([(0, 0, -0.1)]), hull)[0] for hull in hulls) > 0.1


def test_without_coacd_one_hull_stands_for_all_and_a_note_says_so(
    ball: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "coacd", None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    notes: list = []
    (hull,) = collision(ball, "hulls", notes)
    assert_is_hull(hull)
    assert [note.code for note in notes] == ["one-hull"]
    assert hull.to_trimesh().volume > 0.8 * ball.to_trimesh().volume
