"""mentoring draw as its users run it: commit, draw, verify, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import page as validation
import pytest

from generator.cli import main
from generator.files.pdf_text import text_of
from generator.files.typesetting import Design, typeset
from generator.pairing import papers
from generator.pairing.draw import draw
from generator.pairing.preferences import Preferences
from generator.pairing.rules import DrawRules
from tests.outcome import Screen

ROOT = Path(__file__).parents[2]
SEED = "4 2 6 1 1 5"


#: What a hash of the example's preferences fixes, without any option.
FIXED = (
    "preferences.csv: 6 mentors and 5 mentees, so 5 pairs.",
    "A mentor is drawn only with a mentee they are willing to mentor.",
    "Each mentee has 1 mentor at most.",
    "Each mentor has 1 mentee at most.",
    "A mentor's own clinical supervisor can be drawn if willing.",
)


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A folder with the example's preferences; a draw needs no definitions."""
    shutil.copy(ROOT / "examples/feasibility/preferences.csv", tmp_path)
    return tmp_path


def run(folder: Path, line: str) -> int:
    return main(["-C", str(folder), "draw", *line.split()])


def drawn(folder: Path, more: str = "", seed: str = SEED) -> int:
    words = ["-C", str(folder), "draw", "preferences.csv", "--seed", seed, "--output", "drawn"]
    return main([*words, *more.split()])


def valid(path: Path) -> None:
    for profile in (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_2A):
        report = validation.validate_pdf(str(path), profile=profile)
        assert report.is_compliant, [str(f) for f in report.failures][:5]


def test_commit_draw_and_verify(programme: Path, capsys: Screen) -> None:
    assert run(programme, "preferences.csv --commit") == 0
    published = capsys.readouterr().out.strip()
    assert re.fullmatch("[0-9a-f]{64}", published)
    assert run(programme, "--commit preferences.csv") == 0
    again = capsys.readouterr()
    assert again.out.strip() == published
    assert drawn(programme) == 0
    said = capsys.readouterr().out
    assert f"Drawn as it was fixed before, with the hash {published}:" in said
    for line in FIXED:
        assert f"  {line}\n" in again.err
        assert f"  {line}\n" in said
    public = programme / "drawn/public"
    shown = text_of((public / "certificate.pdf").read_bytes())
    for text in ((public / "certificate.md").read_text("utf-8"), " ".join(shown.split())):
        assert all(line in text for line in FIXED[1:])
        assert "preferences.csv" in text
        assert re.search(r"Number of pairs:?\s+5\b", text)
        assert "of these preferences and of the rules above" in text
    assert "5 pairs, 1 mentor in reserve" in said
    record = json.loads((programme / "drawn/private/audit.json").read_text("utf-8"))
    assert record["committed"] is True
    assert record["commitment"] == published
    assert not any(pair["mentor"] in said for pair in record["pairs"])
    assert run(programme, "preferences.csv --verify drawn/private/audit.json") == 0
    assert published in capsys.readouterr().out
    (programme / "preferences.csv").unlink()
    assert run(programme, "--verify drawn/private/audit.json") == 0


def test_what_is_public_names_nobody_and_no_number_of_allocations(programme: Path) -> None:
    assert drawn(programme) == 0
    record = json.loads((programme / "drawn/private/audit.json").read_text("utf-8"))
    assert record["committed"] is False
    public = programme / "drawn/public"
    assert sorted(path.name for path in public.iterdir()) == ["certificate.md", "certificate.pdf"]
    texts = [
        (public / "certificate.md").read_text("utf-8"),
        text_of((public / "certificate.pdf").read_bytes()),
    ]
    for text in texts:
        assert SEED in text
        assert record["commitment"] in text
        assert str(record["allocations"]) not in text.replace(record["commitment"], "")
        assert "Mentor A" not in text
        assert "Consultant" not in text


def test_each_slip_names_only_its_own_partner(programme: Path) -> None:
    assert drawn(programme) == 0
    record = json.loads((programme / "drawn/private/audit.json").read_text("utf-8"))
    whole = " ".join(text_of((programme / "drawn/private/slips.pdf").read_bytes()).split())
    parts = whole.split("For ")[1:]
    assert len(parts) == 11
    partner = {pair["mentor"]: pair["mentee"] for pair in record["pairs"]}
    partner |= {pair["mentee"]: pair["mentor"] for pair in record["pairs"]}
    for part in parts:
        names = re.findall("(?:Mentor|Consultant) [A-T]\\b", part)
        expected = [names[0], *([partner[names[0]]] if names[0] in partner else [])]
        assert names == expected
    (reserve,) = record["reserves"]["mentors"]
    theirs = next(part for part in parts if part.startswith(f"{reserve} You are a reserve."))
    assert "drawn with" not in theirs  # nobody was: the slip speaks of no partner but the lack
    ends = {part[part.index("This slip is for you alone.") :].strip() for part in parts}
    assert len(ends) == 1


def test_the_same_seed_gives_the_same_pairs_and_slips(programme: Path) -> None:
    assert drawn(programme) == 0
    (programme / "drawn").rename(programme / "first")
    assert drawn(programme) == 0
    one, other = (
        json.loads((programme / name / "private/audit.json").read_text("utf-8"))
        for name in ("first", "drawn")
    )
    changed = {key for key in one if one[key] != other[key]}
    assert changed == {"salt", "commitment", "checksum"}  # a fresh salt, which no number rests on
    slips_ = [(programme / name / "private/slips.pdf").read_bytes() for name in ("first", "drawn")]
    assert slips_[0] == slips_[1]


def test_a_draw_is_never_written_over(programme: Path, capsys: Screen) -> None:
    assert drawn(programme) == 0
    before = (programme / "drawn/private/audit.json").read_bytes()
    assert drawn(programme, seed="another") == 1
    assert "folder-in-use" in capsys.readouterr().err
    assert (programme / "drawn/private/audit.json").read_bytes() == before


def test_preferences_under_a_site_are_not_committed_to(programme: Path) -> None:
    (programme / "site").mkdir()
    shutil.move(programme / "preferences.csv", programme / "site")
    assert run(programme, "--commit site/preferences.csv") == 1
    assert len(list((programme / "site").iterdir())) == 1


NOT_THOSE = "The preferences or the rules are not those whose hash was published."
THEN = (
    f"{NOT_THOSE} The rules were then: A mentor is drawn only with a mentee they are willing to "
    "mentor. Each mentee has 1 mentor at most. Each mentor has 1 mentee at most. "
    "A mentor's own clinical supervisor can be drawn if willing. Bring back"
)


@pytest.mark.parametrize(
    ("change", "fault"),
    [("rules", THEN), ("file", f"{NOT_THOSE} Bring back"), ("rules file", THEN)],
)
def test_what_was_committed_to_cannot_be_changed(
    programme: Path, change: str, fault: str, capsys: Screen
) -> None:
    assert run(programme, "--commit preferences.csv") == 0
    if "file" in change:
        path = programme / "preferences.csv"
        path.write_text(
            path.read_text().replace("Mentor C,Consultant Q,no", "Mentor C,Consultant Q,yes")
        )
    assert drawn(programme, "--exclude-supervisors" if "rules" in change else "") == 1
    assert f"changed: {fault}" in capsys.readouterr().err
    assert not (programme / "drawn").exists()


def test_saving_the_file_anew_in_another_order_is_no_change(programme: Path) -> None:
    assert run(programme, "--commit preferences.csv") == 0
    path = programme / "preferences.csv"
    header, *rows = path.read_text().splitlines()
    path.write_bytes("\r\n".join([header, *reversed(rows)]).encode("utf-8-sig"))
    assert drawn(programme) == 0


def test_a_file_whose_name_cannot_be_printed_is_refused_before_the_hash(
    programme: Path, capsys: Screen
) -> None:
    (programme / "preferences.csv").rename(programme / "☕.csv")
    assert run(programme, "--commit ☕.csv") == 1
    assert "missing-character: The typeface does not have ☕" in capsys.readouterr().err
    assert [path.name for path in programme.iterdir()] == ["☕.csv"]


def test_no_allocation_names_the_group_to_the_organiser_alone(
    programme: Path, capsys: Screen
) -> None:
    path = programme / "preferences.csv"
    path.write_text("mentor,mentee,willing\nA,P,yes\nA,Q,yes\nB,P,no\nB,Q,no\nC,P,no\nC,Q,no\n")
    assert drawn(programme) == 1
    out, err = capsys.readouterr()
    assert not out
    assert (
        "P and Q need 2 mentors between them, and the people allowed can take only 1: A (1)." in err
    )
    assert not (programme / "drawn").exists()


def test_seeds_rules_and_files_that_are_refused(programme: Path, capsys: Screen) -> None:
    for seed in ("", "   ", "a\x1bb", "x" * 201):
        assert drawn(programme, seed=seed) == 1
        assert "--seed:1:1: seed:" in capsys.readouterr().err
    assert drawn(programme, "--mentors-per-mentee 7") == 1
    assert "there are 6 mentors" in capsys.readouterr().err
    shutil.copy(programme / "preferences.csv", programme / "preferences.txt")
    assert run(programme, "preferences.txt --seed x --output drawn") == 1
    assert "CSV or XLSX" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        "", "preferences.csv", "preferences.csv --seed x", "--seed x --output drawn",
        "preferences.csv --commit --seed x", "--verify a.json --seed x", "--verify a.json --commit",
        "preferences.csv --seed x --output drawn --mentors-per-mentee 0",
    ],
)  # fmt: skip
def test_wrong_usage(programme: Path, line: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run(programme, line)
    assert ended.value.code == 2


@pytest.mark.parametrize("content", ["", "[1]", '{"index": 1, "index": 2}', "[" * 5000, "\xff"])
def test_what_is_no_audit_is_told(programme: Path, content: str, capsys: Screen) -> None:
    (programme / "audit.json").write_text(content, "latin-1")
    assert run(programme, "--verify audit.json") == 1
    assert "no-record" in capsys.readouterr().err


def test_a_tampered_audit_is_told_by_its_entries(programme: Path, capsys: Screen) -> None:
    assert drawn(programme) == 0
    path = programme / "drawn/private/audit.json"
    record = json.loads(path.read_text("utf-8"))
    record["pairs"][0], record["pairs"][1] = (
        {**record["pairs"][0], "mentee": record["pairs"][1]["mentee"]},
        {**record["pairs"][1], "mentee": record["pairs"][0]["mentee"]},
    )
    path.write_text(json.dumps(record))
    assert run(programme, "--verify drawn/private/audit.json") == 1
    err = capsys.readouterr().err
    assert "audit.json:1:1: differs: pairs: the file says" in err
    assert "differs: checksum" in err


HOSTILE = '#panic("x") $x$ *b* <l> @r `c` \\ // {{ a }} <script> | ŵ'


def test_pages_are_tagged_and_no_text_can_run(tmp_path: Path) -> None:
    people = Preferences(
        tuple(sorted((HOSTILE, *(f"Mentor {n} " + "W" * 60 for n in range(7))))),
        ("P", "Q " + "m" * 70),
        frozenset(),
        frozenset(),
    )
    willing = frozenset((mentor, mentee) for mentor in people.mentors for mentee in people.mentees)
    people = Preferences(people.mentors, people.mentees, willing, frozenset())
    made = draw(people, DrawRules(mentors_per_mentee=4), HOSTILE)
    assert made is not None
    words = papers.certificate(made, salt="ab", committed=True, day="11 May 2026")
    for design, data in (
        (papers.SLIPS, papers.slips(made, "11 May 2026")),
        (papers.CERTIFICATE, words),
    ):
        path = tmp_path / f"{design.stem}.pdf"
        path.write_bytes(typeset(Design(design), data))
        valid(path)
        assert '#panic("x")' in text_of(path.read_bytes())
    assert f"    {HOSTILE}" in papers.markdown(words).splitlines()
