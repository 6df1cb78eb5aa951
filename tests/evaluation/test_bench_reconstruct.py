"""Every method on the same sheets of known meshes."""

from __future__ import annotations

import json

import numpy as np
import pytest
import trimesh

from modelsheet.errors import ModelsheetError
from modelsheet.evaluation.bench_reconstruct import METHODS, bench_reconstruct
from modelsheet.training.dataset import AssetLibrary, fixed_list


@pytest.fixture
def library(tmp_path):
    """A data folder with a ball and a block, and a kit piece that is not measured."""
    meshes = [trimesh.creation.icosphere(3), trimesh.creation.box((1, 2, 3)), trimesh.creation.box()]
    lines = []
    for i, name in enumerate(("ball", "block", "piece")):
        names = dict.fromkeys(("id", "caption", "noun", "concept", "category", "family"), name)
        place = {"shard": "meshes-00.npz", "shard_index": i, "front_known": True}
        lines.append(
            json.dumps({**names, **place, "captions": [name], "colors": [], "modular": name == "piece"})
        )
    (tmp_path / "index.jsonl").write_text("\n".join(lines))
    np.savez(
        tmp_path / "meshes-00.npz",
        vertices=np.concatenate([mesh.vertices for mesh in meshes]).astype(np.float32),
        faces=np.concatenate([mesh.faces for mesh in meshes]).astype(np.int32),
        corner_rgb=np.full((sum(len(mesh.faces) for mesh in meshes), 3, 3), 128, np.uint8),
        vertex_offsets=np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)]),
        face_offsets=np.cumsum([0, *(len(mesh.faces) for mesh in meshes)]),
    )
    return tmp_path


def test_every_method_gets_a_row(library):
    told = []
    bench = bench_reconstruct(
        library, samples=1000, progress=lambda caption, share: told.append((caption, share))
    )
    assert sorted(told, key=lambda line: line[1])[0][1] == 0
    assert {caption for caption, _ in told} == {"ball", "block"}
    rows = {row["method"]: row for row in bench.rows()}
    assert list(rows) == list(METHODS)
    assert all(row["assets"] == 2 for row in rows.values())
    hull, silhouettes = rows["depth hull"], rows["silhouettes"]
    assert hull["watertight"] == 1
    assert hull["lost"] == 0
    assert hull["chamfer_mean"] < 0.0015
    assert hull["f_one_mean"] > 0.99
    assert hull["chamfer_mean"] < min(rows["TSDF"]["chamfer_mean"], silhouettes["chamfer_mean"])
    assert rows["Poisson 7"]["f_one_mean"] > 0.9
    assert json.loads(json.dumps(bench.to_dict()))["rows"] == bench.rows()
    assert str(bench).count("\n") == len(METHODS)


def test_views_from_around_have_rows_of_their_own(library):
    bench = bench_reconstruct(
        library, 1, samples=1000, resolution=64, methods=["depth hull", "silhouettes"], perspective=True
    )
    hull, silhouettes = bench.rows()
    assert hull["chamfer_median"] < silhouettes["chamfer_median"] < 0.2
    with pytest.raises(ModelsheetError, match="no method TSDF: give some of depth hull, silhouettes, refine"):
        bench_reconstruct(library, methods=["TSDF"], perspective=True)


def test_the_list_is_fixed(library):
    records = AssetLibrary(library).whole * 200
    assert fixed_list(records, 100)[:7] == fixed_list(records, 7)
    assert len(fixed_list(records, 150)) == 150
    with pytest.raises(ModelsheetError, match="at least 1"):
        fixed_list(records, 0)
