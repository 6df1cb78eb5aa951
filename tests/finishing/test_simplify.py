from __future__ import annotations

import numpy as np
import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.finishing.edges import is_closed
from modelsheet.finishing.simplify import decimate, separated, sharpen, simplify, subdivided
from modelsheet.surface import Surface

from .conftest import bare_cube, march


def test_a_table_keeps_its_budget_and_stays_closed(marched_table: Surface) -> None:
    assert len(marched_table.faces) > 5000
    for triangles in (3000, 500, 200):
        simple = simplify(marched_table, triangles)
        assert len(simple.faces) <= triangles
        assert is_closed(simple)
        assert simple.to_trimesh().is_volume


def test_the_budget_is_not_used_up_where_a_few_triangles_are_as_good(marched_box: Surface) -> None:
    simple = simplify(marched_box, 5000)
    assert len(simple.faces) <= 200  # 12 would do if no edge were rounded


def test_a_box_keeps_its_size_and_its_sides_are_flat(marched_box: Surface) -> None:
    simple = simplify(marched_box)
    assert simple.to_trimesh().volume == pytest.approx(0.8 * 0.6 * 0.4, rel=0.01)
    assert np.ptp(simple.bounds, axis=0) == pytest.approx([0.8, 0.6, 0.4], abs=0.004)
    areas = simple.to_trimesh().area_faces
    straight = np.abs(simple.face_normals).max(1) > np.cos(np.radians(3))
    assert areas[straight].sum() > 0.93 * areas.sum()  # the rest is a voxel's width along the edges


def test_sharpen_brings_back_the_edges_that_the_grid_cuts_off(marched_box: Surface) -> None:
    corner = np.array([0.4, 0.3, 0.2])

    def gap(surface: Surface) -> float:
        return float(np.linalg.norm(surface.vertices - corner, axis=1).min())

    assert gap(sharpen(marched_box)) < 0.6 * gap(marched_box)


def test_sharpen_leaves_a_rod_its_width() -> None:
    rod = march(lambda p: np.maximum(np.linalg.norm(p[..., :2], axis=-1) - 0.02, np.abs(p[..., 2]) - 0.4))
    assert sharpen(rod).to_trimesh().volume == pytest.approx(rod.to_trimesh().volume, rel=0.01)


def test_a_ball_stays_a_ball() -> None:
    ball = march(lambda p: np.linalg.norm(p, axis=-1) - 0.4)
    simple = simplify(ball, 2000)
    assert np.linalg.norm(simple.vertices, axis=1) == pytest.approx(0.4, abs=0.003)
    assert simple.to_trimesh().volume == pytest.approx(4 / 3 * np.pi * 0.4**3, rel=0.01)


def test_a_modelled_box_is_left_as_it_is() -> None:
    box = bare_cube()
    simple = simplify(box)
    assert len(simple.faces) == 12
    assert np.array_equal(np.sort(simple.vertices, 0), np.sort(box.vertices, 0))


def test_a_lattice_of_thin_struts_stays_closed() -> None:
    """A gyroid: decimation pinches its struts, so that sheets meet in edges and vertices."""

    def gyroid(p: np.ndarray) -> np.ndarray:
        x, y, z = np.moveaxis(p * 22, -1, 0)
        wave = np.sin(x) * np.cos(y) + np.sin(y) * np.cos(z) + np.sin(z) * np.cos(x)
        return np.maximum(wave + 0.9, 22 * (np.abs(p).max(-1) - 0.45))

    lattice = march(gyroid)
    for triangles in (3000, 1000, 400):
        simple = simplify(lattice, triangles)
        assert len(simple.faces) <= triangles
        assert is_closed(simple)


def test_faces_that_share_an_edge_by_fours_are_parted() -> None:
    """Two boxes that touch along an edge, its vertices shared."""
    box = bare_cube()
    number = np.array([6, 7, *range(8, 14)])  # the far edge of one box is the near edge of the other
    vertices = np.concatenate([box.vertices, box.vertices[2:] + [0.96, 0.96, 0]])
    faces = np.concatenate([box.faces, number[box.faces]])
    assert not is_closed(Surface(vertices, faces))
    parted = separated(vertices, faces)
    assert is_closed(parted)
    assert parted.to_trimesh().volume == pytest.approx(2 * 0.96**3, rel=1e-5)


def test_an_open_sheet_stays_a_sheet() -> None:
    line = np.arange(40) / 40
    x, y = np.meshgrid(line, line)
    vertices = np.stack([x, y, 0.05 * np.sin(6 * x)], -1).reshape(-1, 3)
    corner = (np.arange(39)[:, None] * 40 + np.arange(39)).reshape(-1)
    faces = np.concatenate([corner[:, None] + [0, 1, 41], corner[:, None] + [0, 41, 40]])
    simple = decimate(Surface(vertices, faces), 400)
    assert len(simple.faces) <= 400
    assert simple.to_trimesh().area == pytest.approx(Surface(vertices, faces).to_trimesh().area, rel=0.02)


def test_twice_is_the_same(marched_table: Surface) -> None:
    one, other = simplify(marched_table, 1000), simplify(marched_table, 1000)
    assert np.array_equal(one.vertices, other.vertices)
    assert np.array_equal(one.faces, other.faces)


def test_closed_means_every_edge_twice_and_both_ways() -> None:
    box = bare_cube()
    assert is_closed(box)
    assert not is_closed(Surface(box.vertices, box.faces[:-1]))
    flipped = box.faces.copy()
    flipped[0] = flipped[0, ::-1]
    assert not is_closed(Surface(box.vertices, flipped))


def test_a_budget_below_twelve_is_refused(marched_box: Surface) -> None:
    with pytest.raises(ModelsheetError, match="at least 12"):
        simplify(marched_box, 11)


@pytest.mark.parametrize("triangles", [100, 1001, 5000, 50_000])
def test_an_exact_budget_is_kept_within_a_triangle(triangles: int, marched_table: Surface) -> None:
    """The table has 20,972: more are had by halving edges."""
    exact = simplify(marched_table, triangles, exact=True)
    assert triangles - 1 <= len(exact.faces) <= triangles
    assert is_closed(exact)


def test_halving_edges_changes_no_shape() -> None:
    cube = subdivided(bare_cube(), 999)
    assert len(cube.faces) == 998
    assert is_closed(cube)
    assert cube.to_trimesh().volume == pytest.approx(0.96**3, rel=1e-6)
    assert cube.face_areas.max() < 4 * cube.face_areas.min()
