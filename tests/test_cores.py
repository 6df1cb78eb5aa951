from __future__ import annotations

import os
import sys

import pytest

from modelsheet.cores import cores, threads


@pytest.mark.skipif(sys.platform != "linux", reason="no such call elsewhere")
def test_cores_are_those_that_the_process_may_use():
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)
    assert cores() == len(allowed)


@pytest.mark.parametrize(("said", "count"), [("3", 3), ("2,1", 2), ("0", None), ("", None), ("many", None)])
def test_threads_are_as_many_as_the_user_says_or_one_a_core(said, count, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert threads() == (count or cores())
