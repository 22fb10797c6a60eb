"""``mentoring scan`` that is killed, or finds the disk full: all stands at the end, or nothing.

What was read before is kept; the next run goes on and gives what an undisturbed one gives. The
scan is a print as it left the printer, read by the real reader.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.files.typst_compiler import render
from tests.crash import KILLED, How, run, stopped, tree
from tests.scan.invented import tiny_definitions
from tests.scan.places import programme_in
from tests.scan.test_scan_command import review_data, saved

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX does it")
SCAN = ["-C", "own", "scan", "april.pdf", "--output", "scanned"]
DECIDED = [*SCAN, "--decisions", "decisions.json"]
FINAL = ("mentor_before-scan.csv", "sources.csv", "pages.csv", "review/review.html")


def environ(home: Path) -> Mapping[str, str]:
    return {"XDG_CACHE_HOME": str(home / "user"), "TMPDIR": str(home / "tmp")}


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with one scanned copy of two pages, nothing ticked, and 1 answer decided."""
    home = tmp_path_factory.mktemp("scan") / "home"
    for name in ("user", "tmp"):
        (home / name).mkdir(parents=True)
    own = programme_in(home / "own")
    known = tiny_definitions()
    form = next(one for one in known.instruments if one.id == "mentor_before")
    printed = render(known.programme, form, "standard", copy="AAAA", code="K7RM-4WDX")
    (own / "april.pdf").write_bytes(printed.pdf)
    ran = run(home, SCAN, environ=environ(home))
    assert "rows that seem blank" in ran.told
    tasks = review_data(own)["tasks"]
    said = {tuple(task["key"]): "" for task in tasks}
    one = next(task for task in tasks if task["mode"] == "one")
    said[tuple(one["key"])] = one["options"][0]["code"]  # a copy without any answer gives no row
    (own / "decisions.json").write_text(saved(said), "utf-8")
    shutil.rmtree(own / "scanned")
    return home


def finished(home: Path) -> dict[str, bytes]:
    """Return what stands for good."""
    found = tree(home / "own/scanned")
    return {name: content for name, content in found.items() if name in FINAL}


@pytest.fixture(scope="module")
def whole(decided: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """What an undisturbed run makes, and its calls."""
    home = decided.parent / "whole" / "home"
    shutil.copytree(decided, home)
    done = run(home, DECIDED, environ=environ(home))
    assert done.code == 0, done.told
    return finished(home), done.calls


@pytest.mark.parametrize("how", ["kill", "ENOSPC"])
def test_all_of_it_stands_or_nothing_and_the_next_run_goes_on(
    decided: Path, whole: tuple[dict[str, bytes], tuple[str, ...]], how: How
) -> None:
    wanted, calls = whole
    assert set(wanted) == set(FINAL)
    for one in stopped(decided, DECIDED, how, 4, environ=environ, calls=calls):
        assert finished(one.home) in ({}, wanted), one.at
        assert one.ran.code == KILLED if how == "kill" else one.ran.code in (0, 1), one.at
        again = run(one.home, DECIDED, environ=environ(one.home))
        assert again.code == 0, (one.at, again.told)
        assert finished(one.home) == wanted, one.at
        assert not [name for name in tree(one.home / "own/scanned") if "-new-" in name], one.at
