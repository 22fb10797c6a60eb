"""From notes to pages: one valid side a mentee, private, and known to the leak gate."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import page as validation
import pikepdf
import pytest
from openpyxl import Workbook, load_workbook

from generator.cli import main
from generator.coding.workbook import CODING
from generator.feedback.notes import COLUMNS, EXAMPLES
from generator.files import private_texts
from generator.files.pdf_text import text_of
from tests.outcome import Screen
from tests.small_programme import ROOT, small_programme

POINT = """\
  - mentee: {mentee}
    domain: {domain}
    observation: "{text}"
    effect: "Juniors learn why things are done."
    suggestion: "Keep doing this on busy rounds."
    contributors: 3
"""
SECRET = "Explains each unusual decision twice to the whole purple team."


def notes(*points: str) -> str:
    return 'names: ["Ada Okafor"]\npoints:\n' + "".join(points)


def point(mentee: str = "M01", domain: str = "strengths", text: str = SECRET) -> str:
    return POINT.format(mentee=mentee, domain=domain, text=text)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The shipped programme, whose domains these notes are about."""
    shutil.copytree(ROOT / "instruments", tmp_path / "p/instruments")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path / "p")
    return tmp_path / "p"


def run(home: Path, text: str, output: str = "feedback") -> int:
    (home / "notes.yml").write_text(text, "utf-8")
    return main(["-C", str(home), "feedback", "notes.yml", "--output", output])


def test_one_valid_private_side_for_each_mentee(home: Path) -> None:
    domains = ("technology", "clinical", "juniors", "time", "approachability", "improvement")
    full = [
        point("M02", d, f"Point {n} about this, said by the group.") for d in domains for n in "12"
    ]
    assert run(home, notes(point(domain="time"), point(), *full)) == 0
    made = sorted((home / "feedback").glob("*.pdf"))
    assert [path.name for path in made] == ["feedback-M01.pdf", "feedback-M02.pdf"]
    assert (home / "feedback").stat().st_mode & 0o077 == 0
    for path in made:
        assert path.stat().st_mode & 0o077 == 0
        with pikepdf.open(path) as document:
            assert len(document.pages) == 1
        for profile in (
            validation.ValidationProfile.PDF_UA_1,
            validation.ValidationProfile.PDF_A_2A,
        ):
            report = validation.validate_pdf(path, profile=profile)
            assert report.is_compliant, [str(failure) for failure in report.failures]
    words = " ".join(text_of(made[0].read_bytes()).split())
    assert words.index("Strengths") < words.index("Use of technology") < words.index("Time")
    assert words.count("The group had no shared point here.") == 5
    assert SECRET in words
    assert "M02" not in words
    strength, _, other = words.partition("Use of technology")
    assert "Next time: Keep doing this on busy rounds." in strength
    assert "What might help" not in strength
    assert "What might help: Keep doing this on busy rounds." in other
    assert "Next time" not in other


def test_the_same_notes_give_the_same_bytes(home: Path) -> None:
    assert run(home, notes(point())) == 0
    assert run(home, notes(point()), "again") == 0
    name = "feedback-M01.pdf"
    assert (home / "feedback" / name).read_bytes() == (home / "again" / name).read_bytes()


def test_a_breach_writes_nothing(home: Path, capsys: Screen) -> None:
    assert run(home, notes(point(), point("M02", text="Supports Okafor on Friday."))) == 1
    told = capsys.readouterr().err
    assert "notes.yml:11:18: name:" in told
    assert "notes.yml:11:18: date:" in told
    assert not (home / "feedback").exists()


def test_a_hostile_text_stays_text(home: Path) -> None:
    hostile = r"Ward #panic() $x$ *b* [l] @r \\ // = {{ a }} <b> ŵ"
    assert run(home, notes(point(text=hostile.replace("\\", "\\\\")))) == 0
    assert "#panic()" in text_of((home / "feedback" / "feedback-M01.pdf").read_bytes())


def test_the_leak_gate_knows_the_texts(tmp_path: Path, capsys: Screen) -> None:
    """Notes in the programme's folder count, whether pages were made of them here or not."""
    home = small_programme(tmp_path / "own")
    (home / "private").mkdir()
    (home / "private/notes.yml").write_text(notes(point()), "utf-8")
    assert main(["-C", str(home), "feedback", "--template", "begin.yml"]) == 0
    invented = "".join(f"*{text}*\n\n" for text in EXAMPLES[1][2:5])  # they are nobody's
    (home / "site_src" / "guidance.md").write_text(f"# Guidance\n\n{invented}", "utf-8")
    (home / "site_src" / "overview.md").write_text(f"# Overview\n\n*{SECRET}*\n", "utf-8")
    assert main(["-C", str(home), "build"]) == 1
    told = capsys.readouterr().err
    assert "overview.html:1:1: leak: There is a private answer" in told
    assert "guidance" not in told


def test_notes_elsewhere_are_kept_in_mind_once_pages_were_made(home: Path) -> None:
    elsewhere = home.parent / "notes.yml"
    elsewhere.write_text(notes(point()), "utf-8")
    cache = home / ".cache/mentoring"
    assert private_texts.private_texts(home, cache) == frozenset()
    assert main(["-C", str(home), "feedback", "../notes.yml", "--output", "out"]) == 0
    assert SECRET in private_texts.private_texts(home, cache)
    assert SECRET.encode() not in b"".join(p.read_bytes() for p in cache.rglob("*") if p.is_file())


def _filled(book: bytes, *rows: list[str]) -> bytes:
    loaded = load_workbook(io.BytesIO(book))
    for row in rows:
        loaded["points"].append(row)
    out = io.BytesIO()
    loaded.save(out)
    return out.getvalue()


def _points(*rows: list[str]) -> bytes:
    book = Workbook()
    book.worksheets[0].title = "points"
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["begin.yml", "begin.xlsx"])
def test_notes_to_begin_with_hold_no_point_until_one_is_written(
    home: Path, name: str, capsys: Screen
) -> None:
    assert main(["-C", str(home), "feedback", "--template", name]) == 0
    begun = home / name
    assert begun.stat().st_mode & 0o077 == 0
    capsys.readouterr()
    assert main(["-C", str(home), "feedback", name, "--output", "out"]) == 1
    assert "no-points" in capsys.readouterr().err
    if name == "begin.yml":
        text = begun.read_text("utf-8")
        lines = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("#   ")]
        names, points = lines[:2], lines[2:]
        untouched = "\n".join(["names:", *names, "points:", *points, ""])
        begun.write_text(untouched, "utf-8")
    else:
        begun.write_bytes(_filled(begun.read_bytes(), *map(list, EXAMPLES)))
    assert main(["-C", str(home), "feedback", name, "--output", "out"]) == 1
    told = capsys.readouterr().err
    assert told.count(": example: ") == 6  # every text of both examples, at its line or cell
    assert "The suggestion is the invented example's, word for word." in told
    assert not (home / "out").exists()
    if name == "begin.yml":
        for point in EXAMPLES:
            for text in point[2:5]:
                untouched = untouched.replace(text, "The group has said something else.")
        begun.write_text(untouched, "utf-8")
        assert main(["-C", str(home), "feedback", name, "--output", "out"]) == 0


def test_a_point_typed_over_an_example_counts(home: Path) -> None:
    assert main(["-C", str(home), "feedback", "--template", "begin.xlsx"]) == 0
    book = load_workbook(home / "begin.xlsx")
    book["names"]["A2"].value = "Ada Okafor"
    book["example"]["C2"].value = "Listens well to everybody."
    book["example"]["D2"].value = "People speak up."
    book["example"]["E2"].value = "Keep this."
    book.save(home / "begin.xlsx")
    assert main(["-C", str(home), "feedback", "begin.xlsx", "--output", "out"]) == 0
    with pikepdf.open(io.BytesIO((home / "out/feedback-M01.pdf").read_bytes())) as document:
        assert len(document.pages) == 1


def test_a_workbook_to_begin_with_has_drop_downs_that_stay_within_the_programme(home: Path) -> None:
    assert main(["-C", str(home), "feedback", "--template", "begin.xlsx"]) == 0
    book = load_workbook(home / "begin.xlsx")
    lists = [c.formula1 for c in book["points"].data_validations.dataValidation if c.type == "list"]
    assert lists == ['"technology,clinical,juniors,time,approachability,strengths,improvement"']
    assert book["names"]["A1"].value == "name"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("all.txt", "# everybody\n\nPurple Teamleader\n"),
        ("all.csv", "mentor,mentee,willing\nAda X,Purple Teamleader,yes\n"),
        ("all.csv", "name;ward\nPurple Teamleader;3\n"),
    ],
)
def test_names_may_come_from_a_file_of_their_own(
    home: Path, name: str, content: str, capsys: Screen
) -> None:
    (home / name).write_text(content, "utf-8")
    (home / "notes.yml").write_text(notes(point(text="Supports Teamleader well.")), "utf-8")
    line = ["-C", str(home), "feedback", "notes.yml", "--output", "out"]
    assert main([*line, "--names", name]) == 1
    assert "'Purple Teamleader'" in capsys.readouterr().err
    assert main([*line, "--names", "missing.txt"]) == 1
    assert main(line) == 0


def test_all_is_told_at_once_a_page_that_is_too_long_too(home: Path, capsys: Screen) -> None:
    long = "word " * 46
    many = "".join(
        point("M07", d, long).replace("Juniors learn why things are done.", long)
        for d in ("strengths", "technology", "clinical", "juniors", "time", "approachability")
        for _ in range(3)
    )
    assert run(home, notes(many, point("M08", text="Supports Okafor."))) == 1
    told = capsys.readouterr().err
    assert "too-long: The page for 'M07' does not fit on 1 side of A4." in told
    assert "name: 'Okafor'" in told
    assert not (home / "feedback").exists()


@pytest.mark.parametrize("suffix", [".yml", ".csv", ".xlsx"])
def test_what_may_be_notes_is_read_and_nothing_else(tmp_path: Path, suffix: str) -> None:
    row = ["M01", "time", SECRET, "Good.", "Keep it.", "3"]
    made = {
        ".yml": notes(point()).encode(),
        ".csv": (",".join(COLUMNS) + "\n" + ",".join(row) + "\n").encode(),
        ".xlsx": _points(list(COLUMNS), row),
    }
    for place in ("a/b", "site_src", ".hidden", "responses", "others/april"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / f"x{suffix}").write_bytes(made[suffix])
    (tmp_path / "others/cohorts.csv").write_text("cohort\n")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 observation")
    cache = tmp_path / ".cache"
    before = private_texts.fingerprint(tmp_path, cache)
    assert SECRET in private_texts.private_texts(tmp_path, cache)
    (tmp_path / "a/b" / f"x{suffix}").unlink()
    assert private_texts.private_texts(tmp_path, cache) == frozenset()
    assert private_texts.fingerprint(tmp_path, cache) != before


def test_notes_and_output_go_together(home: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["-C", str(home), "feedback", "notes.yml"])
    assert stopped.value.code == 2


def test_coding_workbooks_in_the_programme_are_found_too(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = CODING
    for row in (["unit", "text", "note"], ["1", "A changed purple answer.", "A coder's own note."]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "coder-a.xlsx")
    found = private_texts.private_texts(tmp_path, tmp_path / ".cache")
    assert found == {"A changed purple answer.", "A coder's own note."}


@pytest.mark.parametrize("mentee", ["1", "M01"])
def test_a_page_is_headed_so_that_a_number_reads_well(home: Path, mentee: str) -> None:
    (home / "notes.yml").write_text(notes(point(mentee)), "utf-8")
    assert main(["-C", str(home), "feedback", "notes.yml", "--output", "numbered"]) == 0
    (made,) = (home / "numbered").glob("*.pdf")
    assert f"Feedback for mentee {mentee}" in text_of(made.read_bytes())
