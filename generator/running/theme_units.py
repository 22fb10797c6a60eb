"""``mentoring themes units``: free text as units, a workbook for each coder, and the key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.assembly import load, read
from generator.files import coding_workbook, private_texts, programme_folder, progress
from generator.files.cache_folder import cache_folder
from generator.files.coding_workbook import workbook
from generator.files.open_answers import read_book_beside, read_open_answers
from generator.files.private_folder import folder_faults, write_private_folder
from generator.files.theme_files import who_returned
from generator.running.theme_files import KEY, RETURNED, place_faults
from generator.survey.codebook import codebooks
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.theme_seed import SUGGESTED
from generator.themes.sheets import HOW_TO_CODE, book_sheet, coding_sheet, guide_sheet
from generator.themes.units import collect


@dataclass(frozen=True, slots=True)
class Collected:
    """What ``units`` wrote: how many texts, of how many people, and the files."""

    texts: int
    people: int
    files: tuple[str, ...]


def units(
    folder: Path,
    responses: Path,
    *,
    output: Path,
    coders: int,
    seed: str,
    names: Path | None,
) -> Parsed[Collected]:
    """Write a workbook for each coder, the key and who was there, in a new private folder."""
    refused = tuple(
        dict.fromkeys((*folder_faults(folder, output), *place_faults(folder, output, responses)))
    )
    loaded = load(folder)
    if loaded.value is None or refused:
        return Parsed(None, (*refused, *loaded.problems))
    removed = _names(names, folder)
    found = read(folder, loaded.value, responses, themes=False)
    problems = (*loaded.problems, *removed.problems, *found.problems)
    if found.value is None or removed.value is None:
        return Parsed(None, problems)
    definitions = loaded.value
    books = codebooks(definitions.programme, definitions.instruments)
    progress.on("Collecting free text")
    answers = read_open_answers(responses, definitions.programme, books)
    shown = programme_folder.shown(responses, folder)
    if not answers:
        fault = "Nobody wrote anything in answer to an open question."
        where = SourceLine(shown)
        return Parsed(
            None, (*problems, Problem(where, "no-text", fault, "Type the answers in first."))
        )
    book = read_book_beside(responses, shown)
    if book.errors:
        return Parsed(None, (*problems, *book.problems))
    texts, key = collect(answers, seed, removed.value)
    sheets = (coding_sheet(texts), book_sheet(book.value or SUGGESTED), guide_sheet(HOW_TO_CODE))
    content = workbook(sheets)
    files = {f"coder-{number}.xlsx": content for number in range(1, coders + 1)}
    files[KEY] = coding_workbook.key_bytes(key)
    returned = who_returned(definitions.programme, books, found.value)
    files[RETURNED] = coding_workbook.returned_bytes(returned)
    write_private_folder(output, files)
    private_texts.remember(cache_folder(folder), output / "coder-1.xlsx")
    people = len({(line.role, line.person) for line in key})
    return Parsed(Collected(len(texts), people, tuple(files)), problems)


def _names(path: Path | None, folder: Path) -> Parsed[list[str]]:
    if path is None:
        return Parsed([])
    try:
        return Parsed(coding_workbook.read_lines(path))
    except OSError as error:
        where = SourceLine(programme_folder.shown(path, folder))
        fault = f"The list of names cannot be read: {error.strerror}."
        return Parsed(None, (Problem(where, "unreadable", fault, "Name a text file."),))
