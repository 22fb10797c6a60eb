"""Missing answers on restricted pages, and questions that show every code."""

from __future__ import annotations

from dataclasses import replace

from generator.definitions.variables import Category
from generator.report.answers import question_blocks, question_part
from generator.report.group_page import completeness_part
from generator.report.outline import outline
from generator.report.page import Bullets, DataTable, Figures
from generator.report.view import Release, ReleasedGroup, Shown, Withheld
from tests.report import releases

GROUP = releases.group(40, "restricted")


def blocks(group: ReleasedGroup, **changed: object) -> list[object]:
    release: Release = releases.release((group,), "restricted")
    shared = outline(releases.programme(), replace(release, **changed))  # type: ignore[arg-type]
    part = completeness_part(shared, group)
    assert part is not None
    return list(part.blocks)


def said(group: ReleasedGroup, **changed: object) -> list[str]:
    (bullets,) = [b for b in blocks(group, **changed) if isinstance(b, Bullets)]
    return ["".join(map(str, words)) for words in bullets.items]


def test_what_is_missing_is_counted_against_those_who_returned_both_forms() -> None:
    key = ("mentor", "confidence", "time", releases.BEFORE, releases.AFTER)
    tables = {**GROUP.tables}
    tables[key] = releases.shown(tables[key].variable, (20, 5, 5), "restricted")
    (table,) = [b for b in blocks(replace(GROUP, tables=tables)) if isinstance(b, DataTable)]
    rows = {row.headers[1]: row.cells for row in table.rows}
    assert rows["Time"] == ("30", "10 (25%)", "40")
    assert rows["Clinical"] == ("40", "0 (0%)", "40")


def test_left_out_rows_are_said() -> None:
    assert "2 rows with faults were left out before anything was counted." in said(GROUP, skipped=2)
    assert said(GROUP)[0].startswith("Of 40 mentors who returned both forms, all answered all of")


def test_open_pages_have_no_such_section() -> None:
    group = releases.group(40)
    shared = outline(releases.programme(), releases.release((group,)))
    assert completeness_part(shared, group) is None


def test_a_measure_that_is_withheld_is_no_row_of_missing_answers() -> None:
    tables = {k: Withheld(t.variable) for k, t in GROUP.tables.items()}
    group = replace(GROUP, tables=tables)
    assert not any(isinstance(block, DataTable) for block in blocks(group))
    assert said(group) == ["No rows were left out."]


def test_a_restricted_question_is_drawn_in_bands_and_shows_all_its_answers_in_its_table() -> None:
    codes = tuple("1234567")
    bands = (Category("low", "low", codes[:4]), Category("high", "high", codes[4:]))
    asked = replace(releases.question(), codes=codes, labels=codes, categories=bands)
    table = Shown(asked, 5, (4, 1), exact=True, code_counts=(2, 2, 0, 0, 1, 0, 0))
    group = replace(releases.group(5, "restricted", known=(asked,)), tables={asked.key: table})
    release = releases.release((group,), "restricted", known=(asked,))
    shared = outline(releases.programme(), release)
    (figures,) = (b for b in question_blocks(shared, group) if isinstance(b, Figures))
    assert [row[1:] for row in figures.figures[0].chart.rows] == [
        ("low", 0.8, "4 of 5"),
        ("high", 0.2, "1 of 5"),
    ]
    part = question_part(shared, group, "mentee")
    assert part is not None
    (table_of,) = part.blocks
    assert isinstance(table_of, DataTable)
    assert [row.cells[0].split()[0] for row in table_of.rows] == list("2200100")
