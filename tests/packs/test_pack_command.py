"""A cohort's pack: what is in it, what is refused, and what the return log says afterwards."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import page as validation
import pypdfium2
import pytest

from generator.cli import main
from generator.questionnaire.symbol import page_id
from generator.responses.check_character import has_valid_check_character
from tests.outcome import Screen
from tests.packs.conftest import home_in
from tests.packs.test_copies import PROFILES, pages

CARD = re.compile(r"\b([346789BCDFGHJKMNPQRTVWXY]{4})\s+([346789BCDFGHJKMNPQRTVWXY]{4})\b")
FORMS = ("sign_up", "mentee_before", "mentor_before", "mentee_after", "mentor_after", "visit")


def pack(home: Path, *more: str, cohort: str = "ward-a") -> int:
    return main(["-C", str(home), "pack", "--cohort", cohort, *more])


def bulk(home: Path) -> dict[str, Path]:
    """Return each form's file to print, by its form."""
    found = {}
    for path in (home / "packs/ward-a").rglob("* copies.pdf"):
        first = pages(path.read_bytes())[0][0]
        found[page_id(first).form if first else "sign_up"] = path
    return found


def cards(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        texts = [sheet.get_textpage().get_text_range() for sheet in document]
    return ["-".join(code) for text in texts for code in CARD.findall(text)]


def log(home: Path) -> list[str]:
    return (home / "records/return_log.csv").read_text("utf-8-sig").splitlines()


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with an ordinary pack."""
    home = home_in(tmp_path_factory.mktemp("packed"))
    assert pack(home) == 0
    return home


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with a pack whose forms have codes."""
    home = home_in(tmp_path_factory.mktemp("coded"))
    assert pack(home, "--with-codes") == 0
    return home


def test_a_pack_has_everything_in_the_right_numbers(packed: Path) -> None:
    found = bulk(packed)
    copies = {}
    for form, path in found.items():
        ids = [page_id(said) for said, _ in pages(path.read_bytes()) if said]
        copies[form] = {one.copy for one in ids}
        assert all(one.form == form and one.code == "" for one in ids)
        assert all([one.copy for one in ids].count(copy) == max(i.page for i in ids)
                   for copy in copies[form])  # fmt: skip
    assert {form: len(numbers) for form, numbers in copies.items() if form != "sign_up"} == {
        "mentee_before": 7, "mentor_before": 8, "mentee_after": 7, "mentor_after": 8, "visit": 7,
    }  # fmt: skip
    every = [copy for numbers in copies.values() for copy in numbers]
    assert len(every) == len(set(every))
    folder = packed / "packs/ward-a"
    assert {path.name for path in folder.glob("*.pdf")} == {
        "1 Cover note.pdf",
        "2 What to hand out when.pdf",
        "3 Code cards.pdf",
        "4 Reminders - day 7.pdf",
        "5 Reminders - day 14.pdf",
        "6 Return log.pdf",
    }
    own = cards(folder / "3 Code cards.pdf")
    assert len(own) == len(set(own)) == 6 + 5 + 2
    assert all(map(has_valid_check_character, own))


def test_papers_are_accessible_and_on_one_side(home: Path) -> None:
    assert pack(home, "--start", "2027-01-11") == 0
    for path in (home / "packs/ward-a").glob("*.pdf"):
        for profile in PROFILES:
            report = validation.validate_pdf(path, profile=profile)
            assert report.is_compliant, (path.name, report.failures)
        with pypdfium2.PdfDocument(path) as document:
            assert len(document) == (2 if "cards" in path.name else 1), path.name


def test_codes_are_on_the_card_and_on_every_form_of_that_person(coded: Path) -> None:
    folder = coded / "packs/ward-a"
    found = bulk(coded)
    for role, count in (("Mentors", 6), ("Mentees", 5)):
        own = cards(folder / f"3 Code cards - {role}.pdf")
        assert len(own) == count + 2
        for time in ("before", "after"):
            ids = [page_id(said) for said, _ in
                   pages(found[f"{role[:-1].lower()}_{time}"].read_bytes()) if said]  # fmt: skip
            printed = list(dict.fromkeys(one.code for one in ids))
            assert printed == [*sorted(own[:count]), ""], "people in order, then spares"
    assert {page_id(said).code for said, _ in pages(found["visit"].read_bytes()) if said} == {""}
    kept = b"".join(path.read_bytes() for path in coded.rglob("*")
                    if path.is_file() and path.suffix != ".pdf")  # fmt: skip
    assert not any(code.encode() in kept for code in cards(folder / "3 Code cards - Mentors.pdf"))


def test_separate_copies_are_those_of_the_file_to_print(home: Path) -> None:
    assert pack(home, "--separate", "--large-print") == 0
    folder = home / "packs/ward-a/Mentors/1 Before tea"
    (whole,) = folder.glob("* copies-large-print.pdf")
    single = sorted((folder / "A mentor before tea - separate-large-print").glob("*.pdf"))
    assert [path.stem for path in single] == [f"{n:03}" for n in range(1, 9)]
    together = [said for said, _ in pages(whole.read_bytes()) if said]
    assert [said for path in single for said, _ in pages(path.read_bytes())] == together
    for path in single:
        assert all(validation.validate_pdf(path, profile=one).is_compliant for one in PROFILES)


# --- the papers ---------------------------------------------------------------------------


def words(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        text = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
    return " ".join(text.split())


def test_spare_cards_say_so_where_codes_are_on_forms(coded: Path) -> None:
    folder = coded / "packs/ward-a"
    said = words(folder / "3 Code cards - Mentors.pdf")
    assert said.count("Spare: your survey code") == 2
    assert said.count("It stands on your forms already") == 6
    assert said.count("Write this code on each form") == 2
    assert "that is not marked as spare" in words(folder / "1 Cover note.pdf")


def test_ordinary_cards_are_all_alike(packed: Path) -> None:
    assert "Spare:" not in words(packed / "packs/ward-a/3 Code cards.pdf")


def test_a_second_pack_in_large_print_says_for_whom_and_makes_no_cards_again(home: Path) -> None:
    few = ("--large-print", "--mentors", "2", "--mentees", "1", "--output")
    assert pack(home) == 0
    assert pack(home, *few, "large") == 0
    assert not list((home / "large").glob("3 *"))
    cover = words(home / "large/1 Cover note.pdf")
    assert "only for people who asked for large print" in cover
    assert "no code cards in this pack" in cover
    assert "its codes stand together" not in cover
    assert "its codes stand together" in words(home / "packs/ward-a/1 Cover note.pdf")
    clerk = words(home / "large/2 What to hand out when.pdf")
    assert "only for people who asked for large print" in clerk
    assert "in place of ordinary ones" in words(home / "large/6 Return log.pdf")
    assert pack(home, *few, "coded", "--with-codes") == 0
    assert len(cards(home / "coded/3 Code cards - Mentors.pdf")) == 4
    assert "draws none of the ordinary ones" in words(home / "coded/1 Cover note.pdf")


def test_a_first_pack_in_large_print_has_its_cards(home: Path) -> None:
    assert pack(home, "--large-print") == 0
    assert len(cards(home / "packs/ward-a/3 Code cards.pdf")) == 13
    assert "only for people who asked" not in words(home / "packs/ward-a/1 Cover note.pdf")


def test_the_papers_and_the_log_count_the_same(packed: Path) -> None:
    sheet = words(packed / "packs/ward-a/6 Return log.pdf")
    assert log(packed)[0].replace(",", " ") in sheet
    for form in FORMS:
        assert form in sheet
    clerk = words(packed / "packs/ward-a/2 What to hand out when.pdf")
    assert "Count only spares that you really hand out" in clerk


# --- the return log -----------------------------------------------------------------------


def test_what_is_issued_is_in_the_log_once(home: Path, capsys: Screen) -> None:
    assert pack(home) == 0
    people = {"sign_up": 6, "mentor_before": 6, "mentor_after": 6}
    people |= {"mentee_before": 5, "mentee_after": 5, "visit": 5}
    assert log(home) == [
        "date,cohort,instrument,issued,returned,spoiled",
        *(f",ward-a,{form},{people[form]},," for form in FORMS),
    ]
    before = log(home)
    assert pack(home) == 1, "the folder is there already"
    assert log(home) == before
    assert pack(home, "--output", "again") == 0
    assert log(home) == before
    assert "nothing was added" in capsys.readouterr().err
    assert pack(home, "--output", "more", "--mentors", "8") == 0
    assert log(home) == [*before, *(f",ward-a,{form},2,," for form in
                                    ("sign_up", "mentor_before", "mentor_after"))]  # fmt: skip


def test_of_two_packs_at_once_neither_loses_what_the_other_wrote(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Screen
) -> None:
    file = home / "records/return_log.csv"

    def filled(*_: Any) -> None:
        file.write_text("cohort,instrument,issued\nward-a,consent,3\n", "utf-8")

    monkeypatch.setattr("generator.commands.pack.fill", filled)
    assert pack(home) == 1
    said = capsys.readouterr().err
    assert "records/return_log.csv:1:1: log-changed: Another command" in said
    assert "Run this again." in said
    assert file.read_text("utf-8").endswith("consent,3\n")
    assert not (home / "packs").exists()


def test_status_reads_what_was_issued(packed: Path, capsys: Screen) -> None:
    assert main(["-C", str(packed), "status", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert '"issued": 6' in json.dumps(said)


def test_a_log_that_is_a_workbook_stays_as_it_is(home: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["cohort", "instrument", "issued", "returned"])
    book.active.append(["ward-a", "mentor_before", 4, 1])
    book.save(home / "records/return_log.xlsx")
    kept = (home / "records/return_log.xlsx").read_bytes()
    assert pack(home) == 0
    assert (home / "records/return_log.xlsx").read_bytes() == kept
    assert ",ward-a,mentor_before,2,," in log(home)


def test_a_log_with_faults_is_told_and_nothing_is_written(home: Path, capsys: Screen) -> None:
    text = "cohort,instrument,issued,returned\nward-a,mentor_befor,some,\n"
    (home / "records/return_log.csv").write_text(text)
    assert pack(home) == 1
    told = capsys.readouterr().err
    assert "mentor_befor" in told
    assert "'some' is not a number" in told
    assert (home / "records/return_log.csv").read_text() == text
    assert not (home / "packs").exists()


@pytest.mark.parametrize("command", [("pack", "--cohort", "ward-a"), ("cards", "--count", "2")])
def test_a_private_folder_of_any_name_stays_out_of_repositories(
    home: Path, command: tuple[str, ...]
) -> None:
    assert main(["-C", str(home), *command, "--output", "large"]) == 0
    assert (home / "large/.gitignore").read_text("ascii") == "*\n"


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cohort", "more", "rule"),
    [
        ("ward-q", (), "unknown-cohort"),
        ("../ward-a", (), "unknown-cohort"),
        ("ward-b", (), "no-number"),
        ("ward-c", (), "nobody-invited"),
        ("ward-d", (), "too-many-people"),
        ("ward-a", ("--output", "records"), "folder-in-use"),
        ("ward-a", ("--language", "cy"), "unknown-language"),
        ("ward-a", ("--start", "2027-01-12"), "start-day"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(
    home: Path, cohort: str, more: tuple[str, ...], rule: str, capsys: Screen
) -> None:
    before = sorted(home.rglob("*"))
    assert pack(home, *more, cohort=cohort) == 1
    assert f" {rule}: " in capsys.readouterr().err
    new = {path for path in set(home.rglob("*")) - set(before) if ".cache" not in path.parts}
    assert not new


def test_every_mistake_is_told_at_once(home: Path, capsys: Screen) -> None:
    assert pack(home, "--language", "cy", "--output", "site", cohort="ward-b") == 1
    told = capsys.readouterr().err
    for rule in ("unknown-language", "under-the-site", "no-number"):
        assert rule in told


def test_numbers_may_be_named_where_the_list_has_none(home: Path) -> None:
    assert pack(home, "--mentors", "3", "--output", "b", cohort="ward-b") == 0
    assert ",ward-b,mentor_before,3,," in log(home)
    assert ",ward-b,mentee_before,4,," in log(home)


def test_without_a_list_of_cohorts_it_says_where_to_write_one(home: Path, capsys: Screen) -> None:
    (home / "records/cohorts.csv").unlink()
    assert pack(home) == 1
    assert "1 row for each cohort" in capsys.readouterr().err
