"""Invented themes: how many of those who wrote anything would have mentioned each category."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.simulation import dice
from generator.survey.codebook import GAPS, Codebook
from generator.survey.programme import Programme
from generator.survey.theme_seed import SUGGESTED
from generator.survey.themes_file import COLUMNS
from generator.survey.writers import open_questions

#: Free text is sorted by hand; of more cohorts than this nobody would have coded it.
MOST_COHORTS = 60
#: How many in a thousand mention a category: from, and how much more at the most.
_LEAST, _MORE = 60, 420

#: Cohort, role, wave and code of somebody who wrote anything.
Writer = tuple[str, str, str, str]


def writers_in(book: Codebook, rows: Sequence[Sequence[str]]) -> Iterator[Writer]:
    """Yield those who wrote anything in a form's rows, of which the first is the header."""
    places = [rows[0].index(name) for name in open_questions(book) if name in rows[0]]
    for row in rows[1:]:
        if any(row[place].strip() not in GAPS for place in places):
            code = row[0] if not row[0].startswith("UNLINKED") else f"{book.instrument} {row[0]}"
            yield row[1], book.role, book.wave, code


def theme_rows(
    programme: Programme, seed: str, cohorts: Sequence[str], writers: Sequence[Writer]
) -> list[list[str]]:
    """Return the rows of ``themes.csv``, the header first."""
    wrote: dict[tuple[str, str, str], int] = {}
    for *group, _ in dict.fromkeys(writers):
        where = (group[0], group[1], group[2])
        wrote[where] = wrote.get(where, 0) + 1
    rows = [list(COLUMNS)]
    for cohort in cohorts:
        for role in programme.roles:
            for wave in programme.waves:
                people = wrote.get((cohort, role.id, wave.id), 0)
                rows.extend(_stage_rows(seed, cohort, role.id, wave.id, people) if people else ())
    return rows


def _stage_rows(seed: str, cohort: str, role: str, wave: str, people: int) -> Iterator[list[str]]:
    for category in SUGGESTED:
        often = _LEAST + int(dice.below(_MORE, 1, seed, "theme", role, wave, category.id)[0])
        mention = dice.chance(often, people, seed, "theme", cohort, role, wave, category.id)
        yield [cohort, role, wave, category.id, str(int(mention.sum()))]
