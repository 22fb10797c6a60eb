"""Maps edited by hand: every fault has its file, its line and its remedy; all come at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.definitions.problem import Problem, RefusedError
from generator.exchange.map_writing import map_text
from generator.exchange.report import first_words
from tests.exchange.invented import as_csv
from tests.exchange.test_round_trip import TINY
from tests.exchange.walk import Programme, decided, first_step, imported, second_step

OF_TINY = Programme(TINY)
HEADS = [
    *("Timestamp", "Email", "Survey code", "How long was it?", "Where was it?", "Any remark"),
    *("What did you drink?", "Date", "Note", "Note"),
]
ROW = ["2026/05/11 2:03:22 pm", "a@b.example", "V01", "30", "Online", "Fine", "Tea, Water"]
TABLE = [HEADS, [*ROW, "2026-05-11", "x", "y"]]


def written(folder: Path, table: list[list[str]]) -> tuple[Path, str]:
    path = folder / "visit.csv"
    path.write_bytes(as_csv(table))
    return path, map_text(first_step(path, OF_TINY.kit("visit")), path.name)


def faults(path: Path, text: str) -> list[Problem]:
    with pytest.raises(RefusedError) as refused:
        second_step(OF_TINY, path, OF_TINY.kit("visit"), text)
    found = list(refused.value.problems)
    assert all(one.fault and one.remedy for one in found)
    return [one for one in found if one.severity == "error"]


LINE = 'minutes: {column: "How long was it?", by: words}'
EDITS = [
    ('form: "visit"', 'form: "mentor_before"', "other-file"),
    ('form: "visit"\n', "", "missing-key"),
    ('sha256: "', 'sha256: "0', "other-file"),
    ('cohort: "ward-a"', 'cohort: "?"', "undecided"),
    ('cohort: "ward-a"', 'cohort: "ward-b"', "unknown-value"),
    ('cohort: "ward-a"\n', "", "missing-key"),
    ('version: "1.1.0"', 'version: "9.0.0"', "unknown-value"),
    ("respondent: {", "respondents: {", "unknown-key"),
    ('respondent: {column: "Survey code", by: words}', "respondent: numbers", "unknown-value"),
    (LINE, 'minutes: {column: "How long was that?"}', "no-column"),
    (LINE, 'minutes: {column: "Note"}', "column-moved"),
    (LINE, 'minutes: {column: "Note", place: 8}', "column-moved"),
    (LINE, 'minutes: {column: "How long was it?", place: 0}', "out-of-range"),
    (LINE, 'minutes: {column: "Any remark"}', "column-used-twice"),
    (LINE, 'minutes: {column: "Email"}', "identity"),
    (LINE, 'minutes: {column: "How long was it?", by: guess}', "unknown-value"),
    (LINE, 'minutes: {column: "How long was it?", by: order}', "not-confirmed"),
    (LINE, 'minutes: {columns: "How long was it?"}', "unknown-key"),
    (LINE, "minutes: {by: words}", "missing-key"),
    (LINE, 'minutes: "How long was it?"', "wrong-type"),
    (LINE, LINE.replace("minutes", "minute"), "unknown-column"),
    (f"  {LINE}\n", "", "missing-key"),
    ("not_found: []", "not_found: [minutes]", "found-twice"),
    ("not_found: []", "not_found: nothing", "wrong-type"),
    ("not_found: []", "not_found: [tea]", "unknown-column"),
    ("not_found: []", "dates: first\nnot_found: []", "unknown-value"),
    ("not_found: []", "numbers: yes it is\nnot_found: []", "unknown-value"),
    ("not_found: []", 'finished: {column: "Note", place: 9}\nnot_found: []', "no-column"),
    ("not_found: []", 'answers: {place: {"Online": "out"}}\nnot_found: []', "unknown-code"),
    ("not_found: []", 'answers: {plaice: {"Online": online}}\nnot_found: []', "unknown-column"),
    ("not_found: []", 'answers: {place: {"Online": "?"}}\nnot_found: []', "undecided"),
    ("not_found: []", "answers: {place: {A: online, a: tea_room}}\nnot_found: []", "answer-twice"),
    ("not_found: []", 'answers: {remark: {"Fine": "Well"}}\nnot_found: []', "unknown-code"),
    ("columns:\n", "columns: &all\n", "alias"),
    ("columns:\n", "columns\n", "yaml-syntax"),
]


@pytest.mark.parametrize(("old", "new", "rule"), EDITS)
def test_each_fault_is_found(old: str, new: str, rule: str, tmp_path: Path) -> None:
    path, text = written(tmp_path, TABLE)
    assert old in text
    found = faults(path, text.replace(old, new, 1))
    assert rule in {one.rule for one in found}, found
    assert all(one.where.path == "map.yml" for one in found)


@pytest.mark.parametrize("text", ["", "- a\n"])
def test_what_is_no_map_is_made_by_the_command_not_written_as_a_form(
    text: str, tmp_path: Path
) -> None:
    (told,) = faults(written(tmp_path, TABLE)[0], text)
    assert told.remedy == "Run the import without --map, which writes a map."


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    path, text = written(tmp_path, TABLE)
    for old, new, _ in (EDITS[2], EDITS[3], EDITS[9]):
        text = text.replace(old, new, 1)
    assert {one.rule for one in faults(path, text)} == {"other-file", "undecided", "no-column"}


def test_columns_that_really_hold_addresses_are_named_and_their_cells_never(
    tmp_path: Path,
) -> None:
    table = [[*HEADS, "Anything"], [*TABLE[1], "jo@trust.example"]]
    path, _ = written(tmp_path, table)
    said = "\n".join(first_words(first_step(path, OF_TINY.kit("visit"))))
    assert "really hold" in said
    assert "Anything (email addresses)" in said
    assert "jo@trust.example" not in said


@pytest.mark.parametrize("cell", ["", "anonymous", "Anonym"])
def test_a_heading_with_nothing_below_it_is_nothing_to_switch_off(
    cell: str, tmp_path: Path
) -> None:
    """Microsoft Forms writes these columns whatever is switched off."""
    for content, told in ((cell, False), ("01234", True)):
        path, _ = written(tmp_path, [[*HEADS, "Telephone"], [*TABLE[1], content]])
        said = "\n".join(first_words(first_step(path, OF_TINY.kit("visit"))))
        assert "Note, Note, Telephone" in said
        assert ("Headings of email addresses, telephones and addresses are" in said) is told


def test_a_day_that_only_says_anonymised_is_no_day(tmp_path: Path) -> None:
    """LimeSurvey writes it where responses are anonymised, as our export asks for."""
    table = [["id", "submitdate", *HEADS[1:]], ["1", "1980-01-01 00:00:00", *TABLE[1][1:]]]
    path, text = written(tmp_path, table)
    assert imported(OF_TINY, "visit", path)[1]
    day = 'completed_on: {column: "submitdate"}\ncolumns:\n'
    (told,) = faults(path, text.replace("columns:\n", day))
    assert (told.rule, told.where.path) == ("no-day", "map.yml")


def test_an_email_column_comes_in_by_an_explicit_line_alone(tmp_path: Path) -> None:
    table = [[*HEADS, "Any remark at all"], [*TABLE[1], "jo@trust.example"]]
    path, text = written(tmp_path, table)
    line = 'remark: {column: "Any remark", by: words}'
    other = 'remark: {column: "Any remark at all"}'
    assert [one.rule for one in faults(path, text.replace(line, other))] == ["identity"]
    intended = other.replace("}", ", identity: intended}")
    _, made = second_step(OF_TINY, path, OF_TINY.kit("visit"), text.replace(line, intended))
    assert "jo@trust.example" in made.rows[0]


def test_a_map_for_another_form_is_told_once(tmp_path: Path) -> None:
    path, text = written(tmp_path, TABLE)
    wrong = text.replace('form: "visit"', 'form: "other"', 1).replace("minutes:", "seconds:")
    (told,) = faults(path, wrong)
    assert "form" in told.fault


@pytest.mark.parametrize("yes", ["yes", "true", "'yes'"])
def test_confirmed_may_be_written_in_any_way(yes: str, tmp_path: Path) -> None:
    path, text = written(tmp_path, TABLE)
    by_hand = LINE.replace("by: words", f"by: words, confirmed: {yes}")
    second_step(OF_TINY, path, OF_TINY.kit("visit"), text.replace(LINE, by_hand))


def test_the_day_comes_in_where_it_is_asked_for_and_never_the_time(tmp_path: Path) -> None:
    path, text = written(tmp_path, TABLE)
    _, rows = imported(OF_TINY, "visit", path)
    assert "completed_on" not in rows[0]
    text = text.replace("columns:\n", 'completed_on: {column: "Timestamp"}\ncolumns:\n')
    _, made = second_step(OF_TINY, path, OF_TINY.kit("visit"), text)
    assert dict(zip(made.header, made.rows[0], strict=True))["completed_on"] == "2026-05-11"


def test_what_is_unknown_is_listed_and_can_be_translated(tmp_path: Path) -> None:
    row = [*ROW[:3], "about 30", "On the stairs", "Fine", "Tea, Cocoa", "2026-05-11", "", ""]
    path, text = written(tmp_path, [HEADS, row])
    for unknown in ("about 30", "On the stairs", "Cocoa"):
        assert f'"{unknown}": "?"' in text
    assert {one.rule for one in faults(path, text)} == {"undecided"}
    for unknown, code in (("about 30", "30"), ("On the stairs", "-99"), ("Cocoa", "coffee")):
        text = text.replace(f'"{unknown}": "?"', f'"{unknown}": "{code}"')
    _, made = second_step(OF_TINY, path, OF_TINY.kit("visit"), text)
    got = dict(zip(made.header, made.rows[0], strict=True))
    assert [got[name] for name in ("minutes", "place", "drinks___coffee", "drinks___water")] == [
        *("30", "-99", "1", "0")
    ]


def test_dates_that_can_be_read_in_2_ways_are_asked(tmp_path: Path) -> None:
    path, text = written(tmp_path, [HEADS, [*ROW, "03/04/2026", "", ""]])
    assert 'dates: "?"' in text
    for order, day in (("day-first", "2026-04-03"), ("month-first", "2026-03-04")):
        chosen = decided(text.replace('dates: "?"', f"dates: {order}"))
        _, made = second_step(OF_TINY, path, OF_TINY.kit("visit"), chosen)
        assert dict(zip(made.header, made.rows[0], strict=True))["held_on"] == day


@pytest.mark.parametrize("dates", [("13/04/2026", "04/13/2026"), ("tomorrow",)])
def test_dates_that_fit_no_reading_stop_the_import(dates: tuple[str, ...], tmp_path: Path) -> None:
    rows = [[*ROW[:2], f"V{n}", *ROW[3:], date, "", ""] for n, date in enumerate(dates)]
    path, text = written(tmp_path, [HEADS, *rows])
    found = faults(path, decided(text))
    assert {one.rule for one in found} <= {"unknown-answer", "undecided"}


def test_a_group_is_known_by_its_id_or_title_or_translated(tmp_path: Path) -> None:
    groups = ("Ward A", "ward-a", "The first floor")
    rows = [[*ROW[:2], f"V{n}", *ROW[3:], "", "", "", g] for n, g in enumerate(groups)]
    path, text = written(tmp_path, [[*HEADS, "Group"], *rows])
    assert 'cohort: "ward-a"' in text
    text = text.replace('cohort: "ward-a"', 'cohort: {column: "Group"}')
    assert {one.rule for one in faults(path, text)} == {"unknown-answer"}
    given = 'answers: {cohort: {"The first floor": ward-a}}\nnot_found:'
    text = text.replace("not_found:", given)
    _, made = second_step(OF_TINY, path, OF_TINY.kit("visit"), text)
    assert [row[made.header.index("cohort")] for row in made.rows] == ["ward-a"] * 3


def test_people_without_a_code_are_numbered_by_lot(tmp_path: Path) -> None:
    """The order of a file is that in which people answered; the numbers must not keep it."""
    rows = [[ROW[0], str(minute)] for minute in range(60)]
    path, text = written(tmp_path, [["Timestamp", "How long was it?"], *rows])
    assert 'respondent: "number"' in text
    _, made = second_step(OF_TINY, path, OF_TINY.kit("visit"), text)
    minutes = [row[made.header.index("minutes")] for row in made.rows]
    assert minutes != sorted(minutes, key=int)
    assert sorted(minutes, key=int) == [str(minute) for minute in range(60)]
    assert [row[0] for row in made.rows] == [f"UNLINKED-{n:03}" for n in range(1, 61)]


def test_bare_numbers_need_a_word(tmp_path: Path) -> None:
    """5 to 1 in the place of 1 to 5 would change every answer, and no check would see it."""
    heads = ["Code", "How sure are you of your role?", "Survey code"]
    path = tmp_path / "numbers.csv"
    path.write_bytes(as_csv([heads, ["a", "4", "K1"], ["b", "2", "K2"]]))
    kit = OF_TINY.kit("mentor_before")
    text = map_text(first_step(path, kit), path.name)
    assert 'numbers: "?"' in text
    with pytest.raises(RefusedError):
        second_step(OF_TINY, path, kit, text)
    with pytest.raises(RefusedError) as refused:
        second_step(OF_TINY, path, kit, text.replace("numbers: ", "# "))
    assert {one.rule for one in refused.value.problems} == {"bare-numbers"}
    _, made = second_step(OF_TINY, path, kit, decided(text))
    assert [row[made.header.index("grasp")] for row in made.rows] == ["4", "2"]
    turned = text.replace('numbers: "?"', 'answers: {grasp: {"4": "2", "2": "4"}}')
    _, made = second_step(OF_TINY, path, kit, turned)
    assert [row[made.header.index("grasp")] for row in made.rows] == ["2", "4"]
