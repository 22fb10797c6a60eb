"""One function a command: the only place where floors meet, with ``assembly`` below it.

Each takes paths and choices and returns what came of it with every problem
found. Nothing here prints, and nothing here computes: it hands the result of
one room to the next. Rooms of weight are imported where a command needs them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.assembly import (
    Progress,
    count,
    load,
    page_faults,
    read,
    silent,
    site_around,
)
from generator.contents import ENDINGS
from generator.files import own_outputs, programme_folder, starter, writing
from generator.files.clock import today
from generator.files.programme_folder import RELEASES
from generator.survey.blank import blank_local
from generator.survey.codebook import codebooks
from generator.survey.definition import Definitions
from generator.survey.instrument import Instrument
from generator.survey.nearest import did_you_mean, listed
from generator.survey.problem import Parsed, Problem, SourceLine, in_reading_order
from generator.survey.rules_people import past_dates
from generator.survey.signs import UnprintableError, unprintable

if TYPE_CHECKING:
    from generator.analysis.tally import Tally
    from generator.files.typst_compiler import PrintedForm
    from generator.questionnaire.form import Size
    from generator.survey.answers import Responses


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


def check(folder: Path, responses: Path | None, progress: Progress = silent) -> Parsed[Checked]:
    """Check the definitions and the responses, the programme's own where no folder is named."""
    named = responses is not None
    responses = responses or programme_folder.own_responses(folder)
    loaded = load(folder)
    loaded = Parsed(loaded.value, (*loaded.problems, *page_faults(folder, loaded.value)))
    if loaded.value is None:
        return Parsed(Checked("Definitions"), loaded.problems)
    sheets = sum(form.kind == "sheet" for form in loaded.value.instruments)
    what = f"{len(loaded.value.instruments) - sheets} forms, {sheets} sheets"
    dated = (*loaded.problems, *past_dates(loaded.value, today()))
    if responses is None:
        return Parsed(Checked(what, _populations(loaded.value, None)), in_reading_order(dated))
    found = read(folder, loaded.value, responses, progress=progress)
    log = _log_faults(folder, loaded.value, responses)
    if found.value is not None and (found.value.files or named):
        what += f", {found.value.rows:,} responses in {found.value.files:,} files"
    populations = _populations(loaded.value, found.value)
    problems = (*in_reading_order(dated), *found.problems, *log)
    return Parsed(Checked(what, populations), problems, found.notes)


def _populations(definitions: Definitions, responses: Responses | None) -> tuple[str, ...]:
    """Return a line for each population: who is counted together, in what, and how many."""
    from generator.disclosure.populations import members, questions
    from generator.survey.variables import variables

    programme, books = (
        definitions.programme,
        codebooks(definitions.programme, definitions.instruments),
    )
    lines = []
    for population, asked in questions(variables(programme, definitions.instruments)).items():
        if not any(one.open for one in asked):
            continue
        names = ", ".join(dict.fromkeys(one.measure for one in asked if one.open))
        people = ""
        if responses is not None:
            people = f" ({len(members(population, books, responses)):,} people)"
        lines.append(f"{population.role}, {' and '.join(population.waves)}{people}: {names}")
    return tuple(lines)


def _log_faults(folder: Path, definitions: Definitions, responses: Path) -> tuple[Problem, ...]:
    from generator.files.response_folder import read_cohorts, read_return_log, walk

    forms = [form.id for form in definitions.instruments]
    shown, programme = programme_folder.shown(responses, folder), definitions.programme
    cohorts = read_cohorts(walk(responses, shown), programme).value or ()
    known = [cohort.id for cohort in cohorts]
    return read_return_log(responses, programme, known, forms, shown).problems


# --- paper --------------------------------------------------------------------------------


def print_forms(
    folder: Path,
    wanted: Sequence[str],
    *,
    size: Size,
    language: str | None,
    output: Path,
    mentees: Sequence[str] = (),
    force: bool = False,
) -> Parsed[list[str]]:
    """Write each wanted form's PDF and layout; the value lists the PDF files.

    ``mentees`` are numbers or codes for what is printed once for each, instead of the programme's.
    """
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, (*loaded.problems, *_phrase_faults(language or "")))
    definitions = _with_mentees(loaded.value, mentees)
    faults = [*_form_faults(definitions, wanted), *_language_faults(definitions, language)]
    if faults:
        return Parsed(None, (*faults, *loaded.problems))
    forms = [form for form in definitions.instruments if not wanted or form.id in wanted]
    printed = _printed(definitions, forms, size, language)
    if printed.value is None:
        return Parsed(None, (*printed.problems, *loaded.problems))
    ending = ENDINGS[size]
    files: dict[Path, bytes] = {}
    for form, made in zip(forms, printed.value, strict=True):
        files[output / f"{form.id}{ending}.pdf"] = made.pdf
        layout = json.dumps(made.layout, indent=1, ensure_ascii=False)
        files[output / f"{form.id}{ending}.layout.json"] = layout.encode()
    refused = own_outputs.write(
        folder, files, over=files if force else (), remedy=own_outputs.FORCE
    )
    if refused:
        return Parsed(None, (*refused, *loaded.problems))
    return Parsed([path.name for path in files if path.suffix == ".pdf"], loaded.problems)


def _with_mentees(definitions: Definitions, mentees: Sequence[str]) -> Definitions:
    if not mentees:
        return definitions
    programme = definitions.programme.model_copy(update={"mentees": tuple(mentees)})
    return replace(definitions, programme=programme)


def _form_faults(definitions: Definitions, wanted: Sequence[str]) -> list[Problem]:
    known = [form.id for form in definitions.instruments]
    return [
        _stop(
            name,
            "unknown-form",
            f"There is no form '{name}'.",
            did_you_mean(name, known) or f"The forms are: {listed(known, 40)}.",
        )
        for name in wanted
        if name not in known
    ]


def _language_faults(definitions: Definitions, language: str | None) -> list[Problem]:
    known = definitions.programme.languages
    if language is None or language in known:
        return _phrase_faults(language or known[0])
    fault = f"The programme has no language '{language}'."
    remedy = f"It has: {', '.join(known)}."
    return [_stop(definitions.programme_path, "unknown-language", fault, remedy)]


def _phrase_faults(language: str) -> list[Problem]:
    """Refuse paper in a language that has no fixed words: it would be half in English."""
    from generator.questionnaire.words import lacking, words_in

    words = words_in("en")
    phrases = [f"“{words[name]}”" for name in lacking(language)]
    if not phrases:
        return []
    fault = (
        f"{len(phrases)} fixed phrases of every form exist in English only, so that nothing is "
        f"printed in '{language}': {', '.join(phrases)}."
    )
    remedy = "Print the forms in English, or hand out your own translation beside them."
    return [_stop("--language", "untranslated", fault, remedy)]


def _printed(
    definitions: Definitions, forms: Sequence[Instrument], size: Size, language: str | None
) -> Parsed[list[PrintedForm]]:
    from generator.files.typst_compiler import render_all

    first = definitions.programme.languages[0]
    wanted = [(form, size) for form in forms]
    try:
        return Parsed(render_all(definitions.programme, wanted, language or first))
    except UnprintableError as found:
        where = SourceLine(definitions.programme_path)
        return Parsed(None, unprintable(found, definitions.marks.texts(), where))


# --- numbers ------------------------------------------------------------------------------


def tallied(folder: Path, responses: Path, progress: Progress = silent) -> Parsed[Tally]:
    """Read, check, score and tally a folder of responses."""
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    found = read(folder, loaded.value, responses, progress=progress)
    if found.value is None:
        return Parsed(None, (*loaded.problems, *found.problems))
    return Parsed(count(loaded.value, found.value), (*loaded.problems, *found.problems))


def analyse(
    folder: Path,
    responses: Path,
    *,
    output: Path,
    skip_faulty: bool,
    force: bool = False,
    progress: Progress = silent,
) -> Parsed[int]:
    """Write every statistic, unprotected, as one CSV; the value is its number of lines."""
    refused = _output_faults(folder, output)
    loaded = load(folder)
    if loaded.value is None or refused:
        return Parsed(None, (*refused, *loaded.problems))
    definitions = loaded.value
    found = read(folder, definitions, responses, skip_faulty=skip_faulty, progress=progress)
    problems = (*loaded.problems, *found.problems)
    if found.value is None:
        return Parsed(None, problems)
    from generator.analysis.analysis_table import COLUMNS, analysis_rows

    books = codebooks(definitions.programme, definitions.instruments)
    counted = count(definitions, found.value)
    rows = list(
        analysis_rows(
            definitions.programme, definitions.instruments, books, counted, found.value.cohorts
        )
    )
    table = {output: writing.csv_bytes(COLUMNS, rows)}
    refused = own_outputs.write(
        folder,
        table,
        writing.OWNER,
        over=table if force else (),
        remedy=own_outputs.FORCE,
    )
    return Parsed(None if refused else len(rows), (*problems, *refused))


def _output_faults(folder: Path, output: Path) -> tuple[Problem, ...]:
    if output.suffix.lower() != ".csv":
        fault = "The output is a CSV file."
        return (_stop(output, "output", fault, "Give it a name that ends in .csv."),)
    site = site_around(folder, output)
    if site is None:
        return ()
    fault = f"These numbers are not protected and must not lie in the site {site}."
    return (_stop(output, "output", fault, "Name a place outside every site."),)


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
        fault = f"Responses, even invented ones, must not lie in the site {site}."
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
