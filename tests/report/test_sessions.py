"""The section on session records: what stands on it, and that it stands only where there is any."""

from __future__ import annotations

from dataclasses import replace

from generator.disclosure.released import (
    WITHHELD_WORDING,
    Gap,
    Release,
    Released,
    SessionFigure,
    SessionRecord,
    Withheld,
)
from generator.report.html import data_table
from generator.report.outline import outline
from generator.report.page import Block, Bullets, DataTable, Heading, Paragraph
from generator.report.pages import result_pages
from generator.report.sessions import figure_sentence, session_blocks
from tests.report import releases

SETTING = replace(releases.question(), role="pair", measure="setting", title="Where?")
FIGURE = SessionFigure("How long?", "minutes", 12, 45, (30, 60))
RECORD = SessionRecord(
    "Session record", 12, (FIGURE,), (Released(SETTING, 12, (7, 2, 3), True), Withheld(SETTING))
)


def with_sessions(*records: SessionRecord | Gap) -> Release:
    return replace(releases.trust((5, 9), "restricted"), sessions={"C1": records})


def blocks(release: Release, group: int = 3) -> list[Block]:
    return list(session_blocks(outline(releases.programme(), release), release.groups[group]))


def test_nothing_where_there_is_no_record() -> None:
    assert blocks(releases.trust((15, 25))) == []
    assert blocks(with_sessions(RECORD), group=4) == []


def test_records_are_counted_in_sessions() -> None:
    heading, what, said, table = blocks(with_sessions(RECORD))
    assert heading == Heading(2, "The sessions")
    assert isinstance(what, Paragraph)
    assert isinstance(said, Bullets)
    assert said.items[0] == ("12 session records came back.",)
    assert isinstance(table, DataTable)
    assert table.columns == ("Question", "Answer", "Sessions", "Records")
    assert [row.cells for row in table.rows] == [
        ("7 (58%)", "12"), ("2 (17%)", "12"), ("3 (25%)", "12"), (WITHHELD_WORDING,),
    ]  # fmt: skip
    assert "People" not in data_table(table)


def test_hinges_are_told_only_where_the_release_gives_them() -> None:
    assert "between about 30 and 60 minutes" in figure_sentence(FIGURE)
    assert "between" not in figure_sentence(replace(FIGURE, hinges=None))


def test_gaps_have_the_one_wording() -> None:
    _, _, gap = blocks(with_sessions(Gap("Session record")))
    assert gap == Paragraph((f"Session record: n{WITHHELD_WORDING[1:]}",))
    _, _, said = blocks(with_sessions(SessionRecord("R", 6, (Gap("How long?"),), ())))
    assert isinstance(said, Bullets)
    assert said.items[1] == (f"How long? {WITHHELD_WORDING}",)


def test_the_section_stands_on_its_groups_page_alone() -> None:
    pages = result_pages(releases.programme(), with_sessions(RECORD)).pages
    having = [a for a, page in pages.items() if Heading(2, "The sessions") in page.blocks]
    assert having == ["results/cohort-C1.md"]
