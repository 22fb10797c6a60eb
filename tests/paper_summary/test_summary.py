"""Printed summaries as data: whose they are, and that every number is the release's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from generator.disclosure.released import ABSENT, nearest_five
from generator.paper_summary.asked import answers
from generator.paper_summary.summary import summaries
from generator.report.closing import SMALL
from generator.report.page import DataTable, Figure, Notice
from generator.report.pages import result_pages
from generator.report.view import Release, Shown, Withheld
from tests.report import releases

PROGRAMME = releases.programme()
OPEN = releases.trust((15, 40, 120))
RESTRICTED = releases.trust((5, 9), "restricted")


def data_of(release: Release, address: str = "results/programme-summary.pdf") -> dict[str, Any]:
    return dict(summaries(PROGRAMME, release))[address].data


def texts(value: object) -> Iterator[str]:
    """Yield every text of JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in texts(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in texts(part))


def everything(release: Release, address: str = "results/programme-summary.pdf") -> str:
    return "\n".join(texts(data_of(release, address)))


def with_tables(release: Release, place: int, changed: dict[Any, Shown | Withheld]) -> Release:
    groups = list(release.groups)
    groups[place] = replace(groups[place], tables={**groups[place].tables, **changed})
    return replace(release, groups=tuple(groups))


def test_open_summaries_are_of_the_programme_and_its_organisations() -> None:
    assert sorted(dict(summaries(PROGRAMME, OPEN))) == [
        "results/organisation-north-summary.pdf",
        "results/organisation-south-summary.pdf",
        "results/programme-summary.pdf",
    ]


def test_restricted_summaries_are_of_every_group_with_a_page() -> None:
    pages = [f"results/{g}.md" for g in ("programme", "cohort-C1", "pool-1")]
    made = result_pages(PROGRAMME, RESTRICTED)
    assert set(pages) <= set(made.pages)
    groups = {
        address.removesuffix("-summary.pdf") for address, _ in summaries(PROGRAMME, RESTRICTED)
    }
    assert len(groups) == len(RESTRICTED.groups)
    assert {f"{group}.md" for group in groups} <= set(made.pages)


def test_one_group_of_the_same_people_has_no_sheet_of_its_own() -> None:
    whole = releases.group(9, "restricted", "tiny", "programme", "", (("C1", "Cohort 1"),))
    only = releases.group(9, "restricted", "C1", "cohort", "tiny", (("C1", "Cohort 1"),))
    made = dict(summaries(PROGRAMME, releases.release((whole, only), "restricted")))
    assert list(made) == ["results/programme-summary.pdf"]


@pytest.mark.parametrize("release", [OPEN, RESTRICTED], ids=["open", "restricted"])
def test_every_row_is_the_releases(release: Release) -> None:
    """Counts and bases are read back from the cells and held against the tables."""
    for group in release.groups:
        sheets = [s for _, s in summaries(PROGRAMME, release) if s.group == group.id]
        if not sheets:
            continue
        (sheet,) = sheets
        labels = {"All 7 together": "total", "Mentors": "total"}
        for part in sheet.data["roles"][0]["measures"]:
            measure = "understanding" if "Understanding" in part["title"] else "confidence"
            for label, *cells in part["rows"]:
                line = labels.get(label, label.lower())
                key = ("mentor", measure, line, releases.BEFORE, releases.AFTER)
                table = group.tables[key]
                assert isinstance(table, Shown)
                counts = [int(cell.split()[0].replace(",", "")) for cell in cells[:3]]
                people = tuple(map(nearest_five, table.counts))
                assert tuple(counts) == (table.counts if table.exact else people)
                base = re.search(r"(\d+) people", part["title"]) if sheet.data["narrow"] else None
                found = int(base[1] if base else cells[3].replace(",", ""))
                assert found == (table.base if table.exact else nearest_five(table.base))


@pytest.mark.parametrize("release", [OPEN, RESTRICTED], ids=["open", "restricted"])
def test_every_cell_of_a_change_stands_on_the_page_too(release: Release) -> None:
    page = result_pages(PROGRAMME, release).pages["results/programme.md"]
    tables = [t for b in page.blocks if isinstance(b, Figure) for t in b.tables]
    tables += [b for b in page.blocks if isinstance(b, DataTable)]
    on_page = {(row.headers[0], *row.cells[:3]) for t in tables for row in t.rows if not row.gap}
    bare = {(head, *(cell.partition(" ")[0] for cell in cells)) for head, *cells in on_page}
    rows = [r for p in data_of(release)["roles"][0]["measures"] for r in p["rows"]]
    assert len(rows) == 9
    assert {tuple(row[:4]) for row in rows} <= on_page | bare


def test_five_pairs_have_narrow_tables_whose_heading_says_how_many() -> None:
    five = releases.release((releases.group(5, "restricted", "tiny", "programme"),), "restricted")
    role = data_of(five)["roles"][0]
    assert data_of(five)["narrow"]
    assert role["title"] == "Mentors: from before the session to after the session"
    confidence = next(p for p in role["measures"] if p["title"].startswith("Confidence"))
    assert confidence["title"] == "Confidence in giving feedback, 5 people"
    assert confidence["columns"] == ["Area", "Higher", "Same", "Lower", "Median", "p", "Holm"]
    assert confidence["rows"][0][4:] == ["3 → 4", "0.031", "0.220"]
    assert "Verdicts on 7 areas: too few to say in all." in confidence["said"]
    assert not data_of(OPEN)["narrow"]


def test_where_rows_are_of_different_people_each_says_of_how_many() -> None:
    five = releases.release((releases.group(5, "restricted", "tiny", "programme"),), "restricted")
    key = ("mentor", "confidence", "time", releases.BEFORE, releases.AFTER)
    other = releases.shown(five.groups[0].tables[key].variable, (3, 2, 1), "restricted")
    data = data_of(with_tables(five, 0, {key: other}))
    assert not data["narrow"]
    part = next(p for p in data["roles"][0]["measures"] if p["title"].startswith("Confidence"))
    assert next(row for row in part["rows"] if row[0] == "Time")[4] == "6"


def test_a_median_that_may_not_be_shown_is_a_dash() -> None:
    five = releases.release((releases.group(5, "restricted", "tiny", "programme"),), "restricted")
    key = ("mentor", "confidence", "time", releases.BEFORE, releases.AFTER)
    table = five.groups[0].tables[key]
    assert isinstance(table, Shown)
    one = replace(table, statistics={"median_to": 4.0, "p_exact": 1.0})
    part = next(
        p
        for p in data_of(with_tables(five, 0, {key: one}))["roles"][0]["measures"]
        if p["title"].startswith("Confidence")
    )
    assert next(row for row in part["rows"] if row[0] == "Time")[4:] == ["– → 4", "1.000", ""]


@pytest.mark.parametrize("release", [OPEN, RESTRICTED], ids=["open", "restricted"])
def test_the_banners_are_the_pages(release: Release) -> None:
    page = result_pages(PROGRAMME, release).pages["results/programme.md"]
    banners = [{"title": b.title, "text": b.text} for b in page.blocks if isinstance(b, Notice)]
    assert data_of(release)["notices"] == banners
    assert data_of(release)["footer"].startswith("Invented data. ")


def test_open_sheets_have_no_number_that_open_pages_may_not_have() -> None:
    text = everything(OPEN)
    assert "Verdict: higher." in text
    assert "give or take about" in text
    assert not re.search(r"p = |p \(exact\)|p \(Holm\)|exact Wilcoxon|[Mm]edian", text)
    small = everything(releases.release((releases.group(15, "open", "tiny", "programme"),)))
    assert not re.search(r"%|[Mm]edian|Verdict", small)
    assert SMALL in small


def test_a_withheld_row_is_named_with_its_reason() -> None:
    gone = ("mentor", "confidence", "time", releases.BEFORE, releases.AFTER)
    variable = next(v for v in releases.variables() if v.key == gone)
    why = "Nobody answered this."
    found = with_tables(RESTRICTED, 0, {gone: Withheld(variable, why)})
    data = data_of(found)
    part = next(p for p in data["roles"][0]["measures"] if p["title"].startswith("Confidence"))
    assert part["gap"] == f"Missing here: time. {why}"
    assert "Time" not in [row[0] for row in part["rows"]]
    assert ABSENT not in "\n".join(texts(data))


def test_a_measure_that_is_withheld_altogether_has_no_rows() -> None:
    gone: dict[Any, Shown | Withheld] = {
        v.key: Withheld(v) for v in releases.variables() if v.measure == "understanding"
    }
    data = data_of(with_tables(RESTRICTED, 0, gone))
    part = next(p for p in data["roles"][0]["measures"] if p["title"].startswith("Understanding"))
    assert part["rows"] == []
    assert part["gap"] == f"Missing here: all of understanding of the role. {ABSENT}"


def test_single_questions_with_all_answers() -> None:
    table = releases.shown(releases.question(), (3, 1, 1), "restricted")
    assert answers(table) == "yes 3 (60%); unsure 1 (20%); no 1 (20%)"
    questions = data_of(RESTRICTED)["roles"][1]["questions"]
    assert [row[:2] for row in questions["rows"]] == [
        ["Will you change anything in your practice?", "After the session"]
    ]


def test_five_people_are_told_that_no_test_can_succeed() -> None:
    five = releases.release((releases.group(5, "restricted", "tiny", "programme"),), "restricted")
    limits = " ".join(data_of(five)["limits"])
    # Two in 32 signs of five changes are as extreme as all up.
    assert "less than p = 0.0625, whatever the answers" in limits
    assert "by 20 percentage points" in limits
    forty = releases.release((releases.group(40, "restricted", "tiny", "programme"),), "restricted")
    assert "only where the answers of 6 or more changed" in " ".join(data_of(forty)["limits"])


def test_rounding_is_among_the_limits_of_open_sheets() -> None:
    assert "rounded at random" in " ".join(data_of(OPEN)["limits"])
    assert "percentage points" not in " ".join(data_of(OPEN)["limits"])


def test_sessions_stand_on_the_sheet() -> None:
    minutes, choice = data_of(RESTRICTED)["sessions"]
    assert minutes == "How long? The median of 44 records is 45 minutes (hinges 30 and 62.5)."
    assert choice.startswith("Did you meet in person? Yes ")
    assert choice.endswith(" of 44 records.")
    assert data_of(OPEN)["sessions"] == []


def test_open_sheets_do_not_say_what_was_read() -> None:
    first, _ = data_of(OPEN)["provenance"]
    assert first == "Made on 9 March 2026. Release 1. Audience: open to all readers of this site."


def test_where_it_comes_from() -> None:
    first, page = data_of(RESTRICTED)["provenance"]
    assert first.startswith("Made on 9 March 2026. Response files read: 4 files. No rows were left")
    assert "mentor_after_session 1.0.0 and 1.1.0" in first
    assert "results/programme.html" in page
    one = replace(RESTRICTED, versions={"a": ("1.0.0",), "b": ("1.0.0",)}, made_on="")
    assert data_of(one)["provenance"][0].startswith("Response files read: 4 files.")
    assert "All forms have version 1.0.0." in data_of(one)["provenance"][0]


def test_a_small_minimum_names_who_approved_it() -> None:
    found = replace(RESTRICTED, minimum=3, approved_by="A. Guardian", reason="One unit.")
    assert "approved by A. Guardian: One unit." in everything(found)


def test_data_are_plain_json_and_hostile_titles_stay_text() -> None:
    title = "Ward\x07 #panic() <b>\n" + "x" * 60
    group = releases.group(9, "restricted", "tiny", "programme", title=title)
    data = data_of(releases.release((group,), "restricted"))
    assert json.loads(json.dumps(data)) == data
    assert data["title"].startswith("Results: Ward #panic() <b> xxxxxxxxxxx\u200bx")
