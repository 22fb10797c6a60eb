"""``mentoring feedback``: from the facilitator's notes to one private page for each mentee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from generator.assembly import load
from generator.feedback.example import PROMPTS, SHEET, example_yaml, examples
from generator.feedback.page import ASKS_FOR, FITS, TEMPLATE, MenteePage, domain_names, pages
from generator.feedback.point import COLUMNS, Notes
from generator.feedback.rules import check
from generator.files import own_outputs, private_texts, programme_folder, progress, writing
from generator.files.cache_folder import cache_folder
from generator.files.private_folder import folder_faults, site_faults, write_private_folder
from generator.files.typesetting import Design, on_one_side
from generator.survey.nearest import quoted
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.programme import Programme
from generator.survey.signs import UnprintableError, together, unprintable

DESIGN = Design(TEMPLATE, ASKS_FOR, tuple({"size": size, "air": air} for size, air in FITS))


def feedback(
    folder: Path, notes: Path, *, output: Path, names: Path | None = None
) -> Parsed[list[str]]:
    """Write each mentee's page; the value lists the files. Any breach writes nothing."""
    loaded = load(folder)
    refused = (*site_faults(folder, notes), *folder_faults(folder, output), *_not_notes(notes))
    if loaded.value is None or refused:
        return Parsed(None, (*refused, *loaded.errors))
    programme = loaded.value.programme
    private_texts.remember(cache_folder(folder), notes)
    read = _notes(folder, notes, names)
    if read.value is None:
        return Parsed(None, read.problems)
    problems = (*read.problems, *check(read.value, domain_names(programme)))
    if not read.value.points:
        fault = "There are no points here."
        remedy = "Write the group's points under points, as its example shows."
        problems = (*problems, _fault(notes, "no-points", fault, remedy))
    printed = {
        page.code: _printed(page)
        for page in progress.each(pages(programme, read.value), "Printing pages")
    }
    too_long = tuple(_too_long(notes, code) for code, pdf in printed.items() if pdf is None)
    lacking = together(made for made in printed.values() if isinstance(made, UnprintableError))
    texts = (*_texts(read.value), *loaded.value.marks.texts())
    signs = unprintable(lacking, texts, SourceLine(notes.as_posix())) if lacking else ()
    problems = (*problems, *too_long, *signs)
    if any(problem.severity == "error" for problem in problems):
        return Parsed(None, problems)
    files = {f"feedback-{c}.pdf": pdf for c, pdf in printed.items() if isinstance(pdf, bytes)}
    write_private_folder(output, files)
    return Parsed(list(files), problems)


def _notes(folder: Path, notes: Path, names: Path | None) -> Parsed[Notes]:
    """Return the notes with all names that none of them may hold."""
    read = private_texts.read_notes(notes, programme_folder.shown(notes, folder))
    if names is None:
        return read
    listed = private_texts.read_names(names, programme_folder.shown(names, folder))
    problems = (*read.problems, *listed.problems)
    if read.value is None or listed.value is None:
        return Parsed(None, problems)
    whole = tuple(dict.fromkeys((*read.value.names, *listed.value)))
    return Parsed(replace(read.value, names=whole), problems)


def template(folder: Path, output: Path) -> Parsed[str]:
    """Write notes to begin with; the value is the file's name."""
    loaded = load(folder)
    refused = list(site_faults(folder, output))
    if output.suffix.lower() not in (*private_texts.YAML, ".xlsx"):
        fault = "Notes to begin with are a YAML file or a workbook."
        remedy = "Name a file that ends in .yml or .xlsx."
        refused.append(_fault(output, "output", fault, remedy))
    if output.exists():
        fault, remedy = "There is such a file already.", "Name a new one."
        refused.append(_fault(output, "output", fault, remedy))
    if loaded.value is None or refused:
        return Parsed(None, (*refused, *loaded.errors))
    begun = {output: _begun(loaded.value.programme, output.suffix.lower())}
    kept = own_outputs.write(folder, begun, writing.OWNER)
    return Parsed(None if kept else output.as_posix(), kept)


def _begun(programme: Programme, suffix: str) -> bytes:
    if suffix in private_texts.YAML:
        return example_yaml(programme).encode()
    from generator.files.notes_workbook import notes_workbook

    domains = {"domain": [domain.id for domain in programme.domains]}
    return notes_workbook(COLUMNS, (SHEET, examples(programme)), domains, PROMPTS)


def _texts(notes: Notes) -> Iterator[tuple[SourceLine, str]]:
    """Yield every text of some notes with its place."""
    for point in notes.points:
        yield from ((point.place(column), point.text(column)) for column in COLUMNS)


def _printed(page: MenteePage) -> bytes | UnprintableError | None:
    """Return a page in the largest type and most room that fit one side; None where none does."""
    try:
        return on_one_side(DESIGN, page.data)
    except UnprintableError as lacking:
        return lacking


def _too_long(notes: Path, code: str) -> Problem:
    fault = f"The page for {quoted(code)} does not fit on 1 side of A4."
    remedy = "Shorten its points, or keep fewer. 2 in a domain say more than 3."
    return _fault(notes, "too-long", fault, remedy)


def _not_notes(notes: Path) -> Iterator[Problem]:
    if not notes.is_file():
        yield _fault(notes, "no-file", "There is no such file.", "Name the file of notes.")
    elif not private_texts.is_notes(notes):
        fault = "Notes must be a YAML, CSV or XLSX file."
        remedy = "Save them as .yml, .csv or .xlsx."
        yield _fault(notes, "other-format", fault, remedy)


def _fault(path: Path, rule: str, fault: str, remedy: str) -> Problem:
    return Problem(SourceLine(path.as_posix()), rule, fault, remedy)
