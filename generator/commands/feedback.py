"""``mentoring feedback``: from the facilitator's notes to one private page for each mentee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from generator.commands.console import DONE, Options, Parser, report
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, RefusedError, SourceLine, refuse, tried
from generator.definitions.signs import printable
from generator.definitions.suggest import plural, quoted
from generator.feedback.notes import COLUMNS, Notes, example_sheets, example_yaml
from generator.feedback.page import FITS, TEMPLATE, domain_names, pages
from generator.feedback.rules import check
from generator.files import own_outputs, private_texts, programme_folder, progress
from generator.files.cache import cache_folder
from generator.files.output_guard import (
    folder_faults,
    site_faults,
    who_can_open,
    write_private_folder,
)
from generator.files.typesetting import BATCH, Design, on_one_side, print_many
from generator.files.workbook_writer import workbook_bytes
from generator.inputs import load

DESIGN = Design(TEMPLATE, tuple({"size": size, "air": air} for size, air in FITS))


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "feedback --template notes.xlsx", "feedback notes.xlsx --output feedback")
    parser.value("notes", "NOTES", "points as .yml, .csv or .xlsx", nargs="?")
    parser.value("--output", "DIR", "a new folder, outside every site")
    parser.value(
        "--names", "FILE", "more names: 1 on each line, or a table such as the preferences"
    )
    parser.value("--template", "FILE", "write a file of notes to fill in, .yml or .xlsx")


def _run(options: Options) -> int:
    if options.template:
        return _template(options)
    if not options.notes or not options.output:
        options.wrong("name NOTES and --output DIR, or --template FILE")
    home, notes, output = options.home, options.path(options.notes), options.path(options.output)
    found = [*site_faults(home, notes), *folder_faults(home, output), *_not_notes(notes)]
    definitions = load(home, found)
    private_texts.remember(cache_folder(home), notes)
    said = _notes(home, notes, options.named(options.names), found)
    found += check(said, domain_names(definitions.programme))
    if not said.points:
        fault = "There are no points here."
        remedy = "Write the group's points under points, as its example shows."
        found.append(_fault(notes, "no-points", fault, remedy))
    files = _printed(notes, definitions, said, found)
    refuse(found)
    write_private_folder(output, files)
    report(found)
    print(f"{plural(len(files), 'page')} of feedback in {options.output}.")
    print(f"{who_can_open()} Print 2 copies of each, then follow the approval step by step.")
    return DONE


def _notes(folder: Path, notes: Path, names: Path | None, found: list[Problem]) -> Notes:
    """Return the notes with all names that none of them may hold."""
    where = programme_folder.shown(notes, folder)
    read = tried(found, partial(private_texts.read_notes, notes, where))
    listed: tuple[str, ...] | None = ()
    if names is not None:
        where = programme_folder.shown(names, folder)
        listed = tried(found, partial(private_texts.read_names, names, where))
    if read is None or listed is None:
        raise RefusedError(found)
    return replace(read, names=tuple(dict.fromkeys((*read.names, *listed))))


def _printed(
    path: Path, definitions: Definitions, notes: Notes, found: list[Problem]
) -> dict[str, bytes]:
    """Return each page's file, in the largest type and most room that fit one side."""
    made = pages(definitions.programme, notes)
    words = progress.numbered("Printing pages", len(made))
    points = ((p.place(one), p.text(one)) for p in notes.points for one in COLUMNS)
    with printable(chain(points, definitions.texts()), SourceLine(path.as_posix()), found):
        done = print_many(partial(on_one_side, DESIGN), [*made.values()], words, least=BATCH)
    printed = dict(zip(made, done, strict=True))
    for code in (code for code, pdf in printed.items() if pdf is None):
        fault = f"The page for {quoted(code)} does not fit on 1 side of A4."
        remedy = "Shorten its points, or keep fewer. 2 in a domain say more than 3."
        found.append(_fault(path, "too-long", fault, remedy))
    return {f"feedback-{code}.pdf": pdf for code, pdf in printed.items() if pdf is not None}


def _template(options: Options) -> int:
    """Write notes to begin with."""
    output = options.path(options.template)
    found = list(site_faults(options.home, output))
    if output.suffix.lower() not in (*private_texts.YAML, ".xlsx"):
        fault = "Notes to begin with are a YAML file or a workbook."
        remedy = "Name a file that ends in .yml or .xlsx."
        found.append(_fault(output, "output", fault, remedy))
    programme = load(options.home, found).programme
    if output.suffix.lower() in private_texts.YAML:
        begun = example_yaml(programme).encode()
    else:
        begun = workbook_bytes(example_sheets(programme))
    own_outputs.write(options.home, {output: begun}, found)
    print(f"An empty file of notes is in {options.template}, with an invented example beside it.")
    return DONE


def _not_notes(notes: Path) -> Iterator[Problem]:
    if not private_texts.is_notes(notes):
        fault = "Notes must be a YAML, CSV or XLSX file."
        remedy = "Save them as .yml, .csv or .xlsx."
        yield _fault(notes, "other-format", fault, remedy)


def _fault(path: Path, rule: str, fault: str, remedy: str) -> Problem:
    return Problem(SourceLine(path.as_posix()), rule, fault, remedy)
