"""What changed and how sure one may be: comparisons as words, charts and tables, with verdicts.

A row of the board and a row of the seven domains are the same thing, and are
made here once: where the ring and the dot stand, what is written beside them,
and which verdict is given. Below the board stand up to three sentences, the
most important first, and where it is too few to say one that says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.definitions.programme import TOTAL
from generator.disclosure.rule import LARGE_FROM
from generator.disclosure.verdict import HIGHER, LOWER, TESTABLE, TOO_FEW, UNCLEAR
from generator.report.charts import Chart
from generator.report.outline import Measured, Outline, When
from generator.report.page import Block, Board, Bullets, DataTable, Figure, Figures, Heading, Row
from generator.report.quantities import (
    amount,
    capital,
    decimal,
    heads,
    how_many,
    lowered,
    mark,
    of_all,
    part,
    probability,
    range_of,
    share_of,
)
from generator.report.tables import (
    OWN_ANSWERS,
    ROUNDED,
    counted_notes,
    has_verdicts,
    margin_note,
    not_compared,
)
from generator.report.view import ReleasedGroup, Shown

NBSP = "\N{NO-BREAK SPACE}"
#: The tests in a table, by their statistic.
TESTS = (("p_exact", "p (exact)"), ("p_asymptotic", "p (as in the paper)"))
TITLE = "What changed"
#: So many sentences on changes stand below the board.
SENTENCES = 3
#: The most important first.
ORDER = (HIGHER, LOWER, UNCLEAR, TOO_FEW)
ROUGH = (
    f"Fewer than {LARGE_FROM} people are too few to say: rounding to fives could make a change or "
    "hide one."
)
FEW = (
    f"Too few to say: fewer than {TESTABLE} people’s answers changed, and no exact test can tell "
    "so few changes from chance."
)


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
    def exact(self) -> bool:
        """True on restricted pages, whose charts stand on medians."""
        return self.change.exact

    @property
    def verdict(self) -> str:
        """The verdict, in one of the four words."""
        return self.change.verdict

    @property
    def medians(self) -> tuple[float, float]:
        """Both medians, on restricted pages."""
        known = self.change.statistics
        return known["median_from"], known["median_to"]

    @property
    def ends(self) -> tuple[int, int]:
        """The lowest and the highest possible answer."""
        variable = self.before.variable
        codes = [int(code) for code in variable.codes if code not in variable.apart]
        return min(codes), max(codes)

    def marks(self) -> tuple[float, float]:
        """Return where ring and dot stand, from 0 to 1: medians, or shares of highest answers."""
        if self.exact:
            low, high = self.ends
            before, after = (round((median - low) / (high - low), 4) for median in self.medians)
        else:
            before, after = (part(_top(at), at) for at in (self.before, self.after))
        return before, after

    def way(self) -> str:
        """Return from what to what: medians, or how many chose the highest answers."""
        if self.exact:
            before, after = map(decimal, self.medians)
            return f"{before} → {after} of {self.ends[1]}"
        return f"{mark(_top(self.before), self.before)} → {of_all(_top(self.after), self.after)}"

    def ways(self) -> str:
        """Return how many answered higher, lower and the same, on two lines."""
        higher, same, lower = (mark(count, self.change) for count in self.change.counts)
        return f"{higher} higher, {lower} lower\n{same} the same"


def _top(at: Shown) -> int:
    return at.counts[at.variable.ranked[-1]]


def compared(group: ReleasedGroup, measured: Measured, domain: str, name: str) -> Compared | None:
    """Return a line's primary comparison, if it is shown and anybody answered both times."""
    pair = measured.primary
    if pair is None:
        return None
    change = measured.change(group, pair, domain)
    before, after = (measured.answers(group, wave, domain) for wave in (pair.from_, pair.to))
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


def domains(group: ReleasedGroup, measured: Measured) -> dict[str, Compared]:
    """Return the primary comparison of every domain of a measure by its id, in their order."""
    found = {d: compared(group, measured, d, name) for d, name in measured.at(group).domains}
    return {domain: row for domain, row in found.items() if row is not None}


def dumbbells(rows: Sequence[Compared], *, who: bool) -> Chart:
    """Return comparisons as a chart from ring to dot; ``who`` names each row's people.

    A verdict stands in it where it says something of the change.
    """
    return Chart(
        "dumbbells-scale" if rows[0].exact else "dumbbells-people",
        tuple(
            (
                row.name,
                f"{how_many(row.change.base, row.people, exact=row.exact)}: {row.way()}"
                if who
                else row.way(),
                *row.marks(),
                row.ways(),
                row.verdict if row.verdict != TOO_FEW else "",
            )
            for row in rows
        ),
    )


def how_drawn(rows: Sequence[Compared], when: When) -> str:
    """Say what ring and dot are."""
    what = "the middle answer (median)" if rows[0].exact else "how many chose the highest answers"
    return (
        f"From {what} {when.before} (ring) to {when.after} (dot), of people who answered both "
        "times."
    )


def comparison_table(caption: str, rows: Sequence[Compared]) -> DataTable:
    """Return comparisons as a table: before, after, how many went where, verdict and tests."""
    judged = has_verdicts([row.change for row in rows])
    tests = [one for one in TESTS if any(one[0] in row.change.statistics for row in rows)]
    made = tuple(
        Row(
            (f"{row.name} ({row.people})",),
            (
                *_ends(row),
                *(mark(count, row.change) for count in row.change.counts),
                heads(row.change.base, exact=row.exact),
                *((row.verdict,) if judged else ()),
                *(probability(row.change.statistics.get(name)) for name, _ in tests),
            ),
        )
        for row in rows
    )
    columns = (
        *("Measure", "Before", "After", "Higher", "Same", "Lower", "People"),
        *(("Verdict",) if judged else ()),
        *(title for _, title in tests),
    )
    return DataTable(caption, columns, made, 1, tuple(_notes(rows)))


def _ends(row: Compared) -> tuple[str, str]:
    """Return medians of the highest possible, or how many gave the highest answers."""
    if row.exact:
        before, after = (f"{decimal(median)}{NBSP}of{NBSP}{row.ends[1]}" for median in row.medians)
        return before, after
    return of_all(_top(row.before), row.before), of_all(_top(row.after), row.after)


def _notes(rows: Sequence[Compared]) -> Iterator[str]:
    changes = [(row.name, row.change) for row in rows]
    if rows[0].exact:
        yield "Before and after: the middle answer (median), of the highest possible."
    else:
        highest = ", or ".join(dict.fromkeys(_highest(row) for row in rows))
        yield f"Before and after: people who chose the highest answers ({highest})."
    yield OWN_ANSWERS
    if any(row.summed for row in rows):
        yield "Of a measure with several areas, these are its 2 totals."
    yield from not_compared(changes)
    if not rows[0].exact:
        yield margin_note([change for _, change in changes]) or ROUNDED
    yield from counted_notes(changes)


def _highest(row: Compared) -> str:
    """Return the words of the highest answers; of a total, their range."""
    label = row.before.variable.categories[row.before.variable.ranked[-1]].label
    reach, colon, _ = label.partition(": ")
    return f"a total of {reach}" if colon else f"“{lowered(label)}”"


# --- the board --------------------------------------------------------------------------


def board_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the board of a group with its sentences; nothing where nothing is compared."""
    rows = wholes(shared, group)
    if not rows:
        return
    when = shared.main_times
    yield Heading(2, TITLE)
    yield Bullets(tuple(brief(rows, when)), style="brief")
    yield Board(
        Figure(
            "board",
            dumbbells(rows, who=True),
            finding(rows),
            how_drawn(rows, when),
            "A row for each comparison, from a ring before to a dot after. The table beside it "
            "has the same numbers.",
        ),
        comparison_table(f"{TITLE}, from {when.before} to {when.after}", rows),
    )


def finding(rows: Sequence[Compared]) -> str:
    """Return the title of several comparisons, which is their verdicts.

    Nothing but a verdict claims a direction.
    """
    many = Counter(row.verdict for row in rows)
    parts = [f"{word} in {many[word]} of {len(rows)}" for word in ORDER if word in many]
    return capital("; ".join(parts))


def brief(rows: Sequence[Compared], when: When) -> list[str]:
    """Return a page's first sentences: up to three on changes, then why it is too few to say."""
    ranked = sorted(rows, key=lambda row: ORDER.index(row.verdict))
    said = [_told(row, when) for row in ranked[:SENTENCES]]
    if ranked[-1].verdict == TOO_FEW:
        said.append(FEW if rows[0].exact else ROUGH)
    return said


def _told(row: Compared, when: When) -> str:
    higher, _, lower = row.change.counts
    who = share_of(higher, row.change, row.people)
    return (
        f"{row.name}: {row.verdict}. {capital(when.after)}, {who} answered higher than "
        f"{when.before}, and {amount(lower, row.change)} lower."
    )


# --- the domains ------------------------------------------------------------------------


def domain_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on the domains; nothing where none is shown."""
    found = [(one, domains(group, one)) for one in shared.measured]
    figures = [_figure(shared, one, tuple(rows.values())) for one, rows in found if rows]
    if figures:
        yield Heading(2, f"The {shared.areas} areas")
        yield Figures(tuple(figures))


def _figure(shared: Outline, measured: Measured, rows: tuple[Compared, ...]) -> Figure:
    return Figure(
        f"areas-{measured.role}-{measured.measure}",
        dumbbells(rows, who=False),
        f"{measured.title}, {measured.people}. {finding(rows)}",
        f"{people_of(rows)}. {how_drawn(rows, shared.main_times)}",
        "A row for each area, from a ring before to a dot after. “All the numbers” has its table.",
    )


def people_of(rows: Sequence[Compared]) -> str:
    """Say how many people some comparisons count, such as 'About 30 to 35 mentors'."""
    bases = [row.change.base for row in rows]
    return capital(range_of(bases, rows[0].people, exact=rows[0].exact))
