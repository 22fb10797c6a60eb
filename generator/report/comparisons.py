"""The comparisons of a page: one line of a measure, before beside after, as words and as a chart.

A row of the board and a row of the seven domains are the same thing, and are
made here once: where the ring and the dot stand, what is written beside them,
and which verdict is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.definitions.programme import TOTAL
from generator.disclosure import verdict
from generator.report.charts import Chart
from generator.report.outline import Measured, Outline, table
from generator.report.page import DataTable, Row
from generator.report.quantities import (
    cell,
    decimal,
    heads,
    how_many,
    lowered,
    part,
    percent,
    probability,
)
from generator.report.sentences import When
from generator.report.tables import (
    HIGHER,
    ROUNDED,
    counted_notes,
    has_verdicts,
    margin_note,
    not_compared,
)
from generator.report.view import ReleasedGroup, Shown

#: The verdicts that say something of a change.
CLEAR = (verdict.HIGHER, verdict.LOWER, verdict.UNCLEAR)
NBSP = "\N{NO-BREAK SPACE}"
#: The tests in a table, by their statistic.
TESTS = (("p_exact", "p (exact)"), ("p_asymptotic", "p (as in the paper)"))


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of a measure with its three tables, all of the same people.

    ``people`` is what these are called. ``name`` is the line's own: a domain,
    or the measure where it is the measure's whole.
    """

    name: str
    people: str
    change: Shown
    before: Shown
    after: Shown
    summed: bool = False

    @property
    def verdict(self) -> str:
        """The verdict, in one of the four words."""
        return self.change.verdict

    @property
    def clear(self) -> bool:
        """Say whether the verdict says something of the change."""
        return self.verdict in CLEAR

    @property
    def medians(self) -> tuple[float, float] | None:
        """Both medians, on restricted pages."""
        found = [self.change.statistics.get(name) for name in ("median_from", "median_to")]
        before, after = found
        return None if before is None or after is None else (before, after)

    @property
    def ends(self) -> tuple[int, int]:
        """The lowest and the highest possible answer."""
        variable = self.before.variable
        codes = [int(code) for code in variable.codes if code not in variable.apart]
        return min(codes), max(codes)

    def marks(self, *, scale: bool) -> tuple[float, float]:
        """Return where ring and dot stand, from 0 to 1: medians, or shares of highest answers."""
        if scale and self.medians:
            low, high = self.ends
            before, after = ((median - low) / (high - low) for median in self.medians)
            return round(before, 4), round(after, 4)
        before, after = (
            part(_top(at), at.base, exact=at.exact) for at in (self.before, self.after)
        )
        return before, after

    def way(self, *, scale: bool) -> str:
        """Return from what to what: medians, or how many chose the highest answers."""
        if scale and self.medians:
            before, after = map(decimal, self.medians)
            return f"{before} → {after} of {self.ends[1]}"
        before, after = (amount(at) for at in (self.before, self.after))
        base = "" if self.before.large else f" of {heads(self.before.base, exact=self.exact)}"
        return f"{before} → {after}{base}"

    def ways(self) -> str:
        """Return how many answered higher, lower and the same, on two lines."""
        higher, same, lower = (amount(self.change, count) for count in self.change.counts)
        return f"{higher} higher, {lower} lower\n{same} the same"

    @property
    def exact(self) -> bool:
        """True on restricted pages."""
        return self.change.exact


def _top(at: Shown) -> int:
    return at.counts[at.variable.ranked[-1]]


def amount(at: Shown, count: int | None = None) -> str:
    """Return how many people beside a mark: of the highest answers, unless a count is given."""
    count = _top(at) if count is None else count
    return f"{percent(count, at.base)}%" if at.large else heads(count, exact=at.exact)


def compared(group: ReleasedGroup, measured: Measured, domain: str, name: str) -> Compared | None:
    """Return a line's primary comparison, if it is shown and anybody answered both times."""
    pair = measured.pair
    if pair is None or not pair.primary:
        return None
    keys = ((pair.from_, pair.to), (pair.from_, ""), (pair.to, ""))
    found = [table(group, measured.role, measured.measure, domain, *key) for key in keys]
    change, before, after = found
    if not (isinstance(change, Shown) and isinstance(before, Shown) and isinstance(after, Shown)):
        return None
    if min(change.base, before.base, after.base) <= 0 or not before.variable.ranked:
        return None
    summed = measured.summed and domain == TOTAL
    return Compared(name, measured.people, change, before, after, summed)


def wholes(shared: Outline, group: ReleasedGroup) -> tuple[Compared, ...]:
    """Return the primary comparison of every measure's whole, in the programme's order."""
    found = (compared(group, one, TOTAL, one.title) for one in shared.measured)
    return tuple(one for one in found if one is not None)


def domains(group: ReleasedGroup, measured: Measured) -> tuple[Compared, ...]:
    """Return the primary comparison of every domain of a measure, in the domains' order."""
    found = (compared(group, measured, domain, name) for domain, name in measured.at(group).domains)
    return tuple(one for one in found if one is not None)


def on_scale(rows: Sequence[Compared]) -> bool:
    """Say whether a chart of some comparisons can stand on medians: where all have them."""
    return all(row.medians for row in rows)


def dumbbells(rows: Sequence[Compared], *, who: bool) -> Chart:
    """Return comparisons as a chart from ring to dot; ``who`` names each row's people.

    Verdicts stand in it where any is clear: what is too few to say everywhere is said once.
    """
    scale, judged = on_scale(rows), any(row.clear for row in rows)
    names = Counter(row.name for row in rows)
    return Chart(
        "dumbbells-scale" if scale else "dumbbells-people",
        tuple(
            (
                f"{row.name} ({row.people})" if names[row.name] > 1 else row.name,
                f"{_who(row)}: {row.way(scale=scale)}" if who else row.way(scale=scale),
                *row.marks(scale=scale),
                row.ways(),
                row.verdict if judged else "",
            )
            for row in rows
        ),
    )


def _who(row: Compared) -> str:
    return how_many(row.change.base, row.people, exact=row.change.exact)


def how_drawn(rows: Sequence[Compared], when: When | None) -> str:
    """Say what ring and dot are."""
    before, after = (when.before, when.after) if when else ("before", "after")
    if on_scale(rows):
        what = "the middle answer (median)"
    else:
        what = "how many people chose the highest answers"
    judged = " The verdict is on how many went each way." if any(row.clear for row in rows) else ""
    return (
        f"From {what} {before} (ring) to {after} (dot), of people who answered both times.{judged}"
    )


def comparison_table(caption: str, rows: Sequence[Compared]) -> DataTable:
    """Return comparisons as a table: before, after, how many went where, verdict and tests."""
    scale, judged = on_scale(rows), has_verdicts([row.change for row in rows])
    tests = [one for one in TESTS if any(one[0] in row.change.statistics for row in rows)]
    made = tuple(
        Row(
            (f"{row.name} ({row.people})",),
            (
                *_ends(row, scale=scale),
                *(_cell(row.change, count) for count in row.change.counts),
                heads(row.change.base, exact=row.change.exact),
                *((row.verdict,) if judged else ()),
                *(probability(row.change.statistics.get(name)) for name, _ in tests),
            ),
        )
        for row in rows
    )
    columns = (
        "Measure",
        "Before",
        "After",
        "Higher",
        "Same",
        "Lower",
        "People",
        *(("Verdict",) if judged else ()),
        *(title for _, title in tests),
    )
    return DataTable(caption, columns, made, 1, tuple(_notes(rows)))


def _ends(row: Compared, *, scale: bool) -> tuple[str, str]:
    if scale and row.medians:
        before, after = (f"{decimal(median)}{NBSP}of{NBSP}{row.ends[1]}" for median in row.medians)
        return before, after
    return _end(row, row.before), _end(row, row.after)


def _end(row: Compared, at: Shown) -> str:
    """Return how many gave the highest answers; of how many, where answers apart count too."""
    base, people = (heads(one.base, exact=one.exact) for one in (at, row.change))
    said = _cell(at, _top(at))
    return said if base == people else f"{said} of {base}"


def _cell(at: Shown, count: int) -> str:
    if at.large:
        return cell(count, at.base, exact=True) if at.exact else amount(at, count)
    return heads(count, exact=at.exact)


def _notes(rows: Sequence[Compared]) -> Iterator[str]:
    changes = [(row.name, row.change) for row in rows]
    if on_scale(rows):
        yield "Before and after: the middle answer (median), of the highest possible."
    else:
        highest = ", or ".join(dict.fromkeys(_highest(row) for row in rows))
        yield f"Before and after: people who chose the highest answers ({highest})."
    yield HIGHER
    if any(row.summed for row in rows):
        yield "Of a measure with several areas, these are its 2 totals."
    yield from not_compared(changes)
    if not all(change.exact for _, change in changes):
        yield margin_note([change for _, change in changes]) or ROUNDED
    yield from counted_notes(changes)


def _highest(row: Compared) -> str:
    """Return the words of the highest answers; of a total, their range."""
    label = row.before.variable.categories[row.before.variable.ranked[-1]].label
    reach, colon, _ = label.partition(": ")
    return f"a total of {reach}" if colon else f"“{lowered(label)}”"
