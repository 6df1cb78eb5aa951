"""Kill a process at random 20 times in a batch of 60, fill the disk once: nothing is lost or made twice."""

from __future__ import annotations

import sys

import pytest

from modelsheet.batch import run_batch
from modelsheet.evaluation.bench_batch import load_stand_in

from .torment import check, grow, small_disk, torment

COUNT, KILLS = 60, 20
OPTIONS = {"triangles": 100, "texture_size": 64}
_BATCH = f"""
import sys
from modelsheet.cli import ModelsheetError
from modelsheet.batch import run_batch
from modelsheet.evaluation.bench_batch import load_stand_in

if __name__ == "__main__":
    try:
        counts = run_batch(sys.argv[1], sys.argv[2], defaults={OPTIONS}, workers=2, load=load_stand_in)
    except ModelsheetError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    sys.exit(3 if counts.failed else 0)
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_nothing_is_lost_and_nothing_made_twice(jobs_file, tmp_path):
    jobs = jobs_file(*(f"a box, number {i}" for i in range(COUNT)))
    run_batch(jobs, tmp_path / "calm", defaults=OPTIONS, workers=2, load=load_stand_in)
    expected = check(tmp_path / "calm", COUNT)
    script = tmp_path / "batch.py"
    script.write_text(_BATCH)
    disk = tmp_path / "disk"
    try:
        with small_disk(disk, "3m"):
            out = disk / "out"
            command = [sys.executable, str(script), str(jobs), str(out)]
            events = torment(command, out, COUNT, KILLS, pause=1, room=lambda: grow(disk, "1g"))
            assert check(out, COUNT) == expected
    except OSError as error:
        pytest.skip(str(error))
    assert events.count("filled the disk") == 1
    assert len(events) == KILLS + 1
    assert "killed the batch" in events
