"""``mentoring analyse``: every statistic, unprotected, for the analyst alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from generator.commands.console import DONE, Options, Parser, report
from generator.definitions.codebook import codebooks
from generator.definitions.csv_text import csv_text, safe
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, SourceLine
from generator.files import progress
from generator.files.output_guard import among_faults, site_faults
from generator.inputs import load, read

if TYPE_CHECKING:
    from generator.responses.answers import Responses


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(
        _run,
        "analyse responses --output ../private/statistics.csv",
        "analyse responses --linked ../private/linked.csv",
    )
    parser.value("responses", "RESPONSES", "the folder of answers")
    parser.value("--output", "FILE.csv", "every statistic, in a file outside every site")
    parser.value(
        "--linked",
        "FILE.csv",
        "each person's answers before and after, in a file outside every site",
    )
    parser.takes("--skip-faulty", "--force")


def _run(options: Options) -> int:
    if not (options.output or options.linked):
        options.wrong("name a file: --output FILE.csv, --linked FILE.csv, or both")
    home, found = options.home, list(_output_faults(options))
    definitions = load(home, found)
    responses = options.path(options.responses)
    answers = read(home, definitions, responses, found, skip_faulty=options.skip_faulty)
    tables = {}
    if options.output:
        tables[options.output] = _statistics(definitions, answers)
    if options.linked:
        tables[options.linked] = _linked(definitions, answers)
    options.write({options.path(name): made for name, made in tables.items()}, found, public=False)
    report(found)
    for name, content in tables.items():
        many = content.count(b"\r\n") - 1
        print(f"{many:,} lines in {name}. They are not protected: keep them private.")
    return DONE


def _statistics(definitions: Definitions, responses: Responses) -> bytes:
    from generator.analysis.analysis_table import COLUMNS, analysis_rows
    from generator.analysis.tally import tally

    programme, forms = definitions.programme, definitions.instruments
    progress.on("Counting answers")
    books = codebooks(programme, forms)
    counted = tally(programme, books, responses)
    rows = analysis_rows(programme, forms, books, counted, responses.cohorts)
    return _csv(COLUMNS, rows, "Computing statistics")


def _linked(definitions: Definitions, responses: Responses) -> bytes:
    from generator.analysis.linked import COLUMNS, linked_rows

    books = codebooks(definitions.programme, definitions.instruments)
    rows = linked_rows(definitions.programme, books, responses)
    return _csv(COLUMNS, rows, "Linking answers")


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]], doing: str) -> bytes:
    def told() -> Iterator[Sequence[object]]:
        for many, row in enumerate(rows):
            if many % 1000 == 0:
                progress.on(f"{doing}: {many:,} so far")
            yield row

    return csv_text(chain([columns], safe(told()))).encode()


def _output_faults(options: Options) -> Iterator[Problem]:
    if options.output == options.linked:
        fault = "Both tables would go into this file."
        yield Problem(SourceLine(options.output), "output", fault, "Name 2 different files.")
    for name in filter(None, {options.output: "", options.linked: ""}):
        if not name.lower().endswith(".csv"):
            fault = "The output is a CSV file."
            yield Problem(SourceLine(name), "output", fault, "Give it a name that ends in .csv.")
        path = options.path(name)
        yield from site_faults(options.home, path)
        yield from among_faults(options.home, path, options.path(options.responses))
