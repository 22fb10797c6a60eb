"""Who was invited and who answered, by role: the first thing that every page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.analysis.tally import Counts, Tally
from generator.survey.cohort import Cohort
from generator.survey.programme import TOTAL, Comparison, Programme
from generator.survey.variables import Category, Variable

#: The categories of participation, in the order in which they are rounded and shown.
PARTICIPATION_CATEGORIES = (
    Category("both", "Answered before and after", ("both",)),
    Category("one", "Answered once", ("one",)),
    Category("neither", "Did not answer", ("neither",)),
)


@dataclass(frozen=True, slots=True)
class Participation:
    """One role's participation by cohort.

    - ``variable``: participation as a variable, for its gaps
    - ``table``: (cohorts, 3) people who answered at both waves of the role's
      primary comparison, at one of them, at neither; together the invited
    - ``waves``: (cohorts, 2) people who answered before, and after
    - ``returned``: instrument -> (cohorts,) forms that came back
    """

    role: str
    variable: Variable
    table: Counts
    waves: Counts
    returned: dict[str, Counts]


def participation(
    programme: Programme, variables: Sequence[Variable], tally: Tally, cohorts: Sequence[Cohort]
) -> tuple[Participation, ...]:
    """Return the participation of each role that is compared over two waves.

    ``cohorts`` are in the order of the tally's. Where more people answered
    than were invited, those who answered count as invited.
    """
    found = []
    for role in programme.roles:
        comparison = _first_comparison(programme, role.id) if role.people else None
        if comparison is not None:
            found.append(_of_role(comparison, variables, tally, cohorts))
    return tuple(found)


def _first_comparison(programme: Programme, role: str) -> Comparison | None:
    mine = [comparison for comparison in programme.comparisons if comparison.role == role]
    return min(mine, key=lambda comparison: not comparison.primary, default=None)


def _of_role(
    comparison: Comparison, variables: Sequence[Variable], tally: Tally, cohorts: Sequence[Cohort]
) -> Participation:
    role, nobody = comparison.role, np.zeros(len(cohorts), dtype=np.int64)
    waves = []
    for wave in (comparison.from_, comparison.to):
        asked = (role, comparison.measure, wave)
        form = next(
            (v.instrument for v in variables if (v.role, v.measure, v.from_) == asked and not v.to),
            "",
        )
        waves.append(tally.people.get(form, nobody))
    both = tally.matched.get((role, comparison.from_, comparison.to), nobody)
    one = np.maximum(0, waves[0] + waves[1] - 2 * both)
    invited = np.array([cohort.invited(role) for cohort in cohorts], dtype=np.int64)
    neither = np.maximum(0, invited - both - one)
    questions = [v for v in variables if v.role == role and v.kind != "theme"]
    forms = dict.fromkeys(v.instrument for v in questions if v.instrument)
    returned = {form: tally.returned[form] for form in forms if form in tally.returned}
    table, people = np.stack([both, one, neither], axis=1), np.stack(waves, axis=1)
    return Participation(role, _variable(comparison), table, people, returned)


def _variable(comparison: Comparison) -> Variable:
    return Variable(
        kind="question",
        role=comparison.role,
        measure="participation",
        domain=TOTAL,
        from_=comparison.from_,
        to=comparison.to,
        title="Participation",
        population=(comparison.from_, comparison.to),
        codes=tuple(category.id for category in PARTICIPATION_CATEGORIES),
        labels=tuple(category.label for category in PARTICIPATION_CATEGORIES),
        categories=PARTICIPATION_CATEGORIES,
        ordered=False,
    )
