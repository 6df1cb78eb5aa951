"""Surfaces as reconstruction makes them: marching cubes over signed distance fields."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from modelsheet.finishing.bake import bake
from modelsheet.finishing.unwrap import unwrap
from modelsheet.render import render_sheet
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface


def march(distance: Callable[[np.ndarray], np.ndarray], cells: int = 64) -> Surface:
    """The zero level of a signed distance (negative inside) in the cube [-0.5, 0.5]^3."""
    from skimage.measure import marching_cubes  # Blender's Python, which runs test_agreement, lacks it

    line = (np.arange(cells) + 0.5) / cells - 0.5
    points = np.stack(np.meshgrid(line, line, line, indexing="ij"), -1)
    vertices, faces, _, _ = marching_cubes(distance(points), 0.0)
    return Surface((vertices + 0.5) / cells - 0.5, faces)


def box_distance(points: np.ndarray, centre: tuple, half: tuple) -> np.ndarray:
    """Exact signed distance to an axis-aligned box."""
    beyond = np.abs(points - np.array(centre)) - np.array(half)
    return np.linalg.norm(np.maximum(beyond, 0), axis=-1) + np.minimum(beyond.max(-1), 0)


@pytest.fixture(scope="session")
def marched_box() -> Surface:
    """0.8 x 0.6 x 0.4, its edges cut by the grid."""
    return march(lambda p: box_distance(p, (0, 0, 0), (0.4, 0.3, 0.2)), cells=128)


@pytest.fixture(scope="session")
def marched_table() -> Surface:
    """A top on four legs."""
    parts = [((0, 0, 0.3), (0.45, 0.35, 0.05))]
    parts += [((x, y, -0.05), (0.05, 0.05, 0.33)) for x in (-0.35, 0.35) for y in (-0.25, 0.25)]
    return march(lambda p: np.min([box_distance(p, *part) for part in parts], axis=0))


@pytest.fixture(scope="session")
def cube_sheet(cube: Surface) -> ModelSheet:
    """The six views of the cube with one colour a side."""
    return render_sheet(cube, prompt="a colourful cube")


@pytest.fixture(scope="session")
def baked_cube(cube_sheet: ModelSheet) -> tuple[Surface, dict[str, float]]:
    """A bare cube of the sheet's size with the sheet's colours baked on."""
    return bake(unwrap(bare_cube()), cube_sheet, 256)


def bare_cube() -> Surface:
    """Side 0.96, eight vertices, twelve faces."""
    corners = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)]) - 0.5
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [(q[0], q[i], q[i + 1]) for q in quads for i in (1, 2)]
    return Surface(corners * 0.96, np.array(faces))
