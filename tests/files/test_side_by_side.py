"""Two halves at once give what one after the other gives, or less: never something else."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import BrokenExecutor

import pytest

from generator.files import side_by_side as halves
from generator.files.side_by_side import side_by_side, two_at_a_time

linux = pytest.mark.skipif(
    sys.platform != "linux" or (os.cpu_count() or 1) < 2, reason="no second process here"
)


@linux
def test_both_halves_come_back_from_two_processes() -> None:
    found = side_by_side(lambda which: (which, os.getpid()))
    assert [which for which, _ in found] == [0, 1]
    assert found[0][1] == os.getpid() != found[1][1]


@linux
def test_a_half_that_fails_or_hangs_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "GRACE", 0.5)

    def hanging(which: int) -> int:
        time.sleep(60 * which)
        return which

    def failing(which: int) -> int:
        if which:
            os._exit(1)
        return which

    assert list(side_by_side(hanging)) == [0]
    assert list(side_by_side(failing)) == [0]


def test_elsewhere_nothing_is_done_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert list(side_by_side(lambda which: which)) == []


@pytest.mark.parametrize("fault", [PermissionError, BrokenExecutor])
def test_where_no_process_may_start_all_is_done_here(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(halves, "ProcessPoolExecutor", refused)
    assert list(two_at_a_time(abs, [-1, 2, -3], least=1)) == [1, 2, 3]


def test_many_things_come_in_order_from_two_processes() -> None:
    assert list(two_at_a_time(abs, list(range(-9, 9)), least=1, together=4)) == [
        abs(number) for number in range(-9, 9)
    ]
