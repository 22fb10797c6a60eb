"""The workbook of results, read back: it says what pages print, and nothing that they do not."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache
from typing import Any, get_args

import pytest
from openpyxl import load_workbook

from generator.disclosure.rule import LARGE_FROM, Audience
from generator.disclosure.verdict import Verdict
from generator.report import workbook
from generator.report.outline import outline
from generator.report.view import Release, Withheld
from generator.report.wide_tables import WHOLE, results_book
from generator.report.workbook import Book
from tests.libreoffice import saved_again
from tests.report import releases
from tests.report.test_pages import PROGRAMME, pages_of

START = "results/data/"
Line = dict[str, Any]
#: The words that the workbook has for what ``statistics.csv`` names by ids.
WORDS = {
    **{role.id: str(role.plural) for role in PROGRAMME.roles},
    **{wave.id: str(wave.title) for wave in PROGRAMME.waves},
    **{domain.id: str(domain.title) for domain in PROGRAMME.domains},
    **{measure.id: str(measure.title) for measure in PROGRAMME.measures},
    **{v.measure: v.title for v in (releases.question(), releases.setting())},
}
WHERE = ("role", "measure", "domain", "from", "to")


@cache
def release(audience: Audience) -> Release:
    return releases.trust((15, 25, 120) if audience == "open" else (9, 12), audience)


@cache
def files(audience: Audience) -> dict[str, bytes]:
    return dict(pages_of(release(audience)).files)


def book(content: bytes) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        heads, *lines = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(map(str, heads), line, strict=True)) for line in lines]
    return found


@cache
def sheets(audience: Audience) -> dict[str, list[Line]]:
    return book(files(audience)[f"{START}results.xlsx"])


@cache
def statistics(audience: Audience) -> dict[tuple[str, ...], dict[str, str]]:
    """Return ``statistics.csv`` by the workbook's words: unit, role, measure, domain, waves."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    text = files(audience)[f"{START}statistics.csv"].decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        where = (row["unit"], *(WORDS.get(row[name], row[name]) for name in WHERE))
        found.setdefault(where, {})[row["statistic"]] = row["value"]
    return found


AUDIENCES = pytest.mark.parametrize("audience", ["open", "restricted"])


@AUDIENCES
def test_changes_are_those_of_the_long_table(audience: Audience) -> None:
    """Both ways: no comparison of the table is missing, and no number is another."""
    names = {"People": "base", "Higher": "higher", "Same": "same", "Lower": "lower"}
    if audience == "restricted":
        names |= {"Before": "median_from", "After": "median_to"}
    met = set()
    for line in sheets(audience)["Comparisons"]:
        domain = line["Domain"].replace(WHOLE, "total")
        where = (line["Unit"], line["Role"], line["Measure"], domain, line["From"], line["To"])
        said = statistics(audience)[where]
        met.add(where)
        assert {name: line[name] for name in names} == {
            name: float(said[other]) for name, other in names.items()
        }
        assert line["Verdict"] == said["verdict"]
        assert line["Verdict"] in get_args(Verdict)
        assert line["Margin"] == (float(said["margin"]) if "margin" in said else None)
    assert met == {where for where, said in statistics(audience).items() if "higher" in said}


@AUDIENCES
def test_answers_are_those_of_the_long_table(audience: Audience) -> None:
    met = set()
    for line in sheets(audience)["Questions"]:
        where = (line["Unit"], line["Role"], line["Question"], "total", line["When"], "")
        said = statistics(audience)[where]
        met.add(where)
        assert line["People"] == int(said["base"])
        assert line["Chose it"] == int(said[line["Answer"].lower()])
    asked = {releases.question().title, releases.setting().title}
    assert met == {where for where in statistics(audience) if where[2] in asked}


def test_before_and_after_are_those_of_the_tables_of_answers() -> None:
    """On open pages: the people in the highest category, to the nearest 5."""
    for line in sheets("open")["Comparisons"]:
        domain = line["Domain"].replace(WHOLE, "total")
        where = (line["Unit"], line["Role"], line["Measure"], domain)
        for name, wave in (("Before", line["From"]), ("After", line["To"])):
            assert line[name] == int(statistics("open")[(*where, wave, "")]["high"])
    one = next(line for line in sheets("open")["Comparisons"] if line["Domain"] == WHOLE)
    high = "25 to 35: on average above “moderately confident”"
    assert one["Before and after are"] == f"People: {high}"
    exact = {line["Before and after are"] for line in sheets("restricted")["Comparisons"]}
    assert "Median, on a scale from 7 to 35" in exact


def test_an_open_workbook_holds_no_finer_number_than_pages_print() -> None:
    given = set()
    for title in ("Comparisons", "Questions"):
        for line in sheets("open")[title]:
            for name, value in line.items():
                if not isinstance(value, int | float):
                    continue
                given.add(name)
                assert isinstance(value, int)
                if name not in {"Higher, %", "Chose it, %", "Margin"}:
                    assert value % 5 == 0, (title, name, value)
                else:
                    assert line["People"] >= LARGE_FROM
    assert given >= {"Before", "Higher, %", "Chose it, %", "Margin"}


@AUDIENCES
def test_a_percentage_is_the_pages_own(audience: Audience) -> None:
    groups = {group.id: group for group in release(audience).groups}
    small = 0
    for line in sheets(audience)["Questions"]:
        table = groups[line["Unit"]].tables[
            next(
                key for key in groups[line["Unit"]].tables if WORDS.get(key[1]) == line["Question"]
            )
        ]
        assert not isinstance(table, Withheld)
        small += table.base < LARGE_FROM
        if audience == "open" and table.base < LARGE_FROM:
            assert line["Chose it, %"] is None
        else:
            labels = [category.label for category in table.variable.categories]
            count = table.counts[labels.index(line["Answer"])]
            assert line["Chose it, %"] == int(100 * count / table.base + 0.5)
    assert small


def test_what_is_withheld_has_its_words_and_no_number() -> None:
    whole = release("open")
    first = whole.groups[0]
    key = next(key for key in first.tables if key[4])
    tables = {**first.tables, key: Withheld(first.tables[key].variable)}
    changed = replace(whole, groups=(replace(first, tables=tables), *whole.groups[1:]))
    content = pages_of(changed).files[f"{START}results.xlsx"]
    lines = [line for sheet in book(content).values() for line in sheet if line.get("Not shown")]
    (line,) = lines
    assert line["Not shown"].startswith("Not shown: too few answered")
    assert not any(isinstance(value, int | float) for value in line.values())
    assert line["Verdict"] is None


@AUDIENCES
def test_headings_stay_in_sight_and_every_column_sorts(audience: Audience) -> None:
    made = load_workbook(io.BytesIO(files(audience)[f"{START}results.xlsx"]))
    assert made.sheetnames == ["Read me", "Comparisons", "Questions"]
    for sheet in made.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
        assert all(
            width >= len(str(cell.value)) for width, cell in zip(widths, sheet[1], strict=True)
        )


def test_the_first_sheet_says_what_the_numbers_are_and_whom_they_are_for() -> None:
    def notes(one: Release) -> str:
        content = pages_of(one).files[f"{START}results.xlsx"]
        page = load_workbook(io.BytesIO(content))["Read me"]
        return "\n".join(str(cell.value) for (cell,) in page.iter_rows())

    real = replace(release("open"), invented=False, number=3)
    assert "Release 3." in notes(real)
    assert "to the nearest 5; do not add or subtract them" in notes(real)
    assert "invented" not in notes(real).lower()
    assert "All answers are invented." in notes(replace(real, invented=True))
    private = replace(release("restricted"), readers=("the programme board",))
    assert "Only for the programme board. Do not pass on figures" in notes(private)


def test_a_title_that_looks_like_a_formula_stays_a_text() -> None:
    whole = release("open")
    bad = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "a\x07b & <c>")
    groups = tuple(replace(whole.groups[0], title=title, id=title) for title in bad)
    content = results_book(outline(PROGRAMME, replace(whole, groups=groups)), "")
    made = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in made.worksheets[1:] for (cell,) in sheet.iter_rows(max_col=1)]
    assert {cell.data_type for cell in cells} == {"s"}
    found = {cell.value: cell.number_format for cell in cells if cell.value != "Group"}
    assert found == dict.fromkeys(bad[:-1], "@") | {"ab & <c>": "General"}


def test_the_same_numbers_give_the_same_bytes() -> None:
    again = pages_of(release("open")).files[f"{START}results.xlsx"]
    assert again == files("open")[f"{START}results.xlsx"]


def test_rows_beyond_what_a_sheet_holds_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST", 5)
    long = Book(("x",), {"Long": {"Number": 9}})
    for start in (0, 3, 6):
        long.add("Long", [(number,) for number in range(start, start + 3)])
    made = load_workbook(io.BytesIO(long.packed()))["Long"]
    assert [cell.value for (cell,) in made.iter_rows(min_row=2)] == [0, 1, 2, 3, 4]
    assert made.auto_filter.ref == "A1:A6"


def test_another_program_reads_it_too() -> None:
    made = files("open")[f"{START}results.xlsx"]
    assert book(saved_again({"results": made})["results"]) == sheets("open")
