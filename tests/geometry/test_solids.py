import numpy as np

from modelsheet.finishing.edges import is_closed
from modelsheet.geometry.solids import revolved
from modelsheet.surface import Surface


def test_an_outline_turned_around_the_axis_is_closed_and_has_its_volume():
    cone = np.array([[0, -1], [2, -1], [0, 2.0]])  # distance from the axis, height

    vertices, faces = revolved(cone, 96)

    surface = Surface(vertices.astype(np.float32), faces.astype(np.int32))
    corners = vertices[faces]
    volume = np.einsum("ni,ni->n", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    assert is_closed(surface)
    assert np.isclose(volume, np.pi * 4 * 3 / 3, rtol=0.01)  # positive: its faces look outward
    assert np.allclose(vertices.max(0), [2, 2, 2])
    assert np.allclose(vertices.min(0), [-2, -2, -1])


def test_a_recess_stays_open_to_its_end():
    cup = np.array([[0, 0], [1, 0], [1, 2], [0.8, 2], [0.8, 0.2], [0, 0.2]])

    vertices, faces = revolved(cup, 96)

    corners = vertices[faces]
    volume = np.einsum("ni,ni->n", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    assert np.isclose(volume, np.pi * (2 - 0.64 * 1.8), rtol=0.01)
