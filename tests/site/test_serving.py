"""``mentoring serve``: the address is told once it is ours, and not before a fault."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from generator.files.live_site import serve_site
from generator.report.site import GeneratedSite
from generator.survey.problem import Parsed
from tests.small_programme import small_programme


def test_an_address_that_is_taken_is_no_address_of_ours(
    programme: Path, generated: GeneratedSite
) -> None:
    told: list[str] = []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        (fault,) = serve_site(
            programme, lambda: Parsed(generated), lambda problems: None,
            lambda: told.append("started"), address=address, watch=(),
        )  # fmt: skip
    assert (fault.rule, told) == ("address", [])


def test_an_address_that_is_ours_is_told(
    programme: Path, generated: GeneratedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mkdocs.livereload.LiveReloadServer._build_loop", stopped)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    faults = serve_site(
        programme, lambda: Parsed(generated), lambda problems: None,
        lambda: told.append("started"), address=address, watch=(),
    )  # fmt: skip
    assert (faults, told) == ((), ["started"])


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")
@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_a_preview_goes_however_the_command_ends(tmp_path: Path, how: str) -> None:
    """At once, or where the process is killed, with the next command."""
    programme = small_programme(tmp_path / "own")
    environ = {**os.environ, "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "kept")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    start = [sys.executable, "-m", "generator", "-C", str(programme)]
    process = subprocess.Popen(
        [*start, "serve", "--address", address], env=environ, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    assert "The site is at" in process.stdout.readline()
    (place,) = tmp_path.glob("mentoring-*/site")
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    process.send_signal(getattr(signal, how))
    process.wait(30)
    assert place.exists() == (how == "SIGKILL")
    told = subprocess.run([*start, "check"], env=environ, text=True, capture_output=True)
    assert not list(tmp_path.glob("mentoring-*"))
    assert ("interrupted" in told.stderr) == (how == "SIGKILL")
