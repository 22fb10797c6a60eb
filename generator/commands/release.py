"""``mentoring release``: publish the results, for good, in the private ledger."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from generator.commands.console import DONE, echo, folder, path, report, runs, takes
from generator.definitions.problem import Problem
from generator.definitions.suggest import listed, plural
from generator.monitoring.blockers import NO_ANSWERS, gone_words, waiting_words

if TYPE_CHECKING:
    from generator.disclosure.release import Placed
    from generator.releasing import Publication

#: So many cohorts, and pages of several together, are named one by one.
MOST_COHORTS, MOST_POOLS = 20, 20


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, "release --dry-run", "release")
    takes(parser, "--responses", default=None)
    takes(parser, "--audience", "--json")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be published, and write nothing"
    )
    parser.add_argument(
        "--new-ledger", action="store_true", help="begin a ledger if nothing was ever published"
    )
    parser.add_argument(
        "--new-key",
        action="store_true",
        help="make a new key if the old one is lost; cohorts released so far are closed",
    )
    parser.add_argument(
        "--yes", action="store_true", help="publish without asking, as where there is no terminal"
    )


def _run(options: argparse.Namespace) -> int:
    from generator.releasing import Steps, release  # weighty, which --help does without

    asks = sys.stdin.isatty() and not options.yes
    steps = Steps(
        options.dry_run, options.new_ledger, options.new_key, _agree if asks else lambda _: True
    )
    responses = path(options, options.responses) if options.responses else None
    found: list[Problem] = []
    made = release(folder(options), responses, options.audience, steps, found)
    report(found)
    print(json.dumps(_as_json(made), indent=2) if options.json else _words(made))
    return DONE


def _agree(would: Publication) -> bool:
    """Show what a release would publish, and ask whether it may."""
    echo(_words(would))
    print("Publish? It cannot be taken back. [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _as_json(made: Publication) -> dict[str, Any]:
    """Return what a release made, for scripts."""
    return {
        "release": made.number,
        "audience": "open",
        "dry_run": made.dry,
        "new_tables": made.tables,
        "cohorts": made.placed.cohorts,
        "placed": asdict(made.placed),
        "waiting": dict(made.waiting),
        "gone": made.gone,
        "closed": made.closed,
        "declined": made.declined,
        "file": "" if made.dry or made.declined else made.file,
    }


def _words(made: Publication) -> str:
    """Return what a release made, for people."""
    also = f' --responses "{made.responses}"' if made.responses else ""
    if made.begun:
        stands = "would be" if made.dry else "is"
        return (
            f"An empty ledger {stands} in {made.file}. Look at what a release would publish: "
            f"mentoring build --preview{also}. Publish it: mentoring release{also}."
        )
    if made.rekeyed:
        return _rekeyed(made)
    if made.declined:
        return "Nothing was published."
    first, *more = _published(made)
    lines = [first, *(_placed_words(made.placed) if made.tables else ()), *more]
    if made.closed:
        lines.append(
            f"{plural(made.closed, 'cohort')} released with a key that was lost: closed for good."
        )
    lines.extend(waiting_words(made.waiting))
    lines.extend(gone_words(made.gone))
    if made.number and not made.dry:
        apart = " --site-dir trial-site" if also else ""
        lines.append(f"Now build the site: mentoring build{also}{apart}")
    return "\n".join(lines)


def _rekeyed(made: Publication) -> str:
    closed = f"{plural(made.closed, 'cohort')} released so far"
    if made.dry:
        return f"A new key would close {closed} for good. Nothing was written."
    return (
        f"A new key is in {made.key}. {closed} closed for good: nobody else of theirs is ever "
        "published. A key that was there before is beside it. Keep a backup of the new one, "
        "then "
        "release as before: mentoring release"
    )


def _published(made: Publication) -> Iterator[str]:
    new = f"{plural(made.tables, 'table')} of {plural(made.placed.cohorts, 'cohort')}"
    if not made.answered and not made.number:
        yield f"{NO_ANSWERS} A release would publish nothing."
    elif not made.tables and made.number:
        yield f"There is nothing new to publish. The latest is release {made.number}."
    elif not made.tables:
        yield "Nothing can be published yet: too few people have answered."
    elif made.dry:
        yield f"Release {made.number} would publish {new}. Nothing was written."
    else:
        yield f"Release {made.number}: {new}, in {made.file}."
        yield f"Keep a backup of that file, and a separate backup of the key {made.key}."


def _placed_words(placed: Placed) -> Iterator[str]:
    """Yield who is shown on a page of their own, who together, and why."""
    pools = [("Together on 1 page", pool) for pool in placed.pools]
    told = (
        ("On pages of their own", placed.alone),
        *pools[:MOST_POOLS],
        ("Only in larger groups, with no page", placed.larger),
        ("More of cohorts that are published already", placed.later),
        ("Together, though large enough for a page of their own", placed.joined),
    )
    yield from (f"  {words}: {listed(some, MOST_COHORTS)}." for words, some in told if some)
    if more := pools[MOST_POOLS:]:
        yield f"  More pages of cohorts together: {len(more):,}."
    if placed.wider:
        yield "  Some questions have too few answers for these pages. They are in larger groups."
    if placed.pools:
        from generator.disclosure.groups import IN_WORDS

        yield IN_WORDS
