"""What a release is made from: everything counted by cohort, in one order of cohorts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from generator.analysis.category_tables import category_table
from generator.analysis.tally import Counts, Tally
from generator.disclosure.admission import Part, admitted_roles, admitted_tally
from generator.disclosure.participation import Participation, participation
from generator.disclosure.published import Key
from generator.survey.cohort import Cohort
from generator.survey.programme import Programme
from generator.survey.variables import Variable


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of one programme, all in the order of ``cohorts``.

    - ``tables``: (cohorts, categories) of each variable by its key
    - ``roles``: who took part
    """

    programme: Programme
    variables: tuple[Variable, ...]
    cohorts: tuple[Cohort, ...]
    tally: Tally
    tables: Mapping[Key, Counts]
    roles: Sequence[Participation]

    @classmethod
    def of(
        cls,
        programme: Programme,
        variables: Sequence[Variable],
        tally: Tally,
        cohorts: Sequence[Cohort],
    ) -> Counted:
        """Bring a tally into the order of its cohorts' ids; cohorts without answers have zeros.

        Raises
        ------
        ValueError
            Where the tally has a cohort that is not among ``cohorts``.

        """
        ordered = tuple(sorted(cohorts, key=lambda cohort: cohort.id))
        tally = _aligned(tally, ordered)
        return cls(
            programme,
            tuple(variables),
            ordered,
            tally,
            {variable.key: category_table(variable, tally) for variable in variables},
            participation(programme, variables, tally, ordered),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the cohorts."""
        return tuple(cohort.id for cohort in self.cohorts)

    def admitted(self, parts: Mapping[str, Part]) -> Counted:
        """Return the counts of those who count, where not everybody does."""
        if all(part.everybody for part in parts.values()):
            return self
        tally = admitted_tally(self.tally, parts)
        return Counted(
            self.programme,
            self.variables,
            self.cohorts,
            tally,
            {variable.key: category_table(variable, tally) for variable in self.variables},
            admitted_roles(self.roles, parts),
        )


def _aligned(tally: Tally, cohorts: Sequence[Cohort]) -> Tally:
    """Return the tally with its cohorts in the order of a list that holds them all."""
    wanted = tuple(cohort.id for cohort in cohorts)
    if tally.cohorts == wanted:
        return tally
    unknown = sorted(set(tally.cohorts) - set(wanted))
    if unknown:
        raise ValueError(f"the tally has cohorts that are not listed: {', '.join(unknown)}")
    place = {cohort: index for index, cohort in enumerate(wanted)}
    moved = np.array([place[cohort] for cohort in tally.cohorts], dtype=np.int64)

    def dense(table: Counts) -> Counts:
        found = np.zeros((len(wanted), *table.shape[1:]), dtype=np.int64)
        found[moved] = table
        return found

    def sparse(rows: Counts) -> Counts:
        return np.column_stack([moved[rows[:, 0]], rows[:, 1:]]) if len(rows) else rows

    return Tally(
        cohorts=wanted,
        people={key: dense(table) for key, table in tally.people.items()},
        returned={key: dense(table) for key, table in tally.returned.items()},
        matched={key: dense(table) for key, table in tally.matched.items()},
        answers={key: dense(table) for key, table in tally.answers.items()},
        totals={key: dense(table) for key, table in tally.totals.items()},
        numbers={key: sparse(rows) for key, rows in tally.numbers.items()},
        changes={key: dense(table) for key, table in tally.changes.items()},
        total_changes={key: sparse(rows) for key, rows in tally.total_changes.items()},
        products={key: dense(table) for key, table in tally.products.items()},
    )
