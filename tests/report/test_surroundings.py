"""A group beside the places around it: from 30 people, in no order, with no word on differences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.disclosure.rule import Audience
from generator.report.group_page import (
    BESIDE,
    NO_ORDER,
    beside_blocks,
    beside_part,
)
from generator.report.outline import outline
from generator.report.page import Block, DataTable, Figures, Heading
from generator.report.view import Release, Withheld
from tests.report import releases
from tests.report.test_pages import pages_of, words_of


def blocks(release: Release, group: str) -> list[Block]:
    shared = outline(releases.programme(), release)
    return list(beside_blocks(shared, shared.groups[group]))


def table_of(release: Release, group: str) -> DataTable:
    shared = outline(releases.programme(), release)
    part = beside_part(shared, shared.groups[group])
    assert part is not None
    (table,) = part.blocks
    assert isinstance(table, DataTable)
    return table


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_here_stands_above_what_is_around(audience: Audience) -> None:
    release = releases.trust((41, 25), audience)
    heading, figures = blocks(release, "C1")
    assert heading == Heading(2, BESIDE)
    assert isinstance(figures, Figures)
    heads = [
        (f"{measure} (mentors)", place)
        for measure in ("Confidence in giving feedback", "Understanding of the role")
        for place in ("Here", "North Hospital", "Everywhere")
    ]
    assert [row[:2] for row in figures.figures[0].chart.rows] == heads
    table = table_of(release, "C1")
    assert [row.headers for row in table.rows] == heads
    people = "41" if audience == "restricted" else "40"
    assert [row.cells[-1] for row in table.rows if row.headers[1] == "Here"] == [people] * 2


def test_nothing_under_thirty_people_and_nothing_for_the_whole() -> None:
    release = releases.trust((40, 25))
    assert blocks(release, "C2") == []
    assert blocks(release, "tiny") == []
    assert NO_ORDER in words_of(pages_of(release).pages["results/cohort-C1.md"])


def test_a_comparison_that_is_withheld_everywhere_is_left_out() -> None:
    release = releases.trust((40, 25))
    first, *others = release.groups
    gone = {k: Withheld(t.variable) for k, t in first.tables.items() if k[1] == "confidence"}
    found = replace(release, groups=(replace(first, tables={**first.tables, **gone}), *others))
    (figures,) = [b for b in blocks(found, "C1") if isinstance(b, Figures)]
    whole = {"Understanding of the role (mentors)"}
    assert {row[0] for row in figures.figures[0].chart.rows} == whole
    assert {row.headers[0] for row in table_of(found, "C1").rows} == whole
