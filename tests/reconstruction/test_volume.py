"""What makes the hull fast must not change it; and what smooths it."""

from __future__ import annotations

import numpy as np
import pytest

from modelsheet.cameras import orbit_camera, sheet_camera
from modelsheet.geometry.planes import Relief, find_sides, flattened, grown
from modelsheet.reconstruction import depth_hull
from modelsheet.reconstruction._drawing import Drawing
from modelsheet.reconstruction._volume import Grid, Rays, flowing
from modelsheet.surface import Surface

from ..finishing.conftest import march
from .test_depth_hull import drawn, rippled, table


@pytest.fixture(scope="module")
def drawings() -> list[Drawing]:
    return [Drawing.read(view) for view in rippled(drawn(table()), 0.02)]


@pytest.mark.parametrize("tolerance", [0.0, 0.02])
def test_the_box_holds_all_there_is(drawings: list[Drawing], tolerance: float) -> None:
    grid = Grid()
    box = depth_hull._box(drawings, grid, depth_hull._denials(drawings, grid))
    whole = depth_hull.Hull(drawings, grid, tolerance).field
    part = depth_hull.Hull(drawings, grid.part(box), tolerance).field
    assert part.size < 0.7 * whole.size
    inner = (slice(4, -4),) * 3  # beyond, the blur would see what the box leaves out
    np.testing.assert_allclose(part[inner], whole[box][inner], atol=1e-6)
    whole[box] = -1
    assert whole.max() < 0


def test_a_field_is_the_same_on_the_grid_and_at_points(drawings: list[Drawing]) -> None:
    grid = Grid()
    hull = depth_hull.Hull(drawings, grid, 0.02)
    nodes = np.random.default_rng(0).integers(0, grid.shape[0], (500, 3))
    points = np.stack([axis[node] for axis, node in zip(grid.axes, nodes.T, strict=True)], -1)
    np.testing.assert_allclose(hull(points), hull.field[tuple(nodes.T)], atol=1e-5)


@pytest.mark.parametrize(
    "camera", [sheet_camera("left"), sheet_camera("top"), orbit_camera(30, 20, 3, 0.5, 64)]
)
def test_rays_find_the_nodes_nearest_to_their_samples(camera) -> None:
    grid = Grid(32).part((slice(2, 30), slice(None), slice(0, 20)))
    pixels = np.zeros((camera.height, camera.width), bool)
    pixels[::7, ::5] = True
    rays = Rays(grid, camera, pixels)
    rows, steps = (index.ravel() for index in np.indices(rays.nodes.shape))
    nodes = np.unravel_index(rays.nodes.ravel(), grid.shape)
    found = np.stack([axis[node] for axis, node in zip(grid.axes, nodes, strict=True)], -1)
    inside = np.clip(rays.points(rows, steps), grid.origin, [axis[-1] for axis in grid.axes])
    assert np.abs(found - inside).max() <= grid.voxel * 0.501


def test_the_steady_recess_is_the_median_around() -> None:
    from scipy.ndimage import distance_transform_edt, median_filter

    random = np.random.default_rng(0)
    image = random.random((40, 40), np.float32)
    pixels = random.random((40, 40)) < 0.6
    image[~pixels] = 0
    whole = np.ones(pixels.sum(), bool)
    found = depth_hull._steady(image[pixels], pixels, whole)
    nearest = distance_transform_edt(~pixels, return_distances=False, return_indices=True)
    expected = median_filter(image[tuple(nearest)], depth_hull._STEADY)[pixels]
    assert np.array_equal(found, expected)


def test_a_rippled_ball_flows() -> None:
    def distance(p: np.ndarray) -> np.ndarray:
        return np.linalg.norm(p, axis=-1) - 0.3 - 0.003 * np.sin(60 * p).prod(-1)

    def tilt(surface: Surface) -> float:
        """Degrees between the normals and those of a ball, mean over the area."""
        outwards = surface.corners.mean(1)
        cosine = (surface.face_normals * outwards).sum(1) / np.linalg.norm(outwards, axis=1)
        return float(np.average(np.degrees(np.arccos(np.minimum(cosine, 1))), weights=surface.face_areas))

    ball = march(distance)
    even = flowing(ball, 0.006)
    assert tilt(even) < 0.6 * tilt(ball)
    assert np.linalg.norm(even.vertices - ball.vertices, axis=1).max() < 0.0061


def test_what_lies_beside_flat_sides_flows_and_they_stay() -> None:
    """A box whose top is rough: four walls and the floor are flat."""

    def distance(p: np.ndarray) -> np.ndarray:
        x, y, z = np.moveaxis(p, -1, 0)
        top = 0.2 + 0.01 * np.sin(70 * x) * np.sin(70 * y)
        return np.maximum.reduce([np.abs(x) - 0.3, np.abs(y) - 0.3, z - top, -0.2 - z])

    box = march(distance)
    relief = Relief(box)
    sides = grown(find_sides(relief, 20, 0.01, 0.02), relief, 3)
    top = [number for number, plane in enumerate(sides.planes) if plane.normal[2] > 0.9]
    sides = sides.without(np.array(top))
    box = flattened(box, sides)
    even = flowing(box, 0.008, sides)
    wall = (box.vertices[:, 0] > 0.2999) & (box.vertices[:, 2] < 0.15)
    assert np.abs(even.vertices[wall, 0] - box.vertices[wall, 0]).max() < 1e-3
    rough = (np.abs(box.vertices[:, :2]) < 0.25).all(1) & (box.vertices[:, 2] > 0)
    assert even.vertices[rough, 2].std() < 0.7 * box.vertices[rough, 2].std()
