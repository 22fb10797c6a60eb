"""The section on session records: restricted pages only, counted in sessions."""

from __future__ import annotations

from dataclasses import replace

from generator.report.outline import outline
from generator.report.page import Block, DataTable, Heading, Paragraph
from generator.report.sessions import TITLE, WHAT, session_blocks
from generator.report.view import ReleasedGroup, Withheld
from tests.report import releases
from tests.report.test_pages import pages_of, words_of

GROUP = releases.group(12, "restricted")


def blocks(group: ReleasedGroup = GROUP) -> list[Block]:
    release = releases.release((group,), "restricted")
    return list(session_blocks(outline(releases.programme(), release), group))


def test_open_pages_say_nothing_of_sessions() -> None:
    for page in pages_of(releases.trust((40, 25))).pages.values():
        assert TITLE not in words_of(page)


def test_numbers_and_choices_are_counted_in_sessions() -> None:
    heading, what, numbers, chosen = blocks()
    assert (heading, what) == (Heading(2, TITLE), Paragraph((WHAT,)))
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


def test_what_is_withheld_says_why() -> None:
    key = releases.setting().key
    why = "Nobody answered this."
    tables = {**GROUP.tables, key: Withheld(releases.setting(), why)}
    last = blocks(replace(GROUP, tables=tables))[-1]
    assert last == Paragraph((f"Missing here: “Did you meet in person?”. {why}",))
