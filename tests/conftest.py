"""What all tests share: no deadlines, no silent skips in CI, a tiny programme, a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, one for all tests of a process: a second one cannot be begun beside it."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium (Debian package chromium) is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Page]:
    """One page for all tests that only read: to begin another takes as long as most of them."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def page(window: Page) -> Page:
    """Return a page as wide as a desk, for somebody who asked for calm and nothing else."""
    window.set_viewport_size({"width": 1280, "height": 900})
    window.emulate_media(
        media="null", color_scheme="null", forced_colors="null", reduced_motion="reduce"
    )
    return window
