"""The section on session records: restricted pages only, counted in sessions."""

from __future__ import annotations

from dataclasses import replace

from generator.report.answers import SESSIONS, WHAT, session_blocks, session_part
from generator.report.outline import outline
from generator.report.page import Block, DataTable, Figures, Heading
from generator.report.view import ReleasedGroup, Withheld
from tests.report import releases
from tests.report.test_pages import pages_of, words_of

GROUP = releases.group(12, "restricted")
RELEASE = releases.release((GROUP,), "restricted")


def blocks(group: ReleasedGroup = GROUP) -> list[Block]:
    release = releases.release((group,), "restricted")
    return list(session_blocks(outline(releases.programme(), release), group))


def test_open_pages_say_nothing_of_sessions() -> None:
    for page in pages_of(releases.trust((40, 25))).pages.values():
        assert SESSIONS not in words_of(page)


def test_numbers_and_choices_are_counted_in_sessions() -> None:
    heading, figures = blocks()
    assert heading == Heading(2, SESSIONS)
    assert isinstance(figures, Figures)
    middle = "the median of 12 records is 45 minutes, with the middle half from 30 to 62.5."
    assert figures.said == (WHAT, f"“How long?”: {middle}")
    assert all(row[3].endswith(" of 12") for row in figures.figures[0].chart.rows)
    part = session_part(outline(releases.programme(), RELEASE), GROUP)
    assert part is not None
    numbers, chosen = part.blocks
    assert isinstance(numbers, DataTable)
    assert isinstance(chosen, DataTable)
    assert numbers.rows[0].headers == ("How long? (minutes)", "After the session")
    assert numbers.rows[0].cells == ("12", "45", "30", "62.5")
    assert chosen.columns == ("Question", "Answer", "Sessions", "Records")
    assert [row.cells[1] for row in chosen.rows] == ["12"] * 3


def test_the_pair_is_no_role_of_people() -> None:
    page = pages_of(releases.release((GROUP,), "restricted")).pages["results/cohort-A.md"]
    headings = [b.text for b in page.blocks if isinstance(b, Heading)]
    assert "Pairs" not in headings
    assert "pairs" not in words_of(page).lower().replace("each pair", "").split()


def test_what_is_withheld_is_said_once_with_all_that_is_missing() -> None:
    key = releases.setting().key
    why = "Nobody answered this."
    tables = {**GROUP.tables, key: Withheld(releases.setting(), why)}
    group = replace(GROUP, tables=tables)
    assert not any(isinstance(block, Figures) for block in blocks(group))
    page = pages_of(releases.release((group,), "restricted")).pages["results/cohort-A.md"]
    assert words_of(page).count(f"Missing here: 1 single question. {why}") == 1
