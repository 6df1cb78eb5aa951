import numpy as np
from scipy.spatial import cKDTree

from modelsheet.geometry.nearest import nearest


def test_it_finds_what_scipy_finds():
    rng = np.random.default_rng(0)
    points, places = rng.random((300, 6)), rng.random((50, 6))

    distances, numbers = nearest(points, places, 4)

    expected, order = cKDTree(points).query(places, k=4)
    assert np.array_equal(numbers, order)
    assert np.allclose(distances, expected, atol=1e-5)
    assert nearest(points, places)[1].shape == (50, 1)
