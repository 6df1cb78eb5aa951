"""The assets on disk: which are held out, and how their sheets are cached."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from modelsheet.training.dataset import AssetLibrary
from modelsheet.training.train import TRAINING, never_saw_held_out


def test_families_are_held_out_whole_and_always_the_same(assets: Path):
    library = AssetLibrary(assets)
    held, seen = library.held_out, library.seen
    assert held
    assert len(held) + len(seen) == len(library.whole)
    assert not {record.family for record in held} & {record.family for record in seen}
    assert [record.id for record in AssetLibrary(assets).held_out] == [record.id for record in held]


def test_some_sheets_come_out_of_the_cache_of_all(assets: Path, tmp_path: Path):
    library = AssetLibrary(assets)
    every = library.sheets(library.whole, tmp_path, workers=1)
    held = library.sheets(library.held_out, tmp_path, workers=1)
    place = {record.id: i for i, record in enumerate(every.records)}
    for i, record in enumerate(held.records):
        np.testing.assert_array_equal(held.rgba[i], every.rgba[place[record.id]])
        np.testing.assert_array_equal(held.depth[i], every.depth[place[record.id]])


def test_a_model_says_whether_it_saw_the_held_out(tmp_path: Path):
    assert not never_saw_held_out(tmp_path)
    (tmp_path / TRAINING).write_text(json.dumps({"held_out": True}))
    assert never_saw_held_out(tmp_path)
