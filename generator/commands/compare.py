"""``mentoring compare``: two people's typing, what a third decides, and the final files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.commands.console import DONE, MISTAKE, Options, Parser, echo, list_problems, report
from generator.data_entry import comparison as compared
from generator.data_entry.comparison import AGREEMENT_COLUMNS, Comparison, Difference, Typing
from generator.data_entry.resolution import (
    HISTORY_COLUMNS,
    About,
    Decision,
    decided_faults,
    final_tables,
    history_rows,
    is_asked,
    parse_decisions,
    resolution_sheet,
    resolve,
)
from generator.definitions.codebook import codebooks
from generator.definitions.csv_text import csv_bytes
from generator.definitions.problem import Problem, RefusedError, SourceLine, refuse
from generator.definitions.suggest import plural
from generator.files import own_outputs, progress
from generator.files.clock import today
from generator.files.output_guard import among_faults, folder_faults
from generator.files.programme_folder import shown
from generator.files.response_folder import COMPARED
from generator.files.tables import READ, read_tables
from generator.files.typed_answers import cohorts_of, read_typing
from generator.files.workbook_writer import workbook_bytes
from generator.inputs import load
from generator.responses.schema import Expected, expected

RESOLUTION, HISTORY, AGREEMENT = "resolution.xlsx", "history.csv", "agreement.csv"


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one comparison: what two people typed, where the final files go."""

    folder: Path
    first: Path
    second: Path
    output: Path
    responses: Path
    resolution: Path | None = None

    @property
    def record(self) -> Path:
        """The folder, beside the final files, for what was different and decided."""
        return self.output.with_name(self.output.name + COMPARED)

    def shown(self, path: Path) -> str:
        """Return what messages call a path."""
        return shown(path, self.folder)


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "compare entry/first entry/second --output responses/final")
    parser.value("first", "FIRST", "a CSV file, a workbook or a folder")
    parser.value("second", "SECOND", "the same papers, typed by somebody else")
    parser.value("--output", "FINAL", "a new folder for the final files", required=True)
    parser.value("--resolution", "FILE", "default: resolution.xlsx in FINAL.compared")
    parser.takes("--responses", "--json")


def _run(options: Options) -> int:
    places = Places(
        options.home,
        options.path(options.first),
        options.path(options.second),
        options.path(options.output),
        options.path(options.responses),
        options.named(options.resolution),
    )
    found: list[Problem] = []
    against = _against(places)
    first, second = _read_both(places, against, found)
    progress.on("Comparing")
    result = compared.compare(first, second, against.forms)
    sheet, decisions = _decisions(places)
    taken, waiting = resolve(result.differences, decisions, found)
    if waiting:
        if sheet is None or not is_asked(waiting, decisions):
            sheet = _ask(places, result, taken, sheet, found)
        report(found)
        _tell(options, result, waiting, len(taken), ())
        still, where = plural(len(waiting), "difference"), places.shown(sheet)
        echo(f"{still} to decide in {where}. Nothing final was written.")
        echo("Let a third person look at the paper and fill it in; then run this again.")
        return MISTAKE
    tables = final_tables(first, second, taken, against.forms)
    found += decided_faults(tables, taken, against)
    history = history_rows(result, taken, against.forms, today().isoformat())
    written = _write(places, tables, csv_bytes([HISTORY_COLUMNS, *history]), result, found)
    report(found)
    _tell(options, result, (), len(taken), written)
    echo(f"{plural(len(taken), 'difference')} decided. Final: {', '.join(written)}.")
    echo(f"How it came about is in {places.shown(places.record)}.")
    return DONE


def _tell(
    options: Options,
    result: Comparison,
    waiting: Sequence[Difference],
    decided: int,
    written: Sequence[str],
) -> None:
    """Print what differs and is open, and how far two people agreed."""
    if options.json:
        facts = compared.as_json(result)
        facts |= {"open": len(waiting), "decided": decided, "final": list(written)}
        print(json.dumps(facts, indent=2))
    else:
        list_problems(list(compared.problems(waiting)), sys.stdout)
        print(compared.in_words(result))


# --- reading ------------------------------------------------------------------------------


def _against(places: Places) -> Expected:
    """Return what may be typed: the programme's forms, in its cohorts."""
    definitions = load(places.folder, [])
    programme = definitions.programme
    found = list(_place_faults(places))
    where = (places.responses, places.first, places.second)
    cohorts = cohorts_of(places.folder, where, programme, found)
    refuse(found)
    return expected(programme, codebooks(programme, definitions.instruments), cohorts)


def _place_faults(places: Places) -> Iterator[Problem]:
    yield from folder_faults(places.folder, places.output)
    if places.output.suffix.lower() in READ:
        fault = "The final files, 1 for each form, go into a folder."
        where = SourceLine(places.shown(places.output))
        yield Problem(where, "output", fault, "Name a new folder.")
    if places.first.resolve() == places.second.resolve():
        fault = "Both are the same: one person's typing agrees with itself."
        here = SourceLine(places.shown(places.second))
        yield Problem(here, "same-typing", fault, "Name what somebody else has typed.")
    for source in (places.first, places.second):
        yield from among_faults(places.folder, places.output, source)


def _read_both(places: Places, against: Expected, found: list[Problem]) -> tuple[Typing, Typing]:
    """Return what each of the two typed."""
    both = progress.each((places.first, places.second), "Reading what was typed")
    first, second = (read_typing(file, places.folder, against, found) for file in both)
    refuse(found)
    found += compared.column_faults(first, second, against.forms)
    refuse(found)
    return first, second


def _decisions(places: Places) -> tuple[Path | None, dict[About, Decision]]:
    """Return the resolution sheet, named or found, and its decisions; none without a sheet."""
    beside = places.record / RESOLUTION
    sheet = places.resolution or (beside if beside.is_file() else None)
    if sheet is None:
        return None, {}
    found: list[Problem] = []
    tables = read_tables(sheet, places.shown(sheet), found)
    refuse(found)
    return sheet, parse_decisions(tables[0], [])


# --- writing ------------------------------------------------------------------------------


def _ask(
    places: Places,
    result: Comparison,
    taken: Mapping[About, Decision],
    read: Path | None,
    found: list[Problem],
) -> Path:
    """Write the sheet that is to be filled in, with the decisions in force; return its place."""
    sheet = places.record / RESOLUTION
    content = workbook_bytes([resolution_sheet(result.differences, taken)])
    files = {sheet: content, places.record / AGREEMENT: _agreement(result)}
    # A sheet that was read is written anew with the decisions in it; another one stays.
    over = [sheet] if read == sheet else ()
    own_outputs.write(places.folder, files, found, over=over)
    return sheet


def _write(
    places: Places,
    tables: Mapping[str, Sequence[tuple[str, ...]]],
    history: bytes,
    result: Comparison,
    found: list[Problem],
) -> list[str]:
    """Write all or none: what is final never stands without how it came about."""
    if not tables:
        remedy = "Look at what was typed."
        raise RefusedError.at(places.shown(places.output), "no-rows", "No row is left.", remedy)
    files = {places.output / f"{name}.csv": csv_bytes(rows) for name, rows in tables.items()}
    kept = {places.record / HISTORY: history, places.record / AGREEMENT: _agreement(result)}
    own_outputs.write(places.folder, {**kept, **files}, found)
    return [places.shown(file) for file in files]


def _agreement(result: Comparison) -> bytes:
    return csv_bytes([AGREEMENT_COLUMNS, *compared.agreement_rows(result)])
