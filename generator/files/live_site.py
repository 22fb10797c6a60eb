"""The site while it is being written: built anew and reloaded after each edit.

A faulty edit leaves the last good site in the browser and tells what is wrong;
the next good one replaces it. Only this computer can reach the address, unless
somebody names another one.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from mkdocs import livereload

from generator.definitions.problem import Problem, RefusedError, SourceLine, carrying
from generator.definitions.templates import macro
from generator.files import progress
from generator.files.site import SitePages, build_site
from generator.files.writing import scratch_folder

#: Makes the generated pages, adds what is wrong to a list, or raises RefusedError.
Make = Callable[[list[Problem]], SitePages]
Tell = Callable[[Sequence[Problem]], None]

#: Hosts that only somebody at this computer can reach.
OWN_HOSTS = ("127.0.0.1", "localhost", "::1")
#: Hosts that stand for every address of this computer.
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - asked for by the user, who is warned
_RELOAD = re.compile(r"/live-reload/([0-9]+)\.js")
_REFUSED = b"This address is not the site's own. Use the one that mentoring serve printed.\n"


class LiveReloadServer(livereload.LiveReloadServer):
    """The engine's server, deaf to requests for other hosts and at peace with the pages' policy.

    A page of another site may give its own name the address of this computer
    and so read what stands here; the name in its request gives it away.
    """

    given = ""  # the host that it was told to listen at

    def serve_request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer requests for our own address, and nobody else's."""
        if not self._is_ours(environ.get("HTTP_HOST", "").lower()):
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
            return [_REFUSED]
        if "\0" in environ["PATH_INFO"]:
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"There is no such address.\n"]
        found = _RELOAD.fullmatch(environ["PATH_INFO"])
        if found is None:
            return super().serve_request(environ, start_response)
        kind = ("Content-Type", "text/javascript; charset=utf-8")
        start_response("200 OK", [kind, ("Cache-Control", "no-store")])
        visit = {"epoch": found[1], "request_id": livereload._timestamp()}
        return [livereload._SCRIPT_TEMPLATE.substitute(visit).encode()]

    def _is_ours(self, asked: str) -> bool:
        """Tell whether a request names this server: by a name of this computer, or as told.

        One that listens everywhere also has addresses in numbers, which no other
        site can take for its name.
        """
        host, _, port = asked.rpartition(":")
        if self.server_port == 80 and not host:
            host, port = asked, "80"
        if port != str(self.server_port):
            return False
        host = host.removeprefix("[").removesuffix("]")
        everywhere = self.given in EVERYWHERE
        if everywhere and (_is_number(host) or host == socket.gethostname().lower()):
            return True
        return host in {*OWN_HOSTS, self.given.lower()}

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """Ask for the script that reloads the page as a file: the policy forbids it in the page."""
        tag = macro("reloading", "files/parts.html.j2")(epoch).encode()
        at = content.rfind(b"</body>")
        return content[:at] + tag + content[at:] if at >= 0 else content + tag


def guarded(server: livereload.LiveReloadServer, host: str) -> livereload.LiveReloadServer:
    """Return a server of the engine's own as one of ours that listens at a host."""
    server.__class__ = LiveReloadServer
    server.given = host  # type: ignore[attr-defined]
    server.set_app(server.serve_request)
    return server


def host_and_port(address: str) -> tuple[str, str]:
    """Return the parts of ``host:port``; IPv6 hosts stand in brackets.

    >>> host_and_port("[::1]:8000")
    ('::1', '8000')
    """
    host, _, port = address.rpartition(":")
    return host.removeprefix("[").removesuffix("]"), port


def _is_number(host: str) -> bool:
    """Tell whether a host is an address in numbers."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


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
    host, port = host_and_port(address)
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
        server.given = host
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
    found: list[Problem] = []
    try:
        with carrying(found):
            made = make(found)
            progress.on("")
            return (*found, *build_site(folder, made, root, strict=False).warnings)
    except RefusedError as refused:
        return refused.problems
    finally:
        progress.on("")


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
