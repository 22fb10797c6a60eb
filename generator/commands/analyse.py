"""``mentoring analyse``: every statistic, unprotected, for the analyst alone."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.console import DONE, folder, may_force, path, report, runs
from generator.definitions.codebook import codebooks
from generator.definitions.csv_text import csv_text, safe
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, SourceLine, refuse
from generator.files import own_outputs, progress, writing
from generator.files.output_guard import site_faults
from generator.inputs import load, read

if TYPE_CHECKING:
    from generator.responses.answers import Responses


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(
        parser,
        _run,
        "analyse responses --output ../private/statistics.csv",
        "analyse responses --linked ../private/linked.csv",
    )
    parser.add_argument("responses", metavar="RESPONSES", help="the folder of answers")
    parser.add_argument(
        "--output", metavar="FILE.csv", help="every statistic, in a file outside every site"
    )
    parser.add_argument(
        "--linked",
        metavar="FILE.csv",
        help="each person's answers before and after, in a file outside every site",
    )
    parser.add_argument("--skip-faulty", action="store_true", help="leave faulty rows out")
    may_force(parser)


def _run(options: argparse.Namespace) -> int:
    if not (options.output or options.linked):
        options.wrong("name a file: --output FILE.csv, --linked FILE.csv, or both")
    found: list[Problem] = []
    lines = analyse(
        folder(options),
        path(options, options.responses),
        found,
        output=path(options, options.output) if options.output else None,
        linked=path(options, options.linked) if options.linked else None,
        skip_faulty=options.skip_faulty,
        force=options.force,
    )
    report(options, found)
    for name in filter(None, (options.output, options.linked)):
        many = lines[path(options, name)]
        print(f"{many:,} lines in {name}. They are not protected: keep them private.")
    return DONE


def analyse(
    folder: Path,
    responses: Path,
    found: list[Problem],
    *,
    output: Path | None = None,
    linked: Path | None = None,
    skip_faulty: bool = False,
    force: bool = False,
) -> dict[Path, int]:
    """Write every statistic, or each person's answers before and after, or both.

    Each is one CSV, unprotected; returns how many lines each file has. Raises RefusedError
    where any error stands.
    """
    found += _output_faults(folder, output, linked)
    definitions = load(folder, found)
    refuse(found)
    answers = read(folder, definitions, responses, found, skip_faulty=skip_faulty)
    tables = {}
    if output is not None:
        tables[output] = _statistics(definitions, answers)
    if linked is not None:
        tables[linked] = _linked(definitions, answers)
    files = {path: content for path, (content, _) in tables.items()}
    over = files if force else ()
    own_outputs.write(folder, files, found, writing.OWNER, over=over, remedy=own_outputs.FORCE)
    return {path: many for path, (_, many) in tables.items()}


def _statistics(definitions: Definitions, responses: Responses) -> tuple[bytes, int]:
    from generator.analysis.analysis_table import COLUMNS, analysis_rows
    from generator.analysis.tally import tally

    programme, forms = definitions.programme, definitions.instruments
    progress.on("Counting answers")
    books = codebooks(programme, forms)
    counted = tally(programme, books, responses)
    rows = analysis_rows(programme, forms, books, counted, responses.cohorts)
    return _csv(COLUMNS, rows, "Computing statistics")


def _linked(definitions: Definitions, responses: Responses) -> tuple[bytes, int]:
    from generator.analysis.linked import COLUMNS, linked_rows

    books = codebooks(definitions.programme, definitions.instruments)
    rows = linked_rows(definitions.programme, books, responses)
    return _csv(COLUMNS, rows, "Linking answers")


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]], doing: str) -> tuple[bytes, int]:
    """Return a table as CSV, and its number of lines."""
    many = 0

    def told() -> Iterator[Sequence[object]]:
        nonlocal many
        for row in rows:
            if many % 1000 == 0:
                progress.on(f"{doing}: {many:,} so far")
            many += 1
            yield row

    content = csv_text(chain([columns], safe(told()))).encode()
    return content, many


def _output_faults(folder: Path, output: Path | None, linked: Path | None) -> Iterator[Problem]:
    for file in filter(None, (output, linked)):
        where = SourceLine(str(file))
        if file.suffix.lower() != ".csv":
            fault = "The output is a CSV file."
            yield Problem(where, "output", fault, "Give it a name that ends in .csv.")
        yield from site_faults(folder, file)
    if output is not None and output == linked:
        fault = "Both tables would go into this file."
        yield Problem(SourceLine(str(output)), "output", fault, "Name 2 different files.")
