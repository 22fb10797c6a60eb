"""What comes back: every file is used, or named with the reason why it is not."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from generator.cli import main
from generator.screen.answers import FORMAT, KIND
from generator.screen.batch import batch, drop_faulty
from tests.screen.conftest import COHORT
from tests.screen.fillers import boxes, by_pypdf
from tests.small_programme import small_programme

Change = Callable[[pikepdf.Pdf], object]
pytestmark = pytest.mark.filterwarnings("ignore:This document has:pikepdf.PageCopyWarning")


def edited(pdf: bytes, change: Change, **options: object) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        out = io.BytesIO()
        document.save(out, **options)
        return out.getvalue()


def file_of(answers: dict[str, str], **changes: object) -> bytes:
    whole = {
        "kind": KIND,
        "format": FORMAT,
        "programme": "tiny",
        "form": "tiny_form",
        "version": "1.2.0",
        "language": "en",
        "copy": "0a1b2c3d",
        "respondent": "K7RM4WDX",
        "answers": answers,
    }
    return json.dumps(whole | changes).encode()


def widget(document: pikepdf.Pdf, item: str, code: str = "") -> pikepdf.Object:
    for page in document.pages:
        for one in page.Annots:
            name = str(one.get("/T") or one.Parent.T)
            if name.endswith(f":{item}") and (not code or f"/{code}" in one.AP.N):
                return one
    raise AssertionError(item)


def moved(document: pikepdf.Pdf) -> None:
    one = widget(document, "worries", "yes")
    one.Rect = Array([float(edge) + 3 for edge in one.Rect])


def removed(document: pikepdf.Pdf) -> None:
    del document.pages[0].Annots[4]


def other_code(document: pikepdf.Pdf) -> None:
    one = widget(document, "worries", "yes")
    one.AP.N["/maybe"] = one.AP.N["/yes"]
    del one.AP.N["/yes"]


def added(document: pikepdf.Pdf) -> None:
    one = document.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array([0, 0, 9, 9]), FT=Name.Tx,
                   T=String("name"), V=String("Pat"))
    )  # fmt: skip
    document.pages[0].Annots.append(one)


def disagreeing(document: pikepdf.Pdf) -> None:
    widget(document, "worries", "yes").AS = Name.yes


def renamed(version: str = "1-2-0", form: str = "tiny_form", programme: str = "tiny") -> Change:
    def change(document: pikepdf.Pdf) -> None:
        for page in document.pages:
            for one in page.Annots:
                field = one if "/T" in one else one.Parent
                text = str(field.T).replace("1-2-0", version).replace("tiny_form", form)
                text = text.replace("tiny:", f"{programme}:")
                field.T = String(text)

    return change


def strangers(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        page.Annots = Array()
    added(document)


def flattened(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        del page.Annots


def endless(document: pikepdf.Pdf) -> None:
    one = widget(document, "worries", "yes").Parent
    one.Parent = one


def long_text(document: pikepdf.Pdf) -> None:
    widget(document, "room").V = String("x" * 50_000)


REASONS: dict[str, tuple[Change, str, str]] = {
    "moved": (moved, "edited", "Fill in the form again"),
    "removed": (removed, "edited", "Fill in the form again"),
    "page gone": (lambda document: document.pages.__delitem__(0), "edited", "Fill in"),
    "other code": (other_code, "edited", "Fill in the form again"),
    "added": (added, "edited", "Fill in the form again"),
    "disagreeing": (disagreeing, "disagree", "save it again"),
    "older": (renamed(version="0-9-0"), "other-version", "Accepted: 1.2.0"),
    "other programme": (renamed(programme="other"), "other-programme", "Collect it there"),
    "other form": (renamed(form="other"), "unknown-form", "Take it out"),
    "strangers": (strangers, "not-ours", "Take it out"),
    "flattened": (flattened, "flattened", "mentoring scan"),
    "endless": (endless, "broken", "Fill in the form again"),
    "long": (long_text, "too-large", "shorter"),
}


@pytest.mark.parametrize("name", REASONS)
def test_a_pdf_that_is_not_as_it_was_made_is_named_with_its_reason(name, pdf, books):
    change, rule, remedy = REASONS[name]
    found = batch([("a.pdf", edited(pdf, change))], books)
    assert found.used == []
    (why,) = found.unused
    assert (why.where.path, why.rule) == ("a.pdf", rule)
    assert remedy in why.remedy


def protected(pdf: bytes) -> bytes:
    return edited(pdf, lambda _: None, encryption=pikepdf.Encryption(owner="a", user="b"))


def bomb() -> bytes:
    packed = zlib.compress(bytes(400_000_000), 9)
    head = b"%%PDF-1.7\n1 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    return head + packed + b"\nendstream endobj"


def test_files_that_cannot_be_read_are_named(pdf, books):
    files = {
        "locked.pdf": (protected(pdf), "encrypted"),
        "cut.pdf": (pdf[: len(pdf) // 3], "broken"),
        "bomb.pdf": (bomb(), "too-large"),
        "rubbish.pdf": (b"%PDF-1.7\nrubbish", "broken"),
        "photo.jpg": (b"\xff\xd8\xff\xe0JFIF", "picture"),
        "empty.json": (b"", "broken"),
        "words.docx": (b"PK\x03\x04", "not-ours"),
        "list.json": (b"{}", "not-ours"),
        "cut.json": (file_of({})[:50], "broken"),
        "deep.json": (b'{"kind":' + b"[" * 100_000, "broken"),
        "twice.json": (b'{"kind": "a", "kind": "b"}', "broken"),
        "old.json": (file_of({}, version="0.9.0"), "other-version"),
        "format.json": (file_of({}, format=99), "other-version"),
        "strange.json": (file_of({"salary": "1"}), "edited"),
        "number.json": (file_of({"minutes": 5}), "edited"),
        "more.json": (file_of({}, name="Pat"), "edited"),
        "form.json": (file_of({}, form="\x1b[31m../../x"), "unknown-form"),
        "other.json": (file_of({}, programme="other"), "other-programme"),
        "latin.json": (b'{"kind": "\xff"}', "broken"),
    }
    found = batch([(name, content) for name, (content, _) in files.items()], books)
    assert found.used == []
    assert {why.where.path: why.rule for why in found.unused} == {
        name: rule for name, (_, rule) in files.items()
    }
    assert not any("\x1b" in why.fault for why in found.unused)


def test_two_ticks_of_one_question_are_unreadable_and_named(pdf, books):
    def both(document: pikepdf.Pdf) -> None:
        widget(document, "worries", "yes").AS = Name.yes
        widget(document, "worries", "no").AS = Name.no

    found = batch([("a.pdf", edited(pdf, both))], books)
    assert found.used[0].answers.values["worries"] == "-99"
    assert "a.pdf: 2 boxes are ticked at 'worries'" in found.notes[0]


@pytest.mark.parametrize(
    ("typed", "column"),
    [({"minutes": "abc"}, "minutes"), ({"minutes": "999"}, "minutes"),
     ({"day/day": "31", "day/month": "02", "day/year": "2027"}, "day"),
     ({"day/day": "31"}, "day"), ({"minutes": "9" * 5000}, "minutes")],
)  # fmt: skip
def test_what_is_no_number_or_date_is_unreadable_and_named(typed, column, pdf, books):
    found = batch([("a.pdf", by_pypdf(pdf, typed))], books)
    assert found.used[0].answers.values[column] == "-99"
    assert f"'{column}'" in found.notes[0]


def test_the_list_of_fields_does_not_count(pdf, books):
    """Preview and others write it anew: what stands on the pages is what was filled in."""
    filled = by_pypdf(pdf, {"worries": "yes", "room": "12"})

    def change(document: pikepdf.Pdf) -> None:
        document.Root.AcroForm.Fields = Array()

    values = batch([("a.pdf", edited(filled, change))], books).used[0].answers.values
    assert (values["worries"], values["room"]) == ("yes", "12")


def test_the_same_file_counts_once_and_the_same_person_not_at_all(books):
    same = file_of({"worries": "no"}, copy="00000001", respondent="P3XJ9TCN")
    files = [
        ("a.json", same),
        ("b.json", same),
        ("c.json", file_of({"worries": "yes"}, copy="00000002")),
        ("d.json", file_of({"worries": "no"}, copy="00000003", respondent="k7rm-4wdx")),
        ("e.json", file_of({}, copy="00000004", respondent="")),
        ("f.json", file_of({"worries": "no"}, copy="00000004", respondent="")),
    ]
    found = batch(files, books)
    assert [one.shown for one in found.used] == ["a.json"]
    rules = {why.where.path: why.rule for why in found.unused}
    assert rules == {"b.json": "copied-file", **dict.fromkeys(("c.json", "d.json"), "same-code"),
                     **dict.fromkeys(("e.json", "f.json"), "same-code")}  # fmt: skip


def test_answers_are_checked_as_those_of_any_file(books, against):
    files = [
        ("code.json", file_of({"worries": "perhaps"}, copy="1", respondent="A1")),
        ("number.json", file_of({"minutes": "601"}, copy="2", respondent="A2")),
        ("card.json", file_of({}, copy="3", respondent="my card")),
        ("words.json", file_of({}, copy="4", respondent="A4", language="zz")),
        ("right.json", file_of({}, copy="5", respondent="A5")),
        ("none.json", file_of({}, copy="6", respondent="no code")),
        ("gap.json", file_of({}, copy="7", respondent="PRCV T3CT")),
    ]
    found = batch(files, books)
    drop_faulty(found, against, COHORT)
    assert [one.shown for one in found.used] == ["right.json", "none.json", "gap.json"]
    assert found.used[2].respondent == "PRCVT3CT"
    assert found.used[1].respondent.startswith("UNLINKED-")
    assert {why.where.path: why.rule for why in found.unused} == {
        "code.json": "unknown-code",
        "number.json": "out-of-range",
        "card.json": "bad-respondent",
        "words.json": "unknown-code",
    }


# --- the commands -------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = small_programme(tmp_path / "own")
    (folder / "responses").mkdir()
    lines = "cohort,title,organisation,region\ntea,Tea,Trust,North\n"
    (folder / "responses" / "cohorts.csv").write_text(lines)
    return folder


def made(own: Path) -> dict[str, bytes]:
    assert main(["-C", str(own), "fillable"]) == 0
    files = sorted((own / "on-screen").rglob("*before tea-fillable.pdf"))
    return {file.stem.split(" before")[0]: file.read_bytes() for file in files}


def test_forms_go_out_and_come_back(own, tmp_path, capsys):
    pdf = made(own)["A mentor"]
    assert {one.suffix for one in (own / "on-screen").rglob("*.*")} == {".pdf", ".html"}
    inbox = tmp_path / "inbox"
    (inbox / "deep").mkdir(parents=True)
    (inbox / "z.pdf").write_bytes(by_pypdf(pdf, {"respondent": "A1B2C3", "grasp": "4"}))
    words = "=HYPERLINK(1)"
    answers = {"respondent": "Z9Y8 X7K3", "worries": "yes", "worries_text": words}
    (inbox / "deep" / "a.pdf").write_bytes(by_pypdf(pdf, answers))
    (inbox / "notes.txt").write_text("hello")
    before = {p: p.read_bytes() for p in inbox.rglob("*.*")}
    line = ["-C", str(own), "collect", str(inbox), "--json"]
    assert main(line) == 1  # the notes are no answers
    told = json.loads(capsys.readouterr().out)
    (name,) = told["files"]
    assert [one["rule"] for one in told["unused"]] == ["not-ours"]
    rows = list(csv.DictReader(io.StringIO((own / name).read_text("utf-8-sig"))))
    assert [row["respondent"] for row in rows] == ["A1B2C3", "Z9Y8X7K3"]
    assert {(row["mode"], row["language"], row["cohort"]) for row in rows} == {
        ("screen", "en", "tea")
    }
    assert (rows[0]["grasp"], rows[1]["worries_text"]) == ("4", words)
    assert {p: p.read_bytes() for p in inbox.rglob("*.*")} == before
    (inbox / "notes.txt").unlink()
    assert main(["-C", str(own), "check", "--responses", str(own / "responses")]) == 0

    held = (own / name).read_bytes()
    assert main(line[:-1]) == 0
    assert "2 forms collected before: nothing to do." in capsys.readouterr().err
    assert (own / name).read_bytes() == held
    (inbox / "new.pdf").write_bytes(by_pypdf(pdf, {"respondent": "Q5W4E3"}))
    other = by_pypdf(pdf, {"respondent": "A1B2C3", "grasp": "3"})
    (inbox / "other.pdf").write_bytes(other)
    (inbox / "z.pdf").unlink()
    assert main(line) == 1
    told = json.loads(capsys.readouterr().out)
    assert [Path(one).name for one in told["used"]] == ["new.pdf"]
    assert {Path(one["where"].split(":")[0]).name: one["rule"] for one in told["unused"]} == {
        "a.pdf": "already-collected", "other.pdf": "duplicate-response"
    }  # fmt: skip


def test_what_is_refused_is_told_beside_what_was_collected_before(own, tmp_path, capsys):
    pdf = made(own)["A mentor"]
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.pdf").write_bytes(by_pypdf(pdf, {"respondent": "A1B2C3"}))
    (inbox / "none.pdf").write_bytes(by_pypdf(pdf, {"grasp": "3"}))
    line = ["-C", str(own), "collect", str(inbox)]
    assert main(line) == 0
    (inbox / "b.pdf").write_bytes(by_pypdf(pdf, {"respondent": "my card"}))
    capsys.readouterr()
    assert main(line) == 1
    said = capsys.readouterr().err
    assert said.index("bad-respondent") < said.index("already-collected")
    assert "2 forms collected before: nothing to do." in said
    assert "1 file not used, for the reasons above." in said
    (inbox / "b.pdf").write_bytes((inbox / "a.pdf").read_bytes())
    assert main(line) == 1
    assert "b.pdf:1:1: copied-file: This is the same file as" in capsys.readouterr().err
    (inbox / "b.pdf").unlink()
    assert main(line) == 0


def test_a_file_that_was_corrected_is_never_written_over(own, tmp_path, capsys):
    pdf = made(own)["A mentor"]
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.pdf").write_bytes(by_pypdf(pdf, {"respondent": "A1B2C3"}))
    line = ["-C", str(own), "collect", str(inbox)]
    assert main(line) == 0
    (name,) = (own / "responses").glob("*-screen-*.csv")
    name.write_text(name.read_text("utf-8-sig").replace("A1B2C3", "A1B2C4"), "utf-8-sig")
    held = name.read_bytes()
    (inbox / "notes.txt").write_text("hello")
    assert main(line) == 1
    said = capsys.readouterr().err
    assert "same-batch" in said
    assert "not-ours" in said
    assert name.read_bytes() == held


def test_a_form_whose_code_was_corrected_in_its_row_is_noted(own, tmp_path, capsys):
    pdf = made(own)["A mentor"]
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.pdf").write_bytes(by_pypdf(pdf, {"respondent": "A1B2C3", "grasp": "3"}))
    (inbox / "b.pdf").write_bytes(by_pypdf(pdf, {"respondent": "Z9Y8X7", "grasp": "3"}))
    line = ["-C", str(own), "collect", str(inbox)]
    assert main(line) == 0
    assert "Look at" not in capsys.readouterr().err  # 2 people may answer alike
    (name,) = (own / "responses").glob("*-screen-*.csv")
    name.write_text(name.read_text("utf-8-sig").replace("A1B2C3", "A1B2C4"), "utf-8-sig")
    assert main(line) == 0
    said = capsys.readouterr().err
    assert "a.pdf: its answers are those of A1B2C4 in responses/mentor_before-screen-" in said
    assert "delete the row of A1B2C3." in said
    assert "b.pdf: its answers" not in said


def test_a_fault_of_a_code_shows_what_was_typed(books, against):
    strict = replace(against, checked=True)
    found = batch([("a.json", file_of({"worries": "no"}, respondent="K7RM 4WDY"))], books)
    drop_faulty(found, strict, COHORT)
    assert [(why.rule, "'K7RM 4WDY'" in why.fault) for why in found.unused] == [
        ("check-character", True)
    ]


def test_a_blank_form_is_named_and_not_used(own, tmp_path, capsys):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.pdf").write_bytes(made(own)["A mentor"])
    assert main(["-C", str(own), "collect", str(inbox)]) == 1
    assert "no-answers: Nothing is filled in on it" in capsys.readouterr().err
    assert not list((own / "responses").glob("*-screen-*.csv"))


def test_nobody_guesses_whose_forms_they_are(own, tmp_path, capsys):
    (tmp_path / "inbox").mkdir()
    with (own / "responses" / "cohorts.csv").open("a") as file:
        file.write("cake,Cake,Trust,North\n")
    line = ["-C", str(own), "collect", str(tmp_path / "inbox")]
    assert main(line) == 1
    assert "Name 1 cohort with --cohort. They are: " in capsys.readouterr().err
    assert main([*line, "--cohort", "coke"]) == 1
    assert "Did you mean 'cake'" in capsys.readouterr().err
    assert main([*line, "--cohort", "cake"]) == 1
    assert "0 filled forms of cake collected." in capsys.readouterr().err


def test_what_came_in_and_what_is_made_of_it_stay_apart(own, tmp_path, capsys):
    assert main(["-C", str(own), "collect", str(own / "responses")]) == 1
    assert "among the answers" in capsys.readouterr().err
    assert main(["-C", str(own), "collect", str(tmp_path / "none")]) == 1
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [(["sign_up"], "on paper only"), (["mentor_befor"], "Did you mean 'mentor_before'"),
     (["--language", "zz"], "no language 'zz'")],
)  # fmt: skip
def test_what_is_not_filled_in_on_screen_is_refused(own, capsys, words, said):
    assert main(["-C", str(own), "fillable", *words]) == 1
    assert said in capsys.readouterr().err
    assert not (own / "on-screen").exists()


def test_every_field_of_every_page_is_known(pdf):
    assert len({(one.page, one.x, one.y) for one in boxes(pdf)}) == len(boxes(pdf))
