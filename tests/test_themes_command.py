"""Free text from answers to results, as the data holder and two coders take it."""

from __future__ import annotations

import csv
import json
import shutil
import stat
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from generator.cli import main
from generator.coding.people import PRIVATE
from generator.disclosure.leak_gate import secrets
from generator.files import private_texts
from generator.files.leak_scan import scan_site
from generator.files.programme_folder import CACHE
from tests.libreoffice import saved_again
from tests.outcome import Screen

ROOT = Path(__file__).resolve().parents[1]
FEASIBILITY = ROOT / "examples" / "feasibility"


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("themes") / "programme"
    for name in ("instruments", "site_src"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


@pytest.fixture
def place(programme: Path, tmp_path: Path) -> Path:
    """Responses of their own, without anything coded."""
    shutil.copytree(FEASIBILITY, tmp_path / "responses")
    (tmp_path / "responses" / "themes.csv").unlink()
    return tmp_path


@pytest.fixture(scope="module")
def walked(programme: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both coders' workbooks and the agreed one, made once."""
    place = tmp_path_factory.mktemp("walked")
    shutil.copytree(FEASIBILITY, place / "responses")
    (place / "responses" / "themes.csv").unlink()
    return walk(programme, place)


@pytest.fixture
def coding(walked: Path, place: Path) -> Path:
    """A folder as it is once coders have agreed, beside the responses."""
    return Path(shutil.copytree(walked, place / "coding"))


def run(programme: Path, *words: str | Path) -> int:
    return main(["-C", str(programme), "themes", *map(str, words)])


def code(path: Path, *, apart: bool = False) -> None:
    """Code a workbook: by what the texts say, and one text otherwise where coders differ."""
    book = load_workbook(path)
    sheet = book["Coding"]
    head = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        text = str(row[head.index("text")].value)
        given = [name for word, name in (("time", "time"), ("rank", "hierarchy")) if word in text]
        if apart and "rank" in text:
            given = ["culture", "hierarchy"]
        for number, name in enumerate(given, 1):
            row[head.index(f"code {number}")].value = name
        if not given:
            row[head.index("uncodable")].value = "yes"
    book.save(path)


def through_libreoffice(path: Path) -> None:
    path.write_bytes(saved_again({"book": path.read_bytes()})["book"])


def walk(programme: Path, place: Path, *, office: bool = False) -> Path:
    """Take the walk up to the agreed workbook."""
    coding = place / "coding"
    assert run(programme, "units", place / "responses", "--output", coding) == 0
    for number, apart in ((1, False), (2, True)):
        code(coding / f"coder-{number}.xlsx", apart=apart)
    if office:
        through_libreoffice(coding / "coder-1.xlsx")
    assert run(programme, "agree", coding / "coder-1.xlsx", coding / "coder-2.xlsx") == 0
    book = load_workbook(coding / "agreed.xlsx")
    row = next(book["Coding"].iter_rows(min_row=2))
    head = [cell.value for cell in book["Coding"][1]]
    assert [row[head.index(name)].value for name in ("first coder", "second coder")] == [
        "hierarchy",
        "hierarchy; culture",
    ]
    row[head.index("code 1")].value = "hierarchy"
    book.save(coding / "agreed.xlsx")
    if office:
        through_libreoffice(coding / "agreed.xlsx")
    return coding


def people(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def counts(path: Path) -> Counter[tuple[str, str, str]]:
    return Counter((r["role"], r["wave"], c) for r in people(path) for c in r["categories"].split())


def returned(responses: Path) -> Counter[tuple[str, str, str]]:
    """Return who returned a form with open questions: role, wave and code."""
    found: Counter[tuple[str, str, str]] = Counter()
    for path in responses.glob("ment*.csv"):
        role, wave = path.stem.split("_", 1)
        found.update((role, wave, row["respondent"]) for row in people(path))
    return found


def expected() -> dict[tuple[str, str, str], int]:
    """Return people by what their texts say, straight from the answers."""
    found: dict[tuple[str, str, str], int] = {}
    for role, wave in (("mentor", "after_session"), ("mentee", "after_session")):
        text = (FEASIBILITY / f"{role}_{wave}.csv").read_text("utf-8-sig")
        for row in csv.DictReader(text.splitlines()):
            said = f"{row['useful_text']} {row['improve_text']}"
            for word, name in (("time", "time"), ("rank", "hierarchy")):
                key = (role, wave, name)
                found[key] = found.get(key, 0) + (word in said)
    return found


@pytest.mark.parametrize("office", [False, True], ids=["as-typed", "saved-by-LibreOffice"])
def test_the_whole_walk(programme: Path, place: Path, coding: Path, office: bool) -> None:
    if office:
        shutil.rmtree(coding)
        walk(programme, place, office=True)
    where = ("--responses", place / "responses")
    assert run(programme, "table", coding / "agreed.xlsx", *where) == 0
    table = counts(place / "responses" / "themes.csv")
    assert +Counter(expected()) == table
    rows = people(place / "responses" / "themes.csv")
    found = Counter((row["role"], row["wave"], row["respondent"]) for row in rows)
    assert found == returned(place / "responses")
    assert {row["cohort"] for row in rows} == {"gastro-pilot"}
    assert (place / "responses" / "themes_codebook.csv").is_file()
    assert "32 |" in (coding / "coreq.md").read_text("utf-8")
    assert main(["-C", str(programme), "check", "--responses", str(place / "responses")]) == 0


def test_what_is_written_is_for_its_owner_alone(programme: Path, place: Path, coding: Path) -> None:
    where = ("--responses", place / "responses")
    assert run(programme, "table", coding / "agreed.xlsx", *where) == 0
    assert stat.S_IMODE(coding.stat().st_mode) == 0o700
    for path in coding.iterdir():
        if not path.name.endswith(".xlsx"):  # those the test itself has saved again
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    for name in ("themes.csv", "themes_codebook.csv"):
        assert stat.S_IMODE((place / "responses" / name).stat().st_mode) == 0o600
    key = (coding / "key.csv").read_text("utf-8-sig").splitlines()
    secret = {row["respondent"] for row in csv.DictReader(key)}
    for name in ("coder-1.xlsx", "in-context.html", "coreq.md"):
        data = (coding / name).read_bytes()
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(coding / name) as parts:
                data = b"".join(parts.read(part) for part in parts.namelist())
        assert b"gastro-pilot" not in data, name
        assert not any(f">{code}<".encode() in data for code in secret), name


def test_agreement_as_json(programme: Path, place: Path, coding: Path, capsys: Screen) -> None:
    capsys.readouterr()
    words = (
        coding / "coder-1.xlsx",
        coding / "coder-2.xlsx",
        "--json",
        "--output",
        place / "again",
    )
    assert run(programme, "agree", *words) == 0
    lines = json.loads(capsys.readouterr().out)
    by_code = {line["code"]: line for line in lines}
    assert by_code["selection"]["kappa"] == "not estimable"
    assert by_code["culture"]["second_only"] == "1"
    assert by_code["all codes"]["texts"] == "20"


def test_nothing_private_goes_among_the_answers(
    programme: Path, place: Path, coding: Path, capsys: Screen
) -> None:
    answers = place / "responses"
    assert run(programme, "units", answers, "--output", answers / "coding") == 1
    table = ("table", coding / "agreed.xlsx", "--responses", answers, "--output")
    assert run(programme, *table, answers / "coding") == 1
    assert capsys.readouterr().err.count("must not be among the answers") == 2
    assert not (answers / "themes.csv").exists()


def test_faults_of_both_workbooks_are_told_at_once(
    programme: Path, coding: Path, tmp_path: Path, capsys: Screen
) -> None:
    for name in ("coder-1.xlsx", "coder-2.xlsx"):
        book = load_workbook(coding / name)
        book.worksheets[0]["G2"] = "nonsense"
        book.save(tmp_path / name)
    assert run(programme, "agree", tmp_path / "coder-1.xlsx", tmp_path / "coder-2.xlsx") == 1
    told = capsys.readouterr().err
    assert "coder-1.xlsx:Coding!G2: unknown-code" in told
    assert "coder-2.xlsx:Coding!G2: unknown-code" in told


def test_nothing_is_written_over(
    programme: Path, place: Path, coding: Path, capsys: Screen
) -> None:
    before = {path.name: path.read_bytes() for path in coding.iterdir()}
    assert run(programme, "units", place / "responses", "--output", coding) == 1
    assert run(programme, "agree", coding / "coder-1.xlsx", coding / "coder-2.xlsx") == 1
    assert "file-in-use" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in coding.iterdir()} == before
    table = ("table", coding / "agreed.xlsx", "--responses", place / "responses")
    assert run(programme, *table) == 0
    assert run(programme, *table) == 0, "it is ours"
    themes = place / "responses" / "themes.csv"
    themes.write_bytes(themes.read_bytes() + b"\r\n")
    assert run(programme, *table) == 1
    assert "To replace an older themes.csv, add --replace." in capsys.readouterr().err
    assert run(programme, *table, "--replace") == 0


def test_who_withdraws_leaves_and_what_comes_late_is_told(
    programme: Path, place: Path, coding: Path, capsys: Screen
) -> None:
    answers = place / "responses"
    table = ("table", coding / "agreed.xlsx", "--responses", answers, "--replace")
    assert run(programme, *table) == 0
    before = counts(answers / "themes.csv")
    assert "Left out" not in capsys.readouterr().out
    file = answers / "mentor_after_session.csv"
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    text = rows[0].index("improve_text")
    assert rows[3][text] == ""
    rows[3][text] = "Something late about time"
    del rows[1]  # M01, who wrote of time, and nothing else that counts here
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
    assert run(programme, *table) == 0
    told = capsys.readouterr().out
    assert "Left out: 2 texts" in told
    assert "Not coded: 1 answer" in told
    assert "Not counted yet" not in told  # M03 was there before, without this text
    after = counts(answers / "themes.csv")
    key = ("mentor", "after_session", "time")
    assert after == before - Counter([key])
    found = {row["respondent"] for row in people(answers / "themes.csv") if row["role"] == "mentor"}
    assert "M03" in found
    assert Counter(row["respondent"] for row in people(answers / "themes.csv"))["M01"] == sum(
        one[2] == "M01" for one in returned(answers)
    )
    assert "Somebody so senior" not in (coding / "in-context.html").read_text("utf-8")


def test_who_came_later_is_not_counted_whether_they_wrote_or_not(
    programme: Path, place: Path, coding: Path, capsys: Screen
) -> None:
    answers = place / "responses"
    file = answers / "mentor_after_session.csv"
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    wrote, silent = ["M08", *rows[1][1:]], ["M09", *rows[1][1:]]
    for name in ("useful_text", "improve_text"):
        silent[rows[0].index(name)] = ""
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([*rows, wrote, silent])
    table = ("table", coding / "agreed.xlsx", "--responses", answers)
    assert run(programme, *table) == 0
    told = capsys.readouterr().out
    assert "Not coded: 2 answers" in told
    assert "Not counted yet: 2 forms" in told
    assert {"M08", "M09"}.isdisjoint(row["respondent"] for row in people(answers / "themes.csv"))
    assert main(["-C", str(programme), "check", "--responses", str(answers)]) == 0
    (coding / "returned.csv").write_text("unit,form\n", "utf-8")
    assert run(programme, *table, "--replace") == 1
    assert "returned.csv:1:1: not-a-key" in capsys.readouterr().err


def test_forgetting_somebody_takes_them_out_of_the_categories(
    programme: Path, place: Path, coding: Path, capsys: Screen
) -> None:
    answers = place / "responses"
    table = ("table", coding / "agreed.xlsx", "--responses", answers)
    assert run(programme, *table) == 0
    before = people(answers / "themes.csv")
    assert any(row["respondent"] == "M01" for row in before)
    forget = ["-C", str(programme), "forget", "M01", "--responses", str(answers)]
    assert main(forget) == 0
    told = capsys.readouterr().out
    assert "themes.csv: " in told
    assert "in-context.html" in told
    assert people(answers / "themes.csv") == [row for row in before if row["respondent"] != "M01"]
    assert stat.S_IMODE((answers / "themes.csv").stat().st_mode) == 0o600
    assert main(["-C", str(programme), "check", "--responses", str(answers)]) == 0
    assert "left-over" not in capsys.readouterr().err
    assert main([*forget, "--confirm"]) == 0
    assert run(programme, *table, "--replace") == 0
    assert people(answers / "themes.csv") == [row for row in before if row["respondent"] != "M01"]


def test_names_are_taken_out(programme: Path, place: Path, capsys: Screen) -> None:
    words = ("--output", place / "coding", "--remove", place / "names.txt", "--coders", "1")
    (place / "names.txt").write_text("Mondays\nZoë Example\n", "utf-16")
    assert run(programme, "units", place / "responses", *words) == 1
    assert "not-utf-8" in capsys.readouterr().err
    (place / "names.txt").write_text("Mondays\nZoë Example\n", "utf-8")
    assert run(programme, "units", place / "responses", *words) == 0
    told = "Names that stand in no text: Zoë Example. Look at their spelling."
    assert told in capsys.readouterr().out
    sheet = load_workbook(place / "coding" / "coder-1.xlsx")["Coding"]
    texts = " ".join(str(row[5].value) for row in sheet.iter_rows(min_row=2))
    assert "to change on [name], and" in texts
    assert not (place / "coding" / "coder-2.xlsx").exists()


def test_the_gate_knows_workbooks_and_private_pages(
    programme: Path, place: Path, coding: Path
) -> None:
    """Each of them would be found in a site, the words of a workbook within its zip."""
    where = ("--responses", place / "responses")
    assert run(programme, "table", coding / "agreed.xlsx", *where) == 0
    texts = private_texts.private_texts(programme, programme / CACHE)
    assert "Seeing a handover from the other end of it." in texts
    wanted = secrets((), texts | {PRIVATE})
    for name in ("coder-2.xlsx", "agreed.xlsx", "in-context.html", "coreq.md"):
        site = place / f"site-{name}"
        site.mkdir()
        shutil.copy(coding / name, site)
        assert {finding.path for finding in scan_site(site, wanted, lambda _: False)} == {name}
