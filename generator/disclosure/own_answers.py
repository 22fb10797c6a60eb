"""The true answers behind a build, by cohort: where the audit starts to look for others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from generator.analysis.category_tables import code_table, joint_table
from generator.analysis.tally import Counts, Tally
from generator.disclosure.known import Known, Pairs
from generator.disclosure.participation import Participation
from generator.disclosure.published import Key, category_places
from generator.disclosure.system import System
from generator.survey.variables import Variable


@dataclass(frozen=True, slots=True)
class Truth:
    """True answers of each cohort, for the audit to start from."""

    place: Mapping[str, int]
    variables: Mapping[Key, Variable]
    tally: Tally
    roles: Mapping[Key, Participation]

    @classmethod
    def of(
        cls,
        cohorts: Sequence[str],
        variables: Sequence[Variable],
        tally: Tally,
        roles: Sequence[Participation],
    ) -> Truth:
        """Return the true answers behind a build."""
        return cls(
            {name: place for place, name in enumerate(cohorts)},
            {variable.key: variable for variable in variables},
            tally,
            {one.variable.key: one for one in roles},
        )

    def __call__(self, found: System) -> Known | None:
        """Return the answers of a system's classes; None where they are no whole cohorts."""
        if not all(atom in self.place for atoms in found.classes for atom in atoms):
            return None
        known = self._known(found)
        same = known is not None and tuple(known.base.sum(axis=1).tolist()) == found.sizes
        return known if same else None

    def _known(self, found: System) -> Known | None:
        members = [[self.place[atom] for atom in atoms] for atoms in found.classes]
        if found.keys[0] in self.roles:
            table = self.roles[found.keys[0]].table
            return Known(np.stack([table[inside].sum(axis=0) for inside in members]))
        variables = tuple(self.variables[key] for key in found.keys if key in self.variables)
        if len(variables) != len(found.keys):
            return None
        joint, cell_of = self._pairs(found, variables)
        if joint is None:
            return None
        pairs = Pairs(
            np.stack([joint[inside].sum(axis=0) for inside in members]), cell_of, variables
        )
        return Known(pairs.cells(len(found.cells)), pairs)

    def _pairs(
        self, found: System, variables: tuple[Variable, ...]
    ) -> tuple[Counts | None, Counts]:
        last = variables[-1]
        if last.kind == "change":
            if last.apart:
                return None, np.zeros(0, dtype=np.int64)
            return joint_table(last, self.tally), cell_of(found, variables)
        table, single = code_table(last, self.tally), cell_of(found, variables)
        first = last.from_ == last.population[0]
        if len(last.population) == 1 or first:
            return table[:, :, None], single[:, :1]
        return table[:, None, :], single[:1, :]


def cell_of(found: System, variables: tuple[Variable, ...]) -> Counts:
    """Return the cell of each pair of codes, (codes, codes); at a single wave (codes, 1)."""
    number = {cell: place for place, cell in enumerate(found.cells)}
    last = variables[-1]
    waves = last.population if len(last.population) == 2 else (last.from_, "")
    places = {v.from_: category_places(v) for v in variables if v.kind != "change"}
    codes = range(len(last.codes))

    def cell(before: int, after: int) -> int:
        pair = zip(waves, (before, after), strict=True)
        bands = [places[wave][code] for wave, code in pair if wave in places]
        change = [0 if after > before else 1 if after == before else 2]
        return number[(*bands, *(change if last.kind == "change" else []))]

    seconds = codes if len(last.population) == 2 else range(1)
    return np.array([[cell(before, after) for after in seconds] for before in codes])
