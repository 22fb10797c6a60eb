"""``mentoring feedback``: from the facilitator's notes to one private page for each mentee."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from generator.assembly import CACHE, load
from generator.feedback.example import example_yaml
from generator.feedback.page import ASKS_FOR, FITS, TEMPLATE, MenteePage, domain_names, pages
from generator.feedback.rules import check
from generator.files import private_texts, programme_folder, writing
from generator.files.private_folder import write_private_folder
from generator.files.typesetting import Design, printable, typeset
from generator.running.private_place import folder_faults, site_faults
from generator.survey.problem import Parsed, Problem, SourceLine

DESIGN = Design(TEMPLATE, ASKS_FOR)


def feedback(folder: Path, notes: Path, *, output: Path) -> Parsed[list[str]]:
    """Write each mentee's page; the value lists the files. Any breach writes nothing."""
    loaded = load(folder)
    refused = (*site_faults(folder, notes), *folder_faults(folder, output), *_not_notes(notes))
    if loaded.value is None or refused:
        return Parsed(None, (*refused, *loaded.errors))
    programme = loaded.value.programme
    private_texts.remember(folder / CACHE, notes)
    read = private_texts.read_notes(notes, programme_folder.shown(notes, folder))
    if read.value is None:
        return Parsed(None, read.problems)
    problems = (*read.problems, *check(read.value, domain_names(programme)))
    made = pages(programme, read.value)
    if not made:
        fault, remedy = "There are no points here.", "Write some: mentoring feedback --template."
        problems = (*problems, _fault(notes, "no-points", fault, remedy))
    if any(problem.severity == "error" for problem in problems):
        return Parsed(None, problems)
    files: dict[str, bytes] = {}
    for page in made:
        printed = _on_one_side(page)
        if printed is None:
            problems = (*problems, _too_long(notes, page))
        else:
            files[f"feedback-{page.code}.pdf"] = printed
    if any(problem.severity == "error" for problem in problems):
        return Parsed(None, problems)
    write_private_folder(output, files)
    return Parsed(list(files), problems)


def template(folder: Path, output: Path) -> Parsed[str]:
    """Write notes to begin with; the value is the file's name."""
    loaded = load(folder)
    refused = list(site_faults(folder, output))
    if output.suffix.lower() not in private_texts.YAML:
        fault, remedy = "Notes to begin with are a YAML file.", "Name a file that ends in .yml."
        refused.append(_fault(output, "output", fault, remedy))
    if output.exists():
        fault, remedy = "There is such a file already.", "Name a new one."
        refused.append(_fault(output, "output", fault, remedy))
    if loaded.value is None or refused:
        return Parsed(None, (*refused, *loaded.errors))
    text = example_yaml(loaded.value.programme)
    writing.write_file(output, text.encode(), writing.OWNER)
    return Parsed(output.as_posix())


def _on_one_side(page: MenteePage) -> bytes | None:
    """Return a page in the largest type and most room that fit one side; None where none does."""
    for size, air in FITS:
        printed = typeset(DESIGN, printable({**page.data, "size": size, "air": air})[0])
        with pikepdf.open(io.BytesIO(printed)) as document:
            if len(document.pages) == 1:
                return printed
    return None


def _too_long(notes: Path, page: MenteePage) -> Problem:
    fault = f"The page for '{page.code}' does not fit one side of A4."
    remedy = "Shorten its points, or keep fewer: two in a domain say more than three."
    return _fault(notes, "too-long", fault, remedy)


def _not_notes(notes: Path) -> Iterator[Problem]:
    if not notes.is_file():
        yield _fault(notes, "no-file", "There is no such file.", "Name the file of notes.")
    elif not private_texts.is_notes(notes):
        fault, remedy = "Notes are YAML, CSV or XLSX.", "Save them as .yml, .csv or .xlsx."
        yield _fault(notes, "other-format", fault, remedy)


def _fault(path: Path, rule: str, fault: str, remedy: str) -> Problem:
    return Problem(SourceLine(path.as_posix()), rule, fault, remedy)
