"""``mentoring template``: the data-entry workbook and the codebook; the preferences' sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.assembly import load
from generator.entry.sheet import entry_sheet
from generator.files import own_outputs, programme_folder, response_folder, writing
from generator.files.entry_workbook import entry_workbook
from generator.files.preferences_workbook import FILE, preferences_workbook
from generator.files.private_folder import site_faults
from generator.files.simulated import csv_bytes
from generator.survey.codebook import codebook
from generator.survey.codebook_table import CODEBOOK_COLUMNS, codebook_rows
from generator.survey.cohort import Cohort
from generator.survey.form_of import READABLE
from generator.survey.instrument import Instrument
from generator.survey.nearest import did_you_mean, listed
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.programme import Programme, in_language

WORKBOOK, CODEBOOK = "data-entry.xlsx", "codebook.csv"
_FILLED_IN = "Answers may be typed into it. Name another folder: --output DIR."


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many sheets, and for which cohorts."""

    sheets: int
    cohorts: int


def template(
    folder: Path, wanted: Sequence[str], *, responses: Path, output: Path
) -> Parsed[Written]:
    """Write a workbook with a sheet for each wanted form, and the codebook of the same forms."""
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    programme = loaded.value.programme
    forms = _in_order(programme, loaded.value.instruments)
    cohorts = _cohorts(folder, responses, programme)
    faults = [
        *cohorts.errors,
        *site_faults(folder, output),
        *_form_faults(loaded.value.instruments, wanted),
    ]
    if faults:
        return Parsed(None, tuple(faults))
    chosen = [form for form in forms if not wanted or form.id in wanted]
    books = [codebook(programme, form) for form in chosen]
    language = programme.languages[0]
    sheets = [
        entry_sheet(programme, book, in_language(form.title, language), cohorts.value or ())
        for form, book in zip(chosen, books, strict=True)
    ]
    title = in_language(programme.title, language)
    files = {
        output / WORKBOOK: entry_workbook(sheets, title, language),
        output / CODEBOOK: csv_bytes([CODEBOOK_COLUMNS, *codebook_rows(books)]),
    }
    refused = own_outputs.write(folder, files, writing.OWNER, remedy=_FILLED_IN)
    if refused:
        return Parsed(None, refused)
    return Parsed(Written(len(sheets), len(cohorts.value or ())))


def preferences_sheet(folder: Path, *, mentors: int, mentees: int, output: Path) -> Parsed[Path]:
    """Write a blank sheet for preferences, for its owner alone; never over one in use."""
    loaded = load(folder)
    faults = (*loaded.errors, *site_faults(folder, output))
    if faults:
        return Parsed(None, faults)
    path = output / FILE
    files = {path: preferences_workbook(mentors, mentees)}
    remedy = _FILLED_IN.replace("Answers", "Preferences")
    refused = own_outputs.write(folder, files, writing.OWNER, remedy=remedy)
    return Parsed(None if refused else path, refused)


def _in_order(programme: Programme, forms: Sequence[Instrument]) -> list[Instrument]:
    """Return the forms that are typed in, by role and wave, as people meet them."""
    waves = [wave.id for wave in programme.waves]
    roles = [role.id for role in programme.roles]

    def place(form: Instrument) -> tuple[bool, int, int]:
        wave = waves.index(form.wave) if form.wave in waves else len(waves)
        role = roles.index(form.role) if form.role in roles else len(roles)
        return form.kind != "linked", role, wave

    return sorted((form for form in forms if form.kind in READABLE), key=place)


def _cohorts(folder: Path, responses: Path, programme: Programme) -> Parsed[tuple[Cohort, ...]]:
    walk = response_folder.walk(responses, programme_folder.shown(responses, folder))
    return response_folder.read_cohorts(walk, programme)


def _form_faults(forms: Sequence[Instrument], wanted: Sequence[str]) -> Iterator[Problem]:
    kinds = {form.id: form.kind for form in forms}
    readable = [name for name, kind in kinds.items() if kind in READABLE]
    for name in wanted:
        if name not in kinds:
            remedy = did_you_mean(name, readable) or f"The forms are: {listed(readable)}."
            yield Problem(SourceLine(name), "unknown-form", f"There is no form '{name}'.", remedy)
        elif kinds[name] not in READABLE:
            fault = f"'{name}' is never typed in: it holds names, or nobody types it in."
            remedy = f"Forms that are typed in: {listed(readable, limit=20)}."
            yield Problem(SourceLine(name), f"{kinds[name]}-form", fault, remedy)
