"""How people are protected: the numbers of the rule in force, and an example worked out with it.

The page itself is written by hand. Its numbers are values, and its example is
a slot, both made here from the constants and functions that make the results
pages, so that the page cannot say another rule than the one that is applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.disclosure.view import ABSENT
from generator.disclosure.rounding import PRECISION, Possible, Table, lr5, possible_tables
from generator.disclosure.rule import (
    DETAIL_FROM,
    LARGE_FROM,
    PERCENTAGES_FROM,
    rule_in_force,
)
from generator.report.html import data_table
from generator.report.page import DataTable, Row
from generator.report.quantities import amount, capital, number, of_people
from generator.report.site import GeneratedSite
from generator.survey.programme import (
    OPEN_LEAST,
    RESTRICTED_APPROVED_LEAST,
    RESTRICTED_LEAST,
    Programme,
    ReleaseRule,
)

SLOT = "protection"
ANSWERS = ("Improved", "The same", "Worse")
#: The example is a little larger than the smallest group.
MORE_THAN_LEAST = 4
#: So many of the tables that stay possible are listed, at most.
LISTED = 8


def protection(programme: Programme) -> GeneratedSite:
    """Return the values ``release.*`` and the slot ``protection`` of a programme's rule."""
    shown = example(rule_in_force(programme.release, "open").minimum + MORE_THAN_LEAST)
    return GeneratedSite(
        pages={}, slots={SLOT: str(example_html(shown))}, files={}, values=rule_values(programme)
    )


def rule_values(programme: Programme) -> dict[str, str]:
    """Return every number of the rule by the name that hand-written pages use.

    The minima are those in force, which may be higher than those asked for.
    """
    supplied = ReleaseRule()
    numbers = {
        "open_minimum": rule_in_force(programme.release, "open").minimum,
        "restricted_minimum": rule_in_force(programme.release, "restricted").minimum,
        "open_supplied": rule_in_force(supplied, "open").minimum,
        "restricted_supplied": rule_in_force(supplied, "restricted").minimum,
        "open_least": OPEN_LEAST,
        "restricted_least": RESTRICTED_APPROVED_LEAST,
        "restricted_least_unapproved": RESTRICTED_LEAST,
        "rounding": PRECISION,
        "percentages_from": PERCENTAGES_FROM,
        "large_from": LARGE_FROM,
        "detail_from": DETAIL_FROM,
    }
    values = {f"release.{name}": number(value) for name, value in numbers.items()}
    return {
        **values,
        "release.percentages_to": number(LARGE_FROM - 1),
        "release.gap": ABSENT,
    }


@dataclass(frozen=True, slots=True)
class Example:
    """An invented table, what a page shows of it, and all tables that would show the same."""

    truth: Table
    shown: Table
    possible: Possible

    @property
    def people(self) -> int:
        """How many people the true table is of."""
        return sum(self.truth)

    def ranges(self) -> tuple[tuple[int, int], ...]:
        """Return the least and the most that each count may be."""
        return tuple((min(column), max(column)) for column in zip(*self.possible, strict=True))


def example(people: int) -> Example:
    """Return the example for a group of so many people.

    >>> made = example(14)
    >>> made.truth, made.shown
    ((7, 4, 3), (5, 5, 5))
    >>> (7, 4, 3) in made.possible and (4, 5, 5) in made.possible
    True
    """
    improved, same = people // 2, 2 * people // 7
    truth = (improved, same, people - improved - same)
    shown = lr5(truth)
    return Example(truth, shown, possible_tables(shown, people))


def example_html(made: Example) -> Markup:
    """Return the example as HTML for its slot."""
    people = made.people
    both = DataTable(
        f"An invented group of {number(people)} mentors",
        ("Counts", *ANSWERS, "Mentors"),
        (_row("True numbers, never shown", made.truth), _row("What the page shows", made.shown)),
    )
    same = DataTable(
        _caption(len(made.possible)),
        ("Table", *ANSWERS, "Mentors"),
        tuple(
            _row(f"Possible table {place}", table)
            for place, table in enumerate(_some(made.possible), start=1)
        ),
    )
    return Markup("{}<p>{}</p>\n<p>{}</p>\n{}<p>{}</p>\n").format(
        data_table(both), _said(made), _known(made), data_table(same), _concluded(made)
    )


def _row(label: str, table: Sequence[int]) -> Row:
    return Row((label,), (*map(number, table), number(sum(table))))


def _said(made: Example) -> str:
    base = sum(made.shown)
    improved, same, worse = made.shown
    return (
        f"The page says: “{capital(of_people(improved, base, 'mentors', exact=False))} improved; "
        f"{amount(same, base, exact=False)} stayed the same and "
        f"{amount(worse, base, exact=False)} got worse.”"
    )


def _known(made: Example) -> str:
    return (
        f"Suppose that a reader knows that exactly {number(made.people)} mentors took part, and "
        f"knows how we round. {number(len(made.possible))} different true tables would give this "
        "same page."
    )


def _caption(tables: int) -> str:
    some = f"{LISTED} of the {number(tables)}" if tables > LISTED else f"All {number(tables)}"
    return f"{some} true tables that give the same page"


def _some(tables: Possible) -> Possible:
    """Return a few tables, evenly spread over all, the first and the last among them."""
    if len(tables) <= LISTED:
        return tables
    return tuple(tables[place * (len(tables) - 1) // (LISTED - 1)] for place in range(LISTED))


def _concluded(made: Example) -> str:
    improved, same, worse = (
        f"between {number(low)} and {number(high)}" for low, high in made.ranges()
    )
    return (
        f"So {improved} improved, {same} stayed the same and {worse} got worse: nobody can tell "
        f"which. {_own_answer(made)}"
    )


def _own_answer(made: Example) -> str:
    """Say what somebody who took part can rule out by their own answer."""
    left = min(sum(table[place] > 0 for table in made.possible) for place in range(len(ANSWERS)))
    if left == len(made.possible):
        return "A mentor of this group knows their own answer too, and it rules out none of these."
    return (
        "A mentor of this group knows their own answer too; whichever it is, at least "
        f"{number(left)} of these stay possible."
    )
