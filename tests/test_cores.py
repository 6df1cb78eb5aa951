from __future__ import annotations

import os
import sys
import threading

import pytest

from modelsheet.cores import cores, meanwhile, side_by_side, threads


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


def test_results_come_in_order_whoever_is_first(monkeypatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    second_ran = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert second_ran.wait(10)  # the first item waits for the second: they run at once
        second_ran.set()
        return number * number

    assert side_by_side(work, range(5)) == [0, 1, 4, 9, 16]


@pytest.mark.parametrize("count", ["1", "2"])
def test_an_error_ends_it(count, monkeypatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", count)
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda a, b: a // b, [1, 2], [1, 0])


def test_work_goes_on_meanwhile(monkeypatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    done = threading.Event()
    result = meanwhile(lambda: done.set() or 7)
    assert done.wait(10)  # before anybody asks for it
    assert result() == 7


def test_on_one_core_it_waits_until_it_is_needed(monkeypatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    done: list[int] = []
    result = meanwhile(lambda: done.append(1) or len(done))
    assert not done
    assert result() == 1


@pytest.mark.parametrize("count", ["1", "2"])
def test_what_goes_wrong_meanwhile_shows_when_it_is_needed(count, monkeypatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", count)
    result = meanwhile(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        result()
