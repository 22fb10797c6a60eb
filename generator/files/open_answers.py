"""The words that people wrote, from a responses folder that has been read without a fault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.definitions.codebook import Codebook
from generator.definitions.open_questions import stages
from generator.definitions.problem import Parsed
from generator.definitions.programme import Programme
from generator.files.response_folder import walk
from generator.files.tables import read_tables
from generator.files.theme_files import read_book
from generator.responses.open_answers import OpenAnswer, open_answers
from generator.responses.themes import Category


def read_open_answers(
    folder: Path, programme: Programme, codebooks: Mapping[str, Codebook]
) -> list[OpenAnswer]:
    """Return every answer to an open question of a linked form, in the order of the files."""
    wanted = {name for names in stages(codebooks, programme).values() for name in names}
    books = {name: book for name, book in codebooks.items() if name in wanted}
    return [
        answer
        for found in walk(folder).tables
        for table in read_tables(found.path, found.shown).value or ()
        for answer in open_answers(table, books)
    ]


def read_book_beside(folder: Path, shown: str) -> Parsed[tuple[Category, ...]]:
    """Return the code book of a responses folder; the suggestions where there is none."""
    return read_book(walk(folder, shown).theme_books)
