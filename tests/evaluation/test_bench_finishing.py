from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from modelsheet.context import Context
from modelsheet.evaluation import bench_finishing, finished
from modelsheet.finishing import FinishOptions, finish
from modelsheet.pipeline import make
from modelsheet.render import render_sheet
from modelsheet.request import Request

ROWS = {
    "simplify": [
        {"triangles": n, "method": method, "silhouette_iou": 1 - 1 / n, "hausdorff": 1 / n}
        for n in (500, 5000)
        for method in ("modelsheet", "open3d")
    ],
    "unwrap": [{"method": "modelsheet", "uv_coverage": 0.6}],
    "growth": [{"grid": n, "triangles_asked": 5000, "seconds": n / 64, "memory_gb": 0.5} for n in (64, 128)],
}


def test_ways_to_simplify_keep_to_the_budget() -> None:
    dense = bench_finishing._table(40)
    for name, way in bench_finishing.SIMPLIFIERS.items():
        surface = way(dense, 1000)
        if surface is None:
            assert name == "meshoptimizer"  # which need not be installed
            continue
        assert 500 < len(surface.faces) <= 1100, name
        assert np.abs(surface.bounds - dense.bounds).max() < 0.03, name


def test_the_table_and_the_chart_show_every_row(tmp_path: Path) -> None:
    text = bench_finishing.table(ROWS)
    assert text.count("open3d") == 2
    assert "uv coverage" in text
    pytest.importorskip("matplotlib")
    bench_finishing.chart(ROWS, tmp_path / "chart.png")
    assert (tmp_path / "chart.png").stat().st_size > 5000


@pytest.mark.slow
def test_what_takes_too_long_or_dies_is_left_out(monkeypatch) -> None:
    row = bench_finishing._in_time(bench_finishing._grown, 24, 100)
    assert row is not None
    assert row["count"] <= 100
    assert 0.05 < row["memory_gb"] < 2
    monkeypatch.setattr(bench_finishing, "_PATIENCE", 0.1)
    assert bench_finishing._in_time(time.sleep, 60) is None
    monkeypatch.setattr(bench_finishing, "_PATIENCE", 60)
    assert bench_finishing._in_time(os._exit, 1) is None


def test_a_finished_asset_is_shown_three_times() -> None:
    table = bench_finishing._table(24)
    sheet = render_sheet(table, 32)
    asset = finish(table, sheet, FinishOptions(triangles=200, texture_size=64))
    textured, wires, clay = (np.asarray(picture).astype(int) for picture in finished.three(asset.surface, 64))
    assert textured.shape == wires.shape == clay.shape == (64, 64, 3)
    assert (wires.min(-1) < 80).sum() > 50  # lines
    assert (clay.min(-1) < 80).mean() < 0.02


def test_an_assets_figures_stand_in_the_table() -> None:
    sheet = render_sheet(bench_finishing._table(24), 32, prompt="a table")
    row = finished.measure(make(sheet, Request("a table", triangles=400, texture_size=64), Context()))
    assert 0.8 < row.silhouette_iou < 1
    assert row.uv_overlap == 0
    assert row.triangles <= 400
    text = finished.table([row, row])
    assert text.count("a table") == 2
    assert "median" in text
