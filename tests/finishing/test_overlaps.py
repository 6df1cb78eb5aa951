from __future__ import annotations

import numpy as np
import pytest

from modelsheet.finishing import overlaps
from modelsheet.finishing.overlaps import overlapping

LEFT, RIGHT = [(0, 0), (10, 0), (0, 10)], [(10, 0), (10, 10), (0, 10)]


def pairs(*faces: list[tuple[float, float]], chart: tuple[int, ...] = ()) -> list[list[int]]:
    numbers = np.array(chart or [0] * len(faces))
    return sorted(map(sorted, overlapping(np.array(faces, np.float32), numbers).tolist()))


def test_faces_that_share_an_edge_or_a_corner_do_not_overlap() -> None:
    assert pairs(LEFT, RIGHT, [(10, 10), (20, 10), (10, 20)]) == []


def test_a_face_folded_onto_its_neighbour_overlaps_it() -> None:
    assert pairs(LEFT, [(10, 0), (0, 10), (0.1, 0.1)]) == [[0, 1]]


def test_a_face_far_smaller_than_a_pixel_is_found() -> None:
    assert pairs(LEFT, RIGHT, [(2, 2), (2.05, 2), (2, 2.05)]) == [[0, 2]]


def test_one_without_area_overlaps_nothing() -> None:
    assert pairs(LEFT, [(1, 1), (3, 3), (2, 2)], [(1, 1), (1, 1), (1, 1)]) == []


def test_charts_are_looked_at_one_by_one() -> None:
    assert pairs(LEFT, LEFT, RIGHT, LEFT, chart=(1, 0, 0, 1)) == [[0, 3]]


def test_many_pairs_in_parts_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    uvs = random.uniform(0, 40, (200, 1, 2)) + random.uniform(0, 5, (200, 3, 2))
    chart = random.integers(0, 3, 200)
    whole = overlapping(uvs, chart)
    monkeypatch.setattr(overlaps, "_AT_ONCE", 20)
    assert len(whole) > 50
    assert np.array_equal(whole, overlapping(uvs, chart))
