"""Sentences made from released tables by fixed rules.

Each says what may be said at its size and no more: words under 30 people,
shares from 30, tests and medians from 100 or on restricted pages. A direction
is named only where rounding cannot have made it, and nothing is called
unlikely to be chance unless a test that was released says so. Below six
people whose answers changed no test can reach p < 0.05, and the page says so.

Nothing here judges people: higher and lower are about answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.disclosure.view import Flow, Shown, Withheld
from generator.report.outline import Pair, Table
from generator.report.quantities import (
    PERCENTAGES_FROM,
    amount,
    capital,
    decimal,
    direction,
    listed,
    lowered,
    number,
    of_people,
    p_value,
    percent,
)
from generator.survey.programme import TOTAL
from generator.survey.variables import Variable

#: Fewest people whose answers must differ before an exact test can give p < 0.05.
TESTABLE = 6


@dataclass(frozen=True, slots=True)
class When:
    """The two waves of a comparison as they stand inside a sentence."""

    before: str
    after: str


def change(table: Shown, people: str, when: When, what: str) -> str:
    """Say how many answered higher, the same and lower; ``what`` is 'total' or 'answer'.

    The table's counts are improved, same, worse.
    """
    higher, same, lower = table.counts
    if table.base <= 0:
        return f"Nobody answered both {when.before} and {when.after}."
    for count, gave in (
        (higher, f"a higher {what} than"),
        (same, f"the same {what} as"),
        (lower, f"a lower {what} than"),
    ):
        if count == table.base:
            everybody = of_people(count, table.base, people, exact=table.exact)
            return f"{capital(when.after)}, {everybody} gave {gave} {when.before}."
    first = of_people(higher, table.base, people, exact=table.exact)
    start = f"{capital(when.after)}, {first} gave a higher {what} than {when.before}"
    rest_same = amount(same, table.base, exact=table.exact)
    rest_lower = amount(lower, table.base, exact=table.exact)
    return f"{start}; {rest_same} gave the same {what} and {rest_lower} a lower one."


def highest(before: Shown, after: Shown, people: str, when: When) -> str:
    """Say how many stood in the highest category before and after."""
    if before.base <= 0 or after.base <= 0:
        return ""
    first = of_people(before.counts[-1], before.base, people, exact=before.exact)
    if before.base == after.base:
        second = amount(after.counts[-1], after.base, exact=after.exact)
    else:
        second = of_people(after.counts[-1], after.base, people, exact=after.exact)
    label = before.variable.categories[-1].label
    if before.variable.domain == TOTAL and ":" in label:
        had = f"had a total of {label.split(':')[0]}"
    else:
        had = f"chose “{lowered(label)}”"
    return f"{capital(when.before)}, {first} {had}; {when.after}, {second} did."


def medians(table: Shown, when: When, what: str) -> str:
    """Say both medians where the release gives them; otherwise nothing."""
    before, after = (table.statistics.get(name) for name in ("median_from", "median_to"))
    if before is None or after is None:
        return ""
    if before == after:
        return f"The middle {what} (median) was {decimal(before)} both times."
    return (
        f"The middle {what} (median) was {decimal(before)} {when.before} "
        f"and {decimal(after)} {when.after}."
    )


def verdict(table: Shown, what: str) -> str:
    """Say what a test allows to be said; nothing where the release gives none.

    Exact p values stand on restricted pages only. On open pages a verdict
    comes as a class, and under 100 people only where every count that the
    rounding allows gives the same one; why there is none is said once a page.
    """
    if table.base <= 0:
        return ""
    if table.exact:
        return _exact_test(table, what)
    if table.p_class:
        return _class_test(table)
    return ""


def _exact_test(table: Shown, what: str) -> str:
    higher, _, lower = table.counts
    changed = higher + lower
    if changed == 0:
        return f"Nobody’s {what} changed, so there is nothing to test."
    if changed < TESTABLE:
        whose = f"person’s {what}" if changed == 1 else f"people’s {what}s"
        return (
            f"Only {changed} {whose} changed: with fewer than six, "
            "no exact test can reach p < 0.05, whatever the answers."
        )
    p = table.statistics.get("p_exact")
    if p is None:
        return ""
    test_name = f"exact Wilcoxon signed-rank test, {p_value(p)}"
    within = table.statistics.get("p_stratified")
    if within is not None:
        test_name += f"; with ranks kept within each group below, {p_value(within)}"
        if (within < 0.05) != (p < 0.05):
            return f"Whether chance alone could well give a shift like this is open ({test_name})."
    if p < 0.05:
        return f"Chance alone would rarely give a shift as consistent as this ({test_name})."
    return f"Chance alone could well give a shift like this ({test_name})."


def tested_by_signs(table: Shown) -> bool:
    """Return whether an open table's verdict is that of a sign test on its rounded counts.

    The other test is of the true answers, from 100 people, and comes with
    effects. The base cannot tell: 98 people and 102 both round to 100.
    """
    return not {"rank_biserial", "superiority"} & table.statistics.keys()


def _class_test(table: Shown) -> str:
    if tested_by_signs(table):
        because = "whichever counts lie behind the rounded ones, the sign test agrees"
    else:
        because = "Wilcoxon signed-rank test"
    if table.p_class.startswith("<"):
        p = f"p < {table.p_class.removeprefix('<').strip()}"
        return f"Chance alone would rarely give a shift as consistent as this ({because}: {p})."
    return f"Chance alone could well give a shift like this ({because}: p is not below 0.05)."


#: What is said of areas in which so few changed that no test could tell it from chance.
BY_CHANCE = "Nowhere did six people or more change: no test can tell this from chance."


def areas(tables: Sequence[tuple[str, Table]], certain: int) -> str:
    """Say in which areas more answers rose than fell, where that is certain.

    ``tables`` are (label, change table) of the domains. An area whose table
    is withheld counts as not shown.
    """
    shown = [(label, t) for label, t in tables if isinstance(t, Shown) and t.base > 0]
    return _said_of_areas(shown, certain) if shown else ""


def by_chance(tables: Sequence[tuple[str, Table]]) -> str:
    """Say of exact areas that so few changed in each that no test can tell it from chance."""
    shown = [t for _, t in tables if isinstance(t, Shown) and t.base > 0]
    few = all(t.exact and t.counts[0] + t.counts[2] < TESTABLE for t in shown)
    return BY_CHANCE if shown and few else ""


def _said_of_areas(shown: Sequence[tuple[str, Shown]], certain: int) -> str:
    signs = [(label, direction(t.counts[0], t.counts[2], certain)) for label, t in shown]
    rose = [label for label, sign in signs if sign > 0]
    fell = [label for label, sign in signs if sign < 0]
    total = len(shown)
    everywhere = f"every one of the {total} areas" if total > 1 else "the one area"
    if len(rose) == total:
        return f"More answers rose than fell in {everywhere} shown."
    if len(fell) == total:
        return f"More answers fell than rose in {everywhere} shown."
    if not rose and not fell:
        return (
            "In none of the areas did more answers rise than fall, or the reverse."
            if certain == 1
            else "In no area is the difference large enough to be sure of its direction, "
            "because counts are rounded."
        )
    parts = [_areas_part(rose, total, "rose than fell")] if rose else []
    if fell:
        parts.append(_areas_part(fell, total, "fell than rose"))
    rest = "" if certain == 1 else " Elsewhere the rounded counts do not show a sure direction."
    return " ".join(parts) + (rest if len(rose) + len(fell) < total else "")


def _areas_part(labels: list[str], total: int, verb: str) -> str:
    names = listed([lowered(label) for label in labels])
    return f"More answers {verb} in {len(labels)} of the {total} areas shown: {names}."


def single(table: Shown, people: str) -> str:
    """Say a single question's answers, category by category, all of them."""
    if table.base <= 0:
        return f"No {people} answered this question."
    categories = table.variable.categories
    order = _told(table.variable)
    first, *rest = order
    lead = of_people(table.counts[first], table.base, people, exact=table.exact)
    sentence = f"{capital(lead)} answered “{lowered(categories[first].label)}”"
    if table.counts[first] == table.base:
        return f"{sentence}."
    others = [
        f"{amount(table.counts[i], table.base, exact=table.exact)} “{lowered(categories[i].label)}”"
        for i in rest
    ]
    return f"{sentence}; {listed(others)}." if others else f"{sentence}."


def _told(variable: Variable) -> tuple[int, ...]:
    """Return categories in the order of telling: the highest first, those apart last."""
    places = range(len(variable.categories))
    if not variable.ordered:
        return tuple(places)
    apart = [i for i in places if set(variable.categories[i].codes) & set(variable.apart)]
    return (*(i for i in reversed(places) if i not in apart), *apart)


def flow(found: Flow | Withheld | None, people: str, pair: Pair | None, when: When) -> str:
    """Say how many were invited and how far they came."""
    if found is None:
        return f"No {people} were invited."
    if isinstance(found, Withheld):
        return found.wording
    if found.invited <= 0:
        return f"No {people} were invited."
    if found.exact:
        return _exact_flow(found, people, when)
    both, one, neither = found.counts
    base = found.invited

    def part(count: int) -> str:
        return amount(count, base, exact=False)

    times = f"both {when.before} and {when.after}" if pair else "both times"
    return (
        f"About {number(base)} {people} were invited. {capital(part(both))} of them answered "
        f"{times}, {part(one)} at only one of these times and {part(neither)} at neither."
    )


def _exact_flow(found: Flow, people: str, when: When) -> str:
    def rate(count: int) -> str:
        return f"{number(count)} ({percent(count, found.invited)}%)"

    before = "" if found.before is None else f"{rate(found.before)} answered {when.before}, "
    after = "" if found.after is None else f"{rate(found.after)} {when.after}, and "
    verb = "was" if found.invited == 1 else "were"
    return (
        f"{number(found.invited)} {people} {verb} invited: {before}{after}"
        f"{rate(found.counts[0])} both times, matched by survey code."
    )


def base_range(tables: Sequence[Table], people: str) -> str:
    """Say on how many people a chart stands, such as 'about 20 to 25 mentors'.

    >>> base_range([], "mentors")
    'no mentors'
    """
    bases = sorted({t.base for t in tables if isinstance(t, Shown)})
    if not any(bases):
        return f"no {people}"
    exact = all(t.exact for t in tables if isinstance(t, Shown))
    many = number(bases[0]) if len(bases) == 1 else f"{number(bases[0])} to {number(bases[-1])}"
    return f"{'' if exact else 'about '}{many} {people}"


def unit(tables: Sequence[Table]) -> str:
    """Say what a chart's numbers are: percentages, or people.

    >>> unit([])
    'numbers are people'
    """
    bases = [t.base for t in tables if isinstance(t, Shown)]
    if bases and min(bases) >= PERCENTAGES_FROM:
        return "numbers are percentages"
    return "numbers are people"
