"""A command that is killed, or that the disk refuses, leaves the old state or the new one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.crash import KILLED, run, stopped, tree

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX does it")


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("interrupted") / "home"
    home.mkdir()
    assert run(home, ["init", "."]).code == 0
    return home


def test_the_fixture_stops_a_command_where_it_says(programme: Path) -> None:
    command = ["print", "mentee_before_session"]
    for one in stopped(programme, command, most=3):
        assert one.ran.code == (KILLED if one.how == "kill" else one.ran.code)
        last = tree(one.home, "printed")
        assert len(one.ran.calls) or not last
