"""Invented responses for a whole programme, believable enough to try everything out with.

The same seed gives the same bytes on every machine. Nothing in them comes
from any person, and every name says "(invented)".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from generator.definitions.codebook import GAPS, REQUIRED_COLUMNS, Codebook, Column, codebook
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.responses.cohorts import REQUIRED as COHORT_COLUMNS
from generator.responses.cohorts import invited_column, people_roles
from generator.responses.schema import MODES, READABLE, Form, form_of_codebook
from generator.responses.skipped import hidden_rows
from generator.simulation import answering, dice
from generator.simulation.answering import Sitting
from generator.simulation.free_text import MOST_COHORTS, Person, people_in, sentences, theme_rows
from generator.simulation.people import People, Place, folder_name, people, places, survey_codes

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

    @property
    def waves(self) -> list[str]:
        return [wave.id for wave in self.programme.waves]


def simulate(
    programme: Programme,
    instruments: Sequence[Instrument],
    *,
    cohorts: int,
    pairs: tuple[int, int],
    seed: str,
    organisations: int = 1,
    regions: int = 1,
) -> Iterator[Simulated]:
    """Yield ``cohorts.csv`` and then a file for each form and organisation.

    Last comes ``themes.csv``, where there are so few cohorts that somebody
    could have coded what they wrote. ``pairs`` are the fewest and the most
    pairs of a cohort. Named forms and sheets are left out, as they never stand
    among responses.
    """
    roles = people_roles(programme)
    every = places(seed, cohorts, pairs, organisations, regions, roles)
    header = [*COHORT_COLUMNS, *map(invited_column, roles), "invented"]
    yield "cohorts.csv", [header, *map(_cohort_row, every)]
    forms = [
        form_of_codebook(codebook(programme, instrument))
        for instrument in instruments
        if instrument.kind in READABLE
    ]
    free = 0
    texts: dict[Person, bool] = {}
    for organisation, group in groupby(every, key=lambda place: place.cohort.organisation):
        world = _world(programme, seed, tuple(group), free)
        for number, form in enumerate(forms):
            header, rows = _form_rows(world, form, world.free + number * world.pairs)
            if cohorts <= MOST_COHORTS:
                for person, wrote in people_in(form.codebook, header, rows):
                    texts[person] = wrote or texts.get(person, False)
            yield f"{folder_name(organisation)}/{form.codebook.instrument}.csv", [header, *rows]
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
    for role in people_roles(programme):
        found[role] = people(seed, role, group, len(programme.waves), free)
        free += len(found[role].codes)
    return _World(seed, programme, group, found, free)


def _form_rows(world: _World, form: Form, labels: int) -> tuple[list[str], list[list[str]]]:
    """Return one form's header and rows, by cohort and then by code."""
    sitting, codes, cohort = _sitting(world, form.codebook, labels)
    cells = [
        *_own_cells(world, form.codebook, sitting, codes, cohort),
        *_answer_cells(world.programme, form, sitting),
    ]
    names = (column.name for column in form.codebook.columns)
    header = [*REQUIRED_COLUMNS, "mode", "completed_on", *names]
    rank = {place.cohort.id: number for number, place in enumerate(world.places)}
    rows = map(list, zip(*cells, strict=True))
    return header, sorted(rows, key=lambda row: (rank[row[1]], row[0]))


def _sitting(
    world: _World, book: Codebook, labels: int
) -> tuple[Sitting, Sequence[str], dice.Whole]:
    """Return who answers a form, with the codes on their sheets and their cohorts.

    A form that is joined to nobody comes back on sheets with other codes, numbered from
    ``labels`` on, and with another temper.
    """
    name = (world.seed, world.key, book.instrument)
    group = world.people.get(book.role)
    if group is None or book.kind == "unlinked":
        everyone = np.repeat(np.arange(len(world.places)), [one.pairs for one in world.places])
        rows = np.flatnonzero(dice.chance(_UNLINKED_BACK, world.pairs, *name, "back"))
        codes = survey_codes("ZU", world.seed, labels, world.pairs)
        temper, rise = dice.bell(len(rows), *name, "temper"), np.zeros(len(rows), dtype=np.int64)
        sitting = Sitting(name, name, world.pairs, rows, temper, rise, {})
        return sitting, [codes[row] for row in rows], everyone[rows]
    wave = world.waves.index(book.wave) if book.wave in world.waves else 0
    rows = np.flatnonzero(group.present[wave])
    cohort = group.cohort[rows]
    lost = dice.chance(_CODE_LOST, len(rows), *name, "lost")
    codes = _without_lost([group.codes[row] for row in rows], lost.tolist(), cohort.tolist())
    stable, level = (world.seed, world.key, book.role), _levels(world.programme, book)
    temper, rise = group.temper[rows], group.rise[rows]
    return Sitting(name, stable, len(group.codes), rows, temper, rise, level), codes, cohort


def _without_lost(
    codes: Sequence[str], lost: Sequence[bool], cohort: Sequence[int]
) -> tuple[str, ...]:
    """Return the codes, those that were lost replaced by UNLINKED-001 and so on, by cohort."""
    numbers: Counter[int] = Counter()
    found = []
    for code, gone, own in zip(codes, lost, cohort, strict=True):
        numbers[own] += gone
        found.append(f"UNLINKED-{numbers[own]:03d}" if gone else code)
    return tuple(found)


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
    world: _World, book: Codebook, sitting: Sitting, codes: Sequence[str], cohort: dice.Whole
) -> list[Sequence[str]]:
    """Return the columns that stand before the answers."""
    count = sitting.count
    wave = world.waves.index(book.wave) if book.wave in world.waves else 0
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
        rule = column.show_if
        hidden = None if rule is None else hidden_rows(rule, values, form)
        if column.kind == "date":
            days = dice.below(90, sitting.count, *sitting.name, column.name)
            yield list(np.datetime_as_string(_FIRST_DAY + days))
        elif column.kind == "text":
            stopped = answering.stopped_before(sitting, place, len(columns))
            yield _written(column, sitting, stopped if hidden is None else stopped | hidden)
        else:
            drawn = (
                answering.coded(column, programme, sitting)
                if column.kind == "code"
                else answering.numbers(column, sitting)
            )
            found = answering.with_gaps(column, drawn, sitting, place, len(columns))
            if hidden is not None:
                found[hidden] = -1
            values[column.name] = found
            yield _texts_of(column, found)


def _texts_of(column: Column, found: answering.Indices) -> list[str]:
    if column.kind == "number":
        return [str(value) if value >= 0 else _GAP_TEXTS[value] for value in found.tolist()]
    known = [*column.codes, *_GAP_TEXTS]
    return [known[value] for value in found.tolist()]


def _written(column: Column, sitting: Sitting, silent: dice.Mask) -> list[str]:
    """Return a column of free text; most people write nothing."""
    bank = sentences(column.name)
    which = dice.below(len(bank), sitting.count, *sitting.name, column.name)
    writes = dice.chance(_WRITES, sitting.count, *sitting.name, column.name, "writes") & ~silent
    return [
        bank[index] if yes else ""
        for index, yes in zip(which.tolist(), writes.tolist(), strict=True)
    ]
