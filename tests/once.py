"""What is made once in a test run and shared by all its processes."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.commands.init import new_programme
from generator.inputs import load
from generator.site_contents import _kept_forms
from tests.small_programme import small_programme

#: Longest wait for another process that makes something, in seconds.
PATIENCE = 300


def shared(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that every process of a test run has."""
    own = factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


def once(folder: Path, make: Callable[[], object]) -> None:
    """Make a folder's contents, or wait until another process of this test run has."""
    done = folder / "done"
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        _wait(done)
    else:
        try:
            make()
        except Exception as fault:
            done.write_text(f"failed: {fault}", encoding="utf-8")
            raise
        done.write_text("made", encoding="utf-8")
    assert done.read_text(encoding="utf-8") == "made"


def _wait(done: Path) -> None:
    for _ in range(PATIENCE * 10):
        if done.exists() and done.read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    raise AssertionError(f"the process that makes {done.parent.name} for tests has not finished")


def fresh_programme(home: Path, factory: pytest.TempPathFactory) -> None:
    """Copy a new programme as ``mentoring init`` makes it."""
    place = shared(factory) / "fresh"
    once(place, lambda: new_programme(place / "own"))
    shutil.copytree(place / "own", home)


def printed_programme(home: Path, factory: pytest.TempPathFactory) -> None:
    """Copy a new programme with its questionnaires printed already."""
    place = shared(factory) / "printed"

    def made() -> None:
        fresh_programme(place / "own", factory)
        _kept_forms(place / "own", load(place / "own", []))

    once(place, made)
    shutil.copytree(place / "own", home)


def printed_small_programme(home: Path, factory: pytest.TempPathFactory) -> Path:
    """Copy the small programme with its forms printed already, and return its folder."""
    place = shared(factory) / "printed-small"

    def made() -> None:
        own = small_programme(place / "own")
        _kept_forms(own, load(own, []))

    once(place, made)
    shutil.copytree(place / "own", home)
    return home
