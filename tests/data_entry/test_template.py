"""mentoring template as its users run it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.data_entry.conftest import run
from tests.outcome import Screen


def test_every_form_that_is_read_back_has_a_sheet(programme: Path, capsys: Screen) -> None:
    assert run(programme, "template --output entry") == 0
    assert "data-entry.xlsx (5 sheets) and codebook.csv in entry." in capsys.readouterr().out
    book = load_workbook(programme / "entry/data-entry.xlsx")
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert shown == ["mentor_before", "mentor_after", "mentee_before", "mentee_after", "visit"]
    assert "sign_up" not in book.sheetnames  # it holds names
    names = [cell.value for cell in book["mentor_before"][1]]
    assert names[:2] == ["respondent", "cohort"]
    assert names[-4:] == ["mode", "language", "version", "instrument"]
    third = {name: cell.value for name, cell in zip(names, book["mentor_before"][3], strict=True)}
    assert third["cohort"] == "tea-1"
    assert (third["mode"], third["language"]) == ("paper", "en")
    assert (third["instrument"], third["version"]) == ("mentor_before", "1.0.0")
    assert third["respondent"] is None
    assert book["mentor_before"].max_row == 2 + 110  # everybody invited, and twenty over
    assert book["mentee_before"].max_row == 2 + 40


def test_the_codebook_names_every_column(programme: Path) -> None:
    assert run(programme, "template visit --output entry") == 0
    text = (programme / "entry/codebook.csv").read_text("utf-8-sig")
    rows = {row["column"]: row for row in csv.DictReader(text.splitlines())}
    assert {row["form"] for row in rows.values()} == {"visit"}
    assert rows["minutes"]["type"] == "number"
    assert (rows["minutes"]["minimum"], rows["minutes"]["maximum"]) == ("0", "600")
    assert rows["place"]["codes"] == "tea_room | online"
    assert rows["place"]["labels"] == "In the tea room | Online"
    assert rows["drinks___tea"]["item"] == "drinks"
    assert rows["respondent"]["missing"] == "required"
    assert "-99 unreadable" in rows["place"]["missing"]
    assert rows["minutes"]["accepts"] == "1.1.0 | 1.0.0"


def test_conditions_stand_in_the_codebook(programme: Path) -> None:
    assert run(programme, "template mentee_after --output entry") == 0
    text = (programme / "entry/codebook.csv").read_text("utf-8-sig")
    rows = {row["column"]: row for row in csv.DictReader(text.splitlines())}
    assert rows["worries_text"]["condition"] == "asked where worries is “Yes”"


def test_an_untouched_template_among_the_responses_is_no_fault(
    programme: Path, capsys: Screen
) -> None:
    assert run(programme, "template --output responses") == 0
    book = Workbook()
    for row in csv.reader(
        (programme / "responses/codebook.csv").read_text("utf-8-sig").splitlines()
    ):
        book.worksheets[0].append(row)
    book.save(programme / "responses/codebook, opened in Excel.xlsx")
    capsys.readouterr()
    shutil.copy(Path(__file__).parents[2] / "mkdocs.yml", programme)
    (programme / "site_src").mkdir()
    run(programme, "check --responses responses")
    assert "responses/" not in capsys.readouterr().out


def test_a_workbook_that_was_typed_into_is_never_written_over(
    programme: Path, capsys: Screen
) -> None:
    place = programme / "entry/data-entry.xlsx"
    assert run(programme, "template visit --output entry") == 0
    assert run(programme, "template --output entry") == 0, "nobody has typed into it"
    book = load_workbook(place)
    book.worksheets[-1].cell(6, 1).value = "V1"
    book.save(place)
    before = place.read_bytes()
    assert run(programme, "template --output entry") == 1
    told = capsys.readouterr().err
    assert "entry/data-entry.xlsx:1:1: file-in-use:" in told
    assert "--output DIR" in told
    assert "--force" not in told
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    ("form", "said"),
    [("visits", "unknown-form: There is no form 'visits'. Did you mean 'visit'?"),
     ("sign_up", "named-form: 'sign_up' is on paper only")],
)  # fmt: skip
def test_forms_that_cannot_be_typed(form: str, said: str, programme: Path, capsys: Screen) -> None:
    assert run(programme, f"template {form} --output entry") == 1
    assert said in capsys.readouterr().err
    assert not (programme / "entry").exists()
