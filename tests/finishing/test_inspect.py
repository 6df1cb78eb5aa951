from __future__ import annotations

import numpy as np
import pytest

from modelsheet.finishing.inspect import inspect
from modelsheet.surface import Surface

from .conftest import bare_cube


def joined(*parts: Surface) -> Surface:
    start = np.cumsum([0, *(len(part.vertices) for part in parts)])
    faces = [part.faces + first for part, first in zip(parts, start, strict=False)]
    return Surface(np.concatenate([part.vertices for part in parts]), np.concatenate(faces))


def scaled(size: float, shift: float = 0.0) -> Surface:
    cube = bare_cube()
    return Surface(cube.vertices * size + shift, cube.faces)


def test_a_cube_is_ready() -> None:
    card = inspect(bare_cube())
    assert card["watertight"]
    assert card["components"] == 1
    assert card["thinnest_wall"] == pytest.approx(0.96, abs=1e-3)
    assert card["verdict"].startswith("ready")


def test_corners_that_are_not_shared_do_not_open_it() -> None:
    cube = bare_cube()
    apart = Surface(cube.corners.reshape(-1, 3), np.arange(36).reshape(-1, 3))
    assert inspect(apart)["watertight"]


def test_a_hole_is_counted() -> None:
    cube = bare_cube()
    card = inspect(Surface(cube.vertices, cube.faces[:-1]))
    assert card["boundary_edges"] == 3
    assert "not watertight (3 open edges)" in card["verdict"]


def test_a_turned_face_is_found() -> None:
    cube = bare_cube()
    faces = cube.faces.copy()
    faces[0] = faces[0, ::-1]
    assert inspect(Surface(cube.vertices, faces))["flipped_edges"] == 3
    assert inspect(Surface(cube.vertices, cube.faces[:, ::-1]))["inside_out"]


def test_pieces_beside_and_inside_are_told_apart() -> None:
    beside, inside = inspect(joined(bare_cube(), scaled(0.2, 2))), inspect(joined(bare_cube(), scaled(0.2)))
    assert (beside["floating"], beside["inner_shells"]) == (1, 0)
    assert (inside["floating"], inside["inner_shells"]) == (0, 1)
    assert [piece["place"] for piece in inside["pieces"]] == ["body", "inside"]
    assert beside["pieces"][1]["middle"] == pytest.approx([2, 2, 2], abs=1e-3)


def test_boxes_that_cut_through_each_other_are_found() -> None:
    assert inspect(joined(bare_cube(), scaled(1, 0.4)))["crossing_faces"] > 0


def test_overlapping_uvs_are_found() -> None:
    cube = bare_cube()
    uvs = np.tile(np.array([(0, 0), (1, 0), (0, 1)], np.float32), (12, 1, 1))
    card = inspect(Surface(cube.vertices, cube.faces, uvs=uvs))
    assert card["uv_overlap"] > 0.99
    assert "UVs overlap" in card["verdict"]
