"""The site while it is being written: built anew and reloaded after each edit.

A faulty edit leaves the last good site in the browser and tells what is wrong;
the next good one replaces it. Only this computer can reach the address, unless
somebody names another one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from generator.files.site import SitePages, build_site
from generator.files.writing import scratch_folder
from generator.survey.problem import Parsed, Problem, SourceLine

Make = Callable[[], Parsed[SitePages]]
Tell = Callable[[Sequence[Problem]], None]


def serve_site(
    folder: Path,
    make: Make,
    tell: Tell,
    started: Callable[[], None],
    *,
    address: str,
    watch: Sequence[Path],
) -> tuple[Problem, ...]:
    """Show a programme's site at ``address`` (``host:port``) until it is interrupted.

    ``make`` makes the generated pages anew, ``tell`` is given the problems of
    every build, and ``started`` is called once the first one stands. Returns the
    errors that kept the server from starting.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        return (_address_problem(address, "It is not a host and a port."),)
    with scratch_folder() as place:
        root = place / "site"
        first = _build(folder, make, root)
        if not root.is_dir():
            return first
        tell(first)
        server = LiveReloadServer(
            lambda: tell(_build(folder, make, root)), host=host, port=int(port), root=str(root)
        )
        server.error_handler = lambda code: _not_found(root) if code == 404 else None
        for path in {folder / "site_src", folder / "instruments", folder / "mkdocs.yml", *watch}:
            if path.exists():
                server.watch(str(path))
        return _serve(server, address, started)


def _serve(
    server: LiveReloadServer, address: str, started: Callable[[], None]
) -> tuple[Problem, ...]:
    """Serve until interrupted; ``started`` is called once the address is ours."""
    bind = server.server_bind

    def bound() -> None:
        bind()
        started()

    server.server_bind = bound  # type: ignore[method-assign]
    try:
        server.serve()  # type: ignore[no-untyped-call]
    except KeyboardInterrupt:
        return ()
    except OSError as fault:
        return (_address_problem(address, f"{fault.strerror or fault}."),)
    finally:
        server.shutdown()
    return ()


def _build(folder: Path, make: Make, root: Path) -> tuple[Problem, ...]:
    """Build the site; with errors it stays as it was."""
    made = make()
    if made.value is None:
        return made.problems
    report = build_site(folder, made.value, root, strict=False)
    return (*made.problems, *report.problems)


def _not_found(root: Path) -> bytes | None:
    page = root / "404.html"
    return page.read_bytes() if page.is_file() else None


def _address_problem(address: str, why: str) -> Problem:
    return Problem(
        SourceLine(address),
        "address",
        f"The site cannot be shown at this address. {why}",
        "Name another one, such as --address 127.0.0.1:8001.",
    )
