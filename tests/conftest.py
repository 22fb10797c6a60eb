"""What all tests share: Hypothesis without deadlines, no silent skips in CI, a tiny programme."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

TINY = Path(__file__).parent / "cases" / "tiny" / "instruments"

settings.register_profile("mentoring", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("mentoring")
# pyarrow is here for one export; users without it have Python's own strings. What runs as a
# command of its own has pyarrow's, so that both are tried.
pd.set_option("mode.string_storage", "python")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail where anything was skipped, if MENTORING_NO_SKIPS asks for that (CI does)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("MENTORING_NO_SKIPS"):
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and exitstatus == pytest.ExitCode.OK:
        for report in skipped:
            reporter.write_line(f"skipped, which is not allowed here: {report.nodeid}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def tiny() -> dict[str, str]:
    """The tiny programme's files: name → text."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(TINY.glob("*.yml"))}


@pytest.fixture
def tiny_with(tiny: dict[str, str]) -> Callable[[list[tuple[str, str, str]]], dict[str, str]]:
    """A function that puts other texts into the tiny programme's files (the first place each)."""

    def edited(edits: list[tuple[str, str, str]]) -> dict[str, str]:
        files = dict(tiny)
        for name, old, new in edits:
            assert old in files[name], f"{name} holds no {old!r}"
            files[name] = files[name].replace(old, new, 1)
        return files

    return edited
