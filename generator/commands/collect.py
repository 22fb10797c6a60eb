"""``mentoring collect``: forms that were filled in on screen become response files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from generator.commands.console import DONE, MISTAKE, Options, Parser, as_json, echo, list_problems
from generator.definitions.codebook import codebooks
from generator.definitions.problem import (
    Problem,
    RefusedError,
    SourceLine,
    errors_in,
    refuse,
    tried,
)
from generator.definitions.suggest import plural
from generator.files import own_outputs, progress
from generator.files.incoming import incoming
from generator.files.output_guard import among_faults, site_faults
from generator.files.programme_folder import RESPONSES, is_there, shown
from generator.files.response_folder import no_folder, read_share, walk
from generator.files.tables import read_bytes, read_tables
from generator.files.typed_answers import cohort_named, cohorts_of
from generator.inputs import load
from generator.responses.rows import Rows
from generator.responses.schema import Expected, expected
from generator.responses.table import Block
from generator.screen.batch import (
    COLLECTED,
    MODE,
    Batch,
    batch,
    cells,
    drop_collected,
    drop_faulty,
    drop_known,
    response_files,
)


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "collect ../inbox", "collect ../inbox --cohort cardiology-spring")
    parser.value("folder", "FOLDER", "where the filled forms are, at any depth")
    parser.takes("--cohort", "--json")
    parser.value("--output", "DIR", f"default: {RESPONSES}", default=RESPONSES)


def _run(options: Options) -> int:
    programme, source = options.home, options.path(options.folder)
    output = options.path(options.output)
    definitions = load(programme, [])
    books = codebooks(definitions.programme, definitions.instruments)
    refuse(list(_place_faults(programme, source, output)))
    found: list[Problem] = []
    places = (programme / RESPONSES, output)
    cohorts = cohorts_of(programme, places, definitions.programme, found)
    refuse(found)
    cohort = cohort_named(options.cohort, cohorts)
    against = expected(definitions.programme, books, cohorts)
    passed: list[Problem] = []
    made = batch(_contents(source, programme, passed), books)
    made.unused += passed
    drop_collected(made, books, cohort, _collected(programme, places))
    checked = drop_faulty(made, against, cohort)
    _refuse_again(made, places, programme)
    progress.on("Comparing with earlier answers")
    drop_known(made, checked, _there(programme, places, against), cohorts)
    files = {output / name: text for name, text in response_files(made, books, cohort).items()}
    own_outputs.write(programme, files, found)
    _tell(options, made, [shown(file, programme) for file in files], cohort)
    return MISTAKE if errors_in(made.unused) or not (made.used or _again(made)) else DONE


def _again(made: Batch) -> list[Problem]:
    """Return the forms of a folder that were collected before."""
    return [problem for problem in made.unused if problem.rule == COLLECTED]


def _place_faults(programme: Path, source: Path, output: Path) -> Iterator[Problem]:
    if not source.is_dir():
        yield no_folder(source, shown(source, programme))
    yield from among_faults(programme, source, output)
    yield from among_faults(programme, output, source)
    yield from site_faults(programme, output)


# --- what is there ------------------------------------------------------------------------


def _contents(source: Path, programme: Path, passed: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """Yield each file below a folder, by name; what cannot be read is added to ``passed``."""
    files = list(incoming(source, shown(source, programme), passed))
    for file, name in progress.each(files, "Reading filled forms"):
        content = tried(passed, partial(read_bytes, file, name))
        if content is not None:
            yield name, content


def _there(programme: Path, places: Sequence[Path], against: Expected) -> dict[str, list[Rows]]:
    """Return the rows by form that stand in the responses, as far as they can be read."""
    found: dict[str, list[Rows]] = {}
    for place in dict.fromkeys(place.resolve() for place in places if is_there(place)):
        if place.is_dir():
            files = walk(place, shown(place, programme)).tables
            for form, rows in read_share(files, against).rows.items():
                found.setdefault(form, []).append(rows)
    return found


def _collected(programme: Path, places: Sequence[Path]) -> dict[frozenset[tuple[str, str]], str]:
    """Return the rows that were collected before, whatever can be read of them, and their files."""
    files = {file.resolve() for place in places for file in place.rglob(f"*-{MODE}-*.csv")}
    return {
        cells(table.header, row): shown(file, programme)
        for file in sorted(files)
        for table in read_tables(file, shown(file, programme), [])
        for block in table.blocks
        if isinstance(block, Block)
        for row in block.rows
    }


def _refuse_again(made: Batch, places: Sequence[Path], programme: Path) -> None:
    """Refuse forms whose file is there with other answers: somebody has corrected them in it."""
    for place in places:
        for before in sorted(place.rglob(f"*-{MODE}-{made.digest}.csv")) if made.used else ():
            fault = f"These {plural(len(made.used), 'form')} were collected before, into this file."
            remedy = (
                "Its answers have been changed since. To collect them anew, move it away first."
            )
            where = SourceLine(shown(before, programme))
            raise RefusedError([*made.unused, Problem(where, "same-batch", fault, remedy)])


# --- what is told -------------------------------------------------------------------------


def _tell(options: Options, made: Batch, written: Sequence[str], cohort: str) -> None:
    unused = sorted(made.unused)
    if options.json:
        facts = {
            "cohort": cohort,
            "files": list(written),
            "used": [one.shown for one in made.used],
            "unused": [as_json(problem) for problem in unused],
            "notes": made.notes,
        }
        print(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    again = _again(made)
    refused = [one for one in unused if one not in again]
    list_problems([*refused, *sorted(again)], sys.stderr)
    for note in made.notes:
        echo(f"Look at {note}")
    names = {problem.where.path for problem in refused}
    echo(f"{plural(len(made.used), 'filled form')} of {cohort} collected.")
    if again:
        echo(f"{plural(len(again), 'form')} collected before: nothing to do.")
    if names:
        echo(f"{plural(len(names), 'file')} not used, for the reasons above.")
    if written:
        echo(f"Written: {', '.join(written)}.")
        echo(f"Check them: mentoring check --responses {options.output}")
    else:
        echo("Nothing was written.")
