"""Themes: the categories that free text was sorted into, and who mentioned each.

A **category** is one line of a code book. ``Themes`` say for every person over
whom the texts of a role and wave were coded which categories they mentioned:
no text, but survey codes. They are as private as the answers are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from generator.definitions.programme import TOTAL, Programme
from generator.definitions.variables import Category as Answer
from generator.definitions.variables import Variable

#: role, wave
Stage = tuple[str, str]

#: The code that says that a text cannot be coded; never a category.
UNCODABLE = "uncodable"
#: What a variable's measure begins with; no other id holds a colon.
PREFIX = "theme:"
MENTIONED, NOT_MENTIONED = "mentioned", "not_mentioned"
_ANSWERS = (
    Answer(MENTIONED, "Mentioned it", (MENTIONED,)),
    Answer(NOT_MENTIONED, "Did not mention it", (NOT_MENTIONED,)),
)


@dataclass(frozen=True, slots=True)
class Category:
    """One category of a code book; ``merged_into`` names the one that took its place."""

    id: str
    label: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    parent: str = ""
    version: str = "1"
    merged_into: str = ""


#: The columns of a code book, in order: the fields of a category.
CODE_BOOK_COLUMNS = (
    "id", "label", "definition", "include", "exclude", "parent", "version", "merged_into",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Themes:
    """Who mentioned each category, by role and wave.

    ``categories`` are those in use, in the code book's order. ``people`` has
    the roles and waves that were coded, and no others: everybody over whom the
    texts were coded, whether they wrote or not. Their columns are ``respondent``
    and ``cohort``, as in ``Responses.answers`` and each pair once, and a bool
    for each category, by its id: whether they mentioned it.
    """

    categories: tuple[Category, ...] = ()
    people: Mapping[Stage, pd.DataFrame] = field(default_factory=dict)


def measure_of(category: str) -> str:
    """Return what a category's variables have as their measure.

    >>> measure_of("hierarchy")
    'theme:hierarchy'
    """
    return f"{PREFIX}{category}"


def source_of(role: str, wave: str) -> str:
    """Return what stands in the place of a form for the texts of a role at a wave."""
    return f"{PREFIX}{role}:{wave}"


def theme_variables(programme: Programme, themes: Themes) -> tuple[Variable, ...]:
    """Return a variable for each category, role and wave: did those who returned it mention it.

    Every category of the code book has one at each role and wave that was
    coded, whether anybody mentioned it or not: what people wrote decides about
    no variable. In the programme's order of roles and waves, then in the code
    book's.
    """
    return tuple(
        Variable(
            kind="theme",
            role=role,
            measure=measure_of(category.id),
            domain=TOTAL,
            from_=wave,
            to="",
            title=category.label,
            population=(wave,),
            codes=(MENTIONED, NOT_MENTIONED),
            labels=tuple(answer.label for answer in _ANSWERS),
            categories=_ANSWERS,
            ordered=False,
            instrument=source_of(role, wave),
            meaning=category.definition,
        )
        for role, wave in in_order(programme, themes.people)
        for category in themes.categories
    )


def in_order(programme: Programme, stages: Mapping[Stage, object]) -> Iterator[Stage]:
    """Yield roles and waves in the programme's order."""
    for role in programme.roles:
        for wave in programme.waves:
            if (role.id, wave.id) in stages:
                yield role.id, wave.id


def in_use(book: Sequence[Category]) -> tuple[Category, ...]:
    """Return the categories that no other has taken the place of."""
    return tuple(category for category in book if not category.merged_into)
