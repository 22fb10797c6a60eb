"""Answers for other programs: each file read again by the program's own library, cell by cell."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyreadstat
import pytest
import yaml
from csvw import CSVW
from frictionless import Package

from generator.cli import main
from generator.commands.export import FOR_ANSWERS
from generator.definitions.problem import RefusedError
from generator.exchange.data import r as r_file
from generator.exchange.data import targets
from generator.exchange.data.records import Records, records
from generator.exchange.data.spss import MOST_LABEL, MOST_VALUE_LABEL, cut
from generator.exchange.data.targets import made_for
from generator.inputs import load, read
from tests.exchange.forms import EVERYTHING, add_to
from tests.small_programme import small_programme

COHORTS = "cohort,title,organisation,region\nspring,Spring,Trust,North\nautumn,Autumn,Trust,North\n"
#: Texts that some program takes for something else.
TEXTS = (
    '=HYPERLINK("http://example.org")', "NA", 'a "quoted", word', "two\nlines", "ŵ 😀", "-97",
    "ŵ" * 20_000, "'=1", "", "N/A", "0012", "TRUE",
)  # fmt: skip
LONG_QUESTION, LONG_LABEL = "Why? " + "ŵ" * 200, "Outside " + "ŵ" * 80


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small programme with the form of everything, and a row for each text and gap."""
    folder = small_programme(tmp_path_factory.mktemp("answers"))
    everything = EVERYTHING.replace("Why there?", LONG_QUESTION).replace("Outside", LONG_LABEL)
    (folder / "instruments/everything.yml").write_text(everything, "utf-8")
    path = folder / "instruments/programme.yml"
    raw = yaml.safe_load(path.read_text("utf-8"))
    add_to(raw)
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    answers = folder / "responses"
    answers.mkdir()
    (answers / "cohorts.csv").write_text(COHORTS, "utf-8")
    (answers / "all.csv").write_bytes(_everything())
    return folder


HEAD = (
    "respondent,cohort,instrument,version,completed_on,grasp,sureness_tea,minutes,held_on,"
    "drinks___tea,drinks___hot_chocolate,drinks___3,place,mood"
)
ROWS = """\
-K1,spring,everything,1.0.0,2/3/2026,4,1,45,2026-05-11,1,0,0,online,9
K2,autumn,everything,1.0.0,2026-03-02,-97,-98,-99,-97,-98,-98,-98,-99,-98
K3,autumn,everything,1.0.0,,,,,,,,,,
{code},spring,everything,1.0.0,2026-03-02,5,2,5,2026-03-02,0,1,0,outside,2
"""


def _everything() -> bytes:
    *first, other = ROWS.splitlines()
    lines = [*first, *(other.format(code=f"K{4 + n}") for n in range(len(TEXTS) - len(first)))]
    head, *rows = [line.split(",") for line in (HEAD, *lines)]
    head.append("place_text")
    written = io.StringIO(newline="")
    csv.writer(written).writerows(
        [head, *([*row, text] for row, text in zip(rows, TEXTS, strict=True))]
    )
    return written.getvalue().encode()


def every(programme: Path) -> tuple[Records, ...]:
    definitions = load(programme, [])
    responses = read(
        programme, definitions, programme / "responses", [], themes=False, everything=True
    )
    return records(definitions, responses)


@pytest.fixture(scope="module")
def one(programme: Path) -> Records:
    (found,) = every(programme)
    return found


def files(target: str, one: Records, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in made_for(target, [one], "tiny", "en").files.items():
        (folder / name).write_bytes(content)
    return folder


def notes(target: str, one: Records) -> str:
    return "\n".join(made_for(target, [one], "tiny", "en").notes)


def test_records_hold_what_was_typed_in_the_order_of_the_codebook(one: Records) -> None:
    cells = one.cells
    assert [field.name for field in one.fields] == list(cells)
    assert cells["respondent"].tolist()[:3] == ["-K1", "K2", "K3"]
    assert cells["cohort"].tolist()[:3] == ["spring", "autumn", "autumn"]
    assert cells["completed_on"].tolist()[:3] == ["2026-03-02", "2026-03-02", ""]
    assert cells["mood"].tolist()[:4] == ["9", "-98", "", "2"]
    assert cells["minutes"].tolist()[:4] == ["45", "-99", "", "5"]
    assert cells["place_text"].tolist() == list(TEXTS)
    assert "mode" not in cells, "in no file"
    assert "remark" in one.not_collected["responses/all.csv"]
    assert set(cells["remark"]) == {""}


def test_every_program_is_told_what_was_not_collected(one: Records) -> None:
    for target in FOR_ANSWERS:
        assert "responses/all.csv does not have, so empty there: sureness_cake" in notes(
            target, one
        )
        assert notes(target, one).startswith("Not protected")


# SPSS


def spss(one: Records, folder: Path) -> tuple[Any, Any]:
    path = files("spss", one, folder / "spss") / "everything.sav"
    return pyreadstat.read_sav(path, user_missing=True)


def test_spss_has_names_labels_missing_values_and_measures(one: Records, tmp_path: Path) -> None:
    _, about = spss(one, tmp_path)
    assert about.column_names == [field.name for field in one.fields]
    labels = about.variable_value_labels
    gaps = {-97.0: "not applicable", -98.0: "preferred not to say", -99.0: "unreadable"}
    assert labels["grasp"] == {
        1: "Very unsure", 2: "Unsure", 3: "In between", 4: "Sure", 5: "Very sure", **gaps,
    }  # fmt: skip
    assert labels["place"][1.0] == "In the tea room"
    assert labels["place"][3.0] == cut(LONG_LABEL, MOST_VALUE_LABEL)
    assert labels["minutes"] == gaps
    for name in ("grasp", "place", "minutes", "drinks___tea"):
        ranges = about.missing_ranges[name]
        assert sorted(one["lo"] for one in ranges) == [-99, -98, -97]
        assert all(one["lo"] == one["hi"] for one in ranges)
    measures = about.variable_measure
    assert [measures[name] for name in ("grasp", "mood", "place", "minutes", "held_on")] == [
        "ordinal", "nominal", "nominal", "scale", "scale",
    ], "an answer that stands apart has no place in an order"  # fmt: skip
    assert about.original_variable_types["held_on"] == "EDATE10"
    assert about.original_variable_types["grasp"] == "F8.0"
    assert about.column_names_to_labels["grasp"] == "How sure are you of your role?"
    assert about.file_label == "Everything"


def test_spss_has_every_cell(one: Records, tmp_path: Path) -> None:
    frame, _ = spss(one, tmp_path)
    cells = one.cells
    assert frame["respondent"].tolist() == cells["respondent"].tolist()
    for name in ("grasp", "mood", "minutes", "sureness_tea", "drinks___tea"):
        wanted = [None if cell == "" else float(cell) for cell in cells[name]]
        assert [None if cell != cell else cell for cell in frame[name]] == wanted
    codes = {"tea_room": 1, "online": 2, "outside": 3, "-99": -99, "": None}
    assert [None if c != c else c for c in frame["place"]] == [codes[c] for c in cells["place"]]
    assert next(c for c in frame["held_on"] if c == c and c is not None) == date(2026, 5, 11)
    texts = frame["place_text"].tolist()
    for text, kept in zip(TEXTS, texts, strict=True):
        assert kept == (text if len(text) < 20_000 else cut(text, 32_767))


def test_spss_says_what_it_changed(one: Records) -> None:
    told = notes("spss", one)
    assert "everything, place: tea_room is 1, online is 2, outside is 3." in told
    assert "gaps of dates have no place in SPSS and are empty: held_on (1)." in told
    assert "gaps of texts stand there as texts, not as missing: place_text (1)." in told
    assert f"place_text: the question is cut, as SPSS holds {MOST_LABEL} bytes" in told
    assert f"is cut to {MOST_VALUE_LABEL} bytes" in told
    assert "place_text: cut to 32,767 bytes: 1." in told


def test_labels_are_never_cut_in_silence_or_inside_a_letter() -> None:
    for most in range(4, 30):
        for text in ("ŵ" * 20, "😀" * 9, "plain text that is long enough"):
            made = cut(text, most)
            assert len(made.encode()) <= most
            assert made == text or made.endswith("…")
            assert text.startswith(made.rstrip("…"))


def test_a_file_of_spss_comes_back_as_it_went_out(
    programme: Path, one: Records, tmp_path: Path
) -> None:
    """By ``mentoring import``: all but the gaps of dates, and what SPSS has no room for."""
    path = files("spss", one, tmp_path / "spss") / "everything.sav"
    again = tmp_path / "again"
    again.mkdir()
    (again / "cohorts.csv").write_text(COHORTS, "utf-8")
    words = ["-C", str(programme), "import", str(path), "--form", "everything"]
    words += ["--responses", str(again)]
    assert main(words) == 0
    made = Path(f"{path}.map.yml")
    decided = made.read_text("utf-8").replace('": "?"', '": outside')
    made.write_text(decided, "utf-8")  # the answer whose words are cut
    assert main([*words, "--map", str(made)]) == 0
    definitions = load(programme, [])
    read_again = read(programme, definitions, again, [], themes=False, everything=True)
    (back,) = records(definitions, read_again)
    assert back.cells["respondent"].tolist() == sorted(one.cells["respondent"])
    went, came = (each.cells.set_index("respondent").sort_index() for each in (one, back))
    for name in [field.name for field in one.fields if not field.own]:
        wanted = went[name].tolist()
        if name == "held_on":
            wanted = ["" if cell == "-97" else cell for cell in wanted]
        elif name == "place_text":
            wanted = [cut(cell, 32_767) for cell in wanted]
        assert came[name].tolist() == wanted, name


# Frictionless and CSVW


def test_frictionless_finds_the_package_valid_and_a_changed_cell_not(
    one: Records, tmp_path: Path
) -> None:
    folder = files("frictionless", one, tmp_path / "f")
    found = Package(str(folder / "datapackage.json"))
    assert found.validate().valid
    schema = json.loads((folder / "datapackage.json").read_bytes())["resources"][0]["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["grasp"]["constraints"]["enum"] == [1, 2, 3, 4, 5]
    assert fields["grasp"]["categoriesOrdered"] is True
    assert fields["minutes"]["constraints"] == {"minimum": 5, "maximum": 90}
    assert fields["place"]["type"] == "string"
    assert schema["missingValues"] == ["", "-97", "-98", "-99"]
    assert "-98 preferred not to say" in fields["place"]["description"]
    for old, new in ((",45,", ",95,"), (",online,", ",offline,"), ("2026-05-11", "2026-13-11")):
        path = folder / "everything.csv"
        whole = path.read_text("utf-8")
        assert old in whole
        path.write_text(whole.replace(old, new, 1), "utf-8")
        assert not Package(str(folder / "datapackage.json")).validate().valid, new
        path.write_text(whole, "utf-8")


def test_csvw_finds_the_table_valid_and_a_changed_cell_not(one: Records, tmp_path: Path) -> None:
    folder = files("csvw", one, tmp_path / "c")
    about = str(folder / "everything.csv-metadata.json")
    assert CSVW(about, validate=True).is_valid
    for old, new in ((",45,", ",95,"), (",online,", ",offline,"), ("2026-05-11", "2026-13-11")):
        path = folder / "everything.csv"
        whole = path.read_text("utf-8")
        path.write_text(whole.replace(old, new, 1), "utf-8")
        assert not CSVW(about, validate=True).is_valid, new
        path.write_text(whole, "utf-8")


def test_tables_hold_every_cell_and_no_formula(one: Records, tmp_path: Path) -> None:
    for target in ("csvw", "frictionless", "r"):
        text = made_for(target, [one], "tiny", "en").files["everything.csv"].decode()
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        assert head == list(one.cells)
        assert len(rows) == len(TEXTS)
        texts = [row[head.index("place_text")] for row in rows]
        assert texts == [f"'{text}" if text.startswith("=") else text for text in TEXTS]
        assert rows[0][head.index("respondent")] == "-K1", "a survey code stays as it is"
        assert "formulas begin so: 1 text." in notes(target, one)


# Parquet


def test_parquet_has_every_cell_its_kinds_and_the_gaps_beside_it(
    one: Records, tmp_path: Path
) -> None:
    folder = files("parquet", one, tmp_path / "p")
    table = pq.read_table(folder / "everything.parquet")
    kinds = {name: str(table.schema.field(name).type) for name in table.column_names}
    assert [kinds[n] for n in ("grasp", "minutes", "held_on", "place", "place_text")] == [
        "int16", "int32", "date32[day]", "string", "string",
    ]  # fmt: skip
    assert table["mood"].to_pylist()[:4] == [9, None, None, 2]
    texts = [None if text in ("", "-97") else text for text in TEXTS]
    assert table["place_text"].to_pylist() == texts, "no text is cut, or taken for missing"
    about = json.loads(table.schema.metadata[b"mentoring"])
    assert about["columns"]["place"]["answers"]["online"] == "Online"
    gaps = pq.read_table(folder / "everything-gaps.parquet").to_pylist()
    found = {(row["respondent"], row["column"]): row["gap"] for row in gaps}
    assert found[("K2", "held_on")] == -97
    assert found[("K2", "drinks___tea")] == -98
    assert found[("K6", "place_text")] == -97
    held = sum(int(one.cells[f.name].isin(["-97", "-98", "-99"]).sum()) for f in one.fields)
    assert len(gaps) == held


# R


def test_the_script_for_r_is_plain_and_names_every_column(one: Records) -> None:
    made = made_for("r", [one], "tiny", "en").files["read_everything.R"]
    script = made.decode("ascii")
    for field in one.fields:
        assert script.count(r_file.text(field.name)) >= 1
    assert "\\u0175" in script, "letters of other languages in any locale"
    assert "levels = codes, labels = labels" in script


# The command


def command(programme: Path, *words: str) -> int:
    return main(["-C", str(programme), "export", *words])


@pytest.mark.parametrize("target", FOR_ANSWERS)
def test_the_command_writes_for_its_owner_alone(
    target: str, programme: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    output = tmp_path / "out"
    assert command(programme, "--to", target, "--output", str(output)) == 0
    told = capsys.readouterr()
    assert "12 answered forms of 1 form" in told.out
    assert "Not protected" in told.err
    for path in output.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600 or sys.platform == "win32"
    assert (output / "read-me-first.txt").read_text("utf-8-sig").count("Not protected") == 1
    assert command(programme, "--to", target, "--output", str(output)) == 0, "its own files"
    (output / "read-me-first.txt").write_text("mine", "utf-8")
    assert command(programme, "--to", target, "--output", str(output)) == 1
    assert "--force" in capsys.readouterr().err
    assert command(programme, "--to", target, "--output", str(output), "--force") == 0


@pytest.mark.parametrize("place", ["site/data", "site_src/data", "site-preview", "responses/spss"])
def test_answers_go_into_no_site_and_not_among_the_answers(
    place: str, programme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(programme, "--to", "r", "--output", place) == 1
    told = capsys.readouterr().err
    assert "Nothing was written." in told
    assert not (programme / place).exists()


def test_forms_that_are_not_there_or_hold_names_are_refused(
    programme: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for target in ("redcap", "r"):
        words = ["--to", target, "--output", str(tmp_path / "x"), "sign_up", "everythin"]
        assert command(programme, *words) == 1
        told = capsys.readouterr().err
        assert "named-form" in told
        assert "Did you mean 'everything'?" in told
    assert command(programme, "mentee_after", "--to", "r", "--output", str(tmp_path / "x")) == 1
    assert "No answers came back to these forms." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        command(programme, "--to", "redcap")


@pytest.mark.parametrize("target", ["redcap", "xlsform", "limesurvey", "qualtrics", "word", "fhir"])
def test_forms_are_written_with_what_to_set_by_hand(
    target: str, programme: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    output = tmp_path / "out"
    assert command(programme, "--to", target, "--output", str(output)) == 0
    told = capsys.readouterr()
    assert "6 forms for" in told.out
    listed = (output / f"{target}-by-hand.txt").read_text("utf-8-sig")
    general, _, each = listed.partition("\n\n")[2].partition("\n\n")
    assert all(line in told.err for line in general.splitlines())
    named = re.findall(r"^(\S+\.\w+)$", each, re.M)
    assert {*named} <= {path.name for path in output.iterdir()}
    assert len(list(output.iterdir())) == 7
    assert command(programme, "visit", "--to", target, "--output", str(tmp_path / "1")) == 0
    assert len(list((tmp_path / "1").iterdir())) == 2


def test_without_its_library_the_command_says_what_to_install(
    one: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(RefusedError) as refused:
        targets.made_for("spss", [one], "tiny", "en")
    (problem,) = refused.value.problems
    assert 'pip install "mentoring[spss]"' in problem.remedy
