"""``mentoring compare``: two people's typing, what a third decides, and the final files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.assembly import load
from generator.entry import comparison as compared
from generator.entry import record
from generator.entry.comparison import Comparison
from generator.entry.decisions import (
    About,
    Decision,
    Resolved,
    decided_faults,
    final_rows,
    final_table,
    parse_decisions,
    resolve,
)
from generator.files import own_outputs, progress, typed_answers, writing
from generator.files.private_folder import site_faults
from generator.files.programme_folder import shown
from generator.files.resolution_workbook import final_workbook, resolution_workbook
from generator.files.response_folder import COMPARED
from generator.files.simulated import csv_bytes
from generator.files.tables import read_tables
from generator.files.typed_answers import Typing
from generator.survey.codebook import codebooks
from generator.survey.expected import Expected, expected
from generator.survey.problem import Parsed, Problem, SourceLine

RESOLUTION, HISTORY, AGREEMENT, RECORD = (
    "resolution.xlsx",
    "history.csv",
    "agreement.csv",
    "record.json",
)


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
        return self.output.with_name(self.output.stem + COMPARED)

    def shown(self, path: Path) -> str:
        """Return what messages call a path."""
        return shown(path, self.folder)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the agreement, what is still open, and the final files where nothing is."""

    comparison: Comparison
    open: tuple[Problem, ...]
    decided: int
    written: tuple[str, ...]
    sheet: str


def as_json(outcome: Outcome) -> dict[str, object]:
    """Return an outcome for scripts."""
    result = outcome.comparison
    return {
        "rows_in_both": result.rows,
        "differences": [
            {
                **dict(zip(("instrument", "cohort", "respondent"), one.key, strict=True)),
                "column": one.column,
                "first": one.first,
                "second": one.second,
                "place_first": str(one.first_place or ""),
                "place_second": str(one.second_place or ""),
            }
            for one in result.differences
        ],
        "agreement": [
            dict(zip(record.AGREEMENT_COLUMNS, row, strict=True))
            for row in record.agreement_rows(result)
        ],
        "open": len(outcome.open),
        "decided": outcome.decided,
        "final": list(outcome.written),
    }


def compare(places: Places, *, today: date) -> Parsed[Outcome]:
    """Compare; write the resolution sheet while anything is open, and else the final files."""
    loaded = load(places.folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    programme = loaded.value.programme
    cohorts = typed_answers.cohorts_of(
        places.folder, (places.responses, places.first, places.second), programme
    )
    refused = (*_place_faults(places), *cohorts.errors)
    if refused:
        return Parsed(None, refused)
    books = codebooks(programme, loaded.value.instruments)
    against = expected(programme, books, cohorts.value or ())
    read = _read_both(places, against)
    if read.value is None:
        return Parsed(None, read.problems)
    first, second = read.value
    progress.on("Comparing")
    result = compared.compare(first.rows, second.rows, against.forms)
    sheet, decisions = _decisions(places)
    if decisions.value is None:
        return Parsed(None, decisions.problems)
    resolved = resolve(result.differences, decisions.value)
    problems = (*read.problems, *resolved.warnings)
    if resolved.open:
        waiting = _wait(places, result, resolved, decisions.value, sheet)
        return Parsed(waiting.value, (*problems, *waiting.problems))
    final = final_rows(first.rows, second.rows, resolved.taken, against.forms)
    faults = tuple(decided_faults(final, resolved.taken, against))
    if faults:
        return Parsed(None, (*problems, *faults))
    files = _final_files(places, {n: final_table(r, against.forms[n]) for n, r in final.items()})
    if files.value is None:
        return Parsed(None, (*problems, *files.problems))
    refused = _keep(places, result, resolved, against, (first, second), files.value, today)
    if refused:
        return Parsed(None, (*problems, *refused))
    written = tuple(places.shown(path) for path in files.value)
    return Parsed(Outcome(result, (), len(resolved.taken), written, ""), problems)


# --- reading ------------------------------------------------------------------------------


def _place_faults(places: Places) -> Iterator[Problem]:
    yield from site_faults(places.folder, places.output)
    where = SourceLine(places.shown(places.output))
    taken = writing.has_files(places.output) if places.output.is_dir() else places.output.exists()
    if taken:
        fault = "There are final files here already, and nothing is written over them."
        remedy = "Name another place, or move these away first."
        yield Problem(where, "folder-in-use", fault, remedy)
    for source in (places.first, places.second):
        inside = places.output.resolve().is_relative_to(source.resolve())
        if inside and source.is_dir():
            fault = f"The final files would be inside what is compared, {places.shown(source)}."
            yield Problem(where, "output", fault, "Name a place outside of it.")


def _read_both(places: Places, against: Expected) -> Parsed[tuple[Typing, Typing]]:
    first, second = (
        typed_answers.read_typing(path, places.folder, against)
        for path in progress.each((places.first, places.second), "Reading what was typed")
    )
    problems = (*first.problems, *second.problems)
    if first.value is None or second.value is None:
        return Parsed(None, problems)
    odd = tuple(typed_answers.column_faults(first.value, second.value, against))
    return Parsed(None if odd else (first.value, second.value), (*problems, *odd))


def _decisions(places: Places) -> tuple[Path | None, Parsed[dict[About, Decision]]]:
    """Return the resolution sheet, named or found, and its decisions; none without a sheet."""
    beside = places.record / RESOLUTION
    sheet = places.resolution or (beside if beside.is_file() else None)
    if sheet is None:
        return None, Parsed({})
    tables = read_tables(sheet, places.shown(sheet))
    if tables.value is None or tables.errors:
        return sheet, Parsed(None, tables.problems)
    return sheet, parse_decisions(tables.value[0])


# --- writing ------------------------------------------------------------------------------


def _wait(
    places: Places,
    result: Comparison,
    resolved: Resolved,
    decisions: Mapping[About, Decision],
    sheet: Path | None,
) -> Parsed[Outcome]:
    """Write the sheet that is to be filled in, unless the one that there is holds all of it."""
    stale = {decision.where for decision in decisions.values()} & {
        problem.where for problem in resolved.warnings
    }
    asked = {(*one.key, one.column) for one in result.differences}
    if sheet is None or stale or not asked <= decisions.keys():
        read, sheet = sheet == places.record / RESOLUTION, places.record / RESOLUTION
        content = resolution_workbook(result.differences, resolved.taken)
        files = {sheet: content, places.record / AGREEMENT: _agreement(result)}
        # A sheet that was read is written anew with the decisions in it; another one stays.
        refused = own_outputs.write(
            places.folder, files, writing.OWNER, over=[sheet] if read else ()
        )
        if refused:
            return Parsed(None, refused)
    listed = tuple(compared.problems(resolved.open))
    return Parsed(Outcome(result, listed, len(resolved.taken), (), places.shown(sheet)))


def _agreement(result: Comparison) -> bytes:
    return csv_bytes([record.AGREEMENT_COLUMNS, *record.agreement_rows(result)])


def _final_files(
    places: Places, tables: Mapping[str, Sequence[tuple[str, ...]]]
) -> Parsed[dict[Path, bytes]]:
    """Return the final files' bytes: a folder of CSV files, or one file as its ending says."""
    ending = places.output.suffix.lower()
    where = SourceLine(places.shown(places.output))
    if not tables:
        fault = "No row is left."
        return Parsed(None, (Problem(where, "no-rows", fault, "Look at what was typed."),))
    if ending == ".xlsx":
        return Parsed({places.output: final_workbook(tables)})
    if ending == ".csv" and len(tables) > 1:
        fault = f"A CSV file can hold 1 form, and there are {len(tables)}."
        remedy = "Name a folder, or a file that ends in .xlsx."
        return Parsed(None, (Problem(where, "output", fault, remedy),))
    if ending == ".csv":
        return Parsed({places.output: csv_bytes(next(iter(tables.values())))})
    return Parsed({places.output / f"{name}.csv": csv_bytes(r) for name, r in tables.items()})


def _keep(
    places: Places,
    result: Comparison,
    resolved: Resolved,
    against: Expected,
    typings: tuple[Typing, Typing],
    files: Mapping[Path, bytes],
    today: date,
) -> tuple[Problem, ...]:
    """Write the history and the final files, all or none: what is final never stands without it."""
    day = today.isoformat()
    history = record.history_rows(result, resolved.taken, against.forms, day)
    summary = {
        "compared_on": day,
        "first": dict(typings[0].files),
        "second": dict(typings[1].files),
        "rows_in_both": result.rows,
        "differences_decided": len(resolved.taken),
        "final": {places.shown(p): hashlib.sha256(c).hexdigest() for p, c in files.items()},
    }
    kept = {
        places.record / HISTORY: csv_bytes([record.HISTORY_COLUMNS, *history]),
        places.record / AGREEMENT: _agreement(result),
        places.record / RECORD: json.dumps(summary, indent=2, ensure_ascii=False).encode(),
    }
    return own_outputs.write(places.folder, {**kept, **files}, writing.OWNER)
