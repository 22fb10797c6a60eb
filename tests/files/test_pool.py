"""Two processes give what one alone gives, in the same order."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from functools import partial
from operator import pow as power
from pathlib import Path

import pytest

from generator.definitions.problem import Problem, RefusedError, SourceLine, refuse
from generator.files import pool
from generator.files.pool import beside, two_at_a_time

linux = pytest.mark.skipif(
    sys.platform != "linux" or (os.cpu_count() or 1) < 2, reason="no copies of a process here"
)


@linux
def test_copies_of_this_process_know_what_it_knows() -> None:
    here = os.getpid()
    known = object()  # nothing that could be handed over
    found = list(
        two_at_a_time(
            lambda n: (n, os.getpid(), known is not None), range(40), least=1, copies=True
        )
    )
    assert [n for n, *_ in found] == list(range(40))
    assert here not in {process for _, process, _ in found}


@linux
@pytest.mark.parametrize("ends", [lambda: time.sleep(60), lambda: os._exit(1)])
def test_where_a_copy_fails_or_hangs_it_is_done_here(
    monkeypatch: pytest.MonkeyPatch, ends: object
) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 0.5)
    here = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != here and number == 3:
            ends()  # type: ignore[operator]
        return -number

    assert list(two_at_a_time(work, range(6), least=1, copies=True)) == [0, -1, -2, -3, -4, -5]


@pytest.mark.parametrize("fault", [PermissionError, BrokenExecutor])
@pytest.mark.parametrize("copies", [False, True])
def test_where_no_process_may_start_all_is_done_here(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception], copies: bool
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(pool, "ProcessPoolExecutor", refused)
    assert list(two_at_a_time(abs, [-1, 2, -3], least=1, copies=copies)) == [1, 2, 3]
    assert beside(partial(abs, -1))() == 1


@linux
def test_work_beside_goes_on_in_a_copy_of_this_process(tmp_path: Path) -> None:
    known = object()

    def work() -> tuple[int, bool]:
        while not (tmp_path / "later").exists():
            time.sleep(0.01)
        return os.getpid(), known is not None

    given = beside(work)
    (tmp_path / "later").touch()
    process, knew = given()
    assert knew
    assert process != os.getpid()


@linux
@pytest.mark.parametrize("ends", [lambda: time.sleep(60), lambda: os._exit(1)])
def test_where_a_copy_beside_fails_or_hangs_its_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch, ends: Callable[[], object]
) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 0.5)
    here = os.getpid()
    assert beside(lambda: os.getpid() if os.getpid() == here else ends())() == here


@linux
def test_other_processes_end_at_ctrl_c_without_a_word() -> None:
    asked = [signal.SIGINT] * 4
    for copies in (False, True):
        found = list(two_at_a_time(signal.getsignal, asked, least=1, copies=copies))
        assert found == [signal.SIG_DFL] * 4


def test_what_a_copy_refuses_is_told_whole() -> None:
    both = [Problem(SourceLine("a.csv", line), "rule", "A fault.", "A remedy.") for line in (2, 3)]
    with pytest.raises(RefusedError) as refused:
        beside(partial(refuse, both))()
    assert list(refused.value.problems) == both


def test_many_things_come_in_order_from_two_new_processes() -> None:
    assert list(two_at_a_time(partial(power, 2), range(18), least=1)) == [2**n for n in range(18)]


def test_a_fault_of_the_work_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(two_at_a_time(partial(divmod, 1), [1, 0], least=1))
