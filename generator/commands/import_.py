"""``mentoring import``: answers out of another tool's file, in two steps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.commands.console import DONE, Options, Parser, echo, report
from generator.data_entry.template import read_back
from generator.definitions.codebook import codebooks
from generator.definitions.csv_text import csv_bytes
from generator.definitions.instrument import Instrument
from generator.definitions.load import Definitions
from generator.definitions.problem import (
    Problem,
    RefusedError,
    SourceLine,
    errors_in,
    refuse,
    tried,
)
from generator.definitions.suggest import listed, plural
from generator.exchange import checking
from generator.exchange import report as words
from generator.exchange.drafting import Draft, draft
from generator.exchange.finished import Rows, rows_of
from generator.exchange.map_model import Line, map_path
from generator.exchange.map_reading import code_heading, read_map
from generator.exchange.map_writing import map_text
from generator.exchange.match import Matches, matched, twice
from generator.exchange.other_form import says_another
from generator.exchange.plain_words import norm, shown_heading
from generator.exchange.reading import read_source
from generator.exchange.source import Source
from generator.exchange.taking import Kit, Taken, place_of, take
from generator.exchange.wording import form_of, words_of
from generator.files import own_outputs, progress, response_folder, writing
from generator.files.output_guard import among_faults, site_faults
from generator.files.programme_folder import shown
from generator.files.response_folder import Walk, no_cohorts
from generator.files.tables import each_table, read_bytes
from generator.files.typed_answers import cohort_named
from generator.inputs import load
from generator.responses.schema import expected
from generator.responses.spelling import without_gaps
from generator.responses.table import Block


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(
        _run,
        "import Responses.xlsx --form mentor_before_session",
        "import Responses.xlsx --form mentor_before_session --map Responses.xlsx.map.yml",
    )
    parser.value("file", "FILE", "what the tool exported")
    parser.value("--form", "ID", "the form that it answers", required=True)
    parser.takes("--cohort", default="")
    parser.takes("--responses", "--json")
    parser.value("--map", "MAP.yml", "the map that the first run wrote; without it, write it")
    parser.flag("--unfinished", "take answers too that nobody sent off")


@dataclass(frozen=True, slots=True)
class Job:
    """One import: the programme, the file, the form, and the folder of answers."""

    home: Path
    file: Path
    responses: Path
    definitions: Definitions
    kit: Kit
    walk: Walk

    @property
    def others(self) -> list[Instrument]:
        """The programme's other forms that are read back."""
        own = self.kit.form.book.instrument
        return [form for form in read_back(self.definitions, (), []) if form.id != own]

    def shown(self, path: Path) -> str:
        """Return what messages call a path."""
        return shown(path, self.home)


def _run(options: Options) -> int:
    job = _job(options)
    return _second(options, job) if options.map else _first(options, job)


def _job(options: Options) -> Job:
    """Return what is to be imported; raises RefusedError where it must not be."""
    home, file = options.home, options.path(options.file)
    definitions = load(home, [])
    responses = options.path(options.responses)
    lists = response_folder.read_lists(responses, shown(responses, home), definitions.programme)
    found = [*errors_in(lists.faults), *among_faults(home, file, responses)]
    found += (*site_faults(home, responses), *site_faults(home, file))
    chosen = read_back(definitions, [options.form], found)
    if options.cohort:
        tried(found, lambda _: cohort_named(options.cohort, lists.cohorts))
    refuse(found)
    form = form_of(definitions.programme, chosen[0])
    kit = Kit(form, lists.cohorts, definitions.programme.languages)
    return Job(home, file, responses, definitions, kit, lists.files)


# --- both steps --------------------------------------------------------------------------


def _source(job: Job, heading: str = "") -> tuple[Source, Matches]:
    """Return the table of a file and what was found in it; of sheets the only one that fits."""
    progress.on(f"Reading {job.file.name}")
    found: list[Problem] = []
    names = {text for text, to in words_of(job.kit.form).items() if "respondent" in to}

    def is_code(text: str) -> bool:
        return (shown_heading(text) == heading) if heading else norm(text) in names

    sources = read_source(job.file, job.shown(job.file), found, is_code)
    refuse(found)
    every = [(one, matched(one, job.kit.form)) for one in sources]
    fits = [pair for pair in every if pair[1].taken]
    answered = [pair for pair in fits if set(pair[1].taken) & set(job.kit.form.targets)]
    if not answered and heading and len(sources) == 1:  # a map names what nobody could find
        answered = every
    if not answered:
        refuse([problem for pair in every for problem in twice(*pair, job.kit.form)])
    if len(answered) != 1:
        raise RefusedError([*found, _no_table(job, [one.sheet for one, _ in answered])])
    others = [form.id for form in job.others]
    refuse(list(says_another(answered[0][0], job.kit.form.book.instrument, others)))
    return answered[0]


def _no_table(job: Job, sheets: Sequence[str]) -> Problem:
    where = SourceLine(job.shown(job.file))
    form = job.kit.form.book.instrument
    if sheets:
        fault = f"{len(sheets)} sheets hold answers of '{form}': {listed(sheets)}."
        return Problem(where, "several-sheets", fault, "Keep 1 sheet, or save each as CSV.")
    fault = f"No column is called as '{form}' calls it, neither by name nor by its words."
    remedy = (
        "Is it this form's file, and does its first row hold the headings? Export whole questions "
        "or variable names as headings; or give the columns the names of the codebook "
        "(mentoring template writes it)."
    )
    return Problem(where, "no-match", fault, remedy)


# --- the first step: the map -------------------------------------------------------------


def _first(options: Options, job: Job) -> int:
    target = map_path(job.file)
    refuse(list(_map_faults(job, target)))
    source, _ = _source(job)
    others = {form.id: form_of(job.definitions.programme, form) for form in job.others}
    cohort, unfinished = options.cohort, options.unfinished
    found = draft(source, job.kit, cohort, unfinished=unfinished, others=others)
    text = map_text(found, job.shown(job.file), job.shown(target))
    writing.write_file(target, text.encode(), writing.OWNER)
    _tell_first(options, job, found, target)
    return DONE


def _map_faults(job: Job, target: Path) -> Iterator[Problem]:
    yield from site_faults(job.home, target)
    if target.exists():
        where, fault = SourceLine(job.shown(target)), "There is a map of this file already."
        remedy = f"Import with it: --map {job.shown(target)}; or move it away for a new one."
        yield Problem(where, "map-exists", fault, remedy)


def _tell_first(options: Options, job: Job, found: Draft, target: Path) -> None:
    shown_map = job.shown(target)
    if options.json:
        print(json.dumps(words.first_facts(found, shown_map), indent=2, ensure_ascii=False))
    else:
        print("\n".join(words.first_words(found)))
    still = plural(words.open_places(found), "place")
    echo(f'The map is in {shown_map}: {still} with "?" to decide.')
    echo("Nothing was imported. Compare the map with the form, then run this again with --map.")


# --- the second step: the answers --------------------------------------------------------


def _second(options: Options, job: Job) -> int:
    if not job.kit.cohorts:
        raise RefusedError([no_cohorts()])
    map_file = options.path(options.map)
    shown_map = job.shown(map_file)
    content = read_bytes(map_file, shown_map, [])
    source, matches = _source(job, code_heading(content))
    output = _output(job, source)
    found: list[Problem] = []
    chosen = read_map(content, shown_map, source, job.kit, found, options.cohort)
    column = chosen.finished if isinstance(chosen.finished, Line) else None
    state = source.headings[place_of(source, column)] if column else None
    rows = rows_of(source, job.kit.form.book.instrument, state)
    every = sorted((*rows.whole, *(rows.unfinished if options.unfinished else ())))
    taken = take(source, job.kit, chosen, matches, every)
    found += checking.unsettled(source, chosen, taken, shown_map)
    found += checking.cell_faults(source, taken)
    if not every:
        fault, remedy = "No row is a finished answer.", "--unfinished takes the others too."
        found.append(Problem(SourceLine(source.shown), "no-rows", fault, remedy))
    refuse(found)
    _write(job, source, taken, output, found)
    report(found)
    _tell_last(options, job, source, rows, taken, output)
    return DONE


def _output(job: Job, source: Source) -> Path:
    """Return where the answers go; raises RefusedError where this very file was imported."""
    form = job.kit.form.book.instrument
    name = f"{form}-import-{source.digest[:8]}.csv"
    before = next((one for one in job.walk.tables if one.path.name == name), None)
    if before is not None:
        fault = f"This very file was imported already, as {before.shown}."
        remedy = "To import it anew, move that file away first."
        raise RefusedError.at(source.shown, "imported-already", fault, remedy)
    return job.responses / name


def _write(job: Job, source: Source, taken: Taken, output: Path, found: list[Problem]) -> None:
    """Check the answers as any others and write them, for their owner alone."""
    held = _rows_held(job)
    made = checking.kit_table(source, job.kit, taken, checking.highest_number(held))
    programme = job.definitions.programme
    books = codebooks(programme, job.definitions.instruments)
    against = expected(programme, books, job.kit.cohorts)
    checking.check(source, job.kit, made, taken, against, found)
    for name, rows in held.items():
        imported = f"{job.kit.form.book.instrument}-import-" in name
        if imported and checking.held_already(made, rows):
            fault = "Every answer of this file stands in the one that is imported now, too."
            remedy = "If that is a later export of the same survey, delete this earlier file."
            found.append(Problem(SourceLine(name), "imported-before", fault, remedy, "warning"))
    at = made.header.index("respondent")
    written = ((*row[:at], without_gaps(row[at]), *row[at + 1 :]) for row in made.rows)
    files = {output: csv_bytes([made.header, *written])}
    own_outputs.write(job.home, files, found)


def _rows_held(job: Job) -> dict[str, list[Mapping[str, str]]]:
    """Return the rows of this form that the folder of answers holds already, by file."""
    form = job.kit.form.book.instrument
    held: dict[str, list[Mapping[str, str]]] = {}
    for file in job.walk.tables:
        for table in tried([], partial(each_table, [file])) or ():
            if "instrument" not in table.header:
                continue
            blocks = (block for block in table.blocks if isinstance(block, Block))
            rows = [dict(zip(table.header, row, strict=False)) for b in blocks for row in b.rows]
            held.setdefault(file.shown, []).extend(r for r in rows if r["instrument"] == form)
    return held


def _tell_last(
    options: Options, job: Job, source: Source, rows: Rows, taken: Taken, output: Path
) -> None:
    shown_file = job.shown(output)
    if options.json:
        facts = words.last_facts(source, rows, taken, shown_file)
        print(json.dumps(facts, indent=2, ensure_ascii=False))
    else:
        last = f"{plural(len(taken.rows), 'answer')} in {shown_file}."
        print("\n".join([*words.rows_in_words(rows), last]))
    if taken.other_languages:
        many = plural(taken.other_languages, "row")
        echo(f"{many} in a language that the programme does not have: language left empty.")
    where = job.shown(job.responses)
    echo(f"Keep the export private, or delete it. Next: mentoring check --responses {where}")
