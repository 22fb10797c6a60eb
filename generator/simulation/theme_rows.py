"""Invented themes: which categories each of those who returned a form would have mentioned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.definitions.codebook import GAPS, Codebook
from generator.definitions.open_questions import open_questions
from generator.definitions.programme import Programme
from generator.responses.theme_seed import SUGGESTED
from generator.responses.themes_file import COLUMNS
from generator.simulation import dice

#: Free text is sorted by hand; of more cohorts than this nobody would have coded it.
MOST_COHORTS = 60
#: How many in a thousand mention a category: from, and how much more at the most.
_LEAST, _MORE = 60, 420

#: Cohort, role, wave and code of somebody who returned a form.
Person = tuple[str, str, str, str]


def people_in(book: Codebook, rows: Sequence[Sequence[str]]) -> Iterator[tuple[Person, bool]]:
    """Yield the people in a form's rows, of which the first is the header, and who wrote anything.

    Nobody is in a form without open questions: there is nothing to code.
    """
    places = [rows[0].index(name) for name in open_questions(book) if name in rows[0]]
    for row in rows[1:] if places else ():
        wrote = any(row[place].strip() not in GAPS for place in places)
        yield (row[1], book.role, book.wave, row[0]), wrote


def theme_rows(
    programme: Programme, seed: str, cohorts: Sequence[str], people: Mapping[Person, bool]
) -> list[list[str]]:
    """Return the rows of ``themes.csv``, the header first; ``people`` says who wrote anything."""
    groups: dict[tuple[str, ...], list[Person]] = {}
    for person in people:
        groups.setdefault(person[:3], []).append(person)
    rows = [list(COLUMNS)]
    for cohort in cohorts:
        for role in programme.roles:
            for wave in programme.waves:
                group = groups.get((cohort, role.id, wave.id), [])
                said = _mentioned(seed, [person for person in group if people[person]])
                rows.extend([person[3], *person[:3], said.get(person, "")] for person in group)
    return rows


def _mentioned(seed: str, writers: Sequence[Person]) -> dict[Person, str]:
    """Return the categories that each of the writers of one cohort, role and wave mentioned."""
    said: dict[Person, list[str]] = {person: [] for person in writers}
    for category in SUGGESTED if writers else ():
        cohort, role, wave, _ = writers[0]
        often = _LEAST + int(dice.below(_MORE, 1, seed, "theme", role, wave, category.id)[0])
        named = ("theme", cohort, role, wave, category.id)
        mention = dice.chance(often, len(writers), seed, *named)
        for person, yes in zip(writers, mention.tolist(), strict=True):
            said[person] += [category.id] if yes else []
    return {person: " ".join(names) for person, names in said.items()}
