"""One function a command: the only place where floors meet, with ``assembly`` below it.

Each takes paths and choices and returns what came of it with every problem
found. Nothing here prints, and nothing here computes: it hands the result of
one room to the next. Rooms of weight are imported where a command needs them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
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
from generator.files import programme_folder, starter, writing
from generator.files.programme_folder import RELEASES
from generator.survey.blank import blank_local
from generator.survey.codebook import codebooks
from generator.survey.cohort import Cohort
from generator.survey.definition import Definitions
from generator.survey.instrument import Instrument
from generator.survey.nearest import did_you_mean, listed
from generator.survey.problem import Parsed, Problem, SourceLine

if TYPE_CHECKING:
    from generator.analysis.tally import Tally
    from generator.files.typst_compiler import PrintedForm
    from generator.questionnaire.form import Size
    from generator.survey.answers import Responses

_OUTPUT = (
    "site",
    "site-preview",
    "site-restricted",
    "printed",
    "draw",
    "feedback",
    "themes",
    "entry",
    ".cache",
)
GITIGNORE = "\n".join(["responses/", *(f"{name}/" for name in _OUTPUT), "status.html", ""]).encode()


#: Stands in a folder of invented responses, so that it may be written anew.
SIMULATED_MARK = "INVENTED.txt"


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
    files[".gitignore"] = GITIGNORE
    writing.write_files(folder, files)
    programme = load(folder).value
    if programme is not None:
        begin = ledger_file.empty_ledger(programme.programme.id)
        writing.write_file(ledger_file.ledger_path(folder / "responses"), begin, writing.OWNER)
    return Parsed(len(files))


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, and the populations of open pages: who is counted together, in what."""

    what: str
    populations: tuple[str, ...] = ()


def check(folder: Path, responses: Path | None, progress: Progress = silent) -> Parsed[Checked]:
    """Check the definitions and the responses, the programme's own where no folder is named."""
    responses = responses or programme_folder.own_responses(folder)
    loaded = load(folder)
    loaded = Parsed(loaded.value, (*loaded.problems, *page_faults(folder, loaded.value)))
    if loaded.value is None:
        return Parsed(Checked("Definitions"), loaded.problems)
    sheets = sum(form.kind == "sheet" for form in loaded.value.instruments)
    what = f"{len(loaded.value.instruments) - sheets} forms, {sheets} sheets"
    if responses is None:
        return Parsed(Checked(what, _populations(loaded.value, None)), loaded.problems)
    found = read(folder, loaded.value, responses, progress=progress)
    log: tuple[Problem, ...] = ()
    if found.value is not None:
        rows = sum(answers.rows for answers in found.value.answers.values())
        what += f", {rows:,} responses in {found.value.files:,} files"
        log = _log_faults(folder, loaded.value, responses, found.value.cohorts)
    populations = _populations(loaded.value, found.value)
    return Parsed(Checked(what, populations), (*loaded.problems, *found.problems, *log))


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


def _log_faults(
    folder: Path, definitions: Definitions, responses: Path, cohorts: Sequence[Cohort]
) -> tuple[Problem, ...]:
    from generator.files.response_folder import read_return_log

    forms = [form.id for form in definitions.instruments]
    shown = programme_folder.shown(responses, folder)
    return read_return_log(responses, [one.id for one in cohorts], forms, shown).problems


# --- paper --------------------------------------------------------------------------------


def print_forms(
    folder: Path,
    wanted: Sequence[str],
    *,
    size: Size,
    language: str | None,
    output: Path,
    mentees: Sequence[str] = (),
) -> Parsed[list[str]]:
    """Write each wanted form's PDF and layout; the value lists the PDF files.

    ``mentees`` are numbers or codes for what is printed once for each, instead of the programme's.
    """
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    definitions = _with_mentees(loaded.value, mentees)
    faults = [*_form_faults(definitions, wanted), *_language_faults(definitions, language)]
    if faults:
        return Parsed(None, (*loaded.problems, *faults))
    forms = [form for form in definitions.instruments if not wanted or form.id in wanted]
    ending = ENDINGS[size]
    files: dict[str, bytes] = {}
    problems = list(loaded.problems)
    for form, printed in zip(forms, _printed(definitions, forms, size, language), strict=True):
        files[f"{form.id}{ending}.pdf"] = printed.pdf
        layout = json.dumps(printed.layout, indent=1, ensure_ascii=False)
        files[f"{form.id}{ending}.layout.json"] = layout.encode()
        problems.extend(_paper_warnings(definitions, form, printed))
    writing.write_files(output, files)
    return Parsed([name for name in files if name.endswith(".pdf")], tuple(problems))


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
        return []
    fault = f"The programme has no language '{language}'."
    remedy = f"It has: {', '.join(known)}."
    return [_stop(definitions.programme_path, "unknown-language", fault, remedy)]


def _printed(
    definitions: Definitions, forms: Sequence[Instrument], size: Size, language: str | None
) -> list[PrintedForm]:
    from generator.files.typst_compiler import render_all

    first = definitions.programme.languages[0]
    wanted = [(form, size) for form in forms]
    return render_all(definitions.programme, wanted, language or first)


def _paper_warnings(
    definitions: Definitions, form: Instrument, printed: PrintedForm
) -> list[Problem]:
    paths = dict(zip((f.id for f in definitions.instruments), definitions.paths, strict=True))
    where = SourceLine(paths[form.id])
    found = []
    if printed.missing:
        fault = f"The font has no sign for {' '.join(printed.missing)}; each prints as '?'."
        remedy = "Write it in other words."
        found.append(Problem(where, "missing-character", fault, remedy, "warning"))
    if printed.untranslated:
        fault = f"Fixed words are printed in English: {', '.join(printed.untranslated)}."
        remedy = "Add them for this language in questionnaire/words.py."
        found.append(Problem(where, "untranslated", fault, remedy, "warning"))
    return found


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
    folder: Path, responses: Path, *, output: Path, skip_faulty: bool, progress: Progress = silent
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
    writing.write_file(output, writing.csv_bytes(COLUMNS, rows))
    return Parsed(len(rows), problems)


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
    from generator.files.simulated import write_simulated
    from generator.simulation.simulate import simulate as invented

    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    mine = not writing.has_files(output, but=RELEASES) or (output / SIMULATED_MARK).is_file()
    if not mine:
        fault = "There are files here that were not simulated."
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
    with writing.replaced_folder(output) as beside:
        number = write_simulated(beside, files)
        writing.copy_folder(output / RELEASES, beside / RELEASES)  # a new programme's empty ledger
        writing.write_file(beside / SIMULATED_MARK, b"Every response in this folder is invented.\n")
    return Parsed(number, loaded.problems)


def forget(folder: Path, code: str, *, responses: Path, confirm: bool) -> Parsed[list[str]]:
    """Remove a respondent from the response files, or delete the copies that this left.

    The value is what to tell: what was done, what to do next, and what else is
    kept of the programme and until when.
    """
    from generator.files.forget import apply_forget, confirm_forget, plan_forget, retention_dates

    shown = programme_folder.shown(responses, folder)
    if confirm:
        done = confirm_forget(responses, code, shown)
        return Parsed(
            None if done.value is None else [f"{done.value} kept copies of files were deleted."],
            done.problems,
        )
    loaded = load(folder)
    plan = plan_forget(responses, code, shown)
    if loaded.value is None or plan.value is None:
        return Parsed(None, (*loaded.errors, *plan.problems))
    copies = apply_forget(plan.value)
    lines = [f"{file.shown}: {file.rows} removed" for file in plan.value.files]
    lines.append(
        f"Copies of the files as they were are in {programme_folder.shown(copies, folder)}."
    )
    lines.append(f"Look at the files, then delete the copies: mentoring forget {code} --confirm")
    lines.append(
        "Restricted pages and previews leave these answers out from their next build on. Build "
        "none for this alone: two versions of a page can be compared."
    )
    lines.extend(_still_published(responses))
    if writing.has_named(responses, "themes.csv"):
        lines.append(
            "Free text was coded: what they wrote may still stand in the coding workbooks and "
            "in-context.html. Delete their rows there, in key.csv and in returned.csv. Then: "
            "mentoring themes table AGREED.xlsx --replace"
        )
    lines.append("Also kept, elsewhere and on paper:")
    for what, until in retention_dates(loaded.value.programme):
        date = f"{until.day} {until:%B %Y}" if until else "no date is set in programme.yml"
        lines.append(f"  {what}: until {date}" if until else f"  {what}: {date}")
    return Parsed(lines, plan.problems)


def _still_published(responses: Path) -> Iterator[str]:
    """Yield what stays published of somebody who is forgotten, where there are releases."""
    from generator.files.ledger_file import has_ledger

    if has_ledger(responses):
        yield (
            "What is published stays as it was, and still counts them where they were counted: two "
            "versions of one table would show their answers. If that is too long, take the pages "
            "down: see “What happens to published results” on the page about withdrawals."
        )
