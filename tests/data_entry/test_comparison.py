"""Two typings of the same papers: what differs, what was decided, what becomes final."""
# ruff: noqa: E501 - each message stands on one line

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.data_entry.comparison import (
    WHOLE_ROW,
    TypedRow,
    agreement_rows,
    compare,
    in_words,
    problems,
    typed_rows,
)
from generator.data_entry.resolution import (
    RESOLUTION_COLUMNS,
    Decision,
    about,
    final_rows,
    final_tables,
    history_rows,
    parse_decisions,
    resolution_sheet,
    resolve,
)
from generator.definitions.codebook import Codebook
from generator.definitions.problem import Problem, RefusedError, SourceLine, format_problem
from generator.files.tables import tables_of
from generator.files.workbook_writer import workbook_bytes
from generator.responses.schema import Form, form_of_codebook
from generator.responses.table import Block, Table
from tests.outcome import outcome

HEADER = ("respondent", "cohort", "instrument", "version", "minutes", "place", "held_on", "remark")
VISIT = ("V1", "tea-1", "visit", "1.1.0", "45", "online", "2026-05-11", "Cold")
HERE = SourceLine("resolution.xlsx")


@pytest.fixture(scope="module")
def forms(books: dict[str, Codebook]) -> dict[str, Form]:
    return {name: form_of_codebook(book) for name, book in books.items()}


def typing(
    forms: Mapping[str, Form], rows: Sequence[Sequence[str]], path: str = "a.csv"
) -> dict[tuple[str, str, str], TypedRow]:
    table = Table(path, HEADER, (Block(rows, list(range(2, len(rows) + 2))),))
    return dict(typed_rows([table], forms))


def changed(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(name, cell) for name, cell in zip(HEADER, VISIT, strict=True))


@pytest.mark.parametrize(
    "cells",
    [
        {"minutes": "045"},
        {"minutes": " 45 "},
        {"place": "online – Online"},
        {"place": "online "},
        {"held_on": "11/05/2026"},
        {"held_on": "11/5/2026"},
        {"remark": "Cold  "},
        {"remark": "Cold\r\n"},
        {"respondent": " V1"},
    ],
)
def test_values_that_mean_the_same_agree(cells: dict[str, str], forms: dict[str, Form]) -> None:
    result = compare(typing(forms, [VISIT]), typing(forms, [changed(**cells)]), forms)
    assert result.differences == ()
    assert result.overall.agreed == result.overall.compared == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [("minutes", "54"), ("minutes", ""), ("minutes", "-99"), ("minutes", "9" * 5000),
     ("place", "tea_room"),
     ("held_on", "2026-11-05"), ("remark", "cold"), ("version", "1.0.0")],
)  # fmt: skip
def test_a_difference_names_both_values_and_places(
    name: str, value: str, forms: dict[str, Form]
) -> None:
    other = typing(forms, [changed(**{name: value})], "b.csv")
    (one,) = compare(typing(forms, [VISIT]), other, forms).differences
    assert (one.key, one.column) == (("visit", "tea-1", "V1"), name)
    assert (one.first, one.second) == (VISIT[HEADER.index(name)], value)
    column = HEADER.index(name) + 1
    assert (str(one.first_place), str(one.second_place)) == (
        f"a.csv:2:{column}",
        f"b.csv:2:{column}",
    )


def test_rows_of_one_alone_are_found(forms: dict[str, Form]) -> None:
    first = typing(forms, [VISIT, changed(respondent="K7RM4WDX")])
    second = typing(forms, [VISIT, changed(respondent="K7RM4WDY")], "b.csv")
    result = compare(first, second, forms)
    assert [one.column for one in result.differences] == [WHOLE_ROW] * 2
    assert result.rows == 1
    said = [format_problem(problem) for problem in problems(result.differences)]
    assert said[0] == (
        "a.csv:3:1: only-in-first: 'K7RM4WDX' in 'tea-1' has a row of 'visit' only in the first "
        "file. If the code is wrong, correct it there. Otherwise decide in the sheet."
    )
    assert said[1].startswith("b.csv:3:1: only-in-second: 'K7RM4WDY'")


def test_agreement_by_column_and_in_all(forms: dict[str, Form]) -> None:
    rows = [changed(respondent=f"V{n}") for n in range(20)]
    other = [(*rows[0][:4], "44", "", *rows[0][6:]), *rows[1:]]
    result = compare(typing(forms, rows), typing(forms, other), forms)
    assert (result.overall.agreed, result.overall.compared) == (78, 80)
    minutes = next(one for one in result.agreements if one.column == "minutes")
    assert (minutes.agreed, minutes.compared) == (19, 20)
    # Clopper and Pearson for 19 of 20, from R: binom.test(19, 20)$conf.int
    assert minutes.interval == pytest.approx((0.7512672, 0.9987349), abs=1e-6)
    assert in_words(result).startswith("Agreement: 78 of 80 answers, 97.5% (95% interval 91.2% to")
    assert next(iter(agreement_rows(result)))[:5] == ("", "", "80", "78", "0")


def test_two_empty_cells_are_no_agreement(forms: dict[str, Form]) -> None:
    empty = changed(place="", held_on="", remark="")
    other = dict(zip(HEADER, empty, strict=True)) | {"minutes": "44"}
    first, second = typing(forms, [empty]), typing(forms, [tuple(other.values())])
    result = compare(first, second, forms)
    assert (result.overall.agreed, result.overall.compared) == (0, 1)
    assert result.overall.both_empty == 3
    assert in_words(result).startswith("Agreement: 0 of 1 answers, 0.0%")
    assert "3 answers left empty by both: not counted." in in_words(result)
    remark = next(row for row in agreement_rows(result) if row[1] == "remark")
    assert remark[2:] == ("0", "0", "1", "", "", "")


def test_rows_in_which_nobody_typed_anything_have_no_share(forms: dict[str, Form]) -> None:
    nothing = typing(forms, [changed(minutes="", place="", held_on="", remark="")])
    result = compare(nothing, nothing, forms)
    assert in_words(result) == "Nothing was typed in the rows that are in both."
    assert next(iter(agreement_rows(result))) == ("", "", "0", "0", "4", "", "", "")


value = st.sampled_from(["", "0", "45", "600", "-97", "-99"])
place = st.sampled_from(["", "online", "tea_room", "-98"])
remark = st.sampled_from(["", "Cold", "=1+1", "-97 or so", "Two\nlines", "a  b"])
rows = st.lists(
    st.builds(
        lambda who, minutes, where, words: changed(
            respondent=who, minutes=minutes, place=where, remark=words
        ),
        st.sampled_from(["V1", "V2", "V3", "V4"]),
        value,
        place,
        remark,
    ),
    max_size=4,
    unique_by=lambda row: row[0],
)


@given(typed=rows)
def test_nothing_differs_from_itself(typed: list[tuple[str, ...]], forms: dict[str, Form]) -> None:
    one = typing(forms, typed)
    result = compare(one, one, forms)
    assert result.differences == ()
    assert result.overall.agreed == result.overall.compared
    assert final_rows(one, one, {}, forms).get("visit", []) == [
        {**dict(zip(HEADER[:3], (row.key[2], row.key[1], row.key[0]), strict=True)), **row.values}
        for row in sorted(one.values(), key=lambda row: row.key)
    ]


@given(data=st.data(), left=rows, right=rows)
def test_the_final_rows_are_those_decided(
    data: st.DataObject,
    left: list[tuple[str, ...]],
    right: list[tuple[str, ...]],
    forms: dict[str, Form],
) -> None:
    first, second = typing(forms, left), typing(forms, right)
    result = compare(first, second, forms)
    decisions = {}
    for one in result.differences:
        options = ("keep", "leave out") if one.is_row else ("first", "second", "other")
        said = data.draw(st.sampled_from(options))
        other = (
            {"minutes": "7", "place": "online"}.get(one.column, "Said") if said == "other" else ""
        )
        decisions[about(one)] = Decision(said, other, "AB", "", one.first, one.second, HERE)
    assert resolve(result.differences, decisions, []) == (decisions, [])
    final = {
        row["respondent"]: row
        for row in final_rows(first, second, decisions, forms).get("visit", [])
    }
    for code in {row[0] for row in (*left, *right)}:
        key = ("visit", "tea-1", code)
        if key in first and key in second:
            for name in HEADER[3:]:
                decision = decisions.get((*key, name))
                chosen = {
                    None: first[key].values[name],
                    "first": first[key].values[name],
                    "second": second[key].values[name],
                    "other": decision.other_value if decision else "",
                }[decision.decision if decision else None]
                assert final[code][name] == chosen
        else:
            assert (code in final) == (decisions[*key, WHOLE_ROW].decision == "keep")
    assert len(list(history_rows(result, decisions, forms, "2026-05-11"))) == len(decisions)


@settings(max_examples=15)
@given(left=rows, right=rows)
def test_a_resolution_sheet_is_read_back(
    left: list[tuple[str, ...]], right: list[tuple[str, ...]], forms: dict[str, Form]
) -> None:
    differences = compare(typing(forms, left), typing(forms, right), forms).differences
    taken = {
        about(one): Decision("", "", "", "", one.first, one.second, HERE) for one in differences
    }
    written = workbook_bytes([resolution_sheet(differences, taken)])
    tables = outcome(tables_of, written, "resolution.xlsx", ".xlsx").value
    assert tables is not None
    found: list[Problem] = []
    decisions = parse_decisions(tables[0], found)
    assert found == []
    assert decisions.keys() == taken.keys()
    assert resolve(differences, decisions, []) == ({}, list(differences))


def sheet(*rows: Mapping[str, str]) -> Table:
    cells = [[row.get(name, "") for name in RESOLUTION_COLUMNS] for row in rows]
    lines = list(range(2, len(cells) + 2))
    return Table("r.csv", RESOLUTION_COLUMNS, (Block(cells, lines),))


ONE = {
    "instrument": "visit", "cohort": "tea-1", "respondent": "V1", "column": "minutes",
    "first": "45", "second": "54", "decision": "first", "decided_by": "AB",
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows_", "said"),
    [
        ([ONE | {"decision": "maybe"}], "r.csv:2:8: bad-decision: 'maybe' is not a possible decision."),
        ([ONE | {"decision": "keep"}], "Choose: first, second, other."),
        ([ONE | {"column": WHOLE_ROW}], "Choose: keep, leave out."),
        ([ONE | {"decided_by": ""}], "r.csv:2:10: no-decider: Nobody is named who decided."),
        ([ONE | {"other_value": "50"}], "r.csv:2:9: bad-decision: There is a value here"),
        ([ONE, ONE | {"decision": "second"}], "r.csv:3:8: bad-decision: This was decided otherwise at r.csv:2:8."),
    ],
)  # fmt: skip
def test_faults_of_a_resolution_sheet(rows_: list[dict[str, str]], said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_decisions(sheet(*rows_), [])
    (line,) = map(format_problem, refused.value.problems)
    assert said in line


def test_another_value_that_was_forgotten_is_asked_about(forms: dict[str, Form]) -> None:
    forgotten = ONE | {"decision": "other", "other_value": ""}
    first, second = typing(forms, [VISIT]), typing(forms, [changed(minutes="54")])
    differences = compare(first, second, forms).differences
    for row, rules in ((forgotten, ["blank-decision"]), (forgotten | {"other_value": "50"}, [])):
        decisions = parse_decisions(sheet(row), [])
        found: list[Problem] = []
        assert resolve(differences, decisions, found)[1] == []
        assert [problem.rule for problem in found] == rules


def test_no_text_in_the_history_becomes_a_formula(forms: dict[str, Form]) -> None:
    first = typing(forms, [changed(remark="=1+1", minutes="-97")])
    result = compare(first, typing(forms, [changed(remark="@SUM")]), forms)
    taken = {
        about(one): Decision("first", "", "AB", "", one.first, one.second, HERE)
        for one in result.differences
    }
    cells = {cell for row in history_rows(result, taken, forms, "2026-05-11") for cell in row}
    assert {"'=1+1", "'@SUM", "-97"} <= cells
    assert "=1+1" not in cells


def test_final_columns_stand_in_the_codebooks_order(forms: dict[str, Form]) -> None:
    one = typing(forms, [VISIT])
    header, row = final_tables(one, one, {}, forms)["visit"]
    assert header == HEADER
    assert row == VISIT
