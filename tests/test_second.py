"""The process that computes beside this one."""

from __future__ import annotations

import operator
import os
import time

import numpy as np
import pytest

from modelsheet import second
from modelsheet.second import beside


@pytest.fixture
def process(monkeypatch):
    """The second process, ready."""
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setattr(second, "_second", None)
    second.start(os.getpid)
    deadline = time.monotonic() + 60
    while not second._second.ready:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    yield second._second._process
    second.stop()


def test_it_computes_in_a_process_of_its_own(process):
    assert beside(os.getpid)() == process.pid


def test_answers_belong_to_their_questions(process):
    asked = [beside(operator.mul, np.full(100_000, i), 2) for i in range(5)]
    assert [int(answer()[0]) for answer in asked] == [0, 2, 4, 6, 8]


def test_work_in_many_steps_waits_for_its_turn_where_there_is_no_process(monkeypatch):
    monkeypatch.setattr(second, "_second", None)
    done: list[int] = []
    result = beside(done.append, 1, in_steps=True)
    assert done == []
    result()
    assert done == [1]


def test_work_in_many_steps_is_done_there_too(process):
    assert beside(os.getpid, in_steps=True)() == process.pid


def test_what_fails_there_fails_here(process):
    failing = beside(operator.truediv, 1, 0)
    with pytest.raises(ZeroDivisionError):
        failing()
    assert beside(operator.truediv, 1, 2)() == 0.5


def test_what_cannot_be_sent_is_done_here(process):
    here = []
    assert beside(lambda: here.append(1) or len(here))() == 1
    assert beside(os.getpid)() == process.pid


def test_what_it_was_asked_before_it_died_is_done_here(process):
    beside(time.sleep, 60)
    answer = beside(os.getpid)
    process.kill()
    assert answer() == os.getpid()
    assert beside(os.getpid)() == os.getpid()


def test_it_ends_with_its_input(process):
    process.stdin.close()
    assert process.wait(10) == 0


def test_stopped_it_is_gone(process):
    asked = beside(time.sleep, 0.01)
    second.stop()
    assert process.poll() is not None
    assert asked() is None
    assert beside(os.getpid)() == os.getpid()


def test_with_one_thread_there_is_none(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setattr(second, "_second", None)
    second.start(os.getpid)
    assert second._second is None
    assert beside(os.getpid)() == os.getpid()
