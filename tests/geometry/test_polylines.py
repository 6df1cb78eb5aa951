import numpy as np

from modelsheet.geometry.polylines import corners


def test_what_lies_within_a_little_of_a_line_goes():
    along = np.linspace(0, 1, 50)
    straight = np.column_stack([along, 0.004 * np.sin(40 * along)])
    bent = np.concatenate([straight, np.column_stack([np.full(50, 1.0), along])[1:]])

    assert corners(straight, 0.01) == [0, 49]
    assert corners(bent, 0.01) == [0, 49, 98]
    assert len(corners(straight, 0.001)) > 10


def test_a_line_that_comes_back_to_its_start_keeps_its_farthest_point():
    ring = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])

    assert corners(ring, 0.1) == [0, 1, 2, 3, 4]
    assert corners(ring[:1], 0.1) == [0]
