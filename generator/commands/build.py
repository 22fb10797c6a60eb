"""``mentoring build``: the site, with guidance, forms and results pages."""

from __future__ import annotations

import argparse
import json

from generator.commands.console import (
    DONE,
    folder,
    may_preview,
    path,
    runs,
    takes_results,
    value_of,
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, tells_warnings=True)
    takes_results(parser)
    may_preview(parser)
    parser.add_argument(
        "--site-dir", metavar="DIR", help="default: site, site-preview or site-restricted"
    )
    parser.add_argument(
        "--skip-faulty", action="store_true", help="leave faulty rows out and say how many"
    )
    parser.add_argument("--json", action="store_true", help="say what was built, for scripts")


def _run(options: argparse.Namespace) -> int:
    from generator import publish  # has the tables' library with it, which --help does without

    outcome = publish.build(
        folder(options),
        responses=path(options, options.responses) if options.responses else None,
        site_dir=path(options, options.site_dir) if options.site_dir else None,
        audience=options.audience,
        preview=options.preview,
        skip_faulty=options.skip_faulty,
    )
    built = value_of(options, outcome)
    print(json.dumps(built.as_json(), indent=2) if options.json else built.in_words())
    return DONE
