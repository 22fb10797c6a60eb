"""Commands for results: analyse, build, release, serve."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from generator.commands.speech import (
    DONE,
    MISTAKE,
    Commands,
    command,
    folder,
    has_errors,
    may_force,
    path,
    tell,
)

if TYPE_CHECKING:
    from generator.told import Publication


def _analyse(options: argparse.Namespace) -> int:
    from generator import build

    if not (options.output or options.linked):
        options.wrong("name a file: --output FILE.csv, --linked FILE.csv, or both")
    outcome = build.analyse(
        folder(options),
        path(options, options.responses),
        output=path(options, options.output) if options.output else None,
        linked=path(options, options.linked) if options.linked else None,
        skip_faulty=options.skip_faulty,
        force=options.force,
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    for name in filter(None, (options.output, options.linked)):
        lines = outcome.value[path(options, name)]
        print(f"{lines:,} lines in {name}. They are not protected: keep them private.")
    return DONE


def _build(options: argparse.Namespace) -> int:
    from generator import publish

    outcome = publish.build(
        folder(options),
        responses=path(options, options.responses) if options.responses else None,
        site_dir=path(options, options.site_dir) if options.site_dir else None,
        audience=options.audience,
        preview=options.preview,
        skip_faulty=options.skip_faulty,
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    report = outcome.value
    if options.json:
        print(json.dumps(report.as_json(), indent=2))
    else:
        print(report.in_words())
    return DONE


def _release(options: argparse.Namespace) -> int:
    from generator import releasing

    outcome = releasing.release(
        folder(options),
        responses=path(options, options.responses) if options.responses else None,
        audience=options.audience,
        dry=options.dry_run,
        new_ledger=options.new_ledger,
        new_key=options.new_key,
        agree=_agree if sys.stdin.isatty() and not options.yes else lambda _: True,
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    if options.json:
        print(json.dumps(outcome.value.as_json(), indent=2))
    else:
        print(outcome.value.in_words())
    return DONE


def _agree(would: Publication) -> bool:
    """Show what a release would publish, and ask whether it may."""
    tell(would.in_words())
    print("Publish? It cannot be taken back. [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _serve(options: argparse.Namespace) -> int:
    from generator import publish

    outcome = publish.serve(
        folder(options),
        responses=path(options, options.responses) if options.responses else None,
        audience=options.audience,
        preview=options.preview,
        address=options.address,
    )
    return MISTAKE if has_errors(options, outcome.problems) else DONE


def add(commands: Commands) -> None:
    """Add these commands to the program's."""
    analyse = command(
        commands, "analyse", _analyse, "write every statistic, unprotected, for the analyst alone"
    )
    analyse.set_defaults(wrong=analyse.error)
    analyse.add_argument("responses", metavar="RESPONSES", help="the folder of answers")
    analyse.add_argument(
        "--output", metavar="FILE.csv", help="every statistic, in a file outside every site"
    )
    analyse.add_argument(
        "--linked",
        metavar="FILE.csv",
        help="each person's answers before and after, in a file outside every site",
    )
    analyse.add_argument("--skip-faulty", action="store_true", help="leave faulty rows out")
    may_force(analyse)

    site = command(
        commands,
        "build",
        _build,
        "build the site: guidance, forms and results pages",
        tells_warnings=True,
    )
    _results_options(site)
    _preview_option(site)
    site.add_argument(
        "--site-dir", metavar="DIR", help="default: site, site-preview or site-restricted"
    )
    site.add_argument(
        "--skip-faulty", action="store_true", help="leave faulty rows out and say how many"
    )
    site.add_argument("--json", action="store_true", help="say what was built, for scripts")

    public = command(
        commands, "release", _release, "publish the results, for good, in the private ledger"
    )
    _results_options(public)
    public.add_argument(
        "--dry-run", action="store_true", help="say what would be published, and write nothing"
    )
    public.add_argument(
        "--new-ledger", action="store_true", help="begin a ledger if nothing was ever published"
    )
    public.add_argument(
        "--new-key",
        action="store_true",
        help="make a new key if the old one is lost; cohorts released so far are closed",
    )
    public.add_argument(
        "--yes", action="store_true", help="publish without asking, as where there is no terminal"
    )
    public.add_argument("--json", action="store_true", help="say what was published, for scripts")

    live = command(
        commands,
        "serve",
        _serve,
        "show the site in a browser, and renew it after each change",
        tells_warnings=True,
    )
    _results_options(live)
    _preview_option(live)
    live.add_argument(
        "--address",
        default="127.0.0.1:8000",
        metavar="HOST:PORT",
        help="default: 127.0.0.1:8000, for this computer only",
    )


def _preview_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--preview", action="store_true", help="what a release would publish, for your eyes only"
    )


def _results_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--responses", metavar="DIR", help="default: responses, if there is one")
    parser.add_argument(
        "--audience",
        choices=("open", "restricted"),
        default="open",
        help="default: open; restricted is for the readers you name",
    )
