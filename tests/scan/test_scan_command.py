"""``mentoring scan`` from files to response files: what waits, what is written, what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main
from generator.commands import scan
from generator.definitions.problem import Problem
from generator.scan import batch
from generator.scan.batch import Reader
from tests.scan import invented
from tests.scan.invented import Sheet, write
from tests.scan.places import COHORTS
from tests.scan.test_copies import VISIT, all_pages, full, page


def review_data(home: Path, output: str = "scanned") -> dict[str, Any]:
    text = (home / output / "review/review.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def person_decides(home: Path, sheets: Sequence[Sheet], file: str = "decisions.json") -> Path:
    """Decide all that the review page asks, as the papers say, and save it."""
    data, known = review_data(home), {sheet.hash: sheet for sheet in sheets}
    entries = {(d["picture"], d["page"], d["item"]): d["answer"] for d in data["decisions"]}
    for task in data["tasks"]:
        says = dict(known[task["key"][0]].says)
        sets = [[*task["key"], says.get(task["key"][2], "")]]
        if task["mode"] == "choice":
            sets = task["choices"][0]["sets"]
        elif task["mode"] == "page":
            sets = [[*task["key"], invented.page_text(known[task["key"][0]].id)]]
        for picture, number, item, answer in sets:
            entries[picture, number, item] = answer
    path = home / file
    path.write_text(saved(entries), "utf-8")
    return path


def saved(entries: Mapping[tuple[str, int, str], str]) -> str:
    names = ("picture", "page", "item", "answer")
    lines = [json.dumps(dict(zip(names, (*key, a), strict=True))) for key, a in entries.items()]
    return '{"format": 1, "decisions": [\n' + ",\n".join(lines) + "\n]}\n"


def run(home: Path, *more: str, files: Sequence[str] = ("april.png",)) -> int:
    return main(["-C", str(home), "scan", *files, "--output", "scanned", *more])


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def visit(**says: str) -> Sheet:
    known = {
        "respondent": "",
        "minutes": "45",
        "place": "online",
        "drinks": "tea water",
        "held_on": "31/01/2027",
        "remark": "none",
    }
    return Sheet(page(1, key=VISIT), tuple((known | says).items()))


def test_from_pages_to_answers_that_check_reads(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = [
        *all_pages(),
        *all_pages(copy="AAAA", says="P3QJ8HTV"),
        visit(),
        Sheet(page(1), empty=True),
    ]
    write(home / "april.png", sheets)
    assert run(home) == 1
    told = capsys.readouterr()
    assert "Open scanned/review/review.html" in told.err
    assert "1 blank back" in told.out
    assert not list((home / "scanned").glob("*-scan.csv"))
    person_decides(home, sheets)
    assert run(home, "--decisions", "decisions.json", "--completed-on", "2027-02-01") == 0
    mentors = rows(home / "scanned/mentor_before-scan.csv")
    assert {row["respondent"] for row in mentors} == {"K7RM4WDX", "P3QJ8HTV"}
    assert {
        (row["cohort"], row["mode"], row["language"], row["completed_on"]) for row in mentors
    } == {("ward", "scan", "en", "2027-02-01")}
    [one] = rows(home / "scanned/visit-scan.csv")
    assert one["respondent"] == f"UNLINKED-{sheets[4].hash[:8].upper()}"
    assert (one["minutes"], one["held_on"], one["drinks___tea"], one["drinks___coffee"]) == (
        "45", "2027-01-31", "1", "0")  # fmt: skip
    sources = rows(home / "scanned/sources.csv")
    assert {row["how"] for row in sources} >= {"read by the program", "decided by a person"}
    capsys.readouterr()
    (home / "responses").mkdir()
    (home / "scanned").rename(home / "responses/april")
    assert main(["-C", str(home), "check", "--responses", "responses"]) == 0
    assert "april" not in capsys.readouterr().err


def test_the_folder_is_private(home: Path) -> None:
    write(home / "april.png", all_pages())
    run(home)
    paths = [home / "scanned", *(home / "scanned").rglob("*")]
    assert not [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_other_order_other_names_and_more_files_keep_decisions(home: Path) -> None:
    sheets, more = all_pages(), all_pages(says="P3QJ8HTV", copy="BBBB", mark=1)
    write(home / "april.png", sheets)
    run(home)
    person_decides(home, sheets)
    (home / "april.png").unlink()
    write(home / "in/z.png", list(reversed(sheets)))
    write(home / "in/a.png", more)
    assert run(home, "--decisions", "decisions.json", files=["in"]) == 1
    data = review_data(home)
    decided = {(d["picture"], d["item"]) for d in data["decisions"]}
    left = [t for t in data["tasks"] if (t["key"][0], t["key"][2]) not in decided]
    assert {t["key"][0] for t in left} <= {sheet.hash for sheet in more}
    person_decides(home, [*sheets, *more])
    assert run(home, "--decisions", "decisions.json", files=["in"]) == 0
    assert len(rows(home / "scanned/mentor_before-scan.csv")) == 2


def test_a_refused_page_that_a_person_names_is_read_by_eye(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faint = Sheet(page(1), full(1).says, refused="Too faint.", mark=5)
    sheets = [faint, full(2)]
    write(home / "april.png", sheets)
    assert run(home) == 1
    assert "april.png, page 1: refused: Too faint." in capsys.readouterr().out
    for _ in range(3):
        person_decides(home, sheets)
        done = run(home, "--decisions", "decisions.json")
    assert done == 0
    [row] = rows(home / "scanned/mentor_before-scan.csv")
    assert {name: row[name] for name, _ in full(1).says if name in row} == {
        name: value for name, value in full(1).says if name in row
    }


def test_a_page_that_was_named_and_answered_can_still_be_set_aside(home: Path) -> None:
    refused = Sheet(page(1, key=VISIT), refused="Too faint.", mark=9)
    write(home / "april.png", [visit(), refused])
    said = {(refused.hash, 1, "drinks"): "tea", (refused.hash, 0, "@page"): "aside"}
    run(home)
    person_decides(home, [visit(), refused])
    entries = json.loads((home / "decisions.json").read_text("utf-8"))["decisions"]
    kept = {(e["picture"], e["page"], e["item"]): e["answer"] for e in entries}
    said = {**{key: a for key, a in kept.items() if key[0] != refused.hash}, **said}
    (home / "decisions.json").write_text(saved(said), "utf-8")
    assert run(home, "--decisions", "decisions.json") == 0
    assert len(rows(home / "scanned/visit-scan.csv")) == 1


def test_the_json_says_what_is_open(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home / "april.png", [*all_pages(copy="AAAA"), full(1, copy="AAAA", mark=4)])
    assert run(home, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["pages"] == 3
    assert told["open"]["same"] == 1
    assert told["final"] == []
    assert told["became"]["twice"] == 2


# --- decisions that do not fit ------------------------------------------------------------

HASH = "0" * 64


def one(item: str, answer: str, *, picture: str = "", number: int = 1) -> str:
    key = (picture or full(1).hash, number, item)
    return saved({key: answer})


LINES = [json.dumps({"picture": HASH, "page": 1, "item": "grasp", "answer": a}) for a in "12"]
TWICE = '{"format": 1, "decisions": [\n' + ",\n".join(LINES) + "\n]}"
BAD = {
    "no json": ("april", "cut short or changed"),
    "other format": ('{"format": 2, "decisions": []}', "cut short or changed"),
    "not an entry": ('{"format": 1, "decisions": [7]}', "not as the review page writes it"),
    "wrong type": (one("grasp", "1").replace('"page": 1', '"page": "1"'), "look at page"),
    "hidden signs": (one("grasp", "\x00"), "look at answer"),
    "another picture": (one("grasp", "1", picture=HASH), "not in these files"),
    "another page": (one("grasp", "1", number=2), "about page 2"),
    "no such question": (one("worries_", "1"), "There is no 'worries_'"),
    "not on this page": (one("worries", "yes"), "There is no 'worries' on page 1"),
    "no such answer": (one("grasp", "9"), "is no answer to 'grasp'"),
    "two answers": (one("grasp", "1 2"), "is no answer to 'grasp'"),
    "a page that is not lost": (one("@lost:1", "lost"), "no page 1 that could be lost"),
    "a page too many": (one("@lost:3", "lost"), "no page 3 that could be lost"),
    "not lost": (one("@lost:2", "found"), "cannot be said"),
    "a partner elsewhere": (one("@with", HASH), "in these files"),
    "its own partner": (one("@with", full(1).hash), "in these files"),
    "no use": (one("@same", "perhaps"), "cannot be said"),
    "no page": (one("@page", "RM2:MENTOR-BEFORE:1.0.0:EN:S:1"), "cannot be said"),
    "a contradiction": (TWICE, "line 2 says"),
}


@pytest.mark.parametrize("name", BAD)
def test_decisions_that_do_not_fit_are_told_with_their_line(
    home: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text, fault = BAD[name]
    write(home / "april.png", all_pages())
    (home / "decisions.json").write_text(text, "utf-8")
    assert run(home, "--decisions", "decisions.json") == 1
    told = capsys.readouterr().err
    assert fault in told
    assert re.search(r"^decisions\.json:\d+:", told, re.MULTILINE)
    assert not (home / "scanned/pages.csv").exists()
    assert not list((home / "scanned").glob("*-scan.csv"))


@pytest.mark.parametrize(
    ("item", "answer", "fault"),
    [("respondent", "<b>x</b>", "'<b>x</b>' is not a survey code"),
     ("respondent", "unknown", "means a missing one"),
     ("minutes", "about 45", "'about 45' is not a whole number"),
     ("minutes", "9999", "outside the limits"), ("held_on", "May", "is not a date"),
     ("minutes", "9" * 5000, "outside the limits")],
)  # fmt: skip
def test_what_was_typed_wrongly_is_told_with_its_page_and_asked_again(
    home: Path, item: str, answer: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = [*all_pages(copy="AAAA"), visit()]
    write(home / "april.png", sheets)
    run(home)
    person_decides(home, sheets)
    path = home / "decisions.json"
    entries = json.loads(path.read_text("utf-8"))["decisions"]
    entry = next(one for one in entries if one["item"] == item)
    entry["answer"] = answer
    path.write_text(json.dumps({"format": 1, "decisions": entries}), "utf-8")
    capsys.readouterr()
    assert run(home, "--decisions", "decisions.json") == 1
    told = capsys.readouterr().err
    number = next(n for n, s in enumerate(sheets, 1) if s.hash == entry["picture"])
    assert re.search(rf"^decisions\.json:1:1: [a-z-]+: april\.png, page {number}: ", told, re.M)
    assert fault in told
    assert "1 to decide: 1 " in told
    [task] = [one for one in review_data(home)["tasks"] if one["open"]]
    assert task["key"] == [entry["picture"], entry["page"], item]
    assert fault in task["reason"]
    assert not list((home / "scanned").glob("*-scan.csv"))
    person_decides(home, sheets)
    assert run(home, "--decisions", "decisions.json") == 0


def test_gaps_in_codes_count_for_nothing(home: Path) -> None:
    sheets = all_pages(copy="AAAA", says=" K7RM 4WDX ")
    write(home / "april.png", sheets)
    run(home)
    person_decides(home, sheets)
    assert run(home, "--decisions", "decisions.json") == 0
    [row] = rows(home / "scanned/mentor_before-scan.csv")
    assert row["respondent"] == "K7RM4WDX"


def test_every_fault_of_decisions_is_told_at_once(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home / "april.png", all_pages())
    entries = {
        (full(1).hash, 1, "grasp"): "9",
        (HASH, 1, "grasp"): "1",
        (full(2).hash, 2, "worries"): "perhaps",
    }
    (home / "decisions.json").write_text(saved(entries), "utf-8")
    assert run(home, "--decisions", "decisions.json") == 1
    told = capsys.readouterr().err
    assert [int(n) for n in re.findall(r"^decisions\.json:(\d+)", told, re.MULTILINE)] == [2, 3, 4]
    assert "3 errors" in told


def test_decisions_as_large_as_a_disk_are_not_read(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home / "april.png", all_pages())
    with (home / "decisions.json").open("wb") as file:
        file.truncate(1 << 30)
    assert run(home, "--decisions", "decisions.json") == 1
    assert "too-large" in capsys.readouterr().err


def test_codes_are_checked_as_the_programme_asks(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    programme = home / "instruments/programme.yml"
    text = programme.read_text("utf-8").replace(
        "status: ready", "status: ready\ncheck_characters: true", 1
    )
    programme.write_text(text, "utf-8")
    write(home / "april.png", all_pages())
    (home / "decisions.json").write_text(one("respondent", "K7RM4WDX"), "utf-8")
    assert run(home, "--decisions", "decisions.json") == 1
    assert "check-character" in capsys.readouterr().err


# --- places, names, other people's files --------------------------------------------------


@pytest.mark.parametrize(
    ("output", "fault"),
    [("site/scanned", "must not be in the site"), ("site_src/x", "must not be in the site"),
     ("taken", "scan did not write"), ("responses", "among the answers"),
     ("responses/../responses/april", "among the answers")],
)  # fmt: skip
def test_places_that_are_refused(
    home: Path, output: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home / "april.png", all_pages())
    (home / "taken").mkdir()
    (home / "taken/mentor_before-scan.csv").write_text("mine", "utf-8")
    assert main(["-C", str(home), "scan", "april.png", "--output", output]) == 1
    assert fault in capsys.readouterr().err
    assert (home / "taken/mentor_before-scan.csv").read_text("utf-8") == "mine"


def test_a_response_file_that_somebody_changed_is_not_overwritten(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = all_pages()
    write(home / "april.png", sheets)
    run(home)
    person_decides(home, sheets)
    assert run(home, "--decisions", "decisions.json") == 0
    mine = home / "scanned/mentor_before-scan.csv"
    mine.write_text("mine", "utf-8")
    assert run(home, "--decisions", "decisions.json") == 1
    assert mine.read_text("utf-8") == "mine"
    assert "somebody has changed it" in capsys.readouterr().err


NAMES = ["=cmd|' '!A0.png", "<script>alert(1)<script>.png", "a\nb.png", "@x.png", "..png"]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files_do_no_harm(
    home: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home / name, [Sheet(page(1), refused="Too faint."), *all_pages()])
    assert run(home, files=[name]) == 1
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 2
    listed = rows(home / "scanned/pages.csv")
    assert not any(row["file"].startswith(("=", "@")) for row in listed)
    html = (home / "scanned/review/review.html").read_text("utf-8")
    assert "<script>alert" not in html


def test_texts_with_markup_stay_texts(home: Path) -> None:
    sheets = [visit(remark="</script><script>alert(1)</script>")]
    write(home / "april.png", sheets)
    run(home)
    person_decides(home, sheets)
    assert run(home, "--decisions", "decisions.json") == 0
    assert "</script><script>alert" not in (home / "scanned/review/review.html").read_text("utf-8")
    [row] = rows(home / "scanned/visit-scan.csv")
    assert row["remark"] == "</script><script>alert(1)</script>"


def test_files_that_are_not_there_or_hold_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "empty").mkdir()
    assert run(home, files=["nothing.pdf"]) == 1
    assert "no such file" in capsys.readouterr().err
    assert run(home, files=["empty"]) == 1
    assert "There is no scan here" in capsys.readouterr().err


def test_a_file_that_cannot_be_opened_is_a_refused_page_and_the_rest_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def count(path: Path) -> int:
        if path.name == "locked.png":
            raise ValueError("It is protected by a password. Save a copy without one.")
        return invented.reader.count(path)

    own = Reader(count, invented.reader.pages, invented.reader.read, invented.reader.blanks)
    monkeypatch.setattr(scan, "reader_of", lambda folder: own)
    write(home / "april.png", all_pages())
    (home / "locked.png").write_bytes(b"locked")
    assert run(home, files=["april.png", "locked.png"]) == 1
    told = capsys.readouterr()
    assert "locked.png, page 1: refused: It is protected by a password." in told.out
    assert "3 pages" in told.out


def test_in_a_folder_what_cannot_be_opened_is_named_and_the_rest_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home / "in/april.png", all_pages())
    write(home / "in/shut/may.png", all_pages())
    (home / "in/round.png").symlink_to("round.png")
    (home / "in/up").symlink_to("..")
    plain = os.scandir
    refused = PermissionError(13, "Permission denied")

    def scandir(path: Path) -> Any:
        if Path(path).name == "shut":
            raise refused
        return plain(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert run(home, files=["in"]) == 1
    told = capsys.readouterr()
    assert "in/round.png:1:1: outside-link: warning: This is a link" in told.err
    assert "in/up:1:1: outside-link: warning: This is a link" in told.err
    assert "in/shut:1:1: unreadable: warning: The folder cannot be read: Permission" in told.err
    assert f"{len(all_pages())} pages" in told.out


def test_a_file_that_nobody_may_read_is_named_and_the_rest_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home / "in/april.png", all_pages())
    write(home / "in/may.png", all_pages())
    plain = Path.open

    def opened(path: Path, *more: Any) -> Any:
        if path.name == "may.png":
            raise PermissionError(13, "Permission denied")
        return plain(path, *more)

    monkeypatch.setattr(Path, "open", opened)
    found: list[Problem] = []
    one, other = batch.sources([home / "in"], home, home / "scanned", found)
    assert (one.name, other.name, found) == ("in/april.png", "in/may.png", [])
    assert one.digest != other.digest


def test_pictures_of_an_earlier_run_are_no_scans(home: Path) -> None:
    write(home / "in/april.png", all_pages())
    for output in ("in/first", "in/second"):
        main(["-C", str(home), "scan", "in", "--output", output])
        files = {row["file"] for row in rows(home / output / "pages.csv")}
        assert files == {"in/april.png"}


def test_of_a_form_with_names_no_picture_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reader = invented.reader
    facts = (reader.count, reader.pages, reader.read, reader.blanks)
    own = Reader(*facts, is_private=lambda page: page.form == "consent")
    monkeypatch.setattr(scan, "reader_of", lambda folder: own)
    consent = Sheet(page(1, key=("consent", "1.0.0", "EN", "standard")), refused="Never scanned.")
    other = Sheet(page(1, key=VISIT), refused="Too faint.")
    write(home / "april.png", [consent, other])
    assert run(home) == 1
    kept = list((home / "scanned/review/pages").rglob("page.png"))
    assert [path.parent.name for path in kept] == ["00002"]
    tasks = review_data(home)["tasks"]
    assert [len(task["images"]) for task in tasks] == [0, 1]
    assert "april.png, page 1: refused: Never scanned." in capsys.readouterr().out
    assert len(rows(home / "scanned/pages.csv")) == 2


def test_a_page_that_was_set_aside_can_be_looked_at_until_the_end_and_is_destroyed_then(
    home: Path,
) -> None:
    consent = Sheet(page(1), refused="There is no symbol.", mark=7)
    sheets = [consent, visit()]
    write(home / "april.png", sheets)
    run(home)
    place = home / "scanned/review/pages"
    (home / "decisions.json").write_text(saved({(consent.hash, 0, "@page"): "aside"}), "utf-8")
    assert run(home, "--decisions", "decisions.json") == 1
    [aside] = [task for task in review_data(home)["tasks"] if task["key"][0] == consent.hash]
    assert len(aside["images"]) == 1
    assert len(list(place.rglob("page.png"))) == 1
    person_decides(home, sheets)
    entries = json.loads((home / "decisions.json").read_text("utf-8"))["decisions"]
    for entry in entries:
        entry["answer"] = "aside" if entry["item"] == "@page" else entry["answer"]
    (home / "decisions.json").write_text(json.dumps({"format": 1, "decisions": entries}), "utf-8")
    for _ in range(2):
        assert run(home, "--decisions", "decisions.json") == 0
        assert not list(place.rglob("page.png"))
        assert rows(home / "scanned/pages.csv")[0]["became"] == "set aside"
        assert review_data(home)["tasks"][0]["images"] == []
    assert list(place.rglob("page.jpg"))


def test_of_a_scan_that_is_not_named_any_more_no_picture_stays(home: Path) -> None:
    write(home / "april.png", all_pages())
    write(home / "may.png", [visit()])
    run(home, files=["april.png", "may.png"])
    place = home / "scanned/review/pages"
    assert len(list(place.rglob("page.jpg"))) == len(all_pages()) + 1
    run(home, files=["may.png"])
    assert len(list(place.rglob("page.jpg"))) == 1


def test_other_scans_do_not_take_the_place_of_answers(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """May's sheets are often scanned into April's folder; April's answers may still lie there."""
    sheets = all_pages()
    write(home / "april.png", sheets)
    write(home / "may.png", [visit()])
    run(home)
    person_decides(home, sheets)
    assert run(home, "--decisions", "decisions.json") == 0
    answers = home / "scanned/mentor_before-scan.csv"
    before = answers.read_bytes()
    capsys.readouterr()
    assert run(home, files=["may.png"]) == 1
    assert "scanned/mentor_before-scan.csv:1:1: answers-of-others" in capsys.readouterr().err
    assert answers.read_bytes() == before
    assert run(home, "--decisions", "decisions.json", files=["april.png", "may.png"]) == 1
    assert "to decide" in capsys.readouterr().err
    assert answers.read_bytes() == before
    answers.rename(home / "moved.csv")
    assert run(home, files=["may.png"]) == 1
    assert "to decide" in capsys.readouterr().err


def test_what_is_no_scan_by_its_name_is_passed_over_in_a_folder(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home / "in/april.png", all_pages())
    (home / "in/letter.docx").write_text("Dear all", "utf-8")
    run(home, files=["in"])
    assert "letter" not in "".join(capsys.readouterr())


def test_one_file_twice_is_read_once_and_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home / "in/a.png", all_pages())
    write(home / "in/b.png", all_pages())
    run(home, files=["in", "in/a.png"])
    told = capsys.readouterr()
    assert "in/b.png:1:1: same-file: warning: This is the very same file as in/a.png" in told.err
    assert "2 pages" in told.out


# --- whose forms --------------------------------------------------------------------------


def test_the_cohort_is_asked_for_where_there_are_several(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "records/cohorts.csv").write_text(COHORTS + "clinic,Clinic,Tiny Trust,North\n", "utf-8")
    write(home / "april.png", all_pages())
    assert run(home) == 1
    assert "with --cohort. They are: clinic, ward." in capsys.readouterr().err
    assert run(home, "--cohort", "wart") == 1
    assert "'ward'" in capsys.readouterr().err
    assert run(home, "--cohort", "ward") == 1
    assert "Open scanned/review" in capsys.readouterr().err


def test_check_names_the_same_sheets_that_are_scanned_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = [*all_pages(copy="AAAA", says=""), visit(), visit(minutes="50")]
    (home / "responses").mkdir()
    for name in ("april", "may"):
        write(home / f"{name}.png", sheets if name == "april" else sheets[::-1])
        run(home, files=[f"{name}.png"])
        person_decides(home, sheets)
        assert run(home, "--decisions", "decisions.json", files=[f"{name}.png"]) == 0
        (home / "scanned").rename(home / f"responses/{name}")
    assert main(["-C", str(home), "check", "--responses", "responses"]) == 1
    told = "".join(capsys.readouterr())
    for sheet in (sheets[0], *sheets[2:]):
        assert f"UNLINKED-{sheet.hash[:8].upper()}" in told


def test_without_the_libraries_one_line_says_how_to_install_them(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scan, "LIBRARIES", ("no_such_library",))
    assert run(home) == 1
    told = capsys.readouterr().err.splitlines()
    assert 'pip install "mentoring[scan]"' in told[0]
    assert not (home / "scanned").exists()


# --- stopping and going on ----------------------------------------------------------------


def counting(read: list[int]) -> Callable[[Path], Reader]:
    """Return what makes a reader that notes each page that it reads."""

    def one(grey: Any, known: Any) -> Any:
        read.append(1)
        if len(read) == 3:
            raise KeyboardInterrupt
        return invented.read(grey, known)

    made = Reader(invented.reader.count, invented.reader.pages, one, invented.blanks)
    return lambda folder: made


def test_what_was_read_before_a_stop_is_not_read_again(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read: list[int] = []
    write(home / "april.png", [*all_pages(copy="AAAA"), *all_pages(copy="BBBB", mark=1)])
    monkeypatch.setattr(scan, "reader_of", counting(read))
    assert run(home) == 130
    told = capsys.readouterr().err
    assert told.splitlines()[-1] == (
        "Stopped. The pages that were read are kept: run this again to go on."
    )
    assert not (home / "scanned/pages.csv").exists()
    assert run(home) == 1
    assert len(read) == 3 + 2
    assert run(home) == 1
    assert len(read) == 3 + 2
    assert "4 pages" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[" * 100_000, b'{"format": 1}', b"\xff", b'{"format": 1, "picture": 7}'],
)
def test_what_was_kept_is_believed_only_whole(home: Path, content: bytes) -> None:
    sheets = all_pages()
    write(home / "april.png", sheets)
    run(home)
    before = review_data(home)
    kept = sorted((home / "scanned/review/pages").rglob("page.json"))
    assert len(kept) == 2
    kept[0].write_bytes(content)
    next(kept[1].parent.glob("*.png")).unlink()
    run(home)
    assert review_data(home) == before


def test_what_was_read_with_other_definitions_is_read_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home / "april.png", all_pages())
    run(home)
    before = {path.name for path in (home / "scanned/review/pages").iterdir()}
    form = home / "instruments/visit.yml"
    form.write_text(form.read_text("utf-8").replace("Any remark", "Any other remark"), "utf-8")
    run(home)
    after = {path.name for path in (home / "scanned/review/pages").iterdir()}
    assert len(after) == 1
    assert not after & before


def test_a_page_that_a_broken_file_does_not_give_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def pages(path: Path, first: int, last: int) -> Any:
        yield from list(invented.reader.pages(path, first, last))[:1]

    own = Reader(invented.reader.count, pages, invented.read, invented.blanks)
    monkeypatch.setattr(scan, "reader_of", lambda folder: own)
    write(home / "april.png", all_pages())
    run(home)
    assert "april.png, page 2: refused: The file gave no picture" in capsys.readouterr().out
