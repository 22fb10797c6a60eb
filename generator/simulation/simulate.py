"""Invented responses, believable enough to try everything out with.

The same seed gives the same bytes on every machine. Nothing in them comes
from any person, and every name says "(invented)".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from generator.definitions.codebook import GAPS, REQUIRED_COLUMNS, Codebook, Column, codebook
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.responses.cohorts import REQUIRED as COHORT_COLUMNS
from generator.responses.cohorts import invited_column, people_roles
from generator.responses.schema import MODES, Form, form_of_codebook
from generator.responses.skipped import hidden_rows
from generator.simulation import answering, dice
from generator.simulation.answering import Sitting
from generator.simulation.people import People, people, survey_codes
from generator.simulation.places import Place, folder_name, places
from generator.simulation.sentences import sentences
from generator.simulation.theme_rows import MOST_COHORTS, Person, people_in, theme_rows

#: A file's path, with forward slashes, and its rows; the first is the header.
Simulated = tuple[str, list[list[str]]]

#: Gaps as files hold them; their place from the end is how they are held in memory.
_GAP_TEXTS = tuple(reversed(GAPS))
_FIRST_DAY = np.datetime64("2025-09-01")
#: Out of a thousand: forms whose code is lost, texts written, unlinked forms that come back.
_CODE_LOST, _WRITES, _UNLINKED_BACK = 15, 320, 870


@dataclass(frozen=True, slots=True)
class _World:
    """One organisation: its cohorts, its people by role, and the first code free for sheets."""

    seed: str
    programme: Programme
    places: tuple[Place, ...]
    people: Mapping[str, People]
    free: int

    @property
    def key(self) -> str:
        return self.places[0].cohort.id

    @property
    def pairs(self) -> int:
        return sum(place.pairs for place in self.places)


def simulate(
    programme: Programme,
    instruments: Sequence[Instrument],
    *,
    cohorts: int,
    pairs: tuple[int, int],
    seed: str,
    organisations: int = 1,
    regions: int = 1,
    files: Literal["organisation", "cohort"] = "organisation",
) -> Iterator[Simulated]:
    """Yield ``cohorts.csv`` and then a file for each form and organisation (or cohort).

    Last comes ``themes.csv``, where there are so few cohorts that somebody
    could have coded what they wrote. ``pairs`` are the fewest and the most
    pairs of a cohort. Named forms and sheets are left out, as they never stand
    among responses.
    """
    every = places(seed, cohorts, pairs, organisations, regions, people_roles(programme))
    invited = map(invited_column, people_roles(programme))
    yield "cohorts.csv", [[*COHORT_COLUMNS, *invited, "invented"], *map(_cohort_row, every)]
    forms = [
        form_of_codebook(codebook(programme, instrument))
        for instrument in instruments
        if instrument.kind in ("linked", "unlinked")
    ]
    free = 0
    texts: dict[Person, bool] = {}
    for organisation, group in groupby(every, key=lambda place: place.cohort.organisation):
        world = _world(programme, seed, tuple(group), free)
        for number, form in enumerate(forms):
            labels = world.free + number * world.pairs
            for folder, rows in _form_files(world, form, labels, files):
                name = "/".join((folder_name(organisation), *folder))
                if cohorts <= MOST_COHORTS:
                    for person, wrote in people_in(form.codebook, rows):
                        texts[person] = wrote or texts.get(person, False)
                yield f"{name}/{form.codebook.instrument}.csv", rows
        free = world.free + len(forms) * world.pairs
    if texts:
        ids = [place.cohort.id for place in every]
        yield "themes.csv", theme_rows(programme, seed, ids, texts)


def _cohort_row(place: Place) -> list[str]:
    cohort = place.cohort
    invited = map(str, cohort.given.values())
    return [cohort.id, cohort.title, cohort.organisation, cohort.region, *invited, "yes"]


def _world(programme: Programme, seed: str, group: tuple[Place, ...], free: int) -> _World:
    """Return one organisation's people; codes are numbered on from those before."""
    found: dict[str, People] = {}
    for role in programme.roles:
        if role.people:
            found[role.id] = people(seed, role.id, group, len(programme.waves), free)
            free += found[role.id].count
    return _World(seed, programme, group, found, free)


def _form_files(
    world: _World, form: Form, labels: int, files: str
) -> Iterator[tuple[tuple[str, ...], list[list[str]]]]:
    """Yield the folders and the rows of one form's files in one organisation."""
    header, rows = _form_rows(world, form, labels)
    if files == "organisation":
        yield (), [header, *rows]
        return
    for cohort, own in groupby(rows, key=lambda row: row[1]):
        yield (cohort,), [header, *own]


def _form_rows(world: _World, form: Form, labels: int) -> tuple[list[str], list[list[str]]]:
    """Return one form's header and rows, by cohort and then by code."""
    sitting, codes, cohort = _sitting(world, form, labels)
    cells = _own_cells(world, form, sitting, codes, cohort)
    columns = form.codebook.columns
    cells.extend(_answer_cells(world.programme, form, sitting))
    header = [*REQUIRED_COLUMNS, "mode", "completed_on", *(column.name for column in columns)]
    rows = [list(row) for row in zip(*cells, strict=True)]
    rank = {place.cohort.id: number for number, place in enumerate(world.places)}
    return header, sorted(rows, key=lambda row: (rank[row[1]], row[0]))


def _sitting(world: _World, form: Form, labels: int) -> tuple[Sitting, list[str], dice.Whole]:
    """Return who answers a form, with the codes on their sheets and their cohorts."""
    book = form.codebook
    name = (world.seed, world.key, book.instrument)
    group = world.people.get(book.role)
    waves = [wave.id for wave in world.programme.waves]
    if group is None or book.kind == "unlinked":
        return _unlinked_sitting(world, form, labels, name)
    here = group.present[waves.index(book.wave)] if book.wave in waves else group.present[0]
    rows = np.flatnonzero(here)
    cohort = group.cohort[rows]
    lost = dice.chance(_CODE_LOST, len(rows), *name, "lost")
    codes = _without_lost([group.codes[row] for row in rows], lost.tolist(), cohort.tolist())
    sitting = Sitting(
        name=name,
        stable=(world.seed, world.key, book.role),
        everyone=group.count,
        rows=rows,
        temper=group.temper[rows],
        rise=group.rise[rows],
        level=_levels(world.programme, book),
    )
    return sitting, codes, cohort


def _unlinked_sitting(
    world: _World, form: Form, labels: int, name: tuple[str, ...]
) -> tuple[Sitting, list[str], dice.Whole]:
    """Return the sheets of a form that is joined to nobody: other codes, another temper."""
    count = world.pairs
    cohort = np.repeat(np.arange(len(world.places)), [place.pairs for place in world.places])
    rows = np.flatnonzero(dice.chance(_UNLINKED_BACK, count, *name, "back"))
    codes = survey_codes("ZU", world.seed, labels, count)
    none = np.zeros(len(rows), dtype=np.int64)
    sitting = Sitting(
        name=name,
        stable=name,
        everyone=count,
        rows=rows,
        temper=dice.bell(len(rows), *name, "temper"),
        rise=none,
        level={},
    )
    return sitting, [codes[row] for row in rows], cohort[rows]


def _without_lost(codes: list[str], lost: Sequence[bool], cohort: Sequence[int]) -> list[str]:
    """Return the codes, those that were lost replaced by UNLINKED-001 and so on, by cohort."""
    numbers: dict[int, int] = {}
    found = []
    for code, gone, own in zip(codes, lost, cohort, strict=True):
        if gone:
            numbers[own] = numbers.get(own, 0) + 1
        found.append(f"UNLINKED-{numbers[own]:03d}" if gone else code)
    return found


def _levels(programme: Programme, book: Codebook) -> dict[str, int]:
    """Return how far a form's wave lies between a measure's first and last comparison."""
    order = {wave.id: number for number, wave in enumerate(programme.waves)}
    here = order.get(book.wave, 0)
    levels: dict[str, int] = {}
    for one in programme.comparisons:
        if one.role == book.role:
            first, last = order[one.from_], order[one.to]
            way = min(max(here - first, 0), last - first) * 1000 // max(last - first, 1)
            levels[one.measure] = max(way, levels.get(one.measure, 0))
    return levels


def _own_cells(
    world: _World, form: Form, sitting: Sitting, codes: list[str], cohort: dice.Whole
) -> list[Sequence[str]]:
    """Return the columns that stand before the answers."""
    book, count = form.codebook, sitting.count
    waves = [wave.id for wave in world.programme.waves]
    wave = waves.index(book.wave) if book.wave in waves else 0
    starts = dice.below(120, len(world.places), world.seed, world.key, "start")
    days = starts[cohort] + 28 * wave + dice.below(7, count, *sitting.name, "day")
    modes = dice.weighted((80, 15, 5), count, *sitting.name, "mode")
    return [
        codes,
        [world.places[number].cohort.id for number in cohort.tolist()],
        [book.instrument] * count,
        [book.version] * count,
        [MODES[mode] for mode in modes.tolist()],
        np.datetime_as_string(_FIRST_DAY + days).tolist(),
    ]


def _answer_cells(programme: Programme, form: Form, sitting: Sitting) -> Iterator[Sequence[str]]:
    """Yield each answer column as a file holds it; skipped questions stay empty."""
    columns = form.codebook.columns
    values: dict[str, answering.Indices] = {}
    for place, column in enumerate(columns):
        if column.kind in ("code", "number"):
            drawn = (
                answering.coded(column, programme, sitting)
                if column.kind == "code"
                else answering.numbers(column, sitting)
            )
            found = answering.with_gaps(column, drawn, sitting, place, len(columns))
            if column.show_if is not None:
                found[_hidden(column, values, form)] = -1
            values[column.name] = found
            yield _texts_of(column, found)
        else:
            yield _written(column, values, form, sitting, place)


def _hidden(
    column: Column, values: Mapping[str, answering.Indices], form: Form
) -> dice.Mask | slice:
    """Return the rows in which an earlier answer hides a column, or none."""
    hidden = hidden_rows(column.show_if, values, form) if column.show_if is not None else None
    return slice(0, 0) if hidden is None else hidden


def _texts_of(column: Column, found: answering.Indices) -> list[str]:
    if column.kind == "number":
        return [str(value) if value >= 0 else _GAP_TEXTS[value] for value in found.tolist()]
    known = [*column.codes, *_GAP_TEXTS]
    return [known[value] for value in found.tolist()]


def _written(
    column: Column,
    values: Mapping[str, answering.Indices],
    form: Form,
    sitting: Sitting,
    place: int,
) -> list[str]:
    """Return a column of dates or of free text; most people write nothing."""
    if column.kind == "date":
        days = dice.below(90, sitting.count, *sitting.name, column.name)
        return list(np.datetime_as_string(_FIRST_DAY + days))
    bank = sentences(column.name)
    which = dice.below(len(bank), sitting.count, *sitting.name, column.name)
    writes = dice.chance(_WRITES, sitting.count, *sitting.name, column.name, "writes")
    writes &= ~answering.stopped_before(sitting, place, len(form.codebook.columns))
    writes[_hidden(column, values, form)] = False
    return [
        bank[index] if yes else ""
        for index, yes in zip(which.tolist(), writes.tolist(), strict=True)
    ]
