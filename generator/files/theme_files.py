"""``themes.csv`` and its code book, read and held against who returned a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.definitions.codebook import Codebook, stages
from generator.definitions.problem import Parsed, Problem
from generator.definitions.programme import Programme
from generator.files.tables import Found, each_table
from generator.responses.answers import Person, Responses, everybody
from generator.responses.theme_book import SUGGESTED, parse_book
from generator.responses.themes import Category, Stage, Themes
from generator.responses.themes_file import Known, parse_themes


def read_themes(
    files: Sequence[Found],
    books: Sequence[Found],
    programme: Programme,
    codebooks: Mapping[str, Codebook],
    responses: Responses,
    *,
    complete: bool = True,
) -> Parsed[Themes]:
    """Return the themes of a responses folder, with every fault in them.

    Unless the responses are ``complete``, nobody is said to be missing from them.
    """
    book = read_book(books)
    tables = each_table(files)
    known = known_of(programme, codebooks, responses, book.value or SUGGESTED)
    themes = parse_themes(tables.value or (), replace(known, complete=complete))
    found = [*book.problems, *tables.problems, *themes.problems]
    if book.errors:  # told there, and not again at every row that names a category
        found = [*book.problems, *(one for one in found if not _is_of_category(one))]
    return Parsed(themes.value, tuple(found))


def _is_of_category(problem: Problem) -> bool:
    more = problem.rule == "more-faults" and problem.fault.endswith("column 'categories'.")
    return more or problem.rule in ("unknown-category", "merged-category")


def read_book(books: Sequence[Found]) -> Parsed[tuple[Category, ...]]:
    """Return the categories of all code books; the suggestions where there is none."""
    if not books:
        return Parsed(SUGGESTED)
    tables = each_table(books)
    parsed = parse_book(tables.value or ())
    return Parsed(parsed.value, (*tables.problems, *parsed.problems))


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
