"""``themes.csv`` and its code book, read and held against who returned a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.definitions.codebook import Codebook, stages
from generator.definitions.problem import Problem, errors_in
from generator.definitions.programme import Programme
from generator.files.tables import Found, each_table
from generator.responses.answers import Person, Responses, everybody
from generator.responses.fault_log import of_column
from generator.responses.theme_book import SUGGESTED, parse_book
from generator.responses.themes import Category, Stage, Themes
from generator.responses.themes_file import Known, parse_themes


def read_themes(
    files: Sequence[Found],
    books: Sequence[Found],
    programme: Programme,
    codebooks: Mapping[str, Codebook],
    responses: Responses,
    found: list[Problem],
    *,
    complete: bool = True,
) -> Themes:
    """Return the themes of a responses folder; every fault in them is added to ``found``.

    Unless the responses are ``complete``, nobody is said to be missing from them.
    """
    of_book: list[Problem] = []
    of_rows: list[Problem] = []
    book = read_book(books, of_book)
    known = known_of(programme, codebooks, responses, book or SUGGESTED)
    themes = parse_themes(each_table(files, of_rows), replace(known, complete=complete), of_rows)
    if errors_in(of_book):  # told there, and not again at every row that names a category
        of_rows = [one for one in of_rows if not of_column(one, "categories", "unknown-category")]
    found += (*of_book, *of_rows)
    return themes


def read_book(books: Sequence[Found], found: list[Problem]) -> tuple[Category, ...]:
    """Return the categories of all code books; the suggestions where there is none."""
    return parse_book(each_table(books, found), found) if books else SUGGESTED


def known_of(
    programme: Programme,
    codebooks: Mapping[str, Codebook],
    responses: Responses,
    categories: Sequence[Category],
) -> Known:
    """Return what rows of ``themes.csv`` may name, and the answers to the forms of each stage."""
    returned = {
        stage: [responses.answers[name] for name in names if name in responses.answers]
        for stage, names in stages(codebooks, programme).items()
    }
    return Known([cohort.id for cohort in responses.cohorts], categories, returned)


def who_returned(
    programme: Programme, codebooks: Mapping[str, Codebook], responses: Responses
) -> dict[Stage, list[Person]]:
    """Return who returned a form with open questions, by role and wave, each once."""
    known = known_of(programme, codebooks, responses, ())
    return {stage: everybody(forms, known.cohorts) for stage, forms in known.returned.items()}
