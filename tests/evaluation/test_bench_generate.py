"""The speed benchmark adds up what it says it adds up."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.evaluation import bench_generate
from modelsheet.evaluation.bench_generate import table


def test_figures_are_medians_with_the_phases_apart(monkeypatch):
    warm = [{"draw": draw, "save": 1.0} for draw in (9.0, 2.0, 4.0)]
    cold = {0: (30.0, 2**30), 1: (10.0, 3 * 2**30), 2: (11.0, 2**29)}
    monkeypatch.setattr(bench_generate, "_warm", lambda *_: warm)
    monkeypatch.setattr(bench_generate, "_cold", lambda prompt, generator, seed, out: cold[seed])
    monkeypatch.setattr(bench_generate, "_import_torch", lambda: 2.5)
    result = bench_generate.bench("a wooden barrel", "embedded", 3)

    assert result["warm_seconds"] == 5.0
    assert result["warm_phases"] == {"draw": 4.0, "save": 1.0}
    assert result["cold_seconds"] == 11.0
    assert result["peak_memory"] == 3 * 2**30
    lines = [line.split() for line in table(result).splitlines()[1:]]
    assert ["draw", "4.00", "s"] in lines
    assert ["cold", "process", "11.00", "s"] in lines
    assert ["of", "it", "to", "import", "torch", "2.50", "s"] in lines
    assert ["peak", "memory", "3.00", "GB"] in lines


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell")
def test_a_process_is_measured_with_its_memory(tmp_path, monkeypatch):
    hungry = tmp_path / "modelsheet.py"
    hungry.write_text("import time; x = bytearray(200 << 20); time.sleep(0.3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    mine = np.ones(400 << 20, np.uint8)  # memory of the process that measures does not count
    seconds, peak = bench_generate._cold("a wooden barrel", "embedded", 0, tmp_path / "out")
    assert seconds >= 0.3
    assert 200 * 2**20 <= peak < 300 * 2**20
    del mine


def test_a_run_that_fails_is_no_figure(tmp_path, capfd):
    with pytest.raises(ModelsheetError, match="exit code 2"):
        bench_generate._cold("", "embedded", 0, tmp_path / "out")
    assert "the prompt is empty" in capfd.readouterr().err
