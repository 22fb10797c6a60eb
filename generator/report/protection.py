"""How people are protected: the numbers of the rule in force, and an example worked out with it.

The page itself is written by hand. Its numbers are values, and its example is
a slot, both made here from the constants and functions that make the results
pages, so that the page cannot say another rule than the one that is applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.definitions.programme import Programme, ReleaseRule
from generator.disclosure.ledger import Table
from generator.disclosure.released import ABSENT, added, nearest_five
from generator.disclosure.rounding import (
    BASE,
    COARSE_BASE,
    FEWEST,
    Counts,
    Subject,
    rounded,
    secret_number,
    window,
)
from generator.disclosure.rule import LARGE_FROM, OWN_GROUPS, OWN_PEOPLE, rule_of
from generator.disclosure.verdict import margin, open_verdict
from generator.report.page import DataTable, Row, html_of, prose
from generator.report.quantities import number
from generator.report.site import SitePart

SLOT = "protection"
ANSWERS = ("Higher", "The same", "Lower")
#: Whoever reads this can work the example out again. A real key is 32 random bytes.
KEY = b"This key is public. Use no other"
FIRST, SECOND = (7, 4, 2), (11, 5, 3)
#: So many of the tables that stay possible are listed, at most.
LISTED = 8


def protection(programme: Programme) -> SitePart:
    """Return the values ``release.*`` and the slot ``protection`` of a programme's rule."""
    slots = {SLOT: example_html(example())}
    return SitePart(slots=slots, values=rule_values(programme.release))


def rule_values(asked: ReleaseRule) -> dict[str, str]:
    """Return every number of the rule by the name that hand-written pages use.

    The minima are those in force, which may be higher than the floors.
    """
    rule, restricted = rule_of(asked), rule_of(asked, "restricted")
    limits = ReleaseRule.model_json_schema()["properties"]["restricted_minimum"]
    numbers = {
        "open_minimum": rule.minimum,
        "open_least": rule_of(ReleaseRule()).minimum,
        "restricted_minimum": restricted.minimum,
        "restricted_least": rule_of(ReleaseRule(), "restricted").minimum,
        "restricted_approved": limits["minimum"],
        "domains_from": rule.coarse,
        "large_from": LARGE_FROM,
        "rounding": BASE,
        "rounding_wide": COARSE_BASE,
        "fewest": FEWEST,
        "own_people": OWN_PEOPLE,
        "own_groups": OWN_GROUPS,
        "outside": may_be_outside(range(FEWEST, OWN_PEOPLE)),
        "most_off": most_off(range(rule_of(ReleaseRule()).minimum, OWN_PEOPLE)),
        "most_hidden": most_hidden(range(rule_of(ReleaseRule()).minimum, OWN_PEOPLE)),
    }
    values = {f"release.{name}": number(value) for name, value in numbers.items()}
    middle = f"{number(rule.minimum)} to {number(LARGE_FROM - 1)}"
    return {
        **values,
        "release.middle": middle if rule.minimum < LARGE_FROM else "No group here",
        "release.absent": ABSENT,
    }


def may_be_outside(sizes: Sequence[int]) -> int:
    """Return how many may always be outside an answer, for a reader who is none of the people.

    >>> may_be_outside([11]), may_be_outside([15])
    (5, 4)
    """
    return min(people - window(people, (BASE * (people // BASE),))[0][0] for people in sizes)


def most_off(sizes: Sequence[int]) -> int:
    """Return how far a number printed of one group may lie from the true one, at most.

    >>> most_off([11]), most_off([13])
    (5, 8)
    """
    found = 0
    for people in sizes:
        total = BASE * (people // BASE)
        for cell in range(0, total + 1, BASE):
            shown = nearest_five(added([_table(people, (cell, total - cell))])[0])
            least, most = window(people, (cell, total - cell))[0]
            found = max(found, shown - least, most - shown)
    return found


def most_hidden(sizes: Sequence[int]) -> int:
    """Return how many people of one group may stand behind a 0, at most.

    >>> most_hidden([11]), most_hidden([14])
    (5, 6)
    """
    return max(window(people, (0, BASE * (people // BASE)))[0][1] for people in sizes)


@dataclass(frozen=True, slots=True)
class Example:
    """Two invented groups: true counts, published tables, and what the first leaves possible."""

    truths: tuple[Counts, Counts]
    tables: tuple[Table, Table]
    possible: tuple[Counts, ...]

    @property
    def people(self) -> int:
        """How many people the first group has."""
        return self.tables[0].n

    def others(self, own: int) -> tuple[Counts, ...]:
        """Return what a member who gave the answer ``own`` must hold possible of all others."""
        return tuple(
            tuple(count - (place == own) for place, count in enumerate(table))
            for table in self.possible
            if table[own]
        )


def example() -> Example:
    """Return the example: 13 and 19 mentors, rounded with a key that anybody may know.

    >>> made = example()
    >>> made.tables[0].R, made.tables[1].R, len(made.possible)
    ((5, 5, 0), (10, 5, 0), 63)
    """
    first, second = (_table(sum(truth), _drawn(truth, name)) for truth, name in
                     ((FIRST, "first"), (SECOND, "second")))  # fmt: skip
    return Example((FIRST, SECOND), (first, second), alike(first.n, first.R))


def _drawn(truth: Counts, cohort: str) -> Counts:
    both = ("before_session", "after_session")
    part = "/".join(("confidence", "total", *both))
    subject = Subject("example", f"mentor:{'+'.join(both)}", part, (cohort,), 1)
    return rounded(truth, secret_number(KEY, subject, truth))


def _table(people: int, cells: Counts) -> Table:
    return Table(n=people, M=BASE * (people // BASE), R=cells)


def alike(people: int, printed: Counts) -> tuple[Counts, ...]:
    """Return every true table of three categories that some secret number prints so."""
    total = sum(printed)
    tables = (
        (first, second, people - first - second)
        for first in range(people + 1)
        for second in range(people + 1 - first)
    )
    return tuple(
        table
        for table in tables
        if all(
            abs(count * total - cell * people) < BASE * people
            for count, cell in zip(table, printed, strict=True)
        )
    )


# --- the example in words -----------------------------------------------------------------


def example_html(made: Example) -> str:
    """Return the example as HTML for its slot; its words stand in a template."""
    first, second = made.tables
    both = added(made.tables)
    people = first.n + second.n
    sizes = [(table.base, table.n, table.M) for table in made.tables]
    tables = {
        "rounding": _rounding(made),
        "some alike": _some_alike(made),
        "own answers": _own_answers(made),
        "sum": _sum(made, both),
    }
    values = {
        "base": number(BASE),
        "large": number(LARGE_FROM),
        "people": number(first.n),
        "total": number(first.M),
        "second": number(second.n),
        "printed": [number(nearest_five(cell)) for cell in added([first])],
        "about": number(nearest_five(first.n)),
        "possible": number(len(made.possible)),
        "outside": number(outside(made)),
        "shares": [f"{100 * cell / people:.0f}%" for cell in both],
        "margin": f"{margin(sizes):.0f}",
        "verdict": open_verdict(both[0], both[2], people, sizes),
        "hidden": number(sum(truth[2] for truth in made.truths)),
        "said": number(nearest_five(both[2])),
    }
    return html_of(tuple(prose("protection", tables, **values)))


def _row(label: str, table: Sequence[int]) -> Row:
    return Row((label,), (*map(number, table), number(sum(table))))


def _rounding(made: Example) -> DataTable:
    table = made.tables[0]
    ranges = tuple(f"{least} to {most}" for least, most in window(table.n, table.R))
    return DataTable(
        f"{number(made.people)} invented mentors: is their answer after the session higher?",
        ("Counts", *ANSWERS, "In all"),
        (
            _row("True numbers, never published", made.truths[0]),
            _row("Drawn and published", table.R),
            Row(("What each true number may be",), (*ranges, number(table.n))),
        ),
    )


def _some_alike(made: Example) -> DataTable:
    count = len(made.possible)
    caption = f"{LISTED} of the {number(count)} true tables that can give the same page"
    some = [made.possible[place * (count - 1) // (LISTED - 1)] for place in range(LISTED)]
    return DataTable(
        caption,
        ("Table", *ANSWERS, "In all"),
        tuple(_row(f"Possible table {place}", table) for place, table in enumerate(some, start=1)),
    )


def _own_answers(made: Example) -> DataTable:
    rows = []
    for own, answer in enumerate(ANSWERS):
        left = made.others(own)
        ranges = (f"{min(column)} to {max(column)}" for column in zip(*left, strict=True))
        rows.append(Row((answer,), (*ranges, number(len(left)))))
    return DataTable(
        f"The other {number(made.people - 1)} mentors",
        ("Their own answer", *ANSWERS, "Possible tables"),
        tuple(rows),
    )


def outside(made: Example) -> int:
    """Return how many others may always be outside a category, whichever, for any member."""
    return min(
        made.people - 1 - min(table[place] for table in made.others(own))
        for own in range(len(ANSWERS))
        for place in range(len(ANSWERS))
    )


def _sum(made: Example, both: Sequence[float]) -> DataTable:
    first, second = made.tables
    true = tuple(sum(pair) for pair in zip(*made.truths, strict=True))
    people = number(first.n + second.n)
    return DataTable(
        f"Both groups together, {people} mentors",
        ("Counts", *ANSWERS, "In all"),
        (
            _row("Published of the first group", first.R),
            _row("Published of the second group", second.R),
            Row(
                (f"Sum: first times {first.n}/{first.M}, second times {second.n}/{second.M}",),
                (*(f"{cell:.1f}" for cell in both), people),
            ),
            Row(
                (f"What the page shows, to the nearest {number(BASE)}",),
                (
                    *(number(nearest_five(cell)) for cell in both),
                    number(nearest_five(first.n + second.n)),
                ),
            ),
            _row("True numbers, never published", true),
        ),
    )
