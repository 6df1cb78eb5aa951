"""One clock and one stream of events for a run."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from modelsheet.context import Context, Event, Forming, Phase


def test_phases_are_told_and_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 1.0, 3.0, 10.0, 14.0, 20.0, 21.0])
    monkeypatch.setattr("modelsheet.context.time", SimpleNamespace(perf_counter=lambda: next(now)))
    events: list[Event] = []
    context = Context(events.append)
    with context.phase("draw"):
        context.progress(0.5)
    with context.phase("bake"):
        pass
    with context.phase("draw"):
        pass
    assert events[:3] == [Phase("draw", 0.0, 0.0), Phase("draw", 0.5, 1.0), Phase("draw", 1.0, 3.0)]
    assert context.seconds == {"draw": 4.0, "bake": 4.0}


def test_a_phase_that_fails_has_no_end_and_no_seconds() -> None:
    events: list[Event] = []
    context = Context(events.append)
    with pytest.raises(RuntimeError), context.phase("draw"):
        raise RuntimeError
    assert events == [Phase("draw", 0.0, 0.0)]
    assert context.seconds == {}


def test_what_the_listener_raises_ends_the_run() -> None:
    def stop(event: Event) -> None:
        if isinstance(event, Forming):
            raise KeyboardInterrupt

    context = Context(stop)
    with pytest.raises(KeyboardInterrupt), context.phase("draw"):
        context.forming(1, 2, lambda: pytest.fail("a sheet costs time: nobody asked for it"))


def test_seconds_are_seconds() -> None:
    context = Context()
    with context.phase("sleep"):
        time.sleep(0.02)
    assert 0.02 <= context.seconds["sleep"] < 5
