"""``mentoring template``: the data-entry workbook and the codebook; the preferences' sheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from generator.commands.console import DONE, Options, Parser, echo, whole
from generator.data_entry.template import entry_sheets, read_back, typed_forms
from generator.definitions.codebook import CODEBOOK_COLUMNS, codebook_rows
from generator.definitions.csv_text import csv_bytes
from generator.definitions.problem import errors_in, refuse
from generator.definitions.programme import in_language
from generator.definitions.suggest import plural
from generator.files import own_outputs
from generator.files.output_guard import site_faults
from generator.files.programme_folder import RECORDS
from generator.files.response_folder import read_lists
from generator.files.workbook_writer import workbook_bytes
from generator.inputs import load
from generator.pairing.blank_sheet import FILE, blank_sheet
from generator.pairing.preferences import MOST_PEOPLE
from generator.questionnaire.complete import language_faults

WORKBOOK, CODEBOOK = "data-entry.xlsx", "codebook.csv"
_FILLED_IN = "Answers may be typed into it. Name another folder: --output DIR."


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "template --output entry")
    parser.takes("form", "--language", "--responses")
    parser.value("--output", "DIR", "where to write it; preferences: records")
    for role in ("mentors", "mentees"):
        parser.value(
            f"--{role}",
            "N",
            f"make the preferences' sheet instead, for so many {role}",
            type=partial(whole, most=MOST_PEOPLE),
        )


def _run(options: Options) -> int:
    if options.mentors or options.mentees:
        return _preferences_sheet(options)
    if not options.output:
        options.wrong("name the folder to write into: --output DIR")
    definitions = load(options.home, [])
    programme, output = definitions.programme, options.path(options.output)
    responses = options.path(options.responses)
    lists = read_lists(responses, options.shown(responses), programme)
    found = [*errors_in(lists.faults), *site_faults(options.home, output)]
    language = options.language or ""
    chosen = read_back(definitions, options.form, found)
    if language:
        each = bool(options.form)
        found += language_faults(
            definitions, chosen, language, each=each, words=("entry",), surface="entry"
        )
    refuse(found)
    forms = typed_forms(definitions, chosen, language)
    sheets = entry_sheets(programme, forms, lists.cohorts, language)
    title = in_language(programme.title, language or programme.languages[0])
    workbook = f"{Path(WORKBOOK).stem}-{language}.xlsx" if language else WORKBOOK
    files = {
        output / workbook: workbook_bytes(sheets, title),
        output / CODEBOOK: csv_bytes([CODEBOOK_COLUMNS, *codebook_rows([b for b, _ in forms])]),
    }
    own_outputs.write(options.home, files, found, remedy=_FILLED_IN)
    print(f"{workbook} ({plural(len(forms), 'sheet')}) and {CODEBOOK} in {options.output}.")
    if not lists.cohorts:
        echo("No cohorts.csv lists a cohort yet: groups have no drop-down.")
    return DONE


def _preferences_sheet(options: Options) -> int:
    """Write a blank sheet for preferences, for its owner alone; never over one in use."""
    if options.form or not (options.mentors and options.mentees):
        options.wrong("the preferences' sheet takes --mentors N and --mentees N, and no FORM")
    place = options.output or RECORDS
    file = options.path(place) / FILE
    found = list(site_faults(options.home, file.parent))
    load(options.home, found)
    files = {file: workbook_bytes([blank_sheet(options.mentors, options.mentees)])}
    remedy = _FILLED_IN.replace("Answers", "Preferences")
    own_outputs.write(options.home, files, found, remedy=remedy)
    print(f"{FILE} in {place}, for the organiser alone. It names people.")
    return DONE
