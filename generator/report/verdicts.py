"""What changed and how sure one may be: comparisons as words, charts and tables, with verdicts.

A row of the board and a row of the seven domains are the same thing, and are
made here once: where the ring and the dot stand, what is written beside them,
and which verdict is given. Below the board stand two or three sentences, the
most important first, none with more than two numbers, and where there is no
verdict one that says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.definitions.programme import TOTAL
from generator.disclosure.rule import LARGE_FROM
from generator.disclosure.verdict import HIGHER, LOWER, TESTABLE, TOO_FEW, UNCLEAR, Verdict
from generator.report.charts import Chart
from generator.report.outline import Measured, Outline, When
from generator.report.page import Block, Board, Bullets, DataTable, Figure, Figures, Heading, Row
from generator.report.quantities import (
    capital,
    cell,
    decimal,
    heads,
    how_many,
    in_title,
    listed,
    lowered,
    part,
    percent,
    probability,
    share,
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

#: The verdicts that say something of a change.
CLEAR = (HIGHER, LOWER, UNCLEAR)
NBSP = "\N{NO-BREAK SPACE}"
#: The tests in a table, by their statistic.
TESTS = (("p_exact", "p (exact)"), ("p_asymptotic", "p (as in the paper)"))
TITLE = "What changed"
#: So many sentences on changes stand below the board.
SENTENCES = 3
#: So many comparisons are named in a title; more are counted.
NAMED = 3
#: The place of each way among the categories of a change.
WAYS = {HIGHER: 0, LOWER: 2}
#: The most important first.
ORDER = (HIGHER, LOWER, UNCLEAR, TOO_FEW)
ROUGH = (
    f"Fewer than {LARGE_FROM} people are too few to say: rounding to fives could make a change or "
    "hide one."
)
NEVER = (
    "With {people} no exact test can tell a change from chance, whatever they answer. Read this "
    "as what these people said."
)
FEW = "So few answers changed that no exact test can tell these changes from chance."
SOME_FEW = "Where the verdict is “too few to say”, no exact test can tell the change from chance."


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
        before, after = (part(_top(at), at) for at in (self.before, self.after))
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
        return cell(count, at) if at.exact else amount(at, count)
    return heads(count, exact=at.exact)


def _notes(rows: Sequence[Compared]) -> Iterator[str]:
    changes = [(row.name, row.change) for row in rows]
    if on_scale(rows):
        yield "Before and after: the middle answer (median), of the highest possible."
    else:
        highest = ", or ".join(dict.fromkeys(_highest(row) for row in rows))
        yield f"Before and after: people who chose the highest answers ({highest})."
    yield OWN_ANSWERS
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
        comparison_table(f"{TITLE}, {_from_to(when)}", rows),
    )


def _from_to(when: When | None) -> str:
    return f"from {when.before} to {when.after}" if when else "from before to after"


def finding(rows: Sequence[Compared]) -> str:
    """Return the title of several comparisons: their verdicts, or where most went one way.

    Nothing but a verdict claims a direction.
    """
    if not any(row.clear for row in rows):
        return most_often(rows)
    names = _names(rows)
    parts = []
    for word in CLEAR:
        mine = [name for name, row in zip(names, rows, strict=True) if row.verdict == word]
        if mine and len(mine) == len(rows) > 1:
            parts.append(f"{word} in {'both' if len(rows) == 2 else f'all {len(rows)}'}")
        elif len(mine) > (2 if word == UNCLEAR else NAMED):
            parts.append(f"{word} in {len(mine)} of {len(rows)}")
        elif mine:
            parts.append(f"{word} in {listed(mine)}")
    return capital("; ".join(parts))


def _names(rows: Sequence[Compared]) -> list[str]:
    """Return each comparison's name inside a sentence, with its people where two are alike."""
    found = Counter(row.name for row in rows)
    return [
        f"{lowered(row.name)} ({row.people})" if found[row.name] > 1 else lowered(row.name)
        for row in rows
    ]


def most_often(rows: Sequence[Compared]) -> str:
    """Return the title of comparisons without a verdict: where most people went one way.

    A count and never a claim; of numbers as they are printed, so that it tells nothing more.
    """
    shares = {way: [_share(row, way) for row in rows] for way in WAYS}
    way, found = max(shares.items(), key=lambda one: max(one[1]))
    best = max(found)
    if not best:
        return "Few or no answers changed"
    alike = [place for place, share in enumerate(found) if share == best]
    names, many = _names(rows), {_of_all(rows[place], way) for place in alike}
    where = listed([names[place] for place in alike])
    if len(alike) > NAMED:
        where = f"{len(alike)} of {len(rows)} rows"
    return f"Most often {way}: {where}" + (f" ({many.pop()})" if len(many) == 1 else "")


def _share(row: Compared, way: Verdict) -> float:
    return part(row.change.counts[WAYS[way]], row.change)


def _of_all(row: Compared, way: Verdict) -> str:
    return in_title(row.change.counts[WAYS[way]], row.change)


# --- sentences -----------------------------------------------------------------------------


def brief(rows: Sequence[Compared], when: When | None) -> list[str]:
    """Return a page's first sentences: two or three on changes, then why a verdict is missing."""
    ranked = sorted(rows, key=lambda row: (ORDER.index(row.verdict), -_balance(row)))
    clear = [row for row in ranked if row.clear]
    alike: dict[tuple[str, str], list[str]] = {}
    for row in ranked:
        if not row.clear:
            alike.setdefault(_who_gave(row), []).append(lowered(row.name))
    said = [f"{row.name}: {row.verdict}. {_told(when, _who_gave(row))}" for row in clear]
    said += [
        _told(when, who, f" on {listed(list(dict.fromkeys(names)))}")
        for who, names in alike.items()
    ]
    return [*said[:SENTENCES], *_no_verdict(rows)]


def _balance(row: Compared) -> float:
    return abs(_share(row, HIGHER) - _share(row, LOWER))


def _who_gave(row: Compared) -> tuple[str, str]:
    """Say who gave higher answers, and what follows after the time before.

    From 30 people on how many gave lower ones too; of fewer people the way that more went, and
    where as many went the other way, that they did.
    """
    change, people = row.change, row.people
    if change.large:
        lower = share(change.counts[WAYS[LOWER]], change)
        who = share_of(change.counts[WAYS[HIGHER]], change, people)
        return f"{who} gave higher answers", f", and {lower} lower ones"
    way = max(WAYS, key=lambda way: _share(row, way))
    who = share_of(change.counts[WAYS[way]], change, people)
    if _share(row, HIGHER) != _share(row, LOWER):
        return f"{who} gave {way} answers", ""
    if not _share(row, HIGHER):
        return f"{who} gave higher or lower answers", ""
    alike = "as many" if change.exact else "about as many"
    return f"{who} gave higher answers", f", and {alike} lower ones"


def _told(when: When | None, gave: tuple[str, str], on: str = "") -> str:
    who, rest = gave
    said = f"{who}{on} than {when.before if when else 'before'}{rest}"
    return f"{capital(when.after)}, {said}." if when else f"{capital(said)}."


def _no_verdict(rows: Sequence[Compared]) -> Iterator[str]:
    few = [row for row in rows if row.verdict == TOO_FEW]
    most = max((row.change.base for row in rows), default=0)
    if any(not row.change.exact for row in few):
        yield ROUGH
    elif few and most < TESTABLE:
        yield NEVER.format(people="1 person" if most == 1 else f"{most} people")
    elif few:
        yield FEW if len(few) == len(rows) else SOME_FEW


# --- the domains ------------------------------------------------------------------------


def domain_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on the domains; nothing where none is shown."""
    found = [(one, rows) for one in shared.measured if (rows := domains(group, one))]
    if not found:
        return
    yield Heading(2, f"The {shared.areas} areas")
    yield Figures(tuple(_figure(shared, group, one, rows) for one, rows in found))


def _figure(
    shared: Outline, group: ReleasedGroup, measured: Measured, rows: tuple[Compared, ...]
) -> Figure:
    return Figure(
        f"areas-{measured.role}-{measured.measure}",
        dumbbells(rows, who=False),
        f"{measured.title}, {measured.people}. {finding(rows)}",
        f"{people_of(rows)}. {how_drawn(rows, shared.main_times)}",
        "A row for each area, from a ring before to a dot after. “All the numbers” has its table.",
    )


def people_of(rows: tuple[Compared, ...]) -> str:
    """Say how many people some comparisons count, such as 'About 30 to 35 mentors'."""
    exact = rows[0].change.exact
    bases = sorted({row.change.base for row in rows})
    low, high = (heads(base, exact=exact) for base in (bases[0], bases[-1]))
    if low == high:
        return capital(how_many(bases[0], rows[0].people, exact=exact))
    return f"{'' if exact else 'About '}{low} to {high} {rows[0].people}"
