"""``mentoring serve``: the address is told once it is ours, and not before a fault."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from generator.files.live_site import serve_site
from generator.report.site import GeneratedSite
from generator.survey.problem import Parsed


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
