"""Two processes give what one alone gives, or less: never something else."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor

import pytest

from generator.files import pool as halves
from generator.files.pool import side_by_side, two_at_a_time

linux = pytest.mark.skipif(
    sys.platform != "linux" or (os.cpu_count() or 1) < 2, reason="no second process here"
)


@linux
def test_each_place_is_done_once_in_two_processes() -> None:
    def slowly(places: Iterator[int]) -> tuple[int, list[int]]:
        done = []
        for place in places:
            time.sleep(0.01)
            done.append(place)
        return os.getpid(), done

    (ours, here), (theirs, there) = side_by_side(slowly, 40)
    assert sorted([*here, *there]) == list(range(40))
    assert ours == os.getpid() != theirs
    assert here
    assert there


@linux
def test_work_that_fails_or_hangs_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "GRACE", 0.5)
    here = os.getpid()

    def hanging(places: Iterator[int]) -> str:
        time.sleep(60 * (os.getpid() != here))
        return "here"

    def failing(places: Iterator[int]) -> str:
        if os.getpid() != here:
            os._exit(1)
        return "here"

    assert list(side_by_side(hanging, 2)) == ["here"]
    assert list(side_by_side(failing, 2)) == ["here"]


def test_elsewhere_nothing_is_done_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert list(side_by_side(list, 2)) == []


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
