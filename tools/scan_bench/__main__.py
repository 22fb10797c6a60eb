"""How well the scanner reads: a table over ways to spoil a sheet and styles of marks.

    PYTHONPATH=tools python -m scan_bench [--pages 60] [--seed 2001] [--page N] [--save FOLDER]

Seeds 1 to 99 are for development. Thresholds of the reader were never set on seeds from 1000 on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from scan_bench.judge import PageCase
from scan_bench.others import others
from scan_bench.run import many, the_reader
from scan_bench.speed import speed
from scan_bench.table import doubts, failures, goals, table

#: Pages of the whole run: more than 100,000 ordinary boxes.
PAGES = 2750
SEED = 2001


def main() -> int:
    """Run the bench and print the table."""
    options = _options()
    numbers = (
        range(options.pages) if options.page is None else range(options.page, options.page + 1)
    )
    cases: list[PageCase] = []
    with suppress(KeyboardInterrupt):  # what was measured until then is told
        made = many(options.seed, numbers, options.processes, options.save)
        cases.extend(_told(made, len(numbers)))
    print(f"seed {options.seed}, {len(cases):,} pages")
    lines = table(cases) if options.page is None else goals(cases)
    print("\n".join(lines))
    found = list(failures(cases))
    if found:
        print(f"\n{len(found)} to look at:")
        print("\n".join(found))
    print("\nmost doubts:")
    print("\n".join(doubts(cases)))
    if options.page is not None:
        return 0
    print()
    print("\n".join(others(options.seed, max(len(cases) // 60, 2), the_reader)))
    if options.timed:
        print()
        speed(options.seed, options.timed)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--page", type=int, help="only this page of the seed")
    parser.add_argument("--processes", type=int, default=2)
    timed = "pages of the file by which speed and memory are measured; 0 for none"
    parser.add_argument("--timed", type=int, default=1000, help=timed)
    parser.add_argument("--save", type=Path, help="where pictures of pages that went wrong go")
    return parser.parse_args()


def _told(made: Iterator[PageCase], count: int) -> Iterator[PageCase]:
    for done, case in enumerate(made, start=1):
        if sys.stderr.isatty() or done % 100 == 0:
            print(f"\r{done:,} of {count:,} pages", end="", file=sys.stderr, flush=True)
        yield case
    print(file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
