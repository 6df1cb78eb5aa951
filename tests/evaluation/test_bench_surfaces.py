"""Drawn sheets before and after they are made regular."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import trimesh

from modelsheet.evaluation.bench_surfaces import bench_surfaces, table
from modelsheet.render import render_sheet
from modelsheet.surface import Surface


def test_a_crate_that_is_drawn_unevenly_becomes_flat_and_symmetric(tmp_path: Path) -> None:
    crate = trimesh.creation.box((1, 0.8, 0.7))
    sheet = render_sheet(Surface(crate.vertices, crate.faces).normalized(), prompt="a crate")
    random = np.random.default_rng(0)
    views = tuple(
        replace(view, depth=(view.depth + random.normal(0, 0.004, view.alpha.shape)).astype(np.float32))
        for view in sheet
    )
    sheet = replace(sheet, views=views, generator="drawn", seed=7)
    sheet.save(tmp_path / "a-crate")
    (row,) = bench_surfaces(sheets=tmp_path)
    assert row.symmetries == "x y"
    assert row.flat_after > 0.95
    assert row.flat_after >= row.flat_before
    assert row.asymmetry_after < 0.001
    assert row.floating_after == row.noted == 0
    assert row.iou_after > 0.97
    assert "a crate" in table([row])
