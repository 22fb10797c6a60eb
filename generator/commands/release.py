"""``mentoring release``: publish the results, for good, in the private ledger."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from generator.commands.console import DONE, Options, Parser, echo, report
from generator.definitions.problem import Problem
from generator.definitions.suggest import listed, plural
from generator.monitoring.blockers import NO_ANSWERS, people_words

if TYPE_CHECKING:
    from generator.disclosure.release import Placed
    from generator.releasing import Publication

#: So many cohorts, and pages of several together, are named one by one.
MOST_COHORTS, MOST_POOLS = 20, 20


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "release --dry-run", "release")
    parser.takes("--responses", default=None)
    parser.takes("--audience", "--json")
    parser.flag("--dry-run", "say what would be published, and write nothing")
    parser.flag("--new-ledger", "begin a ledger if nothing was ever published")
    parser.flag(
        "--new-key", "make a new key if the old one is lost; cohorts released so far are closed"
    )
    parser.flag("--yes", "publish without asking, as where there is no terminal")


def _run(options: Options) -> int:
    from generator.releasing import release  # weighty, which --help does without

    found: list[Problem] = []
    made = release(
        options.home,
        options.named(options.responses),
        options.audience,
        found,
        dry=options.dry_run,
        new_ledger=options.new_ledger,
        new_key=options.new_key,
        agree=lambda would: options.yes or not sys.stdin.isatty() or _agree(options, would),
    )
    report(found)
    if options.json:
        print(json.dumps(_as_json(options, made), indent=2))
    else:
        print("\n".join(_words(options, made, dry=options.dry_run)))
    return DONE


def _agree(options: Options, would: Publication) -> bool:
    """Show what a release would publish, and ask whether it may."""
    echo("\n".join(_words(options, would, dry=True)))
    print("Publish? It cannot be taken back. [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _as_json(options: Options, made: Publication) -> dict[str, Any]:
    """Return what a release made, for scripts."""
    return {
        "release": made.number,
        "audience": "open",
        "dry_run": options.dry_run,
        "new_tables": made.tables,
        "cohorts": made.placed.cohorts,
        "placed": asdict(made.placed),
        "waiting": dict(made.waiting),
        "gone": made.gone,
        "closed": made.closed,
        "declined": made.declined,
        "file": "" if options.dry_run or made.declined else made.file,
    }


def _words(options: Options, made: Publication, *, dry: bool) -> Iterator[str]:
    """Yield what a release made, for people."""
    also = options.also_responses
    if options.new_ledger:
        yield f"An empty ledger {'would be' if dry else 'is'} in {made.file}."
        yield f"Look at what a release would publish: mentoring build --preview{also}"
        yield f"Publish it: mentoring release{also}"
    elif options.new_key:
        yield from _rekeyed(made, dry=dry)
    elif made.declined:
        yield "Nothing was published."
    else:
        first, *more = _published(made, dry=dry)
        yield from (first, *(_placed_words(made.placed) if made.tables else ()), *more)
        if made.closed:
            closed = plural(made.closed, "cohort")
            yield f"{closed} released with a key that was lost: closed for good."
        yield from people_words(made.waiting, made.gone)
        if made.number and not dry:
            apart = " --site-dir trial-site" if also else ""
            yield f"Now build the site: mentoring build{also}{apart}"


def _rekeyed(made: Publication, *, dry: bool) -> Iterator[str]:
    closed = f"{plural(made.closed, 'cohort')} released so far"
    if dry:
        yield f"A new key would close {closed} for good. Nothing was written."
        return
    yield f"A new key is in {made.key}. Keep a backup of it. An old one would be beside it."
    yield f"{closed} closed for good: nobody else of theirs is ever published."
    yield "Then release as before: mentoring release"


def _published(made: Publication, *, dry: bool) -> Iterator[str]:
    new = f"{plural(made.tables, 'table')} of {plural(made.placed.cohorts, 'cohort')}"
    if not made.answered and not made.number:
        yield f"{NO_ANSWERS} A release would publish nothing."
    elif not made.tables and made.number:
        yield f"There is nothing new to publish. The latest is release {made.number}."
    elif not made.tables:
        yield "Nothing can be published yet: too few people have answered."
    elif dry:
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
