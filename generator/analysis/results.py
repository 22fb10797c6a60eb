"""From counts to numbers: one group, one variable, one result.

A result keeps the counts that it was made from and works out each statistic
when it is asked for. All of it is unprotected: what may leave is decided one
floor further up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from generator.analysis.category_tables import code_table, joint_table
from generator.analysis.effect import rank_biserial, rank_biserial_interval, superiority
from generator.analysis.groups import Group, places
from generator.analysis.hodges_lehmann import Shift, hodges_lehmann
from generator.analysis.holm import holm
from generator.analysis.proportion import proportion_interval
from generator.analysis.scores import PARTS, TOTAL_PRORATED, prorated_from
from generator.analysis.signed_rank import asymptotic_p, exact_p, stratified_p
from generator.analysis.summary import Frequencies, Summary, frequencies, size, summarise
from generator.analysis.tally import PRORATED, Counts, Tally, over
from generator.definitions.programme import TOTAL, Programme
from generator.definitions.variables import Variable


@dataclass(frozen=True, slots=True)
class WaveResult:
    """One question at one wave: how many people gave each of its codes."""

    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """One measure at two waves, for the people who answered it at both.

    ``differences`` are after minus before. ``p_holm`` is the exact p adjusted
    over all domains of the same measure and waves; None for a total.
    ``summed`` is True for a sum over the domains. ``unit`` is how many of the
    values' steps make one point: 1, and ``PARTS`` for prorated totals.
    """

    variable: Variable
    before: Frequencies
    after: Frequencies
    differences: Frequencies
    p_holm: float | None = None
    summed: bool = False
    unit: int = 1

    @property
    def n(self) -> int:
        """How many people answered at both waves."""
        return size(self.differences)

    @property
    def higher(self) -> int:
        """How many people's later answer is the higher one."""
        return sum(count for value, count in self.differences if value > 0)

    @property
    def same(self) -> int:
        """How many people answered the same."""
        return sum(count for value, count in self.differences if value == 0)

    @property
    def lower(self) -> int:
        """How many people's later answer is the lower one."""
        return sum(count for value, count in self.differences if value < 0)

    @property
    def categories(self) -> tuple[int, int, int]:
        """People in each of ``CHANGE_CATEGORIES``."""
        return self.higher, self.same, self.lower

    @property
    def median_from(self) -> float | None:
        """The median before; None without people."""
        found = summarise(self.before)
        return found.median / self.unit if found else None

    @property
    def median_to(self) -> float | None:
        """The median after; None without people."""
        found = summarise(self.after)
        return found.median / self.unit if found else None

    @property
    def p_exact(self) -> float:
        """See ``signed_rank.exact_p``."""
        return exact_p(self.differences)

    @property
    def p_asymptotic(self) -> float:
        """See ``signed_rank.asymptotic_p``."""
        return asymptotic_p(self.differences)

    @property
    def rank_biserial(self) -> float | None:
        """See ``effect.rank_biserial``."""
        return rank_biserial(self.differences)

    @property
    def rank_biserial_interval(self) -> tuple[float, float] | None:
        """See ``effect.rank_biserial_interval``."""
        return rank_biserial_interval(self.differences)

    @property
    def superiority(self) -> tuple[float, float, float] | None:
        """The probability and its limits; see ``effect.superiority``."""
        return superiority(self.higher, self.same, self.lower)

    @property
    def shift(self) -> Shift | None:
        """The shift of a sum over the domains; None for a single question. See ``shift``."""
        found = hodges_lehmann(self.differences) if self.summed else None
        if found is None or self.unit == 1:
            return found
        points = (found.shift / self.unit, found.low / self.unit, found.high / self.unit)
        return Shift(*points, found.level)


def change_statistics(result: ChangeResult) -> Iterator[tuple[str, float]]:
    """Yield each number of a comparison that there is, by its name in the analysis output."""
    better, shift = result.superiority, result.shift
    named: tuple[tuple[str, float | None], ...] = (
        ("median_from", result.median_from),
        ("median_to", result.median_to),
        ("higher", result.higher),
        ("same", result.same),
        ("lower", result.lower),
        *_limits("higher", proportion_interval(result.higher, result.n)),
        ("p_exact", result.p_exact),
        ("p_asymptotic", result.p_asymptotic),
        ("p_holm", result.p_holm),
        ("rank_biserial", result.rank_biserial),
        *_limits("rank_biserial", result.rank_biserial_interval),
        ("superiority", better[0] if better else None),
        *_limits("superiority", better[1:] if better else None),
        ("shift", shift.shift if shift else None),
        *_limits("shift", (shift.low, shift.high) if shift else None),
        ("shift_level", shift.level if shift else None),
    )
    yield from ((name, value) for name, value in named if value is not None)


def _limits(name: str, pair: Sequence[float] | None) -> tuple[tuple[str, float], ...]:
    return ((f"{name}_low", pair[0]), (f"{name}_high", pair[1])) if pair else ()


def wave_result(tally: Tally, variable: Variable, group: Group) -> WaveResult:
    """Return how a group answered a variable of kind ``wave`` or ``question``.

    Only people of the variable's population count: where that is a pair of
    waves, those who answered this item at both.
    """
    rows = places(tally.cohorts, group.cohorts)
    if len(variable.population) == 2:  # of these cohorts alone: joint tables are large
        axis = 1 if variable.from_ == variable.population[0] else 0
        counts = _joint(tally, variable, rows).sum(axis=axis)
    else:
        counts = code_table(variable, tally)[rows].sum(axis=0)
    return WaveResult(tuple(int(count) for count in counts))


def number_frequencies(tally: Tally, form: str, column: str, rows: Counts) -> Frequencies:
    """Return how often each value of a number column stands in some cohorts, given by place."""
    found = tally.of(form, column)
    found = found[found["cohort"].isin(rows)]
    return _pile(found["code"], found["n"])


def change_results(
    tally: Tally, changes: Sequence[Variable], group: Group
) -> tuple[ChangeResult, ...]:
    """Return how a group changed on several variables; cheaper than one by one."""
    rows = places(tally.cohorts, group.cohorts)

    @cache
    def differences(variable: Variable) -> Frequencies:
        return _differences(variable, _joint(tally, variable, rows))

    results = []
    for variable in changes:
        joint = _in_order_at_both(variable, _joint(tally, variable, rows))
        domains = tally.domains.get(variable.measure, ()) if variable.domain != TOTAL else ()
        ps = [exact_p(differences(replace(variable, domain=one))) for one in domains]
        results.append(
            ChangeResult(
                variable,
                before=in_order(variable.codes, joint.sum(axis=1), variable.apart),
                after=in_order(variable.codes, joint.sum(axis=0), variable.apart),
                differences=differences(variable),
                p_holm=dict(zip(domains, holm(ps), strict=True)).get(variable.domain),
                summed=variable.measure in tally.domains and variable.domain == TOTAL,
            )
        )
    return tuple(results)


def stratified_result(tally: Tally, variable: Variable, group: Group) -> float:
    """Return the exact p of a change with ranks kept within each cohort of a group."""
    strata = [
        _differences(variable, _joint(tally, variable, np.array([row])))
        for row in places(tally.cohorts, group.cohorts)
    ]
    return stratified_p(tuple(sorted(differences for differences in strata if differences)))


def in_order(
    codes: Sequence[str], counts: Sequence[int] | Counts, apart: Sequence[str] = ()
) -> Frequencies:
    """Return how many people have each value of a scale; codes apart are left out.

    >>> in_order(("0", "1", "9"), (2, 3, 4), apart=("9",))
    ((0, 2), (1, 3))
    """
    kept = [place for place, code in enumerate(codes) if code not in apart]
    return frequencies([int(codes[place]) for place in kept], [int(counts[p]) for p in kept])


def _joint(tally: Tally, variable: Variable, rows: Counts) -> Counts:
    """Return (codes, codes): before by after, for people at both waves of the population."""
    found: Counts = joint_table(variable, tally)[rows].sum(axis=0)
    return found


def _in_order_at_both(variable: Variable, joint: Counts) -> Counts:
    """Return a table without the people who gave a code apart at either wave."""
    if not variable.apart:
        return joint
    apart = [place for place, code in enumerate(variable.codes) if code in variable.apart]
    kept = joint.copy()
    kept[apart, :] = 0
    kept[:, apart] = 0
    return kept


def _differences(variable: Variable, joint: Counts) -> Frequencies:
    """Return after minus before; whoever gave a code apart has no difference."""
    cells = np.nonzero(_in_order_at_both(variable, joint))
    steps = [int(variable.codes[j]) - int(variable.codes[i]) for i, j in zip(*cells, strict=True)]
    return frequencies(steps, joint[cells].tolist())


# --- prorated totals, which are private: no variable is made for them ------------------------


def prorated_summary(tally: Tally, form: str, measure: str, group: Group) -> Summary | None:
    """Return the summary of a measure's prorated totals at one wave, in points."""
    rows = _of_group(tally, form, measure, group)
    found = summarise(_pile(rows["code"], rows["n"]))
    if found is None:
        return None
    names = ("median", "quartile_low", "quartile_high", "mean", "minimum", "maximum")
    return replace(found, **{name: getattr(found, name) / PARTS for name in names})


def prorated_results(
    programme: Programme, tally: Tally, changes: Iterable[Variable], group: Group
) -> Iterator[tuple[ChangeResult, float]]:
    """Yield the change of each prorated total among some changes, and its stratified p.

    Each belongs to the change of a complete total, whose variable it bears
    with another domain: ``total_prorated``.
    """
    for change in changes:
        form = over(change.role, change.from_, change.to)
        is_sum = change.domain == TOTAL and change.measure in tally.domains
        if not is_sum or form not in tally.forms or not prorated_from(programme, change.measure):
            continue
        rows = _of_group(tally, form, change.measure, group)
        result = ChangeResult(
            replace(change, domain=TOTAL_PRORATED),
            before=_pile(rows["code"], rows["n"]),
            after=_pile(rows["to"], rows["n"]),
            differences=_pile(rows["to"] - rows["code"], rows["n"]),
            summed=True,
            unit=PARTS,
        )
        strata = (_pile(one["to"] - one["code"], one["n"]) for _, one in rows.groupby("cohort"))
        yield result, stratified_p(tuple(sorted(strata)))


def _pile(values: pd.Series, people: pd.Series) -> Frequencies:
    return frequencies(values.tolist(), people.tolist())


def _of_group(tally: Tally, form: str, measure: str, group: Group) -> pd.DataFrame:
    rows = tally.of(form, measure + PRORATED)
    return rows[rows["cohort"].isin(places(tally.cohorts, group.cohorts))]
