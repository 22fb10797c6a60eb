"""What a group's numbers can and cannot show, said from how many people they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.view import Shown, ReleasedGroup
from generator.report.outline import Measured, Outline, table
from generator.report.quantities import CERTAIN_ALONE, STATISTICS_FROM, number, percent
from generator.report.sentences import TESTABLE

FEASIBLE = (
    "They can show whether the programme can be run here: who was invited, who came, who answered "
    "both times, and what people said of it."
)
VOLUNTEERS = (
    "These are the answers of people who took part and answered both times. "
    "Others might have answered otherwise."
)
NO_COMPARISON = (
    "Nobody was compared who did not take part: the numbers show a difference between two times, "
    "not its cause."
)
OWN_WORDS = (
    "Answers are what people say of themselves. Nobody measured how feedback was given or heard."
)
#: Of groups that other groups are part of.
NEARBY = (
    " Where smaller groups are part of this one, its table may be a nearby one, to protect them."
)
#: Where a page gives tests.
TOGETHER = (
    "A test takes it that people answer independently. People of one cohort meet and talk, so "
    "there is more doubt than p says."
)
ONE_IN_TWENTY = (
    "Each p is of one test on its own. Even if nothing had changed, up to about 1 test in 20 "
    "would fall below 0.05."
)
NOT_HOW_LARGE = (
    "A small p says that answers so one-sided would be rare if nothing had changed, and not that "
    "the change is large: among many people a very small one is enough."
)
MANY_TESTS = (
    "Each p is of one test on its own. Among many, some are small by chance; p (Holm) allows for "
    "the seven areas of one measure."
)
#: What a sheet of paper has no room for.
PAGES_ONLY = (OWN_WORDS, TOGETHER, ONE_IN_TWENTY, NOT_HOW_LARGE)
#: Up to so many people, one more or less is worth saying in percentage points.
FEW = 30
#: Half of what lies outside a 95% interval.
TAIL = 0.025


def limits(shared: Outline, group: ReleasedGroup, *, brief: bool = False) -> tuple[str, ...]:
    """Return the statements, from the most general to the most particular.

    The brief ones are for a sheet of paper, whose readers have the pages too.
    """
    particular = _exact_limits(shared, group) if shared.exact else _open_limits(shared, group)
    said = (
        *((FEASIBLE,) if shared.exact else ()),
        VOLUNTEERS,
        OWN_WORDS,
        NO_COMPARISON,
        *particular,
    )
    return tuple(words for words in said if not (brief and words in PAGES_ONLY))


def _open_limits(shared: Outline, group: ReleasedGroup) -> Iterator[str]:
    certain = shared.certain(group)
    nearby, why = ("", "rounding") if certain == CERTAIN_ALONE else (NEARBY, "that")
    yield (
        f"Counts of people are rounded to 5 and stand for about that many.{nearby} Two counts that "
        f"differ by less than {certain} may differ by {why} alone."
    )
    if any(found.p_class for _, found in _changes(shared, group)):
        yield from (TOGETHER, ONE_IN_TWENTY, NOT_HOW_LARGE)
    if any(found.base < STATISTICS_FROM for _, found in _changes(shared, group)):
        yield (
            f"Where fewer than {STATISTICS_FROM} people answered both times there are no medians, "
            "and a verdict only where every count that the rounding allows gives the same one."
        )


def _exact_limits(shared: Outline, group: ReleasedGroup) -> Iterator[str]:
    smallest = min(_changes(shared, group), key=lambda pair: pair[1].base, default=None)
    if smallest is None:
        return
    measured, found = smallest
    people = f"{number(found.base)} {measured.people}"
    if found.base < TESTABLE:
        least = 2.0 ** (1 - found.base)
        yield (
            f"With {people}, the exact test cannot give less than p = {least:.4g}, even if every "
            "answer rose. By that test no result of theirs can have p < 0.05, whatever happened."
        )
    else:
        yield (
            f"With {people}, an exact test can reach p < 0.05 only where the answers of "
            f"{TESTABLE} or more changed."
        )
    if found.base < FEW:
        low = round(100 * TAIL ** (1 / found.base))
        yield (
            f"One of {people} more or less moves a share by {percent(1, found.base)} "
            f"percentage points. Even if all {number(found.base)} had answered higher, among many "
            f"people like them it might be no more than {low}% (95% interval, Clopper-Pearson)."
        )
    if any("p_holm" in found.statistics for _, found in _changes(shared, group)):
        yield from (TOGETHER, MANY_TESTS)


def _changes(shared: Outline, group: ReleasedGroup) -> list[tuple[Measured, Shown]]:
    """Return every released change of the primary comparisons."""
    return [
        (one, at)
        for one in shared.measured
        if one.pair is not None and one.pair.primary
        for domain, _ in one.lines
        if isinstance(
            at := table(group, one.role, one.measure, domain, one.pair.from_, one.pair.to), Shown
        )
        and at.base > 0
    ]
