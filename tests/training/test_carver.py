"""The carver learns from hulls of objects whose surface is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import trimesh

from modelsheet.errors import ModelsheetError
from modelsheet.reconstruction._carver import EVIDENCE, GRID, OUTSIDE, TRUNCATION, Carver, spread_out
from modelsheet.render import RayCaster
from modelsheet.surface import Surface
from modelsheet.training import carver
from modelsheet.training.carver import (
    Lessons,
    cameras,
    disturbed,
    learn,
    lessons,
    make_samples,
    observed,
    read_samples,
    true_distance,
)
from modelsheet.training.dataset import AssetLibrary, fixed_list


def boxed(*walls: tuple[tuple[float, float, float], tuple[float, float, float]]) -> Surface:
    """Boxes of a size at a place."""
    meshes = [trimesh.creation.box(size).apply_translation(place) for size, place in walls]
    mesh = trimesh.util.concatenate(meshes)
    return Surface(mesh.vertices, mesh.faces, np.full((len(mesh.vertices), 3), 120, np.uint8))


SIDES = [((0.9, 0.1, 0.6), (0, s * 0.4, 0)) for s in (-1, 1)] + [
    ((0.1, 0.9, 0.6), (s * 0.4, 0, 0)) for s in (-1, 1)
]
PLATE = (0.9, 0.9, 0.1)


def distance(surface: Surface) -> np.ndarray:
    """The true distance at all nodes, in units of TRUNCATION."""
    nodes = np.arange(np.prod(GRID.shape), dtype=np.int32)
    return true_distance(RayCaster(surface), nodes).reshape(GRID.shape)


def test_the_truth_is_the_distance_to_what_is_seen_from_outside() -> None:
    found = distance(boxed(((0.5, 0.5, 0.5), (0, 0, 0)), ((0.05, 0.3, 0.3), (0, 0, 0))))  # one in the other
    axis = GRID.axes[0]
    expected = np.abs(np.stack(np.meshgrid(axis, axis, axis, indexing="ij"))).max(0) - 0.25
    inner = expected <= 0  # outside of an edge the distance is larger
    np.testing.assert_allclose(
        found[inner], (expected[inner] / (TRUNCATION * GRID.voxel)).clip(-1), atol=0.27
    )
    assert (found[~inner] > 0).all()


def test_a_crate_without_lid_is_hollow_and_a_house_without_floor_is_solid() -> None:
    middle = len(GRID.axes[0]) // 2
    crate = distance(boxed(*SIDES, (PLATE, (0, 0, -0.3))))
    house = distance(boxed(*SIDES, (PLATE, (0, 0, 0.3))))
    assert crate[middle, middle, middle] == 1
    assert house[middle, middle, middle] == -1


def test_turned_evidence_is_that_of_the_turned_object() -> None:
    """All that `disturbed` does to a shape keeps evidence and truth together."""
    surface = boxed(((0.9, 0.3, 0.2), (0, 0, 0)), ((0.2, 0.3, 0.4), (0.3, 0.1, 0.2)))
    rng = np.random.default_rng(3)
    sample = observed(surface, cameras(rng), rng)
    values = np.c_[sample.evidence.values, sample.distance, np.ones(len(sample.distance))]
    dense, _ = spread_out(sample.evidence.nodes, values.astype(np.float32), np.float32([*OUTSIDE, 1, 0]))
    for seed in range(4):
        turned = disturbed(torch.from_numpy(dense)[None], np.random.default_rng(seed))
        hull, true, counts = turned[0, 0], turned[0, EVIDENCE], turned[0, -1]
        assert sorted(turned.shape[2:]) == sorted(dense.shape[1:])
        assert float((hull - true)[counts > 0].max()) < 0.5  # the surface is in its hull
        outward = torch.stack(torch.gradient(hull, dim=(0, 1)))
        normals = turned[0, 6:8]
        seen = (turned[0, 1] > 0) & (hull.abs() < 0.3)
        if normals.abs().max() > 0:
            assert float((outward * normals).sum(0)[seen].mean()) > 0


@pytest.fixture
def few_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carver, "LIST_LENGTH", 5)


def test_samples_are_made_once_and_learnt_from(assets: Path, tmp_path: Path, few_are_measured: None) -> None:
    make_samples(assets, tmp_path, 2)
    (path,) = tmp_path.glob("samples-*.npz")
    first = path.read_bytes()
    make_samples(assets, tmp_path, 2)
    assert path.read_bytes() == first
    for nodes, codes in read_samples(path):
        assert codes.shape == (len(nodes), EVIDENCE + 1)
    torch.manual_seed(0)
    taught = learn(
        Carver((8, 8, 8)), Lessons(tmp_path), np.linspace(0, 0.9, 12), 2, tmp_path / "carver", "cpu"
    )
    assert json.loads((tmp_path / "carver" / "config.json").read_text()) == {"widths": [8, 8, 8]}
    same = Carver.load(tmp_path / "carver")
    given = Lessons(tmp_path)
    given.update()
    sample = given.draw(np.random.default_rng(0), "cpu")
    with torch.inference_mode():
        torch.testing.assert_close(same(sample[:, :-2]), taught(sample[:, :-2]), atol=0.01, rtol=0.01)


def test_nothing_is_learnt_from_what_is_measured(assets: Path, few_are_measured: None) -> None:
    library = AssetLibrary(assets)
    found = lessons(library)
    measured = {record.family for record in (*library.held_out, *fixed_list(library.whole, 5))}
    assert 0 < len(found) < len(library.seen)
    assert not measured & {record.family for record in found}


def test_too_few_assets_are_refused(assets: Path) -> None:
    with pytest.raises(ModelsheetError, match="100 are kept to measure with"):
        lessons(AssetLibrary(assets))
