"""``mentoring serve``: the site in a browser, renewed after each change."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from generator.commands.console import DONE, Options, Parser, list_problems, report
from generator.definitions.problem import Problem, Severity, SourceLine, refuse

STARTED = """\
The site is at http://{}/ while this runs. Stop it with Ctrl+C.
Open that address in a browser. Each file that you save is shown there."""
_TO_OTHERS = (
    "Others on this network can open the site at this address while it runs, drafts included.",
    "To show it to this computer only: --address 127.0.0.1:8000",
)


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "serve", "serve --preview")
    parser.takes("--responses", default=None)
    parser.takes("--audience", "--preview")
    parser.value(
        "--address",
        "HOST:PORT",
        "default: 127.0.0.1:8000, for this computer only",
        default="127.0.0.1:8000",
    )


def _run(options: Options) -> int:
    from generator.files.live_site import serve_site
    from generator.files.programme_folder import private_folders
    from generator.inputs import Choices
    from generator.site_build import generated_site  # weighty, which --help does without

    found = list(_seen_by_others(options))
    refuse(found)
    list_problems(found, sys.stderr)
    home, chosen = options.home, options.results
    choices = Choices(chosen, options.audience, preview=options.preview)

    refused = serve_site(
        home,
        lambda told: generated_site(home, choices, told).site,
        lambda problems: list_problems(problems, sys.stderr),
        lambda: print(STARTED.format(options.address), flush=True),
        address=options.address,
        watch=private_folders(chosen),
    )
    report(refused)
    return DONE


def _seen_by_others(options: Options) -> Iterator[Problem]:
    """Yield what is wrong with showing the site to others: a fault where it is private."""
    from generator.files.live_site import OWN_HOSTS, host_and_port

    address = options.address
    if host_and_port(address)[0].lower() not in OWN_HOSTS:
        private = options.preview or options.audience == "restricted"
        severity: Severity = "error" if private else "warning"
        yield Problem(SourceLine(address), "address", *_TO_OTHERS, severity)
