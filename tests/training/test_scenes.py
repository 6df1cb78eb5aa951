"""Scenes of boxes and balls: where things stand, what colour they get, what is said of it."""

from pathlib import Path

import numpy as np
import pytest
import trimesh

from modelsheet.training.dataset import AssetLibrary
from modelsheet.training.raster import ColoredTriangles
from modelsheet.training.scenes import Colors, SceneMaker, moved, placed, recolored, turned

RNG = np.random.default_rng(0)


def _box(color: tuple[int, int, int], size=(1, 1, 1)) -> ColoredTriangles:
    corners = trimesh.creation.box(size).triangles.astype(np.float32)
    return ColoredTriangles(corners, np.tile(np.uint8(color), (len(corners), 3, 1)))


@pytest.fixture
def maker(assets: Path) -> SceneMaker:
    library = AssetLibrary(assets)
    return SceneMaker(library, library.whole, seed=3)


def test_a_placed_mesh_stands_on_the_ground() -> None:
    low, high = placed(moved(_box((9, 9, 9)), 2, (5, 5, 5)), (1, 2, 3)).bounds
    np.testing.assert_allclose(low, (-1, -2, 0), atol=1e-5)
    np.testing.assert_allclose(high, (1, 2, 6), atol=1e-5)


def test_four_quarters_are_a_whole_turn() -> None:
    mesh = moved(_box((9, 9, 9)), (1, 2, 3), (1, 0, 0))
    np.testing.assert_allclose(turned(mesh, 4).corners, mesh.corners)
    assert turned(mesh, 1).bounds[1, 1] == pytest.approx(1.5), "what was at the right is at the back"


def test_a_colour_is_named_and_changed() -> None:
    mesh = _box((190, 50, 50))
    colors = Colors.of(mesh, RNG)
    assert colors.names == ["red"]
    assert Colors.of(recolored(mesh, colors, "blue"), RNG).names == ["blue"]


def test_scenes_say_what_they_show(maker: SceneMaker) -> None:
    for number in range(40):
        scene = maker.scene(number)
        assert scene.captions
        assert np.isfinite(scene.mesh.corners).all()
    first, again = maker.scene(7), maker.scene(7)
    assert first.captions == again.captions
    np.testing.assert_array_equal(first.mesh.corners, again.mesh.corners)


def test_a_row_has_as_many_as_it_says(maker: SceneMaker) -> None:
    words = {"two": 2, "three": 3, "four": 4}
    for seed in range(6):
        scene = maker.row(np.random.default_rng(seed))
        count = words[scene.captions[0].split()[0]]
        low, high = scene.mesh.bounds
        assert (high - low)[0] > 0.9 * count * (high - low)[2] * 0.6
