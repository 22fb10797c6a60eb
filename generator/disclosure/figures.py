"""The further numbers that may stand beside a table: a list of what is allowed, by audience.

Nothing is taken over from a full set of results; each number that may be
shown is made here, from people who may be shown, and all others do not exist.

- **Open, under 100 people**: only what follows from the rounded table itself:
  the verdict of a sign test, where every count that the rounding allows gives
  the same one.
- **Open, from 100**: one test as a class of p, two effects to 0.1, and medians
  of rounded code tables.
- **Restricted**: medians, tests and effects; hinges and the shift of totals
  from 10 people. Never a mean, a minimum or a maximum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import comb

from generator.analysis.effect import rank_biserial, superiority
from generator.analysis.shift import hodges_lehmann
from generator.analysis.signed_rank import asymptotic_p, exact_p, p_at_most, stratified_p
from generator.analysis.summary import Frequencies, frequencies, size, summarise
from generator.analysis.tally import Counts
from generator.disclosure.rounding import PRECISION, Table, possible_tables
from generator.disclosure.rule import DETAIL_FROM, LARGE_FROM, MOST_CODES
from generator.survey.variables import Variable

P_CLASSES = ((0.001, "<0.001"), (0.01, "<0.01"), (0.05, "<0.05"))
NOT_BELOW = "not below 0.05"
LEVEL = 0.05


def p_class(p: float) -> str:
    """Class of an exact p, as open pages give it from 100 people.

    Parameters
    ----------
    p : float
        The exact p of a signed-rank test of the true answers.

    Returns
    -------
    str
        The first of <0.001, <0.01 and <0.05 that holds, or "not below 0.05".

    Notes
    -----
    A p in digits, together with an effect, gives back nearly every difference of
    a small group. So an open page gives it in one of four classes, one test a
    table. A class says how rare a shift as consistent as this one would be if
    nothing had changed:

        <0.001: fewer than 1 in 1,000 times;
        <0.01: fewer than 1 in 100 times;
        <0.05: fewer than 1 in 20 times;
        not below 0.05: at least 1 in 20 times.

    *Assumptions*: those of the exact signed-rank test.

    *Missing data*: only people who answered at both waves.

    *Small n*: under 100 people there is no class from true answers. There may be
    the verdict of a sign test on the rounded counts. In a large group a very small
    change can reach the first class: the class says how sure, not how large.

    References
    ----------
    Wasserstein RL, Lazar NA. The ASA statement on p-values: context, process,
    and purpose. Am Stat 2016;70:129-33. doi:10.1080/00031305.2016.1154108

    Examples
    --------
    >>> p_class(0.0004), p_class(0.01), p_class(0.05)
    ('<0.001', '<0.05', 'not below 0.05')

    """
    return next((name for limit, name in P_CLASSES if p < limit), NOT_BELOW)


@lru_cache(maxsize=1 << 12)
def sign_test_verdict(shown: Table) -> str:
    """Verdict of a sign test on improved, same and worse, from a rounded table alone.

    Parameters
    ----------
    shown : tuple of int
        People who improved, stayed the same and got worse, as the page shows them.

    Returns
    -------
    str
        "<0.05" or "not below 0.05"; empty where the rounding leaves it open.

    Notes
    -----
    Every headcount that rounds to the base is tried, and every table that rounds
    to the one shown. Of each, with x the smaller of improved and worse and m both
    together:

        p = min(1, 2 * P(Binomial(m, 1/2) <= x)).

    Only where all of them lie below 0.05, or all do not, is there a verdict. It
    follows from the page's own numbers and so tells nobody anything more.

    *Assumptions*: people answer independently of each other. The sign test does
    not use how far answers moved, and so sees less than the signed-rank test.

    *Missing data*: only people who answered at both waves.

    *Small n*: fewer than six people who changed can never give a verdict below
    0.05, and rounded tables of small groups often give none.

    References
    ----------
    Dixon WJ, Mood AM. The statistical sign test. J Am Stat Assoc
    1946;41:557-66. doi:10.1080/01621459.1946.10501898

    Examples
    --------
    >>> sign_test_verdict((15, 0, 0)), sign_test_verdict((5, 0, 5)), sign_test_verdict((5, 5, 0))
    ('<0.05', 'not below 0.05', '')

    """
    base = sum(shown)
    verdicts = {
        _sign_test_p(table[0], table[-1]) < LEVEL
        for people in range(max(1, base - PRECISION // 2), base + PRECISION // 2 + 1)
        for table in possible_tables(shown, people)
    }
    if len(verdicts) != 1:
        return ""
    return "<0.05" if verdicts.pop() else NOT_BELOW


@lru_cache(maxsize=1 << 14)
def _sign_test_p(improved: int, worse: int) -> float:
    """Return the exact two-sided p of a sign test; those who stayed the same do not count."""
    pairs = improved + worse
    tail = sum(comb(pairs, count) for count in range(min(improved, worse) + 1))
    return float(min(1.0, 2 * tail / 2**pairs))


def differences(variable: Variable, joint: Counts) -> Frequencies:
    """Return after minus before with counts, from one group's (codes, codes) table."""
    scores = ordered_scores(variable)
    values = [b - a for _, a in scores for _, b in scores]
    counts = [int(joint[i, j]) for i, _ in scores for j, _ in scores]
    return frequencies(values, counts)


def ordered_scores(variable: Variable) -> list[tuple[int, int]]:
    """Return place and score of the codes that stand in an order and are whole numbers."""
    if not variable.ordered:
        return []
    return [
        (place, int(code))
        for place, code in enumerate(variable.codes)
        if code not in variable.apart and code.lstrip("-").isdigit()
    ]


def large_change(variable: Variable, joint: Counts, shown: Table) -> tuple[str, dict[str, float]]:
    """Return the class of p and the effects that an open page gives from 100 people.

    Where the rounded table ``shown`` has few who changed, and all of them one
    way, a rank-biserial correlation of 1 or its absence would say that exactly
    nobody went the other way. So it does not stand there; and that follows from
    the rounded table, so that its absence says nothing.
    """
    found = differences(variable, joint)
    statistics = {name: round(value, 1) + 0.0 for name, value in effects(found)}
    improved, worse = shown[0], shown[-1]
    if not (improved and worse) and improved + worse < LARGE_FROM:
        statistics.pop("rank_biserial", None)
    return change_class(found), statistics


def change_class(found: Frequencies, *, rough: bool = False) -> str:
    """Return the class of a change's exact p, not working p out where a bound settles it.

    ``rough``: of the approximate p instead, for a first look at many changes.
    """
    most = p_at_most(found)
    if most < P_CLASSES[0][0]:
        return p_class(most)
    return p_class(asymptotic_p(found) if rough else exact_p(found))


def effects(found: Frequencies) -> Iterable[tuple[str, float]]:
    """Yield the effects of a change, unrounded, by name."""
    balance = rank_biserial(found)
    if balance is not None:
        yield "rank_biserial", balance
    sup = superiority(*_three(found))
    if sup is not None:
        yield "superiority", sup[0]


def _three(found: Frequencies) -> tuple[int, int, int]:
    rose = sum(count for value, count in found if value > 0)
    fell = sum(count for value, count in found if value < 0)
    return rose, size(found) - rose - fell, fell


def middle_and_hinges(
    variable: Variable, codes: Sequence[int], *, minimum: int = 1
) -> dict[str, float]:
    """Return the median and the hinges of one group's counts of codes, where they have an order.

    Nothing is given of fewer than ``minimum`` ordered answers, and no hinges
    of fewer than 10.
    """
    scores = ordered_scores(variable)
    found = frequencies([score for _, score in scores], [int(codes[p]) for p, _ in scores])
    summary = summarise(found) if scores else None
    if summary is None or summary.n < minimum:
        return {}
    statistics = {"median": float(summary.median)}
    if summary.n >= DETAIL_FROM:
        statistics["quartile_low"] = float(summary.quartile_low)
        statistics["quartile_high"] = float(summary.quartile_high)
    return statistics


def exact_change(variable: Variable, joint: Counts) -> dict[str, float]:
    """Return what a restricted page gives of one group's (codes, codes) table.

    The medians of the two waves are not among it: they come from the tables
    of the waves, where those are shown for the same people.
    """
    found = differences(variable, joint)
    statistics = {
        "p_exact": exact_p(found),
        "p_asymptotic": asymptotic_p(found),
        "rank_biserial": rank_biserial(found),
    }
    sup = superiority(*_three(found))
    if sup is not None:
        statistics |= dict(
            zip(("superiority", "superiority_low", "superiority_high"), sup, strict=True)
        )
    if size(found) >= DETAIL_FROM and len(variable.codes) > MOST_CODES:  # totals only
        moved = hodges_lehmann(found)
        if moved is not None:
            statistics |= {
                "shift": moved.shift,
                "shift_low": moved.low,
                "shift_high": moved.high,
                "shift_level": moved.level,
            }
    return {name: float(value) for name, value in statistics.items() if value is not None}


def change_within(variable: Variable, parts: Iterable[Counts]) -> dict[str, float]:
    """Return the exact p of a change with ranks kept within each part of a group.

    ``parts`` are the (codes, codes) tables of groups that are shown on their
    own, so that nothing is said of any smaller set.
    """
    found = [differences(variable, joint) for joint in parts]
    strata = tuple(sorted(part for part in found if part))
    return {"p_stratified": stratified_p(strata)} if len(strata) > 1 else {}
