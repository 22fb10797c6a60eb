"""One source's tables in all releases, this build's among them, and whose answers they are.

With the ledger every person is known (``units``), so that the sets behind tables
of different weeks can be compared person by person. Whoever is in exactly the
same sets is one atom: a block that stayed as it was, a late batch, people who
have left or corrected an answer. Participation is not among them: it tells what
people did, and the ledger's own rule follows it (``atoms``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from generator.disclosure.admission import Part
from generator.disclosure.copies import table_from
from generator.disclosure.known import Known, Pairs
from generator.disclosure.own_answers import cell_of
from generator.disclosure.past import Past, PastRelease, PastTable
from generator.disclosure.persons import People
from generator.disclosure.published import Key, Published, printed_beside
from generator.disclosure.shown import Tree
from generator.disclosure.sources import table_name
from generator.disclosure.system import Counts, System
from generator.disclosure.units import Units, everyone
from generator.survey.variables import Variable

#: People of a set, by their place among everybody of all times.
Members = Counts


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one source has published so far, and what its groups would show now.

    - ``past``: tables of earlier releases
    - ``nodes``: the atoms of each of today's groups; None where its table is one of the past
    - ``people``: how many these are
    - ``sizes``: people in each atom
    - ``answers``: atom -> (codes, codes); None for people whose answers are not known any more
    """

    past: tuple[Published, ...]
    nodes: tuple[frozenset[str] | None, ...]
    people: tuple[int, ...]
    sizes: Mapping[str, int]
    answers: Mapping[str, Counts | None]


def chapter(
    part: Part,
    units: Units,
    tree: Tree,
    kept: Sequence[Mapping[str, PastTable]],
    number: int,
) -> Chapter:
    """Return what one source has published, and what it would show in release ``number``."""
    old = list(_old_sets(part, units))
    new = _new_sets(part, tree, kept, number)
    present = np.zeros((len(units.cohort), len(old) + len(tree.nodes)), dtype=bool)
    for column, (_, _, members) in enumerate(old):
        present[members, column] = True
    for node, members in new.items():
        present[members, len(old) + node] = True
    inside = np.flatnonzero(present.any(axis=1))
    rows, which = np.unique(present[inside], axis=0, return_inverse=True)
    which = which.ravel()
    names = [f"{part.source.name}#{place}" for place in range(len(rows))]
    counts = np.bincount(which, minlength=len(rows))

    def atoms(column: int) -> frozenset[str]:
        return frozenset(names[place] for place in np.flatnonzero(rows[:, column]).tolist())

    answers = _answers(part, inside, which, names)
    published = [
        replace(_published(variable, table, one), atoms=atoms(column), group=name)
        for column, (one, tables, _) in enumerate(old)
        for variable, table, name in tables
    ]
    return Chapter(
        tuple(_without_unknown(published, answers)),
        tuple(atoms(len(old) + n) if n in new else None for n in range(len(tree.nodes))),
        tuple(len(new[n]) if n in new else 0 for n in range(len(tree.nodes))),
        dict(zip(names, counts.tolist(), strict=True)),
        answers,
    )


_OldTable = tuple[Variable, PastTable, str]


def _old_sets(part: Part, units: Units) -> Iterator[tuple[PastRelease, list[_OldTable], Members]]:
    variables = {table_name(variable): variable for variable in part.source.variables}
    for seen in units.seen:
        one = seen.release
        for group in one.groups:
            tables = [
                (variables[name], table, group.id)
                for name, table in group.tables.items()
                if name in variables and table.since == one.number
            ]
            if tables:
                yield one, tables, seen.units[np.isin(seen.cohort, seen.places(group))]


def _new_sets(
    part: Part, tree: Tree, kept: Sequence[Mapping[str, PastTable]], number: int
) -> dict[int, Members]:
    """Return the people of today's groups that show a table of this source for the first time."""
    found = {}
    for node in range(len(tree.nodes)):
        tables = [kept[node][name] for name in part.source.tables if name in kept[node]]
        if any(table.since == number for table in tables):
            inside = np.isin(part.population.cohort, list(tree.members(node)))
            found[node] = np.flatnonzero(part.plan.admitted & inside)
    return found


def _published(variable: Variable, table: PastTable, one: PastRelease) -> Published:
    copy = table_from(table.copy, variable)
    found = Published(
        variable.key,
        frozenset(),
        table.people,
        copy.counts,
        copy.exact,
        one.audience,
        release=str(one.number),
    )
    return printed_beside(found, copy)


def _answers(
    part: Part, inside: Members, which: Counts, names: Sequence[str]
) -> dict[str, Counts | None]:
    """Return the answers of each atom, (codes, codes); at a single wave (codes, 1)."""
    variable, population = part.source.variables[0], part.population
    codes, pair = len(variable.codes), len(variable.population) == 2
    table = np.zeros((len(names), codes, codes if pair else 1), dtype=np.int64)
    today = inside < len(population.versions)
    rows, atom = inside[today], which[today]
    first, second = population.first[rows, part.column], population.second[rows, part.column]
    np.add.at(table, (atom, first, second if pair else np.zeros_like(first)), 1)
    gone = set(which[~today].tolist())
    return {name: None if n in gone else table[n] for n, name in enumerate(names)}


def _without_unknown(
    published: Sequence[Published], answers: Mapping[str, Counts | None]
) -> Iterator[Published]:
    """Leave out figures of groups with people whose answers are not known any more."""
    for table in published:
        gone = any(answers[atom] is None for atom in table.atoms)
        yield replace(table, codes=(), statistics={}, verdict="") if gone else table


@dataclass(frozen=True, slots=True)
class Chapters:
    """All sources: the answers of atoms, for the audit to start from."""

    of_key: Mapping[Key, Chapter]
    variables: Mapping[Key, Variable]

    def sizes(self) -> dict[Key, Mapping[str, int]]:
        """Return the people in each atom, by key."""
        return {key: one.sizes for key, one in self.of_key.items()}

    def __call__(self, found: System) -> Known | None:
        """Return answers of a system's classes; those not known any more are guessed."""
        one = self.of_key.get(found.keys[0])
        if one is None:
            return None
        variables = tuple(self.variables[key] for key in found.keys)
        blank = next((table for table in one.answers.values() if table is not None), None)
        if blank is None:
            return None
        joint, guessed = [], []
        for place, (atoms, size) in enumerate(zip(found.classes, found.sizes, strict=True)):
            tables = [one.answers[atom] for atom in atoms]
            table = np.zeros_like(blank)
            if any(t is None for t in tables):
                guessed.append(place)
                table[len(blank) // 2, blank.shape[1] // 2] = size
            else:
                table = np.sum([t for t in tables if t is not None], axis=0)
            joint.append(table)
        pairs = Pairs(np.stack(joint), cell_of(found, variables), variables)
        return Known(pairs.cells(len(found.cells)), pairs, tuple(guessed))


def chapters(
    people: People,
    parts: Mapping[str, Part],
    past: Past,
    tree: Tree,
    kept: Sequence[Mapping[str, PastTable]],
    number: int,
) -> Chapters:
    """Return what all sources of answers have published, and what they would show now."""
    found: dict[Key, Chapter] = {}
    variables: dict[Key, Variable] = {}
    known = {
        population.name: everyone(population.name, past, population, people.cohorts)
        for population in people.populations
    }
    for part in parts.values():
        if part.source.variables:
            today = replace(known[part.population.name], today=part.population)
            units = today.units(part.source.name)
            one = chapter(part, units, tree, kept, number)
            found |= {variable.key: one for variable in part.source.variables}
            variables |= {variable.key: variable for variable in part.source.variables}
    return Chapters(found, variables)
