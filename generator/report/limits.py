"""What a group's numbers can and cannot show, said from how many people they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.rule import LARGE_FROM
from generator.disclosure.verdict import TESTABLE
from generator.report.notices import NOT_A_RATING
from generator.report.outline import Measured, Outline, table
from generator.report.quantities import number, percent
from generator.report.view import ReleasedGroup, Shown

FEASIBLE = (
    "They can show whether the programme can be run here: who was invited, who came, who answered "
    "both times, and what people said of it."
)
VOLUNTEERS = (
    "These are the answers of people who took part. Other people might have answered differently."
)
#: Where a page shows a change; a question that was asked once is answered by others too.
BOTH_TIMES = "Each change is that of people who answered both times."
NO_COMPARISON = (
    "There is no comparison with people who did not take part: the numbers show a difference "
    "between 2 times, not its cause."
)
OWN_WORDS = (
    "Answers are what people say of themselves. Nobody measured how feedback was given or heard."
)
ROUNDED = (
    "All numbers of people are made of numbers that were rounded at random, so that nobody’s "
    "answer can be worked out. Read each as “about”, and 0 as few or none."
)
#: Where a page gives verdicts.
TOGETHER = (
    "A verdict assumes that people answer independently. People in 1 cohort meet and talk, so "
    "there is more doubt than it says."
)
ONE_IN_TWENTY = "Even if nothing had changed, up to about 1 verdict in 20 would be higher or lower."
NOT_HOW_LARGE = (
    "A verdict does not say that a change is large: among many people a very small one is enough."
)
MANY_TESTS = (
    "Each p is for 1 test on its own. Among many, some are small by chance; p (Holm) allows for "
    "the {areas} areas of 1 measure."
)
#: Half of what lies outside a 95% interval.
TAIL = 0.025


def limits(shared: Outline, group: ReleasedGroup) -> tuple[str, ...]:
    """Return the statements, from the most general to the most particular."""
    changes = _changes(shared, group)
    return (
        NOT_A_RATING,
        *((FEASIBLE,) if shared.exact else ()),
        f"{VOLUNTEERS} {BOTH_TIMES}" if changes else VOLUNTEERS,
        OWN_WORDS,
        NO_COMPARISON,
        *(_exact_limits(changes, shared.areas) if shared.exact else _open_limits(changes)),
    )


def _open_limits(changes: list[tuple[Measured, Shown]]) -> Iterator[str]:
    yield ROUNDED
    if any(found.large for _, found in changes):
        yield from (TOGETHER, ONE_IN_TWENTY, NOT_HOW_LARGE)


def _exact_limits(changes: list[tuple[Measured, Shown]], areas: str) -> Iterator[str]:
    smallest = min(changes, key=lambda pair: pair[1].base, default=None)
    if smallest is None:
        return
    measured, found = smallest
    people = f"{number(found.base)} {measured.people}"
    if found.base < TESTABLE:
        least = 2.0 ** (1 - found.base)
        yield (
            f"With {people}, the exact test cannot give less than p = {least:.4g}, whatever the "
            "answers. By that test none of their results can have p < 0.05."
        )
    else:
        yield (
            f"With {people}, an exact test can reach p < 0.05 only where the answers of "
            f"{TESTABLE} or more changed."
        )
    if found.base < LARGE_FROM:
        low = round(100 * TAIL ** (1 / found.base))
        yield (
            f"1 of {people} more or less moves a share by {percent(1, found.base)} "
            f"percentage points. Even if all {number(found.base)} had answered higher, among many "
            f"people like them it might be no more than {low}% (95% interval, Clopper-Pearson)."
        )
    if any("p_holm" in at.statistics for _, at in changes):
        yield from (TOGETHER, MANY_TESTS.format(areas=areas))


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
