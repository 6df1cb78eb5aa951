"""The carver learns from objects whose surface is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import trimesh

from modelsheet.cameras import orbit_camera
from modelsheet.errors import ModelsheetError
from modelsheet.reconstruction._carver import GRID, TRUNCATION, Carver
from modelsheet.training import carver, truth
from modelsheet.training.carver import (
    Lessons,
    Making,
    batch_of,
    drawn,
    learn,
    lessons,
    objects,
    seen_by,
)
from modelsheet.training.dataset import AssetLibrary, fixed_list
from modelsheet.training.pack import Pack, write_pack
from modelsheet.training.raster import ColoredTriangles
from modelsheet.training.truth import true_distance

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """The truth on a coarser grid: a second instead of five."""
    monkeypatch.setattr(truth, "_FINE", 1)
    monkeypatch.setattr(truth, "_PIXELS", 160)
    truth._placed.cache_clear()
    yield
    truth._placed.cache_clear()


def boxed(*walls: tuple[tuple[float, float, float], tuple[float, float, float]]) -> ColoredTriangles:
    """Boxes of a size at a place, the sides towards -x and -y red."""
    meshes = [trimesh.creation.box(size).apply_translation(place) for size, place in walls]
    mesh = trimesh.util.concatenate(meshes)
    colors = np.where(mesh.face_normals[:, :2].min(1) < -0.5, 220, 40)[:, None, None] * np.array(
        [1, 0.2, 0.2]
    )
    corners = mesh.triangles.astype(np.float32)
    return ColoredTriangles(corners, np.broadcast_to(colors, corners.shape).astype(np.uint8))


SIDES = [((0.9, 0.1, 0.6), (0, s * 0.4, 0)) for s in (-1, 1)] + [
    ((0.1, 0.9, 0.6), (s * 0.4, 0, 0)) for s in (-1, 1)
]
PLATE = (0.9, 0.9, 0.1)


def distance(mesh: ColoredTriangles) -> np.ndarray:
    """The true distance at all nodes, in units of TRUNCATION."""
    return true_distance([mesh], CPU)[0][0].numpy()


def test_the_truth_is_the_distance_to_what_is_seen_from_outside() -> None:
    found = distance(boxed(((0.5, 0.5, 0.5), (0, 0, 0)), ((0.05, 0.3, 0.3), (0, 0, 0))))  # one in the other
    axis = GRID.axes[0]
    expected = np.abs(np.stack(np.meshgrid(axis, axis, axis, indexing="ij"))).max(0) - 0.25
    inner = expected <= 0  # outside of an edge the distance is larger
    np.testing.assert_allclose(
        found[inner], (expected[inner] / (TRUNCATION * GRID.voxel)).clip(-1), atol=0.27
    )
    assert (found[~inner] > -0.15).all()


def test_a_crate_without_lid_is_hollow_and_a_house_without_floor_is_solid() -> None:
    middle = len(GRID.axes[0]) // 2
    crate = distance(boxed(*SIDES, (PLATE, (0, 0, -0.3))))
    house = distance(boxed(*SIDES, (PLATE, (0, 0, 0.3))))
    assert crate[middle, middle, middle] == 1
    assert house[middle, middle, middle] == -1


def test_a_sheet_without_thickness_is_there() -> None:
    """The outside is less than a voxel from it, though nothing is inside."""
    plate = ColoredTriangles(
        np.array([[[-0.4, -0.4, 0], [0.4, -0.4, 0], [0.4, 0.4, 0]]], np.float32),
        np.zeros((1, 3, 3), np.uint8),
    )
    found, solid = true_distance([plate], CPU)
    assert not solid[0] or float(found.min()) < 0
    assert TRUNCATION * float(found.min()) < 0.5


def test_what_is_turned_stays_together() -> None:
    """All that `batch_of` does to an object keeps pictures, lenses and truth together: what is inside lies in
    the hull, and the red sides are where they are drawn."""
    mesh = boxed(((0.9, 0.3, 0.2), (0, 0, 0)), ((0.2, 0.3, 0.4), (0.3, 0.1, 0.2)))
    views = [
        orbit_camera(a, e, 3.2, np.radians(30), 320) for a, e in ((20, 20), (110, -10), (200, 20), (290, -10))
    ]
    made = drawn([seen_by(mesh, views)], CPU)
    for seed in range(6):
        seen, hull, true = batch_of(made, np.array([0]), np.random.default_rng(seed))
        assert float((hull - true)[hull < 0.5].max()) < 0.5
        surface = (true[0].abs() < 0.2).nonzero() / (len(GRID.axes[0]) - 1) * 2 * GRID.axes[0][
            -1
        ] - GRID.axes[0][-1]
        points = torch.cat([surface, torch.ones(len(surface), 1)], 1)
        for view in range(4):
            found = points @ seen.lenses[0, view].T
            pixels = (found[:, :2] / found[:, 3:]).long().clamp(0, 127)
            assert float(seen.pictures[0, view, 3][pixels[:, 1], pixels[:, 0]].mean()) > 0.85


@pytest.fixture
def few_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carver, "LIST_LENGTH", 5)


def test_objects_are_made_and_learnt_from(assets: Path, tmp_path: Path, few_are_measured: None) -> None:
    with objects(assets, 2, 0) as made:
        making = Making(Lessons.empty(8, CPU), made)
        making.run()
    assert making.failed is None
    assert 0 < making.count[0] <= 2
    torch.manual_seed(0)
    taught = learn(Carver((8, 8), (8, 8)), making.lessons, making.count, [0.0], 1, tmp_path / "carver")
    same = Carver.load(tmp_path / "carver")
    seen, hull, _ = batch_of(making.lessons, np.array([0]), np.random.default_rng(0))
    with torch.inference_mode():
        torch.testing.assert_close(same(seen, hull), taught(seen, hull), atol=0.01, rtol=0.01)


def test_a_pack_holds_what_may_be_learnt_from(assets: Path, tmp_path: Path, few_are_measured: None) -> None:
    library = AssetLibrary(assets)
    write_pack(library, tmp_path / "pack", lessons(library), words=False)
    assert lessons(Pack(tmp_path / "pack")) == lessons(library)


def test_nothing_is_learnt_from_what_is_measured(assets: Path, few_are_measured: None) -> None:
    library = AssetLibrary(assets)
    found = lessons(library)
    measured = {record.family for record in (*library.held_out, *fixed_list(library.whole, 5))}
    assert 0 < len(found) < len(library.seen)
    assert not measured & {record.family for record in found}


def test_too_few_assets_are_refused(assets: Path) -> None:
    with pytest.raises(ModelsheetError, match="100 are kept to measure with"):
        lessons(AssetLibrary(assets))
