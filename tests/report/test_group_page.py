"""A group's page: who took part, and other places from 30 people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.cohort import Cohort
from generator.disclosure.exact import exact
from generator.disclosure.released import from_ledger, nearest_five
from generator.disclosure.rule import LARGE_FROM, Audience, Rule
from generator.report.closing import SMALL
from generator.report.data import group_lines
from generator.report.group_page import BESIDE, NO_ORDER, Beside, beside, flow, flow_sentences
from generator.report.outline import When, outline
from generator.report.page import DataTable, Figures, Heading
from generator.report.view import Flow, Release, Withheld, view
from tests.disclosure import small
from tests.report import releases
from tests.report.test_pages import pages_of, words_of
from tests.report.whole import result_pages

# --- who took part ----------------------------------------------------------------------

PAIRS = {"mentor": ("before", "after"), "mentee": ("before", "after")}


def wards(
    audience: Audience, change: Sequence[Cohort], sizes: tuple[int, int] = (40, 40)
) -> Release:
    """Two wards of 40 people in each role, 50 invited unless ``change`` says otherwise."""
    crowd = small.crowd([*sizes], np.random.default_rng(1))
    cohorts = [*change, *[small.cohort(n, invited=50) for n in range(len(change), 2)]]
    crowd.cohorts[:] = cohorts
    source = crowd.source()
    if audience == "open":
        ledger = crowd.release().ledger
        released = from_ledger(ledger, source.variables, source.place(), cohorts)
    else:
        released = exact(source, Rule(audience, 11, 30))
    return view(released, source.variables, cohorts, Rule(audience, 11, 30), pairs=PAIRS)


WARD = small.cohort(0, invited=50)
CASES = [
    ("", WARD),
    (" were invited is not known.", replace(WARD, given={})),
    (
        " were invited is not known.",
        replace(WARD, given={"mentor": 3, "mentee": 3}, exceeded=frozenset({"mentor", "mentee"})),
    ),
]


@pytest.mark.parametrize("audience", ["open", "restricted"])
@pytest.mark.parametrize(("start", "ward"), CASES)
def test_no_rate_of_a_number_that_is_not_known(
    audience: Audience, start: str, ward: Cohort
) -> None:
    release = wards(audience, [ward])
    shared = outline(small.definitions().programme, release)
    for group in release.groups:
        said = flow_sentences(shared, group)
        assert len(said) == 2
        told = " ".join(said).endswith(" Numbers are to the nearest 5.")
        assert told == (audience == "open")
        of_all = "w00" in [cohort for cohort, _ in group.members]
        lines = group_lines(group).decode()
        if start and of_all:
            assert all(start in one and "%" not in one for one in said), said
            assert ",participation,total,,,before,40,,released" in lines or "80,,released" in lines
            assert ",invited," not in lines
        else:
            assert all("Invited: " in one and "80%" in one for one in said), said
            assert ",participation,total,,,invited," in lines


@given(data=st.data(), invited=st.integers(0, 400))
def test_a_share_on_an_open_page_is_that_of_the_printed_numbers(
    data: st.DataObject, invited: int
) -> None:
    """Whoever works a share out again from its line finds it, and no exact number behind it."""
    before, after = data.draw(st.tuples(*[st.integers(0, invited)] * 2))
    both = data.draw(st.integers(0, min(before, after)))
    found = Flow(invited, before, after, both, exact=False)
    said = flow(found, "mentors", When("before", "after"))
    whole = nearest_five(invited)
    shares = re.findall(r"bout (\d+) \((\d+)%\)", said)
    large = [count for count in (before, after, both) if min(count, invited) >= LARGE_FROM]
    assert shares == [
        (str(nearest_five(count)), str((200 * nearest_five(count) + whole) // (2 * whole)))
        for count in large
    ]
    assert said.count("%") == len(large)


def test_a_page_says_that_a_group_may_read_smaller_than_it_is() -> None:
    """About 10 mentees beside no group of fewer than 11: the same page says that both are true."""
    release = wards("open", [], (11, 40))
    pages = result_pages(small.definitions().programme, release).pages
    text = str(pages["results/cohort-w00.md"].blocks)
    assert "Answered: about 10 before" in text
    assert SMALL in text


def test_a_ledger_that_counts_more_than_are_invited_now_shows_no_rate() -> None:
    release = wards("open", [small.cohort(0, invited=39)])
    invited = {group.id: group.flows["mentor"].invited for group in release.groups}
    assert (invited["w00"], invited["w01"]) == (None, 50)


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_a_cohort_within_a_pool_contradicts_the_whole_pool(audience: Audience) -> None:
    ward = small.cohort(0, invited=3)
    if audience == "restricted":
        ward = replace(ward, exceeded=frozenset({"mentor"}))
    release = wards(audience, [ward], (7, 8))  # 15 of 53 would look like a rate
    assert {g.flows["mentor"].invited for g in release.groups} == {None}


def test_a_cohort_that_nobody_counts_is_named_and_not_said_to_be_protected() -> None:
    crowd = small.crowd([15, 15], np.random.default_rng(1))
    crowd.cohorts.append(small.cohort(2))
    source = crowd.source()
    released = from_ledger(crowd.release().ledger, source.variables, source.place(), crowd.cohorts)
    rule = Rule("open", 11, 30)
    release = view(released, source.variables, crowd.cohorts, rule, pairs=PAIRS)
    pages = result_pages(small.definitions().programme, release).pages
    said = "Not counted so far, because nobody or too few answered: Ward 2."
    assert said in words_of(pages["results/programme.md"])


# --- beside other places ----------------------------------------------------------------


def around(release: Release, group: str) -> Beside:
    shared = outline(releases.programme(), release)
    return beside(shared, shared.groups[group])


def beside_table(release: Release, group: str) -> DataTable:
    _, part = around(release, group)
    assert part is not None
    (table,) = part.blocks
    assert isinstance(table, DataTable)
    return table


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_here_stands_above_what_is_around(audience: Audience) -> None:
    release = releases.trust((41, 25), audience)
    (heading, figures), _ = around(release, "C1")
    assert heading == Heading(2, BESIDE)
    assert isinstance(figures, Figures)
    heads = [
        (f"{measure} (mentors)", place)
        for measure in ("Confidence in giving feedback", "Understanding of the role")
        for place in ("Here", "North Hospital", "Everywhere")
    ]
    assert [row[:2] for row in figures.figures[0].chart.rows] == heads
    table = beside_table(release, "C1")
    assert [row.headers for row in table.rows] == [(f"{name}: {place}",) for name, place in heads]
    people, place = "41" if audience == "restricted" else "40", table.columns.index("People") - 1
    assert [row.cells[place] for row in table.rows if ": Here" in row.headers[0]] == [people] * 2


def test_nothing_under_thirty_people_and_nothing_for_the_whole() -> None:
    release = releases.trust((40, 25))
    assert around(release, "C2") == around(release, "tiny") == ((), None)
    assert NO_ORDER in words_of(pages_of(release).pages["results/cohort-C1.md"])


def test_a_comparison_that_is_withheld_everywhere_is_left_out() -> None:
    release = releases.trust((40, 25))
    first, *others = release.groups
    gone = {k: Withheld(t.variable) for k, t in first.tables.items() if k[1] == "confidence"}
    found = replace(release, groups=(replace(first, tables={**first.tables, **gone}), *others))
    (_, figures), _ = around(found, "C1")
    assert isinstance(figures, Figures)
    whole = {"Understanding of the role (mentors)"}
    assert {row[0] for row in figures.figures[0].chart.rows} == whole
    assert {row.headers[0].split(":")[0] for row in beside_table(found, "C1").rows} == whole
