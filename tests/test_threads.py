from __future__ import annotations

import threading

import pytest

from modelsheet.threads import side_by_side


def test_results_come_in_order_whoever_is_first() -> None:
    second_ran = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert second_ran.wait(10)  # the first item waits for the second: they run at once
        second_ran.set()
        return number * number

    assert side_by_side(work, range(5)) == [0, 1, 4, 9, 16]


def test_an_error_ends_it() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda a, b: a // b, [1, 2], [1, 0])
