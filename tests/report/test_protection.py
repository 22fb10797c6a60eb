"""The page on protection: its numbers are the rule's, and its example is true."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

from generator.definitions.programme import ReleaseRule
from generator.definitions.texts import VALUE
from generator.disclosure.ledger import Table
from generator.disclosure.released import ABSENT, added, nearest_five
from generator.disclosure.rounding import Subject, rounded, secret_number, window
from generator.disclosure.verdict import margin, open_verdict
from generator.report.protection import MOST_HIDDEN, MOST_OFF, OUTSIDE, rule_values

SOURCES = Path(__file__).parents[2] / "site_src"
PAGE = (SOURCES / "analysts" / "protecting-people.md").read_text("utf-8")
RULE, _, REST = PAGE.partition("## A worked example")
EXAMPLE, _, REST = REST.partition("## What this guarantees")
ANSWERS = ("Higher", "The same", "Lower")
#: Whoever reads this can work the example out again. A real key is 32 random bytes.
KEY = b"This key is public. Use no other"
FIRST, SECOND = (7, 4, 2), (11, 5, 3)


def with_rule(**asked: object) -> dict[str, str]:
    return rule_values(ReleaseRule.model_validate(asked))


def test_the_numbers_follow_the_programme() -> None:
    supplied = with_rule()
    assert (supplied["release.open_minimum"], supplied["release.restricted_minimum"]) == ("11", "5")
    raised = with_rule(open_minimum=1000)
    assert raised["release.open_minimum"] == raised["release.domains_from"] == "1,000"
    assert raised["release.open_least"] == "11"
    assert raised["release.middle"] == "No group here"
    approved = with_rule(restricted_minimum=3, approved_by="A", reason="B")
    assert approved["release.restricted_minimum"] == "3"


def test_the_thresholds_are_those_of_the_rule() -> None:
    wanted = {"rounding": "5", "rounding_wide": "10", "fewest": "6", "large_from": "30",
              "domains_from": "30", "middle": "11 to 29", "own_people": "100", "own_groups": "8",
              "restricted_least": "5", "restricted_approved": "3", "outside": "4",
              "most_off": "8", "most_hidden": "6", "absent": ABSENT}  # fmt: skip
    values = with_rule()
    assert {name: values[f"release.{name}"] for name in wanted} == wanted


def test_every_page_asks_for_values_that_exist() -> None:
    asked = {name for page in SOURCES.rglob("*.md") for name in VALUE.findall(page.read_text())}
    assert {name for name in asked if name.startswith("release.")} <= set(with_rule())
    assert len(set(VALUE.findall(PAGE)) & set(with_rule())) >= 12


def test_no_number_of_the_rule_is_typed_into_the_page() -> None:
    """Were one typed, the page would stay behind when the rule changes; the example is tried."""
    text = VALUE.sub("", RULE.split("---", 2)[2] + REST.split("## Where the minimum comes from")[0])
    assert not re.findall(r"\b(?:6|8|9|11|29|30|100)\b(?!,\d)", text)
    assert ABSENT not in text


# --- the bounds, by the drawing itself --------------------------------------------------------


def test_no_printed_number_is_further_off_than_is_said() -> None:
    """Every count, every secret, then printed to the nearest 5."""
    worst = hidden = 0
    for people in range(11, 31):
        total = 5 * (people // 5)
        for count, secret in product(range(people + 1), range(5 * people)):
            cell = rounded((count, people - count), secret)[0]
            worst = max(worst, abs(5 * int(cell * people / total / 5 + 0.5) - count))
            hidden = max(hidden, count if cell == 0 else 0)
    assert (worst, hidden) == (MOST_OFF, MOST_HIDDEN)


def test_so_many_may_always_be_outside_an_answer() -> None:
    """Fewest where all are printed in one category."""
    tops = ((people, 5 * (people // 5)) for people in range(6, 100))
    assert min(people - window(people, (top,))[0][0] for people, top in tops) == OUTSIDE


# --- the example ------------------------------------------------------------------------------


def drawn(truth: tuple[int, ...], cohort: str) -> Table:
    """Return a table as it is published."""
    both = ("before_session", "after_session")
    part = "/".join(("confidence", "total", *both))
    subject = Subject("example", f"mentor:{'+'.join(both)}", part, (cohort,), 1)
    people = sum(truth)
    cells = rounded(truth, secret_number(KEY, subject, truth))
    return Table(n=people, M=5 * (people // 5), R=cells)


TABLES = (drawn(FIRST, "first"), drawn(SECOND, "second"))


def row(head: str) -> list[str]:
    (line,) = re.findall(rf"^\| {re.escape(head)} \| (.*) \|$", EXAMPLE, re.M)
    return [str(cell) for cell in line.split(" | ")]


def counted(cells: tuple[int, ...]) -> list[str]:
    return [*map(str, cells), str(sum(cells))]


def possible() -> list[tuple[int, ...]]:
    """Every table that some secret number prints so: all tables and all numbers are tried."""
    people = sum(FIRST)
    tables = ((a, b, people - a - b) for a, b in product(range(people + 1), repeat=2))
    secrets = range(5 * people)
    return [t for t in tables if t[2] >= 0 and any(rounded(t, s) == TABLES[0].R for s in secrets)]


def test_the_published_table_and_what_it_leaves_possible() -> None:
    found = possible()
    assert FIRST in found
    assert f"{len(found)} different true tables" in EXAMPLE
    assert row("Drawn and published") == counted(TABLES[0].R)
    ranges = [f"{min(column)} to {max(column)}" for column in zip(*found, strict=True)]
    assert row("What each true number may be") == [*ranges, "13"]
    assert EXAMPLE.index(" | ".join(counted(FIRST))) < EXAMPLE.index("Drawn and published")


def test_a_member_who_takes_their_own_answer_away() -> None:
    fewest = 12
    for own, answer in enumerate(ANSWERS):
        others = [[c - (n == own) for n, c in enumerate(t)] for t in possible() if t[own]]
        columns = list(zip(*others, strict=True))
        ranges = [f"{min(column)} to {max(column)}" for column in columns]
        assert row(answer) == [*ranges, str(len(others))]
        fewest = min(fewest, *(12 - min(column) for column in columns))
    assert f"{fewest} or more of the others" in EXAMPLE


def test_both_groups_together() -> None:
    sums, sizes = added(TABLES), [(t.base, t.n, t.M) for t in TABLES]
    assert row("Published of the first group") == counted(TABLES[0].R)
    assert row("Published of the second group") == counted(TABLES[1].R)
    scaled = row("Sum: first times 13/10, second times 19/15")
    assert scaled == [*(f"{cell:.1f}" for cell in sums), "32"]
    assert row("What the page shows, to the nearest 5") == [
        *(str(nearest_five(cell)) for cell in sums), str(nearest_five(32))
    ]  # fmt: skip
    true = tuple(map(sum, zip(FIRST, SECOND, strict=True)))
    assert " | ".join(counted(true)) in EXAMPLE
    shares = [f"{100 * cell / 32:.0f}%" for cell in sums]
    assert f"({shares[0]}, {shares[1]} and {shares[2]})" in EXAMPLE
    assert f"plus or minus {margin(sizes):.0f} people" in EXAMPLE
    assert f'"{open_verdict(sums[0], sums[2], 32, sizes)}"' in EXAMPLE
