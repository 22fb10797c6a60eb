"""Printed summaries as data: whose they are, and that nothing stands there but the page's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest

from generator.disclosure.released import ABSENT
from generator.report import closing
from generator.report.charts import ENDS
from generator.report.page import Board, Bullets, Figures, Notice, Page
from generator.report.view import Release, Shown, Withheld
from generator.summary_sheet.summary import SAID, UNSAID
from tests.report import releases
from tests.report.whole import result_pages
from tests.summary_sheet.made import summaries

PROGRAMME = releases.programme()
OPEN = releases.trust((15, 40, 120))
RESTRICTED = releases.trust((5, 9), "restricted")
SMALL = releases.release((releases.group(15, "open", "tiny", "programme"),))
RELEASES = {"open": OPEN, "open-small": SMALL, "restricted": RESTRICTED}
WHOLE = "results/programme-summary.pdf"


def data_of(release: Release, address: str = WHOLE) -> dict[str, Any]:
    return dict(summaries(PROGRAMME, release))[address].data


def page_of(release: Release, address: str = WHOLE) -> Page:
    return result_pages(PROGRAMME, release).pages[address.replace("-summary.pdf", ".md")]


def texts(value: object) -> Iterator[str]:
    """Yield every text in a tree of mappings, lists and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in texts(part))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in texts(part))


def with_tables(release: Release, place: int, changed: dict[Any, Shown | Withheld]) -> Release:
    groups = list(release.groups)
    groups[place] = replace(groups[place], tables={**groups[place].tables, **changed})
    return replace(release, groups=tuple(groups))


# --- whose sheets there are ---------------------------------------------------------------


@pytest.mark.parametrize("release", [OPEN, RESTRICTED], ids=["open", "restricted"])
def test_every_group_with_a_page_has_a_sheet(release: Release) -> None:
    sheets = dict(summaries(PROGRAMME, release))
    pages = result_pages(PROGRAMME, release).pages
    assert len(sheets) == len(release.groups) > 5
    assert {address.replace("-summary.pdf", ".md") for address in sheets} <= set(pages)


def test_one_group_of_the_same_people_has_no_sheet_of_its_own() -> None:
    whole = releases.group(9, "restricted", "tiny", "programme", "", (("C1", "Cohort 1"),))
    only = releases.group(9, "restricted", "C1", "cohort", "tiny", (("C1", "Cohort 1"),))
    made = dict(summaries(PROGRAMME, releases.release((whole, only), "restricted")))
    assert list(made) == [WHOLE]


def test_in_a_very_large_open_release_only_places_have_sheets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(closing, "MOST_SHEETS", len(OPEN.groups) - 1)
    places = ["programme", "organisation-north", "organisation-south"]
    assert list(dict(summaries(PROGRAMME, OPEN))) == [f"results/{p}-summary.pdf" for p in places]
    monkeypatch.setattr(closing, "MOST_SHEETS", 0)
    assert len(dict(summaries(PROGRAMME, RESTRICTED))) == len(RESTRICTED.groups)


@pytest.mark.parametrize("most", [0, 1000])
def test_a_page_links_to_its_sheet_and_to_no_other(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "MOST_SHEETS", most)
    pages = result_pages(PROGRAMME, OPEN).pages
    linked = {
        f"results/{text}" for page in pages.values() for text in texts(asdict(page))
        if text.endswith("-summary.pdf")
    }  # fmt: skip
    assert linked == set(dict(summaries(PROGRAMME, OPEN)))


# --- the page's own words and numbers -----------------------------------------------------


@pytest.mark.parametrize("name", RELEASES)
def test_nothing_stands_on_a_sheet_that_its_page_does_not_say(name: str) -> None:
    """Beside what is told of paper alone: ends of a line, what the foot says, unsaid verdicts."""
    for address, sheet in summaries(PROGRAMME, RELEASES[name]):
        said = "\n".join(texts(asdict(page_of(RELEASES[name], address))))
        said += said.replace("\n", ", ")  # a chart has short lines
        own = [end for ends in ENDS.values() for end in ends] + sheet.data["footer"]
        own += [sheet.data["under"], "no number"]
        for text in texts(sheet.data):
            spoken = text.removeprefix("From ").replace(" to ", " → ")
            if not text.startswith("Where no verdict stands"):
                assert text in said or spoken in said or text in own, (address, text)


@pytest.mark.parametrize("name", RELEASES)
def test_the_board_is_the_pages(name: str) -> None:
    for address, sheet in summaries(PROGRAMME, RELEASES[name]):
        page, data = page_of(RELEASES[name], address), sheet.data
        board = next(block for block in page.blocks if isinstance(block, Board))
        first = next(block for block in page.blocks if isinstance(block, Bullets))
        assert drawn(data["board"]["rows"]) == list(board.figure.chart.rows)
        assert data["board"]["title"] == board.figure.finding
        assert data["board"]["said"] == list(first.items)
        assert data["board"]["notes"] == list(board.table.notes)
        assert tuple(data["board"]["ends"]) == ENDS[board.figure.chart.kind]


def drawn(rows: list[dict[str, Any]]) -> list[tuple[str | float, ...]]:
    """Return rows as their chart has them."""
    return [
        (
            r["label"],
            f"{r['who']}: {r['way']}" if r["who"] else r["way"],
            r["before"],
            r["after"],
            "\n".join(r["ways"].rsplit(", ", 1)),
            r["verdict"],
        )
        for r in rows
    ]


@pytest.mark.parametrize("name", ["open", "restricted"])
def test_the_areas_are_the_pages(name: str) -> None:
    seen = 0
    for address, sheet in summaries(PROGRAMME, RELEASES[name]):
        page = page_of(RELEASES[name], address)
        charts = [
            figure for block in page.blocks if isinstance(block, Figures)
            for figure in block.figures if figure.name.startswith("areas-")
        ]  # fmt: skip
        areas = sheet.data["areas"]
        if areas is None:
            assert not charts
            continue
        seen += 1
        for place, figure in enumerate(charts):
            rows = drawn([row["cells"][place] for row in areas["rows"] if row["cells"][place]])
            assert rows == [
                (*row[:-1], row[-1] if row[-1] in SAID else "") for row in figure.chart.rows
            ]
            assert figure.finding.startswith(areas["measures"][place]["title"])
            assert figure.method.startswith(f"{areas['measures'][place]['who']}. ")
    assert seen >= 3


def test_verdicts_without_a_word_beside_an_area_are_named_once() -> None:
    five = releases.release((releases.group(5, "restricted", "tiny", "programme"),), "restricted")
    assert data_of(five)["areas"]["notes"] == [UNSAID]
    cells = [one for row in data_of(five)["areas"]["rows"] for one in row["cells"]]
    assert {one["verdict"] for one in cells} == {""}


def test_small_open_groups_have_no_areas_and_no_shares() -> None:
    data = data_of(SMALL)
    assert data["areas"] is None
    assert not re.search(r"%|Verdict", "\n".join(texts({**data, "took_part": "", "closing": ""})))


@pytest.mark.parametrize("name", ["open", "open-small"])
def test_open_sheets_have_no_statistics_and_do_not_say_what_was_read(name: str) -> None:
    for _, sheet in summaries(PROGRAMME, RELEASES[name]):
        text = "\n".join(texts(sheet.data))
        assert not re.search(r"[Mm]edian|\bp\b|Wilcoxon|rows", text)
    assert re.search("[Mm]edian", "\n".join(texts(data_of(RESTRICTED))))


@pytest.mark.parametrize("name", RELEASES)
def test_the_banners_are_the_pages(name: str) -> None:
    page, data = page_of(RELEASES[name]), data_of(RELEASES[name])
    banners = [{"title": b.title, "text": b.text} for b in page.blocks if isinstance(b, Notice)]
    assert data["notices"] == banners
    assert data["footer"][0].startswith("Invented data. ")
    assert data["footer"][1] == "Every number: results/programme.html"


# --- what is missing ------------------------------------------------------------------------


def test_an_area_without_a_number_leaves_its_place_empty_and_is_told() -> None:
    gone = ("mentor", "confidence", "time", releases.BEFORE, releases.AFTER)
    variable = next(v for v in releases.variables() if v.key == gone)
    data = data_of(with_tables(RESTRICTED, 0, {gone: Withheld(variable, "Nobody answered this.")}))
    labels = [row["label"] for row in data["areas"]["rows"]]
    assert "Time" not in labels  # no other measure asks it
    assert len(labels) == 6
    assert (
        data["closing"][0]
        == "Missing here: part of confidence in giving feedback (mentors). Nobody answered this."
    )


def test_a_measure_that_is_withheld_is_named_with_its_reason() -> None:
    gone: dict[Any, Shown | Withheld] = {
        v.key: Withheld(v) for v in releases.variables() if v.measure == "understanding"
    }
    data = data_of(with_tables(RESTRICTED, 0, gone))
    assert [row["label"] for row in data["board"]["rows"]] == ["Confidence in giving feedback"]
    assert data["closing"][0] == f"Missing here: understanding of the role (mentors). {ABSENT}"


def test_where_nothing_is_compared_there_is_no_board() -> None:
    gone: dict[Any, Shown | Withheld] = {
        v.key: Withheld(v) for v in releases.variables() if v.role == "mentor"
    }
    data = data_of(with_tables(RESTRICTED, 0, gone))
    assert data["board"] is None
    assert data["areas"] is None
    assert data["closing"][0].startswith(
        "Missing here: confidence in giving feedback (mentors) and "
    )


# --- text -----------------------------------------------------------------------------------


def test_a_programme_is_not_named_twice() -> None:
    def under(title: str) -> str:
        group = releases.group(9, "restricted", "tiny", "programme", title=title)
        return str(data_of(releases.release((group,), "restricted"))["under"])

    assert (under("Tiny programme"), under("Ward 7")) == ("", "Tiny programme")


def test_data_are_plain_json_and_hostile_titles_stay_text() -> None:
    title = "Ward\x07 #panic() <b>\n" + "x" * 60
    group = releases.group(9, "restricted", "tiny", "programme", title=title)
    data = data_of(releases.release((group,), "restricted"))
    assert json.loads(json.dumps(data)) == data
    assert data["title"].startswith("Results: Ward #panic() <b> xxxxxxxxxxx\u200bx")
