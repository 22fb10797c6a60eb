"""Every fault of a response file: its place, its rule and its words, all at once."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.files.conftest import Lines, Read
from tests.outcome import outcome

DOMAINS = ("tea", "cake", "milk", "cups", "talk", "songs", "jokes")
HEADER = ",".join(
    (
        "respondent,cohort,instrument,version,mode,completed_on",
        *(f"sureness_{domain}" for domain in DOMAINS),
        "worries,worries_text",
    )
)
GOOD = "B01,tea-1,mentee_after,1.0.0,paper,2026-05-11,1,2,3,4,5,1,2,yes,Cold tea\n"
VISIT = (
    "respondent,cohort,instrument,version,minutes,place,drinks___tea,drinks___coffee,"
    "drinks___water,held_on,remark\n"
)


def mentee(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def row(**cells: str) -> str:
    """A good row with some cells changed, by column."""
    values = dict(zip(HEADER.split(","), GOOD.strip().split(","), strict=True)) | cells
    return ",".join(values[name] for name in HEADER.split(","))


def test_a_good_file_has_no_problems_and_gives_its_answers(folder: Path, read: Read) -> None:
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "may.csv").write_text(
        mentee(
            GOOD.strip(), row(respondent="B02", sureness_tea="-99", worries="no", worries_text="")
        )
    )
    (folder / "visits.csv").write_text(
        VISIT
        + "V1,tea-2,visit,1.1.0,45,online,1,0,,2026-05-11,\nV2,tea-2,visit,1.0.0,-97,,0,0,0,,NA\n"
    )
    parsed = read()
    assert parsed.problems == ()
    assert parsed.value is not None
    answers = parsed.value.answers["mentee_after"]
    assert answers["respondent"].tolist() == ["B01", "B02"]
    assert answers["cohort"].tolist() == [0, 0]
    assert answers["sureness_tea"].tolist() == [0, -4]
    assert answers["sureness_talk"].tolist() == [4, 4]
    assert answers["worries"].tolist() == [0, 1]
    visit = parsed.value.answers["visit"]
    assert visit["cohort"].tolist() == [1, 1]
    assert visit["minutes"].tolist() == [45, -2]
    assert visit["drinks___tea"].tolist() == [1, 0]
    assert visit["drinks___water"].tolist() == [-1, 0]
    assert parsed.value.free_text == {"Cold tea", "NA"}
    assert (parsed.value.files, parsed.value.skipped) == (2, 0)


SCALE = "1 (Very unsure), 2 (Unsure), 3 (In between), 4 (Sure), 5 (Very sure)"
GAPS = "or nothing for not answered, -97 not applicable, -98 not said, -99 unreadable."

ALLOWED = {
    "sureness_tea": SCALE, "sureness_cake": SCALE, "worries": "yes (Yes), no (No)",
    "mode": "paper, screen, scan",
}  # fmt: skip
CODES = [
    ("sureness_tea", "7", ""),
    ("sureness_tea", "very sure", "Did you mean '5'? "),
    ("sureness_tea", "in betwen", "Did you mean '3'? "),
    ("sureness_cake", "3.0", "Did you mean '3'? "),
    ("worries", "Yes", "Did you mean 'yes'? "),
    ("worries", "Yess", "Did you mean 'yes'? "),
    ("mode", "s", ""),
    ("mode", "papr", "Did you mean 'paper'? "),
]
CELLS = [
    *(
        (
            {name: cell},
            (
                f"{HEADER.split(',').index(name) + 1}: unknown-code: '{cell}' is not a code of "
                f"'{name}'. {hint}Use one of: {ALLOWED[name]}; {GAPS}"
            ),
        )
        for name, cell, hint in CODES
    ),
    (
        {"cohort": "tea-3"},
        "2: unknown-cohort: The cohort 'tea-3' is not in any cohorts.csv. Did you mean 'tea-2'?",
    ),
    (
        {"version": "0.9.0"},
        (
            "4: version-not-accepted: Version '0.9.0' of 'mentee_after' is not accepted. "
            "Accepted: 1.0.0. Older answers can only be read if the form lists their version."
        ),
    ),
    (
        {"instrument": "mentee_aftr"},
        "3: unknown-form: There is no form 'mentee_aftr'. Did you mean 'mentee_after'?",
    ),
    (
        {"respondent": "Ann Smith"},
        (
            "1: bad-respondent: 'Ann Smith' is not a survey code. Type the form's code: 1 to 32 of "
            "the letters A to Z, a to z, 0 to 9, _ and -. A form without a readable code is "
            "UNLINKED-001, UNLINKED-002 and so on."
        ),
    ),
    (
        {"completed_on": "2026-02-30"},
        (
            "6: wrong-type: '2026-02-30' is not a date, which 'completed_on' needs. "
            "Write year, month and day, such as 2026-05-11."
        ),
    ),
    (
        {"worries_text": "x" * 20_001},
        (
            "15: long-cell: The text in 'worries_text' has 20,001 characters. "
            "Shorten it to 20,000; or look for a quotation mark that is not closed."
        ),
    ),
]


@pytest.mark.parametrize(("cells", "line"), CELLS, ids=[str(cells)[:40] for cells, _ in CELLS])
def test_a_bad_cell(
    cells: dict[str, str], line: str, folder: Path, read: Read, lines: Lines
) -> None:
    (folder / "a.csv").write_text(
        mentee(GOOD.strip(), row(respondent="B02"), row(**{"respondent": "B03"} | cells))
    )
    assert lines() == [f"responses/a.csv:4:{line}"]
    assert read().value is None
    skipped = read(skip_faulty=True)
    assert skipped.value is not None
    assert skipped.value.skipped == 1
    assert skipped.value.answers["mentee_after"]["respondent"].tolist() == ["B01", "B02"]
    assert [problem.severity for problem in skipped.problems] == ["warning"]


VISITS = [
    ("601", "out-of-range: '601' is outside the limits of 'minutes'."),
    ("-5", "out-of-range: '-5' is outside the limits of 'minutes'."),
    ("45.5", "wrong-type: '45.5' is not a whole number, which 'minutes' needs."),
    ("an hour", "wrong-type: 'an hour' is not a whole number, which 'minutes' needs."),
    ("1e2", "wrong-type: '1e2' is not a whole number, which 'minutes' needs."),
    ("٣", "wrong-type: '٣' is not a whole number, which 'minutes' needs."),
]


@pytest.mark.parametrize(("minutes", "words"), VISITS)
def test_a_bad_number(minutes: str, words: str, folder: Path, lines: Lines) -> None:
    (folder / "v.csv").write_text(
        VISIT + f"V1,tea-2,visit,1.1.0,{minutes},online,1,0,0,,\n", "utf-8"
    )
    remedy = f"Use a whole number from 0 to 600, {GAPS}"
    assert lines() == [f"responses/v.csv:2:5: {words} {remedy}"]


BROKEN = (
    "broken-quotes: A quotation mark does not fit: the rest of the file cannot be read. "
    'A text in quotation marks ends with one; a mark inside it is doubled ("").'
)
ENDLESS = (
    "long-cell: A cell has more than 131,072 characters: the rest of the file cannot be read. "
    "Shorten it; or look for a quotation mark that is opened and never closed."
)
FILES = [
    ("", "1:1: empty-file: The file is empty. Delete it, or export the table again."),
    (
        mentee(GOOD.strip(), header=HEADER.replace("version", "verson")),
        (
            "1:1: missing-column: Missing here: version. Did you mean 'verson'? The first row of every "
            "table of answers has respondent, cohort, instrument, version. Move others out of the folder."
        ),
    ),
    (
        "name,ward\nAnn,6\n",
        (
            "1:1: missing-column: Missing here: respondent, cohort, instrument, version. The first row of "
            "every table of answers has respondent, cohort, instrument, version. Move others out of the folder."
        ),
    ),
    (
        mentee(GOOD.strip(), header=HEADER.replace("sureness_tea", "sureness_te")).replace(
            ",sureness_cake", ",sureness_cake"
        ),
        (
            "1:7: unknown-column: 'mentee_after' has no column 'sureness_te'. "
            "Did you mean 'sureness_tea'?"
        ),
    ),
    (
        VISIT.replace("drinks___tea", "drinks") + "V1,tea-1,visit,1.0.0,5,online,1,0,0,,\n",
        (
            "1:7: unknown-column: 'visit' has no column 'drinks'. Any number of answers, with a "
            "column of 0 or 1 for each: drinks___tea, drinks___coffee, drinks___water."
        ),
    ),
    (
        mentee(GOOD.strip(), header=HEADER.replace("sureness_cake", "sureness_tea")),
        (
            "1:8: duplicate-column: The column 'sureness_tea' appears twice. "
            "Keep 1. If they differ, check which is right."
        ),
    ),
    (
        mentee(row(instrument="mentor_aftr")),
        "2:3: unknown-form: There is no form 'mentor_aftr'. Did you mean 'mentor_after'?",
    ),
    (
        mentee(row(instrument="sign_up")),
        (
            "1:1: named-form: 'sign_up' is a named form: it does not belong among responses. "
            "Take the file out of this folder. Whatever holds names is kept apart from answers."
        ),
    ),
    (
        mentee(GOOD.strip(), row(respondent="B02", instrument="mentee_before")),
        (
            "3:3: two-forms: A second form, 'mentee_before', in a file of 'mentee_after'. "
            "Keep 1 form in each file or sheet. Move these rows to a file of their own."
        ),
    ),
    (
        mentee(GOOD.strip(), row(respondent="B02") + ",and more"),
        (
            "3:16: ragged-row: This row has 16 cells, but the header has 15. "
            "Put text with a comma or a semicolon into quotation marks."
        ),
    ),
    (
        mentee(GOOD.strip(), row(respondent="B02", worries_text='"never closed')),
        (f"3:1: {BROKEN}"),
    ),
    *(
        (mentee(GOOD.strip(), row(respondent="B02", worries_text=text)), f"3:1: {ENDLESS}")
        for text in ("x" * 131_073, '"' + "never closed\n" * 11_000)
    ),
    (
        mentee(GOOD.strip(), header=HEADER).replace(",", "\t"),
        (
            "1:1: delimiter: The columns are separated by tabs or by another sign. "
            "Save it as CSV with commas or semicolons."
        ),
    ),
]


@pytest.mark.parametrize(("text", "line"), FILES, ids=[line[:28] for _, line in FILES])
def test_a_bad_file(text: str, line: str, folder: Path, lines: Lines) -> None:
    (folder / "a.csv").write_text(text, "utf-8", newline="")
    assert (
        next(found for found in lines() if "not-collected" not in found)
        == f"responses/a.csv:{line}"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("cell", "broken"), [("cohort,", "coh\rort,"), ("paper", "pa\rper")])
def test_a_stray_line_end_is_never_passed_over(
    end: str, cell: str, broken: str, folder: Path, read: Read
) -> None:
    text = mentee(GOOD.strip()).replace("\n", end).replace(cell, broken, 1)
    (folder / "a.csv").write_text(text, "utf-8", newline="")
    assert [problem.rule for problem in read().errors] == ["line-break"]


@pytest.mark.parametrize("name", ["version", "cohort"])
def test_a_missing_column_hides_no_other_fault(name: str, folder: Path, lines: Lines) -> None:
    place = HEADER.split(",").index(name)

    def without(text: str) -> str:
        cells = text.split(",")
        return ",".join(cells[:place] + cells[place + 1 :])

    rows = [
        GOOD.strip(),
        row(respondent="B02", sureness_tea="9"),
        row(respondent="B03", worries="maybe"),
    ]
    (folder / "a.csv").write_text(mentee(*map(without, rows), header=without(HEADER)), "utf-8")
    found = lines()
    assert [one.split(": ")[0].removeprefix("responses/a.csv:") for one in found] == [
        "1:1",
        "3:6",
        "4:13",
    ]
    assert f"Missing here: {name}." in found[0]


def test_all_faults_of_all_files_at_once(folder: Path, lines: Lines) -> None:
    (folder / "a.csv").write_text(
        mentee(
            row(cohort="x", sureness_tea="9"), row(respondent="é"), header=HEADER + ",extra"
        ).replace("Cold tea", "Cold tea,"),
        "utf-8",
    )
    (folder / "b.csv").write_text(mentee(row(version="")))
    found = [line.split(": ")[:2] for line in lines()]
    assert found == [
        ["responses/a.csv:1:16", "unknown-column"],
        ["responses/a.csv:2:2", "unknown-cohort"],
        ["responses/a.csv:2:7", "unknown-code"],
        ["responses/a.csv:3:1", "bad-respondent"],
        ["responses/b.csv:2:4", "version-not-accepted"],
    ]


def test_lines_are_physical_lines_where_texts_hold_line_ends(folder: Path, lines: Lines) -> None:
    text = '"one\ntwo\n\nthree, ""four"""'
    (folder / "a.csv").write_text(
        mentee(row(worries_text=text), "", row(respondent="B02", sureness_jokes="6"))
    )
    assert [line.split(": ")[0] for line in lines()] == ["responses/a.csv:7:13"]


def test_a_repeated_response_names_both_rows_over_files(
    folder: Path, read: Read, lines: Lines
) -> None:
    (folder / "a.csv").write_text(mentee(GOOD.strip(), row(respondent="B02")))
    (folder / "b.csv").write_text(
        mentee(row(respondent="B03"), row(respondent="B02"), row(respondent="B02", cohort="tea-2"))
    )
    assert lines() == [
        (
            "responses/b.csv:3:1: duplicate-response: 'B02' has answered 'mentee_after' in this "
            "cohort already: responses/a.csv:3:1. Keep the row that is right. "
            "If both belong to 1 person, check the paper forms."
        ),
        (
            "responses/b.csv:4:1: duplicate-response: 'B02' has answered 'mentee_after' in another "
            "cohort already: responses/a.csv:3:1. Keep the row that is right. If they are 2 "
            "people, write wardA-B02 and wardB-B02 on every form from each of them."
        ),
    ]
    skipped = read(skip_faulty=True).value
    assert skipped is not None
    assert skipped.skipped == 2
    assert sorted(skipped.answers["mentee_after"]["respondent"].tolist()) == ["B01", "B02", "B03"]


def test_what_stands_in_place_of_a_code_is_its_cohort_s_own(folder: Path, lines: Lines) -> None:
    """A placeholder, and the number on a sheet that is not linked, may come again elsewhere."""
    placeholder = "UNLINKED-001"
    (folder / "a.csv").write_text(
        mentee(row(respondent=placeholder), row(respondent=placeholder, cohort="tea-2"))
    )
    visit = "visit,1.1.0,45,online,1,0,,2026-05-11,\n"
    (folder / "visits.csv").write_text(f"{VISIT}S01,tea-1,{visit}S01,tea-2,{visit}")
    assert lines() == []
    (folder / "again.csv").write_text(mentee(row(respondent=placeholder)))
    (folder / "visits_again.csv").write_text(f"{VISIT}S01,tea-2,{visit}")
    assert [line.split(": ")[:2] for line in lines()] == [
        ["responses/again.csv:2:1", "duplicate-response"],
        ["responses/visits_again.csv:2:1", "duplicate-response"],
    ]


def test_a_faulty_row_is_still_seen_as_repeated(folder: Path, read: Read, lines: Lines) -> None:
    (folder / "a.csv").write_text(mentee(row(sureness_tea="8"), GOOD.strip()))
    assert [line.split(": ")[1] for line in lines()] == ["unknown-code", "duplicate-response"]
    skipped = read(skip_faulty=True)  # the faulty one is left out, so the other stands alone
    assert skipped.value is not None
    assert skipped.value.skipped == 1


def test_a_column_that_is_wholly_wrong_is_counted_not_listed(
    folder: Path, read: Read, lines: Lines
) -> None:
    rows = [row(respondent=f"B{number}", sureness_tea="8") for number in range(1200)]
    (folder / "a.csv").write_text(mentee(*rows))
    found = lines()
    assert len(found) == 21
    assert [line.split(": ")[0] for line in found[:20]] == [
        f"responses/a.csv:{line}:7" for line in range(2, 22)
    ]
    assert found[20] == (
        "responses/a.csv:22:7: more-faults: 1,180 more rows from here on have a fault in column "
        "'sureness_tea'. Correct those above first; the same remedy may do for all."
    )
    skipped = read(skip_faulty=True).value
    assert skipped is not None
    assert skipped.skipped == 1200


def test_what_is_accepted_with_a_warning(folder: Path, read: Read, lines: Lines) -> None:
    (folder / "a.csv").write_text(
        mentee(
            row(completed_on="11/05/2026"),
            row(respondent="B02", completed_on="1/6/2026", worries="no", worries_text="Well…"),
            row(respondent="B03", worries="", worries_text="Hm"),
            "",
            "," * 14,
        ),
        "utf-8",
    )
    (folder / "few.csv").write_text(
        "respondent,cohort,instrument,version,worries\nB09,tea-1,mentee_after,1.0.0,no\n"
    )
    (folder / "Preferences.CSV").write_bytes(b"\xff\xfe not to be opened")
    (folder / "header.csv").write_text(HEADER + "\n")
    assert lines() == [
        (
            "responses/Preferences.CSV:1:1: preferences: warning: There are preferences among "
            "the responses. They were not opened. Keep them apart: they name people, and no command on "
            "responses needs them."
        ),
        (
            "responses/a.csv:2:6: rewritten-date: warning: Dates in 'completed_on' as a spreadsheet "
            "rewrites them, read as day/month/year: 2 rows. Write year, month and day, such as "
            "2026-05-11, so that none can be mistaken."
        ),
        (
            "responses/a.csv:3:15: skipped-question: warning: 'worries_text' is answered, which the "
            "answer to 'worries' says to skip: 1 row. It is kept. Check that it was typed as it is on "
            "the paper."
        ),
        (
            "responses/few.csv:1:1: not-collected: warning: Not collected in this file: sureness_tea, "
            "sureness_cake, sureness_milk, sureness_cups, sureness_talk, sureness_songs, "
            "sureness_jokes, worries_text. They count as not asked, which is not the same as not answered. If they were asked, add the columns."
        ),
        (
            "responses/header.csv:1:1: no-rows: warning: A header and no rows. "
            "Delete the file if it stays so."
        ),
    ]
    value = read().value
    assert value is not None
    assert value.answers["mentee_after"]["sureness_tea"].tolist() == [0, 0, 0, -5]
    assert value.answers["mentee_after"]["worries"].tolist() == [0, 1, -1, 1]


def test_text_that_looks_like_a_formula_is_text(folder: Path, read: Read) -> None:
    (folder / "a.csv").write_text(
        mentee(
            row(worries_text="=1+1"),
            row(respondent="B02", worries_text="- none"),
            row(respondent="B03", worries_text="-97"),
            row(respondent="B04", worries_text="None"),
        )
    )
    parsed = read()
    assert parsed.problems == ()
    assert parsed.value is not None
    assert parsed.value.free_text == {"=1+1", "- none", "None"}


def test_check_characters_only_where_asked_for(
    folder: Path, tiny: object, read: Read, lines: Lines
) -> None:
    from generator.definitions.codebook import codebooks
    from generator.files.response_folder import read_responses

    (folder / "a.csv").write_text(
        mentee(
            row(respondent="A12425G-ABC1234002-M"),
            row(respondent="A12425G-ABC1243002-M"),
            row(respondent="UNLINKED-001"),
        )
    )
    assert lines() == []
    programme = tiny.programme.model_copy(update={"check_characters": True})  # type: ignore[attr-defined]
    books = codebooks(programme, tiny.instruments)  # type: ignore[attr-defined]
    found = outcome(read_responses, folder, programme, books).problems
    assert [(str(one.where), one.rule) for one in found] == [
        ("responses/a.csv:3:1", "check-character")
    ]


def test_two_processes_read_the_same(
    folder: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.files import response_folder

    for number in range(6):
        rows = [row(respondent=f"B{number}-{n}", sureness_tea=str(n % 5 + 1)) for n in range(40)]
        (folder / f"f{number}.csv").write_text(mentee(*rows, row(respondent="B0-0", mode="pen")))
    here = read(skip_faulty=True)
    monkeypatch.setattr(response_folder, "SHARE_FILES", 2)
    there = read(skip_faulty=True)
    assert here.problems == there.problems
    assert here.value is not None
    assert there.value is not None
    one, other = here.value.answers["mentee_after"], there.value.answers["mentee_after"]
    assert one["respondent"].tolist() == other["respondent"].tolist()
    assert one["sureness_tea"].tolist() == other["sureness_tea"].tolist()
    assert here.value.skipped == there.value.skipped == 6


def test_codes_that_differ_only_in_capitals_are_told_once(folder: Path, read: Read) -> None:
    (folder / "a.csv").write_text(
        mentee(row(respondent="Ab1"), row(respondent="AB1"), row(respondent="AB2"))
    )
    (folder / "b.csv").write_text(mentee(row(respondent="aB2", cohort="tea-2")))
    parsed = read()
    assert [str(problem.where) for problem in parsed.problems] == ["responses/a.csv:3:1"]
    assert parsed.problems[0].rule == "codes-alike"
    assert parsed.problems[0].fault == (
        "'AB1' differs from 'Ab1' in responses/a.csv:2:1 only in hyphens, capitals, noughts or signs that look alike. They count as 2 people."
    )
    assert parsed.value is not None


@pytest.mark.parametrize("typed", ["unlinked-001", "UNLINKED", "Unlinked_2", "UNL1NKED-03", "UNLNKED1",
                                   "UNLINKED-", "None", "n-a", "NoCode2", "--", "000", "xxx",
                                   "MISSING", "unknown-1"])  # fmt: skip
def test_a_word_for_a_missing_code_is_nobody(typed: str, folder: Path, lines: Lines) -> None:
    (folder / "a.csv").write_text(mentee(row(respondent=typed), row(respondent="UNLINKED-007")))
    (line,) = lines()
    assert line.startswith(f"responses/a.csv:2:1: no-code: '{typed}' is no code: ")
    assert "type UNLINKED-001" in line


def test_blanks_inside_of_a_code_are_taken_out(folder: Path, read: Read, lines: Lines) -> None:
    typed = ["PRCV T3CT", " K7RM\u00a04W DX ", "Q5W4E3"]
    (folder / "a.csv").write_text(mentee(*(row(respondent=one) for one in typed)))
    parsed = read()
    assert parsed.problems == ()
    assert parsed.value is not None
    (answers,) = (one for one in parsed.value.answers.values() if len(one))
    assert sorted(answers["respondent"]) == ["K7RM4WDX", "PRCVT3CT", "Q5W4E3"]
    (folder / "b.csv").write_text(mentee(row(respondent="PRCVT3CT"), row(respondent="Anna Lee")))
    again, name = sorted(lines())
    assert "duplicate-response" in again
    assert "'PRCVT3CT'" in again
    assert "bad-respondent: 'Anna Lee' is not a survey code" in name


@pytest.mark.parametrize(
    "typed", ["1.20E+05", "1E+05", "04-Mar", "Mar-04", "2026-03-04", "04/03/2026", "TRUE"]
)
def test_a_code_that_a_spreadsheet_changed_is_lost(typed: str, folder: Path, lines: Lines) -> None:
    (folder / "a.csv").write_text(mentee(row(respondent=typed)))
    (line,) = lines()
    assert f"a.csv:2:1: no-code: '{typed}' is no code: a spreadsheet has changed" in line


@pytest.mark.parametrize("typed", ["K7RM4WDX", "NONE7K", "MAR-04", "12E4", "1042", "NANCY", "UNITE9",
                                   "UNLINKED-001", "UNLINKED-ward-2", "X1", "NA7", "LOST-K7"])  # fmt: skip
def test_a_code_that_only_looks_like_that_is_one(typed: str, folder: Path, lines: Lines) -> None:
    (folder / "a.csv").write_text(mentee(row(respondent=typed)))
    assert lines() == []


@pytest.mark.parametrize("typed", [120000, 7.5, True, datetime.date(2027, 4, 3)])
def test_a_cell_that_is_no_text_has_lost_its_code(
    typed: object, folder: Path, lines: Lines
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in mentee(row(respondent="K7RM"), row(respondent="lost")).splitlines():
        sheet.append(line.split(","))
    sheet.cell(3, 1).value = typed  # type: ignore[union-attr]
    sheet.insert_rows(2)
    book.save(folder / "a.xlsx")
    (found,) = lines()
    assert found.startswith("responses/a.xlsx:Sheet!A4: no-code: ")
    assert "Format the column as Text, then type the code again from the paper." in found


@pytest.mark.parametrize(
    "listed", ["", "cohort,title,organisation,region,invited_mentors,invited_mentees\n"]
)
def test_without_cohorts_there_is_one_fault_and_not_one_a_row(
    folder: Path, lines: Lines, listed: str
) -> None:
    (folder / "cohorts.csv").unlink()
    if listed:
        (folder / "cohorts.csv").write_text(listed)
    (folder / "a.csv").write_text(mentee(row(respondent="A1"), row(respondent="A2")))
    (folder / "b.csv").write_text(mentee(row(respondent="A3", cohort="")))
    said = [line for line in lines() if "cohort" in line]
    assert [line.split(": ")[1] for line in said if "no-rows" not in line] == ["no-cohorts"]
    said = [line for line in lines(skip_faulty=True) if "no-cohorts" in line]
    assert len(said) == 1
    assert "warning" not in said[0]


def test_a_fault_in_an_answer_makes_nobody_look_withdrawn(folder: Path, lines: Lines) -> None:
    """Whose answers have a fault is not among those read, and has not left all the same."""
    themes = "respondent,cohort,role,wave,categories\nB01,tea-1,mentee,after,\n"
    (folder / "themes.csv").write_text(themes + "B02,tea-1,mentee,after,tme\n")
    (folder / "may.csv").write_text(mentee(GOOD.strip(), row(respondent="B02", sureness_tea="9")))
    wrong, category = lines()
    assert ": unknown-code: " in wrong
    assert "responses/themes.csv:3:5: unknown-category: " in category
    (folder / "themes.csv").write_text(themes + "B02,tea-1,mentee,after,\n")
    assert len(lines(skip_faulty=True)) == 1
    (folder / "may.csv").write_text(mentee(GOOD.strip()))
    (left,) = lines()
    assert left.startswith("responses/themes.csv:3:1: left-over: warning: ")
