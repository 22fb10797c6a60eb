"""``mentoring serve``: the address is told once it is ours, and not before a fault."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from mkdocs import livereload
from mkdocs.config import load_config

from generator.cli import main
from generator.files.live_site import LiveReloadServer, serve_site
from generator.report.site import GeneratedSite
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
            programme, lambda _: generated, lambda problems: None,
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
        programme, lambda _: generated, lambda problems: None,
        lambda: told.append("started"), address=address, watch=(),
    )  # fmt: skip
    assert (faults, told) == ((), ["started"])


def _by_default() -> None:
    """Take signals as a terminal's program does; a test in the background ignores some."""
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")
@pytest.mark.parametrize("how", ["SIGHUP", "SIGINT", "SIGKILL"])
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
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=_by_default,
    )  # fmt: skip
    assert process.stdout is not None
    assert "The site is at" in process.stdout.readline()
    (place,) = tmp_path.glob("mentoring-*/site")
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    process.send_signal(getattr(signal, how))
    process.wait(30)
    assert place.exists() == (how == "SIGKILL")
    if how == "SIGKILL":
        told = subprocess.run([*start, "check"], env=environ, text=True, capture_output=True)
        assert "interrupted" in told.stderr
    assert not list(tmp_path.glob("mentoring-*"))


@contextmanager
def live(root: Path, host: str) -> Iterator[LiveReloadServer]:
    """Serve a folder as it stands, without rebuilding."""
    server = LiveReloadServer(lambda: None, host=host, port=0, root=str(root))
    server.given = host
    server.watch(str(root))
    server.server_bind()
    server.server_activate()
    server.serve_thread.start()
    yield server
    server.shutdown()


def asked(server: LiveReloadServer, host: str | None, path: str = "/index.html") -> tuple[int, str]:
    """Return status and text of an answer to a request that names this host."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    if host is not None:
        connection.putheader("Host", host.replace("PORT", str(server.server_port)))
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize(
    "host", ["localhost:PORT", "LocalHost:PORT", "127.0.0.1:PORT", "[::1]:PORT"]
)
def test_its_own_address_is_answered(site: Path, host: str) -> None:
    with live(site, "127.0.0.1") as server:
        status, text = asked(server, host)
    assert (status, "<h1" in text) == (200, True)


@pytest.mark.parametrize(
    "host",
    ["rebound.example:PORT", "rebound.example", "localhost", "127.0.0.1:1", "10.0.0.7:PORT", "",
     "localhost:PORT.rebound.example", "rebound.example:PORT@localhost:PORT", None],
)  # fmt: skip
def test_a_name_that_is_not_its_own_is_refused(site: Path, host: str | None) -> None:
    """A page elsewhere can give its own name this computer's address; nothing is told to it."""
    with live(site, "127.0.0.1") as server:
        for path in ("/index.html", "/livereload/0/0", "/live-reload/0.js", "/none"):
            assert asked(server, host, path) == (
                403,
                "This address is not the site's own. Use the one that mentoring serve printed.\n",
            )


def test_an_address_that_no_file_can_have_is_refused(site: Path) -> None:
    with live(site, "127.0.0.1") as server:
        assert asked(server, "localhost:PORT", "/index.html%00")[0] == 400


def test_one_that_listens_everywhere_has_numbers_and_its_computers_name(site: Path) -> None:
    with live(site, "0.0.0.0") as server:
        for host in ("10.0.0.7:PORT", "localhost:PORT", f"{socket.gethostname()}:PORT"):
            assert asked(server, host)[0] == 200
        assert asked(server, "rebound.example:PORT")[0] == 403


def test_a_page_reloads_by_a_script_that_its_policy_allows(site: Path) -> None:
    with live(site, "127.0.0.1") as server:
        _, page = asked(server, "localhost:PORT")
        assert "<script>" not in page
        address = page.rpartition('<script src="')[2].partition('"')[0]
        status, script = asked(server, "localhost:PORT", address)
    assert (status, "livereload(" in script) == (200, True)


def test_the_engines_own_server_becomes_as_careful(
    site: Path, programme: Path, generated: GeneratedSite
) -> None:
    config = load_config(str(programme / "mkdocs.yml"))
    with live(site, "127.0.0.1") as ours:
        plain = livereload.LiveReloadServer(lambda: None, host="127.0.0.1", port=0, root=str(site))
        guarded = config.plugins.on_serve(plain, config=config, builder=lambda: None)
        assert isinstance(guarded, LiveReloadServer)
        ours.set_app(guarded.get_app())
        guarded.server_port = ours.server_port
        assert asked(ours, "localhost:PORT")[0] == 200
        assert asked(ours, "rebound.example:PORT")[0] == 403


@pytest.mark.parametrize("address", ["0.0.0.0:8000", "[::]:8000", "wardpc:8000", "10.0.0.7:8000"])
def test_listening_to_others_is_told_before_it_happens(
    programme: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def served(*_: object, **__: object) -> tuple[()]:
        print("listening", file=sys.stderr)
        return ()

    monkeypatch.setattr("generator.files.live_site.serve_site", served)
    for preview in ([], ["--preview"]):
        assert main(["-C", str(programme), "serve", "--address", address, *preview]) == len(preview)
    warning, listening, *refused = capsys.readouterr().err.splitlines()
    assert warning.startswith(f"{address}:1:1: address: warning: Others on this network")
    assert listening == "listening"
    assert refused[0].startswith(f"{address}:1:1: address: Others on this network")


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_this_computer_alone_needs_no_warning(
    programme: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("generator.files.live_site.serve_site", lambda *_, **__: ())
    main(["-C", str(programme), "serve", "--preview", "--address", address])
    assert capsys.readouterr().err == ""
