"""The sheets of code cards: all codes on them, and nothing written anywhere else."""

from __future__ import annotations

import re
from pathlib import Path

import page as validation
import pypdfium2
import pytest

from generator.cli import main
from generator.packs import codes
from generator.responses.check_character import has_valid_check_character
from tests.small_programme import small_programme

CODE = re.compile(r"\b([346789BCDFGHJKMNPQRTVWXY]{4})\s+([346789BCDFGHJKMNPQRTVWXY]{4})\b")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return small_programme(tmp_path)


def texts(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [sheet.get_textpage().get_text_range() for sheet in document]


def test_ten_to_a_sheet_and_nothing_else_is_written(home: Path) -> None:
    before = {path for path in home.rglob("*") if ".cache" not in path.parts}
    assert main(["-C", str(home), "cards", "--count", "23"]) == 0
    sheets = texts(home / "cards/code-cards.pdf")
    found = [["".join(code) for code in CODE.findall(sheet)] for sheet in sheets]
    assert [len(sheet) for sheet in found] == [10, 10, 3]
    flat = [code for sheet in found for code in sheet]
    assert len(set(flat)) == 23
    assert all(map(has_valid_check_character, flat))
    after = {path for path in home.rglob("*") if ".cache" not in path.parts}
    made = {"cards", "cards/code-cards.pdf", "cards/.gitignore"}
    assert after - before == {home / name for name in made}
    kept = b"".join(path.read_bytes() for path in home.rglob(".cache/**/*") if path.is_file())
    assert not any(code.encode() in kept for code in flat)


def test_cards_are_accessible(home: Path) -> None:
    assert main(["-C", str(home), "cards", "--count", "12"]) == 0
    pdf = home / "cards/code-cards.pdf"
    for profile in (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_2A):
        report = validation.validate_pdf(pdf, profile=profile)
        assert report.is_compliant, report.failures


@pytest.mark.parametrize("count", ["0", "-3", "many", "1e9", "12001", "99999999999999"])
def test_absurd_counts_are_wrong_usage(home: Path, count: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["-C", str(home), "cards", "--count", count])
    assert stopped.value.code == 2


def test_a_code_among_the_answers_is_not_given_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chance would repeat one in 2 billion draws: here it is made to try."""
    first, second = (code.replace("-", "") for code in codes.new_codes(2))
    simulate = ["simulate", "--cohorts", "1", "--pairs", "5", "--output", "responses"]
    simulate += ["--seed", "a"]
    assert main(["-C", str(home), *simulate]) == 0
    answers = next((home / "responses").rglob("mentor_before*.csv"))
    lines = answers.read_text("utf-8-sig").splitlines()
    lines[1] = ",".join([first.lower(), *lines[1].split(",")[1:]])
    answers.write_text("\n".join(lines) + "\n", "utf-8")
    draws = iter([first[:7], second[:7]])
    monkeypatch.setattr(codes, "_drawn", lambda length: next(draws))
    assert main(["-C", str(home), "cards", "--count", "1"]) == 0
    (sheet,) = texts(home / "cards/code-cards.pdf")
    assert ["".join(code) for code in CODE.findall(sheet)] == [second]
