from __future__ import annotations

import numpy as np
import pytest
import trimesh

import modelsheet.finishing.unwrap as unwrapping
from modelsheet.errors import ModelsheetError
from modelsheet.finishing.inspect import inspect
from modelsheet.finishing.simplify import simplify
from modelsheet.finishing.unwrap import rasterize, unwrap
from modelsheet.surface import Surface

from .conftest import bare_cube


@pytest.fixture(scope="module")
def table(marched_table: Surface) -> Surface:
    return unwrap(simplify(marched_table, 2000))


def test_geometry_stays_and_every_corner_gets_a_place_in_the_square(
    table: Surface, marched_table: Surface
) -> None:
    assert table.to_trimesh().is_watertight
    assert table.uvs.shape == (len(table.faces), 3, 2)
    assert table.uvs.min() >= 0
    assert table.uvs.max() <= 1


def test_no_two_faces_overlap(table: Surface) -> None:
    """The faces' areas in the square add up to what they cover together."""
    a, b, c = np.moveaxis(table.uvs.astype(np.float64), 1, 0)
    (x1, y1), (x2, y2) = (b - a).T, (c - a).T
    assert np.abs(x1 * y2 - x2 * y1).sum() / 2 == pytest.approx(
        len(rasterize(table, 1024)[0]) / 1024**2, rel=0.01
    )


def test_charts_keep_their_distance(table: Surface) -> None:
    """Grown by a texel, no chart reaches another."""
    from scipy.ndimage import binary_dilation, label

    charts = np.zeros((1024, 1024), bool)
    charts.flat[rasterize(table, 1024)[0]] = True
    assert label(binary_dilation(charts, iterations=1))[1] == label(charts, np.ones((3, 3)))[1]


def test_charts_fill_the_square(table: Surface) -> None:
    card = inspect(table, crossings=False)
    assert card["uv_coverage"] > 0.6
    assert card["uv_overlap"] == 0
    assert card["texel_density_spread"] < 1.5


def test_no_chart_is_a_mirror_image(table: Surface) -> None:
    one, other = table.uvs[:, 1] - table.uvs[:, 0], table.uvs[:, 2] - table.uvs[:, 0]
    assert (one[:, 0] * other[:, 1] > one[:, 1] * other[:, 0]).all()


def test_a_long_chart_is_cut_so_that_the_square_is_filled() -> None:
    pole = trimesh.creation.cylinder(0.03, 1, sections=16).subdivide_to_size(0.1)
    surface = unwrap(Surface(pole.vertices, pole.faces))
    card = inspect(surface, crossings=False)
    assert card["uv_coverage"] > 0.6
    assert card["uv_overlap"] == 0


def test_what_has_no_area_is_refused() -> None:
    with pytest.raises(ModelsheetError):
        unwrap(Surface(np.zeros((3, 3)), np.array([(0, 1, 2)])))


def test_faces_keep_their_shape(table: Surface) -> None:
    corners, flat = table.corners, table.uvs
    sides = np.linalg.norm(np.roll(corners, -1, 1) - corners, axis=2)
    drawn = np.linalg.norm(np.roll(flat, -1, 1) - flat, axis=2)
    large = sides.min(1) > 0.02
    stretch = (drawn / sides)[large]
    assert np.quantile(stretch.max(1) / stretch.min(1), 0.9) < 1.3


def test_rasterize_finds_the_face_under_each_texel() -> None:
    uvs = np.array([[(0, 0), (1, 0), (0, 1)], [(1, 0), (1, 1), (0, 1)]], np.float32)
    square = Surface(np.eye(4, 3), np.array([(0, 1, 2), (1, 3, 2)]), uvs=uvs)
    index, face, barycentric = rasterize(square, 8)
    assert index.tolist() == list(range(64))
    assert face.reshape(8, 8)[7, 0] == 0  # row 0 is the top
    assert face.reshape(8, 8)[0, 7] == 1
    assert barycentric.reshape(8, 8, 3)[7, 0] == pytest.approx([1 - 1 / 8, 1 / 16, 1 / 16], abs=1e-5)


def test_twice_is_the_same() -> None:
    assert np.array_equal(unwrap(bare_cube()).uvs, unwrap(bare_cube()).uvs)


def test_faces_without_area_are_no_hindrance(table: Surface) -> None:
    thin = np.repeat(table.faces[:9, :1], 3, 1)  # three times the same vertex
    surface = unwrap(Surface(table.vertices, np.concatenate([table.faces, thin])))
    assert surface.uvs is not None
    assert np.isfinite(surface.uvs).all()
    assert 0 <= surface.uvs.min() <= surface.uvs.max() <= 1


def test_a_face_that_xatlas_flings_away_comes_back(table: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    charted = unwrapping._charts

    def flung(*given: object) -> tuple[np.ndarray, np.ndarray]:
        uvs, chart = charted(*given)
        uvs[0, 0, 0] += 400_000  # pixels, as slivers were seen to be
        return uvs, chart

    monkeypatch.setattr(unwrapping, "_charts", flung)
    surface = unwrap(table)
    assert surface.uvs is not None
    edges = np.linalg.norm(surface.uvs - np.roll(surface.uvs, 1, axis=1), axis=2)
    assert edges[0].max() <= edges.max() < 1
    card = inspect(surface)
    assert card["uv_overlap"] < 1e-4
    assert card["uv_coverage"] > 0.4


def leaves(count: int) -> Surface:
    """Tetrahedra that face any which way, in a cube."""
    rng = np.random.default_rng(0)
    corners = trimesh.creation.icosahedron().vertices[[0, 4, 7, 10]]
    faces = np.array([(0, 1, 2), (0, 3, 1), (0, 2, 3), (1, 3, 2)])
    turns = np.linalg.qr(rng.normal(size=(count, 3, 3)))[0]
    points = 0.01 * corners @ turns + rng.uniform(-0.5, 0.5, (count, 1, 3))
    return Surface(points.reshape(-1, 3), (faces + 4 * np.arange(count)[:, None, None]).reshape(-1, 3))


def test_what_is_large_and_ragged_is_charted_in_parts(monkeypatch) -> None:
    monkeypatch.setattr(unwrapping, "_PART", 1000)
    tree = leaves(600)
    parts = unwrapping._parts(tree)
    assert len(parts) == 4
    assert (np.sort(np.concatenate(parts)) == np.arange(2400)).all()
    assert inspect(unwrap(tree), crossings=False)["uv_overlap"] == 0


def test_what_is_large_and_smooth_is_charted_as_a_whole(monkeypatch) -> None:
    monkeypatch.setattr(unwrapping, "_PART", 1000)
    ball = trimesh.creation.icosphere(4)
    assert len(unwrapping._parts(Surface(ball.vertices, ball.faces))) == 1
