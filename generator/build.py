"""One function a command: the only place where floors meet, with ``assembly`` below it.

Each takes paths and choices and returns what came of it with every problem
found. Nothing here prints, and nothing here computes: it hands the result of
one room to the next. Rooms of weight are imported where a command needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.assembly import (
    count,
    examined,
    load,
    page_faults,
    read,
)
from generator.definitions.codebook import codebooks
from generator.definitions.load import Definitions
from generator.definitions.problem import Parsed, Problem, SourceLine
from generator.definitions.starter import blank_local
from generator.files import own_outputs, programme_folder, progress, starter, writing
from generator.files.clock import today
from generator.files.output_guard import site_around
from generator.files.programme_folder import RELEASES

if TYPE_CHECKING:
    from generator.analysis.tally import Tally
    from generator.responses.answers import Responses


def _stop(place: object, rule: str, fault: str, remedy: str) -> Problem:
    return Problem(SourceLine(str(place)), rule, fault, remedy)


# --- definitions --------------------------------------------------------------------------


def init(folder: Path) -> Parsed[int]:
    """Make a new programme in an empty folder; the value is how many files were written."""
    from generator.files import ledger_file

    if folder.exists() and (not folder.is_dir() or writing.has_files(folder)):
        fault = "There is something in this folder already."
        return Parsed(
            None,
            (_stop(str(folder), "folder-in-use", fault, "Name a new folder, or an empty one."),),
        )
    files = starter.starter_files()
    own = "instruments/programme.yml"
    files[own] = blank_local(files[own].decode()).encode()
    files[".gitignore"] = starter.GITIGNORE
    with writing.new_folder(folder) as beside:
        writing.write_new(beside, files)
        programme = load(beside).value
        if programme is not None:
            begin = ledger_file.empty_ledger(programme.programme.id)
            ledger = ledger_file.ledger_path(Path(programme_folder.RESPONSES)).as_posix()
            private = {ledger: begin, **starter.records(programme)}
            writing.write_new(beside, private, writing.OWNER)
            files |= private
    return Parsed(len(files))


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, and the populations of open pages: who is counted together, in what."""

    what: str
    populations: tuple[str, ...] = ()


def check(folder: Path, responses: Path | None) -> Parsed[Checked]:
    """Check the definitions and the responses, the programme's own where no folder is named."""
    named = responses is not None
    responses = responses or programme_folder.own_responses(folder)
    loaded = load(folder)
    definitions = loaded.value
    if definitions is None:
        return Parsed(Checked("Definitions"), (*loaded.problems, *page_faults(folder, None)))
    sheets = sum(form.kind == "sheet" for form in definitions.instruments)
    what = f"{len(definitions.instruments) - sheets} forms, {sheets} sheets"
    found = examined(folder, loaded, definitions, responses, today())
    answers = found.answers.value
    if answers is not None and (answers.files or named):
        what += f", {_counted(answers.rows, 'response')} in {_counted(answers.files, 'file')}"
    return Parsed(
        Checked(what, _populations(definitions, answers)), found.problems, found.answers.notes
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _populations(definitions: Definitions, responses: Responses | None) -> tuple[str, ...]:
    """Return a line for each population that has people: who, in what, and how many."""
    from generator.definitions.variables import variables
    from generator.disclosure.populations import members, questions

    if responses is None:
        return ()
    programme, forms = definitions.programme, definitions.instruments
    books = codebooks(programme, forms)
    lines = []
    for population, asked in questions(variables(programme, forms)).items():
        if not any(one.open for one in asked):
            continue
        names = ", ".join(dict.fromkeys(one.measure for one in asked if one.open))
        if many := len(members(population, books, responses)):
            who = f"{population.role}, {' and '.join(population.waves)}"
            lines.append(f"{who} ({_people(many)}): {names}")
    return tuple(lines)


# --- numbers ------------------------------------------------------------------------------


def tallied(folder: Path, responses: Path) -> Parsed[Tally]:
    """Read, check, score and tally a folder of responses."""
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    found = read(folder, loaded.value, responses)
    if found.value is None:
        return Parsed(None, (*loaded.problems, *found.problems))
    return Parsed(count(loaded.value, found.value), (*loaded.problems, *found.problems))


def analyse(
    folder: Path,
    responses: Path,
    *,
    output: Path | None,
    linked: Path | None = None,
    skip_faulty: bool,
    force: bool = False,
) -> Parsed[Mapping[Path, int]]:
    """Write every statistic, or each person's answers before and after, or both.

    Each is one CSV, unprotected; the value is how many lines each file has.
    """
    refused = tuple(_output_faults(folder, output, linked))
    loaded = load(folder)
    if loaded.value is None or refused:
        return Parsed(None, (*refused, *loaded.problems))
    found = read(folder, loaded.value, responses, skip_faulty=skip_faulty)
    problems = (*loaded.problems, *found.problems)
    if found.value is None:
        return Parsed(None, problems)
    tables = {}
    if output is not None:
        tables[output] = _statistics(loaded.value, found.value)
    if linked is not None:
        tables[linked] = _linked(loaded.value, found.value)
    files = {path: content for path, (content, _) in tables.items()}
    refused = own_outputs.write(
        folder,
        files,
        writing.OWNER,
        over=files if force else (),
        remedy=own_outputs.FORCE,
    )
    lines = {path: many for path, (_, many) in tables.items()}
    return Parsed(None if refused else lines, (*problems, *refused))


def _statistics(definitions: Definitions, responses: Responses) -> tuple[bytes, int]:
    from generator.analysis.analysis_table import COLUMNS, analysis_rows

    programme, forms = definitions.programme, definitions.instruments
    counted = count(definitions, responses)
    books = codebooks(programme, forms)
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

    content = writing.csv_bytes(columns, told())
    return content, many


def _output_faults(folder: Path, output: Path | None, linked: Path | None) -> Iterator[Problem]:
    for path in (output, linked):
        if path is None:
            continue
        if path.suffix.lower() != ".csv":
            fault = "The output is a CSV file."
            yield _stop(path, "output", fault, "Give it a name that ends in .csv.")
        site = site_around(folder, path)
        if site is not None:
            fault = f"This is not protected and must not be in the site {site}."
            yield _stop(path, "output", fault, "Name a place outside every site.")
    if output is not None and output == linked:
        fault = "Both tables would go into this file."
        yield _stop(output, "output", fault, "Name 2 different files.")


# --- invented responses, and people who withdraw -------------------------------------------


def simulate(
    folder: Path,
    *,
    cohorts: int,
    pairs: tuple[int, int],
    seed: str,
    organisations: int,
    regions: int,
    output: Path,
) -> Parsed[int]:
    """Write invented responses; the value is the number of files."""
    from generator.files.simulated import not_simulated, write_simulated
    from generator.simulation.simulate import simulate as invented

    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    theirs = not_simulated(output) if output.is_dir() else []
    if theirs:
        some = ", ".join(theirs[:3]) + (" …" if len(theirs) > 3 else "")
        fault = f"There are files here that were not simulated, or have changed since: {some}."
        return Parsed(None, (_stop(output, "folder-in-use", fault, "Name a new folder."),))
    site = site_around(folder, output)
    if site is not None:
        fault = f"Responses, even invented ones, must not be in the site {site}."
        remedy = "Name a place outside every site."
        return Parsed(None, (_stop(output, "output", fault, remedy),))
    files = invented(
        loaded.value.programme,
        loaded.value.instruments,
        cohorts=cohorts,
        pairs=pairs,
        seed=seed,
        organisations=organisations,
        regions=regions,
    )
    with writing.new_folder(output, 0o700) as beside:
        number = write_simulated(beside, files)
        writing.copy_folder(output / RELEASES, beside / RELEASES)  # a new programme's empty ledger
    return Parsed(number, loaded.problems)
